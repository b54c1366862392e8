"""The site as a real process: it starts, answers, refuses a taken port, survives a dead worker, and stops cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from cms.serving import port_is_free
from tests.databases import SqliteDatabase

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_SECONDS = 90


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self.output = folder / "output.txt"
        variables = {name: value for name, value in os.environ.items() if not name.startswith("SAMVERKA")}
        self.environment = variables | {
            "DJANGO_SETTINGS_MODULE": "tests.settings_for_serving",
            "SAMVERKA_DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/samverka.sqlite3",
            "PORT": str(port),
        }
        self.process = None

    def start(self, *arguments):
        command = [sys.executable, "manage.py", "serve", *arguments]
        with self.output.open("ab") as file:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
            )

    def get(self, path="/healthz", **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.headers, response.read()

    def wait_for(self, test, seconds=STARTS_WITHIN_SECONDS):
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            try:
                if test():
                    return True
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.1)
        pytest.fail(f"not within {seconds} s; output:\n{self.output.read_text()[-3000:]}")

    def children(self):
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if int(fields[1]) == self.process.pid:
                found[int(folder.name)] = "run_jobs" if b"run_jobs" in words else "server"
        return found

    def stop(self, with_signal=signal.SIGTERM):
        self.process.send_signal(with_signal)
        return self.process.wait(40)


@pytest.fixture
def site(tmp_path, django_db_setup):
    import shutil

    shutil.copyfile(SqliteDatabase("serving").template, tmp_path / "samverka.sqlite3")
    site = Site(tmp_path, free_port())
    yield site
    if site.process and site.process.poll() is None:
        os.killpg(site.process.pid, signal.SIGKILL)
        site.process.wait()


def alive(pid):
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


needs_proc = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@needs_proc
def test_starts_answers_runs_the_worker_and_stops_cleanly(site):
    site.start()
    site.wait_for(lambda: site.get()[0] == 200)
    site.wait_for(lambda: "Samverka is ready." in site.output.read_text())
    status, headers, _body = site.get("/admin/login/")
    assert status == 200
    assert headers["Content-Security-Policy"]
    assert "Secure" not in headers["Set-Cookie"]
    for host in ("localhost:9", "127.0.0.1", "[::1]:1"):
        assert site.get("/admin/login/", Host=host)[0] == 200
    printed = site.output.read_text()
    for path in ("/sv/", "/en/", "/fa-af/", "/sv/calendar/all.ics", "/admin/"):
        assert f"http://localhost:{site.port}{path}" in printed

    second = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert second.returncode == 1
    assert f"Port {site.port} is taken" in second.stderr

    site.wait_for(lambda: "run_jobs" in site.children().values())
    children = site.children()
    assert sorted(children.values()) == ["run_jobs", "server", "server"]
    assert site.stop() == 0
    site.wait_for(lambda: not any(alive(pid) for pid in children), seconds=15)
    assert port_is_free("127.0.0.1", site.port)


@needs_proc
def test_dead_processes_are_replaced_and_ctrl_c_stops(site):
    site.start()
    site.wait_for(lambda: site.get()[0] == 200)
    site.wait_for(lambda: len(site.children()) == 3)
    before = site.children()
    time.sleep(1)
    victims = [next(pid for pid, what in before.items() if what == kind) for kind in ("server", "run_jobs")]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    site.wait_for(lambda: len(set(site.children()) - set(before)) == 2, seconds=30)
    assert all(site.get()[0] == 200 for _ in range(20))
    assert site.stop(signal.SIGINT) == 0


@needs_proc
def test_killed_main_process_leaves_no_orphans(site):
    site.start()
    site.wait_for(lambda: site.get()[0] == 200)
    site.wait_for(lambda: len(site.children()) == 3)
    children = site.children()
    time.sleep(1)
    site.process.kill()
    site.process.wait()
    site.wait_for(lambda: not any(alive(pid) for pid in children), seconds=20)


def test_taken_port_is_noticed():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not port_is_free("127.0.0.1", taken.getsockname()[1])
    assert port_is_free("127.0.0.1", free_port())
