#!/usr/bin/env bash
# make lint: every check runs, also after one has failed; the last lines name those that did.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

bash scripts/system-packages.sh python3-venv gettext || exit 1
bash scripts/venv.sh dev || exit 1
.venv/bin/python scripts/compile_messages.py || exit 1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH="$PWD/.venv/bin:$PATH"
export DATA_DIR=$work/data STATIC_ROOT=$work/static DATABASE_URL=sqlite:///$work/data/db.sqlite3
export SECRET_KEY=only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF ENVIRONMENT=development DEBUG=false
export SITE_URL='' ALLOWED_HOSTS='' REDIS_URL='' EMAIL_URL=consolemail:// HOST=127.0.0.1 PORT=8000 PROXY_COUNT=0 LOG_LEVEL=WARNING
mkdir -p "$DATA_DIR" "$STATIC_ROOT"
unset PYTHONDONTWRITEBYTECODE

failed=()
check() {
    local name=$1 start=$SECONDS
    shift
    if "$@" >"$work/output" 2>&1; then
        echo "ok      $name ($((SECONDS - start)) s)"
    else
        failed+=("$name")
        echo "FAILED  $name"
        cat "$work/output"
    fi
}

# mypy takes longest by far: it runs beside the others, which need one core.
mypy >"$work/mypy" 2>&1 &
mypy=$!
types() {
    local status=0
    wait "$mypy" || status=$?
    cat "$work/mypy"
    return "$status"
}

check "ruff check" ruff check --output-format concise .
check "ruff format" ruff format --check --output-format concise .
check "import layers" lint-imports
check "templates" djlint templates --lint --quiet
check "system checks" python manage.py check --fail-level WARNING
check "missing migrations" python manage.py makemigrations --check --dry-run
check "guards" python scripts/guards.py
check "docs/workflow.md" python scripts/workflow_doc.py --check
check "mypy" types
for script in scripts/*.sh .ci/run; do check "syntax of $script" bash -n "$script"; done

if [ ${#failed[@]} -gt 0 ]; then
    printf 'make lint: %s failed: ' "${#failed[@]}"
    (IFS=,; echo "${failed[*]}")
    exit 1
fi
