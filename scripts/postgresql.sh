#!/bin/sh
# Look for the PostgreSQL server that the tests of desks on a server start; install Debian's where that can be done.
set -eu
say() { printf 'sitrep set-up: %s\n' "$*" >&2; }

found() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  say "installing the system package postgresql, which the tests of desks on a server start"
  if apt-get update -qq >/dev/null 2>&1 && apt-get install -y -qq postgresql >/dev/null 2>&1 && found; then exit 0; fi
fi
say "no PostgreSQL server below /usr/lib/postgresql: the tests of desks on a server will be skipped; install Debian's postgresql"
