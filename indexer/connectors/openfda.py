"""Drug labels from openFDA, one file per label, in the form of one answer of `GET /drug/label.json`.

openFDA cannot list identifiers alone, so a first fetch pages through all labels of a drug. A later one asks nothing
more when `meta.last_updated` has not moved; else for labels with a recent `effective_time`, and for all of them again
when that does not add up to `meta.results.total`: labels may be posted long after the day they carry, or taken away.
Parameters: https://open.fda.gov/apis/query-parameters/, paging: https://open.fda.gov/apis/paging/.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from indexer.connectors.as_written import Item
from indexer.connectors.http import Answer, Client, Clock, RequestRefused, Service
from indexer.connectors.ledger import Asked, Going, open_ledger
from indexer.connectors.phrases import drug_names, phrase
from indexer.connectors.records import FetchOptions, FetchReport, RecordFolder
from indexer.errors import FetchError
from indexer.report import Progress, silent
from indexer.sources.json_values import text_at, value_at
from indexer.sources.stated import set_id

LABELS_API = "https://api.fda.gov"
"""Default of MEDPATH_LABELS_API."""
FOLDER = "labels"

_SERVICE = "openFDA"
_PATH = "drug/label.json"
_PAUSE_S = 0.25  # 240 requests per minute: https://open.fda.gov/apis/authentication/
_PAGE = 50  # limit: 1,000 at most; labels run to hundreds of kilobytes
_LAST_SKIP = 25_000
_LATE = timedelta(days=180)
"""How long after its effective_time a label is expected to be posted; what comes later still is found by counting."""


def labels_client(base_url: str, key: str | None = None, clock: Clock | None = None) -> Client:
    """Return a client of the API at this address, to be closed by whoever asked for it.

    `key` is an openFDA access key (120,000 requests per day instead of 1,000), sent as the user of HTTP basic access.
    """
    return Client(Service(_SERVICE, base_url, "MEDPATH_LABELS_API", _PAUSE_S), clock=clock, key=key)


def fetch_labels(
    drugs: Sequence[str],
    out_dir: Path,
    client: Client,
    options: FetchOptions | None = None,
    progress: Progress = silent,
) -> FetchReport:
    """Bring `out_dir/labels/<set_id>.json` up to date with the labels of these drugs.

    A label belongs to a drug by `openfda.generic_name`, `.brand_name` or `.substance_name`, and where openFDA has not
    harmonised it, by its `spl_product_data_elements`. Raises FetchError when the service cannot be used or the folder
    cannot be written; what came until then is kept, and the same call goes on from the page it had reached.
    """
    names = drug_names(drugs)
    with open_ledger(out_dir / FOLDER) as ledger:
        folder = RecordFolder(ledger, version_in, client.clock.now().date())
        run = _Run(client, folder, options or FetchOptions(), progress)
        dates: list[str] = []
        try:
            for drug in names:
                dates.append(run.fetch(drug))
        finally:
            ledger.save()
        return folder.report(_SERVICE, names, max(dates, key=_known))


def version_in(text: str) -> str:
    """Return the version of a label's file; raises ValueError for another kind of file."""
    results = value_at(json.loads(text), "results")
    if not isinstance(results, list) or len(results) != 1:
        raise ValueError("results: expected one label")
    set_id(text_at(results[0], "set_id") or "")
    return _version(results[0])


@dataclass(frozen=True, slots=True)
class _Page:
    labels: tuple[Item, ...]
    meta: Mapping[str, Any]
    cursor: Mapping[str, str] | None
    """Query parameters that lead to the next page."""
    total: int = 0
    data_date: str = "unknown"


@dataclass(frozen=True, slots=True)
class _Run:
    client: Client
    folder: RecordFolder
    options: FetchOptions
    progress: Progress

    def fetch(self, drug: str) -> str:
        """Fetch what is new of one drug's labels; the date of openFDA's data, "unknown" where it states none."""
        if self.options.partial:
            return self._newest(drug)
        before = self.folder.ledger.asked(drug)
        now = self._page({"search": _search(drug), "limit": "1"}, None)
        settled = before.data == now.data_date != "unknown" and before.going is None and not self.options.full
        whole = self.folder.holds_all(before)
        if settled and whole:
            self.folder.settled_before(before)
            return now.data_date
        seen: set[str] = set()
        if whole and not self.options.full and (since := _since(before)) is not None:
            seen = self._all(drug, since, now.data_date) | set(before.records)
        if len(seen) != now.total or not seen:
            seen = self._all(drug, None, now.data_date)
        self.folder.settle(drug, now.data_date, seen)
        return now.data_date

    def _newest(self, drug: str) -> str:
        """Fetch only this many labels of a drug, or those from a day on; says nothing of the others."""
        search = _search(drug, self.options.since)
        left, cursor, data_date = self.options.limit, None, "unknown"
        while left is None or left > 0:
            params = {"search": search, "sort": "effective_time:desc", "limit": str(min(_PAGE, left or _PAGE))}
            page = self._page(params, cursor)
            self._keep(page)
            data_date, cursor = max(data_date, page.data_date, key=_known), page.cursor
            left = None if left is None else left - len(page.labels)
            if cursor is None:
                break
        return data_date

    def _all(self, drug: str, since: date | None, data_date: str) -> set[str]:
        """Keep the labels of all pages, from where an interrupted run of the same question was; their identifiers."""
        going = self.folder.ledger.asked(drug).going
        start = since.isoformat() if since else None
        if going is not None and (going.since, going.data) == (start, data_date):
            try:
                return self._pages(drug, since, going)
            except RequestRefused:
                self.progress(f"fetch {drug}: from the first page again", 0, None)  # its cursor no longer holds
        return self._pages(drug, since, Going(start, {}, data_date, ()))

    def _pages(self, drug: str, since: date | None, going: Going) -> set[str]:
        before = self.folder.ledger.asked(drug)
        params = {"search": _search(drug, since), "limit": str(_PAGE)}
        seen, cursor = set(going.records), going.cursor or None
        while True:
            page = self._page(params, cursor)
            seen |= self._keep(page)
            self.progress(f"fetch {drug}", len(seen), page.total)
            if page.cursor is None:
                return seen
            if page.cursor == cursor:
                raise FetchError(f"{_SERVICE} gives the same page again and again; try later")
            cursor = page.cursor
            reached = Going(going.since, cursor, going.data, tuple(sorted(seen)))
            self.folder.ledger.note(drug, Asked(before.data, before.records, before.gone, reached))

    def _page(self, params: Mapping[str, str], cursor: Mapping[str, str] | None) -> _Page:
        """Ask for a page; openFDA says 404 NOT_FOUND where nothing matches."""
        try:
            answer = self.client.get(_PATH, {**params, **(cursor or {})})
        except RequestRefused as refusal:
            if refusal.status == 404 and '"NOT_FOUND"' in refusal.body:
                return _Page((), {}, None)
            raise
        try:
            return _page_of(answer, after="search_after" in (cursor or {}))
        except (KeyError, TypeError, ValueError) as error:
            raise FetchError(
                f"{_SERVICE}: an answer without meta and results ({error}); is MEDPATH_LABELS_API openFDA's?"
            ) from error

    def _keep(self, page: _Page) -> set[str]:
        """Write the labels of a page; the identifiers of those that have one."""
        kept = set()
        for item in page.labels:
            try:
                record, version = set_id(text_at(item.value, "set_id") or ""), _version(item.value)
            except ValueError as error:
                self.folder.failed(item.written[:40], str(error))
                continue
            self.folder.keep(record, version, _as_answer(page.meta, item))
            kept.add(record)
        return kept


def _search(drug: str, since: date | None = None) -> str:
    """Search expression; a blank stands where openFDA's own examples have the "+" of an address."""
    name = phrase(drug)
    fields = " OR ".join(f"openfda.{field}:{name}" for field in ("generic_name", "brand_name", "substance_name"))
    bare = f"(spl_product_data_elements:{name} AND NOT _exists_:openfda.generic_name)"
    whose = f"({fields} OR {bare})"
    return f"{whose} AND effective_time:[{since:%Y%m%d} TO 29991231]" if since else whose


def _page_of(answer: Answer, after: bool) -> _Page:
    """Read an answer; `after`: it was asked for with `search_after`, where no Link header means the last page."""
    meta, labels = answer.body.values["meta"], answer.body.lists["results"]
    skip, total = int(value_at(meta, "results.skip")), int(value_at(meta, "results.total"))
    cursor = _cursor(answer, total if after else skip + len(labels), total) if labels else None
    return _Page(labels, meta, cursor, total, text_at(meta, "last_updated") or "unknown")


def _cursor(answer: Answer, skip: int, total: int) -> Mapping[str, str] | None:
    """What leads to the next page: the Link header's `search_after`, or `skip` where there is none.

    The two exclude each other, and a first page asked with `skip` gets no `search_after`.
    """
    if answer.next_page is not None and "search_after" in answer.next_page:
        return {"search_after": answer.next_page["search_after"]}
    if skip >= total:
        return None
    if skip > _LAST_SKIP:
        raise FetchError(f"{_SERVICE} gives no more than its first {_LAST_SKIP:,} labels; name the drug more exactly")
    return {"skip": str(skip)}


def _since(before: Asked) -> date | None:
    """From which effective_time on a label may be new since this was settled; None: any may be."""
    try:
        return date.fromisoformat(before.data) - _LATE if before.data else None
    except ValueError:
        return None


def _as_answer(meta: Mapping[str, Any], label: Item) -> str:
    """One label in the form of openFDA's answer to a question that only it matches; the label as it was written."""
    alone = {**meta, "results": {"skip": 0, "limit": 1, "total": 1}}
    return f'{{\n  "meta": {json.dumps(alone, ensure_ascii=False)},\n  "results": [\n{label.written}\n  ]\n}}\n'


def _version(label: Any) -> str:
    """The day and the number of a version, so that a later one is the greater text."""
    day, number = text_at(label, "effective_time") or "", text_at(label, "version") or ""
    return f"{day if re.fullmatch('[0-9]{8}', day) else '0' * 8}.{int(number) if number.isdecimal() else 0:06d}"


def _known(data_date: str) -> str:
    return "" if data_date == "unknown" else data_date
