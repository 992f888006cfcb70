"""Messages and mailboxes: newsletters as reports, whatever their heads, encodings and parts; pages saved as MHTML."""

from __future__ import annotations

import base64
import quopri
from pathlib import Path

import pytest

from sitrep.clean import make_report
from sitrep.desk import Desk
from sitrep.gather import gather
from sitrep.gather.files import Upload
from sitrep.ground.errors import Unreadable
from sitrep.ground.model import Failure, Raw, Report

HEAD = (
    "From: Saltmarsh Post <news@saltmarsh.example>\r\nTo: me@x.example\r\nSubject: Two bridges fell\r\n"
    "Date: Mon, 06 Feb 2023 23:30:00 -0500\r\nMessage-ID: <abc-1@saltmarsh.example>\r\nMIME-Version: 1.0\r\n"
)
WORDS = "Two bridges fell near the old town on Monday, the mayor said, and sixty people lost their homes."
RUSSIAN = "Два моста упали у старого города в понедельник, сообщила мэр, шестьдесят человек остались без жилья."
NEWSLETTER = f"""<html><body><table><tr><td><img src="logo.png"><a href="/">See it in the browser</a></td></tr>
<tr><td><table><tr><td><h1>Two bridges fell</h1><p>{WORDS}</p><p>Twelve more are closed, the ministry said on
Tuesday, and engineers from the capital are expected to look at each of them before the week ends.</p></td></tr></table>
</td></tr><tr><td><a href="/out">Unsubscribe</a></td></tr></table></body></html>"""


def mail(
    body: str | bytes = WORDS, head: str = HEAD, kind: str = "text/plain; charset=utf-8", coding: str = ""
) -> bytes:
    """Return a message of one part."""
    content = body.encode() if isinstance(body, str) else body
    lines = f"{head}Content-Type: {kind}\r\n" + (f"Content-Transfer-Encoding: {coding}\r\n" if coding else "")
    return lines.encode() + b"\r\n" + content


def multipart(kind: str, *parts: bytes, head: str = HEAD) -> bytes:
    """Return a message of several parts."""
    body = b"".join(b"--=b\r\n" + part + b"\r\n" for part in parts) + b"--=b--\r\n"
    return f'{head}Content-Type: multipart/{kind}; boundary="=b"\r\n\r\n'.encode() + body


def part(body: str | bytes, kind: str = "text/plain; charset=utf-8", *heads: str) -> bytes:
    content = body.encode() if isinstance(body, str) else body
    return "".join(f"{line}\r\n" for line in (f"Content-Type: {kind}", *heads)).encode() + b"\r\n" + content


def report_of(content: bytes) -> Report:
    return make_report(Raw(name="/in/a.eml", content=content, media_type="message/rfc822"))


# --- messages


def test_a_message_is_a_report_with_its_id_its_subject_its_sender_and_its_day() -> None:
    report = report_of(mail())
    assert (report.id, report.title, report.outlet, report.published.edtf, report.text.strip()) == (
        "abc-1@saltmarsh.example",
        "Two bridges fell",
        "Saltmarsh Post",
        "2023-02-06",  # by the sender's clock
        WORDS,
    )


def test_a_newsletter_of_tables_is_its_article() -> None:
    text = report_of(mail(NEWSLETTER, kind="text/html; charset=utf-8")).text
    assert WORDS in text
    assert "Twelve more are closed" in text
    assert "<td>" not in text


@pytest.mark.parametrize(
    "content",
    [
        mail(WORDS),
        mail(WORDS, coding="8bit"),
        mail(base64.encodebytes(WORDS.encode()), coding="base64"),
        mail(quopri.encodestring(WORDS.encode()), coding="quoted-printable"),
        mail(WORDS, kind="text/plain"),
        mail(WORDS, kind="text/plain; charset=klingon"),
        mail(WORDS, kind="text/plain; charset=idna"),
        mail(WORDS, kind="TEXT/PLAIN; CHARSET=US-ASCII"),
        multipart("alternative", part(WORDS), part("<p>short</p>", "text/html")),
        multipart("mixed", part(WORDS), part("x", "image/png", "Content-Disposition: attachment; filename=a.png")),
        multipart("mixed", multipart("alternative", part(WORDS), head=""), part("x", "application/pdf")),
        multipart("mixed", part(WORDS), part("no", "text/plain", "Content-Disposition: attachment; filename=a.txt")),
        multipart("mixed", part(WORDS), part(mail(NEWSLETTER, kind="text/html"), "message/rfc822")),
        multipart("mixed", part("  "), part(WORDS)),
        mail().replace(b"\r\n", b"\n"),
    ],
)
def test_the_words_of_a_message_are_read_in_whatever_form_they_come(content: bytes) -> None:
    assert report_of(content).text.strip() == WORDS


@pytest.mark.parametrize(
    ("charset", "coding"),
    [("windows-1251", ""), ("windows-1251", "base64"), ("koi8-r", "quoted-printable"), ("utf-8", "base64"), ("", "")],
)
def test_words_are_read_in_the_encoding_that_their_part_states(charset: str, coding: str) -> None:
    body = RUSSIAN.encode(charset or "utf-8")
    packed = {"": body, "base64": base64.encodebytes(body), "quoted-printable": quopri.encodestring(body)}[coding]
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    report = report_of(mail(packed, kind=kind, coding=coding))
    assert (report.text.strip(), report.language) == (RUSSIAN, "ru")


def test_texts_around_a_picture_are_joined() -> None:
    content = multipart("mixed", part("One bridge fell."), part("x", "image/png"), part("Two more are closed."))
    assert report_of(content).text == "One bridge fell.\n\nTwo more are closed."


def test_a_message_that_holds_nothing_but_a_forwarded_one_is_its_words() -> None:
    assert report_of(multipart("mixed", part(mail(), "message/rfc822"))).text.strip() == WORDS


def test_html_without_an_article_gives_its_words_where_there_are_no_others() -> None:
    assert report_of(mail("<p>Dam broke.</p>", kind="text/html")).text.strip() == "Dam broke."


@pytest.mark.parametrize(
    ("sender", "outlet"),
    [
        ("Saltmarsh Post <news@saltmarsh.example>", "Saltmarsh Post"),
        ('"Post, Saltmarsh" <news@saltmarsh.example>', "Post, Saltmarsh"),
        ("=?utf-8?q?Post=2C_Saltmarsh?= <news@saltmarsh.example>", "Post, Saltmarsh"),
        ("=?windows-1251?B?z/Dg4uTg?= <news@saltmarsh.example>", "Правда"),
        ("Öldtown Post <news@saltmarsh.example>", "Öldtown Post"),
        ("news@saltmarsh.example", "saltmarsh.example"),
        ("<news@saltmarsh.example>", "saltmarsh.example"),
        ("=?klingon?q?Post?= <a@b.example>", "=?klingon?q?Post?="),
        ("=?utf-8?B?broken?= <a@b.example>", "=?utf-8?B?broken?="),
    ],
)
def test_the_sender_is_the_outlet(sender: str, outlet: str) -> None:
    head = HEAD.replace("Saltmarsh Post <news@saltmarsh.example>", sender)
    assert report_of(mail(head=head)).outlet == outlet


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?utf-8?Q?D=C3=A4mme_brachen?=", "Dämme brachen"),
        ("=?utf-8?B?RMOkbW1lIA==?=\r\n =?utf-8?B?YnJhY2hlbg==?=", "Dämme brachen"),
        ("A dam broke\r\n  in the valley", "A dam broke in the valley"),
        ("Dämme brachen", "Dämme brachen"),
    ],
)
def test_an_encoded_or_folded_subject_is_the_title(subject: str, title: str) -> None:
    assert report_of(mail(head=HEAD.replace("Two bridges fell", subject))).title == title


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("Mon, 06 Feb 2023 23:30:00 -0500", "2023-02-06"),
        ("6 Feb 2023 10:00 +0000", "2023-02-06"),
        ("Mon, 06 Feb 2023 10:00:00 GMT (Greenwich)", "2023-02-06"),
        ("soon", None),
        ("", None),
        ("Mon, 99 Feb 99999 10:00:00 -9999", None),
    ],
)
def test_the_day_is_that_on_which_it_was_sent(stated: str, day: str | None) -> None:
    head = HEAD.replace("Mon, 06 Feb 2023 23:30:00 -0500", stated)
    assert report_of(mail(head=head)).published.edtf == day


def test_what_a_message_says_of_its_place_makes_it_no_version_of_another_report() -> None:
    head = f"{HEAD}Archived-At: <https://saltmarsh.example/2023/7>\r\n"
    assert report_of(mail(head=head)).url is None


@pytest.mark.parametrize(
    "content",
    [
        mail(""),
        mail(" \r\n\r\n"),
        multipart("mixed", part("x", "image/png")),
        multipart("mixed", part("no", "text/plain", "Content-Disposition: attachment; filename=a.txt")),
        multipart("mixed"),
        HEAD.encode(),
    ],
)
def test_a_message_without_text_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable, match="no text"):
        report_of(content)


@pytest.mark.parametrize(
    "content",
    [
        WORDS.encode(),
        mail(b"VHdvIGJyaWRn!!!", coding="base64"),
        mail(WORDS, coding="x-uuencode"),
        mail(WORDS, kind="text/plain; charset*=broken''%ff"),
        multipart("mixed", part(WORDS)).replace(b"--=b--", b""),
        multipart("mixed", part(WORDS)).replace(b'boundary="=b"', b""),
        f"{HEAD}Content-Type: multipart/mixed\r\n\r\n".encode() + b"\xff\x00 words",
        b"\x00\xff" * 100,
    ],
)
def test_a_broken_message_gives_its_words_or_is_unreadable(content: bytes) -> None:
    try:
        assert report_of(content).text.strip()
    except Unreadable as error:
        assert error.because


# --- mailboxes

BEGIN = b"From news@saltmarsh.example Mon Feb  6 10:00:00 2023\n"


def message(number: int, words: str = WORDS) -> bytes:
    return mail(words, HEAD.replace("abc-1", f"abc-{number}")).replace(b"\r\n", b"\n")


def mailbox(*messages: bytes, begin: bytes = BEGIN) -> bytes:
    return b"".join(begin + each + b"\n\n" for each in messages)


def items_of(folder: Path, content: bytes) -> list[Raw | Failure]:
    path = folder / "a.mbox"
    path.write_bytes(content)
    return [item for item in gather([path]) if isinstance(item, (Raw, Failure))]


def reports_of(folder: Path, content: bytes) -> list[Report]:
    return [make_report(item) for item in items_of(folder, content) if isinstance(item, Raw)]


@pytest.mark.parametrize(
    "begin",
    [
        BEGIN,
        BEGIN.replace(b"\n", b"\r\n"),
        b"From - Mon Feb 06 10:00:00 2023\n",
        b"From 175@xxx Mon Feb 06 10:00:00 +0000 2023\n",
        b"From MAILER-DAEMON Mon Feb  6 10:00:00 2023 remote from x\n",
    ],
)
def test_each_message_of_a_mailbox_is_an_item(tmp_path: Path, begin: bytes) -> None:
    content = mailbox(*map(message, range(3)), begin=begin)
    assert [Path(item.name).name for item in items_of(tmp_path, content) if isinstance(item, Raw)] == [
        "a.mbox#1", "a.mbox#2", "a.mbox#3",
    ]  # fmt: skip
    assert [report.id for report in reports_of(tmp_path, content)] == [f"abc-{n}@saltmarsh.example" for n in range(3)]


@pytest.mark.parametrize(
    ("quoted", "read"),
    [
        (">From here on the road is closed.", "From here on the road is closed."),
        (">>From here", ">From here"),
        ("> From here", "> From here"),
        ("\nFrom here on the road is closed.", "From here on the road is closed."),
        ("\nFrom January 2023 the road is closed.", "From January 2023 the road is closed."),
        (
            "x\nFrom news@saltmarsh.example Mon Feb  6 10:00:00 2023",
            "x\nFrom news@saltmarsh.example Mon Feb  6 10:00:00 2023",
        ),
    ],
)
def test_a_line_that_begins_with_from_stays_in_its_message(tmp_path: Path, quoted: str, read: str) -> None:
    content = mailbox(message(1, quoted), message(2))
    assert [report.text.strip() for report in reports_of(tmp_path, content)] == [read, WORDS]


def test_a_broken_message_costs_itself(tmp_path: Path) -> None:
    content = mailbox(message(1), b"\x00\xff\n", message(3))
    assert len(items_of(tmp_path, content)) == 3


@pytest.mark.parametrize("content", [b"", b"\n\n", b"words\n" * 9, b"\x00\xff" * 99, message(1)])
def test_what_is_no_mailbox_is_a_failure(tmp_path: Path, content: bytes) -> None:
    (item,) = items_of(tmp_path, content)
    assert isinstance(item, Failure)
    assert "no mailbox" in item.reason


def test_the_messages_of_a_mailbox_are_reports_of_their_own_on_a_desk(desk: Desk, tmp_path: Path) -> None:
    anonymous = mail("A dam broke.", "From: a@b.example\n").replace(b"\r\n", b"\n")
    path = tmp_path / "a.mbox"
    path.write_bytes(mailbox(message(1), message(2, "A dam broke in the valley."), anonymous))
    assert desk.add(path).added == 3
    assert (desk.counts()["reports"], desk.counts()["versions"]) == (3, 3)
    assert desk.add(path).unchanged == 3
    path.write_bytes(mailbox(message(0, "New on top."), message(1), message(2, "Two dams broke in the valley.")))
    again = desk.add(path)
    assert (again.added, again.updated, again.unchanged) == (1, 1, 1)


# --- pages saved as one file

SAVED = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://saltmarsh.example/bridges\r\n"
    "Subject: Two bridges fell | Saltmarsh Post\r\nDate: Thu, 9 Mar 2023 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
)
PAGE = f"<html><head><title>Two bridges fell</title></head><body><article><h1>Two bridges fell</h1><p>{WORDS}</p>" \
    f"<p>Twelve more are closed, the ministry said on Tuesday in the capital.</p></article></body></html>"  # fmt: skip


def saved(page: str = PAGE, head: str = SAVED) -> bytes:
    body = quopri.encodestring(page.encode())
    heads = ("Content-Transfer-Encoding: quoted-printable", "Content-Location: https://saltmarsh.example/bridges")
    style = part("p {}", "text/css", "Content-Location: cid:css-1@mhtml.blink")
    return multipart("related", part(body, "text/html", *heads), style, head=head)


@pytest.mark.parametrize("ending", ["mhtml", "mht", "MHTML"])
def test_a_page_that_a_browser_saved_as_one_file_is_its_article(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"page.{ending}"
    path.write_bytes(saved())
    (item,) = gather([path])
    assert isinstance(item, Raw)
    assert item.fields == {"url": "https://saltmarsh.example/bridges", "seen": "2023-03-09T09:00:00+00:00"}
    report = make_report(item)
    assert (report.url, report.outlet) == ("https://saltmarsh.example/bridges", "saltmarsh.example")
    assert WORDS in report.text


def test_the_day_on_which_a_page_was_saved_is_not_when_it_appeared() -> None:
    (item,) = gather([Upload("page.mhtml", saved())])
    assert isinstance(item, Raw)
    assert make_report(item).published.edtf is None
    assert make_report(item).title == "Two bridges fell"


def test_what_the_saved_page_states_is_when_it_appeared() -> None:
    stated = '<meta property="article:published_time" content="2023-02-06T10:00:00Z"></head>'
    (item,) = gather([Upload("page.mhtml", saved(PAGE.replace("</head>", stated)))])
    assert isinstance(item, Raw)
    assert make_report(item).published.edtf == "2023-02-06"


@pytest.mark.parametrize("page", ["", "<html></html>", "<html><body><nav><a href='/'>Home</a></nav></body></html>"])
def test_a_saved_page_without_an_article_is_unreadable(page: str) -> None:
    (item,) = gather([Upload("page.mhtml", saved(page))])
    assert isinstance(item, Raw)
    with pytest.raises(Unreadable):
        make_report(item)
