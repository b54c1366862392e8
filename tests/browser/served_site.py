"""A real Samverka for the browser tests: `manage.py serve` on a free port, a data folder of its own, demo content.

With DATABASE_URL set to a PostgreSQL server the site has a database of its own there, else a file of SQLite.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_SECONDS = 180
STOPS_WITHIN_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServedSite:
    """One site: `url` is its address without a slash at the end; `data` its folder."""

    def __init__(self, folder: Path, *, database_url: str = "", **settings: str) -> None:
        self.data = folder / "data"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "serve.log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SAMVERKA_")},
            "SAMVERKA_DATA_DIR": str(self.data),
            "SAMVERKA_STATIC_ROOT": str(folder / "static"),
            "DJANGO_SETTINGS_MODULE": "cms.settings",
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py beside the site and return what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
        return done.stdout

    def prepare(self) -> None:
        """Make catalogues, static files, tables and demo content, as ``make run`` does.

        ``SAMVERKA_BROWSER_DATA``: a data folder to start from instead, copied, for quick work on one test.
        """
        ready = os.environ.get("SAMVERKA_BROWSER_DATA")
        if ready:
            shutil.copytree(ready, self.data)
        else:
            self.data.mkdir(parents=True)
        self.manage("compile_catalogs")
        self.manage("collectstatic", "--noinput", "--verbosity=0")
        self.manage("prepare")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.2)
        raise RuntimeError(f"The site did not start:\n{self.log.read_text(errors='replace')[-4000:]}")

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOPS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """End the server and all its processes at once, as a power cut does."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def fetch(self, path: str) -> tuple[int, str]:
        """Return status and text of a GET without cookies, following redirects."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode("utf-8", "replace")


class Line:
    """The way to a site, that can be cut for real: a relay of bytes on a port of its own."""

    def __init__(self, port_of_site: int) -> None:
        self._goal = ("127.0.0.1", port_of_site)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._listener: socket.socket | None = None
        self._open: list[socket.socket] = []

    def connect(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        """Refuse new connections and break the open ones."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection(self._goal)
            except OSError:
                return
            self._open += [near, far]
            for source, goal in ((near, far), (far, near)):
                threading.Thread(target=self._relay, args=(source, goal), daemon=True).start()

    @staticmethod
    def _relay(source: socket.socket, goal: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                goal.sendall(data)
        with contextlib.suppress(OSError):
            goal.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def own_database(server_url: str) -> Iterator[str]:
    """Yield the address of a new database on a PostgreSQL server, and drop it; "" (SQLite) when no server is given."""
    if not server_url.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"samverka_browser_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield urllib.parse.urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def served(folder: Path, **settings: str) -> Iterator[ServedSite]:
    """Yield a prepared and started site, and stop it. ``settings``: more variables of its environment."""
    with own_database(os.environ.get("DATABASE_URL", "")) as database_url:
        site = ServedSite(folder, database_url=database_url, **settings)
        site.prepare()
        site.start()
        try:
            yield site
        finally:
            site.stop()
