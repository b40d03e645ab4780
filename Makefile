# make demo: a sample class, graded.  make test: all tests but the slow and system ones.  make slow: those.  make coverage: which lines these run.  make test-gpu: what needs a GPU.  make training: what trains, half an hour.  Both set up .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test slow coverage test-gpu training lint bench clean

demo: .venv/ready
	$(BIN)/autograder demo

test: .venv/ready
	$(BIN)/python -m pytest -q -m "not slow and not system and not gpu and not training"

slow: .venv/ready
	$(BIN)/python -m pytest -q -m "(slow or system) and not gpu and not training"

coverage: .venv/ready
	bash .ci/coverage

test-gpu: .venv/ready
	$(BIN)/python -m pytest -q -m gpu

training: .venv/ready
	$(BIN)/autograder audit --timed
	$(BIN)/python -m pytest -q -m training

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/ready
	for unit in solutions/*/; do $(BIN)/python benchmarks/grading_cost.py --unit $$(basename $$unit); done
	$(BIN)/python benchmarks/check.py
	$(BIN)/python benchmarks/references.py
	for unit in a1_convolution a4_cnn; do $(BIN)/python benchmarks/graders.py --unit $$unit; done
	$(BIN)/python benchmarks/graders.py --draw docs/figures/graders.svg
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/deadline_night.py --draw docs/figures/deadline-night.svg
	$(BIN)/python benchmarks/notebooks.py
	$(BIN)/python benchmarks/pages.py

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

clean:
	rm -rf .venv demo build *.egg-info
