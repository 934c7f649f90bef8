"""Backup and restore: the database as of one moment, then the pictures, in one zip.

Pictures are immutable and named by content, so those copied after the database's moment are at least all it names.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from news.errors import BadInput

FORMAT = 1
SQLITE, POSTGRES = "db.sqlite3", "db.pgdump"


def write_backup(path: Path) -> int:
    """Write a backup and return its size in bytes; the file appears under its name only when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        member = _dump_database(Path(folder))
        manifest = {
            "format": FORMAT,
            "created_at": timezone.localtime().isoformat(timespec="seconds"),
            "database": member.name,
            "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        archive.write(member, member.name)
        root = Path(settings.MEDIA_ROOT)
        for file in sorted(root.rglob("*")) if root.is_dir() else []:
            if file.is_file():
                archive.write(file, f"media/{file.relative_to(root).as_posix()}", zipfile.ZIP_STORED)
    draft.chmod(0o600)
    draft.replace(path)
    return path.stat().st_size


def _dump_database(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        target = folder / SQLITE
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)  # consistent while others write (SQLite online backup API)
        copy.close()
        return target
    target = folder / POSTGRES
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def _postgres() -> tuple[list[str], dict[str, str]]:
    """Return how to reach the database: options for the command line, and the password for its environment."""
    values = connection.settings_dict
    options = [
        f"--host={values['HOST'] or '127.0.0.1'}",
        f"--port={values['PORT'] or '5432'}",
        f"--username={values['USER']}",
        f"--dbname={values['NAME']}",
    ]
    return options, {"PGPASSWORD": str(values["PASSWORD"])}


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program) or next(
        iter(sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{program}")), reverse=True)), None
    )
    if found is None:
        raise BadInput(_("%(program)s is missing: install postgresql-client.") % {"program": program}, "program")
    options, secret = _postgres()
    done = subprocess.run(  # noqa: S603 - own arguments
        [found, *options, *arguments], capture_output=True, text=True, check=False, env={**os.environ, **secret}
    )
    if done.returncode:
        raise BadInput(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else program, "program")


def read_backup(path: Path) -> None:
    """Put a backup in place of the database and add its pictures. Raises BadInput and changes nothing if unusable."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise BadInput(_("%(path)s cannot be read: %(error)s") % {"path": path, "error": error}, "file") from error
    with archive, tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / _checked(archive)
        archive.extract(database.name, folder)
        _check_database(database)
        for name in archive.namelist():
            if name.startswith("media/") and not name.endswith("/"):
                _restore_picture(archive, name)
        _load_database(database)


def _checked(archive: zipfile.ZipFile) -> str:
    """Return the name of the database in an archive that this program can restore; raise BadInput for any other."""
    try:
        manifest = json.loads(archive.read("manifest.json"))
        database, version = str(manifest["database"]), int(manifest["format"])
        migrations = set(manifest["migrations"])
    except (KeyError, ValueError, TypeError) as error:
        raise BadInput(_("This is not a backup of this program."), "file") from error
    wanted = SQLITE if connection.vendor == "sqlite" else POSTGRES
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    if version > FORMAT or migrations - known:
        raise BadInput(_("The backup was written by a newer version."), "file")
    if database != wanted:
        raise BadInput(_("The backup is of another kind of database (%(name)s).") % {"name": database}, "file")
    broken = archive.testzip()
    strange = [name for name in archive.namelist() if name.startswith("/") or ".." in PurePosixPath(name).parts]
    if broken or strange or database not in archive.namelist():
        raise BadInput(
            _("The backup is damaged at %(name)s.") % {"name": broken or (strange or [database])[0]}, "file"
        )
    return database


def _check_database(file: Path) -> None:
    """Raise BadInput for a SQLite file that is none or is damaged; pg_restore looks for itself, in one transaction."""
    if connection.vendor != "sqlite":
        return
    try:
        with sqlite3.connect(file) as copy:
            # The check constraints use REGEXP, which only Django's own connections have.
            copy.execute("PRAGMA ignore_check_constraints=ON")
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        copy.close()
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise BadInput(_("The backup is damaged at %(name)s.") % {"name": file.name}, "file")


def _restore_picture(archive: zipfile.ZipFile, name: str) -> None:
    target = Path(settings.MEDIA_ROOT) / PurePosixPath(name).relative_to("media")
    if target.exists() and target.stat().st_size == archive.getinfo(name).file_size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    with archive.open(name) as source, draft.open("wb") as out:
        shutil.copyfileobj(source, out)
    draft.chmod(0o644)
    draft.replace(target)


def _load_database(file: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(file) as copy:
            copy.backup(connection.connection)
        copy.close()
        return
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(file))
