#!/bin/sh
# Resolve pyproject.toml into the three hash-locked files; no registry is named in them.
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-header --no-annotate pyproject.toml "$@"; }
compile --extra local --extra test -o requirements-test.txt
compile --extra local -c requirements-test.txt -o requirements-local.txt
compile -c requirements-test.txt -o requirements.txt
