# `make demo` and `make test` set up all they need in .venv the first time.
VENV := .venv
RUN := $(VENV)/bin
WORDS := $(wildcard src/sitrep/data/en/countries.toml src/sitrep/data/en/regions.toml src/sitrep/data/en/admin1.toml) \
 scripts/divisions.csv $(wildcard src/sitrep/ground/g*.py) src/sitrep/ground/packing.py

.PHONY: demo serve test lint types evals bench docs screenshots clean

$(VENV)/installed: pyproject.toml scripts/setup.sh scripts/hatch_build.py scripts/pack_gazetteer.py $(WORDS)
	@PYTHON="$(PYTHON)" sh scripts/setup.sh

demo: $(VENV)/installed ## read the shipped sample and print its brief
	@$(RUN)/sitrep demo

serve: $(VENV)/installed ## open the shipped sample in a browser, at http://127.0.0.1:8765/
	@$(RUN)/sitrep demo --desk $(VENV)/sample.db >/dev/null
	@$(RUN)/sitrep serve --desk $(VENV)/sample.db

test: $(VENV)/installed ## run every test
	@sh scripts/browser.sh
	@sh scripts/postgresql.sh
	@$(RUN)/python -m pytest

lint: $(VENV)/installed
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .

types: $(VENV)/installed
	@$(RUN)/mypy

evals: $(VENV)/installed ## measure quality on the sets beside the checkout, and hold the floors
	@$(RUN)/python evals/earthquake.py
	@$(RUN)/python evals/seeds.py
	@$(RUN)/python evals/run.py
	@$(RUN)/python evals/links.py
	@$(RUN)/python evals/quotations.py

bench: $(VENV)/installed ## measure speed and memory; see bench/README.md
	@$(RUN)/python bench/read.py
	@$(RUN)/python bench/desk.py
	@$(RUN)/python bench/times.py
	@$(RUN)/python bench/linking.py --reports 10000 --steps 3000,10000
	@echo "the pages of a large desk, and a desk on a server: see bench/README.md, pages.py and server.py"

docs: $(VENV)/installed ## write docs/commands.md anew
	@$(RUN)/python scripts/document_commands.py

screenshots: $(VENV)/installed ## take pictures of all pages of the sample, into screenshots/
	@$(RUN)/python scripts/screenshots.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis evals/out screenshots src/sitrep/data/gazetteer
