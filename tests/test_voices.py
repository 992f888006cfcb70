"""Voices over reports: one id for one voice, namesakes apart, doubts told, and what the user rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Clock

from sitrep.desk import Desk, read_text
from sitrep.ground.errors import BadRequest
from sitrep.ground.model import Voice, VoiceKind
from sitrep.ground.names import spelling_key, voice_id
from sitrep.keep import Store

MAYOR = "John Smith, the mayor of Paris, said the flood was over. Smith added that schools would open."
FARMER = "John Smith, a farmer in Ohio, said the harvest was lost to the drought this year."
KYIV = "President Volodymyr Zelenskyy said the town of Bakhmut would be held by the army."
WARSAW = "Ukrainian President Volodymyr Zelensky said the grain would be sold in the spring."
MOSCOW = "The talks had failed, Zelensky said on Monday after a long night at the table."


def add(desk: Desk, *texts: str) -> None:
    """Add texts as reports a, b, c, ... of outlets of the same names."""
    rows = [
        {"id": name, "outlet": name.upper(), "published": f"2023-02-0{place}", "text": text}
        for place, (name, text) in enumerate(zip("abcdefgh", texts, strict=False), 1)
    ]
    file = desk.folder / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not desk.add(file).failures


def voices_of(text: str) -> list[Voice]:
    return [voice for claim in read_text(text).claims for voice in claim.voices]


def names(desk: Desk) -> set[str]:
    return {entry.voice for entry in desk.voices()}


def told_by(desk: Desk) -> list[str]:
    return sorted(entry.voice for entry in desk.claims())


# --- in one report


@pytest.mark.parametrize(
    ("text", "name", "because"),
    [
        ("Ann Lee said it rained. It was late, Lee said.", "Ann Lee", "the last name of Ann Lee"),
        ("Ann Lee said it rained. It was late, she said.", "Ann Lee", "the person who spoke before"),
        ("Mayor Ann Lee came. The mayor said it rained.", "Ann Lee", "Ann Lee is called Mayor"),
        ("Kyiv said it would hold.", "Ukraine", "stands for the government of Ukraine"),
        ("The Grey Water Company said it rained. The company said it was sorry.", "Grey Water Company", "the company"),
        ("The Institute for Rain Study said it rained. The IRS said more came.", "Institute for Rain Study", "“IRS”"),
        ("Two officials said it rained.", "Officials", "unnamed"),
    ],
)
def test_a_voice_tells_how_its_name_was_found(text: str, name: str, because: str) -> None:
    voice = voices_of(text)[-1]
    assert voice.name == name
    assert because in voice.because


def test_a_title_tells_two_of_one_last_name_apart() -> None:
    text = "Hillary Clinton met Bill Clinton. Mrs. Clinton said it rained. Mr. Clinton said it was dry."
    assert [voice.name for voice in voices_of(text)] == ["Hillary Clinton", "Bill Clinton"]


def test_the_first_of_several_namesakes_is_taken_and_told_as_such() -> None:
    text = "Ann Lee said it was over. Maria Lee, her sister, said it was not. The talks had failed, Lee said."
    assert "named first of 2 of that name" in voices_of(text)[-1].because


def test_several_speakers_of_one_claim_are_several_voices() -> None:
    assert [voice.id for voice in voices_of("Ann Lee and Tom Orr said it rained.")] == [
        "person:ann-lee",
        "person:tom-orr",
    ]


def test_the_kinds_of_voices() -> None:
    texts = {
        VoiceKind.PERSON: "Ann Lee said it rained.",
        VoiceKind.INSTITUTION: "The Turkish health ministry said it rained.",
        VoiceKind.COUNTRY: "The Kremlin said it rained.",
        VoiceKind.GROUP: "Residents said it rained.",
        VoiceKind.UNNAMED: "A resident said it rained.",
    }
    assert {kind: voices_of(text)[0].kind for kind, text in texts.items()} == {kind: kind for kind in texts}


# --- ids and spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Volodymyr Zelensky", "Vladimir Zelenskiy"),
        ("Serhiy Cherevatyi", "Sergei Cherevaty"),
        ("Yevgeny Prigozhin", "Evgeniy Prigozhin"),
        ("Mohammed Hassan", "Muhammad Hasan"),
        ("Recep Tayyip Erdogan", "Recep Tayyip Erdoğan"),
        ("Mykhailo Podolyak", "Mikhail Podolyak"),
    ],
)
def test_spellings_of_one_name_have_one_id(one: str, other: str) -> None:
    assert voice_id("person", one) == voice_id("person", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ann Lee", "Anne Leigh"), ("John Smith", "Jon Smythe"), ("Vladimir Putin", "Volodymyr Zelensky")],
)
def test_other_names_have_other_ids(one: str, other: str) -> None:
    assert spelling_key(one) != spelling_key(other)


def test_an_institution_has_one_id_by_country_demonym_and_capital() -> None:
    texts = ("Russia's Ministry of Defence said so.", "Moscow's defense ministry said so.", "The Russian MoD said so.")
    ids = {voices_of(text.replace("so.", "it rained."))[0].id for text in texts}
    assert ids == {"institution:russian-ministry-of-defence"}


# --- over reports


def test_spellings_and_last_names_come_together_whatever_the_order(desk: Desk, tmp_path: Path) -> None:
    add(desk, KYIV, WARSAW, MOSCOW)
    (entry,) = desk.voices()
    assert (entry.voice, entry.reports) == ("Volodymyr Zelenskyy", 3)
    assert told_by(desk) == ["Volodymyr Zelenskyy"] * 3


def test_a_last_name_that_two_may_bear_stays_alone_and_is_doubtful(desk: Desk) -> None:
    add(
        desk,
        "Ann Lee said it rained in the hills.",
        "Tom Lee said it was dry down here.",
        "It was late, Lee said then.",
    )
    (entry,) = desk.voices(doubtful=True)
    assert entry.voice == "Lee"
    assert entry.doubts == ("a last name alone, which may be Ann Lee, Tom Lee",)


def test_two_namesakes_are_two(desk: Desk) -> None:
    add(desk, MAYOR, FARMER)
    assert names(desk) == {"John Smith", "John Smith (mayor of Paris)"}
    assert all("told apart by" in entry.doubts[0] for entry in desk.voices(doubtful=True))


def test_one_person_of_two_descriptions_stays_one(desk: Desk) -> None:
    add(desk, "Ann Lee, a singer, said it rained all night.", "Ann Lee, the candidate, said it would be dry soon.")
    (entry,) = desk.voices(doubtful=True)
    assert "are they one?" in entry.doubts[0]


def test_names_spelled_almost_alike_are_doubtful(desk: Desk) -> None:
    add(desk, "Martin Griffiths said it rained all night.", "Martin Griffith said it was a flood.")
    assert {entry.voice for entry in desk.voices(doubtful=True)} == {"Martin Griffiths", "Martin Griffith"}


# --- what the user rules


def test_joining_and_splitting_by_hand_outlast_a_reread(desk: Desk) -> None:
    add(desk, MAYOR, FARMER, "Martin Griffiths said it rained all night.", "Martin Griffith said it was a flood.")
    desk.join_voices("Martin Griffiths", "Martin Griffith")
    desk.join_voices("person:john-smith", "John Smith (mayor of Paris)")
    assert names(desk) == {"John Smith", "Martin Griffiths"}
    assert desk.reread(everything=True) == 4
    assert names(desk) == {"John Smith", "Martin Griffiths"}
    desk.split_voice("Martin Griffiths", ["c"], "Martin Griffiths (poet)")
    desk.reread(everything=True)
    assert "Martin Griffiths (poet)" in names(desk)
    assert "Martin Griffiths (poet)" in told_by(desk)


def test_a_ruling_can_be_taken_back(desk: Desk) -> None:
    add(desk, "Martin Griffiths said it rained all night.", "Martin Griffith said it was a flood.")
    (ruling,) = desk.join_voices("Martin Griffiths", "Martin Griffith")
    assert desk.rulings() == [ruling]
    desk.forget_ruling(ruling.number)
    assert names(desk) == {"Martin Griffiths", "Martin Griffith"}


def test_rulings_that_name_nobody_are_refused(desk: Desk) -> None:
    add(desk, MAYOR, "Tom Lee said it was dry.")
    for ask in (
        lambda: desk.join_voices("Nobody", "John Smith"),
        lambda: desk.join_voices("John Smith", "John Smith"),
        lambda: desk.split_voice("Tom Lee", ["a"], "Tom Lee (poet)"),
        lambda: desk.forget_ruling(7),
    ):
        with pytest.raises(BadRequest, match="cannot"):
            ask()
    assert desk.rulings() == []


def test_the_file_of_sources_names_voices(desk: Desk) -> None:
    add(desk, KYIV, "The Ukrainian leader said the town of Bakhmut was a fortress.", FARMER, MAYOR)
    file = desk.folder / "sources.toml"
    file.write_text(
        '[voices]\n"President Zelenskyy" = ["Volodymyr Zelenskyy", "the Ukrainian leader"]\n'
        '"Smith of Ohio" = {names = ["John Smith"], role = "farmer"}\n',
        encoding="utf-8",
    )
    assert names(desk) == {"President Zelenskyy", "Smith of Ohio", "John Smith"}


@pytest.mark.parametrize(
    "words",
    [
        "[voices",
        "[outlets]\nx = 1",
        'voices = "Ann"',
        '[voices]\n"Ann" = 3',
        '[voices]\n"Ann" = {nick = "A"}',
        '[voices]\n"Ann" = {names = ["A"], kind = "robot"}',
        '[voices]\n"Ann" = [1]',
    ],
)
def test_a_broken_file_of_sources_is_told(desk: Desk, words: str) -> None:
    add(desk, KYIV)
    (desk.folder / "sources.toml").write_text(words, encoding="utf-8")
    with pytest.raises(BadRequest, match=r"sources\.toml"):
        desk.voices()


# --- what is not told as a saying


def test_what_somebody_would_not_confirm_is_no_statement_of_theirs(desk: Desk) -> None:
    add(desk, "The ministry did not confirm that the old bridge had fallen. Ann Lee said that the new bridge stands.")
    assert told_by(desk) == ["Ann Lee"]


def test_what_a_medium_passes_on_is_told_of_who_said_it(desk: Desk) -> None:
    add(desk, "Reuters reported that Ann Lee said the old bridge had fallen at dawn. AP reported that the toll was 12.")
    told = {(entry.voice, entry.line, entry.via) for entry in desk.claims()}
    assert told == {("Ann Lee", "the old bridge had fallen at dawn", ("Reuters",)), ("AP", "the toll was 12", ())}


# --- what wins where rulings, rules and names meet


def test_a_ruling_comes_before_last_names(desk: Desk) -> None:
    add(desk, "Tom Lea said it rained in the hills.", "It was late, Lee said then.", "Ann Lee said it was dry here.")
    desk.join_voices("Tom Lea", "Lee")
    assert {(entry.voice, entry.reports) for entry in desk.voices()} == {("Tom Lea", 2), ("Ann Lee", 1)}


def test_two_rules_for_one_name_both_hold(desk: Desk) -> None:
    add(desk, MAYOR, FARMER)
    (desk.folder / "sources.toml").write_text(
        '[voices]\n"Smith of Ohio" = {names = ["John Smith"], role = "farmer"}\n'
        '"Smith of Paris" = {names = ["John Smith"], role = "mayor"}\n',
        encoding="utf-8",
    )
    assert names(desk) == {"Smith of Ohio", "Smith of Paris"}


def test_a_last_name_that_was_joined_can_be_split_off(desk: Desk) -> None:
    add(desk, "Ann Lee said it rained in the hills.", "It was late, Lee said then.")
    assert names(desk) == {"Ann Lee"}
    desk.split_voice("Ann Lee", ["b"], "Lee of Ely")
    assert names(desk) == {"Ann Lee", "Lee of Ely"}


def test_a_voice_cannot_be_split_off_itself_or_without_a_name(desk: Desk) -> None:
    add(desk, MAYOR)
    for name in ("John Smith", " "):
        with pytest.raises(BadRequest, match="--as"):
            desk.split_voice("John Smith", ["a"], name)


def test_namesakes_do_not_depend_on_the_order_of_the_reports(tmp_path: Path) -> None:
    texts = [MAYOR, FARMER, "John Smith said the bridge would be closed for a week."]
    found = []
    for number, order in enumerate(([0, 1, 2], [2, 1, 0], [1, 2, 0])):
        folder = tmp_path / str(number)
        folder.mkdir()
        with Desk(Store.open(folder / "desk.db"), Clock()) as opened:
            add(opened, *(texts[place] for place in order))
            found.append({(entry.voice, entry.reports) for entry in opened.voices()})
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 2


def test_who_is_passed_on_by_a_medium_is_listed(desk: Desk) -> None:
    add(desk, "Reuters reported that Ann Lee said the old bridge had fallen at dawn.")
    assert names(desk) == {"Ann Lee"}


@pytest.mark.parametrize(
    "text", ["The Turkish health mınistry said it rained.", "Lee said it ıs unclear if it rained."]
)
def test_letters_that_only_look_alike_stop_nothing(text: str) -> None:
    assert read_text(text).claims


@pytest.mark.parametrize(
    "text",
    [
        "Turkish President Recep Erdem came. The US president said it rained.",
        "Ann Lee, the president of the club, came. The Turkish president said it rained.",
    ],
)
def test_an_office_of_another_country_is_somebody_else(text: str) -> None:
    assert voices_of(text)[-1].kind is VoiceKind.UNNAMED
