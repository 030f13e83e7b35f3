"""HTTP/1.1 as uvicorn speaks it, with patience that ends: for heads that never come, and for readers that stop."""

import asyncio
import json
import uuid

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.running.problems import LONGEST_ADDRESS, MEDIA_TYPE, Problem, too_long


class PatientProtocol(HttpToolsProtocol):
    """Closes a connection whose other side is too slow, or says too much before it asks."""

    head_s = 10.0
    """How long the head of a request may take."""
    head_bytes = 65_536
    """How long it may be, its address included."""
    reader_s = 30.0
    """How long a client may leave what was sent unread."""

    _head_timer: asyncio.TimerHandle | None = None
    _reader_timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client that connects must ask."""
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """No timer outlives its connection."""
        for timer in (self._head_timer, self._reader_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes before the head is whole."""
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > self.head_bytes and not self.transport.is_closing():
            self._refuse(Problem(431, f"The head of the request is longer than {self.head_bytes:,} bytes."))

    def on_message_begin(self) -> None:
        """Another request on the same connection."""
        super().on_message_begin()
        if not self._in_head:
            self._expect_head()

    def on_headers_complete(self) -> None:
        """The head is whole; one that came in a single read, of 256 KiB at most, is answered however long it is."""
        self._in_head = False
        if self._head_timer is not None:
            self._head_timer.cancel()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """The client does not read."""
        super().pause_writing()
        self._reader_timer = self.loop.call_later(self.reader_s, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again."""
        if self._reader_timer is not None:
            self._reader_timer.cancel()
        super().resume_writing()

    def _expect_head(self) -> None:
        self._in_head, self._head_bytes = True, 0
        self._head_timer = self.loop.call_later(self.head_s, self._head_is_late)

    def _head_is_late(self) -> None:
        if self.transport.is_closing() or not self._in_head:
            return
        if self._head_bytes == 0:  # a browser that connected in case it would be needed
            self.transport.close()
        else:
            self._refuse(Problem(408, f"The head of the request did not come within {self.head_s:g} s."))

    def send_400_response(self, msg: str) -> None:
        """What cannot be parsed; an address of more than 64 KiB cannot, either."""
        is_long = len(getattr(self, "url", b"")) > LONGEST_ADDRESS
        self._refuse(too_long() if is_long else Problem(400, "This is no HTTP/1.1 request that can be read."))

    def _refuse(self, problem: Problem) -> None:
        """Say what is wrong, and close: no application has seen the request."""
        request_id = uuid.uuid4().hex[:16]
        body = json.dumps(problem.as_json("", request_id))
        head = {"content-type": MEDIA_TYPE, "content-length": len(body), "x-request-id": request_id}
        lines = [f"HTTP/1.1 {problem.status} {problem.title}", *(f"{name}: {each}" for name, each in head.items())]
        self.transport.write("\r\n".join((*lines, "connection: close", "", body)).encode())
        self.transport.close()
