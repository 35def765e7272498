# Needs make and Python >= 3.11, nothing else: the first target run makes its own environment in $(VENV).
# Another Python:  make test PYTHON=python3.13 VENV=.venv-3.13

SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK := requirements/dev.txt
SCHEMAS := models/schema
DEMO := scenarios/schools/plan-seasonal-a.yaml
DEMO_OUT := out/demo
SUITES ?= schools school-700
SOLVED := out/schools
SECONDS ?= 120

export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The newest Python that is new enough and can make environments; asked only when one has to be made.
# (A name on the PATH is no proof: version managers put there names that do not run.)
PYTHONS = $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
find_python = for py in $(PYTHONS); do \
    if "$$py" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
      echo "$$py"; break; fi; done

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint format types imports unit schema schema-check docs docs-check pictures bench lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(STAMP): pyproject.toml $(LOCK)
	@python="$$($(find_python))"; \
	if test -z "$$python"; then \
	  echo "No Python >= 3.11 that can make environments; looked for: $(PYTHONS)." >&2; \
	  echo "Maybe install one (on Debian and Ubuntu python3-venv too), or name it: make PYTHON=/path/to/python3.12" >&2; \
	  exit 1; fi; \
	if ! "$(BIN)/python" -m pip --version >/dev/null 2>&1; then \
	  echo "Making $(VENV) with $$python ..."; \
	  "$$python" -m venv --clear "$(VENV)" || exit 1; fi
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --requirement $(LOCK)
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(STAMP) ## solve the demonstration school and say where its report is
	$(BIN)/afterschool-sched solve $(DEMO) -o $(DEMO_OUT)
	@echo "Report: $(CURDIR)/$(DEMO_OUT)/report.html"

test: lint types imports unit schema-check docs-check ## everything that must hold before a change goes in

lint: $(STAMP) ## style and likely bugs
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(STAMP) ## mend what can be mended
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(STAMP) ## mypy, strict
	$(BIN)/mypy

imports: $(STAMP) ## who may import whom (docs/architecture.md)
	$(BIN)/lint-imports --no-logo

# As many processes as there are cores; a file's tests stay together, since they share what they solved.
unit: $(STAMP) ## pytest
	$(BIN)/python -m pytest -q -n auto --dist loadfile

schema: $(STAMP) ## write the JSON schemas anew
	$(BIN)/python -m afterschool_sched.cli schema --write $(SCHEMAS)

schema-check: $(STAMP) ## are the JSON schemas those that the code would write?
	$(BIN)/python -m afterschool_sched.cli schema --check $(SCHEMAS)

docs: $(STAMP) ## write docs/scenario.md and docs/schools.md anew
	$(BIN)/python -m docs.tools write

docs-check: $(STAMP) ## are they those that would be written?
	$(BIN)/python -m docs.tools check

pictures: $(STAMP) ## solve all schools (what is unchanged is kept), draw their weeks, and write the documents
	-$(BIN)/afterschool-sched batch scenarios/schools -o $(SOLVED) --resume --time-limit $(SECONDS)
	-$(BIN)/python -m docs.tools pictures $(SOLVED)
	$(BIN)/python -m docs.tools write

bench: $(STAMP) ## the benchmarks, into out/bench (benchmarks/PROTOCOL.md)
	$(BIN)/afterschool-sched bench $(SUITES)

lock: $(STAMP) ## choose the newest allowed versions and write them down, with hashes
	$(BIN)/python -m venv --clear $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet pip-tools
	$(VENV)/lock/bin/pip-compile --quiet --upgrade --extra=dev --strip-extras --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file=$(LOCK) pyproject.toml

clean: ## remove what can be made again, but not the environment
	rm -rf out build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests docs scenarios -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
