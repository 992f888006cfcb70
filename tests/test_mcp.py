"""The desk as tools of the Model Context Protocol, tried with the official client."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import msgspec
import pytest
from conftest import GIVEN, MOMENT
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from sitrep.desk import Desk, open_desk
from sitrep.desk.verbs import READS, WRITES
from sitrep.ground.lexicon import DATA
from sitrep.mcp import Door


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("mcp") / "desk.db") as opened:
        opened.add(str(DATA / "sample"))
        yield opened


def call(desk: Desk, act: Callable[[Client], Awaitable[Any]]) -> Any:
    """Return what comes of a client's calls to a server of the desk."""

    async def run() -> Any:
        async with Client(Door(desk).server()) as client:
            return await act(client)

    return anyio.run(run)


def ask(desk: Desk, name: str, /, **given: Any) -> Any:
    return call(desk, lambda client: client.call_tool(name, given))


def test_the_tools_are_the_verbs(sample: Desk) -> None:
    tools = call(sample, lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == READS.keys() | WRITES.keys()
    for tool in tools:
        assert tool.description
        assert tool.input_schema["type"] == tool.output_schema["type"] == "object"
        assert tool.annotations.read_only_hint is (tool.name in READS)


@pytest.mark.parametrize("name", READS)
def test_a_tool_answers_as_the_desk_does_and_as_its_schema_says(sample: Desk, name: str) -> None:
    """The client holds each answer against the schema that the tool gave for it."""
    given = GIVEN.get(name, MOMENT)
    answer = ask(sample, name, **given)
    assert not answer.is_error
    expected = msgspec.json.decode(msgspec.json.encode(READS[name].ask(sample, given)))
    told = answer.structured_content
    if "next" in told:
        assert told["entries"] == expected["entries"][:100]
        assert told["total"] == len(expected["entries"])
    elif name == "rulings":
        assert told == {"result": expected}
    else:
        assert told == expected
    assert answer.content[0].text


def test_answers_carry_the_citations_of_their_entries(sample: Desk) -> None:
    told = ask(sample, "statements", limit=5, **MOMENT).structured_content
    cited = {citation["number"] for citation in told["citations"]}
    assert len(told["entries"]) == 5
    assert cited == {number for entry in told["entries"] for number in entry["citations"]}
    assert all(citation["selector"][1]["exact"] == citation["words"] for citation in told["citations"])


def test_a_list_goes_on_by_its_cursor(sample: Desk) -> None:
    whole = ask(sample, "claims", limit=1000, **MOMENT).structured_content["entries"]
    found: list[Any] = []
    cursor: dict[str, Any] = {}
    while cursor is not None:
        part = ask(sample, "claims", limit=40, **MOMENT, **cursor).structured_content
        found += part["entries"]
        cursor = {"cursor": part["next"]} if part["next"] else None  # type: ignore[assignment]
    assert found == whole


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("show", {"report": "nobody"}, "the desk has no such report"),
        ("brief", {"as_of": "yesterday"}, "no ISO 8601 or EDTF date"),
        ("changes", {}, ""),
        ("compare", {}, "missing required field `one`"),
        ("search", {"kind": "lie"}, "Invalid"),
        ("brief", {"until": "2023"}, "unknown field `until`"),
        ("grade", {"name": "AFP", "grade": "Z"}, "Invalid"),
    ],
)
def test_what_is_refused_says_why(sample: Desk, name: str, given: dict[str, Any], says: str) -> None:
    answer = ask(sample, name, **given)
    assert answer.is_error is bool(says)
    assert says in answer.content[0].text


def test_reports_are_resources(sample: Desk) -> None:
    async def read(client: Client) -> Any:
        listed = (await client.list_resources()).resources
        return listed, [(await client.read_resource(each.uri)).contents[0].text for each in listed[:3]]

    listed, texts = call(sample, read)
    assert len(listed) == 50
    assert texts == [sample.show(each.name).report.text for each in listed[:3]]


def test_reports_are_added_as_text_and_never_by_a_path(desk: Desk, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Nobody is to read this, the mayor said.", encoding="utf-8")
    report = {"text": "Two bridges fell, the mayor said on Monday.", "outlet": "Vale Post", "published": "2023-02-06"}
    answer = ask(desk, "add", reports=[report, {"text": str(secret)}])
    assert answer.structured_content["added"] == 2
    assert len({entry.report for entry in desk.search("mayor")}) == 1
    assert not desk.search("read")
    again = ask(desk, "add", reports=[report])
    assert again.structured_content["unchanged"] == 1


def test_the_command_serves_over_standard_input_and_output(sample: Desk) -> None:
    async def run() -> Any:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "sitrep", "mcp", "--desk", str(sample.path)]
        )
        async with Client(command) as client:
            return await client.call_tool("brief", MOMENT)

    told = anyio.run(run).structured_content
    assert told == msgspec.json.decode(msgspec.json.encode(sample.brief(**MOMENT)))
