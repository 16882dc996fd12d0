#!/bin/sh
# Django's own checks: migrations complete, production settings safe, every table behind its fence.
set -eu
cd "$(dirname "$0")/.."
export OCOP_DATA_DIR="${OCOP_DATA_DIR:-$PWD/var/test}" OCOP_DATABASE_THROWAWAY=1
.venv/bin/python manage.py makemigrations --check --dry-run
.venv/bin/python manage.py migrate --verbosity 0
export SECRET_KEY="$(head -c 40 /dev/urandom | base64 -w 0)" IS_HTTPS=1 ALLOWED_HOSTS=ocop.example
.venv/bin/python manage.py check --deploy --fail-level WARNING --database default
