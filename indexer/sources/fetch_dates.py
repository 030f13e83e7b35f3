"""When the files of a folder were fetched: what a connector left there for the readers."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

FETCH_RECORD = ".fetched.json"
"""Hidden, so that it is no source and no watcher takes its change for one of the corpus."""


def fetch_dates(folder: Path) -> Mapping[str, date]:
    """Return the day each file of this folder was fetched, by file name.

    Empty where no connector has been, or where its record cannot be read: the files are sources all the same. A day
    changes only together with its file, so what a build knows of an unchanged file stays true.
    """
    try:
        record = json.loads((folder / FETCH_RECORD).read_bytes())
        return {name: date.fromisoformat(facts["fetched"]) for name, facts in record["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
