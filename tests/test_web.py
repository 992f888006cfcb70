"""The server of a desk: answers as JSON and in other formats, paging, errors, uploads, and what is kept out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest
from conftest import GIVEN, MOMENT
from starlette.testclient import TestClient

from sitrep.desk import Desk, open_desk
from sitrep.desk.verbs import READS, WRITES, is_paged
from sitrep.ground.errors import BadRequest
from sitrep.ground.lexicon import DATA
from sitrep.tell.formats import FORMATS, formats_of
from sitrep.web import Settings, is_loopback, make_app
from sitrep.web.pages import PAGES

SAMPLE = Path(str(DATA)) / "sample"
SCRIPT = "<script>alert(1)</script>"
HOSTILE = {
    "text": f"{SCRIPT} fell, the mayor said on Monday. “<img src=x onerror=alert(2)>”, said Ann <b>Lee</b>.\n\n"
    "At least 12 people died in Adana, {{ 7 * 7 }} officials said.",
    "title": f"{SCRIPT} in the headline",
    "outlet": f"{SCRIPT} Post",
    "url": "javascript:alert(3)",
    "published": "2023-02-06",
    "id": f'"><svg onload=alert(4)> {SCRIPT}',
}
AS_JSON = {"Content-Type": "application/json"}
ODD_FORM = "multipart/form-data; boundary=b; charset=punycode"
MARKUP = ("<script>alert", "<img src=x", "<svg onload", "<b>Lee", "<i>Twin", 'href="javascript', "49 officials")


def client_of(path: Path, **settings: Any) -> TestClient:
    return TestClient(make_app(Settings(path, **settings)), base_url="http://localhost:8765")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("web") / "desk.db") as opened:
        opened.add(str(SAMPLE))
        yield opened


@pytest.fixture(scope="module")
def client(sample: Desk) -> Iterator[TestClient]:
    with client_of(sample.path) as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:
    with client_of(tmp_path / "empty.db") as opened:
        yield opened


def wait_for(client: TestClient, answer: Any) -> dict[str, Any]:
    """Return a job when it is over."""
    where = answer.headers.get("Location") or str(answer.url)
    for _ in range(400):
        job: dict[str, Any] = client.get(where).json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


# --- reading


@pytest.mark.parametrize("name", READS)
def test_an_address_answers_as_the_desk_does(client: TestClient, sample: Desk, name: str) -> None:
    given = GIVEN.get(name, MOMENT)
    answer = client.get(f"/{name}.json", params=given)
    assert answer.status_code == 200, answer.text
    expected = msgspec.json.decode(msgspec.json.encode(READS[name].ask(sample, given)))
    told = answer.json()
    if is_paged(READS[name]):
        assert told["entries"] == expected["entries"][:100]
        assert told["total"] == len(expected["entries"])
    else:
        assert told == expected


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_its_json(client: TestClient, name: str) -> None:
    given = GIVEN.get(name, MOMENT)
    page = client.get(f"/{name}", params=given)
    assert page.status_code == 200, page.text
    assert page.headers["content-type"].startswith("text/html")
    assert f"/{name}.json?" in page.text
    assert client.get(f"/{name}.json", params=given).status_code == 200


@pytest.mark.parametrize("name", [name for name in READS if name not in ("read", "rulings", "health")])
def test_an_answer_is_had_in_each_of_its_formats(client: TestClient, sample: Desk, name: str) -> None:
    given = GIVEN.get(name, MOMENT)
    account = READS[name].ask(sample, given)
    for form in formats_of(account):
        answer = client.get(f"/{name}.{form.suffix}", params=given)
        assert answer.status_code == 200, (form.name, answer.text)
        if form.name != "json":
            assert answer.content == form.write(account).encode("utf-8", "replace")
            assert answer.headers["content-type"].split(";")[0] == form.media_type.split(";")[0]
            assert "attachment" in answer.headers["content-disposition"]
    others = FORMATS.keys() - {form.name for form in formats_of(account)}
    for other in others:
        assert client.get(f"/{name}.{FORMATS[other].suffix}", params=given).status_code in (400, 404)


def test_a_list_is_walked_by_cursor_and_header(client: TestClient) -> None:
    whole = client.get("/claims.json", params={**MOMENT, "limit": 1000}).json()
    found, address = [], "/claims.json?as_of=2027-01-01&limit=30"
    while address:
        answer = client.get(address)
        part = answer.json()
        found += part["entries"]
        cited = {number for entry in part["entries"] for number in entry["citations"]}
        assert {citation["number"] for citation in part["citations"]} == cited
        address = answer.headers.get("link", "").partition(">")[0].removeprefix("<")
        assert bool(address) == bool(part["next"])
    assert found == whole["entries"]


def test_what_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    with client_of(tmp_path / "desk.db") as client:
        first = client.get("/brief.json")
        again = client.get("/brief.json", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        other = client.get("/brief.json", params={"as_of": "2023-01-01"})
        assert other.headers["etag"] != first.headers["etag"]
        wait_for(client, client.post("/add.json", json={"reports": [{"text": "Two bridges fell, the mayor said."}]}))
        changed = client.get("/brief.json", headers={"If-None-Match": first.headers["etag"]})
        assert changed.status_code == 200
        assert changed.json()["head"]["reports"] == 1


def test_what_another_program_adds_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with client_of(path) as client:
        assert client.get("/health.json").json()["reports"] == 0
        with open_desk(path) as other:
            other.add(str(SAMPLE / "reports.jsonl") if (SAMPLE / "reports.jsonl").exists() else str(SAMPLE))
        time.sleep(0.6)
        assert client.get("/health.json").json()["reports"] == 55


def test_a_large_desk_is_told_of_its_last_day_where_no_period_is_asked_for(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitrep.desk.verbs.SMALL", 10)
    answer = client.get("/statements.json")
    assert answer.headers["content-location"] == "/statements.json?since=2023-02-17"
    assert "last day is told" in client.get("/statements").text
    assert client.get("/statements.json?since=2023-02-01").json()["total"] > answer.json()["total"]


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/brief.json?as_of=yesterday", 400, "no ISO 8601 or EDTF date"),
        ("/brief.json?since=2023-03-01&as_of=2023-02-01", 400, "it begins later"),
        ("/show.json?report=nobody", 404, "the desk has no such report"),
        ("/show.json", 422, "report"),
        ("/search.json?kind=lie", 422, "kind"),
        ("/search.json?limit=many", 422, "limit"),
        ("/claims.json?cursor=nonsense", 400, "it is none"),
        ("/brief.xlsx", 404, "there are"),
        ("/nothing.json", 404, "Not Found"),
        ("/search.json?q=rescue", 400, "search takes query"),
        ("/job.json?job=x", 404, "there is none"),
    ],
)
def test_errors_are_problem_details(client: TestClient, address: str, status: int, says: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert says in problem["detail"]


def test_an_error_is_a_page_for_a_browser(client: TestClient) -> None:
    answer = client.get("/show?report=nobody", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "the desk has no such report" in answer.text


def test_a_wrong_day_can_be_mended_where_it_was_written(client: TestClient) -> None:
    answer = client.get("/brief?as_of=8+Feb+2023", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert 'name="as_of" value="8 Feb 2023"' in answer.text


def test_the_head_of_an_answer_is_had_alone(client: TestClient) -> None:
    whole, head = client.get("/brief.json"), client.head("/brief.json")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]


def test_a_name_of_several_reports_leads_to_each(empty: TestClient) -> None:
    reports = [
        {"text": f"Bridge {n} fell, the mayor said.", "id": "r", "url": f"https://p.example/{n}"} for n in (1, 2)
    ]
    wait_for(empty, empty.post("/add.json", json={"reports": reports}))
    answer = empty.get("/show?report=r", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert {"report=1", "report=2"} <= {part.split('"')[0] for part in answer.text.split("?")}


def test_the_description_is_complete(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    paths = document["paths"]
    for name in READS:
        operation = paths[f"/{name}.json"]["get"]
        assert operation["summary"]
        assert {"200", "400", "404", "503"} <= operation["responses"].keys()
        assert all(parameter["description"] for parameter in operation.get("parameters", []))
    for name in WRITES:
        assert paths[f"/{name}.json"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    named = set(document["components"]["schemas"])
    text = msgspec.json.encode(document).decode()
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used <= named


# --- writing


def test_reports_are_sent_as_json_and_as_files(empty: TestClient) -> None:
    report = {"text": "Two bridges fell, the mayor said on Monday.", "outlet": "Vale Post", "published": "2023-02-06"}
    answer = empty.post("/add.json", json={"reports": [report]})
    assert answer.status_code == 202
    assert wait_for(empty, answer)["result"]["added"] == 1
    files = [("files", ("a.txt", b"Three dams broke, the governor said.")), ("files", ("b.bin", b"\x00\x01"))]
    sent = empty.post("/add", files=files, data={"text": "Four roads closed, the police said."}, follow_redirects=False)
    assert sent.status_code == 303
    job = sent.headers["location"].partition("=")[2]
    while (state := empty.get(f"/job.json?job={job}").json())["state"] not in ("done", "failed"):
        time.sleep(0.05)
    assert state["result"]["added"] == 2
    assert [each["reason"] for each in state["result"]["failures"]] == ["it is a binary file, not text"]
    assert empty.get("/health.json").json()["reports"] == 3
    assert "not taken in" in empty.get(f"/add?job={job}").text


def test_a_failure_is_tried_again_by_its_id(empty: TestClient) -> None:
    empty.post("/add", files=[("files", ("b.bin", b"\x00\x01")), ("files", ("c.bin", b"\x00\x02"))])
    while len(failures := empty.get("/health.json").json()["failures"]) < 2:
        time.sleep(0.05)
    assert not any("/" in failure["item"] for failure in failures)
    job = wait_for(empty, empty.post("/retry.json", json={"failures": [failures[0]["id"]]}))
    assert len(job["result"]["failures"]) == 1
    assert "error" in wait_for(empty, empty.post("/retry.json", json={"failures": ["f0"]}))["state"] + "error"
    page = empty.post("/retry", data={"failures": failures[0]["id"]}, follow_redirects=False)
    assert page.headers["location"].startswith("/health?job=")


def test_grades_are_set_and_keep_the_rest_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('# mine\n[voices]\n"Ann Lee" = ["A. Lee"]  # the mayor\n', encoding="utf-8")
    with client_of(tmp_path / "desk.db") as client:
        assert client.post("/grade.json", json={"name": "Ann Lee", "grade": "B"}).json() == "B"
        assert client.post("/grade", data={"name": "AFP", "grade": "C", "of": "outlets"}).status_code in (200, 303)
        text = path.read_text(encoding="utf-8")
        assert "# mine" in text
        assert '"A. Lee"' in text
        assert 'grade = "B"' in text
        assert "AFP" in text
        assert client.post("/grade.json", json={"name": "Ann Lee", "grade": "Z"}).status_code == 400
        assert client.post("/grade.json", json={"name": "Ann Lee", "grade": "F"}).json() == "F"
        assert 'grade = "B"' not in path.read_text(encoding="utf-8")


def test_voices_are_joined_and_split_and_rulings_forgotten(tmp_path: Path) -> None:
    with client_of(tmp_path / "desk.db") as client:
        text = "Two bridges fell, Ann Lee said. Three dams broke, Bob Ray said."
        wait_for(client, client.post("/add.json", json={"reports": [{"text": text}]}))
        made = client.post("/join_voices.json", json={"keeps": "Ann Lee", "others": ["Bob Ray"]}).json()
        assert [ruling["verb"] for ruling in made] == ["join"]
        assert client.get("/rulings.json").json() == made
        assert client.post("/forget_ruling.json", json={"number": made[0]["number"]}).json() == []
        assert client.post("/forget_ruling.json", json={"number": 99}).status_code == 404


@pytest.mark.parametrize("page", ["/", "/brief", "/timeline", "/map", "/statements", "/figures", "/sources", "/health"])
def test_an_empty_desk_says_what_to_do(empty: TestClient, page: str) -> None:
    answer = empty.get(page)
    assert answer.status_code == 200
    assert 'href="/add"' in answer.text
    assert "no report yet" in answer.text


# --- safety


def test_every_answer_forbids_inline_scripts_and_framing(client: TestClient) -> None:
    for address in ("/brief", "/brief.json", "/static/sitrep.js", "/nothing", "/show?report=nobody"):
        headers = client.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_no_page_has_inline_scripts_or_styles(client: TestClient) -> None:
    for name in PAGES:
        html = client.get(f"/{name}", params=GIVEN.get(name, MOMENT)).text
        assert "<script>" not in html
        assert " style=" not in html
        assert " onclick=" not in html


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "[", "127.0.0.1.evil.example:8765"])
def test_a_name_that_leads_here_by_a_trick_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/brief.json", headers={"Host": host})
    assert answer.status_code == 421
    assert "origins" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "[::1]:8765"])
def test_this_machine_is_served_under_its_own_names(client: TestClient, host: str) -> None:
    assert client.get("/health.json", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8765"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost:9999"},
    ],
)
def test_a_page_of_another_site_cannot_change_the_desk(empty: TestClient, headers: dict[str, str]) -> None:
    answer = empty.post("/add", data={"text": "Two bridges fell, the mayor said."}, headers=headers)
    assert answer.status_code == 403
    posted = empty.post("/grade.json", json={"name": "AFP", "grade": "A"}, headers=headers)
    assert posted.status_code == 403


def test_a_form_of_another_kind_is_no_json(empty: TestClient) -> None:
    answer = empty.post("/add.json", content='{"reports": []}', headers={"Content-Type": "text/plain"})
    assert answer.status_code == 400


def test_beyond_this_machine_a_token_is_asked_for(tmp_path: Path) -> None:
    with client_of(tmp_path / "desk.db", host="0.0.0.0", token="t0ken", also_hosts=("desk.example",)) as client:
        assert client.get("/brief").status_code == 401
        assert client.get("/static/sitrep.css").status_code == 401
        assert client.get("/brief?token=wrong").status_code == 401
        assert client.get("/brief.json", headers={"Authorization": "Bearer t0ken"}).status_code == 200
        assert client.get("/brief.json", headers={"Authorization": "Bearer nope"}).status_code == 401
        assert client.get("/brief.json", headers={"Cookie": "sitrep_token_8765=nope"}).status_code == 401
        opened = client.get("/brief?as_of=2023-02-06&token=t0ken", follow_redirects=False)
        assert opened.headers["location"] == "/brief?as_of=2023-02-06"
        assert "HttpOnly" in opened.headers["set-cookie"]
        assert "samesite=strict" in opened.headers["set-cookie"].lower()
        assert client.get("/brief").status_code == 200
        assert client.get("/brief", headers={"Host": "desk.example"}).status_code == 200


def test_only_loopback_needs_no_token() -> None:
    assert [
        host for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "192.168.1.4", "name") if is_loopback(host)
    ] == [
        "127.0.0.1",
        "localhost",
        "::1",
    ]


def test_uploads_are_bounded_in_size_and_number(tmp_path: Path) -> None:
    with client_of(tmp_path / "desk.db", largest_request=20_000, most_files=3, largest_field=1_000) as client:
        assert client.post("/add.json", json={"reports": [{"text": "x" * 30_000}]}).status_code == 413
        chunks = (b"x" * 1_000 for _ in range(40))
        headers = {"Content-Type": "application/json"}
        assert client.post("/add.json", content=chunks, headers=headers).status_code == 413
        many = [("files", (f"{n}.txt", b"Two bridges fell.")) for n in range(4)]
        assert client.post("/add", files=many).status_code == 400
        assert client.post("/add", data={"text": "x" * 5_000}, files=many[:1]).status_code in (400, 413)
        assert client.get("/health.json").json()["reports"] == 0


@pytest.mark.parametrize(
    "address", ["/static/../../etc/passwd", "/static/%2e%2e/%2e%2e/app.py", "/static/..%2fapp.py", "/tiles.pmtiles"]
)
def test_no_file_of_this_machine_is_served(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_tiles_of_the_user_are_served_in_parts_and_allowed_by_name(tmp_path: Path) -> None:
    tiles = tmp_path / "world.pmtiles"
    tiles.write_bytes(bytes(range(100)))
    with client_of(tmp_path / "desk.db", tiles=str(tiles)) as client:
        part = client.get("/tiles.pmtiles", headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, bytes(range(10, 20)))
        assert "img-src 'self' data: blob:" in part.headers["content-security-policy"]
    address = "https://{s}.tiles.example/{z}/{x}/{y}.png"
    with client_of(tmp_path / "desk.db", tiles=address) as client:
        assert "https://*.tiles.example" in client.get("/map").headers["content-security-policy"]


def test_a_line_of_an_upload_cannot_name_a_file(empty: TestClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Nobody is to read this, the mayor said.", encoding="utf-8")
    line = msgspec.json.encode({"file": str(secret), "outlet": "Vale Post"})
    empty.post("/add", files=[("files", ("../../up.jsonl", line))])
    while not empty.get("/health.json").json()["failures"]:
        time.sleep(0.05)
    assert empty.get("/health.json").json()["reports"] == 0


def test_errors_tell_no_path_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("nonsense", encoding="utf-8")
    with client_of(tmp_path / "desk.db") as client:
        answer = client.get("/voices.json")
        assert answer.status_code == 400
        assert "sources.toml" in answer.text
        assert str(tmp_path) not in answer.text


@pytest.mark.parametrize(
    ("method", "address", "sent", "status"),
    [
        ("GET", "/brief.json?as_of=2023T" + "1" * 7_000 + "%0A", {}, 400),
        ("GET", "/brief?as_of=" + "[" * 3_000 + "]" * 3_000, {"headers": {"Accept": "text/html"}}, 400),
        ("GET", "/nothing?as_of=" + "[" * 3_000, {"headers": {"Accept": "text/html"}}, 404),
        ("GET", "/brief.json?as_of=" + "x" * 9_000, {}, 414),
        ("GET", "/search.json?query=" + "a+OR+" * 900 + "a", {}, 400),
        ("GET", "/search.json?query=full:x", {}, 200),
        ("GET", "/show.json?report=" + "x" * 6_000, {}, 404),
        ("POST", "/grade", {"data": {"name": "AFP", "grade": "Z"}}, 400),
        ("POST", "/forget_ruling", {"data": {"number": "9" * 5_000}}, 400),
        ("POST", "/grade.json", {"content": b'{"name": "\xff", "grade": "A"}', "headers": AS_JSON}, 400),
        ("POST", "/add.json", {"content": b'{"reports": [{"text": "x", "y": ' + b"[" * 9_000, "headers": AS_JSON}, 400),
        ("POST", "/add.json", {"json": {"reports": [{"text": "x"}] * 10_001}}, 400),
        ("POST", "/add.json", {"json": {"reports": [{"text": "x", "outlet": "x" * 3_000}]}}, 400),
        ("POST", "/add", {"content": b"--b--", "headers": {"Content-Type": ODD_FORM}}, 415),
    ],
)
def test_what_would_hold_up_or_break_the_server_is_refused_at_once(
    client: TestClient, method: str, address: str, sent: dict[str, Any], status: int
) -> None:
    started = time.perf_counter()
    answer = client.request(method, address, **sent)
    assert answer.status_code == status, answer.text[:300]
    assert time.perf_counter() - started < 2


def test_one_broken_item_does_not_stop_the_others(empty: TestClient) -> None:
    good = [{"text": f"Bridge {n} fell, the mayor said on Monday."} for n in range(2)]
    odd = [{"text": "Three dams broke, he said.", "url": "http://["}, {"text": "x", "published": "01/" * 300}]
    job = wait_for(empty, empty.post("/add.json", json={"reports": [good[0], *odd, good[1]]}))
    assert job["state"] == "done"
    assert job["result"]["added"] + len(job["result"]["failures"]) == 4
    assert job["result"]["added"] >= 2
    comments = b"<!---->" * 40 + b" Two bridges fell, he said."
    files = [("files", ("a.txt", comments)), ("files", ("b.json", b'{"text": "\xff\xfe"}'))]
    sent = empty.post("/add", files=files, follow_redirects=False)
    assert wait_for(empty, empty.get(f"/job.json?job={sent.headers['location'].partition('=')[2]}"))["state"] == "done"


def test_another_site_may_lead_here_but_ask_nothing_in_the_readers_stead(client: TestClient) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.get("/brief.json", headers={**foreign, "Sec-Fetch-Mode": "no-cors"}).status_code == 403
    assert client.get("/brief", headers={**foreign, "Sec-Fetch-Mode": "navigate"}).status_code == 200
    assert client.get("/brief", headers={"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}).status_code == 200


def test_strangers_are_never_let_in_by_an_oversight(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="set a token"):
        make_app(Settings(tmp_path / "desk.db", host="0.0.0.0"))


def test_the_token_leaves_the_address_and_leads_nowhere_else(tmp_path: Path) -> None:
    with client_of(tmp_path / "desk.db", host="0.0.0.0", token="t0ken") as client:
        led = client.get("http://localhost:8765//evil.example/brief?token=t0ken", follow_redirects=False)
        assert led.headers["location"] == "/evil.example/brief"
        again = client.get("/brief?token=t0ken", headers={"Authorization": "Bearer t0ken"}, follow_redirects=False)
        assert again.headers["location"] == "/brief"
        client.cookies.clear()
        neighbours = {"Cookie": 'pref={"a":1}; sitrep_token_8765=t0ken'}
        assert client.get("/health.json", headers=neighbours).status_code == 200
        assert client.get("/health.json", headers=neighbours).headers["cache-control"].startswith("private")


@pytest.mark.parametrize("name", [*PAGES, "health", "words", "changed"])
def test_words_of_reports_are_never_markup(tmp_path: Path, name: str) -> None:
    """Script in headline, text, outlet, address and id comes out as the words that it is."""
    with client_of(tmp_path / "desk.db") as client:
        other = {"id": "twin", "url": "https://twin.example", "outlet": "<i>Twin</i>", "published": "2023-02-07"}
        wait_for(client, client.post("/add.json", json={"reports": [HOSTILE, HOSTILE | other]}))
        given: dict[str, Any] = {
            "compare": {"one": "twin", "other": HOSTILE["id"]},
            "show": {"report": HOSTILE["id"], "at": "0-20"},
            "words": {"report": HOSTILE["id"], "at": "0-20"},
            "changes": {"since": "2023-02-05"},
            "changed": {"since": "2023-02-05"},
            "search": {"query": '"<script>alert"', "voice": SCRIPT},
        }
        answer = client.get(f"/{name}", params=given.get(name, {}))
        assert answer.status_code == 200, answer.text
        html = answer.text
        for markup in (
            "<script>alert",
            "<img src=x",
            "<svg onload",
            "<b>Lee",
            "<i>Twin",
            'href="javascript',
            "49 officials",
        ):
            assert markup not in html
        if name in ("show", "brief", "statements", "claims"):
            assert "&lt;script&gt;" in html


def test_many_read_while_one_writes(tmp_path: Path) -> None:
    with client_of(tmp_path / "desk.db") as client:
        wait_for(client, client.post("/add.json", json={"reports": [HOSTILE]}))
        failed: list[Any] = []

        def read(number: int) -> None:
            for name in ("brief", "statements", "map", "sources", "search", "health"):
                answer = client.get(
                    f"/{name}", params={"as_of": f"2023-02-{10 + number:02d}"} if name != "health" else {}
                )
                if answer.status_code != 200:
                    failed.append((name, answer.status_code, answer.text[:200]))

        readers = [Thread(target=read, args=(number,)) for number in range(12)]
        writing = client.post(
            "/add", files=[("files", (p.name, p.read_bytes())) for p in sorted(SAMPLE.glob("*.txt"))[:20]]
        )
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert writing.status_code == 200
        assert failed == []
