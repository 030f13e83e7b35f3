"""`medpath fetch`: records from their public services into a corpus folder."""

import argparse
import sys

from indexer.connectors.clinicaltrials import TRIALS_API, fetch_trials, trials_client
from indexer.connectors.openfda import LABELS_API, fetch_labels, labels_client
from indexer.connectors.records import FetchOptions
from service.commands.terminal import Watched, print_json
from service.settings import Settings


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Fetch what is new since the last time; exit status 1 if any record could not be had."""
    wanted = FetchOptions(limit=options.limit, since=options.since, full=options.full)
    with Watched() as progress:
        if options.what == "trials":
            with trials_client(settings.trials_api or TRIALS_API) as client:
                report = fetch_trials(options.drug, options.out, client, wanted, progress)
        else:
            with labels_client(settings.labels_api or LABELS_API, settings.labels_api_key) as client:
                report = fetch_labels(options.drug, options.out, client, wanted, progress)
    if options.json:
        print_json(report.as_mapping())
    else:
        for failure in report.failed:
            print(f"not fetched: {failure}", file=sys.stderr)
        print(report.summary)
        folders = dict.fromkeys(map(str, (*settings.corpus, options.out)))
        print(f"now index them beside what there is: medpath build --corpus {' '.join(folders)}")
    return 1 if report.failed else 0
