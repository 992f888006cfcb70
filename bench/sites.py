"""Invented news sites: pages with all that stands around an article, the same ones for the same seed.

The articles are made of the sentences of the shipped sample, in which names, figures and longer words are exchanged, so
that no page carries the words of another; a third is in one of five other languages, out of short sentences with slots.
"""

from __future__ import annotations

import gzip
import html
import json
import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sitrep.ground.lexicon import DATA

FIRST_DAY = date(2026, 3, 1)
DAYS = 31
SITES = 60
FOREIGN = 1 / 3  # of the pages
BROKEN = 0.01  # of the records
EXCHANGED = 0.25  # of the longer words of a sentence
RENAMED = 0.6  # of the names in it
COUNTING = 0.12  # of the sentences: the sample counts far more than news does
SENTENCE = re.compile(r"(?<=[.!?”])\s+(?=[A-Z“])")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
LONG_WORD = re.compile(r"\b[a-z]{5,}\b")
NUMBER = re.compile(r"\b\d{2,}(?:,\d{3})*\b")
PLACES = "Riverton Ashford Milbrook Castleton Westhaven Dunmore Eastvale Norwick Lakemont Harrowgate Stonefield"
PAPERS = "Post Times Herald Observer Gazette Chronicle Courier Tribune Mail Daily Register Sentinel"
SECTIONS = "World Politics Business Markets Science Health Sport Football Culture Travel Weather Opinion Video Live"
FIRST_NAMES = "Anna Boris Carla David Elena Felix Greta Hanna Ivan Julia Karim Lena Marko Nadia Oskar Petra Rosa Tomas"
LAST_NAMES = "Adler Bauer Costa Duarte Egan Farrow Gruber Holt Ivanov Jansen Keller Lopez Moreau Novak Ortega Petrov"
LANGUAGES = {
    "es": (
        "El ministro {name} dijo el lunes que {number} personas fueron evacuadas de {place}.",
        "Según las autoridades de {place}, las obras comenzarán en la primavera y costarán {number} millones de euros.",
        "“No habrá más retrasos”, afirmó {name} ante los vecinos reunidos en la plaza de {place}.",
        "La policía investiga lo ocurrido y pide a los testigos que llamen al número habitual.",
        "El hospital de {place} atendió a {number} heridos durante la noche, la mayoría leves.",
        "Los sindicatos, encabezados por {name}, rechazaron la propuesta y anunciaron una huelga.",
    ),
    "de": (
        "Der Minister {name} sagte am Montag, {number} Menschen seien aus {place} in Sicherheit gebracht worden.",
        "Nach Angaben der Behörden in {place} beginnen die Arbeiten im Frühjahr und kosten {number} Millionen Euro.",
        "„Es wird keine weiteren Verzögerungen geben“, erklärte {name} vor den Anwohnern in {place}.",
        "Die Polizei ermittelt und bittet Zeugen, sich bei der nächsten Dienststelle zu melden.",
        "Das Krankenhaus in {place} behandelte in der Nacht {number} Verletzte, die meisten von ihnen leicht.",
        "Die Gewerkschaften um {name} lehnten den Vorschlag ab und kündigten einen Streik an.",
    ),
    "fr": (
        "Le ministre {name} a déclaré lundi que {number} personnes avaient été évacuées de {place}.",
        "Selon les autorités de {place}, les travaux débuteront au printemps et coûteront {number} millions d'euros.",
        "« Il n'y aura plus de retard », a affirmé {name} devant les habitants de {place}.",
        "La police enquête et demande aux témoins de se présenter au commissariat le plus proche.",
        "L'hôpital de {place} a soigné {number} blessés pendant la nuit, pour la plupart légers.",
        "Les syndicats, menés par {name}, ont rejeté la proposition et annoncé une grève.",
    ),
    "uk": (
        "Міністр {name} заявив у понеділок, що з міста {place} евакуювали {number} людей.",
        "За даними влади міста {place}, роботи почнуться навесні й коштуватимуть {number} мільйонів євро.",
        "«Затримок більше не буде», — сказав {name} перед мешканцями міста {place}.",
        "Поліція з'ясовує обставини події та просить свідків звертатися до найближчого відділку.",
        "Лікарня міста {place} прийняла вночі {number} поранених, більшість із них у легкому стані.",
        "Профспілки на чолі з {name} відхилили пропозицію й оголосили страйк.",
    ),
    "ar": (
        "قال الوزير {name} يوم الاثنين إن {number} شخصا أجلوا من {place}.",
        "وذكرت السلطات في {place} أن الأعمال ستبدأ في الربيع وستكلف {number} مليون يورو.",
        "وأكد {name} أمام سكان {place} أنه لن يكون هناك تأخير آخر.",
        "وتحقق الشرطة في الحادث وتطلب من الشهود الاتصال بأقرب مركز.",
        "واستقبل مستشفى {place} خلال الليل {number} جريحا معظمهم إصاباتهم طفيفة.",
        "ورفضت النقابات بقيادة {name} الاقتراح وأعلنت إضرابا.",
    ),
}


class Site(NamedTuple):
    """An outlet as it builds its pages."""

    number: int
    name: str
    host: str
    language: str

    @property
    def layout(self) -> int:
        """The number of its layout."""
        return self.number % len(LAYOUTS)


class Page(NamedTuple):
    """A page with what is to be found in it."""

    address: str
    content: str
    article: str
    language: str
    published: date


# --- articles


@cache
def load_sentences() -> list[str]:
    """The sentences of the shipped sample that are neither short nor long."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(Path(str(DATA / "sample")).glob("*.txt"))]
    found = (sentence.strip() for text in texts for line in text.split("\n") for sentence in SENTENCE.split(line))
    return sorted({sentence for sentence in found if 40 < len(sentence) < 320 and sentence[-1] in '.”"'})


@cache
def load_words() -> list[str]:
    """Words of the shipped list, commoner ones more often."""
    rows = (line.split()[1:] for line in (DATA / "en" / "weights.txt").read_text(encoding="utf-8").splitlines())
    return [word for row in rows for word in row if len(word) > 4 and word.isascii() and word.isalpha()]


@cache
def load_kinds(language: str) -> tuple[list[str], list[str]]:
    """The sentences of a language that count nothing, and those that do."""
    sentences = load_sentences() if language == "en" else LANGUAGES[language]
    counting = [sentence for sentence in sentences if NUMBER.search(sentence) or "{number}" in sentence]
    return [sentence for sentence in sentences if sentence not in counting], counting


def reword(sentence: str, chance: random.Random) -> str:
    """A sentence with some words, most names and all larger numbers exchanged."""
    words, names = load_words(), LAST_NAMES.split()
    told = LONG_WORD.sub(lambda m: chance.choice(words) if chance.random() < EXCHANGED else m[0], sentence)
    told = NAME.sub(lambda m: chance.choice(names) if chance.random() < RENAMED else m[0], told)
    return NUMBER.sub(lambda m: str(chance.randrange(10, 10 ** len(m[0].replace(",", "")))), told)


def make_article(language: str, chance: random.Random) -> list[str]:
    """The paragraphs of an article: most often of 250 to 450 words, now and then of a few or of a thousand."""
    target, paragraphs, words = int(min(1_500, chance.lognormvariate(5.8, 0.45))), list[str](), 0
    while words < target:
        sentences = [make_sentence(language, chance) for _ in range(chance.randint(1, 3))]
        paragraphs.append(" ".join(sentences))
        words += len(paragraphs[-1].split())
    return paragraphs


def make_sentence(language: str, chance: random.Random) -> str:
    """One sentence."""
    sentence = chance.choice(load_kinds(language)[chance.random() < COUNTING])
    if language == "en":
        return reword(sentence, chance)
    slots = {"name": make_name(chance), "place": chance.choice(PLACES.split()), "number": str(chance.randrange(3, 900))}
    return sentence.format(**slots)


def make_name(chance: random.Random) -> str:
    """The name of a person."""
    return f"{chance.choice(FIRST_NAMES.split())} {chance.choice(LAST_NAMES.split())}"


# --- pages


@cache
def make_sites() -> list[Site]:
    """The sites; the first two thirds write English."""
    foreign = list(LANGUAGES)
    sites = []
    for number in range(SITES):
        name = f"{PLACES.split()[number % len(PLACES.split())]} {PAPERS.split()[number % len(PAPERS.split())]}"
        host = f"{name.lower().replace(' ', '-')}.example"
        sites.append(Site(number, name, host, "en" if number >= SITES * FOREIGN else foreign[number % len(foreign)]))
    return sites


def make_pages(total: int, seed: int = 1) -> Iterator[Page]:
    """So many pages."""
    chance = random.Random(seed)
    for number in range(total):
        yield make_page(chance.choice(make_sites()), number, chance)


def make_page(site: Site, number: int, chance: random.Random) -> Page:
    """A page of a site."""
    paragraphs = make_article(site.language, chance)
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    title = paragraphs[0].split(". ")[0][:90].rstrip(".,” ")
    address = f"https://{site.host}/{day:%Y/%m}/{number}"
    body = LAYOUTS[site.layout](site, title, paragraphs, day, chance)
    content = (
        f"<!DOCTYPE html>\n<html lang='{site.language}'><head>{make_head(site, title, day, address, chance)}</head>"
        f"<body class='page'>{body}{make_scripts(chance)}</body></html>"
    )
    return Page(address, content, "\n".join(paragraphs), site.language, day)


def make_head(site: Site, title: str, day: date, address: str, chance: random.Random) -> str:
    """The head; what it states, and how, differs by site."""
    style = "".join(f".c{n}{{margin:{n}px;color:#{n:06x}}}" for n in range(120))
    parts = [f"<meta charset='utf-8'><title>{html.escape(title)} | {site.name}</title><style>{style}</style>"]
    if site.number % 4:
        parts.append(f"<meta property='og:title' content='{html.escape(title)}'>")
        parts.append(f"<meta property='og:site_name' content='{site.name}'><link rel='canonical' href='{address}'>")
    if site.number % 3 == 0:
        parts.append(f"<meta property='article:published_time' content='{day}T08:{chance.randrange(60):02}:00Z'>")
    if site.number % 3 == 1:
        told = {
            "@type": "NewsArticle",
            "headline": title,
            "datePublished": f"{day}T08:00:00Z",
            "author": make_name(chance),
        }
        parts.append(f"<script type='application/ld+json'>{json.dumps(told)}</script>")
    return "".join(parts)


def make_links(count: int, chance: random.Random, tag: str = "li") -> str:
    """Headlines of other pages, as links."""
    return "".join(
        f"<{tag} class='teaser'><a href='/x/{chance.randrange(10**6)}'>{make_teaser(chance)}</a></{tag}>"
        for _ in range(count)
    )


def make_teaser(chance: random.Random) -> str:
    """The headline of another page."""
    return " ".join(chance.choices(load_words(), k=chance.randint(5, 9))).capitalize()


def make_navigation() -> str:
    """The links to all sections."""
    links = "".join(f"<li><a href='/{name.lower()}' class='nav-item'>{name}</a></li>" for name in SECTIONS.split() * 3)
    return f"<header><div class='logo'>Home</div><nav class='main-nav'><ul>{links}</ul></nav></header>"


def make_footer(site: Site) -> str:
    """What ends each page of a site."""
    links = "".join(f"<a href='/{n}'>{n}</a> " for n in ("Contact", "Imprint", "Privacy", "Terms", "Jobs", "RSS"))
    return f"<footer><p>© 2026 {site.name}. All rights reserved.</p><div>{links}</div></footer>"


def make_advert(chance: random.Random) -> str:
    """An advert."""
    return f"<div class='ad advert' data-slot='{chance.randrange(10**6)}'><span>Advertisement</span></div>"


def make_scripts(chance: random.Random) -> str:
    """The state that scripts of a page carry."""
    state = {f"k{n}": [chance.randrange(10**6) for _ in range(12)] for n in range(80)}
    return f"<script>window.__STATE__ = {json.dumps(state)};</script>"


def make_paragraphs(paragraphs: Sequence[str], chance: random.Random) -> str:
    """The paragraphs with adverts, and a teaser, between them."""
    parts = []
    for number, paragraph in enumerate(paragraphs):
        parts.append(f"<p>{html.escape(paragraph, quote=False)}</p>")
        if number % 5 == 3:
            parts.append(make_advert(chance))
    return "\n".join(parts)


def lay_out_plainly(site: Site, title: str, paragraphs: Sequence[str], day: date, chance: random.Random) -> str:
    """Article, aside and footer by the tags that are meant for them."""
    return (
        f"{make_navigation()}<main><article><h1>{title}</h1><p class='byline'>By {make_name(chance)}</p>"
        f"<time datetime='{day}'>{day:%d %B %Y}</time><figure><img src='/a.jpg' alt='Scene'>"
        f"<figcaption>A scene in {chance.choice(PLACES.split())}. Photo: {make_name(chance)}</figcaption></figure>"
        f"{make_paragraphs(paragraphs, chance)}</article><aside><h3>Related</h3><ul>{make_links(15, chance)}"
        f"</ul></aside></main>{make_footer(site)}"
    )


def lay_out_in_blocks(site: Site, title: str, paragraphs: Sequence[str], day: date, chance: random.Random) -> str:
    """Everything in blocks with classes."""
    return (
        f"{make_navigation()}<div class='wrapper'><div class='sidebar'><ul>{make_links(12, chance)}</ul></div>"
        f"<div class='content-main'><h1 class='headline'>{title}</h1><div class='meta'><span class='author'>"
        f"{make_name(chance)}</span> <span class='date'>{day:%B %d, %Y}</span></div>"
        f"<div class='article-body entry-content'>{make_paragraphs(paragraphs, chance)}</div>"
        f"<div class='share-buttons'><a>Facebook</a><a>X</a><a>Mail</a></div>"
        f"<div class='newsletter'><p>Sign up for our newsletter and never miss a story.</p><form><input></form></div>"
        f"<div class='comments'><h3>Comments</h3><p>First!</p><p>Nobody asked.</p></div></div></div>{make_footer(site)}"
    )


def lay_out_as_table(site: Site, title: str, paragraphs: Sequence[str], day: date, chance: random.Random) -> str:
    """An old page: tables, and line breaks between paragraphs."""
    text = "<br><br>".join(html.escape(paragraph, quote=False) for paragraph in paragraphs)
    return (
        f"{make_navigation()}<table><tr><td class='left'><ul>{make_links(20, chance)}</ul></td><td class='story'>"
        f"<h2>{title}</h2><i>{day:%d.%m.%Y}</i><div id='story'>{text}</div></td></tr></table>{make_footer(site)}"
    )


def lay_out_as_front(site: Site, title: str, paragraphs: Sequence[str], day: date, chance: random.Random) -> str:
    """A page whose article has the longer lists of teasers around it."""
    return (
        f"{make_navigation()}<section class='breaking'>{make_links(6, chance, 'div')}</section><section class='story'>"
        f"<h1>{title}</h1><p class='lede'><strong>{html.escape(paragraphs[0], quote=False)}</strong></p>"
        f"{make_paragraphs(paragraphs[1:], chance)}<p class='tags'>Tags: World, Politics, Business</p></section>"
        f"<section class='most-read'><h3>Most read</h3><ol>{make_links(25, chance)}</ol></section>{make_footer(site)}"
    )


LAYOUTS = (lay_out_plainly, lay_out_in_blocks, lay_out_as_table, lay_out_as_front)


# --- archives


def make_record(kind: str, address: str, block: bytes, media_type: str, day: date) -> bytes:
    """One record of an archive."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: {day}T12:00:00Z\r\n"
        f"Content-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def make_response(page: Page) -> bytes:
    """The record of a page as its server gave it."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.content.encode()
    return make_record("response", page.address, http, "application/http; msgtype=response", page.published)


def spoil(record: bytes, chance: random.Random) -> bytes:
    """A packed record that is broken in one of four ways."""
    way = chance.randrange(4)
    if way == 0:
        return gzip.compress(record.replace(b"HTTP/1.1 200", b"\xff\xfe 200"), 6)
    if way == 1:
        return gzip.compress(record.replace(b"Content-Length: ", b"Content-Length: 7"), 6)
    packed = bytearray(gzip.compress(record, 6))
    if way == 2:
        middle = len(packed) // 2
        packed[middle : middle + 40] = chance.randbytes(40)
        return bytes(packed)
    return bytes(packed[: len(packed) // 2])


def write_archives(folder: Path, total: int, each: int = 5_000, seed: int = 1) -> list[Path]:
    """Write so many pages, so many in each file, one record in a hundred broken; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    pages = make_pages(total, seed)
    paths = []
    for number in range(-(-total // each)):
        path = folder / f"pages-{number:03}.warc.gz"
        with path.open("wb") as file:
            for page, _ in zip(pages, range(each), strict=False):
                record = make_response(page)
                file.write(spoil(record, chance) if chance.random() < BROKEN else gzip.compress(record, 6))
        paths.append(path)
    return paths
