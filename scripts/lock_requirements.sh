#!/bin/sh
# Write requirements/lock.txt (what runs, with PostgreSQL and Redis) and requirements/dev.txt (that, and the tools).
# Every file of every platform is pinned by hash; no address of an index is written.
set -eu
cd "$(dirname "$0")/.."
compile() { .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header "$@"; }
compile pyproject.toml --extra postgres --extra redis -o requirements/lock.txt
compile pyproject.toml --extra postgres --extra redis requirements/dev.in -c requirements/lock.txt -o requirements/dev.txt
