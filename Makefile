# The commands of the portal. `make help` lists them.

.DEFAULT_GOAL := help
.PHONY: help install run test bench lint format lock clean
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := $(BIN)/pip-compile --quiet --no-header --no-annotate --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1|\2/' | \
		awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

install: .venv/.installed portal/static/dist/govuk-frontend.min.css ## Environment, dependencies and front-end assets

run: install ## The demo on http://127.0.0.1:8000 (PORT=… for another port)
	@exec $(BIN)/python -m tools.run

test: install .venv/.installed-dev ## Everything that has to be green
	@exec $(BIN)/python -m tools.check

bench: install .venv/.installed-dev ## Measure speed against its limits
	@exec $(BIN)/python -m bench.run

lint: .venv/.installed-dev ## The quick checks: style, types, imports, templates
	@exec $(BIN)/python -m tools.check --quick

format: .venv/.installed-dev ## Rewrite Python and templates in the house's style
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .
	-$(BIN)/djlint --reformat --quiet portal/templates

lock: .venv/.installed-dev ## Pin what pyproject.toml and package.json ask for
	$(COMPILE) --output-file requirements/run.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements/run.txt \
		--output-file requirements/dev.txt pyproject.toml
	sed -i '/^#/d' requirements/run.txt requirements/dev.txt
	tools/npm.sh install --package-lock-only --ignore-scripts

clean: ## Remove what was installed and built, but not the demo's data
	rm -rf .venv node_modules portal/static/dist build .coverage .coverage.* \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

.venv/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"The portal needs Python 3.11 or later: set PYTHON to the path of one.")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.installed: requirements/run.txt .venv/.created
	$(PIP) install --quiet -r requirements/run.txt
	@touch $@

.venv/.installed-dev: requirements/dev.txt .venv/.installed
	$(PIP) install --quiet -r requirements/dev.txt
	@touch $@

node_modules/.installed: package.json package-lock.json .npmrc .venv/.created
	tools/npm.sh ci --silent --ignore-scripts
	@touch $@

portal/static/dist/govuk-frontend.min.css: node_modules/.installed tools/assets.py
	$(BIN)/python -m tools.assets
