"""What stands before every page: who may ask, from where, how much, and what a browser may do with the answer.

A page on another site must not be able to read or change a desk on this machine. Names that lead here by a trick
(DNS rebinding) are refused by the `Host` of a request, forged forms by its `Origin`, and scripts by a policy that runs
no inline code at all.

Source: OWASP cheat sheets on DNS rebinding, cross-site request forgery and content security policy; Fetch Metadata.
"""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sitrep.web.problems import problem
from sitrep.web.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
COOKIE = "sitrep_token"
COOKIE_S = 30 * 24 * 3600
LONGEST_QUERY = 8_192  # bytes of what an address asks
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """The gate of the server: it refuses what is not allowed, and gives every answer its headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._headers = HEADERS | {"Content-Security-Policy": policy(settings)}
        self._headers["Cache-Control"] = "private, no-cache" if settings.token else "no-cache"
        self._cookie = f"{COOKIE}_{settings.port}"  # cookies are shared by all servers of a machine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refuse(scope)
        if refused is not None:
            await refused(scope, receive, self._with_headers(send))
            return
        is_head = scope["method"] == "HEAD"
        asked = _without_empty({**scope, "method": "GET"} if is_head else scope)
        await self._app(asked, self._bounded(receive), self._with_headers(_without_body(send) if is_head else send))

    def _refuse(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not is_known_host(host, self._settings.hosts):
            return problem(421, f"this desk is not served under the name {host!r}; see sitrep serve --also-host")
        if not is_own_origin(headers, host) and not (scope["method"] in SAFE and is_followed(headers)):
            return problem(403, "only pages of this desk may ask it, and change it")
        if len(scope["query_string"]) > LONGEST_QUERY:
            return problem(414, f"an address may ask {LONGEST_QUERY:,} bytes")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._settings.largest_request:
            return problem(413, f"a request may have {self._settings.largest_request:,} bytes")
        if not is_plain_form(headers.get("content-type", "")):
            return problem(415, "a form is to be sent as UTF-8")
        return self._refuse_stranger(scope, headers)

    def _refuse_stranger(self, scope: Scope, headers: Headers) -> Response | None:
        token = self._settings.token
        if token is None:
            return None
        asked = parse_qsl(scope["query_string"].decode("latin-1"))
        rest = [(name, value) for name, value in asked if name != "token"]
        if scope["method"] == "GET" and any(_is_same(value, token) for name, value in asked if name == "token"):
            # the token goes into a cookie, and out of the address
            path = "/" + scope["path"].lstrip("/\\")
            answer = RedirectResponse(f"{path}?{urlencode(rest)}".rstrip("?"), status_code=303)
            answer.set_cookie(self._cookie, token, max_age=COOKIE_S, httponly=True, samesite="strict")
            return answer
        if any(_is_same(given, token) for given in self._given_tokens(headers)):
            return None
        return problem(
            401,
            "this desk asks for the token that `sitrep serve` printed; open its address with ?token=..., "
            "or send the header Authorization: Bearer ...",
            headers={"WWW-Authenticate": "Bearer"},
        )

    def _given_tokens(self, headers: Headers) -> list[str]:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        given = [bearer.strip()] if scheme.lower() == "bearer" else []
        cookie = cookie_parser(headers.get("cookie", "")).get(self._cookie)
        return [*given, cookie] if cookie else given

    def _bounded(self, receive: Receive) -> Receive:
        """Return a way to receive a body that ends where it grows too large."""
        left = self._settings.largest_request

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, f"a request may have {self._settings.largest_request:,} bytes")
            return message

        return bounded

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return sending


def _without_empty(scope: Scope) -> Scope:
    """Return a request without the parameters that a form left empty: they ask nothing."""
    asked = parse_qsl(scope["query_string"].decode("latin-1"))
    return {**scope, "query_string": urlencode(asked).encode("latin-1")}


def _without_body(send: Send) -> Send:
    """Return a way to answer that gives the headers alone."""

    async def sending(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sending


def policy(settings: Settings) -> str:
    """Return the content security policy; only tiles that the user asked for may come from elsewhere."""
    rules = dict(POLICY)
    if settings.tiles:
        rules["img-src"] += f" {tile_origin(settings.tiles) or 'blob:'}"  # packed tiles are unpacked into blobs
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def tile_origin(tiles: str | None) -> str | None:
    """Return where tiles are fetched from, None where that is here."""
    parts = urlsplit(tiles or "")
    return f"{parts.scheme}://{parts.netloc}".replace("{s}", "*") if parts.scheme in ("http", "https") else None


def is_known_host(host: str, names: frozenset[str]) -> bool:
    """Tell whether a `Host` is a name of this server, or an address: what needs no name cannot be rebound.

    >>> is_known_host("127.0.0.1:8765", frozenset()), is_known_host("evil.example", frozenset({"localhost"}))
    (True, False)
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name in names:
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_own_origin(headers: Headers, host: str) -> bool:
    """Tell whether a request comes from a page of this server, or from no page at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host


def is_followed(headers: Headers) -> bool:
    """Tell whether a browser follows a link to here, from whatever page; other pages may ask nothing in its stead."""
    return headers.get("sec-fetch-mode") == "navigate" or headers.get("sec-fetch-site") is None


def is_plain_form(content_type: str) -> bool:
    """Tell whether what is sent is decoded as UTF-8, and not in a way that its sender chooses.

    >>> is_plain_form("multipart/form-data; boundary=x"), is_plain_form("multipart/form-data; charset=punycode")
    (True, False)
    """
    _, _, rest = content_type.lower().partition(";")
    charset = [part.partition("=")[2].strip(' "') for part in rest.split(";") if part.strip().startswith("charset")]
    return all(each in ("utf-8", "utf8") for each in charset)


def _is_same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), token.encode())
