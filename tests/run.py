"""Run everything that ``make test`` promises, and say plainly which part was left out and why.

Always: the scripts' unit tests (where Node is), all tests on SQLite with the browser ones (where Chromium is), and the
tests of data, races and imports on PostgreSQL (where a server answers). ``SAMVERKA_ALL_COMBINATIONS=1`` runs all tests
on PostgreSQL and every combination of the browser tests. ``SAMVERKA_NO_SKIPS=1`` makes a part left out,
or a single skipped test, a failure: continuous integration sets it. ``DATABASE_URL`` set to a PostgreSQL server: all
tests, the browser ones too, on that server and none on SQLite.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHOSEN_SERVER = os.environ.get("DATABASE_URL", "")
POSTGRES_URL = os.environ.get("SAMVERKA_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
EVERYTHING = os.environ.get("SAMVERKA_ALL_COMBINATIONS") == "1"
# What a database can make different; continuous integration runs all of it there too.
DATABASE_PARTS = (
    "tests/cms/domain",
    "tests/cms/search",
    "tests/crowd",
    "tests/events",
    "tests/knowledgebank/domain",
    "tests/networks/domain",
    "tests/networks/importing",
    "tests/networks/models",
)
WORKERS = os.environ.get("SAMVERKA_TEST_WORKERS", "2")


def postgres_answers() -> bool:
    """Tell whether the PostgreSQL server of ``SAMVERKA_TEST_POSTGRES`` takes a connection."""
    try:
        import psycopg

        psycopg.connect(POSTGRES_URL, connect_timeout=3).close()
    except Exception:
        return False
    return True


def chromium_path() -> str | None:
    """Return the browser of ``CHROMIUM`` or of the search path."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def run(title: str, *command: str, **environment: str) -> bool:
    """Run one part and tell whether it passed; its name and time are printed."""
    print(f"\n=== {title}", flush=True)
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False)
    print(
        f"=== {title}: {'passed' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s",
        flush=True,
    )
    return done.returncode == 0


def main() -> int:
    """Run the parts. Exit status 0 when all passed, 1 otherwise."""
    slow = "--slow" in sys.argv
    left_out: list[str] = []
    passed: list[bool] = []
    marker = "slow" if slow else "not slow"
    if slow:
        os.environ.setdefault("SAMVERKA_EXAMPLES", "random")
    pytest = (sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "loadscope", "--no-loadscope-reorder")

    if not slow:
        if shutil.which("npm") and (ROOT / "frontend" / "node_modules").is_dir():
            passed.append(run("scripts", "npm", "--prefix", "frontend", "test", "--silent"))
        else:
            left_out.append("scripts' unit tests: Node, or frontend/node_modules, is missing")

    selection = marker
    if not chromium_path():
        selection = f"{marker} and not browser"
        left_out.append("browser tests: no Chromium found (set CHROMIUM or install it)")
    if CHOSEN_SERVER.startswith("postgres"):
        passed.append(run("all tests on the PostgreSQL server of DATABASE_URL", *pytest, "-m", selection))
        left_out.append("SQLite: DATABASE_URL names a server")
        return report(passed, left_out)
    passed.append(run("all tests on SQLite", *pytest, "-m", selection, DATABASE_URL=""))

    if postgres_answers():
        parts = ("tests", "--ignore=tests/house") if EVERYTHING else DATABASE_PARTS
        postgres = (*pytest, "-m", f"{marker} and not browser", *parts)
        passed.append(run("tests on PostgreSQL", *postgres, DATABASE_URL=POSTGRES_URL))
    else:
        left_out.append("PostgreSQL: no server answers at SAMVERKA_TEST_POSTGRES")
    return report(passed, left_out)


def report(passed: list[bool], left_out: list[str]) -> int:
    """Say what was left out and how many parts passed; return the exit status."""
    print()
    for line in left_out:
        print(f"LEFT OUT: {line}")
    if left_out and os.environ.get("SAMVERKA_NO_SKIPS") == "1":
        print("SAMVERKA_NO_SKIPS=1: a part left out is a failure.")
        return 1
    print(f"{sum(passed)} of {len(passed)} parts passed.")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
