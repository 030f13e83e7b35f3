"""The catalog: what a document states can be selected and counted, and what it does not state is never a match."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from indexer import site_places
from indexer.abbreviations import explained_in
from indexer.catalog import Catalog
from indexer.catalog_schema import record_from_json, record_to_json
from indexer.countries import canonical_country, countries_of, country_names
from indexer.documents import (
    EnrolmentType,
    Intervention,
    Kind,
    Label,
    Monograph,
    PartialDate,
    Phase,
    Record,
    Site,
    Status,
    Trial,
)
from indexer.errors import GenerationDamaged
from indexer.generation import Generation
from indexer.names import fold
from indexer.selection import FacetCount
from indexer.site_places import is_in
from tests.toy_corpus import build_toy, three_documents, write_monograph, write_trial


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    folder = tmp_path_factory.mktemp("catalog")
    corpus = folder / "corpus"
    three_documents(corpus)
    write_monograph(corpus, "Tizanidine", {"Indication": "Tizanidine relaxes muscles."}, brand_names="[Zanaflex]")
    write_trial(
        corpus,
        "NCT00000001",
        "Intrathecal pump against stiffness",
        conditions="[Spasticity, Muscle Spasticity of Spinal Origin]",
        keywords="[Lioresal, Intrathecal Drug Delivery (IDD)]",
        phases="[NA]",
        status="COMPLETED",
        enrolment="{count: 100}",
        first_posted="2022-06",
        sites="[{city: Seoul, country: 'Korea, Republic of'}, {city: Busan, country: South Korea}]",
    )
    write_trial(corpus, "NCT00000002", "Anticoagulants and alcohol", conditions="[Alcohol Use Disorder]")
    write_trial(
        corpus,
        "NCT00000003",
        "Rivals of warfarin",
        conditions="[Stroke]",
        interventions="[{type: DRUG, name: Apixaban}]",
        status="RECRUITING",
        first_posted="2021",
    )
    build_toy(corpus, folder / "index")
    generation = Generation.open(folder / "index")
    yield generation.catalog
    generation.close()


FRAGILE_X = "NCT05418049"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "all"),
        ({"kind": "monograph"}, {"baclofen", "tizanidine", "warfarin"}),
        ({"status": ["RECRUITING"]}, {FRAGILE_X, "NCT00000003"}),
        ({"status": ["RECRUITING", "COMPLETED"]}, {FRAGILE_X, "NCT00000001", "NCT00000003"}),
        ({"status": "NOT_STATED"}, {"NCT00000002"}),
        ({"phase": ["PHASE1"]}, {FRAGILE_X}),
        ({"phase": ["PHASE2"]}, {FRAGILE_X}),
        ({"phase": ["NA"]}, {"NCT00000001"}),
        ({"phase": ["NOT_STATED"]}, {"NCT00000002", "NCT00000003"}),
        ({"condition": "spasticity"}, {"NCT00000001"}),
        ({"condition": "alcohol use"}, {"NCT00000002"}),
        ({"condition": "infantile AUTISM"}, {FRAGILE_X}),
        ({"condition": "spas"}, set()),
        ({"condition": ["stroke", "alcohol"]}, {"NCT00000002", "NCT00000003"}),
        ({"sponsor": "cincinnati children's"}, {FRAGILE_X}),
        ({"country": "South Korea"}, {"NCT00000001"}),
        ({"country": ["Korea, Republic of", "United States"]}, {"NCT00000001", FRAGILE_X}),
        ({"country": "Korea"}, {"NCT00000001"}),
        ({"country": "East Asia"}, {"NCT00000001"}),
        ({"country": "Asia", "city": "Busan"}, {"NCT00000001"}),
        ({"country": "Europe", "city": "Busan"}, set()),
        ({"city": "seoul"}, {"NCT00000001"}),
        ({"intervention": "baclofen"}, {FRAGILE_X}),
        ({"drug": "baclofen"}, {"baclofen", FRAGILE_X, "NCT00000001"}),
        ({"drug": "Lioresal"}, {"baclofen", FRAGILE_X, "NCT00000001"}),
        ({"drug": "warfarin"}, {"warfarin", "NCT00000003"}),
        ({"drug": "zanaflex"}, {"tizanidine"}),
        ({"drug": "nosuchdrug"}, set()),
        ({"enrolment": {"min": 45}}, {FRAGILE_X, "NCT00000001"}),
        ({"enrolment": {"min": 46, "max": 100}}, {"NCT00000001"}),
        ({"enrolment": {"max": 44}}, set()),
        ({"first_posted": {"from": "2022-06-01", "to": "2022-06-30"}}, {FRAGILE_X, "NCT00000001"}),
        ({"first_posted": {"from": "2022-06-02"}}, {FRAGILE_X}),
        ({"first_posted": {"to": date(2021, 12, 31)}}, {"NCT00000003"}),
        ({"first_posted": {"to": date(2021, 12, 30)}}, set()),
        ({"ids": ["nct05418049", "Baclofen", "NCT99999999"]}, {FRAGILE_X, "baclofen"}),
        ({"kind": ["trial"], "drug": "baclofen", "status": ["COMPLETED"]}, {"NCT00000001"}),
        ({"status": [], "condition": ()}, "all"),
        ({"phase": ["PHASE1/PHASE2"]}, {FRAGILE_X}),
        ({"phase": ["PHASE1/PHASE3"]}, set()),
        ({"drug": ["baclofen", "warfarin"], "every": ["drug"]}, set()),
        ({"drug": ["baclofen|tizanidine", "baclofen"], "every": ["drug"]}, {"baclofen", FRAGILE_X, "NCT00000001"}),
        ({"city": ["Cincinnati, United States"]}, {FRAGILE_X}),
        ({"city": ["Cincinnati, Peru", "Nowhere"]}, set()),
        ({"condition": ["no such|fragile x", "syndrome"], "every": ["condition"]}, {FRAGILE_X}),
        ({"condition": ["no such|fragile x", "no such"], "every": ["condition"]}, set()),
        ({"not": {"status": ["RECRUITING"]}}, {"NCT00000001"}),
        ({"kind": "trial", "not": {"drug": "baclofen"}}, {"NCT00000002", "NCT00000003"}),
        ({"kind": "trial", "not": {"country": "South Korea"}}, {FRAGILE_X}),
        ({"not": {"phase": ["PHASE1", "NA"]}, "kind": "trial"}, set()),
        ({"not": {"first_posted": {"from": "2022-01-01", "to": "2022-06-10"}}}, {FRAGILE_X, "NCT00000003"}),
        ({"not": {"first_posted": {"from": "2022-06-30"}}}, {FRAGILE_X, "NCT00000003"}),
        ({"not": {"enrolment": {"max": 45}}}, {"NCT00000001"}),
        ({"not": {"ids": ["NCT00000001"]}, "kind": "trial"}, {FRAGILE_X, "NCT00000002", "NCT00000003"}),
        ({"not": {}}, "all"),
    ],
)
def test_a_filter_means_exactly_the_documents_that_state_it(
    catalog: Catalog, filters: Mapping[str, object], expected: set[str] | str
) -> None:
    """Several values of a field are alternatives, several fields conditions; a partial date must lie inside whole."""
    numbers = catalog.select(filters)
    assert numbers.dtype == np.int64
    found = set(catalog.document_ids(numbers))
    assert found == (set(catalog.content_sha256s()) if expected == "all" else expected)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"city": "Paris"}, {"NCT00000001", "NCT00000002", "NCT00000003"}),
        ({"city": "Paris", "country": "France"}, {"NCT00000002"}),
        ({"city": "Paris", "country": "USA"}, {"NCT00000001", "NCT00000003"}),
        ({"city": "Paris", "state": "Texas"}, {"NCT00000001", "NCT00000003"}),
        ({"city": "Paris", "state": "Texas", "country": "United States"}, {"NCT00000001", "NCT00000003"}),
        ({"city": "Paris", "state": "Texas", "country": "France"}, set()),
        ({"city": ["Lyon", "Paris"], "country": "France"}, {"NCT00000001", "NCT00000002"}),
        ({"country": ["France", "USA"]}, {"NCT00000001", "NCT00000002", "NCT00000003"}),
    ],
)
def test_a_place_is_one_site(tmp_path: Path, filters: Mapping[str, object], expected: set[str]) -> None:
    """Sites in Paris, Texas, and in Lyon, France, are none in Paris, France."""
    texas = "{city: Paris, state: Texas, country: United States}"
    for nct_id, sites in {
        "NCT00000001": f"[{texas}, {{city: Lyon, country: France}}]",
        "NCT00000002": "[{city: Paris, country: France}, {city: Boston, state: Massachusetts, country: United States}]",
        "NCT00000003": f"[{texas}]",
    }.items():
        write_trial(tmp_path / "corpus", nct_id, "A trial", sites=sites)
    build_toy(tmp_path / "corpus", tmp_path / "index")
    generation = Generation.open(tmp_path / "index")
    assert set(generation.catalog.document_ids(generation.catalog.select(filters))) == expected
    generation.close()


def test_who_is_in_another_country_is_not_in_a_state(tmp_path: Path) -> None:
    """Whatever states its sites name; in the same country, and in none, it must name another."""
    for number, sites in enumerate(
        (
            "[{city: Austin, state: Texas, country: United States}]",
            "[{city: Boston, state: Massachusetts, country: United States}]",
            "[{city: Bonn, country: Germany}]",
            "[{city: Reno, country: United States}]",
            "[]",
        ),
        1,
    ):
        write_trial(tmp_path / "corpus", f"NCT0000000{number}", "A trial", sites=sites)
    build_toy(tmp_path / "corpus", tmp_path / "index")
    generation = Generation.open(tmp_path / "index")
    outside = generation.catalog.select({"not": {"state": ["Texas"]}})
    assert set(generation.catalog.document_ids(outside)) == {"NCT00000002", "NCT00000003"}
    unknown = generation.catalog.select({"kind": "trial", "not": {"state": ["Utah"]}})
    assert set(generation.catalog.document_ids(unknown)) == {"NCT00000001", "NCT00000002"}
    generation.close()


def test_what_is_kept_of_passages_is_bounded(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are read one after the other, and each is read right."""
    monkeypatch.setattr("indexer.catalog._MOST_KEPT", 2)
    numbers = range(6)
    asked = [[number] for number in numbers] + [list(numbers), [5, 0], list(numbers)]
    for each in asked:
        assert [row.number for row in catalog.passages(each)] == each
        assert len(catalog._kept_passages) <= 2


def test_a_site_is_compared_with_a_place_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many trials have sites there, and however often one question asks for the place."""
    sites = "[{city: Toronto, country: Canada}, {city: Lyon, country: France}]"
    for number in range(4):
        write_trial(tmp_path / "corpus", f"NCT0000000{number}", "A trial", sites=sites)
    build_toy(tmp_path / "corpus", tmp_path / "index")
    compared: list[Site] = []

    def counting(site: Site, place: Mapping[str, Sequence[str]]) -> bool:
        compared.append(site)
        return is_in(site, place)

    monkeypatch.setattr(site_places, "is_in", counting)
    generation = Generation.open(tmp_path / "index")
    place = {"city": "Lyon", "country": "France"}
    assert len(generation.catalog.select(place)) == len(generation.catalog.select({**place, "kind": "trial"})) == 4
    assert len(compared) == len(set(compared)) <= 2
    generation.close()


@pytest.mark.parametrize(
    ("name", "years", "expected"),
    [
        ("age", {"max": 17}, {"NCT00000001", "NCT00000003"}),
        ("age", {"min": 18, "max": 64}, {"NCT00000002", "NCT00000003"}),
        ("age", {"min": 65}, {"NCT00000002", "NCT00000003"}),
        ("age", {"min": 66}, {"NCT00000003"}),
        ("age", {"max": 0}, {"NCT00000003"}),
        ("maximum_age", {"min": 65, "max": 65}, {"NCT00000002"}),
        ("maximum_age", {"max": 64}, {"NCT00000001"}),
        ("minimum_age", {"max": 6}, {"NCT00000001", "NCT00000003"}),
        ("minimum_age", {"max": 0}, {"NCT00000003"}),
        ("minimum_age", {"min": 1}, {"NCT00000001", "NCT00000002"}),
    ],
)
def test_an_age_is_admitted_by_the_trials_whose_limits_take_it_in(
    tmp_path: Path, name: str, years: Mapping[str, int], expected: set[str]
) -> None:
    """One limit alone has no other; who states none is neither found nor excluded. Up to 65 is until 66.

    A limit itself is compared in whole years: half a year is none.
    """
    limits = [
        {"minimum_age": "6 Years", "maximum_age": "17 Years"},
        {"minimum_age": "18 Years", "maximum_age": "65 Years"},
        {"minimum_age": "6 Months"},
        {},
    ]
    for number, stated in enumerate(limits, 1):
        write_trial(tmp_path / "corpus", f"NCT0000000{number}", "A trial", **stated)
    build_toy(tmp_path / "corpus", tmp_path / "index")
    generation = Generation.open(tmp_path / "index")
    catalog = generation.catalog
    stating = {f"NCT0000000{n}" for n, each in enumerate(limits, 1) if (name in each or (name == "age" and each))}
    assert set(catalog.document_ids(catalog.select({name: years}))) == expected
    assert set(catalog.document_ids(catalog.select({"not": {name: years}}))) == stating - expected
    assert "NCT00000004" in catalog.document_ids(catalog.select({name: "NOT_STATED"}))
    generation.close()


@pytest.mark.parametrize(
    "filters", [{"color": "red"}, {"not": ["red"]}, {"enrolment": 5}, {"first_posted": {"since": "2020-01-01"}}]
)
def test_an_unknown_filter_is_refused(catalog: Catalog, filters: Mapping[str, object]) -> None:
    """The message says what is known or expected."""
    with pytest.raises(ValueError, match=r"known|expected"):
        catalog.select(filters)


def test_facets_count_exactly_and_name_what_is_not_stated(catalog: Catalog) -> None:
    """A trial of two phases counts for both; None is for trials alone, and only where one is missing."""
    facets = catalog.facets(["phase", "status", "kind"])
    assert facets["phase"] == (
        FacetCount("NA", 1),
        FacetCount("PHASE1", 1),
        FacetCount("PHASE2", 1),
        FacetCount(None, 2),
    )
    assert facets["status"] == (FacetCount("RECRUITING", 2), FacetCount("COMPLETED", 1), FacetCount(None, 1))
    assert facets["kind"] == (FacetCount("trial", 4), FacetCount("monograph", 3))
    among = catalog.select({"drug": "baclofen"})
    assert catalog.facets(["status"], among)["status"] == (FacetCount("COMPLETED", 1), FacetCount("RECRUITING", 1))


def test_a_passage_is_a_slice_of_its_section(catalog: Catalog) -> None:
    """For every passage of every document, by number and by id."""
    rows = list(catalog.all_passages())
    assert [row.passage_id for row in rows] == sorted(row.passage_id for row in rows)
    for row in rows:
        section = catalog.section(row.document_id, row.section_key)
        assert section is not None
        assert section.text[row.start : row.end] == row.text
        assert catalog.passage(row.number) == catalog.passage(row.passage_id) == row


def test_rows_come_in_the_order_asked_for(catalog: Catalog) -> None:
    """And numbers that nothing has are left out."""
    rows = list(catalog.all_passages())
    wanted = [rows[3].number, rows[0].number, 9999, rows[2].number]
    assert [row.number for row in catalog.passages(wanted)] == [wanted[0], wanted[1], wanted[3]]
    numbers = catalog.select({}).tolist()
    assert [row.number for row in catalog.documents(reversed(numbers))] == numbers[::-1]
    assert catalog.passage(9999) is None
    assert catalog.passage("nothing#here-1") is None
    assert catalog.document("nothing") is None


@pytest.mark.parametrize("few", [0, 64], ids=["compared", "put together"])
def test_passages_of_documents(catalog: Catalog, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """The array from passages to documents agrees with the rows, for many documents and for a few."""
    monkeypatch.setattr("indexer.catalog._FEW", few)
    documents = catalog.select({"kind": "monograph"})
    expected = sorted(row.number for row in catalog.all_passages() if row.document in set(documents.tolist()))
    assert catalog.passages_of(documents).tolist() == expected
    assert catalog.passages_of(np.zeros(0, np.int64)).tolist() == []


def test_an_identifier_names_its_documents(catalog: Catalog) -> None:
    """Exactly, or not at all."""
    assert catalog.by_identifier("nct", FRAGILE_X) == (FRAGILE_X,)
    assert catalog.by_identifier("cas", "1134-47-0") == ("baclofen",)
    assert catalog.by_identifier("cas", "1134-47-1") == ()


def test_threads_share_a_catalog(catalog: Catalog) -> None:
    """Each has its own connection."""
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda _: catalog.document("baclofen"), range(64)))
    assert {row.title for row in rows if row} == {"Baclofen"}


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        (Kind.MONOGRAPH, Monograph("Baclofen", brand_names=("Lioresal", "Ozobax"), cas="1134-47-0")),
        (Kind.LABEL, Label("449c9a41", effective=PartialDate(2023, 1), uniis=("H789N3FKE8",))),
        (
            Kind.TRIAL,
            Trial(
                "NCT00000001",
                "A <title> with ümlauts",
                status=Status.UNKNOWN,
                phases=(Phase.PHASE1, Phase.PHASE2),
                interventions=(Intervention("Baclofen", "DRUG", other_names=("Lioresal",)), Intervention("Rest")),
                enrolment=0,
                enrolment_type=EnrolmentType.ACTUAL,
                started=PartialDate(2011),
                completed=PartialDate(2012, 3, 4),
                has_results=False,
                sites=(Site(city="Seoul", country="South Korea", status=Status.RECRUITING), Site()),
            ),
        ),
    ],
)
def test_a_record_comes_back_as_it_was(kind: Kind, record: Record) -> None:
    """Save and load give equal records; absent, zero and false stay apart."""
    assert record_from_json(kind, record_to_json(record)) == record


def test_a_broken_catalog_is_damage(tmp_path: Path) -> None:
    """What is no catalog is refused with the remedy."""
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises(GenerationDamaged, match="medpath build"):
        Catalog.open(path)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Korea, Republic of", "South Korea"),
        ("Korea, Democratic People's Republic of", "North Korea"),
        ("Russian Federation", "Russia"),
        ("Turkey (Türkiye)", "Turkey"),
        ("Czech Republic", "Czechia"),
        ("Viet Nam", "Vietnam"),
        ("Côte D'Ivoire", "Côte d'Ivoire"),
        ("Iran, Islamic Republic of", "Iran"),
        ("Congo, The Democratic Republic of the", "Democratic Republic of the Congo"),
        ("Former Yugoslavia", "Former Yugoslavia"),
    ],
)
def test_a_country_has_one_name(written: str, canonical: str) -> None:
    """Whichever way a register spelled it; a state that is gone keeps what was written."""
    assert canonical_country(written) == canonical
    assert canonical_country(canonical) == canonical
    assert len(set(country_names())) == 249


def test_every_country_lies_on_one_continent() -> None:
    """The table of regions holds them all but Antarctica, each once."""
    continents = ("Africa", "Asia", "Europe", "North America", "Oceania", "South America")
    places = Counter(country for each in continents for country in countries_of(each))
    assert set(map(fold, country_names())) - set(places) == {"antarctica"}
    assert set(places.values()) == {1}
    assert countries_of("Nordics") > countries_of("Scandinavia") == {"denmark", "norway", "sweden"}
    assert len(countries_of("EU")) == 27
    assert countries_of("USA") == {"united states"}


def test_documents_are_ordered_by_what_they_state(catalog: Catalog) -> None:
    """By the last day that a date can mean; a document that states none comes last either way, ties go by id."""
    numbers = catalog.select({})
    for by in ("last_posted", "enrolment"):
        for descending in (True, False):
            stated = []
            rows = catalog.documents(catalog.ordered(numbers, by, descending).tolist())
            assert sorted(row.number for row in rows) == numbers.tolist()
            for row in rows:
                given = getattr(row.record, by, None)
                value = given.latest.toordinal() if isinstance(given, PartialDate) else given
                stated.append((value is None, 0 if value is None else -value if descending else value, row.document_id))
            assert stated == sorted(stated)
            assert any(missing for missing, _, _ in stated)


def test_the_words_of_all_trials_are_read_without_their_records(catalog: Catalog) -> None:
    """Acronyms, the abbreviations that are explained and what titles hold are those of the records."""
    rows = catalog.documents(catalog.select({"kind": "trial"}).tolist())
    records = [(row.document_id, row.record) for row in rows if isinstance(row.record, Trial)]
    assert len(records) == len(rows) > 1
    assert list(catalog.acronyms()) == [
        (record.acronym, document_id) for document_id, record in records if record.acronym
    ]
    told = [
        text
        for _, record in records
        for text in (record.brief_title, record.official_title or "", *record.conditions, *record.keywords)
    ]
    assert list(catalog.abbreviations()) == [pair for text in told for pair in explained_in(text)] != []
    titles = [fold(record.brief_title) for _, record in records]
    for text in told:
        for word in fold(text).split():
            assert catalog.is_in_a_title(word) == any(word in title.split() for title in titles)


def test_sections_of_a_drug_are_those_of_its_monographs_and_labels(catalog: Catalog) -> None:
    """Not of trials that give it."""
    expected: dict[str, set[str]] = {}
    for row in catalog.documents(catalog.select({"kind": ["monograph", "label"]}).tolist()):
        for name in catalog.names_of(row.document_id):
            keys = expected.setdefault(name.drug, set())
            keys.update(key for key, _ in catalog.headings(row.document_id))
            assert [key for key, _ in catalog.headings(row.document_id)] == [
                each.key for each in catalog.sections(row.document_id)
            ]
    assert catalog.section_keys() == expected
    assert expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2011", (2011, 1, 1), (2011, 12, 31)),
        ("2011-12", (2011, 12, 1), (2011, 12, 31)),
        ("2000-02", (2000, 2, 1), (2000, 2, 29)),
        ("1900-02", (1900, 2, 1), (1900, 2, 28)),
        ("2011-03-09", (2011, 3, 9), (2011, 3, 9)),
        ("9999-12", (9999, 12, 1), (9999, 12, 31)),
        ("9999", (9999, 1, 1), (9999, 12, 31)),
    ],
)
def test_a_partial_date_means_its_first_to_its_last_day(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    """Also in the last month that the calendar has."""
    stated = PartialDate.parse(text)
    assert (stated.earliest, stated.latest) == (date(*first), date(*last))
