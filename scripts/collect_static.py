"""`manage.py collectstatic`, but only when something it depends on has changed since the last time.

Collecting compresses some hundred files: seconds on every start, for nothing. What counts: our own static files (path,
size, time), the settings and the installed packages (requirements.txt).
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def fingerprint(static_root: Path) -> str:
    digest = hashlib.sha256(f"{static_root}\n{sys.version}\n".encode())
    for path in (ROOT / "requirements.txt", ROOT / "huanghuai" / "settings.py"):
        digest.update(path.read_bytes())
    for folder in (ROOT / "static", ROOT / "news" / "static"):
        for path in sorted(folder.rglob("*")):
            stat = path.stat()
            digest.update(f"{path.relative_to(ROOT)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def main() -> int:
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    static_root = Path(os.environ.get("STATIC_ROOT") or data_dir / "static")
    stamp, wanted = data_dir / "static.collected", fingerprint(static_root)
    if (static_root / "staticfiles.json").is_file() and stamp.is_file() and stamp.read_text() == wanted:
        return 0
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code == 0:
        data_dir.mkdir(parents=True, exist_ok=True)
        stamp.write_text(wanted)
    return code


if __name__ == "__main__":
    sys.exit(main())
