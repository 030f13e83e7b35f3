"""The API through its front door."""

import base64
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient

from service.cli import main
from service.engine import Engine
from service.pages import exports
from service.quality.feedback import Feedback, FeedbackFile, Reason, Verdict
from service.quality.judged import read_judged
from service.routes.api import cursor_of
from service.routes.requests import SearchRequest
from tests.serving import build_served, client_of
from tests.toy_corpus import write_monograph, write_trial

TREATS = "Does baclofen treat the spasticity of multiple sclerosis?"
HEADERS = ("content-security-policy", "x-content-type-options", "referrer-policy", "x-request-id", "x-generation")


def test_every_field_of_a_search_is_there(client: TestClient, engine: Engine) -> None:
    """The response of the design, all of it."""
    found = client.get("/search", params={"q": TREATS}).json()
    assert set(found) >= {
        *("query", "resolved_query", "understood", "answerable", "reason", "notice", "generation", "total"),
        *("next_cursor", "facets", "results", "timings_ms"),
    }
    assert set(found["understood"]) >= {"identifiers", "drugs", "section", "filters", "intent"}
    assert set(found["results"][0]) >= {
        *("rank", "document_id", "kind", "title", "section", "section_key", "passage_id", "text", "highlights"),
        *("score", "confidence", "record", "citation"),
    }
    assert set(found["results"][0]["citation"]) >= {"number", "url", "source", "start", "end", "sha256", "source_date"}
    assert found["generation"] == engine.name
    assert found["results"][0]["passage_id"] == "baclofen#indication-1"


def test_every_result_is_a_slice_of_its_section(client: TestClient) -> None:
    """`section.text[start:end] == text`, read back through the API."""
    results = client.get("/search", params={"q": "side effects", "limit": 20}).json()["results"]
    assert results
    for result in results:
        document = client.get(f"/documents/{result['document_id']}.json").json()
        [text] = [each["text"] for each in document["sections"] if each["section_key"] == result["section_key"]]
        assert text[result["citation"]["start"] : result["citation"]["end"]] == result["text"]


@pytest.mark.parametrize("asked", ["baclofen", "side effects of baclofen", "baclofen overdose of a child", TREATS])
def test_what_is_looked_up_keeps_its_score(client: TestClient, asked: str) -> None:
    """A section that comes first because it was asked for is told with what ranked it; no score is not a score of 0."""
    found = client.get("/search", params={"q": asked, "explain": True, "limit": 20}).json()["results"]
    assert len({each["passage_id"] for each in found}) == len(found) > 1
    assert found[0]["score"] is not None
    for each in found:
        added = [value for name, value in each["explain"].items() if name not in ("dense", "beside", "lexical")]
        assert (each["score"] is None) == (not each["explain"])
        assert each["score"] is None or each["score"] == pytest.approx(sum(added), abs=1e-5)


@pytest.mark.parametrize(
    ("file", "headers"), [("baclofen.json", {}), ("baclofen", {"Accept": "application/json"}), ("baclofen.txt", {})]
)
def test_a_document_that_a_client_holds_is_not_sent_again(
    client: TestClient, file: str, headers: dict[str, str]
) -> None:
    """While the same generation is served; a file of another form is another one."""
    whole = client.get(f"/documents/{file}", headers=headers)
    assert whole.status_code == 200
    tag = whole.headers["ETag"]
    strong = tag.removeprefix("W/")
    for held, status in ((tag, 304), (strong, 304), (f'"x", {tag}', 304), ("*", 304), ('W/"other"', 200)):
        again = client.get(f"/documents/{file}", headers={**headers, "If-None-Match": held})
        assert (again.status_code, again.headers["ETag"]) == (status, tag)
        assert again.content == (b"" if status == 304 else whole.content)
    others = [client.get(f"/documents/{name}").headers["ETag"] for name in ("NCT90000001.json", "NCT90000001.txt")]
    assert tag not in others


def test_get_and_post_answer_alike(client: TestClient) -> None:
    """The same question and filters, the same results."""
    got = client.get("/search", params={"q": "baclofen", "kind": "trial", "status": ["RECRUITING", "COMPLETED"]}).json()
    body = {"q": "baclofen", "filters": {"kind": ["trial"], "status": ["RECRUITING", "COMPLETED"]}}
    posted = client.post("/search", json=body).json()
    assert got["results"] == posted["results"]
    assert {each["document_id"] for each in got["results"]} == {"NCT90000001", "NCT90000002", "NCT90000003"}


def test_pages_of_results_do_not_overlap(client: TestClient) -> None:
    """A cursor goes on where the page before ended."""
    first = client.get("/search", params={"q": "baclofen", "limit": 3}).json()
    second = client.get("/search", params={"q": "baclofen", "limit": 3, "cursor": first["next_cursor"]}).json()
    seen = [each["passage_id"] for each in first["results"] + second["results"]]
    assert len(seen) == len(set(seen)) == 6
    assert [each["rank"] for each in second["results"]] == [4, 5, 6]


@pytest.mark.parametrize("question", [TREATS, "baclofen", "baclofen sleepiness"])
def test_a_longer_page_gives_the_same_answer(client: TestClient, question: str) -> None:
    """What is quoted is chosen among the first ten passages, however many are shown."""
    short, long = (client.get("/search", params={"q": question, "limit": limit}).json() for limit in (10, 60))
    assert (long["answerable"], long["quotes"]) == (short["answerable"], short["quotes"])


def test_a_cursor_of_a_generation_that_is_gone_is_410(client: TestClient) -> None:
    """And one that is none is 422."""
    gone = cursor_of("20200101T000000Z-abcdef", 10, SearchRequest(q="baclofen"))
    assert client.get("/search", params={"q": "baclofen", "cursor": gone}).status_code == 410
    assert client.get("/search", params={"q": "baclofen", "cursor": "!!"}).status_code == 422


@pytest.mark.parametrize(
    "changed",
    [{"q": "baclofen dose"}, {"filters": {"kind": ["trial"]}}, {"history": ["tramadol"]}, {"mode": "dense"}],
)
def test_a_cursor_is_of_one_list(client: TestClient, changed: dict[str, object]) -> None:
    """A list with other filters has other places: its pages begin anew. The size of a page may change."""
    asked = {"q": "baclofen", "limit": 3}
    cursor = client.post("/search", json=asked).json()["next_cursor"]
    assert client.post("/search", json=asked | {"limit": 5, "cursor": cursor}).status_code == 200
    refused = client.post("/search", json=asked | changed | {"cursor": cursor})
    assert refused.status_code == 422
    assert "for other filters" in refused.json()["detail"]


@pytest.mark.parametrize("offset", ["Infinity", "NaN", "1e999", "[]", "null", '"x"', "[" * 200])
def test_a_cursor_made_by_hand_is_refused(client: TestClient, offset: str) -> None:
    """Whatever stands where the place should."""
    told = f'["20200101T000000Z-abcdef", {offset}, "baclofen"]'
    cursor = base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")
    reply = client.get("/search", params={"q": "baclofen", "cursor": cursor})
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "cursor")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/search", 422),
        ("/search?q=", 422),
        ("/search?q=x&colour=red", 422),
        ("/search?q=x&status=OPEN", 422),
        ("/search?q=x&country=Narnia", 422),
        ("/search?q=x&drug=warfarin", 422),
        ("/search?q=x&drug=%F0%9F%92%8A", 422),
        ("/search?q=" + "x" * 10_000, 422),
        ("/search?q=" + "x" * 40_000, 414),
        ("/documents/nothing", 404),
        ("/drugs/warfarin", 404),
        ("/drugs/baclofen.json", 404),
        ("/nowhere", 404),
    ],
)
def test_errors_are_problems(client: TestClient, address: str, status: int) -> None:
    """RFC 9457 everywhere, with the request's id."""
    reply = client.get(address, headers={"X-Request-ID": "mine-1"})
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert (problem["status"], problem["request_id"]) == (status, "mine-1")
    assert reply.headers["x-request-id"] == "mine-1"
    assert problem["detail"]


@pytest.mark.parametrize("address", ["/", "/?q=x", "/documents", "/drugs/baclofen", "/about", "/compare"])
def test_a_page_is_not_sent_for_json(client: TestClient, address: str) -> None:
    """A program that asks for JSON is told where it is; one that takes anything gets the page."""
    reply = client.get(address, headers={"Accept": "application/json"})
    assert (reply.status_code, reply.headers["content-type"]) == (406, "application/problem+json")
    assert "/openapi.json" in reply.json()["detail"]
    assert client.get(address).headers["content-type"] == "text/html; charset=utf-8"


def test_a_value_given_twice_is_one_value(client: TestClient) -> None:
    """In the finding as in the filters that were applied."""
    found = client.get("/search?q=trials&status=RECRUITING&status=recruiting").json()
    assert found["understood"]["filters"]["status"] == ["RECRUITING"]
    assert "or recruiting" not in found["finding"]
    combined = client.get("/search?q=trials&phase=PHASE2/phase 2").json()
    assert combined["understood"]["filters"]["phase"] == ["PHASE2"]


def test_a_wrong_value_is_answered_with_the_right_ones(client: TestClient) -> None:
    """Allowed values are listed, of fixed fields and of the corpus's own."""
    problem = client.get("/search?q=x&country=Narnia").json()
    told = "'Narnia' is no country of this corpus; there are France, South Korea, United States"
    assert problem["detail"] == f"country: {told}"
    [error] = problem["errors"]
    assert error == {
        "field": "country",
        "message": told,
        "allowed": ["France", "South Korea", "United States"],
    }
    [error] = client.get("/search?q=x&status=OPEN").json()["errors"]
    assert "RECRUITING" in error["allowed"]
    [error] = client.get("/search?q=x&status=RECRUITING,COMPLETED").json()["errors"]
    assert error["message"].startswith("'RECRUITING,COMPLETED' is not allowed")


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/search?q=x&status=OPEN", "status"),
        ("/search?q=x&drug=Narnia", "drug"),
        ("/search?q=x&enrolment_min=9&enrolment_max=1", "enrolment"),
        ("/search?q=x&limit=0", "limit"),
        ("/facets?phase=PHASE9", "phase"),
        ("/search?q=x&first_posted_from=2020", "first_posted_from"),
        ("/search?q=x&first_posted_to=86400", "first_posted_to"),
        ("/search?q=x&last_posted_from=2023-02-30", "last_posted_from"),
        ("/search?q=x&not_country=Atlantis", "not_country"),
        ("/trials.csv?not_drug=Narnia", "not_drug"),
        ("/facets?not_intervention_type=FOO", "not_intervention_type"),
        ("/search?q=x&intervention_type=FOO", "intervention_type"),
        ("/search?q=x&every=drug", "every"),
        ("/search?q=x&drug=", "drug"),
        ("/facets?facets=sex", "facets"),
        ("/trials.json?kind=label", "kind"),
        ("/trials.csv?not_kind=trial", "not_kind"),
    ],
)
def test_a_fault_is_named_as_it_was_sent(client: TestClient, address: str, parameter: str) -> None:
    """An address has parameters, a body has fields."""
    problem = client.get(address).json()
    assert [each["field"] for each in problem["errors"]] == [parameter]
    assert "filters." not in problem["detail"]
    body = {"q": "x", "filters": {"status": ["OPEN"]}}
    assert client.post("/search", json=body).json()["errors"][0]["field"] == "filters.status.0"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/search?q=dose&q=storage", "q"),
        ("/search?q=trials&limit=2&limit=3", "limit"),
        ("/search?q=trials&started_from=2020-01-01&started_from=2022-01-01", "started_from"),
        ("/facets?not_age_min=5&not_age_min=6", "not_age_min"),
        ("/trials.csv?enrolment_max=5&enrolment_max=6", "enrolment_max"),
        ("/trials.json?last_posted_to=2020-01-01&last_posted_to=2020-01-01", "last_posted_to"),
        ("/suggest?q=bac&q=war", "q"),
    ],
)
def test_a_parameter_of_one_value_is_given_once(client: TestClient, address: str, name: str) -> None:
    """One of two would be dropped without a word; what takes several takes them still."""
    reply = client.get(address)
    assert reply.status_code == 422
    assert [each["field"] for each in reply.json()["errors"]] == [name]
    assert client.get("/search?q=trials&status=RECRUITING&status=COMPLETED&facets=phase&facets=status").is_success


@pytest.mark.parametrize("address", ["/chat/stream?q=trials&country=France", "/answer.txt?q=trials&country=France"])
def test_what_a_stream_or_a_file_would_drop_is_refused(client: TestClient, address: str) -> None:
    """A filter beside the question is none of theirs: what came would be an answer to another question."""
    reply = client.get(address)
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["field"] == "country"


def test_a_parameter_that_is_not_known_keeps_its_name(client: TestClient) -> None:
    """As it was sent; "country" is one that there is."""
    assert client.get("/search?q=x&filters.country=France").json()["errors"][0]["field"] == "filters.country"


def test_a_documents_page_and_its_json_are_told_apart_by_caches(client: TestClient) -> None:
    """They have one address."""
    for accepted in ("text/html", "application/json"):
        reply = client.get("/documents/baclofen", headers={"Accept": accepted})
        assert "Accept" in reply.headers["Vary"].split(", ")


@pytest.mark.parametrize("address", ["/search?limit=3", "/chat?status=RECRUITING&limit=3"])
def test_a_parameter_beside_a_body_is_refused(client: TestClient, address: str) -> None:
    """It would not be read."""
    reply = client.post(address, json={"q": "trials"})
    assert reply.status_code == 422
    assert "put it into the body" in reply.json()["detail"]


@pytest.mark.parametrize("address", ["/search?q=trials", "/facets", "/suggest?q=bac", "/trials.json"])
def test_a_body_beside_parameters_is_refused(client: TestClient, address: str) -> None:
    """As some services want it: what it asks would be dropped."""
    reply = client.request("GET", address, json={"filters": {"country": "France"}})
    assert reply.status_code == 422
    assert "into the address" in reply.json()["detail"]


def test_a_name_that_a_body_gives_twice_is_refused(client: TestClient) -> None:
    """Readers of JSON keep the last one and drop the other."""
    body = b'{"q": "trials", "filters": {"country": "France", "country": "South Korea"}}'
    reply = client.post("/search", content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == 422
    assert [each["field"] for each in reply.json()["errors"]] == ["country"]


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({}, "q", "it is needed, and was not sent"),
        ({"q": " "}, "q", "it is empty"),
        ({"q": 5}, "q", "expected a text"),
        ({"q": "\ud800"}, "q", "half a character"),
        ({"q": "x" * 2049}, "q", "more than 2,048 characters"),
        ({"q": "x", "limit": "ten"}, "limit", "expected a whole number"),
        ({"q": "x", "limit": 2.5}, "limit", "expected a whole number"),
        ({"q": "x", "limit": True}, "limit", "expected a whole number"),
        ({"q": "x", "limit": "3"}, "limit", "expected a whole number"),
        ({"q": "x", "filters": {"enrolment": {"min": "3"}}}, "filters.enrolment.min", "expected a whole number"),
        ({"q": "x", "filters": {"age": {"min": False}}}, "filters.age.min", "expected a whole number"),
        (
            {"q": "x", "filters": {"not": {"enrolment": {"max": True}}}},
            "filters.not.enrolment.max",
            "expected a whole number",
        ),
        ({"q": "x", "limit": 101}, "limit", "expected 100 or less"),
        ({"q": "x", "filters": {"age": {"min": 400}}}, "filters.age.min", "expected 150 or less"),
        ({"q": "x", "history": ["x"] * 21}, "history", "more than 20 values"),
        ({"q": "x", "explain": "true"}, "explain", "expected true or false"),
        ({"q": "x", "explain": 1}, "explain", "expected true or false"),
        ({"q": "x", "facets": 5}, "facets", "expected a list"),
        ({"q": "x", "filters": []}, "filters", "expected an object of JSON"),
        ({"q": "x", "filters": {"started": "2020"}}, "filters.started", "expected an object of JSON"),
        ({"q": "x", "filters": {"started": {"from": "2020-02-30"}}}, "filters.started.from", "there is no such day"),
    ],
)
def test_a_fault_is_said_in_words_for_people(
    client: TestClient, body: dict[str, object], field: str, words: str
) -> None:
    """Not in those of the library that finds it."""
    reply = client.post("/search", content=json.dumps(body), headers={"Content-Type": "application/json"})
    [error] = reply.json()["errors"]
    assert error["field"] == field
    assert words in error["message"]


def test_a_message_is_ours_alone(client: TestClient) -> None:
    """Without the words that the framework puts before it."""
    assert client.get("/search?q=x&age_min=9&age_max=1").json()["detail"] == "age: min 9 is more than max 1"


@pytest.mark.parametrize(
    ("filters", "known"),
    [({"not": {"not": {}}}, "country"), ({"colour": 1}, "not"), ({"age": {"from": 1}}, "max"),
     ({"not": {"started": {"min": "2020-01-01"}}}, "to")],
)  # fmt: skip
def test_an_unknown_field_is_answered_with_those_of_its_place(
    client: TestClient, filters: dict[str, object], known: str
) -> None:
    """Inside `filters`, what it excludes and its ranges, as they are sent."""
    [error] = client.post("/search", json={"q": "x", "filters": filters}).json()["errors"]
    assert known in error["allowed"]
    assert "not_" not in error["allowed"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/search?q=x&contry=France", "contry: unknown field; did you mean country? /openapi.json lists what there is"),
        ("/search?q=x&Max_Age=9", "Max_Age: unknown field; did you mean age_max? /openapi.json lists what there is"),
        ("/trials.csv?offset=9", "offset: unknown field; /openapi.json lists what there is"),
        ("/suggest?q=x&query=y", "query: unknown field; there are limit, q"),
        ("/docs", "Nothing is at this address: people begin at /, programs at /openapi.json."),
        ("/trials.csv?kind=label", "kind: this list is of trials alone; leave it out"),
        (
            "/search?q=x&drug=baklofen",
            "drug: 'baklofen' is no drug of this corpus; there are baclofen, hostilamide, tizanidine",
        ),
    ],
)
def test_a_refusal_says_what_there_is_instead(client: TestClient, address: str, words: str) -> None:
    """Of many names the nearest, and where all are listed; a few at once. No drug is taken for one spelled like it."""
    assert client.get(address).json()["detail"] == words


@pytest.mark.parametrize("name", ["US", "usa", "United States"])
def test_a_country_goes_by_the_names_people_use(client: TestClient, name: str) -> None:
    """In whatever way it is asked for."""
    wanted = client.get("/facets", params={"country": "United States"}).json()
    assert client.get("/facets", params={"country": name}).json() == wanted
    body = {"q": "trials", "filters": {"not": {"country": name}}}
    assert client.post("/search", json=body).json()["understood"]["filters"]["not"] == {"country": ["United States"]}


@pytest.fixture(scope="module")
def brands(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A service over trials that call two drugs by their brands, or both by their generic names."""
    folder = tmp_path_factory.mktemp("brands")
    for drug, brand in (("Baclofen", "Lioresal"), ("Tizanidine", "Zanaflex")):
        write_monograph(folder / "corpus", drug, {"Indication": f"{drug} relaxes."}, brand_names=f"[{brand}]")
    for number, given in enumerate(("Baclofen", "Lioresal", "Zanaflex", "Baclofen with tizanidine")):
        interventions = f"[{{type: DRUG, name: {given}}}]"
        write_trial(folder / "corpus", f"NCT9200000{number}", f"A study of {number}", interventions=interventions)
    return client_of(build_served(folder / "corpus", folder / "index"), folder)


@pytest.mark.parametrize("extension", ["csv", "json"])
def test_a_list_that_is_being_sent_keeps_its_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extension: str
) -> None:
    """It is read piece by piece: an index that is replaced meanwhile stays open until the last piece is sent."""
    for number in range(5):
        write_trial(tmp_path / "corpus", f"NCT9200000{number}", f"A study of {number}")
    client = client_of(build_served(tmp_path / "corpus", tmp_path / "index"), tmp_path)
    app: Any = client.app
    engine, leases = app.state.assistant.engine, app.state.leases
    closed = []
    read = type(engine.library.catalog).documents

    def documents(catalog: Any, numbers: Any) -> Any:
        leases.retire(engine)
        closed.append(leases.closed)
        return read(catalog, numbers)

    monkeypatch.setattr(exports, "_AT_ONCE", 2)
    monkeypatch.setattr(type(engine.library.catalog), "documents", documents)
    sent = client.get(f"/trials.{extension}").text
    assert {f"NCT9200000{number}" for number in range(5)} <= set(re.findall(r"NCT\d{8}", sent))
    assert (closed, leases.closed) == ([0, 0, 0], 1)


@pytest.mark.parametrize("name", ["baclofen", "Lioresal", "LIORESAL", "baclofen|lioresal"])
def test_a_drug_goes_by_all_of_its_names(brands: TestClient, name: str) -> None:
    """Wanted or excluded, in a search, a list, a count and on the pages: a trial may give it under its brand."""
    trials = {"NCT92000000", "NCT92000001", "NCT92000003"}
    for asked in ({"drug": name}, {"not_drug": ["zanaflex"], "drug": name}):
        listed = {each["document_id"] for each in brands.get("/trials.json", params=asked).json()["trials"]}
        assert listed == (trials if "not_drug" not in asked else trials - {"NCT92000003"})
    found = brands.get("/search", params={"q": "trials", "drug": name}).json()
    assert {each["document_id"] for each in found["results"]} == trials
    both = {"drug": [name, "Zanaflex"], "every": "drug", "kind": "trial"}
    assert brands.get("/facets", params=both).json()["total"] == 1
    assert "3 trials" in brands.get(f"/drugs/{name}").text
    page = brands.get("/documents", params={"drug": name}).text
    assert "drug: <b>Baclofen</b>" in page
    assert set(re.findall(r'data-passage="(NCT\d{8})', page)) == trials


def test_a_lists_file_has_the_keys_that_the_list_has(brands: TestClient) -> None:
    """With a bar they are keys, and no names that others go with."""
    listed = brands.get("/trials.json?drug=baclofen%7C").json()["trials"]
    assert {each["document_id"] for each in listed} == {"NCT92000000", "NCT92000003"}
    page = brands.get("/", params={"q": "trials of Lioresal"}).text
    [file] = set(re.findall(r'href="(/trials\.json[^"]*)"', page))
    assert brands.get(unescape(file)).json()["total"] == 3
    assert brands.get("/facets?drug=nothing%7C").status_code == 422


def test_what_stands_for_several_drugs_is_no_drug(brands: TestClient) -> None:
    """Trials of one of them are none of both."""
    assert brands.get("/facets", params={"drug": "baclofen and tizanidine"}).status_code == 422


def test_each_parameter_that_excludes_is_described(client: TestClient) -> None:
    """In the OpenAPI document, for a search and for a list."""
    paths = client.get("/openapi.json").json()["paths"]
    for path in ("/search", "/trials.csv"):
        denied = [each for each in paths[path]["get"]["parameters"] if each["name"].startswith("not_")]
        assert len(denied) > 20
        assert all(each.get("description", "").startswith("leaves out") for each in denied)


@pytest.mark.parametrize(
    ("content", "media_type", "told"),
    [
        ('{"q": "baclofen"}', "application/x-www-form-urlencoded", "Content-Type: application/json"),
        ('["baclofen"]', "application/json", "Content-Type: application/json"),
        ('{"q": ', "application/json", "not JSON"),
    ],
)
def test_a_body_that_cannot_be_read_says_what_was_expected(
    client: TestClient, content: str, media_type: str, told: str
) -> None:
    """The commonest mistakes of a first call."""
    reply = client.post("/search", content=content, headers={"Content-Type": media_type})
    assert reply.status_code == 422
    assert told in reply.json()["detail"]


def test_head_is_get_without_its_body(client: TestClient) -> None:
    """RFC 9110, 9.3.2, wherever GET is possible; and 405 names every method that is (15.5.6)."""
    for address in ("/", "/healthz", "/search?q=baclofen", "/documents/baclofen", "/trials.csv", "/static/tokens.css"):
        got, asked = client.get(address), client.head(address)
        assert (asked.status_code, asked.content) == (200, b""), address
        assert asked.headers["content-type"] == got.headers["content-type"]
    assert client.head("/nowhere").status_code == 404
    allowed = {"/search": "GET, HEAD, POST", "/static/tokens.css": "GET, HEAD", "/openapi.json": "GET, HEAD"}
    for address, methods in allowed.items():
        refused = client.put(address, json={})
        assert (refused.status_code, refused.headers["allow"]) == (405, methods), address
        assert refused.json()["detail"] == f"PUT is not possible here; expected {' or '.join(methods.rsplit(', ', 1))}."


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/chat/stream", "q"),
        ("/documents?year=soon", "year"),
        ("/documents?status=RECRUITING&status=COMPLETED", "status"),
    ],
)
def test_what_is_refused_names_its_field_on_every_route(client: TestClient, address: str, field: str) -> None:
    """Beside the sentence, as a program reads it: on pages and streams as in the API."""
    refused = client.get(address, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert [each["field"] for each in refused.json()["errors"]] == [field]


def test_every_response_is_framed(client: TestClient) -> None:
    """Security headers, id and generation, whatever the route and the status."""
    for address in ("/", "/search?q=baclofen", "/nowhere", "/healthz", "/static/tokens.css"):
        reply = client.get(address)
        assert all(reply.headers.get(name) for name in HEADERS), address
    assert "unsafe" not in client.get("/").headers["content-security-policy"]


def test_no_cache_keeps_what_was_asked(client: TestClient) -> None:
    """Answers belong to who asked, and the next generation answers anew; files of the design may be kept."""
    for address in ("/", "/search?q=baclofen", "/documents/baclofen.json", "/trials.csv", "/nowhere", "/search"):
        assert client.get(address).headers["cache-control"] == "private, no-cache", address
    stream = client.get("/chat/stream?q=baclofen").headers["cache-control"]
    assert stream == "private, no-cache, no-transform"
    assert client.get("/static/tokens.css").headers["cache-control"] == "public, max-age=300"


def test_a_large_body_is_413_and_another_sites_form_is_403(client: TestClient) -> None:
    """Before anything is read."""
    assert client.post("/search", content=b"x" * 300_000).status_code == 413
    assert client.post("/theme", data={"theme": "dark"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert (
        client.post("/theme", data={"theme": "dark"}, headers={"Origin": "https://elsewhere.example"}).status_code
        == 403
    )


@pytest.mark.parametrize(
    "question", ["NCT90000001", "how many people are in NCT90000001", "compare baclofen and tizanidine"]
)
def test_filters_that_a_look_up_does_not_heed_are_told(client: TestClient, question: str) -> None:
    """A number is looked up and drugs are set side by side whatever the filters say; what was applied is told truly."""
    found = client.get("/search", params={"q": question, "sex": "MALE", "not_country": "France"}).json()
    assert found["results"]
    assert found["understood"]["filters"] == {}
    assert "Not applied: “sex” and “not”" in found["notices"][0]
    heeded = client.get("/search", params={"q": "NCT90000001", "kind": "trial"}).json()
    assert (heeded["understood"]["filters"], heeded["notices"]) == ({"kind": ["trial"]}, [])


def test_a_fact_is_looked_up_in_what_the_filters_leave(client: TestClient) -> None:
    """A CAS number is stated by a monograph, not by a trial."""
    asked = {"q": "What is the CAS number of baclofen?"}
    assert client.get("/search", params=asked).json()["quotes"][0]["text"] == "CAS number: 1134-47-0"
    of_trials = client.get("/search", params=asked | {"kind": "trial"}).json()
    assert (of_trials["answerable"], of_trials["results"]) == (False, [])
    assert of_trials["finding"] == "The sources that the filters leave about baclofen do not state its CAS number."


def test_no_passage_is_looked_up_that_the_filters_leave_out(tmp_path: Path) -> None:
    """The monograph alone states a dose; where only trials are wanted it does not come first all the same."""
    doses = {"Dosage and administration": "The usual dose of baclofen is 5 mg three times daily."}
    write_monograph(tmp_path / "corpus", "Baclofen", doses)
    write_trial(tmp_path / "corpus", "NCT91000001", "Of cramp", interventions="[{type: DRUG, name: Baclofen}]")
    client = client_of(build_served(tmp_path / "corpus", tmp_path / "index"), tmp_path)
    found = client.get("/search", params={"q": "baclofen dose", "kind": "trial"}).json()
    assert {each["kind"] for each in found["results"]} == {"trial"}
    assert (found["understood"]["filters"], found["notices"]) == ({"kind": ["trial"]}, [])


def test_facets_are_exact(client: TestClient) -> None:
    """Counts among the documents that the filters allow."""
    found = client.get("/facets", params={"kind": "trial", "facets": ["status", "country", "masking"]}).json()
    assert found["total"] == 4
    assert found["facets"]["status"] == [
        {"value": "RECRUITING", "count": 2},
        {"value": "COMPLETED", "count": 1},
        {"value": "TERMINATED", "count": 1},
    ]
    assert sum(each["count"] for each in found["facets"]["country"]) == 4
    assert found["facets"]["masking"] == [{"value": "NOT_STATED", "count": 4}]


def test_suggestions_exist(client: TestClient) -> None:
    """A suggested question is answered."""
    for typed in ("tiz", "how does baclo", "zanaf"):
        suggestions = client.get("/suggest", params={"q": typed}).json()["suggestions"]
        assert suggestions
        for each in suggestions:
            assert client.get("/search", params={"q": each["text"]}).json()["answerable"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("baclo", "What is baclofen used for?"),
        ("how does baclo", "How does baclofen work?"),
        ("zanaf", "What is zanaflex used for?"),
    ],
)
def test_what_goes_on_from_the_words_typed_is_suggested_first(client: TestClient, typed: str, first: str) -> None:
    """By the name that is being typed, a brand or the drug's own."""
    assert client.get("/suggest", params={"q": typed}).json()["suggestions"][0]["text"] == first


def test_a_verdict_is_stored_and_read_back(client: TestClient, tmp_path: Path) -> None:
    """As JSON, and as a form that goes back to its page."""
    told = {"question": "dose?", "verdict": "not_useful", "reason": "wrong_section", "generation": "g"}
    assert client.post("/feedback", json=told).status_code == 201
    reply = client.post("/feedback", data={**told, "verdict": "useful", "next": "//evil.example"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    first, second = FeedbackFile(tmp_path / "feedback.jsonl").read()
    assert (first.verdict, first.reason) == (Verdict.NOT_USEFUL, Reason.WRONG_SECTION)
    assert second.verdict is Verdict.USEFUL
    assert client.post("/feedback", json={"verdict": "useful"}).status_code == 422
    for body in (b"", b"{"):
        refused = client.post("/feedback", content=body, headers={"Content-Type": "application/json"})
        assert (refused.status_code, [each["field"] for each in refused.json()["errors"]]) == (422, [""])


def test_a_line_cut_short_costs_no_other_verdict(tmp_path: Path) -> None:
    """What a crash left of a verdict, in the midst of a letter, is named by its line; the next one stands by itself."""
    file, lines = FeedbackFile(tmp_path / "feedback.jsonl"), []
    file.add(Feedback("ältere Frage", Verdict.USEFUL, "g"))
    whole = file.path.read_bytes()
    for torn in (whole[: whole.index("ä".encode()) + 1], b'{"question": "x"}\n', b"[1]\n", b"7\n", b"\n"):
        with file.path.open("ab") as stream:
            stream.write(torn)
        file.add(Feedback("next", Verdict.NOT_USEFUL, "g"))
    assert [each.question for each in file.read(lines.append)] == ["ältere Frage", *["next"] * 5]
    assert lines == [2, 4, 6, 8]
    assert len(list(file.read())) == 6


def test_verdicts_are_exported_as_questions_that_can_be_evaluated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was useful is relevant; the rest is left to a person, and out of the figures."""
    file = FeedbackFile(tmp_path / "feedback.jsonl")
    file.add(Feedback("useful?", Verdict.USEFUL, "g", passages=("baclofen#indication-0", "baclofen#dose-0")))
    file.path.write_bytes(file.path.read_bytes() + b'{"question": "torn')
    file.add(Feedback("wrong?", Verdict.NOT_USEFUL, "g", Reason.WRONG_DRUG, passages=("warfarin#dose-0",)))
    file.add(Feedback("nothing here?", Verdict.USEFUL, "g"))
    assert main(["feedback", "export", "--index", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert printed.err == f"{file.path}:2: not a verdict, perhaps cut short by a crash; passed over\n"
    exported = tmp_path / "exported.jsonl"
    exported.write_text(printed.out)
    assert [json.loads(line)["relevant"] for line in printed.out.splitlines()] == [["baclofen"], None, None]
    [question] = read_judged(exported).questions
    assert (question.text, dict(question.gains)) == ("useful?", {"baclofen": 1})


def test_health_readiness_and_version(client: TestClient, engine: Engine, tmp_path: Path) -> None:
    """The process lives without an index; it is ready only with one."""
    assert client.get("/readyz").json() == {"status": "ready", "generation": engine.name}
    assert client.get("/version").json()["documents"] == {"monograph": 3, "label": 0, "trial": 4}
    empty = client_of(None, tmp_path)
    assert empty.get("/healthz").status_code == 200
    assert empty.get("/readyz").status_code == 503
    figures = client.get("/metrics").text
    assert "python_info" in figures
    assert "process_resident_memory_bytes" in figures


def test_a_stream_ends_with_the_answer(client: TestClient) -> None:
    """Server-sent events whose data is JSON; the answer holds a whole turn."""
    reply = client.get("/chat/stream", params={"q": [TREATS, "and side effects?"]})
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = [block for block in reply.text.split("\n\n") if block.startswith("event: ")]
    name, data = events[-1].split("\n")
    assert name == "event: answer"
    told = json.loads(data.removeprefix("data: "))
    assert told["anchor"] == "q2"
    assert "Drowsiness is the side effect of baclofen" in told["html"]


@pytest.mark.parametrize("step", ["answer", "turn_of"])
def test_a_defect_ends_a_stream_with_a_word(client: TestClient, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The response has begun, so that a status can no longer say it."""
    monkeypatch.setattr(f"service.routes.chat.{step}", lambda *_: 1 / 0)
    events = client.get("/chat/stream", params={"q": TREATS}).text
    assert "event: failed" in events
    assert '"status": 500' in events


def test_follow_ups_carry_the_drug(client: TestClient) -> None:
    """`history` holds the questions before."""
    body = {"q": "and side effects?", "history": ["What is tizanidine used for?"]}
    found = client.post("/chat", json=body).json()
    assert found["understood"]["drugs"] == [{"name": "tizanidine", "drug": "tizanidine"}]
    assert found["results"][0]["document_id"] == "tizanidine"


def test_exports_hold_what_the_list_holds(client: TestClient) -> None:
    """A table for spreadsheets, the same as JSON, references for reference managers."""
    table = client.get("/trials.csv", params={"status": "RECRUITING"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert [line.split(",")[0] for line in table.text.splitlines()] == ["nct_id", "NCT90000003", "NCT90000001"]
    assert client.get("/trials.json", params={"phase": "PHASE2"}).json()["total"] == 2
    reference = client.get("/documents/NCT90000001.ris").text
    assert reference.startswith("TY  - DBASE\r\nTI  - Baclofen for cramps at night")
    assert "PB  - " not in reference
    assert "PB  - Example Hospital Pharmacy\r\n" in client.get("/documents/baclofen.ris").text
    text = client.get("/answer.txt", params={"q": TREATS}).text
    assert "“Baclofen tablets treat the spasticity of multiple sclerosis.” [1]" in text
    assert "http://testserver/documents/baclofen?passage=" in text
    assert "(monograph, Example Hospital Pharmacy, " in text
    assert "Publisher not stated. " in client.get("/documents/NCT90000001", headers={"Accept": "text/html"}).text


def test_the_contract_can_be_read(client: TestClient) -> None:
    """The OpenAPI document describes every route for programs."""
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/search", "/chat", "/facets", "/suggest", "/feedback", "/documents/{document_id}", "/readyz"} <= set(paths)


def test_the_contract_says_what_each_field_and_parameter_means(client: TestClient) -> None:
    """Those of a record are the registry's own, and carry its names."""
    document = client.get("/openapi.json").json()
    records = {"TrialRecord", "LabelRecord", "MonographRecord", "Source"}
    schemas = {name: each for name, each in document["components"]["schemas"].items() if name not in records}
    fields = [(name, key, told) for name, each in schemas.items() for key, told in each.get("properties", {}).items()]
    operations = [(path, each) for path, those in document["paths"].items() for each in those.values()]
    asked = [(path, told["name"], told) for path, each in operations for told in each.get("parameters", ())]
    assert len(fields) > 150
    assert [(where, name) for where, name, told in (*fields, *asked) if not told.get("description")] == []
    ids = [each["operationId"] for _, each in operations]
    assert len(set(ids)) == len(ids)
    assert "search" in ids


@pytest.mark.parametrize(
    "question",
    ["recruiting phase 2 trials in France since 2020", "trials not of phase 1/phase 3 for women over 60", "baclofen"],
)
def test_what_was_applied_can_be_asked_for_again(client: TestClient, question: str) -> None:
    """As `filters` of a request, whose form the contract gives it."""
    contract = client.get("/openapi.json").json()
    found = client.get("/search", params={"q": question}).json()
    schema = {"$ref": "#/components/schemas/SearchResponse", "components": contract["components"]}
    jsonschema_rs.validate(schema, found)
    applied = found["understood"]["filters"]
    again = client.post("/search", json={"q": "trials", "filters": applied}).json()
    assert again["understood"]["filters"] == {"kind": ["trial"]} | applied


def test_the_contract_states_the_bounds_of_a_number(client: TestClient) -> None:
    """In the words of JSON Schema, the same of a body as of an address."""
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    told = {each["name"]: each["schema"] for each in document["paths"]["/search"]["get"]["parameters"]}
    limits = [told["limit"], *(schemas[name]["properties"]["limit"] for name in ("ChatRequest", "SearchRequest"))]
    assert [(each["minimum"], each["maximum"]) for each in limits] == [(1, 100)] * 3
    counts = [told["age_min"], told["not_enrolment_max"], *schemas["Numbers"]["properties"].values()]
    assert [each["anyOf"][0]["minimum"] for each in counts] == [0] * 4
    ages = [told["age_max"], told["not_minimum_age_min"], *schemas["Ages"]["properties"].values()]
    assert [each["anyOf"][0]["maximum"] for each in ages] == [150] * 4


def test_every_body_has_a_name(client: TestClient) -> None:
    """Programs that write a client from the contract call a type by it."""
    paths = client.get("/openapi.json").json()["paths"]
    bodies = {
        path: each["post"]["requestBody"] for path, each in paths.items() if "requestBody" in each.get("post", {})
    }
    assert {path: list(body["content"]["application/json"]["schema"]) for path, body in bodies.items()} == {
        path: ["$ref"] for path in ("/search", "/chat", "/feedback")
    }


def test_the_contract_says_how_a_key_is_given(client: TestClient) -> None:
    """By a security scheme: a parameter called Authorization is ignored by those who read contracts."""
    document = client.get("/openapi.json").json()
    [(name, scheme)] = document["components"]["securitySchemes"].items()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation.get("security", []) == ([{name: []}] if path.startswith("/admin/") else [])
            assert "authorization" not in [each["name"].lower() for each in operation.get("parameters", ())]


def test_the_contract_describes_every_record(client: TestClient) -> None:
    """Not an object of whatever there is: each field of each kind, checked on what is really answered."""
    contract = client.get("/openapi.json").json()
    results = client.get("/search", params={"q": "baclofen", "limit": 50}).json()["results"]
    assert {each["kind"] for each in results} == {"monograph", "trial"}
    for name, told in (("Result", results), ("TrialsResponse", [client.get("/trials.json").json()])):
        schema = {"$ref": f"#/components/schemas/{name}", "components": contract["components"]}
        for each in told:
            jsonschema_rs.validate(schema, each)
    record = next(each["record"] for each in results if each["kind"] == "monograph")
    del record["cas"]
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(
            {"$ref": "#/components/schemas/MonographRecord", "components": contract["components"]}, record
        )


def test_trials_are_listed_by_what_there_is(client: TestClient) -> None:
    """An unknown country is refused as a search refuses it, and another kind of document is not in this list."""
    for wrong in ({"country": "Narnia"}, {"drug": "Narnia"}, {"kind": "label"}):
        assert client.get("/trials.json", params=wrong).status_code == 422, wrong
    assert client.get("/trials.json", params={"kind": ["label", "trial"]}).json()["total"] == 4


def test_what_cannot_be_stored_is_said(client: TestClient, tmp_path: Path) -> None:
    """A disk that cannot be written is no defect of ours."""
    (tmp_path / "feedback.jsonl").mkdir()
    reply = client.post("/feedback", json={"question": "dose?", "verdict": "useful", "generation": "g"})
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "60")
    assert "could not be stored" in reply.json()["detail"]


def test_a_body_nested_too_deep_is_refused(client: TestClient) -> None:
    """As what is not JSON."""
    for address in ("/feedback", "/search"):
        reply = client.post(address, content=b"[" * 100_000, headers={"Content-Type": "application/json"})
        assert reply.status_code in (400, 422), address
