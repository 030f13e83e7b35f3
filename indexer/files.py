"""Files and folders of an index, as a build leaves them on the disk."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LINKS = "medpath-lexical-"
_ABANDONED_S = 600.0
"""Links are needed for milliseconds: older ones were left by a process that was killed meanwhile."""
_REMOVALS = 20


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk. Raises OSError where the disk refuses."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def link_or_copy(file: Path, target: Path) -> None:
    """Hard-link, or copy where the disk has no hard links."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


@contextmanager
def links_to(folder: Path) -> Iterator[Path]:
    """A temporary folder of links to the files of an immutable one, for a library that writes beside what it opens."""
    _remove_abandoned_links()
    links = Path(tempfile.mkdtemp(prefix=_LINKS))
    try:
        for file in folder.iterdir():
            (links / file.name).symlink_to(file.resolve())
        yield links
    finally:
        for attempt in range(_REMOVALS):
            # a thread of the library's, on its way out, may write a file while the folder is being removed
            shutil.rmtree(links, ignore_errors=True)
            if not links.exists():
                break
            time.sleep(0.01 * attempt)


def _remove_abandoned_links() -> None:
    """Remove the links of processes that were killed: they could not remove their own."""
    for links in Path(tempfile.gettempdir()).glob(f"{_LINKS}*"):
        with suppress(OSError):  # another process may be removing it, too
            if time.time() - links.stat().st_mtime > _ABANDONED_S:
                shutil.rmtree(links, ignore_errors=True)
