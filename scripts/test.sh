#!/usr/bin/env bash
# make test and (TEST_LONG=1) make test-long: all tests on SQLite and in a browser, then those that meet the database
# again on a private PostgreSQL. Extra arguments go to both runs of pytest: `scripts/test.sh -k channel`.
# Markers: `long` belongs to test-long only; `browser`, `sqlite_only` are left out on PostgreSQL, `postgres_only` on SQLite.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(python3-venv chromium fonts-noto-cjk postgresql nginx-light default-jre-headless nodejs npm)
if [ "${1:-}" = --packages ]; then
    echo "${packages[@]}"
    exit 0
fi
twice=(tests/models tests/search tests/editorial tests/reading tests/views tests/importing tests/management tests/migrations tests/distribution tests/pagestore)

bash scripts/system-packages.sh "${packages[@]}"
bash scripts/venv.sh dev
bash scripts/node.sh
.venv/bin/python scripts/compile_messages.py

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Nothing of a developer's own installation (environment or .env) reaches the tests.
export DATA_DIR=$work/data STATIC_ROOT=$work/static DATABASE_URL=sqlite:///$work/data/db.sqlite3
export SECRET_KEY=only-for-tests ENVIRONMENT=development DEBUG=false SITE_URL='' ALLOWED_HOSTS='' REDIS_URL=''
export EMAIL_URL=consolemail:// HOST=127.0.0.1 PORT=8000 PROXY_COUNT=0 LOG_LEVEL=WARNING
mkdir -p "$DATA_DIR" "$STATIC_ROOT"
unset PYTHONDONTWRITEBYTECODE # dozens of processes would each compile all of it

tier="not long"
if [ "${TEST_LONG:-0}" = 1 ]; then tier="(long or not long)"; fi
options=(-n "${TEST_PROCESSES:-2}" --dist worksteal --durations 8)
directories=()
for directory in "${twice[@]}"; do
    if [ -d "$directory" ]; then directories+=("$directory"); fi
done

status=0
echo "== SQLite and browser =="
.venv/bin/python -m pytest tests "${options[@]}" -m "$tier and not postgres_only" --junit-xml "$work/sqlite.xml" "$@" || status=$?
echo "== PostgreSQL =="
.venv/bin/python scripts/private_postgres.py -- .venv/bin/python -m pytest "${directories[@]}" "${options[@]}" \
    -m "$tier and not browser and not sqlite_only" --junit-xml "$work/postgres.xml" "$@" || status=$?
# Says nothing when all is well, so that pytest's own closing line is the last one.
if [ "$status" = 0 ]; then .venv/bin/python scripts/no_skips.py "$work/sqlite.xml" "$work/postgres.xml" || status=1; fi
exit "$status"
