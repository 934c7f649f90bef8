#!/usr/bin/env bash
# venv.sh run|dev: the virtual environment in .venv with what the site runs on (run) or with the tests' and linters'
# packages too (dev). Does nothing when the lock files have not changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:?usage: venv.sh run|dev}
venv=.venv

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local name names=${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}
    for name in $names; do
        if usable "$name"; then
            echo "$name"
            return
        fi
    done
    echo "Huanghuai needs Python 3.11 or newer and found none as: $names." >&2
    return 1
}

fingerprint() {
    { cat "$@"; "$venv/bin/python" -V; } | sha256sum | cut -d' ' -f1
}

if [ ! -x "$venv/bin/python" ] || ! usable "$venv/bin/python"; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        bash scripts/system-packages.sh python3-venv
    fi
    "$python" -m venv --clear "$venv"
fi

# Two commands started together install one after the other.
exec 9>"$venv/.lock"
if command -v flock >/dev/null; then flock 9; fi

case $kind in
    run) lock=requirements.txt wanted=$(fingerprint requirements.txt) ;;
    dev) lock=requirements-dev.txt wanted=$(fingerprint requirements.txt requirements-dev.txt) ;;
    *) echo "usage: venv.sh run|dev" >&2; exit 2 ;;
esac
stamp=$venv/.installed-$kind
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then exit 0; fi

echo "Installing the Python packages of $lock …" >&2
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$lock"
echo "$wanted" >"$stamp"
# The development lock holds everything of the other one, in the same versions.
if [ "$kind" = dev ]; then fingerprint requirements.txt >"$venv/.installed-run"; fi
