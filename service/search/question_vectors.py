"""Vectors of questions and of drugs' names: kept, and computed on another core while the question is being read."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Encoder, OnnxEncoder
from indexer.kept import Kept

_MOST_KEPT = 2048
_SOON_S = 0.001
"""How long it takes at most until a thread computes for which a core is free: a quarter of it, mostly."""
_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 1.0
"""How long nothing is begun after one did not: four times as long each time, a tenth less with each that did."""
_Begun = tuple[str, Future[NDArray[np.float32]]]
"""A text and its vector to come."""


class QuestionVectors:
    """Unit vectors, (dim,), not to be written to. Safe to share between threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept = Kept[str, NDArray[np.float32]](_MOST_KEPT)  # conversations and quoting ask again
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="encoding")
        self._is_busy = Lock()
        self._begun: _Begun | None = None
        self._paused_until = 0.0
        self._pause_s = _SHORTEST_PAUSE_S

    def begin(self, text: str) -> None:
        """Let a text that may be asked for be encoded meanwhile; nothing where one is at it, or the model needs torch.

        Returns once the thread that computes has given Python's lock back: otherwise it would be waited for, or wait.
        Where that takes long, no core is free, and for a while nothing is begun: two would share one, and take longer.
        """
        if not isinstance(self._encoder, OnnxEncoder) or self._is_known(text):
            return
        asked_at = time.monotonic()
        if asked_at < self._paused_until or not self._is_busy.acquire(blocking=False):
            return
        is_computing = Event()
        self._begun = text, self._beside.submit(self._compute, self._encoder.prepared(text), is_computing)
        is_computing.wait()
        self._note(time.monotonic(), time.monotonic() - asked_at < _SOON_S)

    def _note(self, now: float, was_free: bool) -> None:
        if not was_free:
            self._paused_until = now + self._pause_s
        pause_s = self._pause_s * (0.9 if was_free else 4.0)
        self._pause_s = min(max(pause_s, _SHORTEST_PAUSE_S), _LONGEST_PAUSE_S)

    def of(self, text: str, meanwhile: Callable[[], object] | None = None) -> NDArray[np.float32]:
        """A text's vector; of one seen lately, or begun, it is not computed again.

        What is to be done `meanwhile` is done while it is still being computed, else not.
        """
        vector = self._kept.get(text)
        if vector is None:
            begun = self._begun
            is_begun = begun is not None and begun[0] == text
            vector = self._awaited(begun, meanwhile) if begun and is_begun else self._encoder.encode([text])[0]
            vector.flags.writeable = False
            self._kept.keep(text, vector)
        return vector

    def _awaited(self, begun: _Begun, meanwhile: Callable[[], object] | None) -> NDArray[np.float32]:
        try:
            if meanwhile is not None and not begun[1].done():
                meanwhile()
            return begun[1].result()
        finally:
            if self._begun is begun:  # what failed is tried again
                self._begun = None

    def _is_known(self, text: str) -> bool:
        begun = self._begun
        return self._kept.get(text) is not None or (begun is not None and begun[0] == text)

    def _compute(self, computed: Callable[[], NDArray[np.float32]], is_computing: Event) -> NDArray[np.float32]:
        try:
            is_computing.set()
            return computed()
        finally:
            self._is_busy.release()
