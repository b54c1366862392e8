"""Granian with the settings of the site, and the CPU time of its processes. Linux only: reads /proc."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scratch import ROOT

HOST = "127.0.0.1"
# as in cms/serving.py
FLAGS = (
    *("--interface", "wsgi", "--http", "1", "--no-ws", "--workers", "2", "--blocking-threads", "4"),
    *("--backpressure", "64", "--respawn-failed-workers", "--respawn-interval", "0.5"),
    *("--workers-kill-timeout", "10", "--log-level", "warning"),
)
READY_WITHIN_SECONDS = 300  # a busy machine


@dataclass(frozen=True)
class Served:
    """A running server: its port and its main process."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return the CPU time so far of all its processes and threads."""
        return sum(_cpu_seconds(pid) for pid in _process_tree(self.pid))

    def get(self, path: str, count: int, *headers: str, expect: str = "200") -> None:
        """GET an address ``count`` times from another process. Errors: RuntimeError for any other status."""
        command = [sys.executable, "-m", "benchmarks.client", HOST, str(self.port), path, str(count), *headers]
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
        if answer != [expect, str(count)]:
            raise RuntimeError(f"{path} answered {answer}, not {count} times {expect}.")

    def cpu_microseconds(self, path: str, count: int, *headers: str, expect: str = "200") -> float:
        """Return the server's CPU time for one request, as the mean of ``count``."""
        before = self.cpu_seconds()
        self.get(path, count, *headers, expect=expect)
        return (self.cpu_seconds() - before) / count * 1e6


@contextlib.contextmanager
def serve(application: str, environment: dict[str, str] | None = None) -> Iterator[Served]:
    """Serve a WSGI application (``module:name``) on a free port of the loopback address, and stop it afterwards."""
    port = _free_port()
    command = [sys.executable, "-m", "granian", *FLAGS, "--host", HOST, "--port", str(port), application]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **(environment or {})}, start_new_session=True)
    try:
        _wait_until_ready(port, process)
        yield Served(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}.")
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            time.sleep(1.5)  # the second worker
            return
        time.sleep(0.1)
    raise RuntimeError("The server was not ready in time.")


def _process_tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with contextlib.suppress(FileNotFoundError):
            for child in (task / "children").read_text().split():
                found += _process_tree(int(child))
    return found


def _cpu_seconds(pid: int) -> float:
    """CPU time of a process, its ended threads too, in steps of a tick (10 ms): so measure many requests at once."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
