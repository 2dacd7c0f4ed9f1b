# Everything starts here. `make book` and `make test` set up what they need by themselves.
.DEFAULT_GOAL := help
SHELL := /bin/sh

# The first Python that really runs and is one that the locks are made for.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1 \
	&& echo "$$python" && break; done)
VERSION := $(shell "$(PYTHON)" -c 'import sys; print(*sys.version_info[:2], sep=".")' 2>/dev/null)
BOOK_BIN := .venv/book/bin
TEST_BIN := .venv/test/bin

.PHONY: help book pdf test lint format parity notebooks exercises records errata serve lock repository clean python
# The two environments may be made at the same time, but never one of them twice.

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1|/p' $(MAKEFILE_LIST) | column -t -s '|'

python:
	@test -n "$(VERSION)" || { echo "Python 3.11, 3.12 or 3.13 is needed and was not found; name one with make PYTHON=…"; exit 1; }

# An environment is made anew when its lock or the Python changes. Hashes are required throughout.
.venv/%/stamp-$(VERSION): requirements/%.txt | python
	@echo "Making the environment .venv/$* for Python $(VERSION) (a minute or two, once) …"
	@rm -rf .venv/$*
	@"$(PYTHON)" -m venv .venv/$*
	@.venv/$*/bin/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

book: .venv/book/stamp-$(VERSION) ## build the book
	@$(BOOK_BIN)/jupyter-book build . --all -q
	@echo "The book is at file://$(CURDIR)/_build/html/index.html"

pdf: book ## print the book as a PDF in each language (needs Chromium or Chrome)
	@PYTHONPATH=book/_tools $(BOOK_BIN)/python -m pdf

test: .venv/test/stamp-$(VERSION) ## run every check
	@$(TEST_BIN)/python book/_tools/run_tests.py $(ONLY)

lint: .venv/test/stamp-$(VERSION) ## check style
	@$(TEST_BIN)/ruff check . && $(TEST_BIN)/ruff format --check .

format: .venv/test/stamp-$(VERSION) ## mend style
	@$(TEST_BIN)/ruff check --fix . ; $(TEST_BIN)/ruff format .

parity: .venv/test/stamp-$(VERSION) ## compare the two languages
	@$(TEST_BIN)/python book/_tools/parity.py

notebooks: .venv/test/stamp-$(VERSION) ## execute the notebooks and store their outputs; ONLY=11_1_1 for some
	@PATH="$(CURDIR)/$(TEST_BIN):$$PATH" PYTHONPATH="$(CURDIR)" $(TEST_BIN)/python book/_tools/execute.py $(ONLY)

records: .venv/test/stamp-$(VERSION) ## run notebooks at full scale and keep the results as data; ONLY=11_1_2 for some
	@PATH="$(CURDIR)/$(TEST_BIN):$$PATH" PYTHONPATH="$(CURDIR)" $(TEST_BIN)/python book/_tools/record.py $(ONLY)

exercises: .venv/test/stamp-$(VERSION) ## make the exercise notebooks from the solutions
	@PATH="$(CURDIR)/$(TEST_BIN):$$PATH" PYTHONPATH="$(CURDIR)" $(TEST_BIN)/python book/_tools/exercises.py

errata: .venv/test/stamp-$(VERSION) ## run the old forms of the errata pages and write down what Keras says today
	@PYTHONPATH="$(CURDIR)" $(TEST_BIN)/python book/_tools/old_forms.py

serve: book ## show the book at http://127.0.0.1:8000
	@$(BOOK_BIN)/python -m http.server 8000 --bind 127.0.0.1 --directory _build/html

lock: python ## resolve the locks and environment.yml anew
	@test -x .venv/tools/bin/uv || { "$(PYTHON)" -m venv .venv/tools && .venv/tools/bin/pip install --quiet uv; }
	@.venv/tools/bin/python book/_tools/lock.py

repository: python ## change the repository's address everywhere: make repository URL=https://github.com/OWNER/NAME
	@"$(PYTHON)" book/_tools/repository.py "$(URL)"

clean: ## remove what was built, environments included
	@rm -rf .venv _build build dist *.egg-info
