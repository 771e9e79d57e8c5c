# make run: set up and start the app.  make check: all but the slow tests.  make test: set up and run every check.
PYTHON ?= python3
BIN = .venv/bin
export PATH := $(CURDIR)/$(BIN):$(CURDIR)/node_modules/.bin:$(PATH)
unexport PYTHONDONTWRITEBYTECODE  # the tests are compiled once, not by each process anew

# Several processes, all tests of a file in one of them. Of those that start servers and browsers two files run at a time;
# a test that fails is tried again, and the last line says so: on a busy machine Streamlit now and then takes the canvas
# away between two messages that overtake each other, and with it the stroke that it had not told of yet.
# The file of one long test comes first, lest it goes on alone at the end.
# Two processes have two cores: where the linear algebra starts threads, too, they wait for one another and burn both.
PYTEST = OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest
PARALLEL = --numprocesses auto --dist loadfile
TWO = --numprocesses 2 --dist loadfile --no-loadscope-reorder --reruns 2
SERVERS = tests/test_cold_start.py tests/browser tests/protocol tests/test_first_start.py

.PHONY: run check static javascript test format bench clean

run: .venv/app
	$(BIN)/streamlit run app.py

check: static javascript
	$(PYTEST) $(PARALLEL) -m "not slow" $(SERVERS:%=--ignore=%)

test: static javascript
	$(BIN)/python tests/browser/chromium.py
	$(PYTEST) $(PARALLEL) $(SERVERS:%=--ignore=%)
	$(PYTEST) $(TWO) $(SERVERS)

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
	$(BIN)/python -m benchmarks.speed

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
