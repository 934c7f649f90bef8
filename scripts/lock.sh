#!/usr/bin/env bash
# Writes requirements.txt and requirements-dev.txt from the .in files. Only one index is asked, whatever this machine's
# pip is told: the hash of a local wheel would install nowhere else.
set -euo pipefail
cd "$(dirname "$0")/.."

unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL PIP_CONSTRAINT
export PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock"
for name in requirements requirements-dev; do
    .venv/bin/pip-compile --quiet --no-config --generate-hashes --strip-extras --allow-unsafe \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
        ${UPGRADE:+--upgrade} --output-file "$name.txt" "$name.in"
done
