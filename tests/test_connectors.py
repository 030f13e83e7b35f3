"""Fetching from the public services: what is asked, what is kept, and what happens when they falter."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from indexer.connectors.as_written import read_object
from indexer.connectors.clinicaltrials import fetch_trials, trials_client
from indexer.connectors.http import Client, Clock, Patience
from indexer.connectors.ledger import open_ledger
from indexer.connectors.openfda import fetch_labels, labels_client
from indexer.connectors.phrases import drug_names, phrase
from indexer.connectors.records import FetchOptions, FetchReport
from indexer.corpus import find_sources, read_source
from indexer.errors import FetchError
from indexer.sources import clinicaltrials_v2
from indexer.sources import openfda as openfda_reader
from indexer.sources.fetch_dates import FETCH_RECORD, fetch_dates
from indexer.sources.reading import Problems
from tests import wire_server as wire
from tests.source_files import file_at
from tests.wire_server import Json, WireServer

TODAY = date(2025, 3, 4)
ID = "00000000-0000-4000-8000-{:012d}"


class NoWaiting(Clock):
    """Time that passes only by sleeping, without any."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.today = TODAY
        self._before = 0.0

    def renew(self) -> None:
        """Begin a test: nothing slept, and the last request an hour ago."""
        self._before += sum(self.slept) + 3600
        self.slept.clear()
        self.today = TODAY

    def now(self) -> datetime:
        """Noon of `today`."""
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)

    def elapsed(self) -> float:
        """Seconds slept."""
        return self._before + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        """Note it."""
        self.slept.append(seconds)

    @property
    def waits(self) -> list[float]:
        """Those that are no pause between two requests."""
        return [round(seconds, 3) for seconds in self.slept if seconds > 1.2]


def study(number: int, day: str = "2024-05-01", drug: str = "Exemplarin", **more: Any) -> Json:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": f"Trial {number} of {drug}"},
            "statusModule": {"overallStatus": "COMPLETED", "lastUpdatePostDateStruct": {"date": day, "type": "ACTUAL"}},
            "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": drug}]},
            **more,
        },
        "derivedSection": {"miscInfoModule": {"versionHolder": "2025-03-03"}},
        "hasResults": False,
    }


def label(number: int, day: str = "20240501", version: str = "3", drug: str = "EXEMPLARIN") -> Json:
    return {
        "spl_product_data_elements": [f"{drug} {drug} CELLULOSE"],
        "indications_and_usage": [f"1 INDICATIONS AND USAGE {drug} is for this test only."],
        "set_id": ID.format(number),
        "id": ID.format(number + 500_000),
        "effective_time": day,
        "version": version,
        "openfda": {"generic_name": [drug], "brand_name": [f"{drug} XR"], "substance_name": [drug]},
    }


@dataclass(frozen=True)
class Setup:
    """The services and a client of each, which all tests share: making a client reads the machine's certificates."""

    server: WireServer
    clock: NoWaiting
    trials: Client
    labels: Client


@pytest.fixture(scope="module")
def setup() -> Iterator[Setup]:
    clock = NoWaiting()
    with pytest.MonkeyPatch.context() as environment, wire.wire_server() as server:
        environment.setenv("NO_PROXY", "127.0.0.1")
        with (
            trials_client(server.trials_api, clock=clock) as ours,
            labels_client(server.labels_api, clock=clock) as its,
        ):
            yield Setup(server, clock, ours, its)


@pytest.fixture
def server(setup: Setup) -> WireServer:
    """The services, holding nothing."""
    setup.server.renew()
    return setup.server


@pytest.fixture
def clock(setup: Setup) -> NoWaiting:
    """The clients' clock, long after the last test."""
    setup.clock.renew()
    return setup.clock


Fetch = Callable[..., FetchReport]


@pytest.fixture
def trials(setup: Setup, server: WireServer, clock: NoWaiting, tmp_path: Path) -> Fetch:
    def fetch(*drugs: str, **options: Any) -> FetchReport:
        return fetch_trials(drugs or ("exemplarin",), tmp_path, setup.trials, FetchOptions(**options))

    return fetch


@pytest.fixture
def labels(setup: Setup, server: WireServer, clock: NoWaiting, tmp_path: Path) -> Fetch:
    def fetch(*drugs: str, **options: Any) -> FetchReport:
        return fetch_labels(drugs or ("exemplarin",), tmp_path, setup.labels, FetchOptions(**options))

    return fetch


def numbers(*each: int) -> tuple[str, ...]:
    return tuple(f"NCT{number:08d}" for number in each)


def set_ids(*each: int) -> tuple[str, ...]:
    return tuple(ID.format(number) for number in each)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


# What is written


def test_a_study_is_kept_exactly_as_the_registry_wrote_it(server: WireServer, trials: Fetch, tmp_path: Path) -> None:
    """One file per study, the API's own object, numbers and escapes included; its reader makes the trial of it."""
    server.studies = [study(1, locations=[{"geoPoint": {"lat": 39.1, "lon": -84.0}}], note="µ – \U0001f489")]
    trials()
    path = tmp_path / "trials" / "NCT00000001.json"
    assert json.loads(path.read_text()) == server.studies[0]
    assert "\\u00b5 \\u2013" in path.read_text()  # as on the wire, not written anew
    [trial] = clinicaltrials_v2.read(file_at(path.parent, path.name), Problems())
    assert (trial.document_id, trial.title) == ("NCT00000001", "Trial 1 of Exemplarin")


def test_a_label_is_kept_in_the_form_of_an_answer_about_it_alone(
    server: WireServer, labels: Fetch, tmp_path: Path
) -> None:
    """`meta` with total 1, and the one result; its reader takes it for an openFDA answer."""
    server.labels = [label(1), label(2)]
    labels()
    path = tmp_path / "labels" / f"{ID.format(2)}.json"
    kept = json.loads(path.read_text())
    assert kept["results"] == [server.labels[1]]
    assert kept["meta"]["results"] == {"skip": 0, "limit": 1, "total": 1}
    assert kept["meta"]["license"] == "https://open.fda.gov/license/"
    source = file_at(path.parent, path.name)
    assert openfda_reader.recognises(source.name, source.head())
    assert [document.document_id for document in openfda_reader.read(source, Problems())] == [ID.format(2)]


def test_the_day_of_fetching_is_kept_for_the_readers(
    server: WireServer, trials: Fetch, clock: NoWaiting, tmp_path: Path
) -> None:
    """In a hidden file beside the records; a record that is not replaced keeps the day it came."""
    server.studies = [study(1), study(2)]
    trials()
    server.studies[1] = study(2, "2025-03-05")
    server.data_timestamp = "2025-03-06T09:00:05"
    clock.today += timedelta(days=3)
    trials()
    dates = fetch_dates(tmp_path / "trials")
    assert dates == {"NCT00000001.json": TODAY, "NCT00000002.json": TODAY + timedelta(days=3)}
    assert fetch_dates(tmp_path) == {}


def test_what_was_fetched_is_a_corpus(server: WireServer, trials: Fetch, labels: Fetch, tmp_path: Path) -> None:
    """Every record is found and read, with the day it was fetched; the connectors' own files are no sources."""
    server.studies, server.labels = [study(1), study(2)], [label(1)]
    trials(), labels()
    problems = Problems()
    documents = [document for source in find_sources([tmp_path]) for document in read_source(source, problems)]
    assert [document.document_id for document in documents] == [*set_ids(1), *numbers(1, 2)]
    assert {document.source.fetched for document in documents} == {TODAY}
    assert problems.found == problems.skipped == ()


# Paging, limits, several drugs


def test_all_pages_are_fetched_and_each_version_once(server: WireServer, trials: Fetch, tmp_path: Path) -> None:
    """Four pages of numbers and dates, then four of texts; nothing comes twice."""
    server.studies, server.largest_page = [study(number) for number in range(1, 18)], 5
    report = trials()
    assert len(report.new) == len(names_in(tmp_path / "trials")) == 17
    asked = server.asked("/api/v2/studies")
    assert [params["fields"] for params in asked if "fields" in params] == ["NCTId,LastUpdatePostDate"] * 4
    assert [sorted(params["filter.ids"].split(",")) for params in asked[4:]] == [list(report.new)] * 4


@pytest.mark.parametrize("links", [True, False], ids=["search_after", "skip"])
def test_all_pages_of_labels_are_fetched(server: WireServer, labels: Fetch, links: bool) -> None:
    """By openFDA's Link header, whose address is never followed, or by `skip` where there is none."""
    server.labels, server.links = [label(number) for number in range(120)], links
    assert len(labels().new) == 120
    pages = server.asked("/drug/label.json")[1:]
    assert len(pages) == 3
    assert ["search_after" in page for page in pages] == [False, links, links]
    assert ["skip" in page for page in pages] == [False, not links, not links]


def test_several_drugs_are_asked_one_after_the_other(server: WireServer, trials: Fetch) -> None:
    """A study of two of them counts once."""
    both = study(3)
    both["protocolSection"]["armsInterventionsModule"]["interventions"].append({"type": "DRUG", "name": "Otherine"})
    server.studies = [study(1), study(2, drug="Otherine"), both]
    report = trials("exemplarin", "Otherine", "EXEMPLARIN")
    assert report.asked == ("exemplarin", "Otherine")
    assert report.new == numbers(1, 2, 3)
    assert report.unchanged == ()


def test_a_limit_takes_the_newest(server: WireServer, trials: Fetch, labels: Fetch) -> None:
    """Of each drug; and a limited fetch settles nothing: the next one gets the rest."""
    server.studies = [study(1, "2023-01-01"), study(2, "2025-01-01"), study(3, "2024-01-01")]
    server.labels = [label(1, "20230101"), label(2, "20250101"), label(3, "20240101")]
    assert (trials(limit=2).new, labels(limit=2).new) == (numbers(2, 3), set_ids(2, 3))
    assert (trials().new, labels().new) == (numbers(1), set_ids(1))


def test_since_asks_for_later_versions_only(server: WireServer, trials: Fetch, labels: Fetch) -> None:
    """By LastUpdatePostDate and by effective_time, the day itself included."""
    server.studies = [study(1, "2024-12-31"), study(2, "2025-01-01")]
    server.labels = [label(1, "20241231"), label(2, "20250101")]
    since = date(2025, 1, 1)
    assert (trials(since=since).new, labels(since=since).new) == (numbers(2), set_ids(2))
    assert server.asked("/api/v2/studies")[0]["filter.advanced"] == "AREA[LastUpdatePostDate]RANGE[2025-01-01,MAX]"
    assert "effective_time:[20250101 TO 29991231]" in server.asked("/drug/label.json")[0]["search"]


def test_a_drug_without_records_is_no_error(trials: Fetch, labels: Fetch) -> None:
    """The one says 404 NOT_FOUND, the other sends an empty page."""
    assert trials().summary == "ClinicalTrials.gov, exemplarin: 0 new, 0 updated, 0 unchanged"
    assert labels().summary == "openFDA, exemplarin: 0 new, 0 updated, 0 unchanged"


def test_a_label_that_is_not_harmonised_is_found_by_its_product_data(server: WireServer, labels: Fetch) -> None:
    """Where the `openfda` block is empty; an excipient of another drug's label is no match."""
    server.labels = [label(1) | {"openfda": {}}, label(2, drug="CELLULOSE"), label(3, drug="OTHERINE")]
    assert labels().new == set_ids(1)
    assert labels("cellulose").new == set_ids(2)


# Only what is new


def test_nothing_is_asked_where_the_publishers_data_have_not_moved(
    server: WireServer, trials: Fetch, labels: Fetch
) -> None:
    """One request each tells: `dataTimestamp`, and `meta.last_updated`."""
    server.studies, server.labels = [study(1), study(2)], [label(1)]
    trials(), labels()
    server.requests.clear()
    assert (trials().unchanged, labels().unchanged) == (numbers(1, 2), set_ids(1))
    assert [request.path for request in server.requests] == ["/api/v2/version", "/drug/label.json"]
    assert server.asked("/drug/label.json")[0]["limit"] == "1"


def test_only_new_versions_of_studies_are_fetched(server: WireServer, trials: Fetch, tmp_path: Path) -> None:
    """A new study, a study updated, one that only now matches though it is old: these texts, and no other."""
    server.studies = [study(number) for number in (1, 2, 3)]
    trials()
    server.requests.clear()
    server.data_timestamp = "2025-03-05T09:00:05"
    server.studies[1] = study(2, "2025-03-04")
    server.studies += [study(4, "2025-03-05"), study(5, "2009-01-01")]
    report = trials()
    assert (report.new, report.updated, report.unchanged) == (numbers(4, 5), numbers(2), numbers(1, 3))
    [texts] = [params for params in server.asked("/api/v2/studies") if "filter.ids" in params]
    assert sorted(texts["filter.ids"].split(",")) == list(numbers(2, 4, 5))
    assert "2025-03-04" in (tmp_path / "trials" / "NCT00000002.json").read_text()


def test_only_recent_labels_are_asked_for_again(server: WireServer, labels: Fetch) -> None:
    """By effective_time, half a year of delay allowed for; when that adds up, no page of older ones is asked."""
    server.labels = [label(number, "20200101") for number in range(60)]
    labels()
    server.requests.clear()
    server.last_updated = "2025-03-08"
    server.labels[7] = label(7, "20250304", "4")
    server.labels.append(label(99, "20250307", "1"))
    report = labels()
    assert (report.new, report.updated, len(report.unchanged)) == (set_ids(99), set_ids(7), 59)
    count, recent = server.asked("/drug/label.json")
    assert count["limit"] == "1"
    assert recent["search"].endswith("AND effective_time:[20240902 TO 29991231]")


def test_a_label_posted_years_after_its_date_is_found_by_counting(server: WireServer, labels: Fetch) -> None:
    """The total says that one is missing, so all are asked for."""
    server.labels = [label(1), label(2)]
    labels()
    server.last_updated = "2025-03-08"
    server.labels.append(label(3, "20110101"))
    assert labels().new == set_ids(3)


def test_the_higher_version_of_a_label_wins_whatever_the_order(
    server: WireServer, labels: Fetch, tmp_path: Path
) -> None:
    """Version 10 is later than version 9 of the same day."""
    server.labels = [label(1, version="10"), label(1, version="9")]
    labels()
    kept = json.loads((tmp_path / "labels" / f"{ID.format(1)}.json").read_text())
    assert kept["results"][0]["version"] == "10"


def test_what_disappeared_upstream_is_reported_and_stays(
    server: WireServer, trials: Fetch, labels: Fetch, tmp_path: Path
) -> None:
    """At each fetch, until a person removes the file."""
    server.studies, server.labels = [study(1), study(2)], [label(1), label(2)]
    trials(), labels()
    del server.studies[0], server.labels[0]
    server.data_timestamp, server.last_updated = "2025-03-05T09:00:05", "2025-03-08"
    for _ in range(2):
        report, other = trials(), labels()
        assert (report.gone, report.unchanged) == (numbers(1), numbers(2))
        assert (other.gone, other.unchanged) == (set_ids(1), set_ids(2))
    assert "1 gone upstream" in report.summary
    (tmp_path / "trials" / "NCT00000001.json").unlink()
    assert trials().gone == ()


def test_a_file_that_was_deleted_is_fetched_again(
    server: WireServer, trials: Fetch, labels: Fetch, tmp_path: Path
) -> None:
    """Though the publisher's data have not moved."""
    server.studies, server.labels = [study(1), study(2)], [label(1), label(2)]
    trials(), labels()
    (tmp_path / "trials" / "NCT00000002.json").unlink()
    (tmp_path / "labels" / f"{ID.format(1)}.json").unlink()
    assert (trials().new, labels().new) == (numbers(2), set_ids(1))


@pytest.mark.parametrize("damage", ["missing", "no JSON", '{"files": 3}', '{"files": {}, "asked": {"exemplarin": {}}}'])
def test_a_lost_ledger_is_learnt_from_the_files(server: WireServer, trials: Fetch, tmp_path: Path, damage: str) -> None:
    """Nothing is fetched twice for want of it."""
    server.studies = [study(1), study(2)]
    trials()
    record = tmp_path / "trials" / FETCH_RECORD
    record.unlink() if damage == "missing" else record.write_text(damage)
    server.requests.clear()
    assert trials().unchanged == numbers(1, 2)
    assert not any("filter.ids" in params for params in server.asked("/api/v2/studies"))


# Interrupted runs


def test_an_interrupted_fetch_of_studies_goes_on_with_what_is_missing(
    server: WireServer, trials: Fetch, tmp_path: Path
) -> None:
    """What was written before the service failed is not asked for again."""
    server.studies = [study(number) for number in range(1, 121)]
    server.faults.extend([None, None, None, None, *[wire.status(503)] * 7])
    with pytest.raises(FetchError, match="run the same command again"):
        trials()
    assert len(names_in(tmp_path / "trials")) == 100
    server.requests.clear()
    report = trials()
    assert (len(report.new), len(report.unchanged)) == (20, 100)
    assert sum(params.get("filter.ids", "").count("NCT") for params in server.asked("/api/v2/studies")) == 20


@pytest.mark.parametrize("links", [True, False], ids=["search_after", "skip"])
def test_an_interrupted_fetch_of_labels_goes_on_from_its_page(server: WireServer, labels: Fetch, links: bool) -> None:
    """And still knows, at the end, which labels there are."""
    server.labels, server.links = [label(number) for number in range(120)], links
    server.faults.extend([None, None, *[wire.broken_off] * 7])
    with pytest.raises(FetchError, match="broke off"):
        labels()
    server.requests.clear()
    assert len(labels().new) == 70
    assert len(server.asked("/drug/label.json")) == 3
    server.requests.clear()
    assert len(labels().unchanged) == 120
    assert len(server.asked("/drug/label.json")) == 1


def test_a_page_token_that_expired_begins_the_list_again(server: WireServer, trials: Fetch) -> None:
    """Once: a service that refuses its own fresh tokens is an error."""
    server.studies, server.largest_page = [study(number) for number in range(1, 8)], 5
    server.faults.extend([None, None, wire.status(400, "Invalid page token")])
    assert trials().new == numbers(*range(1, 8))
    server.data_timestamp = "2025-03-05T09:00:05"
    refusal = wire.status(400, "Invalid page token")
    server.faults.extend([None, None, refusal, None, refusal])
    with pytest.raises(FetchError, match="400 Invalid page token"):
        trials()


def test_a_cursor_that_expired_begins_with_the_first_page(server: WireServer, labels: Fetch) -> None:
    """An interrupted run's place may be forgotten upstream."""
    server.labels = [label(number) for number in range(120)]
    server.faults.extend([None, None, *[wire.status(502)] * 7])
    with pytest.raises(FetchError, match="502"):
        labels()
    server.faults.extend([None, wire.status(400, "no such cursor")])
    report = labels()
    assert (len(report.new), len(report.unchanged)) == (70, 50)


def test_two_fetches_into_one_folder_do_not_mix(trials: Fetch, tmp_path: Path) -> None:
    """The second is told so."""
    with open_ledger(tmp_path / "trials"), pytest.raises(FetchError, match="another fetch is writing"):
        trials()


def test_a_folder_that_cannot_be_written_is_said_so(server: WireServer, trials: Fetch, tmp_path: Path) -> None:
    """With its name and the reason."""
    (tmp_path / "trials").write_text("a file where a folder should be")
    with pytest.raises(FetchError, match=r"trials: cannot be written \(File exists\)"):
        trials()


# Politeness, and faults of the wire


def test_requests_keep_the_services_pace(server: WireServer, trials: Fetch, clock: NoWaiting) -> None:
    """ClinicalTrials.gov: 1.2 seconds from one beginning to the next."""
    server.studies = [study(1)]
    trials()
    assert clock.slept == [pytest.approx(1.2)] * 2
    assert len(server.requests) == 3


def test_a_client_says_who_it_is_and_hides_its_key(server: WireServer, clock: NoWaiting) -> None:
    """User-Agent names the program; openFDA's key travels as the user of basic access, never in an address."""
    with labels_client(server.labels_api, key="secret", clock=clock) as client, pytest.raises(FetchError):
        client.get("drug/label.json", {"search": "("})
    request = server.requests[0]
    assert request.headers["User-Agent"].startswith("medpath-search/")
    assert request.headers["Authorization"] == "Basic c2VjcmV0Og=="
    assert "secret" not in str(request.params)


@pytest.mark.parametrize(
    ("stated", "waited"),
    [("7", 7.0), ("Tue, 04 Mar 2025 12:00:30 GMT", 30.0), ("Tue, 04 Mar 2025 11:00:00 GMT", None)],
    ids=["seconds", "date", "date gone by"],
)
def test_retry_after_is_honoured(
    server: WireServer, trials: Fetch, clock: NoWaiting, stated: str, waited: float | None
) -> None:
    """In seconds or as a date (RFC 9110, 10.2.3)."""
    server.faults.append(wire.status(429, "too many requests", Retry_After=stated))
    trials()
    assert clock.waits == ([waited] if waited else [])


def test_a_service_that_asks_for_hours_is_left_alone(server: WireServer, trials: Fetch, clock: NoWaiting) -> None:
    """The message says how long."""
    server.faults.append(wire.status(429, Retry_After="3600"))
    with pytest.raises(FetchError, match="asks to wait 3600 s"):
        trials()
    assert clock.slept == []


def test_waits_double_with_jitter_until_it_answers(server: WireServer, clock: NoWaiting) -> None:
    """Between half and the whole of 1, 2, 4, 8 … seconds."""
    server.faults.extend([wire.status(code) for code in (500, 502, 503, 504)])
    for jitter, expected in ((1.0, [1, 2, 4, 8]), (0.0, [0.5, 1, 2, 4])):
        service = trials_client(server.trials_api).service
        with Client(service, Patience(), clock, jitter=lambda share=jitter: share) as client:  # type: ignore[misc]
            before = len(clock.slept)
            client.get("version", {})
        # a pause that is longer than the wait so far fills it up to 1.2 s
        waits = [seconds for seconds in clock.slept[before:] if seconds in (0.5, 1, 2, 4, 8)]
        assert waits == expected
        server.faults.extend([wire.status(code) for code in (500, 502, 503, 504)])


@pytest.mark.parametrize("fault", [wire.broken_off, wire.cut_short], ids=["connection", "JSON"])
def test_a_truncated_answer_is_asked_for_again(server: WireServer, labels: Fetch, fault: wire.Fault) -> None:
    """And nothing of it is kept."""
    server.labels = [label(1)]
    server.faults.extend([None, fault, fault])
    assert labels().new == set_ids(1)


def test_a_slow_answer_is_asked_for_again(server: WireServer, clock: NoWaiting, tmp_path: Path) -> None:
    """After the time-out."""
    server.studies = [study(1)]
    server.faults.append(wire.silent_for(0.3))
    with trials_client(server.trials_api, Patience(timeout_s=0.1), clock) as client:
        assert fetch_trials(["exemplarin"], tmp_path, client).new == numbers(1)


def test_a_page_for_people_is_no_answer(server: WireServer, trials: Fetch) -> None:
    """A network's log-in page, served as 200, is named as what it may be; asking again would not help."""
    server.faults.append(wire.web_page)
    with pytest.raises(FetchError, match="answered text/html where JSON was expected; a proxy or a log-in page"):
        trials()
    assert len(server.requests) == 1


def test_an_answer_of_another_api_is_refused(server: WireServer, trials: Fetch, labels: Fetch) -> None:
    """JSON without studies, or without results, and a service that has moved."""
    server.faults.extend([None, lambda exchange: exchange.json({"FullStudiesResponse": {}})])
    with pytest.raises(FetchError, match="without studies"):
        trials()
    server.faults.append(lambda exchange: exchange.json({"results": []}))
    with pytest.raises(FetchError, match="without meta"):
        labels()
    server.faults.append(wire.status(301, Location="https://new.example/"))
    with pytest.raises(FetchError, match=r"openFDA has moved to https://new\.example/; set MEDPATH_LABELS_API"):
        labels()


def test_a_refusal_is_not_asked_again_and_says_why(server: WireServer, trials: Fetch) -> None:
    """The service's own words."""
    server.faults.extend([None, wire.status(400, "`query.intr` is too long")])
    with pytest.raises(FetchError, match=r"refused the request: 400 `query\.intr` is too long"):
        trials()
    assert len(server.requests) == 2


def test_offline_is_said_in_so_many_words(server: WireServer, clock: NoWaiting, tmp_path: Path) -> None:
    """After three attempts, naming the service and the setting; nothing is left but an empty folder."""
    with wire.wire_server() as gone:
        address = gone.trials_api
    with trials_client(address, clock=clock) as client, pytest.raises(FetchError) as caught:
        fetch_trials(["exemplarin"], tmp_path, client)
    message = str(caught.value)
    assert message.startswith("ClinicalTrials.gov cannot be reached (")
    assert "is this machine offline?" in message
    assert "MEDPATH_TRIALS_API" in message
    assert names_in(tmp_path / "trials") == []


@pytest.mark.parametrize("address", ["", "clinicaltrials.gov/api", "ftp://x/", "http://x:y/"])
def test_an_address_that_is_none_is_named_with_its_setting(tmp_path: Path, clock: NoWaiting, address: str) -> None:
    """MEDPATH_TRIALS_API, and what it was."""
    with pytest.raises(FetchError, match="MEDPATH_TRIALS_API: no web address"):  # noqa: SIM117
        with trials_client(address, clock=clock) as client:
            fetch_trials(["exemplarin"], tmp_path, client)


# Hostile names and records


@pytest.mark.parametrize(
    "name",
    [
        'exemplarin" OR AREA[Phase]PHASE3 OR "x',
        'exemplarin") OR _exists_:set_id OR (openfda.brand_name:"',
        "exemplarin\\",
        'exemplarin\\" OR NOT zzz',
        "exemplarin&pageSize=1000#",
        "exemplarin\r\nHost: elsewhere",
        "NOT otherine",
        "* OR *",
    ],
)
def test_no_name_is_an_operator(server: WireServer, trials: Fetch, labels: Fetch, name: str) -> None:
    """Whatever it holds, it stays one phrase, and finds only records that hold that phrase."""
    server.studies, server.labels = [study(1, drug="Otherine")], [label(1, drug="OTHERINE")]
    if any(letter.isalnum() for letter in name):
        assert (trials(name).new, labels(name).new) == ((), ())
    asked = [params["query.intr"] for params in server.asked("/api/v2/studies")]
    assert asked == [phrase(drug_names([name])[0])]
    assert asked[0].count('"') == 2


@pytest.mark.parametrize("name", ["", "   ", '"', "(", "x" * 201])
def test_what_is_no_name_is_refused_before_anything_is_asked(server: WireServer, trials: Fetch, name: str) -> None:
    """An empty phrase would match everything, or nothing."""
    with pytest.raises(FetchError, match="is no drug's name"):
        trials(name)
    with pytest.raises(FetchError, match="no drug to ask for"):
        drug_names([])
    assert server.requests == []


@pytest.mark.parametrize("number", ["../../etc/passwd", "NCT1", "NCT000000011", "NCT0000000１", None])
def test_an_identifier_that_is_none_never_becomes_a_path(
    server: WireServer, trials: Fetch, labels: Fetch, tmp_path: Path, number: str | None
) -> None:
    """The record is a failure with its reason; the others are kept, and the next fetch looks again."""
    odd, odder = study(9), label(9)
    odd["protocolSection"]["identificationModule"]["nctId"] = number
    odder["set_id"] = number
    server.studies, server.labels = [study(1), odd], [label(1), odder]
    report, other = trials(), labels()
    assert (report.new, other.new) == (numbers(1), set_ids(1))
    assert "no NCT number" in str(report.failed[0])
    assert "is no set id" in str(other.failed[0])
    assert sorted(os.listdir(tmp_path)) == ["labels", "trials"]  # noqa: PTH208
    server.studies[1], server.labels[1] = study(2), label(2)
    assert (trials().new, labels().new) == (numbers(2), set_ids(2))


def test_a_study_listed_but_not_given_is_a_failure(server: WireServer, trials: Fetch) -> None:
    """Named, with the reason."""
    server.studies = [study(1), study(2)]
    server.faults.extend([None, None, lambda exchange: exchange.json({"studies": [study(1), study(7)]})])
    report = trials()
    assert report.new == numbers(1)
    assert [str(failure) for failure in report.failed] == ["NCT00000002: listed, but not given when asked for"]


def test_a_record_is_replaced_as_a_whole(server: WireServer, trials: Fetch, tmp_path: Path) -> None:
    """A link in its place is replaced, not followed; no unfinished file stays."""
    target = tmp_path / "precious.txt"
    target.write_text("precious")
    (tmp_path / "trials").mkdir()
    (tmp_path / "trials" / "NCT00000001.json").symlink_to(target)
    server.studies = [study(1)]
    trials()
    assert target.read_text() == "precious"
    assert not (tmp_path / "trials" / "NCT00000001.json").is_symlink()
    assert not list((tmp_path / "trials").glob("*.part")) + list((tmp_path / "trials").glob(".*.part"))


def test_a_report_is_plain_data(server: WireServer, trials: Fetch) -> None:
    """For `--json`."""
    server.studies = [study(1)]
    mapping = json.loads(json.dumps(trials().as_mapping()))
    assert mapping["summary"] == "ClinicalTrials.gov, exemplarin: 1 new, 0 updated, 0 unchanged"
    assert mapping["new"] == ["NCT00000001"]
    assert mapping["data_date"] == "2025-03-03T09:00:05"


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"a": [1,]}', '{"a" 1}', '{"a": 1,}', "{} {}", '{"a": [' + "[" * 99999]
)
def test_what_is_no_whole_object_is_refused(text: str) -> None:
    """Cut short, or no JSON at all, or nested beyond reason."""
    with pytest.raises(ValueError, match=r".+"):
        read_object(text)


def test_an_object_is_read_with_its_lists_as_written() -> None:
    """The text of each item is the slice of the answer."""
    read = read_object('\n{"total": 2,"items" : [ {"n": 1.50} ,\t"\\u00b5"], "none":[]}\n')
    assert read.values == {"total": 2}
    assert [(item.value, item.written) for item in read.lists["items"]] == [
        ({"n": 1.5}, '{"n": 1.50}'),
        ("µ", '"\\u00b5"'),
    ]
    assert read.lists["none"] == ()
