"""The address that is served at."""

import socket

import pytest

from service.running.listening import AddressTaken, claimed, one_of_several
from tests.server_process import free_port


def test_an_address_that_is_taken_is_refused_with_the_remedy() -> None:
    """Also one that several processes of another service share: two services must not answer in turn."""
    port = free_port()
    with one_of_several("127.0.0.1", port) as taken:
        taken.listen()
        with pytest.raises(AddressTaken, match=rf"127\.0\.0\.1:{port}.*--port"):
            claimed("127.0.0.1", port)
    assert claimed("127.0.0.1", port) == port


def test_no_port_named_is_one_that_is_free() -> None:
    port = claimed("127.0.0.1", 0)
    with socket.create_server(("127.0.0.1", port)):
        assert port > 0


def test_several_listen_at_one_address_and_clients_are_dealt_out() -> None:
    """Each socket gets some of forty clients; with one shared socket any of them might get all."""
    port = free_port()
    sockets = [one_of_several("127.0.0.1", port) for _ in range(2)]
    for each in sockets:
        each.listen(64)
        each.settimeout(0.2)
    clients = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(40)]
    counts = [accepted(each) for each in sockets]
    for each in (*sockets, *clients):
        each.close()
    assert sum(counts) == 40
    assert min(counts) > 0


def accepted(listening: socket.socket) -> int:
    """How many clients wait at a socket."""
    count = 0
    while True:
        try:
            listening.accept()[0].close()
        except TimeoutError:
            return count
        count += 1
