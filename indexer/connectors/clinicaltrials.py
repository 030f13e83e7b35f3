"""Studies from the ClinicalTrials.gov API v2, one file per study, as `GET /studies` gives them.

Which studies there are is asked first, as numbers and dates only; then those are fetched whose
`lastUpdatePostDateStruct.date` is not that of the file held. So an interrupted run goes on where it stopped, a study
that an indexer at the registry only now ties to the drug is found, and one that was withdrawn is noticed.
Parameters: https://clinicaltrials.gov/data-api/api (OpenAPI 2.0).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from indexer.connectors.as_written import Item
from indexer.connectors.http import Answer, Client, Clock, Patience, RequestRefused, Service
from indexer.connectors.ledger import open_ledger
from indexer.connectors.phrases import drug_names, phrase
from indexer.connectors.records import FetchOptions, FetchReport, RecordFolder
from indexer.errors import FetchError
from indexer.report import Progress, silent
from indexer.sources.json_values import text_at
from indexer.sources.trial_fields import nct_number

TRIALS_API = "https://clinicaltrials.gov/api/v2"
"""Default of MEDPATH_TRIALS_API."""
FOLDER = "trials"

_SERVICE = "ClinicalTrials.gov"
_PAUSE_S = 1.2  # the site asks crawlers for a second between requests; the API states no rate of its own
_LISTED = 1000  # pageSize: the most it gives
_FETCHED = 50  # studies with posted results run to megabytes
_UPDATED = "protocolSection.statusModule.lastUpdatePostDateStruct.date"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def trials_client(base_url: str, patience: Patience | None = None, clock: Clock | None = None) -> Client:
    """Return a client of the API at this address, to be closed by whoever asked for it."""
    return Client(Service(_SERVICE, base_url, "MEDPATH_TRIALS_API", _PAUSE_S), patience, clock)


def fetch_trials(
    drugs: Sequence[str],
    out_dir: Path,
    client: Client,
    options: FetchOptions | None = None,
    progress: Progress = silent,
) -> FetchReport:
    """Bring `out_dir/trials/NCT….json` up to date with the studies of these drugs.

    Asks nothing but the registry's data date when that has not moved since the last fetch. Raises FetchError when the
    service cannot be used or the folder cannot be written; what came until then is kept, and the same call goes on.
    """
    names = drug_names(drugs)
    with open_ledger(out_dir / FOLDER) as ledger:
        folder = RecordFolder(ledger, version_in, client.clock.now().date())
        run = _Run(client, folder, options or FetchOptions(), progress)
        data = run.data_timestamp()
        try:
            for drug in names:
                run.fetch(drug, data)
        finally:
            ledger.save()
        return folder.report(_SERVICE, names, data)


def version_in(text: str) -> str:
    """Return the day a study's file was last updated by its publisher; raises ValueError for another kind of file."""
    study = json.loads(text)
    _number(study)
    return _version(study)


@dataclass(frozen=True, slots=True)
class _Run:
    client: Client
    folder: RecordFolder
    options: FetchOptions
    progress: Progress

    def data_timestamp(self) -> str:
        """When the registry last renewed its data: `GET /version`, `dataTimestamp`."""
        return str(self.client.get("version", {}).body.values.get("dataTimestamp", "unknown"))

    def fetch(self, drug: str, data: str) -> None:
        """Fetch what is new of one drug's studies."""
        before = self.folder.ledger.asked(drug)
        settled = before.data == data != "unknown" and not self.options.full and not self.options.partial
        if settled and self.folder.holds_all(before):
            self.folder.settled_before(before)
            return
        listed = dict(islice(self._listed(drug), self.options.limit))
        wanted = [number for number, version in listed.items() if self._is_wanted(number, version)]
        self.folder.unchanged(listed.keys() - set(wanted))
        for begin in range(0, len(wanted), _FETCHED):
            self.progress(f"fetch {drug}", begin, len(wanted))
            self._keep(wanted[begin : begin + _FETCHED])
            self.folder.ledger.save()
        self.progress(f"fetch {drug}", len(wanted), len(wanted))
        if not self.options.partial:
            self.folder.settle(drug, data, listed)

    def _is_wanted(self, number: str, version: str) -> bool:
        held = self.folder.held(number)
        return held is None or held < version

    def _listed(self, drug: str) -> Iterator[tuple[str, str]]:
        """Each study's number and version, the last updated first."""
        # by date, since unsorted pages may overlap; "fields" keeps a thousand studies below 200 kB
        params = {
            "query.intr": phrase(drug),
            "fields": "NCTId,LastUpdatePostDate",
            "sort": "LastUpdatePostDate:desc",
            "countTotal": "true",
            "pageSize": str(min(_LISTED, self.options.limit or _LISTED)),
        }
        if self.options.since:
            params["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{self.options.since.isoformat()},MAX]"
        return ((number, version) for number, version, _ in self._studies(params))

    def _studies(self, params: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
        """Number, version and text of the studies of all pages; one without a number is a failure.

        Where a page's token no longer holds, once more from the first page.
        """
        token, again = None, True
        while True:
            try:
                answer = self.client.get("studies", {**params, "pageToken": token} if token else params)
            except RequestRefused as refusal:
                if token is None or not again or refusal.status != 400:
                    raise
                token, again = None, False
                continue
            for item in _studies_of(answer):
                try:
                    yield _number(item.value), _version(item.value), item.written
                except ValueError as error:
                    self.folder.failed(item.written[:40], str(error))
            following = answer.body.values.get("nextPageToken")
            if following is None:
                return
            if following == token:
                raise FetchError(f"{_SERVICE} gives the same page again and again; try later")
            token = str(following)

    def _keep(self, numbers: Sequence[str]) -> None:
        """Fetch and write these studies: `filter.ids`, which also finds a study by a former number."""
        missing = set(numbers)
        room = str(len(numbers) + 1)  # a page that is full always has a token, though nothing may follow
        for number, version, written in self._studies({"filter.ids": ",".join(numbers), "pageSize": room}):
            if number in missing:
                self.folder.keep(number, version, written + "\n")
                missing.remove(number)
        for number in sorted(missing):
            self.folder.failed(number, "listed, but not given when asked for")


def _studies_of(answer: Answer) -> tuple[Item, ...]:
    if "studies" not in answer.body.lists:
        raise FetchError(f"{_SERVICE}: an answer without studies; is MEDPATH_TRIALS_API an API of version 2?")
    return answer.body.lists["studies"]


def _number(study: Any) -> str:
    return nct_number(text_at(study, "protocolSection.identificationModule.nctId"))


def _version(study: Any) -> str:
    day = text_at(study, _UPDATED)
    return day if day is not None and _DAY.fullmatch(day) else ""
