"""Watching a corpus: when a rebuild begins, and what it survives."""

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.errors import BuildLocked, CorpusError
from indexer.watch import Rhythm, Watched, watch

Event = Callable[[], object]


class Script:
    """A clock that is also the stop: each wait passes time and does what is due by then, until nothing is left."""

    def __init__(self, *events: tuple[float, Event], until: float = 60.0) -> None:
        self.time = 0.0
        self._events = sorted(events, key=lambda event: event[0])
        self._until = until

    def wait(self, timeout: float) -> bool:
        """Pass the time."""
        self.time += timeout
        while self._events and self._events[0][0] <= self.time:
            self._events.pop(0)[1]()
        return self.time > self._until

    def now(self) -> float:
        """Seconds since the beginning."""
        return self.time


class Watching:
    """Runs a watch over a script, and notes when rebuilds began and what was reported."""

    def __init__(self, folder: Path, script: Script, rhythm: Rhythm | None = None) -> None:
        self.folder = folder
        self.script = script
        self.rhythm = rhythm or Rhythm()
        self.began: list[float] = []
        self.told: list[str] = []
        """The reports, as a command line might print them."""
        self.during: dict[int, Event] = {}

    def rebuild(self) -> None:
        """Do what is to happen during this rebuild."""
        number = len(self.began)
        self.began.append(self.script.now())
        if number in self.during:
            self.during[number]()

    def report(self, each: Watched) -> None:
        """Note what is reported; of a rebuild which it was."""
        self.told.append(f"{each.changes or '-'}: {each.error or f'build {len(self.began) - 1}'}")

    def run(self) -> "Watching":
        """Watch until the script ends."""
        watch([self.folder], self.rebuild, self.report, self.script, self.rhythm, self.script.now)
        return self


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "one.md").write_text("one")
    return folder


def write(path: Path, text: str = "new") -> Event:
    return lambda: path.write_text(text)


def raising(error: Exception) -> Event:
    def fail() -> None:
        raise error

    return fail


def test_it_builds_at_once_and_then_rests(corpus: Path) -> None:
    """Nothing changes, nothing is rebuilt."""
    watching = Watching(corpus, Script()).run()
    assert watching.began == [0.0]
    assert watching.told == ["-: build 0"]


def test_a_change_is_followed_by_a_rebuild(corpus: Path) -> None:
    """Added, changed, renamed and removed files, each counted; two seconds after the corpus has come to rest."""
    script = Script(
        (5.0, write(corpus / "two.md")),
        (15.0, write(corpus / "two.md", "changed")),
        (25.0, lambda: (corpus / "two.md").rename(corpus / "three.md")),
        (35.0, lambda: (corpus / "three.md").unlink()),
    )
    watching = Watching(corpus, script).run()
    assert watching.began == [0.0, 7.0, 17.0, 27.0, 37.0]
    assert watching.told[1:] == [
        "+1 ~0 −0 files: build 1",
        "+0 ~1 −0 files: build 2",
        "+1 ~0 −1 files: build 3",
        "+0 ~0 −1 files: build 4",
    ]


def test_many_changes_are_one(corpus: Path) -> None:
    """A copy of twenty files, one a second, is rebuilt once it is complete."""
    script = Script(*((5.0 + n, write(corpus / f"{n}.md")) for n in range(20)))
    watching = Watching(corpus, script).run()
    assert watching.began == [0.0, 26.0]
    assert watching.told[1] == "+20 ~0 −0 files: build 1"


def test_a_corpus_that_never_rests_is_rebuilt_all_the_same(corpus: Path) -> None:
    """At the latest a minute after the first change, and each minute of changes again."""
    script = Script(*((5.0 + n, write(corpus / f"{n}.md")) for n in range(140)), until=150)
    assert Watching(corpus, script).run().began == [0.0, 65.0, 126.0, 146.0]


def test_what_changes_during_a_rebuild_is_rebuilt_after_it(corpus: Path) -> None:
    """Also during the first."""
    watching = Watching(corpus, Script())
    watching.during = {0: write(corpus / "early.md"), 1: write(corpus / "late.md")}
    assert watching.run().told == ["-: build 0", "+1 ~0 −0 files: build 1", "+1 ~0 −0 files: build 2"]


def test_a_rebuild_that_fails_is_reported_and_tried_again(corpus: Path) -> None:
    """After half a minute, then after a minute; a change is not kept waiting."""
    script = Script((5.0, write(corpus / "two.md")), (120.0, write(corpus / "three.md")), until=200)
    watching = Watching(corpus, script)
    locked = raising(BuildLocked("another process is building this index"))
    watching.during = {1: locked, 2: raising(OSError(28, "No space left on device")), 3: locked}
    watching.run()
    assert watching.began == [0.0, 7.0, 37.0, 97.0, 122.0]
    assert watching.told[1:] == [
        "+1 ~0 −0 files: another process is building this index",
        "-: [Errno 28] No space left on device",
        "-: another process is building this index",
        "+1 ~0 −0 files: build 4",
    ]


def test_what_is_wrong_at_the_beginning_is_raised(corpus: Path) -> None:
    """Waiting would not mend the command."""
    watching = Watching(corpus, Script())
    watching.during = {0: raising(BuildLocked("locked"))}
    with pytest.raises(BuildLocked):
        watching.run()
    with pytest.raises(CorpusError, match="no such corpus folder"):
        Watching(corpus / "missing", Script()).run()


def test_a_fault_of_the_program_is_no_failure_of_the_build(corpus: Path) -> None:
    """It ends the watch instead of being repeated for ever."""
    watching = Watching(corpus, Script((5.0, write(corpus / "two.md"))))
    watching.during = {1: raising(ZeroDivisionError())}
    with pytest.raises(ZeroDivisionError):
        watching.run()


def test_a_folder_that_goes_away_is_reported_once_and_waited_for(corpus: Path) -> None:
    """A share that is mounted anew is not an empty corpus: nothing is rebuilt while it is away."""
    away = corpus.with_name("away")
    script = Script((5.0, lambda: corpus.rename(away)), (20.0, lambda: away.rename(corpus)))
    watching = Watching(corpus, script).run()
    assert watching.began == [0.0]
    assert watching.told[1:] == [f"-: {corpus}: no such corpus folder; name an existing one with --corpus"]


def test_hidden_files_are_no_change(corpus: Path) -> None:
    """An unfinished download, an editor's copy: seen when it has its name."""
    script = Script(
        (5.0, write(corpus / ".two.md.part")),
        (20.0, lambda: (corpus / ".two.md.part").rename(corpus / "two.md")),
    )
    assert Watching(corpus, script).run().began == [0.0, 22.0]


def test_looking_takes_a_small_share_of_the_time(corpus: Path) -> None:
    """Where a look takes three seconds, the next one comes a minute later."""

    class SlowLooks(Script):
        def now(self) -> float:
            self.time += 3.0
            return self.time

        def wait(self, timeout: float) -> bool:
            self.waits = [*getattr(self, "waits", []), timeout]
            return super().wait(timeout)

    script = SlowLooks(until=200)
    Watching(corpus, script).run()
    assert set(script.waits) == {60.0}


def test_an_event_ends_it_at_once(corpus: Path) -> None:
    """In real time: a change is rebuilt, and the watch ends when it is told to."""
    stop = threading.Event()
    seen: list[Watched] = []

    def report(watched: Watched) -> None:
        seen.append(watched)
        (corpus / "two.md").write_text("new") if len(seen) == 1 else stop.set()

    watch([corpus], lambda: None, report, stop, Rhythm(look_s=0.005, debounce_s=0.01))
    assert [str(each.changes) for each in seen] == ["None", "+1 ~0 −0 files"]


def test_a_touched_file_counts_as_changed(corpus: Path) -> None:
    """The rebuild finds by its content that it is not, which costs little."""
    script = Script((5.0, lambda: os.utime(corpus / "one.md", ns=(1, 1))))
    assert Watching(corpus, script).run().told[1:] == ["+0 ~1 −0 files: build 1"]


def test_an_emptied_folder_is_a_change(corpus: Path) -> None:
    """All its files removed, the folder still there."""
    (corpus / "deep").mkdir()
    (corpus / "deep" / "two.md").write_text("two")
    script = Script((5.0, lambda: shutil.rmtree(corpus / "deep")))
    assert Watching(corpus, script).run().told[1:] == ["+0 ~0 −1 files: build 1"]
