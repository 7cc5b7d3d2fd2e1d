#!/bin/sh
# Installs PgBouncer on Debian and Ubuntu, for the tests that put it in front of a PostgreSQL of their own. Where it is
# missing they are skipped.
set -eu

for path in /usr/sbin/pgbouncer /usr/local/bin/pgbouncer /usr/bin/pgbouncer; do
  if [ -x "$path" ]; then
    echo "pgbouncer is there: $path"
    exit 0
  fi
done
if ! command -v apt-get >/dev/null 2>&1; then
  echo "there is no apt-get: install PgBouncer from https://www.pgbouncer.org" >&2
  exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then as_root="sudo"; fi
$as_root apt-get update
$as_root apt-get install -y --no-install-recommends pgbouncer
# Only the program is needed, not the service that the package starts.
if command -v systemctl >/dev/null 2>&1; then $as_root systemctl disable --now pgbouncer 2>/dev/null || true; fi
