"""`manage.py ensure_admin`: the first account of a new installation."""

import os
import secrets
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from news.editorial.audit import note_added
from news.reading.footer_file import write_footer_file


class Command(BaseCommand):
    """Does nothing where there is any account. The password is ADMIN_PASSWORD, else random and printed once."""

    help = "Create the account “admin” if there is no account yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Create and say so; also keep the footer for the error page."""
        write_footer_file()
        if User.objects.exists():
            return
        given = os.environ.get("ADMIN_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        account = User.objects.create_superuser("admin", email="", password=password)
        note_added(account, by=None, by_name="manage.py ensure_admin")
        if given:
            self.stdout.write("Account admin was made with the password in ADMIN_PASSWORD.")
        else:
            self.stdout.write(f"Account admin was made. Password (shown only now): {password}")
