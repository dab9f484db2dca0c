# make run    the whole pipeline on the bundled samples, into ./lake
# make test   linters, type checks and all tests

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
DEVELOPED := .venv/.developed
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header -q pyproject.toml

.PHONY: install develop run test lint bench fuzz chaos lock

install: $(INSTALLED)

develop: $(DEVELOPED)

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Stacktrail needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the locked packages into .venv (once, a few minutes) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $(INSTALLED)

$(DEVELOPED): $(INSTALLED) requirements-dev.lock
	@echo "Installing what tests need ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $(DEVELOPED)

run: install
	@$(BIN)/stacktrail run samples/SOURCES.yml --replay

lint: develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile  # a core a process

bench: develop
	$(BIN)/python -m pytest -q -s tests/benchmarks -m benchmark

fuzz: develop
	$(BIN)/python -m tests.fuzzing.run_fuzzer $(FUZZ)

chaos: develop
	$(BIN)/python -m tests.chaos --items 20000 --server elasticmq \
		--workers 4 --kill-seconds 8 --fault-share 0.02 --visibility 30 --patience 9000

lock:
	$(LOCK) --extra build -o requirements.lock
	$(LOCK) --extra build --extra dev --extra glue --extra lambda -o requirements-dev.lock
