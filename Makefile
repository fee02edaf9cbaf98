# make demo and make test need Python 3.11 or newer, and nothing else.
PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
READY := $(ENV)/ready
DATA ?= $(or $(SEQTEXT_DATA),../shared/data)

.PHONY: help demo test test-pythons soak check format schemas bench bench-text portable gpu experiments torchtext clean
help:
	@echo "make demo         install, then the main job on the shipped corpus (minutes)"
	@echo "make test         install, then all tests"
	@echo "make test-pythons the tests that need no torch, on every Python from 3.11 that is at hand"
	@echo "make soak         the long tests: faults, kills, fuzzing (an hour; SOAK=seconds for the fuzzing)"
	@echo "make check        ruff, mypy and the tests"
	@echo "make bench        seqtext beside its peers; results go to bench/results"
	@echo "make portable     are networks the same bytes here as on other processors?"
	@echo "make gpu          checks and figures that need CUDA (PARTS=\"speed imdb\" for some); nothing without it"
	@echo "make bench-text   the text engine beside wc, scikit-learn, fastText and others"
	@echo "make experiments  the tables of the README, from the data in $(DATA)"
	@echo "make torchtext    the bridge to torchtext, in an environment of its own (5 GB)"

$(READY): setup.cfg constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "seqtext needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(ENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# So small a corpus is learned in six epochs at a higher rate: dan better, lstm as well as in ten.
# The workers read the modules that the first process compiled, whatever the user has set.
demo: $(READY)
	@echo "The comparison takes about two and a half minutes on two cores."
	$(BIN)/seqtext corpora make sentiment-en -o build/demo
	PYTHONDONTWRITEBYTECODE= $(BIN)/seqtext compare build/demo/train.tsv --dev build/demo/dev.tsv --test build/demo/test.tsv \
		--models bow:1,bow:2,nbsvm:3,dan,lstm --seeds 3 --epochs 6 --learning-rate 0.008 \
		-o build/demo/report
	@echo "The page: build/demo/report/report.html"

# A process a core, each with whole files: what a file has made is made once. tests/conftest.py says
# which files come first. What one process compiled the next ones read, whatever the user has set.
test: $(READY)
	PYTHONDONTWRITEBYTECODE= SEQTEXT_DATA=$(DATA) $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --cpu

# In environments of their own, .venv-3.N: tests/pythons.py.
test-pythons:
	$(PYTHON) tests/pythons.py

# SOAK: seconds that each fuzzed kind of input may take.
soak: $(READY)
	SEQTEXT_SOAK=$(or $(SOAK),300) SEQTEXT_DATA=$(DATA) $(BIN)/python -m pytest -m soak -rA

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(MAKE) test

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The properties of docs/*.schema.json, from the sections of the reports.
schemas: $(READY)
	$(BIN)/python docs/schemas.py

bench: $(READY)
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/step.py
	$(BIN)/python bench/networks.py
	$(BIN)/python bench/translate.py

# Trains in arithmetic that is to be the same on all processors; the file tells on which it was.
portable: $(READY)
	$(BIN)/python bench/portable.py

gpu: $(READY)
	@SEQTEXT_DATA=$(DATA) $(BIN)/python bench/gpu.py $(PARTS)

# The peers of the text engine need numpy below 2, so they have an environment apart.
PEERS := .venv-peers
$(PEERS)/ready: constraints-peers.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r constraints-peers.txt
	@touch $@

bench-text: $(READY) $(PEERS)/ready
	$(BIN)/python bench/text.py --peers $(PEERS)/bin/python --data $(DATA) --large

experiments: $(READY)
	$(MAKE) -C experiments BIN=$(abspath $(BIN)) DATA=$(abspath $(DATA))

# torchtext 0.18 loads with torch 2.3 alone, so its bridge is tried in an environment apart. It has
# wheels for Python 3.11: make torchtext PYTHON=python3.11
TORCHTEXT := .venv-torchtext
$(TORCHTEXT)/ready: setup.cfg constraints-torchtext.txt
	$(PYTHON) -m venv $(TORCHTEXT)
	$(TORCHTEXT)/bin/python -m pip install --quiet --disable-pip-version-check \
		-c constraints-torchtext.txt -e '.[torchtext]' pytest hypothesis
	@touch $@

torchtext: $(TORCHTEXT)/ready
	$(TORCHTEXT)/bin/python -m pytest tests/words/test_torchtext_bridge.py tests/words/test_vocabulary.py \
		tests/words/test_counts.py tests/text/test_tokenizer.py tests/bags/test_ngrams.py

clean:
	rm -rf build
