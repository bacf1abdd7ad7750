# Every target sets up what it needs in .venv, once. PYTHON chooses the interpreter.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PROGRAMS := .cache/programs
UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-all check docs phone bench mutants validate safety sbom lock clean

help:  ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY)  ## From a real walk to a personal foot-angle target, then a coached course, in demo/
	@$(BIN)/footwise demo
	@$(BIN)/footwise demo --sensor
	@echo "Next: 'make clinic' opens a clinic of 40 invented people at http://localhost:8000"

clinic: $(READY)  ## The clinic with 40 invented people, at http://localhost:8000; nothing of it is kept
	@$(BIN)/footwise serve --demo

test: $(READY) $(PROGRAMS)  ## The tests that take less than a few seconds each
	$(BIN)/python -m pytest -m "not slow and not shared" -n 2

test-all: $(READY) $(PROGRAMS)  ## Every test
	$(BIN)/python -m pytest -n 2

check: $(READY)  ## Style, types and the contract of the folders
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --cache-dir .cache/import-linter

docs: $(READY)  ## Guides, reference and gallery as a site, in docs/_build/html
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -d docs/_build/doctrees docs docs/_build/html

phone: $(READY)  ## The live path as JavaScript for the phone's page, from its Python files
	$(BIN)/python -m tools.python_to_javascript

screenshots: $(READY) $(PROGRAMS)  ## Pictures of every page of the clinic's demonstration, in screenshots/
	$(BIN)/python docs/screenshots.py

bench: $(READY)  ## Speed, as ratios measured in one run
	$(BIN)/python benchmarks/bench.py

mutants: $(READY)  ## Small faults planted in what decides about a person: which do the tests find? (an hour, one core)
	$(BIN)/python benchmarks/validate.py mutants

validate: $(READY)  ## Measure the accuracy and write docs/validation.md
	$(BIN)/python benchmarks/validate.py

safety: $(READY)  ## The safety file, docs/safety.md: hazards, controls and the tests that show them; fails where one is missing
	$(BIN)/python -m tools.safety_file

sbom: $(READY)  ## What Footwise is made of (CycloneDX), in dist/footwise.cdx.json
	$(BIN)/python -m tools.sbom

setup: $(READY)  ## Only set up .venv

# Debian's python3 comes without ensurepip, so the environment is made without pip and filled from outside.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Footwise needs Python 3.11 or newer, and '$(PYTHON)' is not. Try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || { \
	  echo "'$(PYTHON)' has no pip. On Debian or Ubuntu: apt-get install python3-pip" >&2; exit 1; }
	@echo "Setting up $(VENV) (once, a minute or so)"
	@$(PYTHON) -m venv --clear --without-pip $(VENV)
	@$(PYTHON) -m pip --python $(BIN)/python install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src  # as an installed package comes; else every start compiles it, where nothing is cached
	@touch $(READY)

# PostgreSQL, Chromium and nginx for the tests that need them, where this is Debian and may be changed; elsewhere those tests are
# skipped, and the end of the run says which.
$(PROGRAMS):
	@mkdir -p $(@D)
	@missing=""; \
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="postgresql"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing="$$missing nginx-light"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing >/dev/null \
	  || echo "Could not install $$missing: their tests are skipped" >&2; \
	fi
	@touch $@

# Footwise's own settings of the resolver: for every platform and Python from 3.11 on, hashes and no addresses. The
# resolver overlooks that backports-strenum 1.3 (asked for by ai-edge-litert) is only for Python before 3.11.
lock:  ## Choose the newest versions again and write requirements.lock
	@$(PYTHON) -m venv --clear --without-pip .cache/lock
	@$(PYTHON) -m pip --python .cache/lock/bin/python install -qq uv==$(UV_VERSION)
	@echo 'backports-strenum<1.3' > .cache/lock/constraints.txt
	.cache/lock/bin/uv --no-config pip compile pyproject.toml --extra dev --upgrade --universal --python-version 3.11 \
	  --fork-strategy fewest --constraint .cache/lock/constraints.txt --generate-hashes --no-header --quiet --output-file requirements.lock

clean:  ## Remove everything that was made here
	rm -rf $(VENV) .cache demo screenshots dist build docs/_build docs/api docs/gallery .pytest_cache .ruff_cache .hypothesis
	find src tests tools examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
