"""Brings the database up to this version: checks, a backup before a migration, migrations, the admin, demo content.

One process instead of five `manage.py` calls, because each costs a start of Django. Run by the supervisor before it
starts the site and by the one-off `migrate` service of compose.yaml. DEMO=0 leaves an empty site empty. Every refusal
is one line on stderr and exit status 1.
"""

import io
import os
import sys
from datetime import datetime
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

ROOT = Path(__file__).resolve().parent.parent
NO = {"0", "false", "no", "off"}


def prepare(data_dir: Path, demo: bool) -> None:
    django.setup()
    call_command("check", stdout=io.StringIO())  # errors stop here, warnings go to stderr
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan and connection.introspection.table_names():
        folder = data_dir / "backups"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        backup = folder / f"before-migrate-{datetime.now():%Y%m%d-%H%M%S}.zip"
        print(f"Backing up to {backup} before {len(plan)} migrations …", flush=True)
        call_command("backup", str(backup))
    if plan:
        print(f"Applying {len(plan)} migrations …", flush=True)
    connection.close()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("ensure_admin")
    call_command("tidy")
    if demo:
        call_command("seed_demo", if_empty=True)


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huanghuai.settings")
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    try:
        prepare(data_dir, demo=os.environ.get("DEMO", "1").lower() not in NO)
    except Exception as error:  # whatever stopped it is shown as one line to the operator
        if os.environ.get("LOG_LEVEL", "").upper() == "DEBUG":
            raise
        reason = " ".join(str(error).split()) or type(error).__name__
        print(f"The database could not be prepared: {type(error).__name__}: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
