"""Addresses of the web: which may be asked, and how one is written that many ways lead to."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urljoin, urlsplit

from sitrep.ground.errors import Refused, Unanswered

IP = IPv4Address | IPv6Address
ADDRESS = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
USER = re.compile(r"^(\s*\w+://)[^/?#]*@")
LONGEST = 2_000  # characters
RELAYS = ip_network("192.88.99.0/24")  # of IPv6 in IPv4, which nobody runs any more
CARRIERS = ip_network("64:ff9b::/96")  # of IPv4 addresses in IPv6 (RFC 6052)


def is_address(source: object) -> bool:
    """Tell whether something is an address of the web rather than a path.

    >>> is_address("https://example.org/a"), is_address("http.txt"), is_address("ftp://example.org")
    (True, False, False)
    """
    return isinstance(source, str) and ADDRESS.match(source.strip()) is not None


def plain_address(url: str, base: str = "") -> str:
    """Return the one way to write an address: joined to a base, without its fragment and marks of campaigns.

    Errors: Refused where it is none that can be asked.

    >>> plain_address("../b?id=5&utm_source=rss#top", "HTTPS://Example.org:443/news/a/")
    'https://example.org/news/b?id=5'
    """
    from courlan import normalize_url

    try:
        joined = urljoin(base, "".join(url.split()))
        parts = urlsplit(joined)
        _ = parts.port
    except ValueError:
        raise Refused("it is no address") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise Refused(f"only http and https are asked, and it is {parts.scheme or 'no address'}")
    if not parts.hostname or len(joined) > LONGEST:
        raise Refused("it is no address" if not parts.hostname else f"it is longer than {LONGEST:,} characters")
    if parts.username is not None or parts.password is not None:
        raise Refused("it holds a name or a password, which would be kept with the report")
    try:
        plain = str(normalize_url(joined)).partition("#")[0]
    except ValueError:  # "http://%&#1[]/" is taken apart otherwise there
        raise Refused("it is no address") from None
    if len(plain) > LONGEST:
        raise Refused(f"it is longer than {LONGEST:,} characters")
    return plain


def is_same_site(url: str, other: str) -> bool:
    """Tell whether two addresses are of one site: of one host, or of one registered domain.

    >>> is_same_site("https://news.example.org/a", "https://example.org/feed")
    True
    >>> is_same_site("https://example.org/a", "https://example.com/feed")
    False
    """
    from courlan import extract_domain

    domains = extract_domain(url), extract_domain(other)
    return host_of(url) == host_of(other) or (domains[0] is not None and domains[0] == domains[1])


def without_user(url: str) -> str:
    """Return an address without the name and the password that it holds, as it may be shown.

    >>> without_user("https://ann:secret@example.org/a")
    'https://example.org/a'
    """
    return USER.sub(r"\1", url)


def host_of(url: str) -> str:
    """Return the host of an address, in small letters."""
    return (urlsplit(url).hostname or "").lower()


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address: what one robots.txt is for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def is_public(ip: IP) -> bool:
    """Tell whether an IP address is one of the open net, also where it stands for another one.

    >>> [is_public(ip_address(each)) for each in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False]
    """
    return all(
        each.is_global and not (each.is_multicast or each.is_reserved or each in RELAYS or _is_site_local(each))
        for each in _meanings(ip)
    )


def _is_site_local(ip: IP) -> bool:
    return isinstance(ip, IPv6Address) and ip.is_site_local


def _meanings(ip: IP) -> Iterator[IP]:
    """Yield an address, or those that it carries packets to."""
    if isinstance(ip, IPv4Address):
        yield ip
        return
    carried = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in CARRIERS:
        carried.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    found = [each for each in carried if each is not None]
    yield from found or [ip]


async def find_ips(host: str, port: int, *, private: bool) -> list[str]:
    """Return the IP addresses of a host that may be asked, in the order in which the system prefers them.

    Errors: Unanswered where the host is not known, Refused where all of them are of this machine or of local networks
    and these are not allowed.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unanswered(f"the host {host} is not known") from None
    ips = list(dict.fromkeys(str(address[0]).partition("%")[0] for *_, address in found))
    allowed = [ip for ip in ips if private or is_public(ip_address(ip))]
    if not allowed:
        raise Refused(f"{host} is an address of this machine or of a local network ({ips[0]}); --private allows these")
    return allowed
