"""`manage.py tidy`: removes what nobody will ask for again; run at every start, safe at any time."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from news.editorial.working_copies import remove_old


class Command(BaseCommand):
    """Old unsaved texts, results of finished tasks, expired sessions. Nothing that was saved or recorded."""

    help = "Remove unsaved texts of long ago, results of finished tasks and expired sessions."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove and count."""
        removed = remove_old()
        if settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend":
            call_command("prune_db_task_results", min_age_days=14, verbosity=0)
        call_command("clearsessions", verbosity=0)
        if removed:
            self.stdout.write(f"Removed {removed} unsaved texts of long ago.")
