# The commands people and CI run. Everything longer than a line or two is a Python script under tools/.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
# Debug serves tests, release serves figures and wheels; both share one target directory.
CARGO_FLAGS ?= --locked

.DEFAULT_GOAL := help
.PHONY: help demo test build lint bench dev test-rust test-python conformance kill torture fuzz fmt clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: dev ## run an order, kill it half-way, watch it finish where it was
	$(PY) examples/order/demo.py

test: test-rust test-python ## run all the tests: Rust, Python, conformance, kill test

build: $(READY) ## leave a release wheel in dist/ and the release binary at target/release/everloop
	cargo build $(CARGO_FLAGS) --release --workspace --bin everloop
	rm -rf dist && $(VENV)/bin/maturin build $(CARGO_FLAGS) --release --out dist

lint: $(READY) ## check formatting, lints and types of Rust and Python
	cargo fmt --all --check
	cargo clippy $(CARGO_FLAGS) --workspace --all-targets -- -D warnings
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/pyright

bench: build ## run the benchmark on every pairing and write docs/BENCHMARKS.md
	$(PY) bench/run.py

dev: $(READY) ## build the debug extension and binary where tests and examples find them
	$(PY) tools/dev.py

test-rust: ## run the Rust tests
	cargo test $(CARGO_FLAGS) --workspace

test-python: dev ## run the Python tests, conformance and kill test included
	$(PY) -m pytest

conformance: dev ## run the conformance cases alone
	$(PY) -m pytest conformance

kill: dev ## run the kill test alone
	$(PY) -m pytest tests/kill -s

torture: ## simulate faults for SECONDS=60, seed after seed, until one breaks a promise
	cargo run $(CARGO_FLAGS) --release -p everloop-sim -- --seconds $(or $(SECONDS),60)

fuzz: ## fuzz with guidance by coverage for SECONDS=240, all targets or TARGET=filter
	$(PYTHON) tools/fuzz.py $(or $(SECONDS),240) $(TARGET)

fmt: $(READY) ## format Rust and Python
	cargo fmt --all
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

clean: ## remove what the targets above made
	rm -rf dist target fuzz/target $(VENV) python/everloop/_core*.so

$(READY): tools/requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -r tools/requirements-dev.txt
	touch $@
