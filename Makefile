# Alle Befehle: make help
PYTHON ?= python3
PORT ?= 8000
DATA ?= ./instance
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
PYTEST := $(BIN)/python -m pytest -q
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
TRANSLATIONS := $(CATALOGUES:.po=.mo)

# Was Python einmal übersetzt hat, übersetzt es nicht bei jedem Start neu, auch wenn die Umgebung das anders vorgibt.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check fix lock catalogues migration vendor screenshots bench test-sqlite test-postgres test-journeys chromium

help: ## zeigt diese Liste
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: $(VENV)/run $(TRANSLATIONS) ## richtet alles ein und startet die Plattform [PORT=8000] [DATA=./instance]
	@exec env PORT='$(PORT)' DATA='$(DATA)' $(BIN)/python -m app.serve

test: check test-sqlite test-postgres test-journeys ## alles, was vor einer Abgabe grün sein muss

check: $(VENV)/dev ## Stil, Typen, Pfeile, Vorlagen, Kataloge (unter einer Minute)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --quiet --lint app/templates
	$(BIN)/python -m scripts.merge_catalogues --check

fix: $(VENV)/dev ## formatiert und behebt, was eine Maschine beheben kann
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

test-sqlite: $(VENV)/dev $(TRANSLATIONS) ## Tests auf SQLite
	env -u TEST_DATABASE_URL $(PYTEST) -n 2 --dist worksteal --ignore=tests/journeys

test-postgres: $(VENV)/dev $(TRANSLATIONS) ## Tests auf PostgreSQL (TEST_DATABASE_URL oder ein mitgebrachtes)
	TEST_DATABASE_URL="$${TEST_DATABASE_URL:-embedded}" $(PYTEST) -n 2 --dist worksteal -m 'not once' --ignore=tests/journeys

test-journeys: $(VENV)/dev $(TRANSLATIONS) chromium ## Wege durch die Seiten im Browser, mit axe
	env -u TEST_DATABASE_URL $(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder tests/journeys

screenshots: $(VENV)/dev $(TRANSLATIONS) chromium ## Bilder der wichtigsten Seiten nach test-results/screenshots
	$(PYTEST) tests/journeys --screenshots=test-results/screenshots -k screenshot

bench: $(VENV)/dev $(TRANSLATIONS) ## misst Seiten am Boden, mit eigenen Daten, die danach weg sind [IDEAS=5000 PAIRS=15]
	@set -e; data=$$(mktemp -d); trap 'rm -r "$$data"' EXIT; export IDEENKREIS_ENV=demo IDEENKREIS_DATA="$$data"; \
	for step in 'db upgrade' 'municipalities load' 'concepts load' 'demo load --ideas $(or $(IDEAS),5000)'; do \
	echo "$$step …" >&2; $(BIN)/flask --app wsgi $$step >/dev/null; done; \
	$(BIN)/python -m bench.pages --pairs $(or $(PAIRS),15)

catalogues: $(VENV)/dev ## sammelt die Texte der Quelle und schreibt translations/de und translations/en neu
	$(BIN)/python -m scripts.merge_catalogues

migration: $(VENV)/dev ## schreibt die nächste Migration: make migration m="add_something"
	@test -n '$(m)' || { echo 'So: make migration m="verb_object"'; exit 1; }
	@set -e; data=$$(mktemp -d); trap 'rm -r "$$data"' EXIT; export IDEENKREIS_ENV=test IDEENKREIS_DATA="$$data"; \
	number=$$(printf '%04d' $$(( $$(ls migrations/versions | grep -c '^[0-9].*\.py$$') + 1 ))); \
	$(BIN)/flask --app wsgi db upgrade; \
	$(BIN)/flask --app wsgi db migrate --rev-id "$$number" -m '$(m)'; \
	$(BIN)/ruff check --fix-only --quiet --select I,F401 migrations/versions; $(BIN)/ruff format --quiet migrations/versions

lock: $(VENV)/dev ## schreibt die Abhängigkeiten mit Prüfsummen fest
	$(BIN)/uv pip compile -q pyproject.toml $(LOCK) -o requirements.txt
	$(BIN)/uv pip compile -q pyproject.toml --group dev -c requirements.txt $(LOCK) -o requirements-dev.txt

vendor: $(VENV)/dev ## holt die Browserdateien der Manifeste neu
	$(BIN)/python -m scripts.vendor

chromium:
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || command -v google-chrome >/dev/null || if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	then apt-get update -qq && for one in chromium-headless-shell chromium; do \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$one >/dev/null && break; done; \
	else echo 'Für die Browsertests fehlt Chromium: sudo apt install chromium' >&2; exit 1; fi

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 oder neuer wird gebraucht ($(PYTHON)).' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo 'Python fehlt das Modul venv: sudo apt install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run: requirements.txt | $(VENV)/made
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/dev: requirements-dev.txt | $(VENV)/made
	$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/run

%.mo: %.po | $(VENV)/run
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(word 2,$(subst /, ,$<))
