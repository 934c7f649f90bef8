"""The commands as an operator runs them: another process, a data folder of its own, exit statuses."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.sqlite_only  # each run has a data folder with an SQLite file of its own
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def manage(tmp_path: Path) -> Run:
    """Return a function that runs `manage.py` against an empty SQLite site below ``tmp_path/data``."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "VIRTUAL_ENV"}}

    def run(*words: str, env: dict[str, str] | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**kept, "DATA_DIR": str(tmp_path / "data"), **(env or {})},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


def found_by(manage: Run, words: str) -> list[int]:
    """Return the numbers that the readers' search finds."""
    script = (
        "from news.search.asking import read; from news.search.finding import find; "
        f"print(list(find(read({words!r})).numbers))"
    )
    return list(json.loads(manage("shell", "-v0", "-c", script).stdout.strip().splitlines()[-1]))


def test_site_from_nothing_backup_and_restore(manage: Run, tmp_path: Path) -> None:
    assert manage("migrate", "-v0").returncode == 0
    assert manage("ensure_admin", env={"ADMIN_PASSWORD": "secret-1"}).returncode == 0
    line = {
        "channel": "news/yaowen",
        "title": "备份前",
        "body": "<p>文</p>",
        "published_at": "2023-12-21",
        "id": 459367,
    }
    (tmp_path / "in.jsonl").write_text(json.dumps(line))
    imported = manage("import_articles", str(tmp_path / "in.jsonl"), "--format", "jsonl")
    assert imported.returncode == 0, imported.stderr
    assert json.loads(imported.stdout.splitlines()[-1])["created"] == 1
    photo = tmp_path / "data/media/images/ab/x.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"picture")
    assert manage("backup", str(tmp_path / "b.zip")).returncode == 0
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
    batch = "\n".join(
        json.dumps(item)
        for item in (
            {"verb": "edit", "id": 459367, "by": "admin", "title": "备份后"},
            {"verb": "publish", "id": 459367, "by": "admin"},
        )
    )
    answers = [json.loads(item) for item in manage("article", "batch", stdin=batch).stdout.splitlines()]
    assert [answer["ok"] for answer in answers] == [True, False]
    photo.unlink()
    restored = manage("restore", str(tmp_path / "b.zip"))
    assert restored.returncode == 0, restored.stderr
    shown = manage("article", "show", "459367", "--by", "admin")
    state = json.loads(shown.stdout.splitlines()[-1])
    assert state["address"] == "/news/yaowen/2023-12-21/459367.html"
    assert state["revision"] is None  # as before the edit
    assert photo.read_bytes() == b"picture"
    assert found_by(manage, "备份") == [459367]
    (tmp_path / "more.jsonl").write_text(json.dumps({**line, "title": "恢复后的一篇", "id": 459368}))
    assert manage("import_articles", str(tmp_path / "more.jsonl"), "--format", "jsonl").returncode == 0
    assert found_by(manage, "恢复") == [459368]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("article", "publish", "1"), 2),
        (("import_articles", "/nonexistent", "--format", "jsonl"), 2),
        (("seed_demo", "--articles", "9999999"), 2),
        # a process each for the same way out
        pytest.param(("article", "fly"), 2, marks=pytest.mark.long),
        pytest.param(("article",), 2, marks=pytest.mark.long),
        pytest.param(("import_articles", "x.jsonl"), 2, marks=pytest.mark.long),
        pytest.param(("site", "explode", "x"), 2, marks=pytest.mark.long),
    ],
)
def test_wrong_usage_exits_2_and_prints_nothing_on_stdout(manage: Run, words: tuple[str, ...], code: int) -> None:
    done = manage(*words)
    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr


def test_secret_key_is_made_once_and_kept_private(manage: Run, tmp_path: Path) -> None:
    script = "from django.conf import settings; print(settings.SECRET_KEY)"
    first, second = (manage("shell", "-v0", "-c", script).stdout.strip() for _turn in range(2))
    assert first == second == (tmp_path / "data/secret_key").read_text()
    assert (tmp_path / "data/secret_key").stat().st_mode & 0o777 == 0o600


def test_production_without_its_settings_does_not_start(manage: Run) -> None:
    done = manage("check", env={"ENVIRONMENT": "production", "SECRET_KEY": "", "SITE_URL": "", "ALLOWED_HOSTS": ""})
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"):
        assert name in done.stderr
