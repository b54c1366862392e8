"""A plugin suite must plug in: a second project uses `events` and `networks` without our settings and addresses."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = ROOT / "tests" / "plugin_host"


def run_in_host(data: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMVERKA_", "DJANGO_"))}
    environment |= {"HOST_DATA_DIR": str(data), "PYTHONPATH": f"{HOST}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=HOST,
        env=environment,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_host_project_when_a_stranger_registers_then_the_mail_is_sent(tmp_path):
    run_in_host(tmp_path, "manage.py", "check", "--fail-level", "WARNING")
    run_in_host(tmp_path, "manage.py", "migrate", "--verbosity", "0")

    printed = run_in_host(tmp_path, "smoke.py")

    assert printed.split() == ["event", "calendar", "feed", "registered", "mailed"]
