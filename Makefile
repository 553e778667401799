# The two that matter: `make demo` (from sites to workbook, offline) and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
MONTH  ?= $(shell date +%Y-%m)
DEMO   := var/demo

.DEFAULT_GOAL := help
.PHONY: help setup dev demo test lint types unit bench deploy-check wheel-check sample pictures month setup-ocr clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# --- environments ---------------------------------------------------------------------------------------------

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Name another: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Making the environment in $(VENV) (once; takes a minute or two) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.setup: $(VENV)/.made pyproject.toml constraints.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Adding what the tests need ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,postgres,deploy]'
	@touch $@ $(VENV)/.setup

setup: $(VENV)/.setup ## the environment to crawl with

dev: $(VENV)/.dev ## the environment to develop with

# --- the main jobs --------------------------------------------------------------------------------------------

demo: $(VENV)/.setup ## crawl the bundled sample archive (no network) and write January 2018's sheet into out/
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@HEARINGS_DATABASE_URL=sqlite:///$(DEMO)/hearings.sqlite3 HEARINGS_ARCHIVE=$(DEMO)/archive \
	  $(BIN)/scrapy replay tests/samples/archive-2018-01
	@HEARINGS_DATABASE_URL=sqlite:///$(DEMO)/hearings.sqlite3 \
	  $(BIN)/scrapy report 2018-01 --lang kk --output-dir out

month: $(VENV)/.setup ## crawl all live sites and write the month in both languages: make month MONTH=2026-10
	@$(BIN)/scrapy crawlall --month $(MONTH); crawled=$$?; \
	  $(BIN)/scrapy report $(MONTH) --lang both --complete --output-dir out && exit $$crawled

# --- quality --------------------------------------------------------------------------------------------------

test: lint types unit ## linters, types, tests

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.dev
	@$(BIN)/mypy

unit: $(VENV)/.dev
	@$(BIN)/pytest -n auto --dist loadfile

bench: $(VENV)/.dev ## how fast, measured now
	@for bench in tests/bench/bench_*.py; do \
	  name=$$(basename $$bench .py); echo "== $$name"; $(BIN)/python -m tests.bench.$$name || exit 1; done

deploy-check: $(VENV)/.dev ## build the egg, deploy it to a real scrapyd on loopback, run a region there
	@$(BIN)/python deploy/check.py

wheel-check: $(VENV)/.dev ## build the wheel and use it in an environment of its own
	@$(BIN)/python deploy/check_wheel.py

sample: $(VENV)/.dev ## make the bundled sample archive again from the replica of the sites
	@$(BIN)/python -m tests.replica make_sample tests/samples/archive-2018-01

pictures: $(VENV)/.dev ## make the pictures of the guides again (Debian: libreoffice-calc, chromium)
	@$(BIN)/python docs/make_pictures.py

setup-ocr: ## text recognition for scans (Debian)
	apt-get install -y tesseract-ocr tesseract-ocr-kaz tesseract-ocr-rus tesseract-ocr-osd antiword unar

clean: ## everything that was made, but not what was collected (var/)
	rm -rf $(VENV) build dist out *.egg-info .mypy_cache .ruff_cache .pytest_cache
