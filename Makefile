# Two commands on a fresh machine: `make demo` and `make test`. Both can be run again and again.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
TORCH  ?= 2.13.0
SERVE  ?= 1
PORT   ?= 8501
DEMO_HOME ?= $(CURDIR)/.tieout/demo
DEMO_QUESTION ?= How did the Russell 2000 do against the Nasdaq this year?
DEMO_AS_OF ?= 2026-01-22

.PHONY: demo test lint types unit e2e spark object-storage clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.installed ## Fill the demo workspace, print one cited answer, serve the chat page
	$(BIN)/tieout --home "$(DEMO_HOME)" demo
	$(BIN)/tieout --home "$(DEMO_HOME)" ask "$(DEMO_QUESTION)" --as-of $(DEMO_AS_OF)
ifneq ($(SERVE),0)
	$(BIN)/tieout --home "$(DEMO_HOME)" serve --port $(PORT)
endif

test: lint types unit ## Lint, types, and the whole test suite

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

unit: $(VENV)/.installed-dev
	$(BIN)/pytest -m "not e2e and not spark and not object_storage" -n 2

e2e: $(VENV)/.installed-e2e ## Drive the chat page in Debian's chromium
	$(BIN)/pytest -m e2e

spark: $(VENV)/.installed-spark ## Every metric on Spark in local mode, beside DuckDB
	$(BIN)/pytest -m spark tests/market/test_spark.py

object-storage: $(VENV)/.installed-dev $(VENV)-moto/.installed ## The market tables on a made-up S3 on this machine
	PATH="$(CURDIR)/$(VENV)-moto/bin:$$PATH" $(BIN)/pytest -m object_storage tests/market/test_object_storage.py

# The made-up S3 stands in an environment of its own: its botocore refuses the dateutil that pandas is tested with.
$(VENV)-moto/.installed: $(VENV)/.torch
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-moto
	VIRTUAL_ENV="$(CURDIR)/$(VENV)-moto" $(BIN)/uv pip install --quiet "moto[s3,server]==5.2.5"
	touch $@

# torch first, and its CPU build: the default build for Linux brings gigabytes of CUDA.
$(VENV)/.torch:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tieout needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet "torch==$(TORCH)+cpu" \
	  || $(BIN)/python -m pip install --quiet --index-url https://download.pytorch.org/whl/cpu "torch==$(TORCH)" \
	  || $(BIN)/python -m pip install --quiet "torch==$(TORCH)"
	$(BIN)/python -m pip install --quiet uv
	touch $@

$(VENV)/.installed: $(VENV)/.torch pyproject.toml constraints.txt
	$(INSTALL) -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.torch pyproject.toml constraints.txt
	$(INSTALL) -e ".[dev]"
	touch $@ $(VENV)/.installed

$(VENV)/.installed-e2e: $(VENV)/.installed-dev
	$(INSTALL) -e ".[dev,e2e]"
	test -x /usr/bin/chromium || (apt-get update -qq && apt-get install -y -qq chromium)
	touch $@

$(VENV)/.installed-spark: $(VENV)/.installed-dev
	$(INSTALL) -e ".[dev,spark]"
	java -version 2>/dev/null || (apt-get update -qq && apt-get install -y -qq default-jre-headless)
	touch $@

# uv resolves and installs in seconds what takes pip minutes; --no-sources keeps the torch that is installed.
INSTALL := VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(BIN)/uv pip install --quiet --compile-bytecode --no-sources -c constraints.txt

clean: ## Remove the environment and the demo workspace
	rm -rf $(VENV) $(VENV)-moto .tieout build *.egg-info .mypy_cache .ruff_cache .pytest_cache
