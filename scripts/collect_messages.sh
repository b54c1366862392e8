#!/bin/sh
# Collect the words for translation into locale/*/LC_MESSAGES/*.po (GNU gettext), and compile them (no gettext needed).
set -eu
cd "$(dirname "$0")/.."
if ! command -v xgettext >/dev/null; then
  echo "GNU gettext is not installed: install it (package gettext) to collect messages." >&2
  exit 1
fi
options="--locale sv --locale en --locale fa_AF --no-location --no-obsolete"
.venv/bin/python manage.py collect_messages $options --ignore .venv --ignore node_modules --ignore .build --ignore tests
.venv/bin/python manage.py collect_messages $options --domain djangojs --ignore .venv --ignore node_modules --ignore .build \
  --ignore tests --ignore frontend/dist --extension js,mjs,ts
.venv/bin/python manage.py compile_catalogs
