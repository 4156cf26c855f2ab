# Hadir. Recipes use relative paths only, so that a checkout may live anywhere, also where names have spaces.
.DEFAULT_GOAL := help
# These verbs try Hadir out; a production installation calls .venv/bin/hadir with its own settings.
HADIR := HADIR_MODE="$${HADIR_MODE:-demo}" .venv/bin/hadir
PYTHON_SOURCES := hadir tests scripts

.PHONY: help run setup setup-dev demo test check bench stop lock clean distclean

help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

run: setup ## Set up everything, prove it with real photos, serve at http://127.0.0.1:8000
	$(HADIR) migrate
	$(HADIR) demo seed
	$(HADIR) selfcheck
	$(HADIR) serve

setup: ## Prepare everything into .venv, node_modules and var, without starting anything
	@scripts/bootstrap.sh run

setup-dev:
	@scripts/bootstrap.sh dev

demo: setup ## Fill the demo region (people, work places, accounts) without serving
	$(HADIR) migrate
	$(HADIR) demo seed

test: setup-dev ## Run every test; those of the browser when a Chromium is there or can be had
	@if scripts/browser.sh; then marks=''; else \
	  echo 'No Chromium: the browser tests are left out.'; marks='and not browser'; fi; \
	.venv/bin/python -m pytest --numprocesses auto --dist worksteal $(ARGS) && \
	.venv/bin/python -m pytest -m "(weights or browser) $$marks" --numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup-dev ## Lint, format, types, import directions, migrations, templates, translations
	.venv/bin/ruff check $(PYTHON_SOURCES)
	.venv/bin/ruff format --check $(PYTHON_SOURCES)
	.venv/bin/mypy $(PYTHON_SOURCES)
	.venv/bin/lint-imports
	HADIR_MODE=demo .venv/bin/python -m django makemigrations --check --dry-run --settings tests.settings
	.venv/bin/djlint hadir --check --lint --quiet
	.venv/bin/python scripts/messages.py check

bench: setup ## Measure the engine and whole check-ins (docs/benchmarks.md)
	$(HADIR) bench engine
	$(HADIR) bench checkin --clients 4 --seconds 20

stop: ## Stop the embedded database
	$(HADIR) db stop

lock: setup-dev ## Resolve the dependencies anew into requirements/*.txt
	@scripts/lock.sh $(ARGS)

clean: ## Remove caches and built texts; data, keys and weights in var stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist var/static
	find hadir tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## Also remove .venv and node_modules
	rm -rf .venv node_modules
