# Every command of this repository; `make` alone lists them.
# PYTHON=... names the interpreter, ARGS=... is passed on to pytest, BROWSER=0 leaves tests/browser out.
# The tests share the processors; WORKERS=0 runs them in one process, for a debugger or a print.

.DEFAULT_GOAL := help
.PHONY: help see test slow browser coverage mutants lint format types docs notebook bench pythons clean
.SECONDARY:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHON

SEE_ENV   := .venv
TEST_ENV  ?= .venv-test
CHECK_ENV := .venv-check
DOCS_ENV  := .venv-docs
SITE      := build/site
COVERED   := formulas nudges program rules arrays trace exact

# An environment works only where it was made, by the Python that made it: its stamps say both.
KEY := $(shell printf '%s %s' "$(CURDIR)" "$(PYTHON)" | cksum | cut -d' ' -f1)

BROWSER_READY := $(if $(filter 0,$(BROWSER)),,browser)
TESTED := $(if $(filter 0,$(BROWSER)),--no-browser)

# A worker that has nothing left takes over half of what another has before it: most modules stay
# whole, and so what they set up once. Collecting costs every worker some seconds: more than eight
# would be for that only.
WORKERS ?= logical
SHARED  := -n $(WORKERS) --maxprocesses 8 --dist worksteal

FRAMEWORKS_READY := $(if $(filter 1,$(FRAMEWORKS)),$(TEST_ENV)/.frameworks-$(KEY))

# $(call install,environment,what): silent, unless it fails.
install = $(1)/bin/python -m pip install --quiet $(2) > $(1)/install.log 2>&1 || { cat $(1)/install.log; exit 1; }

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{ printf "make %-9s %s\n", $$1, $$2 }'

see: $(SEE_ENV)/.ready-$(KEY) ## explain 3a and a^2, in a private environment
	$(SEE_ENV)/bin/dfda explain "3a" --at 2 --at 5
	$(SEE_ENV)/bin/dfda explain "a^2" --at 2 --at 5

test: $(TEST_ENV)/.ready-$(KEY) $(FRAMEWORKS_READY) $(BROWSER_READY) ## run the fast tests (FRAMEWORKS=1: with PyTorch and JAX too)
	$(TEST_ENV)/bin/python -m pytest $(SHARED) $(TESTED) $(ARGS)

slow: $(TEST_ENV)/.ready-$(KEY) $(FRAMEWORKS_READY) $(BROWSER_READY) ## run all tests, long random campaigns included
	$(TEST_ENV)/bin/python -m pytest --slow $(SHARED) $(TESTED) $(ARGS)

browser: ## get what the tests of the page need: a browser where root may install one, tools from npm
	@tools/browser/ready

coverage: $(TEST_ENV)/.ready-$(KEY) ## run the fast tests and list the lines and branches they miss
	$(TEST_ENV)/bin/python -m coverage erase
	$(TEST_ENV)/bin/python -m coverage run --parallel-mode -m pytest $(SHARED) --no-browser $(ARGS)
	$(TEST_ENV)/bin/python -m coverage combine --quiet
	$(TEST_ENV)/bin/python -m coverage report
	@for part in $(COVERED); do \
		printf '%s: %% of lines and branches, at least 98: ' "$$part"; \
		$(TEST_ENV)/bin/python -m coverage report --format=total --precision=2 --fail-under=98 \
			--include="src/dfda/$$part/*" || exit 1; \
	done

mutants: $(TEST_ENV)/.ready-$(KEY) ## break every rule in every small way and list the breaks that no test notices
	$(TEST_ENV)/bin/python tools/mutate_rules.py $(ARGS)

lint: $(CHECK_ENV)/.ready-$(KEY) ## check style and formatting
	$(CHECK_ENV)/bin/ruff check
	$(CHECK_ENV)/bin/ruff format --check

format: $(CHECK_ENV)/.ready-$(KEY) ## format, and fix what ruff can fix
	$(CHECK_ENV)/bin/ruff check --fix
	$(CHECK_ENV)/bin/ruff format

types: $(CHECK_ENV)/.ready-$(KEY) ## check types
	$(CHECK_ENV)/bin/mypy

docs: $(DOCS_ENV)/.ready-$(KEY) ## build the site into build/site, without a warning and without a dead link
	@rm -rf $(SITE)
	$(DOCS_ENV)/bin/sphinx-build --quiet --fresh-env --nitpicky --fail-on-warning --keep-going -c docs -d build/doctrees . $(SITE)
	@$(DOCS_ENV)/bin/python tools/check_site.py $(SITE)

notebook: $(SEE_ENV)/.ready-$(KEY) ## make the tutorial's notebook afresh from its page
	$(SEE_ENV)/bin/python tools/tutorial_notebook.py

bench: $(SEE_ENV)/.ready-$(KEY) ## print the benchmark lines
	@for benchmark in benchmarks/*.py; do $(SEE_ENV)/bin/python "$$benchmark" || exit 1; done

pythons: ## run the fast tests on every other Python that pyenv has
	@MAKE="$(MAKE)" tools/each-python

clean: ## remove everything that make, pip and the tests left here
	rm -rf .venv .venv-* build dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find benchmarks src tests -name __pycache__ -type d -prune -exec rm -rf {} +

%/.made-$(KEY):
	@python="$$(tools/find-python)" && echo "Making $* (once)" && "$$python" -m venv --clear "$*"
	@touch "$@"

# Older pips do not know dependency groups.
%/.pip-$(KEY): %/.made-$(KEY)
	@$(call install,$*,--upgrade 'pip>=25.1')
	@touch "$@"

$(SEE_ENV)/.ready-$(KEY): pyproject.toml $(SEE_ENV)/.made-$(KEY)
	@$(call install,$(SEE_ENV),--editable .)
	@touch "$@"

$(TEST_ENV)/.ready-$(KEY): pyproject.toml $(TEST_ENV)/.pip-$(KEY)
	@$(call install,$(TEST_ENV),--editable '.[all]' --group test)
	@touch "$@"

$(TEST_ENV)/.frameworks-$(KEY): pyproject.toml $(TEST_ENV)/.ready-$(KEY)
	@$(call install,$(TEST_ENV),--group frameworks)
	@touch "$@"

$(CHECK_ENV)/.ready-$(KEY): pyproject.toml $(CHECK_ENV)/.pip-$(KEY)
	@$(call install,$(CHECK_ENV),--editable '.[all]' --group lint --group types)
	@touch "$@"

$(DOCS_ENV)/.ready-$(KEY): pyproject.toml $(DOCS_ENV)/.pip-$(KEY)
	@$(call install,$(DOCS_ENV),--editable . --group docs)
	@touch "$@"
