"""Whatever is sent to the interface as it describes itself, the server answers without an error of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from starlette.testclient import TestClient

from sitrep.desk import open_desk
from sitrep.desk.verbs import READS
from sitrep.web import Settings, make_app

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
TEXT = "Two bridges fell at Adana, the mayor said on Monday. At least 12 people died, Ann Lee said."


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path: Path = tmp_path_factory.mktemp("openapi") / "desk.db"
    folder = path.parent / "reports"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"{TEXT} This is report {number}.\n", encoding="utf-8")
    with open_desk(path) as desk:
        desk.add(str(folder))
    app = make_app(Settings(path))
    with TestClient(app, base_url="http://localhost") as client:
        yield schemathesis.openapi.from_asgi("/openapi.json", client.app, headers={"Host": "localhost"})


def test_the_server_never_fails(schema: Any) -> None:
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 2 * len(READS)
    for operation in operations:
        try_out(operation)


def try_out(operation: Any) -> None:
    """Send what the description of an operation allows, and what it does not."""

    @given(case=operation.as_strategy())
    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def sent(case: Any) -> None:
        answer = case.call(headers={"Host": "localhost"})
        is_told = answer.status_code < 500 or answer.status_code == 503  # busy is no failure: it is told so
        assert is_told, (operation.label, answer.content[:500])
        if answer.status_code >= 400:
            assert "application/problem+json" in str(answer.headers["content-type"])

    sent()
