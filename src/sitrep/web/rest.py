"""The desk for other programs: each verb under its own name, with `.json` or another format at its end.

What is asked stands in the address, as on the command line: `/brief.json?as_of=2023-02-12`. What changes the desk is
posted as one JSON object. All of it is described by `/openapi.json`, made from the table of verbs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import Parameter as Argument
from inspect import Signature
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.openapi.utils import get_openapi
from msgspec import Struct, to_builtins
from starlette.responses import Response

from sitrep import __version__
from sitrep.desk.verbs import READS, WRITES, Parameter, Verb, cut_answer, paged, take_place, told, without_places
from sitrep.ground.errors import BadRequest, NotFound
from sitrep.tell.formats import FORMATS, write
from sitrep.tell.parts import Part
from sitrep.web.asking import Asking
from sitrep.web.desks import Job

REFERENCE = "#/components/schemas/{name}"
PROBLEM = "#/components/schemas/Problem"
DESCRIPTION = """
Sitrep reads many reports on one unfolding event and keeps one account of it, in which every line cites the words that
it rests on. Each verb of the command line is an address here, with the same parameters and the same JSON.

Days are ISO 8601 or EDTF. Positions are counted in code points, ends exclusive. Lists come in parts of `limit` entries:
ask again with `cursor` set to the `next` of the part before. On a desk of more than 300 reports, what is asked without
`since` is told of the last day; the header `Content-Location` says which period that is. Every answer has an `ETag`;
with `If-None-Match`, what has not changed costs nothing. Errors are problem details (RFC 9457).
"""


class Problem(Struct, frozen=True):
    """An error (RFC 9457): `detail` says what cannot be done, why, and what to do instead."""

    type: str
    title: str
    status: int
    detail: str


def make_router(asking: Asking) -> APIRouter:
    """Return the addresses of all verbs."""
    router = APIRouter()
    for verb in READS.values():
        _add(router, f"/{verb.name}.json", "GET", verb, _reader(asking, verb), answer=_schema(told(verb)))
        if verb.name not in NOT_EXPORTED:
            _add(router, f"/{verb.name}.{{form}}", "GET", verb, _exporter(asking, verb), answer=None)
    for verb in WRITES.values():
        _add(router, f"/{verb.name}.json", "POST", verb, _writer(asking, verb), answer=_schema(verb.result))
    router.add_api_route("/job.json", _job(asking), methods=["GET"], name="job", summary="How far a job has come.")
    return router


# --- reading


def _refuse_unknown(request: Request, verb: Verb) -> None:
    """Refuse a parameter that the verb does not take, which would ask nothing without a word.

    Errors: BadRequest.
    """
    known = [each.name for each in paged(verb)]
    unknown = sorted(request.query_params.keys() - set(known))
    if unknown:
        raise BadRequest(f"cannot take {unknown[0]!r}: {verb.name} takes {', '.join(known) or 'nothing'}")


def _reader(asking: Asking, verb: Verb) -> Callable[..., Response]:
    def read(request: Request, **given: Any) -> Response:
        _refuse_unknown(request, verb)
        place = take_place(verb, given)
        asked = asking.settle(verb, given)
        tag = asking.tag(verb, asked, "json", place)
        where = f"/{verb.name}.json?{urlencode(asked)}".rstrip("?")
        headers = {"ETag": tag, "Content-Location": where}
        if is_known(request, tag):
            return Response(status_code=304, headers=headers)
        answer = cut_answer(verb, asking.ask(verb, asked), place)
        if isinstance(answer, Part) and answer.next:
            query = urlencode(asked | {"cursor": answer.next, "limit": place.limit})
            headers["Link"] = f'</{verb.name}.json?{query}>; rel="next"'
        return json(answer, headers=headers)

    return typed(read, paged(verb))


NOT_EXPORTED = frozenset({"read", "rulings", "health"})  # answers that are no account


def _exporter(asking: Asking, verb: Verb) -> Callable[..., Response]:
    """Return the answer in a format of the field; what is no format of it is not found."""

    def export(request: Request, form: str, **given: Any) -> Response:
        _refuse_unknown(request, verb)
        named = next((each for each in FORMATS.values() if each.suffix == form), None)
        if named is None:
            known = ", ".join(each.suffix for each in FORMATS.values())
            raise NotFound(f"cannot write {verb.name} as {form!r}: there are {known}")
        asked = asking.settle(verb, given)
        tag = asking.tag(verb, asked, form)
        if is_known(request, tag):
            return Response(status_code=304, headers={"ETag": tag})
        text = asking.once(verb, asked, (form,), lambda: write(asking.ask(verb, asked), named.name))
        headers = {"ETag": tag, "Content-Disposition": f'attachment; filename="{verb.name}.{named.suffix}"'}
        return Response(text.encode("utf-8", "replace"), media_type=named.media_type, headers=headers)

    return typed(export, verb.takes, path=("form",))


def is_known(request: Request, tag: str) -> bool:
    """Tell whether who asks has this very answer."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag in [each.strip().removeprefix("W/") for each in known.split(",")]


def json(answer: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return an answer as JSON."""
    content = msgspec.json.encode(answer)
    return Response(content, status_code=status, media_type="application/json", headers=dict(headers or {}))


# --- writing


def _writer(asking: Asking, verb: Verb) -> Callable[..., Any]:
    taken = msgspec.json.Decoder(verb.takes_as)

    async def posted(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise BadRequest(f"cannot {verb.name}: post one JSON object, as application/json")
        try:
            given = to_builtins(taken.decode(await request.body()))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadRequest(f"cannot {verb.name}: {error}") from None
        return await run_in_threadpool(_do, asking, verb, given)

    posted.__doc__ = verb.says
    return posted


def _do(asking: Asking, verb: Verb, given: dict[str, Any]) -> Response:
    if not verb.is_long:
        return json(asking.desks.write(lambda desk: verb.ask(desk, given)))
    items = len(given.get("reports") or given.get("failures") or ())
    job = asking.desks.start(verb.name, items, lambda desk, progress: verb.ask(desk, given, progress))
    return json(job, 202, {"Location": f"/job.json?job={job.id}"})


def _job(asking: Asking) -> Callable[..., Response]:
    def job(job: Annotated[str, Query(description="The id that the job was given.")]) -> Response:
        found = asking.desks.job(job)
        if found is None:
            raise NotFound(f"cannot tell of job {job!r}: there is none, or it was long ago")
        return json(msgspec.structs.replace(found, result=without_places(found.result)))

    return job


# --- the description


def typed(
    act: Callable[..., Response], takes: tuple[Parameter, ...], path: tuple[str, ...] = ()
) -> Callable[..., Response]:
    """Give a function the parameters of a verb, which the server then checks and describes; return it."""
    arguments = [Argument("request", Argument.POSITIONAL_OR_KEYWORD, annotation=Request)]
    arguments += [Argument(name, Argument.KEYWORD_ONLY, annotation=str) for name in path]
    for each in takes:
        query = Query(description=each.says, examples=[each.example] if each.example is not None else None)
        default = Argument.empty if each.is_required else each.default
        arguments.append(
            Argument(each.name, Argument.KEYWORD_ONLY, default=default, annotation=Annotated[each.type, query])
        )
    act.__signature__ = Signature(arguments)  # type: ignore[attr-defined]
    return act


def _add(
    router: APIRouter, path: str, method: str, verb: Verb, act: Callable[..., Any], *, answer: dict[str, Any] | None
) -> None:
    written: dict[str, Any] = {"content": {each.media_type: {} for each in FORMATS.values()}}
    is_job = verb.is_long and method == "POST"
    told = _content(_schema(Job) if is_job else answer) if answer else written
    responses: dict[int | str, dict[str, Any]] = {
        202 if is_job else 200: {"description": "What the desk answers.", **told},
        **{code: {"description": says, **_content({"$ref": PROBLEM}, PROBLEM_TYPE)} for code, says in ERRORS.items()},
    }
    if method == "GET":
        responses[304] = {"description": "What who asks has by its ETag is what stands."}
    body = {"requestBody": {"required": True, **_content(_schema(verb.takes_as))}} if method == "POST" else None
    router.add_api_route(
        path,
        act,
        methods=[method],
        name=f"{verb.name} {'written' if answer is None else ''}".strip(),
        operation_id=f"{verb.name}{'_written' if answer is None else ''}",
        summary=verb.says,
        status_code=202 if is_job else 200,
        responses=responses,
        response_class=Response,
        response_model=None,
        openapi_extra=body,
    )


PROBLEM_TYPE = "application/problem+json"
ERRORS = {
    400: "What was asked is no valid value.",
    404: "The desk does not hold what was asked for.",
    422: "A parameter is missing or of another type.",
    503: "The desk cannot be used just now.",
}


def _content(schema: dict[str, Any] | None, media_type: str = "application/json") -> dict[str, Any]:
    return {"content": {media_type: {"schema": schema}}}


def _schema(kind: Any) -> dict[str, Any]:
    (schema,), _ = msgspec.json.schema_components([kind], ref_template=REFERENCE)
    return schema


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, with the schemas of all answers and of all that can be posted."""
    document = get_openapi(title="Sitrep", version=__version__, description=DESCRIPTION, routes=app.routes)
    kinds = [Problem, Job, *map(told, READS.values())]
    kinds += [v.takes_as for v in WRITES.values()] + [v.result for v in WRITES.values()]
    _, schemas = msgspec.json.schema_components(kinds, ref_template=REFERENCE)
    document.setdefault("components", {}).setdefault("schemas", {}).update(schemas)
    return document
