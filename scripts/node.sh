#!/usr/bin/env bash
# The checkers of the browser tests, in the versions of scripts/node/package-lock.json:
# scripts/node/node_modules/axe-core/axe.min.js and scripts/node/node_modules/vnu-jar/build/dist/vnu.jar.
set -euo pipefail
cd "$(dirname "$0")/node"

wanted=$(sha256sum <package-lock.json | cut -d' ' -f1)
if [ "$(cat node_modules/.installed 2>/dev/null)" = "$wanted" ]; then exit 0; fi
echo "Installing the page checkers (npm) …" >&2
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
echo "$wanted" >node_modules/.installed
