"""The citations of an account as Web Annotations: each line as a note on the words that it rests on.

A page holds one annotation a citation: its bodies are the lines, its target the report with two selectors of the same
words, by place and by quotation. The place counts code points of the text as Sitrep holds it, which is not the page
that an address leads to; there the quotation finds the words. A report without an address of the web is
`urn:sitrep:report:` and its id.
Source: W3C Web Annotation Data Model, https://www.w3.org/TR/annotation-model/.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import msgspec

from sitrep.tell.cited import Citation
from sitrep.tell.escape import web_address
from sitrep.tell.formats.entries import Accounted, citations_of, kind_of, lines_of
from sitrep.tell.render import render_json

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
NAMESPACE = uuid5(NAMESPACE_URL, "urn:sitrep:annotation")


def write_annotations(account: Accounted) -> str:
    """Return an annotation page with one annotation a citation, in the order of their numbers."""
    resting: dict[int, list[str]] = defaultdict(list)
    for line, numbers in lines_of(account):
        for number in numbers:
            if line not in resting[number]:
                resting[number].append(line)
    items = [_annotation(citation, resting[citation.number]) for citation in citations_of(account)]
    name = _urn(kind_of(account), *(item["id"] for item in items))
    return render_json({"@context": CONTEXT, "id": name, "type": "AnnotationPage", "items": items})


def _annotation(citation: Citation, lines: Sequence[str]) -> dict[str, Any]:
    source = web_address(citation.url) or f"urn:sitrep:report:{quote(citation.report, safe='')}"
    bodies = [{"type": "TextualBody", "value": line, "format": "text/plain"} for line in lines]
    return {
        "id": _urn(source, citation.report, str(citation.start), str(citation.end), citation.words, *lines),
        "type": "Annotation",
        "motivation": "describing",
        "body": bodies,
        "target": {
            "type": "SpecificResource",
            "source": source,
            "selector": msgspec.to_builtins(citation.selector),
        },
    }


def _urn(*parts: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE, chr(10).join(parts))}"
