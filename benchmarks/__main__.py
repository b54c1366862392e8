"""``python -m benchmarks [pages] [feed] [registrations] [participant_list] [web_registration]``, with options.

``--rounds N``, ``--short``, ``--postgres URL``. Each benchmark runs in a process of its own on a scratch site. A line a
figure on stdout, JSON in ``benchmarks/results/``. PostgreSQL is measured when ``--postgres`` or ``DATABASE_URL`` names
a server.
"""

import argparse
import importlib
import logging
import os
import subprocess
import sys

from benchmarks.harness import LEAST_ROUNDS
from benchmarks.scratch import ROOT, manage, scratch_environment, scratch_folder, scratch_postgres

BENCHMARKS = ("pages", "feed", "registrations", "participant_list", "web_registration")
ON_BOTH_DATABASES = ("registrations", "participant_list", "web_registration")
NEEDS_STATIC_FILES = ("pages", "web_registration")


def main() -> int:
    options = _options()
    if options.child:
        logging.disable(logging.INFO)  # stdout is for the figures
        importlib.import_module(f"benchmarks.{options.child}").run(rounds=options.rounds, short=options.short)
        return 0
    failed = []
    for name in options.names or BENCHMARKS:
        if not _run(name, options, ""):
            failed.append(name)
        if name in ON_BOTH_DATABASES:
            if not options.postgres:
                print("  PostgreSQL was not measured: name a server with --postgres or DATABASE_URL.", file=sys.stderr)
                continue
            with scratch_postgres(options.postgres) as url:
                if not _run(name, options, url):
                    failed.append(f"{name} on PostgreSQL")
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure ratios inside one run.")
    parser.add_argument("names", nargs="*", metavar="benchmark", help=f"any of: {', '.join(BENCHMARKS)} (all)")
    parser.add_argument("--rounds", type=int, default=LEAST_ROUNDS, help=f"rounds (at least {LEAST_ROUNDS})")
    parser.add_argument("--short", action="store_true", help="fewer calls a round: to see that it works")
    parser.add_argument("--postgres", default=_server_in_environment(), metavar="URL", help="a PostgreSQL server")
    parser.add_argument("--child", choices=BENCHMARKS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    if options.rounds < LEAST_ROUNDS:
        parser.error(f"at least {LEAST_ROUNDS} rounds")
    return options


def _server_in_environment() -> str:
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith(("postgres://", "postgresql://")) else ""


def _run(name: str, options: argparse.Namespace, database_url: str) -> bool:
    with scratch_folder() as folder:
        environment = scratch_environment(folder, database_url=database_url)
        manage(environment, "migrate", "--verbosity", "0")
        if name in NEEDS_STATIC_FILES:
            manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        command = [sys.executable, "-m", "benchmarks", "--child", name, "--rounds", str(options.rounds)]
        command += ["--short"] if options.short else []
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
