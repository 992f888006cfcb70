"""The pages of a desk: each verb under its own name, drawn for people, readable without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sitrep.desk.verbs import READS, WRITES, NewReport, Parameter, Verb, upload_of, without_places
from sitrep.gather import Upload
from sitrep.ground.errors import BadRequest, NotFound
from sitrep.ground.model import ClaimKind
from sitrep.tell.drawn import draw
from sitrep.tell.formats import formats_of
from sitrep.tell.parts import Page, cited_by, cut
from sitrep.tell.retold import HEADINGS
from sitrep.web.asking import Asking
from sitrep.web.pieces import cut_excerpt, cut_text, find_span, list_report_claims, quote
from sitrep.web.plots import plot_days, plot_series
from sitrep.web.rest import is_known, typed
from sitrep.web.settings import Settings
from sitrep.web.views import Frame, by_number, render

ENTRIES = 100  # of a list on one page
MOST_CHANGES = 60  # of one kind on a page
MOST_FIELDS = 100  # of a form
CURSOR = Parameter("cursor", "Where to go on.")
AT = Parameter("at", "A stretch of the text, such as 120-188.")
LISTED = frozenset({"timeline", "claims", "statements", "matters", "stories", "echoes", "sources", "voices", "figures"})
PAGES = (*sorted(LISTED), "brief", "changes", "map", "compare", "search", "show")


class Pages:
    """Makes pages of what a desk answers."""

    def __init__(self, asking: Asking, settings: Settings) -> None:
        self._asking = asking
        self._settings = settings

    def router(self) -> APIRouter:
        """Return the addresses of all pages."""
        router = APIRouter(include_in_schema=False)
        add = router.add_api_route
        for name in PAGES:
            add(f"/{name}", self._page(READS[name]), methods=["GET"], response_class=HTMLResponse)
        add("/", self._page(READS["brief"]), methods=["GET"], response_class=HTMLResponse)
        add("/changed", self._page(READS["changes"], "changed"), methods=["GET"], response_class=HTMLResponse)
        add("/words", self._page(READS["show"], "words"), methods=["GET"], response_class=HTMLResponse)
        add("/health", self._health, methods=["GET"], response_class=HTMLResponse)
        add("/add", self._add, methods=["GET"], response_class=HTMLResponse)
        add("/job", self._job, methods=["GET"], response_class=HTMLResponse)
        add("/add", self._added, methods=["POST"])
        add("/retry", self._retried, methods=["POST"])
        add("/reread", self._reread, methods=["POST"])
        add("/grade", self._graded, methods=["POST"])
        add("/join_voices", self._joined, methods=["POST"])
        add("/forget_ruling", self._forgotten, methods=["POST"])
        return router

    # --- reading

    def _page(self, verb: Verb, template: str | None = None) -> Callable[..., Response]:
        name = template or verb.name
        takes = {each.name: each for each in (*verb.takes, *READS["brief"].takes)}
        takes |= {"cursor": CURSOR} if verb.name in LISTED else {}
        takes |= {"at": AT} if verb.name == "show" else {}

        def page(request: Request, **given: Any) -> Response:
            own = {each.name: given.get(each.name) for each in verb.takes}
            asked = self._asking.settle(verb, own)
            key = ("page", name, *sorted(given.items(), key=str))
            tag = self._asking.tag(verb, asked, *key)
            if is_known(request, tag):
                return Response(status_code=304, headers={"ETag": tag})
            html = self._asking.once(verb, asked, key, lambda: self._draw(name, verb, given, asked))
            return HTMLResponse(html, headers={"ETag": tag})

        return typed(page, tuple(takes.values()))

    def _draw(self, name: str, verb: Verb, given: Mapping[str, Any], asked: dict[str, Any]) -> str:
        account = self._asking.ask(verb, asked)
        extent = self._asking.extent(given.get("as_of"))
        is_narrowed = verb.name != "changes" and bool(asked.get("since")) and not given.get("since")
        forms = tuple((form.suffix, f"/{verb.name}.{form.suffix}?{urlencode(asked)}") for form in formats_of(account))
        frame = Frame(verb.name, given, {"since": None, **asked}, extent.last or today(), forms, is_narrowed)
        context = {"account": account, "is_empty": not extent.reports, "cited": {}, "listed": ()}
        context |= CONTEXTS[name](account, given) if name in CONTEXTS else {}
        if verb.name in LISTED:
            context |= self._listed(verb, account, given)
        elif hasattr(account, "citations"):
            context |= {"cited": by_number(account.citations), "listed": account.citations}
        if name == "voices":
            context["rulings"] = self._asking.ask(READS["rulings"], {})
        if name == "brief":
            context["day_before"] = _day_before(extent.last)
        if name == "map":
            context |= {"geojson": f"/map.geojson?{urlencode(asked)}", "tiles": self._tiles()}
        return render(name, frame, context)

    def _listed(self, verb: Verb, account: Any, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the part of a list that a page shows, with the citations of that part alone."""
        entries = account.series if verb.name == "figures" else account.entries
        page = cut(entries, given.get("cursor"), ENTRIES if verb.name != "figures" else ENTRIES // 4)
        used = {number for entry in page.entries for number in cited_by(entry)}
        if verb.name == "figures":
            used |= {number for slip in account.slips for number in slip.citations}
        listed = tuple(citation for citation in account.citations if citation.number in used)
        more = PARTS[verb.name](page, account) if verb.name in PARTS else {}
        return {"page": page, "cited": by_number(listed), "listed": listed, **more}

    def _tiles(self) -> str | None:
        tiles = self._settings.tiles
        return "/tiles.pmtiles" if tiles and "://" not in tiles else tiles

    # --- the desk itself

    def _plain(self, template: str, /, **context: Any) -> HTMLResponse:
        frame = Frame(template, NOTHING_GIVEN, {"since": None}, today(), FORMS.get(template, ()))
        return HTMLResponse(render(template, frame, {"cited": {}, **context}))

    def _health(self, job: str | None = None) -> HTMLResponse:
        account = self._asking.ask(READS["health"], {})
        found = self._find_job(job)
        return self._plain("health", account=account, job=found, is_empty=not account.reports)

    def _add(self, job: str | None = None) -> HTMLResponse:
        return self._plain("add", job=self._find_job(job))

    def _job(self, job: str) -> HTMLResponse:
        return self._plain("job", job=self._find_job(job))

    def _find_job(self, id: str | None) -> Any:
        found = self._asking.desks.job(id) if id else None
        if id and found is None:
            raise NotFound(f"cannot tell of job {id!r}: there is none, or it was long ago")
        return msgspec.structs.replace(found, result=without_places(found.result)) if found else None

    async def _added(self, request: Request) -> Response:
        settings = self._settings
        limits = {"max_files": settings.most_files, "max_fields": MOST_FIELDS, "max_part_size": settings.largest_field}
        async with request.form(**limits) as form:
            uploads = [
                Upload(file.filename or "text", await file.read())
                for file in form.getlist("files")
                if isinstance(file, UploadFile) and file.filename
            ]
            uploads += _pasted(form)
        return await run_in_threadpool(self._start_adding, uploads)

    def _start_adding(self, uploads: list[Upload]) -> Response:
        if not uploads:
            raise BadRequest("cannot add nothing: paste a text, or choose files")
        job = self._asking.desks.start("add", len(uploads), lambda desk, say: desk.add(uploads, progress=say))
        return RedirectResponse(f"/add?job={job.id}", status_code=303)

    async def _retried(self, request: Request) -> Response:
        async with request.form(max_fields=MOST_FIELDS) as form:
            given = [str(value) for value in form.getlist("failures")]
        return await run_in_threadpool(self._start, "retry", {"failures": given})

    async def _reread(self, request: Request) -> Response:
        return await run_in_threadpool(self._start, "reread", {})

    def _start(self, name: str, given: dict[str, Any]) -> Response:
        verb = WRITES[name]
        job = self._asking.desks.start(name, 0, lambda desk, say: verb.ask(desk, given, say))
        return RedirectResponse(f"/health?job={job.id}", status_code=303)

    async def _joined(self, request: Request) -> Response:
        async with request.form(max_fields=MOST_FIELDS) as form:
            given = {"keeps": str(form.get("keeps") or ""), "others": [str(form.get("others") or "")]}
        return await run_in_threadpool(self._rule, "join_voices", given)

    async def _forgotten(self, request: Request) -> Response:
        async with request.form(max_fields=MOST_FIELDS) as form:
            number = str(form.get("number") or "")
        if not number.isdecimal() or len(number) > 18:
            raise BadRequest("cannot forget a ruling without its number")
        return await run_in_threadpool(self._rule, "forget_ruling", {"number": int(number)})

    def _rule(self, name: str, given: dict[str, Any]) -> Response:
        self._asking.desks.write(lambda desk: WRITES[name].ask(desk, given))
        return RedirectResponse("/voices", status_code=303)

    async def _graded(self, request: Request) -> Response:
        async with request.form(max_fields=MOST_FIELDS) as form:
            given = {name: str(form.get(name) or "") for name in ("name", "grade", "of")}
        given["of"] = given["of"] or "voices"
        try:
            msgspec.convert(given, WRITES["grade"].takes_as)
        except msgspec.ValidationError as error:
            raise BadRequest(f"cannot grade {given['name'][:200]!r}: {error}") from None
        set_to = await run_in_threadpool(self._asking.desks.write, lambda desk: WRITES["grade"].ask(desk, given))
        if request.headers.get("hx-request"):
            return self._plain("regraded", name=given["name"], grade=set_to, of=given["of"])
        return RedirectResponse(f"/{'sources' if given['of'] == 'outlets' else 'voices'}", status_code=303)


NOTHING_GIVEN: dict[str, Any] = {"as_of": None, "since": None}
FORMS = {"health": (("json", "/health.json"),)}


def _pasted(form: FormData) -> list[Upload]:
    """Return a pasted text as an upload, with what was said of it; none where nothing was pasted."""
    text = str(form.get("text") or "")
    if not text.strip():
        return []
    known = {name: str(form.get(name) or "").strip() or None for name in ("title", "outlet", "url", "published")}
    return [upload_of(NewReport(text=text, **known))]


def today() -> date:
    """Return the day that it is, in UTC, as desks count it."""
    return datetime.now(UTC).date()


def _day_before(last: date | None) -> str:
    """Return the day before the last one that a page tells of."""
    return ((last or today()) - timedelta(days=1)).isoformat()


# --- what single pages are given besides


def _change_context(account: Any, _: Mapping[str, Any]) -> dict[str, Any]:
    kinds = [(kind.value, [c for c in account.changes if c.kind is kind]) for kind in HEADINGS]
    shown = {number for _, found in kinds for change in found[:MOST_CHANGES] for number in change.citations}
    return {"kinds": kinds, "most": MOST_CHANGES, "listed": [c for c in account.citations if c.number in shown]}


def _show_context(account: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    span = find_span(account.report.text, given.get("at"))
    return {"pieces": cut_text(account, span), "report_claims": list_report_claims(account)}


def _words_context(account: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    span = find_span(account.report.text, given.get("at"))
    if span is None:
        raise BadRequest(f"cannot show words at {given.get('at')!r}: give a stretch of the text, such as at=0-40")
    return {"report": account.report, "at": given["at"], **quote(account.report, span)._asdict()}


def _search_context(account: Any, _: Mapping[str, Any]) -> dict[str, Any]:
    kinds = [kind.value for kind in ClaimKind]
    return {"excerpts": [cut_excerpt(entry.excerpt) for entry in account.entries], "kinds": kinds}


CONTEXTS: dict[str, Callable[..., dict[str, Any]]] = {
    "changes": _change_context,
    "changed": _change_context,
    "show": _show_context,
    "words": _words_context,
    "search": _search_context,
    "map": lambda account, _: {"drawing": draw(account)},
}


def _timeline_part(page: Page, account: Any) -> dict[str, Any]:
    return {"overview": plot_days(account.entries, account.citations)}


def _figures_part(page: Page, account: Any) -> dict[str, Any]:
    counts = list(dict.fromkeys(series.counts for series in account.series))
    return {"plots": [plot_series(series) for series in page.entries], "counts": counts[:40]}


def _stories_part(page: Page, account: Any) -> dict[str, Any]:
    return {"lines": {entry.id: entry.line for entry in account.entries}}


PARTS: dict[str, Callable[[Page, Any], dict[str, Any]]] = {
    "timeline": _timeline_part,
    "figures": _figures_part,
    "stories": _stories_part,
}
