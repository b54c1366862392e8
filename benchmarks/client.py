"""A small HTTP client, run as a process of its own: GETs one address over one kept connection, in turn.

``python -m benchmarks.client HOST PORT PATH COUNT [Header: value ...]`` prints ``status count`` lines. It must cost the
server what a browser costs it, and itself as little as possible: no library, one answer read at a time.
"""

import socket
import sys
from collections import Counter


def fetch(host: str, port: int, path: str, count: int, headers: list[str]) -> Counter[str]:
    """Return how many answers had which status. Errors: ConnectionError when the server closes too early."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Accept-Encoding: br", *headers, "", ""]
    request = "\r\n".join(lines).encode("latin-1")
    statuses: Counter[str] = Counter()
    with socket.create_connection((host, port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(count):
            connection.sendall(request)
            statuses[_read_answer(connection)] += 1
    return statuses


def _read_answer(connection: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _receive(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    first, *fields = head.decode("latin-1").split("\r\n")
    status = first.split(" ")[1]
    named = dict(field.lower().split(": ", 1) for field in fields if ": " in field)
    if named.get("transfer-encoding") == "chunked":
        while not body.endswith(b"0\r\n\r\n"):
            body += _receive(connection)
        return status
    expected = 0 if status == "304" else int(named.get("content-length", "0"))
    read = len(body)
    while read < expected:
        read += len(_receive(connection))
    return status


def _receive(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise ConnectionError("The server closed the connection.")
    return received


if __name__ == "__main__":
    host, port, path, count, *headers = sys.argv[1:]
    for status, number in sorted(fetch(host, int(port), path, int(count), headers).items()):
        print(status, number)
