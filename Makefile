# Needs Python 3.11 and make; uv and everything else are set up in this folder. `make` lists what there is.

PYTHON  ?= python3
UV      := $(or $(shell command -v uv 2>/dev/null),.nonet/uv/bin/uv)
SYNC    := $(UV) sync --locked --compile-bytecode --no-python-downloads --python $(PYTHON)
BIN     := .venv/bin
NONET   := $(BIN)/nonet
WORKERS ?= 2
ARGS    ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo serve worker test check format messages browser stop

help:  ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	  || sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1   \2/p' $(MAKEFILE_LIST)

.nonet/uv/bin/uv:
	@$(PYTHON) .ci/install_uv.py

# A stamp for each set of dependencies, so that a second run starts in no time.
.venv/.runs: uv.lock pyproject.toml | $(UV)
	$(SYNC) --no-dev --inexact
	@$(NONET) solve --warm
	@touch $@

.venv/.tests: uv.lock pyproject.toml | $(UV)
	$(SYNC)
	@$(NONET) solve --warm
	@touch $@ .venv/.runs

setup: .venv/.runs  ## Install what Nonet needs to run

demo: setup  ## Set up a demo company, play its day, serve its pages
	@$(NONET) demo $(ARGS)

serve: setup  ## Bring the database to this release and serve the pages
	@$(NONET) migrate && $(NONET) serve $(ARGS)

worker: setup  ## Do the queued jobs
	@$(NONET) worker $(ARGS)

test: .venv/.tests browser  ## Run the tests, in a home of their own (ARGS="-k name" picks some)
	@$(BIN)/pytest -n $(WORKERS) $(ARGS)

check: export NONET_HOME := $(CURDIR)/.nonet/check
check: export DJANGO_SETTINGS_MODULE := nonet.config.settings
check: .venv/.tests  ## Prove style, types, contracts, migrations and translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.architecture.migrations
	$(BIN)/python -m tests.translations.messages --check

format: .venv/.tests  ## Put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: .venv/.tests  ## Collect the texts to be translated, and compile the translations
	$(BIN)/python -m tests.translations.messages

browser:
	@.ci/install_browser

stop:  ## Stop the embedded database; it also survives a power cut
	@$(NONET) db stop
