"""Visits to the web: polite, bounded, nowhere that was not asked for; whatever a server does, it ends with a word."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
import sites
from sites import Answer, Site, give, page, redirect

from sitrep.gather.addresses import is_public, plain_address
from sitrep.gather.bodies import wait_of
from sitrep.gather.manners import Manners
from sitrep.gather.visits import Outcome, Visited, Visitor, Wanted
from sitrep.ground.errors import Refused

MB = 1024 * 1024
CALM = Manners(pause_s=0, timeout_s=20, connect_s=10, largest=MB, private=True)
QUICK = Manners(pause_s=0, timeout_s=2, connect_s=2, largest=MB, private=True)  # with those who never end
WORDS = "Two bridges fell near the town on Monday, the health ministry said, and ten people were hurt in the collapse."
PAGE = give(page(WORDS))


def visit(*urls: str, manners: Manners = CALM, etag: str | None = None) -> list[Visited]:
    """Return what came of some visits, in the order of the addresses."""
    found: list[Visited] = []
    with Visitor(manners) as visitor:
        for url in urls:
            visitor.want(Wanted(url, etag))
        while visitor.under_way:
            found += visitor.take(10, 0.5)
    return sorted(found, key=lambda visited: urls.index(visited.wanted.url))


def one(site: Site, path: str = "/a", **asked: object) -> Visited:
    return visit(site.url(path), **asked)[0]  # type: ignore[arg-type]


def test_a_page_comes_as_it_is_with_what_its_server_says_of_it(site: Site) -> None:
    site.answers["/a"] = give(page(WORDS), "text/html; charset=UTF-8", ETag='"1"', Last_Modified="Mon, 06 Feb 2023")
    visited = one(site)
    assert (visited.outcome, visited.content) == (Outcome.FETCHED, page(WORDS))
    assert (visited.media_type, visited.charset, visited.etag) == ("text/html", "utf-8", '"1"')
    assert visited.modified == "Mon, 06 Feb 2023"


def test_a_packed_page_is_unpacked(site: Site) -> None:
    import gzip
    import zlib

    bare = zlib.compressobj(wbits=-15)
    site.answers["/gzip"] = give(gzip.compress(page(WORDS)), Content_Encoding="gzip")
    site.answers["/zlib"] = give(zlib.compress(page(WORDS)), Content_Encoding="deflate")
    site.answers["/bare"] = give(bare.compress(page(WORDS)) + bare.flush(), Content_Encoding="deflate")
    assert [each.content for each in visit(*map(site.url, ("/gzip", "/zlib", "/bare")))] == [page(WORDS)] * 3


def test_a_site_is_told_who_asks_and_no_more(site: Site) -> None:
    site.answers["/a"] = give(page(WORDS), Set_Cookie="who=you")
    visit(site.url("/a"), site.url("/a?2"), manners=Manners(pause_s=0, private=True, contact="desk@example.org"))
    assert all(heads["User-Agent"].startswith("Sitrep/") for heads in site.heads)
    assert all("desk@example.org" in heads["User-Agent"] for heads in site.heads)
    assert not any("Cookie" in heads or "Authorization" in heads for heads in site.heads)


# --- what a site allows


def test_what_robots_txt_forbids_is_not_asked_for(site: Site) -> None:
    site.answers |= {"/robots.txt": give(b"User-agent: *\nDisallow: /private/", "text/plain"), "/a": PAGE}
    allowed, forbidden = visit(site.url("/a"), site.url("/private/a"))
    assert (allowed.outcome, forbidden.outcome) == (Outcome.FETCHED, Outcome.REFUSED)
    assert "robots.txt" in forbidden.reason
    assert "/private/a" not in site.asked
    assert site.times("/robots.txt") == 1


def test_a_rule_for_sitrep_goes_before_that_for_all(site: Site) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: Sitrep\nAllow: /a\nDisallow: /"
    site.answers |= {"/robots.txt": give(rules, "text/plain"), "/a": PAGE, "/b": PAGE}
    assert [each.outcome for each in visit(site.url("/a"), site.url("/b"))] == [Outcome.FETCHED, Outcome.REFUSED]


@pytest.mark.parametrize(("status", "outcome"), [(404, Outcome.FETCHED), (403, Outcome.FETCHED), (500, Outcome.FAILED)])
def test_no_robots_txt_allows_all_and_a_broken_site_nothing(site: Site, status: int, outcome: Outcome) -> None:
    site.answers |= {"/robots.txt": give(b"", status=status), "/a": PAGE}
    assert one(site).outcome is outcome


def test_a_redirected_robots_txt_counts(site: Site) -> None:
    site.answers |= {
        "/robots.txt": redirect("/rules"),
        "/rules": give(b"User-agent: *\nDisallow: /a", "text/plain"),
        "/a": PAGE,
    }
    assert one(site).outcome is Outcome.REFUSED


def test_there_is_a_pause_between_two_visits_to_a_host(site: Site) -> None:
    site.answers |= {f"/{number}": PAGE for number in range(3)}
    started = time.monotonic()
    visit(*(site.url(f"/{number}") for number in range(3)), manners=Manners(pause_s=0.3, private=True))
    assert time.monotonic() - started >= 0.9  # robots.txt is asked for, too


def test_a_host_that_asks_for_a_longer_pause_gets_it(site: Site) -> None:
    site.answers |= {"/robots.txt": give(b"User-agent: *\nCrawl-delay: 0.5", "text/plain"), "/a": PAGE, "/b": PAGE}
    started = time.monotonic()
    visit(site.url("/a"), site.url("/b"))
    assert time.monotonic() - started >= 0.5


def test_many_hosts_are_visited_at_once(site: Site) -> None:
    others = [Site(f"127.0.0.{number}") for number in range(2, 8)]
    for other in others:
        other.answers["/a"] = lambda asked: (time.sleep(1.0), PAGE(asked))[1]
    started = time.monotonic()
    found = visit(*(other.url("/a") for other in others))
    assert time.monotonic() - started < 5  # one after the other they would take 6
    assert {each.outcome for each in found} == {Outcome.FETCHED}
    for other in others:
        other.stop()


# --- what a site says


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_site_is_asked_again_when_it_says(site: Site, status: int) -> None:
    site.answers["/a"] = sites.first(give(b"", status=status, Retry_After="1"), PAGE)
    started = time.monotonic()
    assert one(site).outcome is Outcome.FETCHED
    assert time.monotonic() - started >= 1
    assert site.times("/a") == 2


def test_a_site_that_is_busy_for_long_is_left_alone(site: Site) -> None:
    site.answers |= {"/a": give(b"", status=429, Retry_After="3600"), "/b": PAGE}
    first, second = visit(site.url("/a"), site.url("/b"))
    assert (first.outcome, first.reason) == (Outcome.FAILED, "the host answers 429")
    assert first.wait == timedelta(hours=1)
    assert second.outcome is Outcome.PUT_OFF
    assert site.times("/a") == 1 and site.times("/b") == 0


def test_how_long_a_site_asks_to_wait_is_bounded() -> None:
    from datetime import UTC, datetime

    now = datetime(2023, 2, 6, 12, tzinfo=UTC)
    assert wait_of({"retry-after": "120"}, now) == timedelta(seconds=120)
    assert wait_of({"retry-after": "Mon, 06 Feb 2023 12:01:00 GMT"}, now) == timedelta(seconds=60)
    assert wait_of({"retry-after": "Mon, 06 Feb 2023 11:00:00 GMT"}, now) == timedelta(0)
    assert wait_of({"retry-after": "9" * 30}, now) == timedelta(days=1)
    assert wait_of({"retry-after": "soon"}, now) is None


def test_what_is_as_it_was_is_not_sent_again(site: Site) -> None:
    site.answers["/a"] = sites.marked(page(WORDS))
    etag = one(site).etag
    again = one(site, etag=etag)
    assert (again.outcome, again.content) == (Outcome.SAME, b"")


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_told_as_gone(site: Site, status: int) -> None:
    site.answers["/a"] = give(b"", status=status)
    assert (one(site).outcome, one(site).reason) == (Outcome.GONE, f"it is not there ({status})")


@pytest.mark.parametrize("status", [400, 401, 403, 500, 502])
def test_other_answers_are_failures_that_name_them(site: Site, status: int) -> None:
    site.answers["/a"] = give(b"", status=status)
    assert (one(site).outcome, one(site).reason) == (Outcome.FAILED, f"the host answers {status}")


# --- redirects


def test_redirects_are_followed_to_where_they_end(site: Site) -> None:
    site.answers |= {"/a": redirect("/b", 301), "/b": redirect(site.url("/c?x=1#top"), 308), "/c?x=1": PAGE}
    assert one(site).url == site.url("/c?x=1")


@pytest.mark.parametrize(
    ("to", "because"),
    [
        ("/a", "circle"),
        ("ftp://example.org/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http://me:secret@127.0.0.1/", "password"),
        ("http://[half", "no address"),
    ],
)
def test_a_redirect_that_leads_nowhere_good_is_not_followed(site: Site, to: str, because: str) -> None:
    site.answers["/a"] = redirect(to)
    visited = one(site)
    assert visited.outcome in (Outcome.FAILED, Outcome.REFUSED)
    assert because in visited.reason


def test_redirects_without_end_are_not_followed_for_ever(site: Site) -> None:
    site.answers |= {f"/{number}": redirect(f"/{number + 1}") for number in range(20)}
    assert "more than 5 times" in one(site, "/0").reason
    assert len(site.asked) == 7  # with robots.txt


def test_each_step_of_a_redirect_keeps_to_the_rules_of_its_site(site: Site) -> None:
    other = Site("127.0.0.2")
    other.answers |= {"/robots.txt": give(b"User-agent: *\nDisallow: /", "text/plain"), "/b": PAGE}
    site.answers["/a"] = redirect(other.url("/b"))
    assert one(site).outcome is Outcome.REFUSED
    assert "/b" not in other.asked
    other.stop()


def test_two_hosts_that_lead_to_each_other_do_not_wait_for_each_other(site: Site) -> None:
    other = Site("127.0.0.2")
    for number in range(8):
        site.answers |= {f"/a{number}": redirect(other.url(f"/b{number}")), f"/c{number}": PAGE}
        other.answers |= {f"/b{number}": PAGE, f"/d{number}": redirect(site.url(f"/c{number}"))}
    urls = [site.url(f"/a{n}") for n in range(8)] + [other.url(f"/d{n}") for n in range(8)]
    found = visit(*urls, manners=Manners(pause_s=0, at_once=1, private=True))
    assert {each.outcome for each in found} == {Outcome.FETCHED}
    other.stop()


# --- addresses of this machine and of local networks


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "169.254.169.254", "10.0.0.1", "2130706433"]
)
def test_addresses_of_local_networks_are_refused(host: str) -> None:
    visited = visit(f"http://{host}:9/", manners=Manners(pause_s=0))[0]
    assert visited.outcome is Outcome.REFUSED
    assert "local network" in visited.reason


def test_a_redirect_into_a_local_network_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from sitrep.gather import asking

    async def find_open(host: str, port: int, *, private: bool) -> list[str]:
        if host == "open.example":  # stands for a host of the open net
            return ["127.0.0.1"]
        return await real(host, port, private=private)

    real = asking.find_ips
    monkeypatch.setattr(asking, "find_ips", find_open)
    site.answers |= {"/a": redirect(site.url("/secret")), "/secret": PAGE, "/robots.txt": sites.missing}
    visited = visit(f"http://open.example:{site.server_port}/a", manners=Manners(pause_s=0))[0]
    assert visited.outcome is Outcome.REFUSED
    assert "/secret" not in site.asked


def test_the_address_that_was_checked_is_the_one_that_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means another address when it is looked up again gains nothing: it is looked up once a request."""
    import asyncio

    looked_up: list[str] = []
    real = asyncio.base_events.BaseEventLoop.getaddrinfo

    async def getaddrinfo(self: object, host: str, *rest: object, **named: object) -> object:
        looked_up.append(host)
        return await real(self, "127.0.0.1", *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)
    site.answers["/a"] = PAGE
    visited = visit(f"http://names.example:{site.server_port}/a")[0]
    assert visited.outcome is Outcome.FETCHED
    assert [host for host in looked_up if host == "names.example"] == ["names.example"] * 2  # with robots.txt
    assert site.heads[0]["Host"] == f"names.example:{site.server_port}"


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
     "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"],
)  # fmt: skip
def test_no_address_of_a_local_network_is_public(ip: str) -> None:
    from ipaddress import ip_address

    assert not is_public(ip_address(ip))


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_open_net_are_public(ip: str) -> None:
    from ipaddress import ip_address

    assert is_public(ip_address(ip))


@pytest.mark.parametrize("url", ["ftp://a/b", "javascript:alert(1)", "http://", "https://u:p@a/", "http://a:x/", "/a"])
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        plain_address(url)


# --- sites that misbehave

BAD: dict[str, tuple[Answer, str]] = {
    "hangs": (sites.hang, "did not answer in time|took longer"),
    "drips": (sites.drip, "took longer"),
    "floods": (sites.flood, "larger than 1 MB"),
    "tells a huge size": (give(b"x" * 100, Content_Length="99999999999"), "larger than 1 MB"),
    "sends a bomb": (sites.bomb, "larger than 1 MB"),
    "breaks its packing": (sites.broken_gzip, "what packed it is broken"),
    "breaks off its packing": (sites.cut_gzip, "breaks off"),
    "packs as it was not asked to": (sites.brotli, "packed as br"),
    "hangs up in the middle": (sites.cut_short, "broke off"),
    "hangs up": (sites.hang_up, "broke off"),
    "babbles": (sites.babble, "broke off"),
    "sends an image": (sites.image, "image/png, no page"),
}


@pytest.mark.parametrize("way", BAD)
def test_however_a_site_misbehaves_a_visit_ends_with_a_word(site: Site, way: str) -> None:
    import re

    answer, because = BAD[way]
    site.answers["/a"] = answer
    started = time.monotonic()
    visited = one(site, manners=QUICK)
    assert (visited.outcome, visited.content) == (Outcome.FAILED, b"")
    assert re.search(because, visited.reason), visited.reason
    assert time.monotonic() - started < 10


def test_one_bad_page_costs_its_neighbours_nothing(site: Site) -> None:
    site.answers |= {
        f"/{number}": answer for number, (answer, _) in enumerate(BAD.values()) if answer is not sites.hang
    }
    site.answers["/good"] = PAGE
    found = visit(*map(site.url, site.answers), manners=QUICK)
    assert [each.wanted.url for each in found if each.outcome is Outcome.FETCHED] == [site.url("/good")]


def test_a_host_that_never_answers_is_soon_left_alone(site: Site) -> None:
    site.answers |= {f"/{number}": sites.hang for number in range(10)}
    started = time.monotonic()
    found = visit(*(site.url(f"/{number}") for number in range(10)), manners=QUICK)
    assert {each.outcome for each in found} == {Outcome.FAILED, Outcome.PUT_OFF}
    assert time.monotonic() - started < 15
    assert len(site.asked) <= 4


def test_a_host_that_is_not_there_is_a_failure(site: Site) -> None:
    port = site.server_port
    site.stop()
    assert "cannot be reached" in visit(f"http://127.0.0.1:{port}/")[0].reason


def test_a_host_that_is_not_known_is_a_failure(site: Site) -> None:
    assert visit("http://no-such-host.invalid/")[0].reason == "the host no-such-host.invalid is not known"


def test_leaving_early_leaves_nothing_behind(site: Site) -> None:
    site.answers["/a"] = sites.hang
    started = time.monotonic()
    with Visitor(CALM) as visitor:
        visitor.want(Wanted(site.url("/a")))
        assert visitor.take(1, 0.2) == []
    assert time.monotonic() - started < 10


def test_not_all_the_web_waits_in_memory(site: Site) -> None:
    site.answers |= {f"/{number}": PAGE for number in range(20)}
    with Visitor(Manners(pause_s=0, at_once=4, private=True)) as visitor:
        for number in range(20):
            visitor.want(Wanted(site.url(f"/{number}")))
        time.sleep(0.6)
        assert len(site.asked) <= 6  # with robots.txt, and the one under way
        taken: list[Visited] = []
        take: Callable[[], Sequence[Visited]] = lambda: visitor.take(2, 1.0)  # noqa: E731
        while visitor.under_way:
            taken += take()
    assert len(taken) == 20
