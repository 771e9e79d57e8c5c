# make run: set up and start the app.  make check: all but the slow tests.  make test: set up and run every check.
PYTHON ?= python3
BIN = .venv/bin
export PATH := $(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$(PATH)

# Several processes; tests/conftest.py says which tests stay together.
PYTEST = $(BIN)/python -m pytest --numprocesses auto --dist loadgroup
# Tests that start a server, a browser or a training.
SLOW = tests/browser tests/protocol tests/test_train.py tests/test_school.py tests/test_first_start.py tests/test_cold_start.py

.PHONY: run check static javascript test format bench clean

run: .venv/app
	$(BIN)/streamlit run app.py

check: static javascript
	$(PYTEST) $(SLOW:%=--ignore=%)

test: static javascript
	$(BIN)/python tests/browser/chromium.py
	$(PYTEST)

static: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

javascript: .venv/dev node_modules/.package-lock.json
	biome ci --error-on-warnings --colors=off
	tsc --project .
	node --test "tests/javascript/*.test.js"

format: .venv/dev node_modules/.package-lock.json
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	biome check --write .

bench: .venv/dev
	$(BIN)/python benchmarks/speed.py

clean:
	rm -rf .venv node_modules

.venv/app: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/dev: .venv/app requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

node_modules/.package-lock.json: .venv/dev package.json package-lock.json
	npm ci --silent
	touch $@
