"""What is watched: a feeds.toml with its settings, an OPML file of a feed reader, and mistakes in either."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sitrep.gather.manners import Manners
from sitrep.gather.watchlist import Watched, Watchlist, load_watchlist
from sitrep.ground.errors import BadRequest

FEED = '[[feed]]\nurl = "https://post.example/rss"\n'
ALL = """
[watch]
every = "10m"
again = ["6h", "1.5 d"]
pause = "2s"
timeout = "20s"
largest_mb = 8
at_once = 16
contact = "desk@x.example"
private = true

[[feed]]
url = "https://Post.example:443/rss?utm_source=x#top"
outlet = "Saltmarsh Post"

[[feed]]
url = "https://herald.example/sitemap.xml"
"""


def load(folder: Path, content: str | bytes, name: str = "feeds.toml") -> Watchlist:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_watchlist(path)


def refused(folder: Path, content: str | bytes) -> str:
    with pytest.raises(BadRequest) as caught:
        load(folder, content)
    return str(caught.value)


def test_a_list_has_its_feeds_and_all_its_settings(tmp_path: Path) -> None:
    assert load(tmp_path, ALL) == Watchlist(
        feeds=(Watched("https://post.example/rss", "Saltmarsh Post"), Watched("https://herald.example/sitemap.xml")),
        every=timedelta(minutes=10),
        again=(timedelta(hours=6), timedelta(days=1.5)),
        manners=Manners(2.0, 20.0, largest=8 * 1024 * 1024, at_once=16, contact="desk@x.example", private=True),
    )


@pytest.mark.parametrize("content", [FEED, FEED.replace("\n", "\r\n"), "\ufeff" + FEED, f"# news\n{FEED}\n[watch]\n"])
def test_what_is_not_set_is_as_usual(tmp_path: Path, content: str) -> None:
    assert load(tmp_path, content) == Watchlist((Watched("https://post.example/rss"),))


def test_a_feed_that_is_named_twice_is_watched_once(tmp_path: Path) -> None:
    assert len(load(tmp_path, FEED + FEED.replace("post", "POST")).feeds) == 1


@pytest.mark.parametrize(("every", "seconds"), [("0s", 10), ("90s", 90), ("2h", 7200), ("1d", 86_400)])
def test_feeds_are_asked_every_ten_seconds_at_most(tmp_path: Path, every: str, seconds: int) -> None:
    assert load(tmp_path, f'[watch]\nevery = "{every}"\n{FEED}').every == timedelta(seconds=seconds)


def test_nothing_is_looked_at_again_where_the_list_says_so(tmp_path: Path) -> None:
    assert load(tmp_path, f"[watch]\nagain = []\n{FEED}").again == ()


@pytest.mark.parametrize(
    ("content", "because"),
    [
        ("", "it names no feed"),
        ("[watch]\n", "it names no feed"),
        ("feed = []\n", "it names no feed"),
        ("[[feed]]\n", "missing required field `url`"),
        ("[[feed]]\nurl = 7\n", "Expected `str`, got `int`"),
        ('[[feed]]\nurl = "https://x.example"\nname = "x"\n', "unknown field `name`"),
        ('[feed]\nurl = "https://x.example"\n', "Expected `array`, got `object`"),
        ('[[feeds]]\nurl = "https://x.example"\n', "unknown field `feeds`"),
        ('[[feed]]\nurl = "ftp://x.example"\n', "'ftp://x.example': only http and https are asked"),
        ('[[feed]]\nurl = "post.example/rss"\n', "'post.example/rss': only http and https are asked"),
        ('[[feed]]\nurl = "https://me:pw@x.example"\n', "it holds a name or a password"),
        ('[[feed]]\nurl = ""\n', "only http and https are asked, and it is no address"),
        ('[[feed]]\nurl = "https://x.example\n', "at line 2"),
        ("[[feed\n", "at line 1"),
        (b"\xff\xfe\x00", "can't decode"),
        (b"\x00", "at line 1"),
        (f'[watch]\nevery = "often"\n{FEED}', "every = 'often' is no length of time; write 90s, 15m, 6h or 2d"),
        (f'[watch]\nevery = "-5m"\n{FEED}', "every = '-5m' is no length of time"),
        (f"[watch]\nevery = 15\n{FEED}", "Expected `str | null`, got `int`"),
        (f'[watch]\nagain = ["6h", "later"]\n{FEED}', "again = 'later' is no length of time"),
        (f'[watch]\npause = "x"\n{FEED}', "pause = 'x' is no length of time"),
        (f'[watch]\ntimeout = "0s"\n{FEED}', "timeout = '0s' is to be more than nothing"),
        (f"[watch]\nlargest_mb = 0\n{FEED}", "largest_mb = 0 is to be 1 or more"),
        (f"[watch]\nat_once = -1\n{FEED}", "at_once = -1 is to be 1 or more"),
        (f"[watch]\nat_once = true\n{FEED}", "got `bool`"),
        (f"[watch]\nspeed = 3\n{FEED}", "unknown field `speed`"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_with_the_name_of_the_file(
    tmp_path: Path, content: str | bytes, because: str
) -> None:
    sentence = refused(tmp_path, content)
    assert sentence.startswith(f"cannot watch {tmp_path / 'feeds.toml'}: ")
    assert because in sentence
    assert "\n" not in sentence


def test_a_list_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(BadRequest, match="or an OPML file"):
            load_watchlist(path)


# --- OPML

OUTLINES = """<outline text="News"><outline text="Local" title="Local">
<outline type="rss" text="Post" title="Saltmarsh Post" xmlUrl="https://post.example/rss" htmlUrl="https://post.example"/>
</outline></outline><outline text="Herald" xmlUrl="https://herald.example/feed"/><outline text="A note"/>"""


@pytest.mark.parametrize(
    "content",
    [
        f"<opml version='1.0'><head><title>x</title></head><body>{OUTLINES}</body></opml>",
        f"<?xml version='1.0' encoding='UTF-8'?>\n<opml version='2.0'><body>{OUTLINES}</body></opml>",
        f"\ufeff\n<opml version='2.0'><!-- x --><body>{OUTLINES}</body></opml>".replace("\n<opml", "<opml"),
        f"<OPML version='1.1'><body>{OUTLINES.replace('xmlUrl', 'xmlurl')}</body></OPML>",
    ],
)
def test_the_list_of_a_feed_reader_is_read_whatever_folders_it_has(tmp_path: Path, content: str) -> None:
    feeds = (Watched("https://post.example/rss", "Saltmarsh Post"), Watched("https://herald.example/feed", "Herald"))
    assert load(tmp_path, content, "feeds.opml") == Watchlist(feeds)


@pytest.mark.parametrize(
    ("content", "because"),
    [
        ("<opml version='2.0'><body><outline text='x'/></body></opml>", "no outline of it has an xmlUrl"),
        ("<opml/>", "no outline of it has an xmlUrl"),
        ("<opml><body>", "it is broken XML"),
        ("<", "it is broken XML"),
        ("<html><body/></html>", "it is XML, but no OPML"),
        ("<opml><body><outline xmlUrl='feed://x'/></body></opml>", "'feed://x': only http and https are asked"),
        ("<opml>" + "<outline>" * 5000, "it is broken XML"),
    ],
)
def test_a_broken_list_of_a_feed_reader_is_told(tmp_path: Path, content: str, because: str) -> None:
    sentence = refused(tmp_path, content)
    assert because in sentence
    assert sentence.startswith(f"cannot watch {tmp_path / 'feeds.toml'}: ")


def test_entities_of_a_list_are_not_looked_up(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("https://secret.example/", encoding="utf-8")
    head = f"<!DOCTYPE opml [<!ENTITY x SYSTEM 'file://{tmp_path}/secret.txt'>]>"
    sentence = refused(tmp_path, f"{head}<opml><body><outline text='a'>&x;</outline></body></opml>")
    assert "secret.example" not in sentence
