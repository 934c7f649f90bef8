#!/usr/bin/env bash
# Collects the strings of code and templates into locale/zh_Hans/LC_MESSAGES/django.po (and djangojs.po, if there is one).
# messages.sh [FOLDER]: the same in a copy of the tree.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd "${1:-$root}"

options=(--locale zh_Hans --no-obsolete --no-wrap --add-location file --verbosity 0)
for folder in .venv var tests bench scripts deploy docs node_modules; do options+=(--ignore "$folder"); done
mkdir -p locale/zh_Hans/LC_MESSAGES
"$root/.venv/bin/python" manage.py makemessages "${options[@]}"
if [ -f locale/zh_Hans/LC_MESSAGES/djangojs.po ]; then
    "$root/.venv/bin/python" manage.py makemessages --domain djangojs "${options[@]}"
fi
