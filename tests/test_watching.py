"""What is watched comes onto the desk once, is looked at again, and goes on where it was broken off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sites
from conftest import Clock
from sites import Site, give, item, marked, page, redirect, rss

from sitrep.desk import Desk
from sitrep.gather import Manners, Upload, Watched, Watchlist
from sitrep.gather.visits import Outcome, Visited, Wanted
from sitrep.keep import KeptPage, PageState, Store

QUICK = Manners(pause_s=0, timeout_s=20, connect_s=10, largest=1024 * 1024, private=True)
WORDS = (
    "Two bridges fell near the town of {} on Monday, the health ministry said, and ten people were hurt there. "
    "Rescuers from {} searched the river through the night while residents waited on its banks."
)
TOWNS = ["Adana", "Mersin", "Konya", "Bursa", "Izmir", "Antalya", "Kayseri", "Samsun", "Trabzon", "Erzurum"]


def words(number: int) -> str:
    return WORDS.format(TOWNS[number % 10], TOWNS[(number + 3) % 10])


def publish(site: Site, *numbers: int, **feed: Any) -> None:
    """Put articles on a site, and a feed of them."""
    for number in numbers:
        site.answers[f"/{number}"] = marked(page(words(number), number))
    items = [item(site.url(f"/{number}"), f"Story {number}") for number in numbers]
    site.answers["/feed"] = marked(rss(*items, **feed), "application/rss+xml")


def list_of(site: Site, *paths: str, **settings: Any) -> Watchlist:
    feeds = tuple(Watched(site.url(path)) for path in paths or ("/feed",))
    return Watchlist(feeds, **{"manners": QUICK, **settings})


def later(clock: Clock, days: int = 1) -> None:
    clock.day += timedelta(days=days)


def urls_of(desk: Desk) -> list[str]:
    return sorted(str(row["url"]).rsplit("/", 1)[-1] for row in desk.export(as_of="2030-01-01"))


# --- addresses that are added


def test_a_page_is_added_by_its_address(desk: Desk, site: Site) -> None:
    site.answers["/1"] = give(page(words(1), 1))
    added = desk.add(site.url("/1"), manners=QUICK)
    assert not added.failures, added.failures[0].reason
    assert added.added == 1
    row = next(desk.export())
    assert (row["url"], row["title"], row["published"]) == (site.url("/1"), "Story 1", "2023-02-01")
    assert "Two bridges fell" in row["text"]


def test_a_page_that_is_added_again_is_unchanged_or_a_new_version(desk: Desk, site: Site) -> None:
    site.answers["/1"] = give(page(words(1), 1))
    desk.add(site.url("/1"), manners=QUICK)
    assert desk.add(site.url("/1"), manners=QUICK).unchanged == 1
    site.answers["/1"] = give(page(words(1).replace("ten people", "twelve people"), 1))
    assert desk.add(site.url("/1"), manners=QUICK).updated == 1
    edits = desk.show(site.url("/1")).revisions[1].edits
    assert [(edit.from_, edit.to) for edit in edits] == [("ten", "twelve")]


def test_a_feed_is_added_with_its_pages(desk: Desk, site: Site) -> None:
    publish(site, 1, 2, 3)
    assert desk.add(site.url("/feed"), manners=QUICK).added == 3
    assert urls_of(desk) == ["1", "2", "3"]
    assert desk.add(site.url("/feed"), manners=QUICK).added == 0
    assert [site.times(f"/{number}") for number in (1, 2, 3)] == [1, 1, 1]


def test_addresses_and_files_are_added_together(desk: Desk, site: Site, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(words(5), encoding="utf-8")
    site.answers["/1"] = give(page(words(1), 1))
    assert desk.add([tmp_path / "a.txt", site.url("/1")], manners=QUICK).added == 2


def test_a_list_of_addresses_is_fetched_once(desk: Desk, site: Site, tmp_path: Path) -> None:
    for number in (1, 2):
        site.answers[f"/{number}"] = give(page(words(number), number))
    path = tmp_path / "list.csv"
    path.write_text(
        f"url,media_name,publish_date\n{site.url('/1')},Saltmarsh Post,2023-02-04\n{site.url('/2')},,\n",
        encoding="utf-8",
    )
    assert desk.add(path, manners=QUICK).added == 2
    assert desk.add(path, manners=QUICK).added == 0
    assert [site.times("/1"), site.times("/2")] == [1, 1]
    assert [row["outlet"] for row in desk.export()] == ["Saltmarsh Post", "127.0.0.1"]


def test_a_list_within_a_folder_or_an_upload_is_not_fetched(desk: Desk, site: Site, tmp_path: Path) -> None:
    content = f"{site.url('/1')}\n".encode()
    (tmp_path / "list.txt").write_bytes(content)
    for source in (tmp_path, Upload("list.txt", content)):
        (failure,) = desk.add(source, manners=QUICK).failures
        assert "are fetched where the list itself is named" in failure.reason
    assert site.asked == []


def test_nothing_of_a_local_network_is_asked_unless_the_user_says_so(desk: Desk, site: Site) -> None:
    site.answers["/1"] = give(page(words(1), 1))
    (failure,) = desk.add(site.url("/1")).failures
    assert "local network" in failure.reason
    assert site.asked == []


def test_what_could_not_be_fetched_is_tried_again(desk: Desk, site: Site) -> None:
    site.answers["/1"] = give(b"", status=500)
    (failure,) = desk.add(site.url("/1"), manners=QUICK).failures
    assert (failure.item, failure.reason) == (site.url("/1"), "the host answers 500")
    site.answers["/1"] = give(page(words(1), 1))
    assert desk.retry(manners=QUICK).added == 1
    assert desk.failures() == []


def test_the_kept_bytes_are_those_that_came(desk: Desk, site: Site, tmp_path: Path) -> None:
    content = page("Zwei Brücken sind in der Nähe der Stadt eingestürzt, teilte das Ministerium mit. " * 4).decode()
    site.answers["/1"] = give(content.encode("cp1252"), "text/html; charset=windows-1252")
    desk.add(site.url("/1"), manners=QUICK)
    assert "Brücken" in next(desk.export())["text"]
    with Store.open(tmp_path / "desk.db") as store:
        assert store.raw_of_version(1).content == content.encode("cp1252")


# --- feeds that are watched


def test_what_a_feed_has_comes_once(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1, 2)
    cycle = desk.watch(list_of(site, again=()))
    assert (cycle.added.added, [feed.new for feed in cycle.feeds]) == (2, [2])
    assert cycle.feeds[0].title == "Saltmarsh Post"
    later(clock)
    publish(site, 1, 2, 3)
    cycle = desk.watch(list_of(site, again=()))
    assert (cycle.added.added, [feed.new for feed in cycle.feeds]) == (1, [1])
    assert [site.times(f"/{number}") for number in (1, 2, 3)] == [1, 1, 1]


def test_a_feed_is_not_asked_before_it_is_due(desk: Desk, site: Site) -> None:
    publish(site, 1)
    desk.watch(list_of(site))
    cycle = desk.watch(list_of(site))
    assert site.times("/feed") == 1
    assert 0 < cycle.seconds_left <= 15 * 60
    assert cycle.feeds[0].new == 0
    assert desk.health().feeds[0].new == 1  # of the cycle in which it was asked


def test_a_feed_that_did_not_change_is_not_sent_again(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1)
    desk.watch(list_of(site, again=()))
    later(clock)
    desk.watch(list_of(site, again=()))
    asked = [heads.get("If-None-Match") for path, heads in zip(site.asked, site.heads, strict=True) if path == "/feed"]
    assert asked[0] is None and asked[1] is not None
    assert site.times("/1") == 1


def test_the_article_of_a_feed_that_holds_all_of_it_is_not_fetched(desk: Desk, site: Site) -> None:
    whole = f"<description><![CDATA[<p>{words(1) * 6}</p>]]></description>"
    site.answers["/feed"] = give(rss(item(site.url("/1"), "Story 1", rest=whole)), "application/rss+xml")
    assert desk.watch(list_of(site)).added.added == 1
    assert site.times("/1") == 0
    row = next(desk.export())
    assert (row["url"], row["title"], row["published"]) == (site.url("/1"), "Story 1", "2023-02-06")
    assert row["outlet"] == "Saltmarsh Post"


def test_what_the_user_calls_an_outlet_goes_before_what_it_calls_itself(desk: Desk, site: Site) -> None:
    publish(site, 1)
    desk.watch(Watchlist((Watched(site.url("/feed"), "The Post"),), manners=QUICK))
    assert next(desk.export())["outlet"] == "The Post"


def test_a_feed_says_of_a_page_what_the_page_does_not(desk: Desk, site: Site) -> None:
    site.answers["/1"] = give(f"<html><body><article><p>{words(1)}</p></article></body></html>".encode())
    site.answers["/feed"] = give(rss(item(site.url("/1"), "Bridges fall")), "application/rss+xml")
    desk.watch(list_of(site))
    row = next(desk.export())
    assert (row["title"], row["published"], row["outlet"]) == ("Bridges fall", "2023-02-06", "Saltmarsh Post")


def test_an_article_in_two_feeds_comes_once(desk: Desk, site: Site) -> None:
    publish(site, 1, 2)
    site.answers["/other"] = give(
        rss(item(site.url("/2?utm_source=feed")), item(site.url("/2"))), "application/rss+xml"
    )
    assert desk.watch(list_of(site, "/feed", "/other")).added.added == 2
    assert [site.times("/1"), site.times("/2")] == [1, 1]


def test_the_parts_of_an_index_of_sitemaps_are_asked(desk: Desk, site: Site) -> None:
    news = "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
    rows = "".join(
        f"<url><loc>{site.url(f'/{number}')}</loc><news:news><news:publication_date>{day}</news:publication_date>"
        f"<news:title>Story {number}</news:title></news:news></url>"
        for number, day in ((1, "2023-02-28"), (2, "2023-01-01"))
    )
    publish(site, 1, 2)
    site.answers["/part.xml"] = give(f"<urlset {news}>{rows}</urlset>".encode(), "application/xml")
    index = f"<sitemapindex><sitemap><loc>{site.url('/part.xml')}</loc></sitemap></sitemapindex>"
    site.answers["/map.xml"] = give(index.encode(), "text/xml")
    cycle = desk.watch(list_of(site, "/map.xml"))
    assert (cycle.added.added, cycle.feeds[0].new) == (1, 1)
    assert urls_of(desk) == ["1"]  # the other one is older than a week


def test_the_front_page_of_a_site_is_watched_by_the_feeds_that_it_names(desk: Desk, site: Site) -> None:
    publish(site, 1)
    link = "<link rel='alternate' type='application/rss+xml' href='/feed'>"
    site.answers["/"] = give(page(words(9), 9, link))
    assert desk.watch(list_of(site, "/")).added.added == 1
    assert urls_of(desk) == ["1"]


def test_a_single_page_is_watched_for_its_edits(desk: Desk, site: Site, clock: Clock) -> None:
    site.answers["/live"] = marked(page(words(1), 1))
    assert desk.watch(list_of(site, "/live")).added.added == 1
    later(clock)
    assert desk.watch(list_of(site, "/live")).added.unchanged == 0
    later(clock)
    site.answers["/live"] = marked(page(words(1).replace("ten people", "twelve people"), 1))
    assert desk.watch(list_of(site, "/live")).feeds[0].changed == 1


def test_a_robots_txt_is_asked_for_once_in_an_hour(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1)
    for _ in range(3):
        desk.watch(list_of(site))
        later(clock)
    assert (site.times("/feed"), site.times("/robots.txt")) == (3, 1)


# --- what was fetched and is looked at again


def test_an_article_is_looked_at_again_and_its_edit_is_a_version(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1)
    desk.watch(list_of(site))
    later(clock)
    assert desk.watch(list_of(site)).added.updated == 0
    assert site.times("/1") == 2
    site.answers["/1"] = marked(page(words(1).replace("ten people", "twelve people"), 1))
    later(clock, 2)
    assert desk.watch(list_of(site)).feeds[0].changed == 1
    revisions = desk.show(site.url("/1")).revisions
    assert [(edit.from_, edit.to) for edit in revisions[1].edits] == [("ten", "twelve")]


def test_an_article_is_looked_at_no_more_after_a_week(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1)
    for _ in range(20):
        desk.watch(list_of(site))
        later(clock, 2)
    assert site.times("/1") == 5  # at first, and after 6 hours, 1, 3 and 7 days


def test_an_article_of_which_its_feed_says_that_it_was_edited_is_looked_at_at_once(
    desk: Desk, site: Site, clock: Clock
) -> None:
    publish(site, 1)
    desk.watch(list_of(site, again=()))
    later(clock)
    site.answers["/1"] = marked(page(words(1).replace("ten people", "twelve people"), 1))
    site.answers["/feed"] = give(rss(item(site.url("/1"), "Story 1, corrected")), "application/rss+xml")
    assert desk.watch(list_of(site, again=())).feeds[0].changed == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_goes_is_told_and_what_was_kept_stays(desk: Desk, site: Site, clock: Clock, status: int) -> None:
    publish(site, 1)
    desk.watch(list_of(site))
    site.answers["/1"] = give(b"", status=status)
    later(clock)
    cycle = desk.watch(list_of(site))
    assert cycle.added.failures == ()
    assert [(each.url, each.reason) for each in desk.health().gone] == [(site.url("/1"), f"it is not there ({status})")]
    assert urls_of(desk) == ["1"]


def test_a_page_that_comes_back_is_gone_no_more(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1)
    desk.watch(list_of(site))
    answer, site.answers["/1"] = site.answers["/1"], sites.missing
    later(clock)
    desk.watch(list_of(site))
    site.answers["/1"] = answer
    later(clock, 3)
    desk.watch(list_of(site))
    assert desk.health().gone == ()


# --- what goes wrong


def test_a_bad_item_is_told_with_its_reason_and_costs_the_others_nothing(desk: Desk, site: Site) -> None:
    publish(site, 1, 2, 3)
    site.answers |= {"/2": sites.bomb, "/3": redirect("/3")}
    cycle = desk.watch(list_of(site))
    assert (cycle.added.added, cycle.feeds[0].new, cycle.feeds[0].failed) == (1, 1, 2)
    assert {failure.item for failure in desk.failures()} == {site.url("/2"), site.url("/3")}
    assert all(failure.reason for failure in desk.failures())


def test_a_bad_feed_is_told_with_its_reason_and_left_alone_longer_each_time(
    desk: Desk, site: Site, clock: Clock
) -> None:
    publish(site, 1)
    site.answers["/bad"] = give(b"", status=500)
    bad, good = desk.watch(list_of(site, "/bad", "/feed")).feeds
    assert (bad.reason, bad.failures, bad.succeeded) == ("the host answers 500", 1, None)
    assert (good.failures, good.new) == (0, 1)
    for _ in range(12):
        later(clock)
        cycle = desk.watch(list_of(site, "/bad", every=timedelta(seconds=1), again=()))
    assert cycle.feeds[0].failures == 13
    assert cycle.seconds_left >= 24 * 3600 - 1


def test_a_feed_that_answers_again_is_in_trouble_no_more(desk: Desk, site: Site, clock: Clock) -> None:
    site.answers["/feed"] = give(b"", status=500)
    desk.watch(list_of(site))
    publish(site, 1)
    later(clock)
    feed = desk.watch(list_of(site)).feeds[0]
    assert (feed.failures, feed.reason, feed.new) == (0, None, 1)


def test_what_fails_for_a_while_comes_when_it_answers(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1)
    answer, site.answers["/1"] = site.answers["/1"], give(b"", status=500)
    desk.watch(list_of(site))
    site.answers["/1"] = answer
    assert desk.watch(list_of(site)).added.added == 0  # it is not due yet
    later(clock)
    assert desk.watch(list_of(site)).added.added == 1
    assert desk.failures() == []


def test_what_fails_always_is_given_up_and_stays_told(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1)
    site.answers["/1"] = give(b"", status=500)
    for _ in range(14):
        desk.watch(list_of(site))
        later(clock, 2)
    assert site.times("/1") == 10
    assert [failure.item for failure in desk.failures()] == [site.url("/1")]


def test_what_may_not_be_asked_for_is_told_and_not_asked_again(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1)
    site.answers["/robots.txt"] = give(b"User-agent: *\nDisallow: /1", "text/plain")
    for _ in range(3):
        desk.watch(list_of(site))
        later(clock)
    assert site.times("/1") == 0
    assert "robots.txt" in desk.failures()[0].reason


def test_what_of_a_feed_cannot_be_read_is_told(desk: Desk, site: Site) -> None:
    publish(site, 1)
    site.answers["/feed"] = give(rss(item(site.url("/1")), "<item><title>No address</title></item>"), "text/xml")
    cycle = desk.watch(list_of(site))
    assert (cycle.added.added, cycle.feeds[0].failures) == (1, 0)
    assert cycle.feeds[0].reason == "no address that can be asked: 1 of 2 items"
    assert cycle.is_in_trouble


def test_a_feed_that_breaks_off_gives_what_it_has_and_is_told(desk: Desk, site: Site) -> None:
    publish(site, 1, 2)
    whole = rss(item(site.url("/1")), item(site.url("/2")))
    site.answers["/feed"] = give(whole[: whole.index(b"/2</link>")], "text/xml")
    cycle = desk.watch(list_of(site))
    assert cycle.added.added == 1
    assert "broken XML" in str(cycle.feeds[0].reason)


def test_a_part_of_an_index_that_fails_is_told_with_the_index(desk: Desk, site: Site, clock: Clock) -> None:
    index = f"<sitemapindex><sitemap><loc>{site.url('/part.xml')}</loc></sitemap></sitemapindex>"
    site.answers["/map.xml"] = give(index.encode(), "text/xml")
    cycle = desk.watch(list_of(site, "/map.xml"))
    assert cycle.feeds[0].reason == f"its part {site.url('/part.xml')}: it is not there (404)"
    assert cycle.is_in_trouble


# --- a cycle that is broken off


def test_a_cycle_that_dies_is_gone_on_with(desk: Desk, site: Site) -> None:
    publish(site, *range(8))
    fetched: list[int] = []

    def die(progress: object) -> None:
        fetched.append(len(site.asked))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.watch(list_of(site, manners=msgspec.structs.replace(QUICK, at_once=1)), progress=die)
    assert desk.watch(list_of(site)).added.added > 0
    assert len(urls_of(desk)) == 8
    assert site.times("/feed") == 1


def test_a_cycle_ends_where_it_is_told_to_stop(desk: Desk, site: Site) -> None:
    publish(site, *range(8))
    desk.watch(list_of(site), stop=lambda: len(site.asked) > 1)
    assert desk.health().waiting > 0
    desk.watch(list_of(site))
    assert (len(urls_of(desk)), desk.health().waiting) == (8, 0)


def run_watch(folder: Path, site: Site, *options: str) -> subprocess.Popen[str]:
    (folder / "feeds.toml").write_text(
        f'[watch]\nprivate = true\npause = "0s"\nevery = "10s"\n[[feed]]\nurl = "{site.url("/feed")}"\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "sitrep", "watch", str(folder / "feeds.toml"), "--desk", str(folder / "desk.db")]
    return subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_command_shows_what_each_feed_brought(site: Site, tmp_path: Path) -> None:
    publish(site, 1, 2)
    out, _ = run_watch(tmp_path, site, "--once").communicate(timeout=60)
    assert (
        f"Saltmarsh Post ({site.url('/feed')}): 2 new, 0 changed, 0 failed; last answered {datetime.now(UTC).date()}"
        in out
    )
    assert "2 added, 0 updated, 0 unchanged, 0 failed" in out


def test_the_command_tells_of_trouble_by_its_exit_code(site: Site, tmp_path: Path) -> None:
    site.answers["/feed"] = give(b"", status=500)
    process = run_watch(tmp_path, site, "--once", "--json")
    out, _ = process.communicate(timeout=60)
    assert msgspec.json.decode(out)["feeds"][0]["reason"] == "the host answers 500"
    assert process.returncode == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_stops_cleanly_on_a_signal(site: Site, tmp_path: Path, number: signal.Signals) -> None:
    publish(site, 1)
    process = run_watch(tmp_path, site)
    deadline = time.monotonic() + 60
    while not site.times("/1") and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    os.kill(process.pid, number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err.startswith("watching 1 of")) == (0, True)
    assert "1 added" in out
    with Desk(Store.open(tmp_path / "desk.db")) as desk:
        assert urls_of(desk) == ["1"]


def test_a_killed_command_loses_nothing_and_fetches_little_twice(site: Site, tmp_path: Path) -> None:
    publish(site, *range(40))
    process = run_watch(tmp_path, site, "--once")
    deadline = time.monotonic() + 60
    while len(site.asked) < 15 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    _, err = run_watch(tmp_path, site, "--once").communicate(timeout=60)
    assert err == ""
    with Desk(Store.open(tmp_path / "desk.db")) as desk:
        assert len(urls_of(desk)) == 40
    assert sum(site.times(f"/{number}") for number in range(40)) <= 40 + 64  # what was under way, and no more


# --- what a review found


def test_what_a_feed_listed_is_not_lost_where_it_could_not_be_kept(desk: Desk, site: Site, clock: Clock) -> None:
    """The feed's mark is kept with its items, or not at all: else it would say that nothing is new."""
    publish(site, 1, 2)
    real, calls = desk._intake.take_batch, []

    def fail(*given: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return real(*given)

    desk._intake.take_batch = fail  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        desk.watch(list_of(site))
    desk._intake.take_batch = real  # type: ignore[method-assign]
    assert desk.watch(list_of(site)).added.added == 2


def test_a_page_that_no_library_is_prepared_for_costs_itself_only(desk: Desk, site: Site) -> None:
    publish(site, 1)
    site.answers["/"] = give(b"<html><head><base href='http://[x'><link rel=alternate></head></html>")
    site.answers["/long"] = redirect("/" + "%C3%A9" * 300 + "\u00e9" * 900)
    added = desk.add([site.url("/"), site.url("/long"), site.url("/1")], manners=QUICK)
    assert (added.added, len(added.failures)) == (1, 2)


def test_a_feed_does_not_speak_for_another_site(desk: Desk, site: Site) -> None:
    other = Site("127.0.0.2")
    other.answers["/real"] = give(page(words(1), 1))
    desk.add(other.url("/real"), manners=QUICK)
    whole = f"<description><![CDATA[<p>{words(2) * 6}</p>]]></description>"
    site.answers["/feed"] = give(rss(item(other.url("/real"), "Forged", rest=whole)), "application/rss+xml")
    desk.watch(list_of(site))
    assert [row["title"] for row in desk.export()] == ["Story 1"]
    assert desk.show(other.url("/real")).versions == 1
    other.stop()


def test_two_feeds_that_call_one_article_otherwise_do_not_have_it_fetched_for_ever(
    desk: Desk, site: Site, clock: Clock
) -> None:
    publish(site, 1)
    site.answers["/other"] = give(rss(item(site.url("/1"), "Another headline")), "application/rss+xml")
    for _ in range(5):
        desk.watch(list_of(site, "/feed", "/other", again=()))
        later(clock)
    assert site.times("/1") == 1


def test_a_page_that_could_not_be_read_is_sent_again(desk: Desk, site: Site) -> None:
    site.answers["/1"] = marked(b"<html><body></body></html>")
    assert desk.add(site.url("/1"), manners=QUICK).failures
    assert desk.retry(manners=QUICK).failures  # and is no "unchanged" that nobody has
    site.answers["/1"] = marked(page(words(1), 1))
    assert desk.retry(manners=QUICK).added == 1
    assert desk.failures() == []


def test_a_failure_is_forgotten_where_the_page_answers_as_before(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1)
    desk.watch(list_of(site))
    answer, site.answers["/1"] = site.answers["/1"], give(b"", status=500)
    later(clock)
    desk.watch(list_of(site))
    assert len(desk.failures()) == 1
    site.answers["/1"] = answer
    later(clock)
    desk.watch(list_of(site))
    assert desk.failures() == []


def test_an_answer_that_nothing_changed_counts_only_where_it_was_asked_for(desk: Desk, site: Site) -> None:
    site.answers["/1"] = give(b"", status=304)
    assert desk.add(site.url("/1"), manners=QUICK).failures[0].reason == "the host answers 304"


def test_a_feed_that_failed_and_answers_is_no_failure_any_more(desk: Desk, site: Site) -> None:
    site.answers["/feed"] = give(b"", status=500)
    desk.add(site.url("/feed"), manners=QUICK)
    publish(site, 1)
    assert desk.retry(manners=QUICK).added == 1
    assert (desk.failures(), desk.health().waiting) == ([], 0)


def test_what_is_not_allowed_for_a_while_comes_when_it_is(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1)
    site.answers["/robots.txt"] = give(b"User-agent: *\nDisallow: /1", "text/plain")
    desk.watch(list_of(site))
    site.answers["/robots.txt"] = sites.missing
    desk._known_rules.clear()
    later(clock, 2)
    assert desk.watch(list_of(site)).added.added == 1


def test_a_page_that_is_added_by_hand_stays_watched(desk: Desk, site: Site, clock: Clock) -> None:
    publish(site, 1)
    desk.watch(list_of(site))
    desk.add(site.url("/1"), manners=QUICK)
    later(clock)
    site.answers["/1"] = marked(page(words(1).replace("ten people", "twelve people"), 1))
    assert desk.watch(list_of(site)).feeds[0].changed == 1


def test_a_post_that_is_named_by_a_query_is_no_front_page(desk: Desk, site: Site) -> None:
    publish(site, 2)
    link = "<link rel='alternate' type='application/rss+xml' href='/feed'>"
    site.answers["/?p=1"] = give(page(words(1), 1, link))
    desk.add(site.url("/?p=1"), manners=QUICK)
    assert [row["title"] for row in desk.export()] == ["Story 1"]


def test_a_password_in_an_address_is_neither_shown_nor_kept(desk: Desk) -> None:
    (failure,) = desk.add("https://ann:hunter2@post.example/a").failures
    assert failure.item == "https://post.example/a"
    assert "hunter2" not in str(desk.health())


def test_a_list_is_fetched_host_by_host_in_turns() -> None:
    from sitrep.desk.watching import _in_turns
    from sitrep.ground.model import Address

    urls = ["https://a/1", "https://a/2", "https://a/3", "https://b/1", "https://B/2", "http://["]
    told = [address.url for address in _in_turns(map(Address, urls))]
    assert told == ["https://a/1", "https://b/1", "http://[", "https://a/2", "https://B/2", "https://a/3"]


def test_the_newest_of_a_large_sitemap_are_looked_at(desk: Desk, site: Site) -> None:
    publish(site, 1)
    old = "".join(f"<url><loc>/old{n}</loc><lastmod>2020-01-01</lastmod></url>" for n in range(5_100))
    new = f"<url><loc>{site.url('/1')}</loc><lastmod>2023-02-28</lastmod></url>"
    site.answers["/map.xml"] = give(f"<urlset>{old}{new}</urlset>".encode(), "text/xml")
    assert desk.watch(list_of(site, "/map.xml")).added.added == 1


# --- how a page goes, step by step

AGAIN = (timedelta(hours=6), timedelta(days=1))


def step(page: KeptPage, outcome: Outcome, **told: Any) -> KeptPage:
    from sitrep.desk.pages import after_visit

    visited = Visited(Wanted(page.url), outcome, page.url, **told)
    return after_visit(page, visited, datetime(2023, 2, 6, tzinfo=UTC), AGAIN)


def test_a_page_that_was_got_is_looked_at_as_often_as_the_list_says() -> None:
    first = step(KeptPage("u"), Outcome.FETCHED)
    second = step(first, Outcome.SAME)
    third = step(second, Outcome.SAME)
    assert [each.due for each in (first, second, third)] == [
        "2023-02-06T06:00:00+00:00",
        "2023-02-06T18:00:00+00:00",
        None,
    ]


def test_a_page_that_was_got_and_then_fails_is_still_kept() -> None:
    kept = step(KeptPage("u"), Outcome.FETCHED)
    failed = step(kept, Outcome.FAILED, reason="the host answers 500")
    assert (failed.state, failed.tries) == (PageState.KEPT, 1)


def test_a_busy_host_is_asked_when_it_said() -> None:
    waiting = step(KeptPage("u"), Outcome.FAILED, wait=timedelta(hours=2))
    assert waiting.due == "2023-02-06T02:00:00+00:00"
