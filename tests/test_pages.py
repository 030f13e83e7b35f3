"""The pages: complete without a script, true to their sources, and safe from them."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import get_type_hints
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from jinja2 import meta

from indexer.catalog import Catalog, DocumentRow
from indexer.documents import Kind, Label, PartialDate, Source
from service import urls
from service.answering.notices import cautions
from service.engine import Engine
from service.follow_ups.edits import Edit, of_turn, parse, with_edit
from service.pages import browse, exports
from service.pages.exports import quote_lines
from service.pages.factsheet import facts_of, formula_parts
from service.pages.relevance import why
from service.pages.rendering import WEB, bulleted, environment, shortened, unlisted
from service.pages.views import Page
from service.routes.chat import MOST_KEPT
from service.routes.requests import LONGEST_QUESTION
from service.wording import Notice
from tests.serving import build_served, client_of, serve_monographs
from tests.toy_corpus import write_monograph, write_trial

NUMBER = [f"NCT9100{number:04}" for number in range(12)]
TREATS = "Does baclofen treat the spasticity of multiple sclerosis?"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A service over one drug and twelve trials of it, one of them in two places."""
    folder = tmp_path_factory.mktemp("twelve")
    write_monograph(folder / "corpus", "Baclofen", {"Indication": "Baclofen relaxes muscles."}, cas="1134-47-0")
    for number, nct_id in enumerate(NUMBER):
        write_trial(
            folder / "corpus",
            nct_id,
            f"Baclofen, part {number}",
            interventions="[{type: DRUG, name: Baclofen}]",
            status="COMPLETED" if number else "RECRUITING",
            last_posted=f"2024-01-{number + 1:02}",
            sites="[{facility: Hill House, city: Lyon, country: France, status: RECRUITING},"
            " {facility: Dale House, city: Lyon, country: France}, {city: Boston, country: United States}]"
            if number == 0
            else "[]",
        )
    return client_of(build_served(folder / "corpus", folder / "index"), folder)


@pytest.mark.parametrize("page", Page.__subclasses__(), ids=lambda page: page.template)
def test_a_template_uses_exactly_what_its_page_tells(page: type[Page]) -> None:
    """Every field is used somewhere, nothing else is, and each has a help text."""
    env = environment()
    used: set[str] = set()
    waiting, seen = [page.template], set()
    while waiting:
        name = waiting.pop()
        if name in seen or name == "_parts.html":
            continue
        seen.add(name)
        tree = env.parse(env.loader.get_source(env, name)[0])  # type: ignore[union-attr]
        used |= meta.find_undeclared_variables(tree)
        waiting += [each for each in meta.find_referenced_templates(tree) if each]
    inside_loops = {"turn", "answer", "comparison", "level", "parts"}
    told = {name for name in get_type_hints(page) if name != "template"}
    assert used - set(env.globals) - inside_loops <= told
    assert told - used <= {"comparison"}
    for name, hint in get_type_hints(page, include_extras=True).items():
        assert name == "template" or hint.__metadata__[0]


def test_every_name_in_the_style_sheets_and_scripts_is_used() -> None:
    """A class that is styled is given somewhere, and a data attribute that is given is read somewhere."""
    markup = "".join(path.read_text() for path in (WEB / "templates").iterdir())
    scripts = "".join(path.read_text() for path in (WEB / "static").glob("*.js"))
    styles = "".join(path.read_text() for path in (WEB / "static").glob("*.css"))
    rules = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "", styles, flags=re.DOTALL)
    kinds = {f"badge--{kind.value}" for kind in Kind}
    styled = set(re.findall(r"\.([a-z][a-z_-]*)", rules)) - kinds
    assert {name for name in styled if not re.search(rf"\b{name}(?![\w-])", markup + scripts)} == set()
    given = set(re.findall(r"\bdata-([a-z-]+)", markup))
    read = set(re.findall(r"data-([a-z-]+)", scripts + styles)) | {
        re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", name) for name in re.findall(r"dataset\.(\w+)", scripts)
    }
    assert given - read == set()
    exported = set(re.findall(r"export (?:async )?function (\w+)", scripts))
    assert {name for name in exported if len(re.findall(rf"\b{name}\b", scripts)) < 3} == set()


def test_the_first_page_says_what_is_here(client: TestClient) -> None:
    """Examples, counts, dates, and a form that works by itself."""
    page = client.get("/").text
    assert "What is baclofen used for?" in page
    assert "<dd>4</dd>" in page
    assert '<form class="composer" action="/" method="post"' in page


def test_a_drugs_page_says_which_of_its_trials_it_shows(tmp_path: Path) -> None:
    """A page of them, and where all of them are; of few all are shown and nothing is said."""
    for number in range(27):
        write_trial(tmp_path / "corpus", f"NCT9200{number:04}", f"Part {number}", listed_under="[Baclofen]")
    write_trial(tmp_path / "corpus", "NCT92000099", "Another", listed_under="[Tizanidine]")
    client = client_of(build_served(tmp_path / "corpus", tmp_path / "index"), tmp_path)
    page = client.get("/drugs/baclofen").text
    assert page.count('<tr role="row" data-passage') == 25
    assert "The first 25, those that recruit before others" in page
    assert '<a href="/documents?drug=baclofen#trials-t">All 27 trials</a>' in page
    assert "1 to 25 of 27" in client.get("/documents?drug=baclofen").text
    assert "26 to 27 of 27" in client.get("/documents?drug=baclofen&from=5000").text
    assert "All 1 trial" not in client.get("/drugs/tizanidine").text


def test_asking_by_form_leads_to_a_page_with_an_address(client: TestClient) -> None:
    """POST, 303, GET: the address holds the whole conversation."""
    reply = client.post("/", data={"q": [TREATS, "Which trials are recruiting?"]})
    assert reply.status_code == 303
    asked = parse_qs(urlsplit(reply.headers["location"]).query)["q"]
    assert asked == [TREATS, "Which trials are recruiting?"]
    page = client.get(reply.headers["location"]).text
    assert "Baclofen tablets treat the spasticity of multiple sclerosis." in page
    assert "2 of 4 trials are recruiting." in page
    assert page.count('<input type="hidden" name="q"') == 2


@pytest.mark.parametrize("asked", ["compare baclofen and tizanidine", "baclofen vs tizanidine in pregnancy"])
def test_a_question_whose_drugs_were_all_taken_away_quotes_nothing(client: TestClient, asked: str) -> None:
    """Neither trials nor other drugs answer what is left of a comparison; one drug left is asked about alone."""
    params = {"q": [asked], "edit": ["1:-drug=baclofen", "1:-drug=tizanidine"]}
    page = client.get("/", params=params).text
    assert "No drug is left to ask about." in page
    assert "<blockquote>" not in page
    assert 'class="passage"' not in page
    alone = client.get("/", params={"q": [asked], "edit": ["1:-drug=tizanidine"]}).text
    assert "No drug is left to ask about." not in alone


def test_a_chip_is_a_link_to_the_same_without_it(client: TestClient) -> None:
    """Taking the status away lists every trial."""
    page = client.get("/", params={"q": "Which trials are recruiting?"}).text
    assert "edit=1%3A-status" in page
    without = client.get("/", params={"q": "Which trials are recruiting?", "edit": "1:-status"}).text
    assert "4 trials are here." in without


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("not_country=France", "country: <b>not France</b>"),
        ("country=usa", "country: <b>United States</b>"),
        ("study_type=interventional", "study type: <b>Interventional</b>"),
        ("phase=PHASE1/PHASE2", "phase: <b>Phase 1/2</b>"),
        ("status=completed&not_phase=PHASE2", "phase: <b>not Phase 2</b>"),
    ],
)
def test_the_list_of_trials_is_narrowed_by_what_a_search_is(client: TestClient, address: str, told: str) -> None:
    """Each is named on the page, and the file holds the trials that the page lists."""
    page = client.get(f"/documents?{address}", headers=HTML).text
    assert told in page
    [file] = set(re.findall(r'href="(/trials\.csv[^"]*)"', page))
    rows = re.findall(r"^NCT\d{8}", client.get(unescape(file)).text, re.MULTILINE)
    assert set(re.findall(r'data-passage="(NCT\d{8})', page)) == set(rows)


def test_of_trials_without_a_first_day_there_is_no_file(twelve: TestClient) -> None:
    """A year is a range of days in a file's address, and none of them is in any; of a year there is one."""
    undated = twelve.get("/documents?year=NOT_STATED").text
    assert "12 trials" in undated
    assert "/trials.csv" not in undated
    [file] = set(re.findall(r'href="(/trials\.csv[^"]*)"', twelve.get("/documents?year=2024").text))
    assert twelve.get(unescape(file)).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["first_posted_from=2020-01-01", "kind=monograph", "country=France&country=Spain", "sex=FOO", "phase=PHASE9",
     "not_status=OPEN", "every=country", "age_min=3", "year=20x4"],
)  # fmt: skip
def test_what_the_list_of_trials_cannot_apply_is_refused(client: TestClient, address: str) -> None:
    """Never ignored."""
    reply = client.get(f"/documents?{address}", headers=HTML)
    assert reply.status_code == 422
    assert address.partition("=")[0] in reply.text
    assert ("of trials alone" in reply.text) is address.startswith("kind")


def chips(page: str) -> dict[str, str | None]:
    """What the last turn's chips say, without its note, and the address of each one's cross."""
    last = page.split("<article")[-1]
    items = re.findall(r'<li class="chip[^"]*">(.*?)</li>', last, re.DOTALL)
    said = [(re.sub("<[^>]+>", "", re.sub("<a .*", "", each, flags=re.DOTALL)), each) for each in items]
    links = [(words, re.search(r'<a href="([^"]*)"', each)) for words, each in said]
    return {words.strip(): unescape(link[1]) if link else None for words, link in links}


@pytest.mark.parametrize(
    ("asked", "taken", "left", "told"),
    [
        ("compare baclofen and tizanidine", "drug: baclofen", {"drug: tizanidine"}, "tizanidine#"),
        ("compare baclofen and tizanidine", "drug: tizanidine", {"drug: baclofen"}, "baclofen#"),
        ("trials of baclofen or tizanidine", "or drug: tizanidine", {"drug: baclofen", "kind: Trial"},
         "trials are here about baclofen."),
        ("completed or recruiting trials", "or status: Completed", {"kind: Trial", "status: Recruiting"},
         "2 of 4 trials are recruiting."),
        ("phase 2 or phase 3 trials", "phase: Phase 2", {"kind: Trial", "phase: Phase 3"},
         "of 4 trials is in phase 3."),
    ],
)  # fmt: skip
def test_of_several_values_one_can_be_taken_away(
    client: TestClient, asked: str, taken: str, left: set[str], told: str
) -> None:
    """The others stay, whatever kind of question they are in."""
    shown = chips(client.get("/", params={"q": asked}).text)
    link = shown.get(taken) or shown[taken.removeprefix("or ")]
    page = client.get(str(link)).text
    assert set(chips(page)) == left
    assert told in page


def test_of_two_places_compared_one_leaves_a_plain_count(twelve: TestClient) -> None:
    """By its chip or by the counts beside the list; without both every trial is counted, and no place comes first."""
    asked = "which has more trials, France or the United States?"
    page = twelve.get("/", params={"q": asked}).text
    [beside] = re.findall(r'<a href="([^"]*)"[^>]*aria-current="true">France', page)
    assert urlsplit(str(chips(page)["country: France"])).query == urlsplit(unescape(beside)).query
    assert "1 of 12 trials has a site in the United States." in twelve.get(unescape(beside)).text
    assert "12 trials are here." in twelve.get("/", params={"q": asked, "edit": "1:-country"}).text


def test_a_corpus_without_trials_lists_none_and_offers_no_file_of_them(tmp_path: Path) -> None:
    """Nothing was chosen that could not match; where something was, it can be taken away."""
    client = client_of(serve_monographs(tmp_path, {"Baclofen": {"Indication": "Baclofen treats spasms."}}), tmp_path)
    page = client.get("/documents").text
    assert "No trial is here" in page
    assert not [words for words in ("No trial here matches", "0 trials", "/trials.csv") if words in page]
    assert "No trial here matches" in client.get("/documents?status=RECRUITING").text


@pytest.mark.parametrize(
    ("asked", "told", "has_file"),
    [
        ("how many trials of baclofen?", "documents are here about baclofen.", False),
        ("which trials are recruiting?", "2 of 4 trials are recruiting.", True),
        ("trials not in France", "trials have no site in France.", True),
        ("trials that are not about tizanidine", "documents are not about tizanidine.", False),
        ("which has more trials, France or the United States?", "France comes first: 2 of 4 trials;", True),
    ],
)
def test_a_list_without_its_kind_counts_documents_unless_only_trials_can_match(
    client: TestClient, asked: str, told: str, has_file: bool
) -> None:
    """The file of trials is there only where it holds the whole list."""
    page = client.get("/", params={"q": asked, "edit": "1:-kind"}).text
    finding = re.search(r'class="finding">(.*?)</p>', page)
    assert finding
    assert told in finding[1]
    assert ("/trials.csv" in page) == (has_file and "<table" in page)


def test_only_what_stays_from_before_says_so(client: TestClient) -> None:
    """What the follow-up itself asks for is new."""
    shown = chips(client.get("/", params={"q": ["trials of baclofen", "only completed"]}).text)
    assert list(shown) == ["drug: baclofen from before", "kind: Trial from before", "status: Completed"]


def test_a_facet_is_a_link_to_the_narrowed_list(client: TestClient) -> None:
    """Choosing another value replaces the one that was understood."""
    chosen = client.get("/", params={"q": "Which trials are recruiting?", "edit": "1:status=COMPLETED"}).text
    assert "1 of 4 trials is completed." in chosen
    year = client.get("/", params={"q": "Which trials are there?", "edit": "1:year=2022"}).text
    assert "Baclofen for cramps at night" in year
    assert "Baclofen after a stroke" not in year


@pytest.mark.parametrize(
    "text",
    [
        "trials that are not recruiting",
        "trials not in the United States",
        "phase 1/2 trials",
        "trials for women only",
        "trials without results",
        "trials excluding those of baclofen",
        "trials first posted after 2020 and before 2023",
        "the newest trial",
        "observational studies",
        "trials in Ohio",
        "trials for adults",
    ],
)
def test_a_lists_file_holds_what_the_page_lists(client: TestClient, text: str) -> None:
    """Every filter that a question sets is in the link."""
    page = client.get("/", params={"q": text}).text
    listed = set(re.findall(r"<tr[^>]*>.*?(NCT\d{8})", page, re.DOTALL))
    links = [unescape(each) for each in re.findall(r'href="(/trials\.csv[^"]*)"', page)]
    rows = set(re.findall(r"^NCT\d{8}", client.get(links[0]).text, re.MULTILINE)) if links else set()
    found = client.get("/search", params={"q": text}).json()
    assert rows == listed == {each["document_id"] for each in found["results"]}


def test_a_chip_says_what_is_excluded_and_can_be_taken_away(client: TestClient) -> None:
    """As "not Recruiting"; without it all trials are there."""
    page = client.get("/", params={"q": "Which trials are not recruiting?"}).text
    assert "Remove status: not Recruiting" in page
    without = client.get("/", params={"q": "Which trials are not recruiting?", "edit": "1:-not_status"}).text
    assert "4 trials are here." in without


@pytest.mark.parametrize("edit", ["1:status=FOO", "1:phase=FOO", "1:kind=FOO", "1:year=0000", "1:year=x", "1:-not_foo"])
def test_an_edit_that_nothing_can_have_is_left_out(client: TestClient, edit: str) -> None:
    """An address somebody mistyped loses an edit, not the page."""
    assert parse([edit]) == ()
    assert client.get("/", params={"q": "Which trials are there?", "edit": edit}).status_code == 200


def test_a_chip_taken_away_stays_away(client: TestClient) -> None:
    """What was taken from the first question is not carried into the second."""
    questions = {"q": ["Which trials of baclofen are recruiting?", "only phase 2"]}
    carried = client.get("/", params=questions).text.split('id="q2"')[1]
    taken = client.get("/", params={**questions, "edit": "1:-status"}).text.split('id="q2"')[1]
    assert "Remove status: Recruiting" in carried
    assert "Remove status: Recruiting" not in taken
    assert "Remove phase: Phase 2" in taken


@pytest.mark.parametrize(("sections", "told"), [(4, None), (5, "1 more passage<"), (6, "2 more passages<")])
def test_the_passages_after_the_fifth_are_counted(tmp_path: Path, sections: int, told: str | None) -> None:
    """Beside those of the sections there is one with the facts of the monograph."""
    texts = {f"Part {number}": f"Zincorol is good, part {number}." for number in range(sections)}
    write_monograph(tmp_path / "corpus", "Zincorol", texts, cas="1134-47-0")
    page = client_of(build_served(tmp_path / "corpus", tmp_path / "index"), tmp_path).get("/?q=zincorol+good").text
    assert (told in page) if told else ("more passage" not in page)


def test_passages_go_on_after_the_tenth(client: TestClient) -> None:
    """The next page goes on counting where the first ended, quotes nothing again, and leads back."""
    question = {"q": "What is baclofen used for?"}
    first = client.get("/", params=question).text
    further = re.search(r'<a href="([^"]+)" rel="next nofollow">Further passages</a>', first)
    assert "1 to 10 of 17" in first
    assert further
    second = client.get(unescape(further[1])).text
    assert "11 to 17 of 17" in second
    assert 'id="c1-11"' in second
    assert 'id="c1-10"' not in second
    assert 'class="quotes"' not in second
    assert ">Better ones</a>" in second
    assert "Further passages" not in second
    cited = re.compile(r'data-passage="([^"]+)"')
    assert not set(cited.findall(first)) & set(cited.findall(second))
    assert client.get("/", params={**question, "edit": "1:page=9"}).status_code == 200


def test_a_number_counts_in_the_page_that_was_seen(client: TestClient, twelve: TestClient) -> None:
    """After the second page of a list "the 12th" and "the second one" are the twelfth."""
    for asked in ("the 12th", "the second one"):
        questions = {"q": ["Which trials are there?", asked], "edit": "1:page=2"}
        for answered in (twelve.get("/", params=questions).text, twelve.get("/chat/stream", params=questions).text):
            assert f"The record of {NUMBER[0]}." in answered
    questions = {"q": ["What is baclofen used for?", "the 12th"], "edit": "1:page=2"}
    second = client.get("/", params={"q": questions["q"][0], "edit": questions["edit"]}).text
    [passage] = re.findall(r'id="c1-12"[^>]*data-passage="([^"#]+)#', second)
    assert f"The record of {passage}." in client.get("/", params=questions).text


def test_a_long_list_is_turned_page_by_page(twelve: TestClient) -> None:
    """The page says which records it shows, and a new narrowing begins at the first."""
    first = twelve.get("/", params={"q": "Which trials are there?"}).text
    assert "1 to 10 of 12" in first
    assert "An exact count of the records, listed page by page." in first
    assert NUMBER[11] in first
    assert NUMBER[0] not in first
    after = re.search(r'<a href="([^"]+)" rel="next nofollow">Next</a>', first)
    assert after
    second = twelve.get(unescape(after[1])).text
    assert "11 to 12 of 12" in second
    assert NUMBER[0] in second
    assert ">Previous</a>" in second
    assert ">Next</a>" not in second
    assert with_edit(parse(["1:page=2"]), Edit(1, "status", "COMPLETED")) == ("1:status=COMPLETED",)
    assert (
        "Nothing here; 12 in all" in twelve.get("/", params={"q": "Which trials are there?", "edit": "1:page=9"}).text
    )


@pytest.mark.parametrize(
    ("path", "params"),
    [("/", {"q": "Which trials are in Lyon, France?"}), ("/documents", {"country": "France"})],
)
def test_the_sites_in_the_place_asked_for_are_shown_with_their_status(
    twelve: TestClient, path: str, params: dict[str, str]
) -> None:
    """Those in another place are not; a status nobody stated is said to be that. In a list that is browsed, too."""
    page = twelve.get(path, params=params).text
    sites = page.split('class="sites"')[1].split("</ul>")[0]
    assert "Recruiting</span>: Hill House, Lyon, France</li>" in sites
    assert "Site status not stated</span>: Dale House, Lyon, France</li>" in sites
    assert "Boston" not in sites
    assert '<td role="cell" colspan="5"><ul class="sites"' in page  # the whole width, below the trial's own row


@pytest.mark.parametrize(
    ("place", "told"),
    [("Lyon, France", "A site there recruits."), ("Boston", "The sites there state no status of their own.")],
)
def test_recruiting_in_a_place_is_told_by_the_sites_there(twelve: TestClient, place: str, told: str) -> None:
    """A trial that recruits somewhere need not recruit at the place asked for."""
    page = twelve.get("/", params={"q": f"Which trials are recruiting in {place}?"}).text
    assert "1 of 12 trials is recruiting and has a site in" in page
    assert told in page


def test_where_there_is_no_trial_the_page_says_where_there_are(twelve: TestClient) -> None:
    """No empty table, no counts of nothing; a question that has an answer."""
    page = twelve.get("/", params={"q": "Which baclofen trials are in Germany?"}).text
    assert "<table" not in page
    assert "Which trials of baclofen are in France?" in page


def test_what_was_understood_comes_before_the_answer(client: TestClient) -> None:
    """Two events, each one line of JSON, the chips first."""
    stream = client.get("/chat/stream", params={"q": TREATS}).text
    events = re.findall(r"^event: (\w+)\ndata: (.*)$", stream, re.MULTILINE)
    assert [name for name, _ in events] == ["understood", "answer"]
    assert "Remove drug: baclofen" in json.loads(events[0][1])["html"]
    assert 'id="q1"' in json.loads(events[1][1])["html"]


def test_the_questions_of_a_long_conversation_keep_their_numbers(client: TestClient) -> None:
    """The oldest are no longer kept; an edit stays with its question, in the form, the page and the stream."""
    asked = {
        "q": ["What is tizanidine?"] + ["Which trials are recruiting?"] * MOST_KEPT,
        "edit": ["1:-drug", "3:-status"],
    }
    address = urlsplit(client.post("/", data=asked).headers["location"])
    assert address.fragment == f"q{MOST_KEPT + 1}"
    kept = parse_qs(address.query)
    assert (len(kept["q"]), kept["first"], kept["edit"]) == (MOST_KEPT, ["2"], ["3:-status"])
    page = client.get(f"/?{address.query}").text
    assert re.findall(r'<article class="turn" id="q(\d+)"', page) == [str(each) for each in range(2, MOST_KEPT + 2)]
    without = [each[:1] for each in re.findall(r'class="finding">(\d)', page)]
    assert without == ["2", "4"] + ["2"] * (MOST_KEPT - 2)
    assert '<input type="hidden" name="first" value="2">' in page
    stream = client.get("/chat/stream", params={**kept, "q": [*kept["q"], "only phase 2"]}).text
    told = json.loads(re.findall(r"^event: answer\ndata: (.*)$", stream, re.MULTILINE)[0])
    assert told["anchor"] == f"q{MOST_KEPT + 2}"
    assert f'id="q{MOST_KEPT + 2}"' in told["html"]
    assert parse_qs(urlsplit(told["url"]).query)["first"] == ["3"]
    [file] = re.findall(r'href="(/answer\.txt[^"]*)"', told["html"])
    assert "recruiting" in client.get(unescape(file)).text


@pytest.mark.parametrize("first", ["0", "-1", "x", "99999", "1.5"])
def test_a_number_that_is_none_is_one(client: TestClient, first: str) -> None:
    """An address somebody mistyped begins with the first question."""
    assert 'id="q1"' in client.get("/", params={"q": TREATS, "first": first}).text


def test_edits_are_read_back_as_they_are_written() -> None:
    """What cannot be read is left out; a later edit of a field replaces an earlier one."""
    edits = parse(["1:-status", "2:country=South Korea", "nonsense", "3:colour=red"])
    assert edits == (Edit(1, "status"), Edit(2, "country", "South Korea"))
    assert of_turn(edits, 2) == (frozenset(), {"country": ("South Korea",)})
    assert with_edit(edits, Edit(1, "status", "COMPLETED")) == ("2:country=South Korea", "1:status=COMPLETED")


def test_single_values_are_taken_away_beside_each_other() -> None:
    """Until the field is set, or taken away whole."""
    edits = parse(["1:-country=France", "1:-not_city=Lyon", "1:-section=x", "1:-age=3", "1:-colour=red"])
    assert edits == (Edit(1, "country", "France", takes=True), Edit(1, "not_city", "Lyon", takes=True))
    assert of_turn(edits, 1) == ({"country=France", "not_city=Lyon"}, {})
    more = with_edit(edits, Edit(1, "country", "Spain", takes=True))
    assert more == ("1:-country=France", "1:-not_city=Lyon", "1:-country=Spain")
    assert with_edit(parse(more), Edit(1, "country", "Japan")) == ("1:-not_city=Lyon", "1:country=Japan")
    assert with_edit(parse(more), Edit(1, "country")) == ("1:-not_city=Lyon", "1:-country")


def test_a_cited_span_is_marked_in_its_document(client: TestClient) -> None:
    """By passage, or only a span of it; without a script."""
    page = client.get("/documents/baclofen", params={"passage": "baclofen#indication-1", "mark": "0-60"}, headers=HTML)
    assert "<mark>Baclofen tablets treat the spasticity of multiple sclerosis.</mark>" in page.text
    assert 'id="p-indication-1"' in page.text
    assert "is-cited" in page.text
    unknown = client.get("/documents/baclofen", params={"passage": "tizanidine#indication-1"}, headers=HTML)
    assert "<mark>" not in unknown.text


def test_a_document_is_a_page_or_json_as_asked(client: TestClient) -> None:
    """By Accept, or by its ending."""
    assert client.get("/documents/baclofen", headers=HTML).headers["content-type"].startswith("text/html")
    as_json = client.get("/documents/baclofen", headers={"Accept": "application/json"}).json()
    assert as_json == client.get("/documents/baclofen.json").json()
    assert as_json["document_id"] == "baclofen"


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/documents", "/documents?status=RECRUITING", "/documents/hostilamide", "/documents/NCT90000004"),
        *("/drugs/baclofen", "/drugs/hostilamide", "/compare", "/compare?drugs=baclofen&drugs=tizanidine", "/about"),
        *("/?q=hostilamide", "/?q=compare+baclofen+and+hostilamide", "/?q=%3Cscript%3Ealert(3)%3C/script%3E"),
        *("/?q={{7*7}}", "/nowhere%3Cscript%3E"),
    ],
)
def test_hostile_text_is_text(client: TestClient, address: str) -> None:
    """No script, handler, template or link of a source or a question comes alive; nothing inline, nothing foreign."""
    page = client.get(address, headers=HTML).text
    assert "<script>" not in page
    assert "<img" not in page
    assert "javascript:" not in page.replace("file hostile.md", "")
    assert 'style="' not in page
    assert " onerror=" not in page.replace("x onerror=alert(1)&gt;", "")
    assert ">49<" not in page
    assert "{{7*7}}" in page or "7*7" not in address
    assert "//" not in "".join(part.split('"')[0] for part in page.split('src="')[1:])


def test_a_long_question_stands_in_smaller_letters(client: TestClient) -> None:
    """A patient's description would fill the first screen of a phone as a title."""
    long = "What is the dose of baclofen? " * 5
    pages = [client.get("/", params={"q": asked}, headers=HTML).text for asked in (long, long[:29])]
    assert ['class="long"' in page for page in pages] == [True, False]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("I took 40 tablets of baclofen", r"If someone has taken too much, call now\. (\d+ passages?.*|No passage)"),
        (TREATS, r"\d+ passages"),
        ("warfarin dose", "No passage"),
        ("which trials are recruiting?", r"\d+ records?"),
    ],
)
def test_those_who_listen_hear_what_is_urgent_before_how_much_came(client: TestClient, asked: str, told: str) -> None:
    """In the live region, which says nothing of what the passages say."""
    page = client.get("/", params={"q": asked}).text
    assert re.search(rf"data-status>{told}</p>", page)


def test_an_ended_trial_says_so(client: TestClient) -> None:
    """Terminated trials are marked on their page."""
    assert "This trial was terminated" in client.get("/documents/NCT90000004", headers=HTML).text


@pytest.mark.parametrize("extension", ["", "txt", "md"])
def test_a_stopped_trial_or_an_old_source_is_warned_of_before_its_words(client: TestClient, extension: str) -> None:
    """On the page in a box of its own, in a file above the quote."""
    asked = {"q": "Does Baclofen for acute pain fare better?"}
    text = client.get(f"/answer.{extension}" if extension else "/", params=asked).text
    quote = text.index("Baclofen for acute pain is a study")
    for title, said in (
        ("The trial NCT90000004 was terminated", "No reason is stated."),
        (
            "An old source",
            "The publisher of NCT90000004 last dated it 1 Jun 2020; what it says may have changed since.",
        ),
    ):
        assert text.index(title) < text.index(said, text.index(title)) < quote
    if not extension:
        assert len(re.findall(r'<div class="notice">', text)) == 2


def test_old_sources_are_warned_of_together(engine: Engine) -> None:
    """One notice names them all with their dates, each once; what is new or not stopped is not in it."""
    rows = [
        replace(
            row,
            document_id=name,
            kind=Kind.LABEL,
            title=name,
            record=Label(set_id=name),
            source=replace(row.source, date=PartialDate(year)),
        )
        for row in [engine.library.catalog.document("tizanidine")]
        if row
        for name, year in (("Alpha", 2009), ("Beta", 2012), ("Gamma", 2024))
    ]
    [citation] = engine.library.cite([0])
    quoted = [
        replace(citation, document=row, passage=citation.passage._replace(document_id=row.document_id))
        for row in (*rows, rows[0])
    ]
    assert cautions(quoted, date(2026, 1, 1)) == (
        Notice("2 old sources", "Alpha is of 2009 and Beta is of 2012; what they say may have changed since."),
    )
    assert cautions(quoted[2:3], date(2026, 1, 1)) == ()


def test_an_old_source_is_warned_of_side_by_side_too(tmp_path: Path) -> None:
    """In a conversation, in its files and on the page of comparisons."""
    for name, year in (("Baclofen", 2012), ("Tizanidine", 2009)):
        uses = {"Indication": f"{name} relaxes muscles."}
        write_monograph(tmp_path / "corpus", name, uses, source=f"{{date: {year}-05-01}}")
    client = client_of(build_served(tmp_path / "corpus", tmp_path / "index"), tmp_path)
    asked = {"q": "compare baclofen and tizanidine"}
    for text in (
        client.get("/", params=asked).text,
        client.get("/answer.txt", params=asked).text,
        client.get("/compare", params={"drugs": ["baclofen", "tizanidine"]}).text,
    ):
        assert "2 old sources" in text
        assert "Baclofen is of 1 May 2012 and Tizanidine is of 1 May 2009; what they say" in text


def test_a_page_of_a_list_reads_its_own_records_alone(twelve: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order is worked out from the days alone: thousands of records are not read to show 25."""
    read: list[int] = []
    documents = Catalog.documents

    def noted(catalog: Catalog, numbers: Iterable[int]) -> tuple[DocumentRow, ...]:
        found = documents(catalog, numbers)
        read.extend(each.number for each in found)
        return found

    monkeypatch.setattr(Catalog, "documents", noted)
    monkeypatch.setattr(browse, "PAGE_SIZE", 5)
    for address in ("/documents", "/documents?from=5", "/drugs/baclofen"):
        read.clear()
        assert twelve.get(address, headers={"Accept": "text/html"}).status_code == 200
        assert len(set(read)) < 10, address


@pytest.mark.parametrize("at_once", [1, 5, 12, 13])
def test_a_list_that_is_sent_piece_by_piece_is_whole(
    twelve: TestClient, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """As a table and as JSON, the trial posted last first."""
    monkeypatch.setattr(exports, "_AT_ONCE", at_once)
    table = twelve.get("/trials.csv").text.splitlines()
    assert [line.split(",")[0] for line in table] == ["nct_id", *reversed(NUMBER)]
    listed = twelve.get("/trials.json").json()
    assert [each["document_id"] for each in listed["trials"]] == [*reversed(NUMBER)]
    assert listed["total"] == 12
    assert twelve.get("/trials.json", params={"status": "SUSPENDED"}).json()["trials"] == []


@pytest.mark.parametrize("name", ["baclofen", "Lioresal", "BACLOFEN", "bacloffen", "baclofen 10 mg tablets"])
def test_a_drugs_page_is_called_by_the_drugs_own_name(client: TestClient, name: str) -> None:
    """Whatever the address says: a misspelled name is none, and would be handed on by every link of the page."""
    page = client.get(f"/drugs/{name}", headers=HTML).text
    assert "<h1>Baclofen</h1>" in page
    assert set(re.findall(r"/documents\?drug=([^&#\"]*)", page)) == {"baclofen"}


def test_so_many_drugs_are_compared_and_no_more(client: TestClient) -> None:
    """Each name is looked for in the corpus: an address full of them would hold everybody up."""
    many = [f"aspirin{number}" for number in range(13)]
    assert client.get("/compare", params={"drugs": many[:12]}).status_code == 200
    reply = client.get("/compare", params={"drugs": many}, headers=HTML)
    assert reply.status_code == 422
    assert "more than 12 values" in reply.text


@pytest.mark.parametrize(
    ("passage", "is_told"),
    [("baclofen#indication-1", False), ("", False), ("baclofen#indication-9", True), ("tizanidine#dosage-1", True)],
)
def test_a_link_to_a_passage_that_has_gone_says_so(client: TestClient, passage: str, is_told: bool) -> None:
    """The document opens all the same, with nothing marked."""
    page = client.get("/documents/baclofen", params={"passage": passage}).text
    assert ("The passage of this link is not here" in page) is is_told
    assert ("<mark>" in page) is (passage.endswith("-1") and not is_told)


def test_the_way_back_leads_to_the_last_question(client: TestClient) -> None:
    """Of a conversation whose older questions are gone, too; from another page or site there is none."""
    for before, back in (
        ("http://testserver/?q=baclofen&q=dose", "/?q=baclofen&amp;q=dose#q2"),
        ("http://testserver/?q=dose&first=7", "/?q=dose&amp;first=7#q7"),
        ("http://testserver/?q=dose&first=" + "9" * 5000, "#q1"),
    ):
        assert f'{back}">Back to the answer' in client.get("/documents/baclofen", headers={"Referer": before}).text
    for before in ("http://testserver/documents?q=x", "http://elsewhere.example/?q=x", "http://testserver/"):
        assert "Back to the answer" not in client.get("/documents/baclofen", headers={"Referer": before}).text


def test_links_to_different_passages_have_different_names(client: TestClient) -> None:
    """Whoever listens to a list of links hears where each leads."""
    page = client.get("/documents/baclofen", headers={"Accept": "text/html"}).text
    named = re.findall(r'aria-label="(Link to passage [^"]+)"', page)
    assert len(set(named)) == page.count("</svg>Link to passage</a>") > 1


def test_a_drug_of_trials_alone_has_no_silent_label(tmp_path: Path) -> None:
    """It is in the corpus, and no source of it was read that could have stated anything."""
    write_monograph(tmp_path / "corpus", "Baclofen", {"Indication": "Baclofen relaxes muscles."}, cas="1134-47-0")
    write_trial(tmp_path / "corpus", NUMBER[0], "Ibuprofen", interventions="[{type: DRUG, name: Ibuprofen}]")
    client = client_of(build_served(tmp_path / "corpus", tmp_path / "index"), tmp_path)
    asked = {"q": "compare baclofen and ibuprofen"}
    side_by_side = client.get("/compare", params={"drugs": ["baclofen", "ibuprofen"]}).text
    for page in (client.get("/", params=asked).text, side_by_side):
        assert ">Ibuprofen</a>" in page
        assert page.count("No monograph or label here") == 2  # of its uses, and of its identity
        assert "1 trial, 0 recruiting" in page
        assert "is not in the corpus" not in page
    assert '<option value="ibuprofen" selected>Ibuprofen</option>' in side_by_side
    assert "- Ibuprofen: no monograph or label here" in client.get("/answer.txt", params=asked).text


def test_a_drug_that_has_no_room_in_a_comparison_is_named(tmp_path: Path) -> None:
    """Three are set side by side; another one is said to be left out, and one that is not here not to be."""
    drugs = ["Baclofen", "Tizanidine", "Dantrolene", "Cyclobenzaprine"]
    for name in drugs:
        write_monograph(tmp_path / "corpus", name, {"Indication": f"{name} relaxes muscles."})
    client = client_of(build_served(tmp_path / "corpus", tmp_path / "index"), tmp_path)
    page = client.get("/compare", params={"drugs": [" ", *drugs, "warfarin"]}).text
    assert "<h1>Baclofen, Tizanidine and Dantrolene</h1>" in page
    assert "Cyclobenzaprine is left out" in page
    assert "Warfarin is not in the corpus" in page


@pytest.mark.parametrize(
    ("drugs", "shown"),
    [
        (["baclofen", "toradol"], ["baclofen", ""]),
        (["toradol", "Zanaflex"], ["tizanidine", ""]),
        (["toradol", "aspirin"], ["", ""]),
        (["tizanidine"], ["tizanidine", ""]),
        ([], ["", ""]),
        (["tizanidine", "baclofen"], ["tizanidine", "baclofen"]),
    ],
)
def test_the_form_of_a_comparison_shows_no_drug_that_was_not_asked_for(
    client: TestClient, drugs: list[str], shown: list[str]
) -> None:
    """What is not here, or not yet chosen, is still to be chosen."""
    page = client.get("/compare", params={"drugs": drugs}).text
    assert re.findall(r'<option value="([^"]*)" selected>', page) == shown
    assert page.count("is not in the corpus") == len({"toradol", "aspirin"} & set(drugs))


@pytest.mark.parametrize(
    "asked", ["baclofen Baclofen BACLOFEN", "NCT90000001, that is nct90000001", "ibuprofen ibuprofen"]
)
def test_what_is_understood_twice_is_one_chip(client: TestClient, asked: str) -> None:
    """A name or a number may be repeated."""
    chips = re.findall(r'class="chip[ "].*?<b>', client.get("/", params={"q": asked}).text)
    assert len(chips) == 1


def test_why_a_passage_came_up_is_told_in_words(client: TestClient) -> None:
    """No name of a part and no figure of a score stands on a page; the API has them."""
    page = client.get("/", params={"q": TREATS}).text
    told = re.findall(r'<details class="explained">(.*?)</details>', page)
    assert told
    for each in told:
        assert re.search(r"<li>[A-Z][^<]+\.</li>", each)
        assert not re.search(r"\d|_|\b(dense|lexical|standout|beside)\b", each)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({}, ()),
        ({"dense": 0.5, "lexical": 21.5, "other_drug": -0.0, "standout": 0.0}, ()),
        ({"dense": 0.5, "meaning": 0.1, "section": 0.5, "words": 0.01}, ("section", "meaning")),
        ({"meaning": 0.6, "standout": 0.000001}, ("meaning",)),
        ({"meaning": 0.6, "standout": 0.2}, ("standout", "meaning")),
        ({"ranks": 0.1, "closed": -3.0}, ("ranks", "closed")),
    ],
)
def test_only_the_parts_that_mattered_are_told(parts: dict[str, float], told: tuple[str, ...]) -> None:
    """The strongest first; what the indexes gave, a tie that was settled and a small part are not worth a word."""
    words = {
        "meaning": "meaning is close",
        "section": "section of the kind",
        "standout": "far more",
        "ranks": "nearest to the description",
        "closed": "leaves the person out",
    }
    found = why(parts)
    assert len(found) == len(told)
    assert all(words[name] in sentence for name, sentence in zip(told, found, strict=True))


def test_the_theme_is_kept_without_a_script(client: TestClient) -> None:
    """A cookie, and back to where the reader was; never to another site."""
    reply = client.post("/theme", data={"theme": "dark", "next": "/about"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/about")
    assert 'data-theme="dark"' in client.get("/about").text
    assert client.post("/theme", data={"theme": "dark", "next": "//evil.example"}).headers["location"] == "/"


def test_a_link_says_when_its_sources_have_changed(client: TestClient) -> None:
    """A permalink remembers its generation and the words it showed."""
    page = client.get("/", params={"q": TREATS}).text
    stamp = page.split("&amp;at=")[1].split("#")[0].split("&")[0]
    same = client.get("/", params={"q": TREATS, "at": stamp}).text
    rebuilt = client.get("/", params={"q": TREATS, "at": "old." + stamp.rpartition(".")[2]}).text
    changed = client.get("/", params={"q": TREATS, "at": "old.00000000"}).text
    assert "since this link was made" not in same
    assert "The index was rebuilt" in rebuilt
    assert "The sources have changed" in changed


def test_errors_are_pages_for_people(client: TestClient) -> None:
    """With the status, the request's id and ways on."""
    reply = client.get("/documents/nothing", headers=HTML)
    assert reply.status_code == 404
    assert "No document here has the id" in reply.text
    assert reply.headers["x-request-id"] in reply.text
    assert "Try again" not in reply.text


def test_what_will_pass_can_be_tried_again(tmp_path: Path) -> None:
    """At the address that was asked for, if it is one of ours."""
    without_index = client_of(None, tmp_path)
    page = without_index.get("/?q=baclofen+%3Cdose%3E", headers=HTML).text
    assert '<a class="button" href="/?q=baclofen+%3Cdose%3E">Try again</a>' in page
    assert "Try again" not in without_index.post("/", headers=HTML).text
    assert 'href="//' not in without_index.get("http://testserver//elsewhere.example/", headers=HTML).text


@pytest.mark.parametrize(
    ("drugs", "heading"),
    [
        (["baclofen", "baclofen"], "Compare Baclofen with another drug"),
        (["baclofen", ""], "Compare Baclofen with another drug"),
        ([], "Compare two drugs"),
        (["baclofen", "tizanidine"], "Baclofen and Tizanidine"),
    ],
)
def test_a_comparison_says_what_is_still_to_choose(client: TestClient, drugs: list[str], heading: str) -> None:
    """The same drug chosen twice showed its name, and nothing below."""
    assert f"<h1>{heading}</h1>" in client.get("/compare", params={"drugs": drugs}).text


def test_a_line_counts_once_however_a_form_ends_it(client: TestClient) -> None:
    """A form sends two characters at the end of a line: a note just short enough for its box was refused."""
    note = "a\r\n" * (LONGEST_QUESTION // 2 - 1) + "b"
    asked = client.post("/", data={"q": note}, follow_redirects=False)
    assert asked.status_code == 303
    assert parse_qs(urlsplit(asked.headers["location"]).query)["q"] == [note.replace("\r\n", "\n")]
    assert client.post("/", data={"q": f"{note}cc"}, headers=HTML).status_code == 422
    assert f'data-most="{LONGEST_QUESTION}"' in client.get("/").text


def test_on_paper_each_number_of_a_comparison_has_its_address(client: TestClient) -> None:
    """In a conversation and on the page of comparisons, where a number on the screen is a link."""
    for page in (
        client.get("/", params={"q": "compare baclofen and tizanidine"}).text,
        client.get("/compare", params={"drugs": ["baclofen", "tizanidine"]}).text,
    ):
        listed = page.split('<ol class="print-only">')[1].split("</ol>")[0]
        numbers = re.findall(r'<a class="cite" href="[^"]*"[^>]*>(\d+)</a>', page)
        assert re.findall(r"<li>(\d+)\. ", listed) == numbers
        assert "Addresses of passages begin with http://testserver" in page


def test_a_formula_sets_its_counts_below_the_line() -> None:
    """A leading number multiplies and stays."""
    assert formula_parts("C10H12ClNO2") == (
        ("C", False),
        ("10", True),
        ("H", False),
        ("12", True),
        ("ClNO", False),
        ("2", True),
    )
    assert formula_parts("2HCl")[0] == ("2HCl", False)


def test_only_plain_web_addresses_become_links() -> None:
    """And only paths of this site are gone back to."""
    assert urls.external("javascript:alert(1)") is None
    assert urls.external("https://example.org/x") == "https://example.org/x"
    assert [urls.local(each) for each in ("/a", "//b", "https://c", "/\\d")] == ["/a", "/", "/", "/"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("•\nheadaches\n•\n\nbleeding gums", "• headaches\n• bleeding gums"),
        ("Take it\n• with food", "Take it\n• with food"),
        ("A line\n-\nanother", "A line\n-\nanother"),
        ("3 •\nrest", "3 •\nrest"),
    ],
)
def test_a_bullet_stands_beside_its_words(text: str, shown: str) -> None:
    """Labels put it on a line of its own; nothing but the break behind it goes."""
    assert bulleted(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- Bleeding can be serious.", "Bleeding can be serious."),
        ("•\nBleeding", "Bleeding"),
        ("– Not for children", "Not for children"),
        ("- Bleeding\n- Bruising", "- Bleeding\n- Bruising"),
        ("-5 °C", "-5 °C"),
        ("- 5 mg", "- 5 mg"),
        ("β-blockers - and others", "β-blockers - and others"),
        ("-blockers", "-blockers"),
    ],
)
def test_one_item_of_a_list_is_quoted_without_its_mark(text: str, shown: str) -> None:
    """Several items keep theirs, and a minus is none."""
    assert unlisted(text) == shown


def test_counts_and_trials_are_two_tables(client: TestClient) -> None:
    """Each with its caption to be seen; a list alone has its own to be heard."""
    both = client.get("/", params={"q": "trials per phase"}).text
    assert re.findall(r"<caption>([^<]*)", both) == ["Records by phase", "4 records, last posted first"]
    assert '<caption class="hidden">' in client.get("/", params={"q": "Which trials are there?"}).text


def test_the_id_of_a_labels_passage_is_shown_short(client: TestClient) -> None:
    """By its first digits; other ids, and what is copied, stay whole."""
    set_id = "90876802-0e3a-44c9-9ff7-1754dfbe736a"
    assert shortened(f"{set_id}#boxed_warning-7") == "90876802#boxed_warning-7"
    assert shortened(set_id) == set_id
    assert shortened("baclofen#indication-1") == "baclofen#indication-1"
    assert 'data-copy="baclofen#indication-1"' in client.get("/", params={"q": TREATS}).text


def test_a_page_says_that_no_criteria_are_stated(tmp_path: Path) -> None:
    """In the place where they would be looked for; the record's own lines on who may take part are none."""
    for number, text in enumerate(({"Summary": "A study."}, {"Inclusion criteria": "- Adults with cramps."})):
        write_trial(tmp_path / "corpus", f"NCT9000000{number}", "Cramps", text, sex="ALL")
    client = client_of(build_served(tmp_path / "corpus", tmp_path / "index"), tmp_path)
    pages = [client.get(f"/documents/NCT9000000{number}").text for number in range(2)]
    assert ["<dt>Eligibility criteria</dt>" in page for page in pages] == [True, False]


def test_what_labels_shout_is_told_quietly() -> None:
    """Names in capitals alone; acronyms stay."""
    label = Label(
        set_id="a", generic_names=("LIDOCAINE AND PRILOCAINE", "DHEA"), product_type="HUMAN PRESCRIPTION DRUG"
    )
    source = Source(path="a.json", format="openfda", publisher="openFDA")
    row = DocumentRow(0, "a", Kind.LABEL, "A", "", label, source)
    facts = {each.name: each.values for each in facts_of(row)}
    assert facts["Generic name"] == ("Lidocaine and prilocaine", "DHEA")
    assert facts["Product type"] == ("Human prescription drug",)


def test_a_source_of_several_lines_is_one_entry_of_its_list(tmp_path: Path) -> None:
    """Lines of a passage would each be an entry of their own, or end the list."""
    sections = {"Indication": "Baclofen relaxes muscles.", "Storage": "Keep it:\n\n- dry\n- cool"}
    write_monograph(tmp_path / "corpus", "Baclofen", sections)
    client = client_of(build_served(tmp_path / "corpus", tmp_path / "index"), tmp_path)
    for extension, head in (("md", "## Sources\n"), ("txt", "\nSources\n")):
        text = client.get(f"/answer.{extension}", params={"q": "does baclofen turn cheese green"}).text
        sources = text.partition(head)[2].partition("\n\n")[0].split("\n")
        assert [each.partition(". ")[0] for each in sources] == ["1", "2", "3"]
        assert any("“Keep it: - dry - cool”" in each for each in sources)


def test_a_comparison_is_taken_away_row_by_row(client: TestClient) -> None:
    """Each quote with its number; a missing drug is said to be missing; no passage is told twice."""
    text = client.get("/answer.md", params={"q": "compare baclofen and warfarin"}).text
    assert "**Warfarin is not in the corpus**. No source here about baclofen names it either." in text
    uses = text.split("## Uses")[1].split("##")[0]
    assert "- Baclofen: “Baclofen tablets treat the spasticity of multiple sclerosis." in uses
    assert "” [1]" in uses
    assert "- Warfarin: not in the corpus" in uses
    assert "“" not in text.split("## Sources")[1]


def test_a_quote_of_several_lines_stays_a_quote() -> None:
    """In Markdown every line of it is marked."""
    assert quote_lines("“For:\n\n- cramps” [1]", markdown=True) == "> “For:\n>\n> - cramps” [1]"


def test_a_list_is_taken_away_with_its_facts(client: TestClient) -> None:
    """Number, status, phase and size of each trial, as the table has them."""
    text = client.get("/answer.txt", params={"q": "Which trials are recruiting?"}).text
    assert "NCT90000001, Recruiting, Phase 2, 45 people." in text
    assert "2 of 4 trials are recruiting." in text
    assert "\nSources\n" in text


def test_passages_of_one_record_are_not_counted_as_records(client: TestClient) -> None:
    """Several are shown where something is asked of it; of two records each is one."""
    page = client.get("/", params={"q": "side effects of CAS 1134-47-0"}, headers=HTML).text
    assert re.search(r"<h3>\d+ passages, best first</h3>", page)
    assert "<h3>2 records</h3>" in client.get("/", params={"q": "NCT90000001 NCT90000002"}, headers=HTML).text
    assert "<h3>The record</h3>" in client.get("/", params={"q": "NCT90000001"}, headers=HTML).text


def test_the_trials_are_one_step_below_any_number_of_drugs(client: TestClient) -> None:
    """A link leads past the list of drugs, where there is one; on every other page the trials come first."""
    leads = "To the trials</a>"
    assert leads in client.get("/documents", headers=HTML).text
    assert leads not in client.get("/documents?status=RECRUITING", headers=HTML).text


@pytest.mark.parametrize(
    ("enrolment", "said"),
    [
        ("{count: 1200, type: ESTIMATED}", "1,200 people planned"),
        ("{count: 45, type: ACTUAL}", "45 people took part"),
        ("{count: 1}", "1 person"),
        ("", "size not stated"),
    ],
)
def test_a_planned_size_is_said_to_be_planned(tmp_path: Path, enrolment: str, said: str) -> None:
    """In a file as on the record's page: nobody has taken part in what is still planned."""
    write_trial(tmp_path / "corpus", NUMBER[0], "A study", enrolment=enrolment)
    client = client_of(build_served(tmp_path / "corpus", tmp_path / "index"), tmp_path)
    assert f", {said}." in client.get("/answer.txt", params={"q": "how many trials are there?"}).text
    assert said in client.get(f"/documents/{NUMBER[0]}", headers=HTML).text or said == "size not stated"


def test_a_file_says_what_it_holds_of_a_longer_list(twelve: TestClient, tmp_path: Path) -> None:
    """As its page does: which of the records, and how many values more were counted."""
    asked = {"q": "which trials are about baclofen?", "edit": "1:page=2"}
    assert "\n## Sources, 11 to 12 of 12\n" in twelve.get("/answer.md", params=asked).text
    for nct_id in NUMBER:
        write_trial(tmp_path / "corpus", nct_id, "A study", sponsor=f"Hospital {nct_id}")
    client = client_of(build_served(tmp_path / "corpus", tmp_path / "index"), tmp_path)
    counted = client.get("/answer.txt", params={"q": "how many trials per sponsor?"}).text
    assert counted.count("- Hospital ") == 10
    assert "\n- and 2 more\n" in counted
