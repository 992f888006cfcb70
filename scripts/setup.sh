#!/bin/sh
# Make the virtual environment .venv in the checkout and install Sitrep into it, with what its tests need.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'sitrep set-up: %s\n' "$*" >&2; }

find_python() {
  for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 &&
      "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

python=$(find_python) || {
  say "cannot set up: Python 3.11 or newer was not found; install it, or name it with: make PYTHON=/path/to/python3.11"
  exit 1
}

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  rm -rf .venv
  if ! "$python" -m venv .venv >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      say "installing the system package python3-venv, which this Python lacks"
      apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
      rm -rf .venv
    fi
    "$python" -m venv .venv || {
      say "cannot make a virtual environment: this Python has no venv module; install the package python3-venv"
      exit 1
    }
  fi
fi

say "installing (a minute or two the first time)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' || {
  say "cannot install: see the lines above; the Python Package Index must be reachable once"
  exit 1
}
touch .venv/installed
