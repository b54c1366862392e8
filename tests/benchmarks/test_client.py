"""The load client: reads whole answers over one kept connection."""

import socket
import threading

import pytest

from benchmarks.client import fetch


def serve_once(*answers: bytes) -> int:
    """Answer the requests of one connection with these bytes, in turn; return the port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def work() -> None:
        with listener, listener.accept()[0] as connection:
            for answer in answers:
                connection.recv(65536)
                connection.sendall(answer)

    threading.Thread(target=work, daemon=True).start()
    return listener.getsockname()[1]


def test_answers_are_counted_by_status():
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    unchanged = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
    port = serve_once(ok, unchanged, chunked)

    assert fetch("127.0.0.1", port, "/", 3, []) == {"200": 2, "304": 1}


def test_closed_connection_is_an_error():
    port = serve_once(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf")

    with pytest.raises(ConnectionError):
        fetch("127.0.0.1", port, "/", 1, [])
