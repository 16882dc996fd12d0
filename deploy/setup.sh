#!/bin/sh
# Make what `make run` (local) or `make test` (test) needs: Debian packages and .venv. Quick when done.
set -eu
wanted=${1:?local or test}
cd "$(dirname "$0")/.."

packages=""
need() { # package, test command
    eval "$2" >/dev/null 2>&1 || packages="$packages $1"
}
library() { # soname
    ldconfig -p 2>/dev/null | grep -q "$1" || /sbin/ldconfig -p 2>/dev/null | grep -q "$1"
}
need python3-venv 'python3 -c "import ensurepip, venv"'
need libpango-1.0-0 'library libpango-1.0.so.0'
need libpangoft2-1.0-0 'library libpangoft2-1.0.so.0'
# Without it certificates take three times as long, and nothing says why.
need libharfbuzz-subset0 'library libharfbuzz-subset.so.0'
[ "$wanted" = test ] && need chromium 'test -x /usr/bin/chromium'

if [ -n "$packages" ]; then
    line="apt-get install -y --no-install-recommends$packages"
    if [ "$(id -u)" = 0 ]; then
        echo "Installing:$packages"
        apt-get update -qq
        export DEBIAN_FRONTEND=noninteractive
        $line >/dev/null
        # The same engine without windows: tests cost less with it, and do without it.
        case "$packages" in
            *chromium*) $line chromium-headless-shell >/dev/null 2>&1 || true ;;
        esac
    else
        echo "Missing Debian packages. Run as root, then try again:" >&2
        echo "  $line" >&2
        exit 1
    fi
fi

lock=requirements-$wanted.txt
mark=.venv/.installed-$(sha256sum "$lock" | cut -c1-16)
# A test environment holds everything that a local run needs.
both=.venv/.installed-$(sha256sum requirements-test.txt | cut -c1-16)
if [ ! -e "$mark" ] && [ ! -e "$both" ]; then
    echo "Installing the Python environment (a minute or two, once)."
    [ -x .venv/bin/python ] || python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    touch "$mark"
fi
