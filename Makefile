# Milepost. `make` lists what there is; nothing but make, a shell and Python 3.12 or uv is needed beforehand.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON := .venv/bin/python
PORT ?= 8000
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
# What only looks at the code gets a home of its own, not the one with the data.
APART := MILEPOST_HOME=build/home DATABASE_URL=
LOCKING := uv pip compile pyproject.toml --quiet --universal --python-version 3.12 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: .venv/runtime.stamp compiled ## the product with a sample programme on http://127.0.0.1:8000 (PORT=… for another)
	@$(PYTHON) -m milepost demo --port $(PORT)

.PHONY: test
test: .venv/dev.stamp compiled browser ## all tests, on SQLite and on PostgreSQL
	@status=0; \
	for database in sqlite postgresql; do \
		$(PYTHON) -m pytest -n $(CORES) --dist worksteal --database=$$database $(ARGS) || status=1; \
	done; \
	exit $$status

.PHONY: test-full
test-full: ## the same with many more random cases
	@MILEPOST_TEST_PROFILE=full $(MAKE) test

.PHONY: bench
bench: .venv/dev.stamp compiled ## figures, small unless SIZE=full; ARGS="--database postgresql" for the other database
	@$(PYTHON) -m benchmarks $(if $(filter full,$(SIZE)),--full) $(ARGS)

.PHONY: check
check: style types imports migrations texts locks docs ## everything that can be judged without running the product

.PHONY: style
style: .venv/dev.stamp
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .

.PHONY: types
types: .venv/dev.stamp
	$(APART) $(PYTHON) -m mypy

.PHONY: imports
imports: .venv/dev.stamp
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

.PHONY: migrations
migrations: .venv/dev.stamp
	$(APART) $(PYTHON) -m django makemigrations --check --dry-run --settings milepost.doors.config.settings

.PHONY: texts
texts: .venv/dev.stamp
	$(PYTHON) tools/messages.py check

.PHONY: locks
locks: .venv/dev.stamp
	$(PYTHON) tools/locks.py

.PHONY: docs
docs: .venv/dev.stamp ## the documentation as pages in build/docs
	$(APART) $(PYTHON) -m tools.reference check
	$(APART) $(PYTHON) -m sphinx -W -n -q --keep-going docs build/docs

.PHONY: reference
reference: .venv/dev.stamp ## write the generated pages of docs/reference anew
	@$(APART) $(PYTHON) -m tools.reference write

.PHONY: messages
messages: .venv/dev.stamp ## bring the translation catalogue up to the texts, then name what is untranslated
	@$(PYTHON) tools/messages.py extract
	@$(PYTHON) tools/messages.py check

.PHONY: lock
lock: .venv/dev.stamp ## resolve the dependencies of pyproject.toml anew (needs uv)
	@command -v uv >/dev/null 2>&1 || { echo "make lock needs uv: install it, then run this again." >&2; exit 1; }
	$(LOCKING) --extra schedule -o requirements.lock
	$(LOCKING) --extra schedule --extra saml -c requirements.lock -o requirements-saml.lock
	$(LOCKING) --extra schedule --extra bucket -c requirements.lock -o requirements-bucket.lock
	$(LOCKING) --extra schedule --extra saml --extra bucket --group dev \
		-c requirements-saml.lock -c requirements-bucket.lock -o requirements-dev.lock
	$(PYTHON) tools/locks.py

.PHONY: wheel
wheel: .venv/dev.stamp ## the package that pip and uvx install, in dist/
	@$(PYTHON) -m hatchling build -t wheel

.PHONY: sbom
sbom: .venv/dev.stamp ## what Milepost is made of, as CycloneDX JSON in build/sbom.json, from the locks alone
	@$(PYTHON) -m tools.supply sbom -o build/sbom.json && echo build/sbom.json

.PHONY: licences
licences: .venv/dev.stamp ## the licence of every locked package; fails on one that may not be used
	@$(PYTHON) -m tools.supply licences

.PHONY: audit
audit: .venv/dev.stamp ## known weaknesses of the locked packages (needs the network)
	@$(PYTHON) -m pip_audit --require-hashes --disable-pip -r requirements-saml.lock -r requirements-bucket.lock || { \
		echo "hint: make audit asks a public database of weaknesses: without the network it cannot tell" >&2; exit 1; }

.PHONY: clean
clean: ## remove what was built; the data in var/ and the environment in .venv stay
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests tools docs -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

.PHONY: compiled
compiled: .venv/runtime.stamp
	@$(PYTHON) tools/messages.py compile
	@$(PYTHON) -m compileall -q -j 0 src

.PHONY: browser
browser: .venv/dev.stamp
	@$(PYTHON) tools/browser.py ensure

# The development lock holds the runtime lock's packages too, so it marks both as done.
.venv/dev.stamp: requirements-dev.lock tools/environment.sh
	@echo "Installing what the tests and checks need …"
	@sh tools/environment.sh dev
	@touch .venv/runtime.stamp .venv/dev.stamp

.venv/runtime.stamp: requirements.lock tools/environment.sh
	@echo "Installing what Milepost needs …"
	@sh tools/environment.sh runtime
	@touch .venv/runtime.stamp
