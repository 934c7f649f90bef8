"""The app, and the desk in place of Django's stock admin site."""

from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


def install_triggers_after_migrate(*, using: str, **_signal: Any) -> None:
    """Put all triggers back; SQLite drops them when it rebuilds a table."""
    from news.models import append_only, generation, purging  # noqa: PLC0415 - models are not loaded before ready()

    append_only.install(using)
    generation.install(using)
    purging.install(using)


def drop_purge_triggers_before_migrate(*, using: str, **_signal: Any) -> None:
    """Take the triggers of the purge log away: SQLite renames no table while a trigger names one that is missing."""
    from django.db import connections  # noqa: PLC0415

    from news.models import purging  # noqa: PLC0415 - models are not loaded before ready()

    purging.uninstall(connections[using])


def install_search_after_migrate(*, using: str, **_signal: Any) -> None:
    """Set the full-text indexes up, and put the triggers that feed them back."""
    from news.search.rebuild import begin_if_never_run  # noqa: PLC0415 - models are not loaded before ready()
    from news.search.schema import install  # noqa: PLC0415

    install(using)
    begin_if_never_run(using)


def plan_once(*, connection: Any, **_signal: Any) -> None:
    """Let PostgreSQL plan a prepared query once (news/models/planned.py) and compile none.

    Compiling a query with many steps of which few are taken costs 60 ms and saves nothing.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off; SET plan_cache_mode = force_generic_plan")


class NewsConfig(AppConfig):
    """Newsroom and portal."""

    name = "news"
    verbose_name = _("News")

    def ready(self) -> None:
        """Register the system checks and what has to be set up after every migration."""
        from django.db.backends.signals import connection_created  # noqa: PLC0415
        from django.db.models.signals import post_migrate, pre_migrate  # noqa: PLC0415 - models are not loaded before ready()

        from news import checks  # noqa: F401, PLC0415
        from news.editorial.roles import sync_roles_after_migrate  # noqa: PLC0415

        connection_created.connect(plan_once)
        pre_migrate.connect(drop_purge_triggers_before_migrate, sender=self)
        post_migrate.connect(sync_roles_after_migrate, sender=self)
        post_migrate.connect(install_triggers_after_migrate, sender=self)
        post_migrate.connect(install_search_after_migrate, sender=self)


class DeskConfig(AdminConfig):
    """Django's admin with the desk's own site object."""

    default_site = "news.admin.site.DeskSite"

    def ready(self) -> None:
        """Register the desk's pages after those of other apps, which some of them replace."""
        super().ready()
        from news.admin import registry, sign_ins  # noqa: F401, PLC0415 - models are not loaded before ready()

        sign_ins.connect()
