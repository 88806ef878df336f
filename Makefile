# Two commands do everything on a fresh machine with Python 3.11+: `make run` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export FLASK_APP := app
# Where the system has no Node, the wheel that carries it builds the style sheet.
NODE_GROUP := $(if $(shell command -v npm),,--group node)

.PHONY: run test install check bench trust demo assets catalogue docs clean

run: install ## serve the product with its demo on PORT
	@PORT=$(PORT) scripts/run.sh

test: install system-for-tests ## every test: SQLite, PostgreSQL, a real browser
	$(BIN)/pytest -n 2 $(PYTEST_ARGS)

install: $(VENV)/.installed static/build/manifest.json app/translations/en/LC_MESSAGES/messages.mo ## all that is needed, into .venv

$(VENV)/.installed: pyproject.toml uv.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.8"
	UV_PROJECT_ENVIRONMENT=$(VENV) $(BIN)/uv sync --quiet --frozen --inexact $(NODE_GROUP)
	@touch $@

static/build/manifest.json: package-lock.json scripts/build_assets.py $(shell find assets -type f 2>/dev/null)
	$(BIN)/python scripts/build_assets.py

app/translations/en/LC_MESSAGES/messages.mo: app/translations/en/LC_MESSAGES/messages.po
	$(BIN)/pybabel -q compile -d app/translations

.PHONY: system-for-tests
system-for-tests:
	@$(BIN)/python scripts/system_for_tests.py

check: install ## what a reviewer's machine says before a person reads
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install ## speed, as ratios measured in one run
	$(BIN)/python -m benchmarks

trust: install system-for-tests ## the heavier proofs: longer hammers, more kills
	$(BIN)/pytest -n 2 -m "barrier" --clients 16 --rounds 200 --turns 200 --kills 60 --stops 20
	$(BIN)/pytest -n 2 -m "barrier and any_engine" --engine postgresql --stops 20

# The same SEED and STEPS walk the same walks; SHRINK=1 looks for a short walk that fails.
SEED ?= 2027
STEPS ?= 20000
ENGINE ?= both
.PHONY: model
model: install system-for-tests ## the life of loans against a count by hand: SEED=, STEPS= on each engine, ENGINE=
	$(BIN)/pytest -s tests/model -k every_walk --engine $(ENGINE) --model-seed $(SEED) --model-steps $(STEPS) $(if $(SHRINK),--model-shrink)

catalogue: ## gather every sentence for translators
	$(BIN)/pybabel -q extract -F babel.cfg -k _l -k lazy_gettext -k lazy_ngettext:1,2 --no-location --sort-output -o app/translations/messages.pot .
	$(BIN)/pybabel -q update --no-fuzzy-matching --no-wrap -i app/translations/messages.pot -d app/translations

docs: install ## the generated pages of docs/
	$(BIN)/python scripts/generate_docs.py

clean:
	rm -rf $(VENV) node_modules static/build instance
