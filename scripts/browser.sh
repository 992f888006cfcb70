#!/bin/sh
# Look for the browser that the tests of the pages drive; install Debian's Chromium where that can be done.
set -eu
say() { printf 'sitrep set-up: %s\n' "$*" >&2; }

browser=${CHROMIUM:-/usr/bin/chromium}
[ -x "$browser" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  say "installing the system package chromium, which the tests of the pages drive"
  if apt-get update -qq >/dev/null 2>&1 && apt-get install -y -qq chromium >/dev/null 2>&1; then exit 0; fi
fi
say "no browser at $browser: the tests of the pages in a browser will be skipped; install Debian's chromium, or name one with CHROMIUM"
