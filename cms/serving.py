"""How the site is served: granian with the settings that were measured, and the worker kept running beside it.

docs/performance.md says why each setting is as it is.
"""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from cms.processes import PARENT_VARIABLE, die_with_parent

BLOCKING_THREADS = 4
BACKPRESSURE = 64
RESPAWN_INTERVAL_SECONDS = 0.5
KILL_TIMEOUT_SECONDS = 10
WORKER_STOP_SECONDS = 30
WORKER_RESTART_SECONDS = 2.0
DICTIONARIES_AFTER_SECONDS = 2.0


def port_is_free(host: str, port: int) -> bool:
    """Return whether nobody listens on the port.

    Asked before starting, for granian opens a shared socket: a second start would succeed in silence while the first
    server answers.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def make_server(host: str, port: int, *, workers: int) -> "SiteServer":
    """Return the server, not started."""
    return SiteServer(host, port, workers=workers)


class SiteServer:
    """Granian with our application and settings."""

    def __init__(self, host: str, port: int, *, workers: int) -> None:
        self.granian: Any = Granian(
            "cms.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            websockets=False,
            workers=workers,
            blocking_threads=BLOCKING_THREADS,
            backpressure=BACKPRESSURE,
            respawn_failed_workers=True,
            respawn_interval=RESPAWN_INTERVAL_SECONDS,
            workers_kill_timeout=KILL_TIMEOUT_SECONDS,
            log_level=LogLevels.warning,
            log_access=False,
        )

    def on_startup(self, hook: Callable[[], Any]) -> None:
        """Call ``hook`` once the port is open, in the main process."""
        self.granian.on_startup(hook)

    def serve(self) -> None:
        """Serve until INT or TERM. Errors: SystemExit 1 when the server processes die again and again."""
        os.environ[PARENT_VARIABLE] = str(os.getpid())
        self.granian.serve(target_loader=load_application_in_worker, wrap_loader=False)


def load_application() -> Any:
    """Return the WSGI application with its addresses loaded."""
    from django.urls import get_resolver  # slow import

    from cms.wsgi import application  # slow import

    get_resolver().url_patterns  # noqa: B018 - loads all views
    return application


def load_application_in_worker() -> Any:
    """Return the application in a server process, which dies with its parent: an orphan would go on answering.

    The dictionaries of the search are loaded beside it, a moment later: neither the start nor the first search waits.
    """
    die_with_parent(int(os.environ[PARENT_VARIABLE]), with_signal=signal.SIGKILL)
    application = load_application()
    loading = threading.Timer(DICTIONARIES_AFTER_SECONDS, _load_dictionaries)
    loading.name, loading.daemon = "search dictionaries", True
    loading.start()
    return application


def _load_dictionaries() -> None:
    from cms.domain.search.analyzer import load_dictionaries  # slow import

    load_dictionaries()


class WorkerKeeper:
    """Keeps one ``run_jobs`` process running; started again when it dies."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep, name="worker keeper", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """Ask the worker to end its job and stop; kill it after 30 seconds."""
        self.stopping.set()
        process = self.process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(WORKER_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _keep(self) -> None:
        command = [sys.executable, str(_manage_script()), "run_jobs"]
        while not self.stopping.is_set():
            self.process = subprocess.Popen(command, env={**os.environ, PARENT_VARIABLE: str(os.getpid())})  # noqa: S603 - our own script
            self.process.wait()
            self.stopping.wait(WORKER_RESTART_SECONDS)


def _manage_script() -> Path:
    """Return the script that this process was started with: ``manage.py``, or ``django-admin`` of a wheel."""
    return Path(sys.argv[0]).resolve()
