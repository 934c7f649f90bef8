"""The desk's admin site."""

from django.contrib import admin


class DeskSite(admin.AdminSite):
    """Stock admin site with the desk's names."""
