"""The address that is served at: nobody else's, and with several processes a socket for each.

Processes that share one listening socket race for each client, and one of them may win them all. With a socket each
(SO_REUSEPORT) the system deals clients out.
"""

import socket

from indexer.errors import MedPathError


class AddressTaken(MedPathError):
    """Somebody else listens there, or nobody may."""


def claimed(host: str, port: int) -> int:
    """The port, or a free one for 0; found out before any process begins. Raises AddressTaken."""
    with _bound(host, port) as probe:
        return int(probe.getsockname()[1])


def one_of_several(host: str, port: int) -> socket.socket:
    """A socket for one of several processes that listen at the same address. Raises AddressTaken."""
    return _bound(host, port, shared=True)


def _bound(host: str, port: int, shared: bool = False) -> socket.socket:
    bound: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind(address)
    except OSError as error:
        if bound is not None:
            bound.close()
        raise AddressTaken(
            f"cannot listen at {host}:{port} ({error.strerror}); name another --host or --port"
        ) from error
    return bound
