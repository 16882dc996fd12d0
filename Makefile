# Each target does its own set-up on a bare Debian 12 with Python 3.11, git and make.
.PHONY: run test bench lint lock

run:
	@sh deploy/setup.sh local
	@exec .venv/bin/python -m ocop_portal.launch

test:
	@sh deploy/setup.sh test
	@PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest -n auto

# Figures against the floor, written into docs/benchmarks.md; a quarter of an hour.
bench:
	@sh deploy/setup.sh test
	@.venv/bin/python -m bench --write docs/benchmarks.md
	@.venv/bin/python -m bench.record --write docs/benchmarks.md

lint:
	@sh deploy/setup.sh test
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@sh deploy/check.sh

# Writes the hash-locked files anew from pyproject.toml; needs uv.
lock:
	@sh deploy/lock.sh
