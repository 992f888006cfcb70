"""Asking for one address: one request and its answer, within bounds of time and size, from a checked host."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
from msgspec import Struct
from msgspec.structs import replace

from sitrep.gather.addresses import find_ips
from sitrep.gather.bodies import charset_of, media_type_of, read_body, wait_of
from sitrep.gather.manners import Manners
from sitrep.ground.errors import TimedOut, Unanswered, Unfetched

LONGEST_MARK = 1_000  # characters of an ETag
MOST_REDIRECTS = 5  # that are followed from one address
REDIRECTS = (301, 302, 303, 307, 308)
TEXT_TYPES = (
    "text/html",
    "text/plain",
    "text/xml",
    "application/xhtml",
    "application/xml",
    "application/rss",
    "application/atom",
    "application/pdf",
)
DOCUMENT_MARKS = ("xml", "json", "pdf", "octet-stream", "gzip")
ACCEPTED = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.5"


class Answer(Struct, frozen=True):
    """What a host answered: where it redirects to, or the body; `wait` is how long a busy one asks to wait."""

    status: int
    content: bytes = b""
    media_type: str = ""
    charset: str | None = None
    location: str | None = None
    etag: str | None = None
    modified: str | None = None
    wait: timedelta | None = None


class Asker:
    """Asks hosts, each at an IP address that was checked. It keeps no cookies and knows no passwords. To be closed."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        # no connection is kept: they are kept by IP address, and the next host there may be another one
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self._transport = httpx.AsyncHTTPTransport(verify=ssl.create_default_context(), trust_env=False, limits=limits)
        self._timeout = httpx.Timeout(manners.timeout_s, connect=manners.connect_s).as_dict()

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def ask(self, url: str, etag: str | None = None, modified: str | None = None) -> Answer:
        """Return what a host answers for an address, whatever its status.

        Errors: Unanswered where it does not, TimedOut where not in time; Refused where its IP address is not allowed;
        Unfetched where the answer is too large, broken or no text.
        """
        try:
            async with asyncio.timeout(self.manners.timeout_s), self._sent(url, etag, modified) as response:
                return await self._read(response)
        except TimeoutError:
            raise TimedOut(f"the host took longer than {self.manners.timeout_s:g} s") from None
        except httpx.TimeoutException:
            raise TimedOut("the host did not answer in time") from None
        except httpx.ConnectError as error:
            raise Unanswered(f"the host cannot be reached ({_because(error)})") from None
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as error:
            raise Unanswered(f"the answer broke off ({_because(error)})") from None

    @asynccontextmanager
    async def _sent(self, url: str, etag: str | None, modified: str | None) -> AsyncIterator[httpx.Response]:
        """Send a request to the first IP address of a host that takes a connection."""
        target = httpx.URL(url)
        port = target.port or (443 if target.scheme == "https" else 80)
        ips = await find_ips(target.raw_host.decode("ascii"), port, private=self.manners.private)
        headers = {
            "Host": target.netloc.decode("ascii"),
            "User-Agent": self.manners.agent,
            "Accept": ACCEPTED,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **({"If-None-Match": etag} if etag else {}),
            **({"If-Modified-Since": modified} if modified else {}),
        }
        extensions = {"timeout": self._timeout, "sni_hostname": target.raw_host.decode("ascii")}
        for number, ip in enumerate(ips, 1):
            request = httpx.Request("GET", target.copy_with(host=ip), headers=headers, extensions=extensions)
            try:
                response = await self._transport.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if number == len(ips):
                    raise
                continue
            try:
                yield response
            finally:
                await response.aclose()
            return

    async def _read(self, response: httpx.Response) -> Answer:
        headers = response.headers
        answer = Answer(
            response.status_code,
            media_type=media_type_of(headers),
            charset=charset_of(headers),
            location=headers.get("location") if response.status_code in REDIRECTS else None,
            etag=_validator(headers.get("etag")),
            modified=_validator(headers.get("last-modified")),
            wait=wait_of(headers, datetime.now(UTC)),
        )
        if not response.is_success:
            return answer
        if not _is_text(answer.media_type):
            raise Unfetched(f"it is {answer.media_type}, no page, feed or document")
        assert isinstance(response.stream, httpx.AsyncByteStream)
        content = await read_body(aiter(response.stream), headers, self.manners.largest)
        return replace(answer, content=content)


def _is_text(media_type: str) -> bool:
    """Tell whether something of a media type may hold a report; one that states none may."""
    return not media_type or media_type.startswith(TEXT_TYPES) or any(mark in media_type for mark in DOCUMENT_MARKS)


def _validator(value: str | None) -> str | None:
    """Return what marks a content, where it can be sent back as it came."""
    return value if value and value.isascii() and value.isprintable() and len(value) <= LONGEST_MARK else None


def _because(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
