# Every target makes the virtual environment it needs by itself. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed
CODE := services shared tests bench tools
NATIVE := tools/native.py $(shell find services shared -name '*.pyx')
TESTS ?= tests

.DEFAULT_GOAL := help
.PHONY: help run test test-fast check bench format lint types imports clean lock messages screenshots model

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN) ## start Saket on its embedded store, with a sample site to look at
	@$(BIN)/saket up

test: $(DEV) ## all tests (corpora and browser tests skip with a reason where those are missing)
	$(BIN)/pytest -n 2 --dist worksteal $(TESTS)

test-fast: $(DEV) ## the tests that take milliseconds
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow and not browser and not corpora" $(TESTS)

check: lint types imports ## every gate that is not a test

bench: $(DEV) ## measure; every figure stands beside a reference taken in the same run
	$(BIN)/python -m bench

format: $(DEV) ## rewrite the code in the one style
	$(BIN)/ruff check --fix-only --quiet $(CODE)
	$(BIN)/ruff format $(CODE)

lint: $(DEV) ## style and common mistakes
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: $(DEV) ## mypy --strict
	$(BIN)/mypy

imports: $(DEV) ## the direction of imports
	$(BIN)/lint-imports

messages: $(DEV) ## bring the gettext catalogs up to date with the code
	$(BIN)/python -m tools.messages

model: $(DEV) ## train and measure the shipped spam model anew from SAKET_CORPORA
	$(BIN)/python -m tools.ship_model .cache/model/shipped

screenshots: $(DEV) ## the pictures of the README, from the running sample
	$(BIN)/python -m tools.screenshots

lock: $(DEV) ## resolve pyproject.toml into requirements/*.txt
	$(BIN)/python -m tools.lock

clean: ## remove everything that was made (never var/, which holds data)
	rm -rf $(VENV) .cache .hypothesis bench/out build dist *.egg-info
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
	find services shared -name "*.so" -delete

$(RUN): requirements/run.txt pyproject.toml $(NATIVE)
	@test -x $(BIN)/python || { echo "making $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "installing what Saket needs (about a minute the first time)"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@echo "installing what its tests and gates need"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
