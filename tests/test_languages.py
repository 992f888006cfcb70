"""The language of a report: told by its words, kept with it; what is in a language that is not read can be found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitrep.clean import make_report
from sitrep.clean.languages import find_language, parse_language
from sitrep.desk import Desk
from sitrep.ground.lexicon import DATA, is_read
from sitrep.ground.model import Raw, Reading, Report
from sitrep.reading.report import read_report

SENTENCES = {
    "en": "Twelve bridges in the valley were closed on Monday after the river rose by two metres, the mayor said.",
    "de": "Zwölf Brücken im Tal wurden am Montag gesperrt, nachdem der Fluss um zwei Meter gestiegen war, sagte sie.",
    "fr": "Douze ponts de la vallée ont été fermés lundi après une montée des eaux de deux "
    "mètres, a déclaré la maire.",
    "es": "Doce puentes del valle fueron cerrados el lunes tras la crecida del río de dos metros, dijo la alcaldesa.",
    "it": "Dodici ponti della valle sono stati chiusi lunedì dopo che il fiume è salito di due "
    "metri, ha detto il sindaco.",
    "pt": "Doze pontes do vale foram fechadas na segunda-feira depois que o rio subiu dois metros, disse a prefeita.",
    "nl": "Twaalf bruggen in het dal werden maandag gesloten nadat de rivier twee meter was "
    "gestegen, zei de burgemeester.",
    "da": "Tolv broer i dalen blev lukket mandag, efter at floden var steget to meter ved den "
    "gamle by, sagde borgmesteren.",
    "sv": "Tolv broar i dalen stängdes i måndags efter att floden hade stigit två meter, sade borgmästaren i staden.",
    "pl": "Dwanaście mostów w dolinie zamknięto w poniedziałek po tym, jak rzeka podniosła się "
    "o dwa metry, mówi burmistrz.",
    "tr": "Nehrin iki metre yükselmesinin ardından vadideki on iki köprü pazartesi günü "
    "kapatıldı, dedi belediye başkanı.",
    "id": "Dua belas jembatan di lembah itu ditutup pada hari Senin setelah air sungai naik dua "
    "meter, kata wali kota.",
    "vi": "Mười hai cây cầu trong thung lũng đã bị đóng cửa hôm thứ Hai sau khi nước sông dâng "
    "cao hai mét, thị trưởng nói.",
    "uk": "Дванадцять мостів у долині закрили в понеділок після того, як річка піднялася на два "
    "метри, повідомила мерка.",
    "ru": "Двенадцать мостов в долине закрыли в понедельник после того, как река поднялась на "
    "два метра, сообщила мэр.",
    "ar": "أُغلق اثنا عشر جسرا في الوادي يوم الاثنين بعد أن ارتفع منسوب النهر مترين، بحسب ما "
    "قالت رئيسة البلدية للصحفيين.",
    "fa": "دوازده پل در دره روز دوشنبه پس از آنکه آب رودخانه دو متر بالا آمد بسته شد و شهردار "
    "این را به خبرنگاران گفت.",
    "he": "שנים עשר גשרים בעמק נסגרו ביום שני לאחר שהנהר עלה בשני מטרים, אמרה ראש העיר לכתבים שהגיעו אל בית העירייה.",
    "hi": "नदी का जलस्तर दो मीटर बढ़ने के बाद सोमवार को घाटी के बारह पुल बंद कर दिए गए, महापौर "
    "ने संवाददाताओं से कहा कि लोग घर में रहें।",
    "zh": "市长说，河水上涨两米之后，山谷里的十二座桥梁于星期一关闭，大约四百人在体育馆过夜，红十字会分发了热汤和毛毯。"
    "工程师预计将于星期二从首都抵达，检查被关闭的桥梁，学校将停课到本周末。",
    "ja": "川の水位が二メートル上がったため、谷にある十二の橋が月曜日に閉鎖されたと市長が述べた。"
    "およそ四百人が体育館で一夜を過ごし、赤十字が温かいスープと毛布を配ったという。学校は週末まで休みになる。",
}  # fmt: skip
ENGLISH = SENTENCES["en"]


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_tells_its_language(language: str) -> None:
    assert find_language(SENTENCES[language]) == language


@pytest.mark.parametrize("language", sorted(SENTENCES.keys() - {"en"}))
def test_only_english_speaks_in_english_words(language: str) -> None:
    assert find_language(SENTENCES[language], "en") == language


@pytest.mark.parametrize(
    ("text", "stated", "language"),
    [
        ("", None, None),
        ("Two bridges fell.", None, None),
        ("Two bridges fell.", "en", "en"),
        ("Два моста упали.", None, None),
        ("Два моста упали.", "ru", "ru"),
        ("Два моста упали.", "und", None),
        ("1,200 / 3,400 – 17:30 " * 40, None, None),
        ("1,200 / 3,400 – 17:30 " * 40, "fr", "fr"),
    ],
)
def test_what_has_too_few_words_is_in_the_language_that_it_states(
    text: str, stated: str | None, language: str | None
) -> None:
    assert find_language(text, stated) == language


@pytest.mark.parametrize(
    ("language", "stated"), [("uk", "ru"), ("de", "en-US"), ("en", "de"), ("en", "fr_FR"), ("fr", "x-default")]
)
def test_words_overrule_what_is_stated(language: str, stated: str) -> None:
    assert find_language(SENTENCES[language] * 2, stated) == language


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("en", "en"),
        ("EN", "en"),
        (" en-GB ", "en"),
        ("en_us", "en"),
        ("zh-Hans-CN", "zh"),
        ("eng", "en"),
        ("ukr", "uk"),
        ("deu", "de"),
        ("arz", "arz"),
        ("English", "en"),
        ("german", "de"),
        ("Ukrainian", "uk"),
        ("und", None),
        ("mul", None),
        ("Klingon", None),
        ("", None),
        ("7", None),
        ("x-default", None),
    ],
)
def test_a_stated_language_is_the_code_that_it_begins_with(stated: str, code: str | None) -> None:
    assert parse_language(stated) == code


@pytest.mark.parametrize(
    "text",
    [
        "For the Arco della Pace (the arch now in the Parco Sempione), finished in 1838, he "
        "made reliefs of Terpsichore "
        "and Venus Urania, and of the rivers Adige and Tagliamento.",
        "Bürgermeister Jörg Müller-Lüdenscheidt of Königswinter said the Bundesamt für Bevölkerungsschutz und "
        "Katastrophenhilfe had warned the Landkreis Ahrweiler on Wednesday.",
        "“Allahu akbar,” the crowd in Kahramanmaraş shouted when Mehmet Yılmazoğlu and Ayşegül "
        "Çelikkaya were pulled out "
        "of the Ebrar Sitesi, said Anadolu Ajansı.",
        "“Nous ne savons rien de plus pour le moment,” said Jean-François Lefèbvre, who heads the Préfecture des "
        "Bouches-du-Rhône. “Il faut attendre,” he told reporters with a shrug.",
        "Президент, the word that they chanted in Киев, was heard over the square while the "
        "singer spoke with her fans.",
        "BREAKING: QUAKE HITS THE COAST OF JAVA; MANY BUILDINGS DOWN AND THE PORT SHUT, SAID THE AGENCY FOR DISASTERS.",
    ],
)
def test_english_full_of_foreign_names_stays_english(text: str) -> None:
    assert find_language(text) == "en"


@pytest.mark.parametrize(
    "around",
    [
        "https://www.example.org/nachrichten/die-zwoelf-bruecken-im-tal-wurden-am-montag-gesperrt {}",
        "{} www.example.org/les-ponts-de-la-vallee-ont-ete-fermes redaktion@zwoelf-bruecken-zeitung.example",
        "<p class='die-zwoelf-bruecken'>{}</p>",
        "\n\n   {}\t\t\n",
    ],
)
@pytest.mark.parametrize("language", ["en", "es", "uk"])
def test_addresses_markup_and_blanks_say_nothing_of_a_language(around: str, language: str) -> None:
    assert find_language(around.format(SENTENCES[language])) == language


def test_a_text_is_in_the_language_that_most_of_it_is_in() -> None:
    assert find_language(f"{SENTENCES['uk']} {SENTENCES['uk']} {SENTENCES['uk']} Read more on our site.") == "uk"
    assert find_language(f"{ENGLISH} {ENGLISH} {ENGLISH} “{SENTENCES['fr']}”") == "en"


def test_the_sample_is_english() -> None:
    paths = sorted((Path(str(DATA)) / "sample").glob("*.txt"))
    assert len(paths) == 55
    assert {find_language(path.read_text(encoding="utf-8")) for path in paths} == {"en"}


@given(st.text(max_size=300), st.none() | st.text(max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_text_has_a_language_or_none(text: str, stated: str | None) -> None:
    found = find_language(text, stated)
    assert found is None or found.isalpha()


# --- reports


def report_of(text: str, **fields: str) -> Report:
    return make_report(Raw(name="a.txt", content=text.encode(), fields=fields))


def test_a_report_has_the_language_of_its_words() -> None:
    assert report_of(SENTENCES["uk"], language="en").language == "uk"
    assert report_of(ENGLISH).language == "en"


@pytest.mark.parametrize(("language", "read"), [("en", True), (None, True), ("uk", False), ("tlh", False)])
def test_english_is_read_and_what_may_be_english(language: str | None, read: bool) -> None:
    assert is_read(language) == read


def test_nothing_is_read_of_a_report_in_a_language_that_is_not_read() -> None:
    report = report_of(SENTENCES["de"], published="2023-02-07")
    assert read_report(report) == Reading(id="a.txt", published=report.published, noise=report.noise)


# --- desks

FLOOD = {
    "uk": "Дванадцять мостів у долині Берегового закрили в понеділок після того, як річка піднялася на два метри. "
    "Близько 400 людей ночуватимуть у спортивній залі, повідомив Червоний Хрест, а інженери зі столиці приїдуть у "
    "вівторок і оглянуть старий млин, греблю та всі закриті мости в околицях міста.\n",
    "de": "Zwölf Brücken im Tal von Altstadt wurden am Montag gesperrt, nachdem der Fluss um "
    "zwei Meter gestiegen war. "
    "Rund 400 Menschen verbringen die Nacht in der Sporthalle, teilte das Rote Kreuz mit, und Ingenieure aus der "
    "Hauptstadt sehen sich am Dienstag die alte Mühle, das Wehr und alle gesperrten Brücken an.\n",
    "en": "The governor of Hatay said on Monday that 12 hospitals in Antakya were closed to "
    "patients, and that more would follow.\n",
}


def row_of(name: str, text: str, outlet: str, day: str = "2023-02-06") -> dict[str, Any]:
    return {"id": name, "outlet": outlet, "url": f"https://{name}.example/a", "published": day, "text": text}


@pytest.fixture
def three(desk: Desk, tmp_path: Path) -> Desk:
    """A desk with a report in each of three languages, one of them read."""
    return add(desk, tmp_path, *(row_of(language, text, f"Post {language}") for language, text in FLOOD.items()))


def add(desk: Desk, folder: Path, *rows: dict[str, Any]) -> Desk:
    path = folder / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert desk.add(path).failures == ()
    return desk


def test_a_report_in_another_language_is_kept_to_the_letter(three: Desk) -> None:
    assert three.counts()["reports"] == 3
    assert str(three.show("uk")).count("Дванадцять мостів у долині") == 1
    assert "in a language that is not read (uk)" in str(three.show("uk"))
    assert "not read" not in str(three.show("en"))


@pytest.mark.parametrize(("words", "found"), [("греблю", "uk"), ("Sporthalle", "de"), ("MÜHLE", "de")])
def test_it_is_found_by_its_words_and_told_to_be_in_a_language_that_is_not_read(
    three: Desk, words: str, found: str
) -> None:
    results = three.search(words)
    assert [entry.report for entry in results.entries] == [found]
    assert f"in a language that is not read ({found})" in str(results)


def test_no_claims_figures_or_places_come_out_of_it(desk: Desk, tmp_path: Path) -> None:
    add(desk, tmp_path, *(row_of(language, FLOOD[language], "Post") for language in ("uk", "de")))
    brief = desk.brief()
    assert (brief.voices, brief.figures, brief.places, len(desk.claims().entries)) == ((), (), (), 0)
    assert brief.head.reports == 2


def test_the_brief_says_how_many_reports_were_not_read(three: Desk) -> None:
    assert three.brief().head.unread == {"uk": 1, "de": 1}
    assert "2 not read for their language: de 1, uk 1" in " ".join(str(three.brief()).split())


def test_the_brief_says_nothing_of_languages_where_all_is_read(desk: Desk, tmp_path: Path) -> None:
    assert "language" not in str(add(desk, tmp_path, row_of("en", FLOOD["en"], "Post")).brief())


@pytest.mark.parametrize("language", ["uk", "de"])
def test_near_copies_are_found_in_languages_that_are_not_read(desk: Desk, tmp_path: Path, language: str) -> None:
    copy = FLOOD[language] + "Foto: Jo Brandt\n"
    add(desk, tmp_path, row_of("a", FLOOD[language], "Post"), row_of("b", copy, "Kurier", "2023-02-07"))
    assert len(desk.echoes().entries) == 1
    assert desk.brief().head.origins == 1


def test_health_counts_the_languages(three: Desk) -> None:
    health = three.health()
    assert health.languages == {"de": 1, "en": 1, "uk": 1}
    assert "Written:  de 1 (not read), en 1, uk 1 (not read)" in str(health)
