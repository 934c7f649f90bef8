"""`manage.py tidy`: removes what nobody will ask for again; run at every start, safe at any time."""

import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from news.editorial import audit, fetching, hosts, hot, letters, outbox, retiring
from news.editorial.signed_before import find_stories
from news.editorial.working_copies import remove_old
from news.errors import Refused


class Command(BaseCommand):
    """Old unsaved texts and notices, results of finished tasks, expired sessions, audit entries beyond AUDIT_DAYS,
    reads by hour and day whose sums are kept, contact data of readers' letters beyond LETTER_CONTACT_DAYS, lines of
    the purge log older than two days that are due no more. Begins to look for older stories of who is new in the
    register; the worker goes on with it.

    Nothing that was saved, and no record of a story. Exit 1 with one line where AUDIT_DAYS is less than the law's.
    """

    help = "Remove unsaved texts of long ago, results of finished tasks, expired sessions and old audit entries."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove and count."""
        try:
            entries = audit.remove_old(days=settings.AUDIT_DAYS)
        except Refused as error:
            self.stderr.write(f"AUDIT_DAYS: {error}")
            sys.exit(1)
        contacts = letters.remove_contacts(days=settings.LETTER_CONTACT_DAYS)
        removed = remove_old()
        notices = outbox.remove_old()
        fetching.remove_old()
        hot.roll()
        hot.prune()
        hosts.prune()
        retired = retiring.retire_all()
        find_stories()
        if settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend":
            call_command("prune_db_task_results", min_age_days=14, verbosity=0)
        call_command("clearsessions", verbosity=0)
        if removed:
            self.stdout.write(f"Removed {removed} unsaved texts of long ago.")
        if retired:
            self.stdout.write(f"{retired} replaced pictures are shown nowhere any more; their addresses redirect.")
        if notices:
            self.stdout.write(f"Removed {notices} notices of long ago.")
        if contacts:
            self.stdout.write(f"Blanked the contact data of {contacts} readers' letters of long ago.")
        if entries:
            self.stdout.write(f"Removed {entries} entries of the audit older than {settings.AUDIT_DAYS} days.")
