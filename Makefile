# Samverka: the few verbs. Each does its own set-up; what is up to date is not done again (stamps in .build/).
# Variables: PORT (8000), SAMVERKA_DATA_DIR (data), DATABASE_URL, PYTHON (a Python 3.11 or later); see README.md.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.SUFFIXES:
.NOTPARALLEL:
.PHONY: help setup run test test-slow check format messages demo bench screenshots

PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
STAMPS := .build/stamps
STATIC := $(or $(SAMVERKA_STATIC_ROOT),.build/static)
APPS := cms networks events knowledgebank
NPM := $(shell command -v npm)
SCRIPTS := $(STAMPS)/scripts$(if $(NPM),,-without-node)
BROWSER_TOOLS := $(STAMPS)/browser-tools$(if $(NPM),,-without-node)

CATALOGS := $(wildcard locale/*/LC_MESSAGES/*.po)
SCRIPT_SOURCES := frontend/package-lock.json frontend/build.mjs $(shell find frontend/src -type f 2>/dev/null)
STATIC_SOURCES := requirements/lock.txt $(shell find $(APPS:%=%/static) -type f 2>/dev/null)

help: ## list the verbs
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMPS)/dev $(SCRIPTS) $(BROWSER_TOOLS) $(STAMPS)/catalogs ## install everything, tools of the tests too

run: $(STAMPS)/runtime $(SCRIPTS) $(STAMPS)/catalogs $(STATIC).stamp ## serve on PORT (8000), with demo content in an empty database
	@exec $(MANAGE) serve --prepare

test: setup ## run all tests; says what was left out
	@exec $(BIN)/python tests/run.py $(TEST_ARGS)

test-slow: setup ## run the long forms of races, load and fuzz
	@exec $(BIN)/python tests/run.py --slow $(TEST_ARGS)

check: setup ## linters, types, import contracts, migrations, the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet $(APPS:%=%/templates)
	$(BIN)/lint-imports
	$(BIN)/mypy $(APPS:%=-p %.domain)
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) check
	$(BIN)/pytest -q tests/house tests/cms/domain/test_catalogs.py
	@if [ -d frontend/node_modules ]; then npm --prefix frontend run --silent check; fi

format: $(STAMPS)/dev ## format the Python code
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

messages: $(STAMPS)/dev ## collect the words for translation (needs GNU gettext), and compile
	@scripts/collect_messages.sh

demo: $(STAMPS)/runtime $(STAMPS)/catalogs ## load the demo content (again: changes nothing)
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) load_demo

bench: setup ## run the benchmarks; BENCH_ARGS=--short for the short form
	@exec $(BIN)/python -m benchmarks $(BENCH_ARGS)

screenshots: setup ## make docs/screenshots with Chromium
	@exec $(BIN)/python -m tests.browser.screenshots

# --- set-up -----------------------------------------------------------------------------------------------------

$(STAMPS)/venv:
	@mkdir -p $(STAMPS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed (PYTHON=/path/to/python make ...).")'
	@test -x $(BIN)/python || { echo "Making the virtual environment"; $(PYTHON) -m venv .venv; }
	@touch $@

$(STAMPS)/runtime: requirements/lock.txt | $(STAMPS)/venv
	@echo "Installing what runs"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@touch $@

$(STAMPS)/dev: requirements/dev.txt | $(STAMPS)/venv
	@echo "Installing what runs, and the tools"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(STAMPS)/runtime

$(STAMPS)/scripts: $(SCRIPT_SOURCES) | $(STAMPS)/venv
	@echo "Building the scripts"
	@npm --prefix frontend ci --silent --no-audit --no-fund
	@npm --prefix frontend run --silent build
	@touch $@

$(STAMPS)/scripts-without-node: | $(STAMPS)/venv
	@echo "No Node here: the site runs without scripts, offline reading and the Dari font."
	@touch $@

$(STAMPS)/browser-tools: tests/browser/package-lock.json | $(STAMPS)/venv
	@npm --prefix tests/browser ci --silent --no-audit --no-fund
	@touch $@

$(STAMPS)/browser-tools-without-node: | $(STAMPS)/venv
	@echo "No Node here: the scripts' tests and the browser tests with tools from npm will be left out."
	@touch $@

$(STAMPS)/catalogs: $(CATALOGS) | $(STAMPS)/runtime
	@$(MANAGE) compile_catalogs
	@touch $@

# collectstatic takes many seconds even when nothing changed
$(STATIC).stamp: $(STATIC_SOURCES) $(SCRIPTS) | $(STAMPS)/runtime $(STAMPS)/catalogs
	@echo "Collecting static files"
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@
