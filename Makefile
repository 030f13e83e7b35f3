# Every verb sets up what it needs; none needs another run before it.
# Settings hold here, too: MEDPATH_CORPUS=corpus:my-folder make serve
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help install index serve test check fix bench clean

help: ## what can be done
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/.tools ## the environment, with the tools for development

.venv/.runtime: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/.test: .venv/.runtime
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

.venv/.tools: .venv/.test
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

index: .venv/.runtime ## the search index of corpus/, or what changed of it
	$(BIN)/medpath build

serve: index ## the chat at http://127.0.0.1:8000
	$(BIN)/medpath serve

test: .venv/.test ## all tests
	$(BIN)/python -m pytest

check: .venv/.tools ## lint, format, types, secrets, known vulnerabilities
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m benchmarks.audit

fix: .venv/.tools ## what the linter and the formatter can mend themselves
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.tools ## the measured figures beside their targets
	$(BIN)/python -m benchmarks

clean: ## remove the environment and what var/ holds, the index among it
	rm -rf .venv var build *.egg-info
