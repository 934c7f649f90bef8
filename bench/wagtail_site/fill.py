"""Makes the database of the other site, with the article in it."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")


def main() -> None:
    """Migrate and publish the article at /article/, once."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after the setup
    from reading.models import ArticlePage  # noqa: PLC0415
    from wagtail.models import Page, Site  # noqa: PLC0415

    call_command("makemigrations", "reading", verbosity=0)
    call_command("migrate", verbosity=0)
    if not ArticlePage.objects.exists():
        body = (Path(os.environ["PEER_FOLDER"]) / "body.html").read_text(encoding="utf-8")
        home: Page = Site.objects.get(is_default_site=True).root_page
        home.add_child(instance=ArticlePage(title=os.environ["PEER_TITLE"], slug="article", body=body))


if __name__ == "__main__":
    main()
