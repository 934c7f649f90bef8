#!/usr/bin/env bash
# system-packages.sh NAME…: installs those Debian or Ubuntu packages whose programs are missing, when root; otherwise
# names the command to run. APT_MIRROR (such as https://mirrors.example.cn/debian) replaces the archive for this run.
set -euo pipefail

here() {
    case $1 in
        python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        chromium) command -v chromium chromium-browser google-chrome >/dev/null ;;
        fonts-noto-cjk) compgen -G '/usr/share/fonts/*/noto*/NotoSansCJK*' >/dev/null ;;
        postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
        default-jre-headless) command -v java >/dev/null ;;
        nodejs) command -v node >/dev/null ;;
        nginx-light) PATH=$PATH:/usr/sbin command -v nginx >/dev/null ;;
        gettext) command -v xgettext >/dev/null && command -v msgmerge >/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

missing=()
for name in "$@"; do here "$name" || missing+=("$name"); done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

if ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]} (names of the Debian packages). Install them with this system's package manager." >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "Missing system packages. Run: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
    exit 1
fi

options=(-q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
if [ -n "${APT_MIRROR:-}" ]; then
    # shellcheck source=/dev/null
    . /etc/os-release
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    chmod 755 "$folder"
    components=main
    if [ "$ID" = ubuntu ]; then components="main universe"; fi
    for suite in "$VERSION_CODENAME" "$VERSION_CODENAME-updates"; do
        echo "deb ${APT_MIRROR%/} $suite $components" >>"$folder/sources.list"
    done
    options+=(-o "Dir::Etc::SourceList=$folder/sources.list" -o Dir::Etc::SourceParts=/dev/null -o APT::Get::List-Cleanup=0)
fi

echo "Installing system packages: ${missing[*]} …" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if ! { apt-get "${options[@]}" update || true; apt-get "${options[@]}" install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    echo "apt-get could not install ${missing[*]}; the lines above say why (whole log: $log)." >&2
    exit 1
fi
rm -f "$log"
for name in "${missing[@]}"; do
    if ! here "$name"; then
        echo "$name was installed, but what it should bring was not found." >&2
        exit 1
    fi
done
