"""A scratch site for one benchmark: a data folder and a migrated database of its own, gone afterwards."""

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


def scratch_environment(folder: Path, *, database_url: str = "") -> dict[str, str]:
    """Return the environment of commands on a scratch site: nothing of the real one's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMVERKA_")}
    return {
        **kept,
        "DATABASE_URL": database_url,
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "SAMVERKA_DATA_DIR": str(folder / "data"),
        "SAMVERKA_STATIC_ROOT": str(folder / "static"),
        "SAMVERKA_SECRET_KEY": "benchmarks-only",
        "SAMVERKA_LOG_LEVEL": "WARNING",
    }


def manage(environment: dict[str, str], *arguments: str) -> None:
    """Run a command of the site. Errors: CalledProcessError."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a folder and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix="samverka-bench-") as folder:
        yield Path(folder)


@contextlib.contextmanager
def scratch_postgres(server_url: str) -> Iterator[str]:
    """Give the URL of a new, empty database on a PostgreSQL server, and drop it afterwards."""
    import psycopg  # optional dependency

    name = f"samverka_bench_{secrets.token_hex(4)}"
    parts = urlsplit(server_url)
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
