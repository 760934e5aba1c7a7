# Two commands do everything, set-up included:
#   make demo   all demos on the embedded chain (needs Python 3.11 or later, nothing else)
#   make test   everything CI checks (needs npm too: the compiler and the oracles come from there)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_READY := $(VENV)/.demo-ready
TEST_READY := $(VENV)/.test-ready
NPM_READY := node_modules/.ready
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --prefer-binary -c constraints.txt

# The suite's own contracts for tests, and a project of its own in some rooms of tests/.
TEST_CONTRACTS := .pydemo/build.json $(patsubst %/contracts,%/.pydemo/build.json,$(wildcard tests/*/contracts))
# A file's tests stay together, for what they share (contracts, a chain) is made once a worker.
PARALLEL := --numprocesses auto --dist loadfile
# Of the node what an engine has a part in, and not what is about processes, files and sockets.
OF_THE_NODE := clients control development reading shapes simulation supposing time traces
ENGINE_SENSITIVE := tests/chain tests/contract tests/stories tests/token tests/votes \
	tests/lottery/test_draw_weights.py tests/lending/test_state_machine.py \
	$(OF_THE_NODE:%=tests/node/test_%.py) tests/lessons/test_notebooks.py \
	--ignore tests/token/test_differential.py --ignore tests/token/test_mutants.py \
	--ignore tests/votes/test_machines.py --ignore tests/votes/test_mutants.py

.PHONY: demo test lint types artifacts gas test-contracts pytest pytest-py-evm state-tests \
	notebooks docs picture node-load node-kills lesson-times clean help

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -3

demo: $(DEMO_READY)
	@$(BIN)/pydemo demo all

# What uses one core goes two at a time, set-up and compiling included; pytest takes all cores itself.
test:
	@$(MAKE) --no-print-directory --jobs 2 lint types artifacts gas test-contracts
	@$(MAKE) --no-print-directory pytest
	@$(MAKE) --no-print-directory pytest-py-evm

lint: $(TEST_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TEST_READY)
	$(BIN)/mypy

artifacts: $(TEST_READY) $(NPM_READY)
	$(BIN)/pydemo compile --check

gas: $(TEST_READY)
	$(BIN)/pydemo gas --check

pytest: test-contracts
	$(BIN)/pytest $(PARALLEL) $(PYTEST_ARGS)

test-contracts: $(TEST_CONTRACTS)

# What an engine can get wrong, a second time on the reference.
pytest-py-evm: test-contracts
	$(BIN)/pytest $(PARALLEL) --engine py-evm -m "not slow_on_py_evm" $(ENGINE_SENSITIVE)

# Compiled first, once for all workers; and again only when a source, or the build itself, is newer.
$(TEST_CONTRACTS): $(shell find contracts tests/*/contracts -name "*.sol") $(wildcard pydemo/build/*.py) | $(TEST_READY) $(NPM_READY)
	$(BIN)/pydemo compile --project $(@:.pydemo/build.json=.)
	@touch $@

# The lessons' .ipynb from their sources; a test compares them.
notebooks: $(TEST_READY)
	$(BIN)/python -m pydemo.lessons.sources

# The reference site, in build/site. pytest builds it too, and follows all its links.
docs: $(TEST_READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

# The README's picture of a demo; a test compares it with what the demo prints.
picture: $(TEST_READY)
	$(BIN)/python -m pydemo.reference.picture

# All of Ethereum's official state tests; pytest runs a part of them.
state-tests: $(TEST_READY)
	cd tests && ../$(BIN)/python -m evm.state_tests

# What `pydemo node` holds beside anvil; and whether it loses anything when it is killed 50 times.
node-load: $(TEST_READY) $(NPM_READY)
	cd tests && ../$(BIN)/python -m node.load

node-kills: $(TEST_READY)
	cd tests && ../$(BIN)/python -m node.kills --kills 50

# How long each notebook takes, on both engines.
lesson-times: $(TEST_READY)
	cd tests && ../$(BIN)/python -m lessons.times

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "pydemo needs Python 3.11 or later; this is " + sys.version.split()[0] + ": name another one, as in `make demo PYTHON=python3.12`")'
	$(PYTHON) -m venv $(VENV)

# The stamps are written last, so an interrupted set-up is simply taken up again.
$(DEMO_READY): $(BIN)/python pyproject.toml constraints.txt
	@echo "Setting up: a minute or two, once."
	$(INSTALL) -e .
	@touch $@

$(TEST_READY): $(BIN)/python pyproject.toml constraints.txt
	@echo "Setting up, for tests too: two or three minutes, once."
	$(INSTALL) -e '.[dev]'
	@touch $(DEMO_READY) $@

$(NPM_READY): package.json package-lock.json
	@command -v npm >/dev/null || { echo "make test needs npm (for the Solidity compiler and the oracles): install Node.js 20 or later"; exit 2; }
	npm ci
	@# Optional packages can be left out without a word: then npm must look again, without its lock.
	@node_modules/.bin/anvil --version >/dev/null 2>&1 || npm install --no-save --no-package-lock
	@touch $@

clean:
	rm -rf $(VENV) node_modules .pydemo .mypy_cache .ruff_cache .pytest_cache .hypothesis
