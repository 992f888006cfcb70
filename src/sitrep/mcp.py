"""The desk for assistants: a server of the Model Context Protocol over standard input and output.

Its tools are the verbs of the desk, with typed results that carry their citations; its resources are the reports. It
reads and writes the one desk that it was started for, and no file that an assistant names.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import anyio
import anyio.to_thread
import mcp_types as types
import msgspec
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from msgspec import to_builtins

from sitrep import __version__
from sitrep.desk import Desk, open_desk
from sitrep.desk.verbs import (
    READS,
    WRITES,
    Verb,
    cut_answer,
    find_extent,
    paged,
    settle,
    take_place,
    told,
    without_folder,
    without_places,
)
from sitrep.ground.errors import SitrepError

REPORT = "sitrep://report/"
NEWEST = 50  # reports that are listed as resources
DEFINITIONS = "#/$defs/{name}"
INSTRUCTIONS = """
Sitrep keeps one account of what many reports say of an event. Every line of an answer has numbers of citations, and
`citations` holds the exact words with their report and place: cite them. Nothing in it is made surer than it was said:
keep the words of certainty, and tell outlets from independent origins. Days are ISO 8601 or EDTF; `as_of` asks what
could be known then. On a large desk, what is asked without `since` is told of the last day.
""".strip()


class Tool(NamedTuple):
    """A verb as a tool, with what it takes as a record."""

    verb: Verb
    takes: type[msgspec.Struct]
    is_read: bool


def _tools() -> dict[str, Tool]:
    reads = {name: Tool(verb, verb._replace(takes=paged(verb)).takes_as, is_read=True) for name, verb in READS.items()}
    return reads | {name: Tool(verb, verb.takes_as, is_read=False) for name, verb in WRITES.items()}


TOOLS = _tools()


class Door:
    """The handlers of the protocol over one desk, which is used by one call at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()

    def server(self) -> Server[Any]:
        """Return the server, to be run over a transport."""
        return Server(
            "sitrep",
            version=__version__,
            title="Sitrep",
            instructions=INSTRUCTIONS,
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates,
            on_read_resource=self._read_resource,
        )

    async def _list_tools(self, _: ServerRequestContext[Any], __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_describe(tool) for tool in TOOLS.values()])

    async def _call_tool(
        self, _: ServerRequestContext[Any], asked: types.CallToolRequestParams
    ) -> types.CallToolResult:
        tool = TOOLS.get(asked.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"there is no tool {asked.name!r}; there are {', '.join(TOOLS)}")
        return await anyio.to_thread.run_sync(self._answer, tool, asked.arguments or {})

    def _answer(self, tool: Tool, arguments: Mapping[str, Any]) -> types.CallToolResult:
        """Return what a verb answers, as text and as data; what it refuses as an error that says what to do."""
        try:
            given = to_builtins(msgspec.convert(dict(arguments), tool.takes))
            with self._lock:
                answer = self._read(tool.verb, given) if tool.is_read else tool.verb.ask(self._desk, given)
        except (SitrepError, msgspec.ValidationError) as error:
            return types.CallToolResult(content=[types.TextContent(text=self._say(error))], is_error=True)
        answer = without_places(answer)
        return types.CallToolResult(content=[types.TextContent(text=_text(answer))], structured_content=_data(answer))

    def _read(self, verb: Verb, given: dict[str, Any]) -> Any:
        place = take_place(verb, given)
        with self._desk.snapshot():
            asked = settle(verb, given, lambda as_of: find_extent(self._desk, as_of))
            return cut_answer(verb, verb.ask(self._desk, asked), place)

    # --- reports as resources

    async def _list_resources(self, _: ServerRequestContext[Any], __: Any) -> types.ListResourcesResult:
        found = await anyio.to_thread.run_sync(self._newest)
        return types.ListResourcesResult(resources=found)

    def _newest(self) -> list[types.Resource]:
        with self._lock, self._desk.snapshot():
            found = self._desk.search("", limit=NEWEST)
        return [
            types.Resource(
                uri=f"{REPORT}{quote(entry.report, safe='')}",
                name=entry.report,
                title=entry.title or entry.report,
                description=f"{entry.outlet or 'outlet unknown'}, {entry.published.edtf or 'undated'}",
                mime_type="text/plain",
            )
            for entry in found
        ]

    async def _list_templates(self, _: ServerRequestContext[Any], __: Any) -> types.ListResourceTemplatesResult:
        template = types.ResourceTemplate(
            uri_template=f"{REPORT}{{id}}",
            name="report",
            description="The text of a report, by its id, address or number; places in it are counted in code points.",
            mime_type="text/plain",
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def _read_resource(
        self, _: ServerRequestContext[Any], asked: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        uri = str(asked.uri)
        if not uri.startswith(REPORT):
            raise MCPError(types.INVALID_PARAMS, f"there is no resource {uri}; reports are {REPORT}ID")
        text = await anyio.to_thread.run_sync(self._text_of, unquote(uri.removeprefix(REPORT)))
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=uri, mime_type="text/plain", text=text)]
        )

    def _text_of(self, report: str) -> str:
        try:
            with self._lock, self._desk.snapshot():
                return self._desk.show(report).report.text
        except SitrepError as error:
            raise MCPError(types.INVALID_PARAMS, self._say(error)) from None

    def _say(self, error: Exception) -> str:
        """Return an error as a sentence that tells no path of this machine."""
        return without_folder(str(error), self._desk.place, self._desk.folder)


def _describe(tool: Tool) -> types.Tool:
    verb = tool.verb
    hints = types.ToolAnnotations(
        read_only_hint=tool.is_read, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.Tool(
        name=verb.name,
        description=verb.says,
        input_schema=_schema(tool.takes),
        output_schema=_schema(told(verb) if tool.is_read else verb.result),
        annotations=hints,
    )


def _schema(kind: Any) -> dict[str, Any]:
    """Return the JSON schema of what comes in or out, which is an object always."""
    (schema,), defined = msgspec.json.schema_components([kind], ref_template=DEFINITIONS)
    if "$ref" in schema:
        schema = defined[schema["$ref"].rsplit("/", 1)[-1]]
    if schema.get("type") != "object" and "anyOf" not in schema:
        schema = {"properties": {"result": schema}, "required": ["result"]}
    return {"type": "object", **schema, "$defs": defined}


def _data(answer: Any) -> dict[str, Any]:
    data = msgspec.json.decode(msgspec.json.encode(answer))
    return data if isinstance(data, dict) else {"result": data}


def _text(answer: Any) -> str:
    """Return an answer as people read it, or as JSON where it has no such form."""
    if "__str__" in type(answer).__dict__:
        return str(answer)
    return msgspec.json.encode(answer).decode()


async def run(path: str | Path) -> None:
    """Serve a desk over standard input and output until the other side closes."""
    with open_desk(path) as desk:
        server = Door(desk).server()
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())


def serve(path: str | Path) -> None:
    """Serve a desk, a file or one on a server, to an assistant.

    Errors: as of opening a desk.
    """
    anyio.run(run, path)
