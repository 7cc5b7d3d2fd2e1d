#!/bin/sh
# Installs Chromium, and fonts for both languages, on Debian and Ubuntu, for the tests that use a browser. Elsewhere install any Chromium or Chrome and
# name its program in LINGPAI_CHROMIUM.
set -eu

if command -v chromium >/dev/null 2>&1; then
  echo "chromium is there: $(command -v chromium)"
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "there is no apt-get: install Chromium or Chrome and name its program in LINGPAI_CHROMIUM" >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then as_root="sudo"; fi
$as_root apt-get update
$as_root apt-get install -y --no-install-recommends chromium fonts-noto-cjk fonts-roboto-unhinted
