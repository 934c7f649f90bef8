from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from news.models.generation import unwatch


def drop_trigger(apps: Any, schema_editor: Any) -> None:
    """On the way back: the trigger on stories reads the table that goes. On the way here it comes afterwards."""
    unwatch(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0024_no_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BreakingLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=60, verbose_name="text")),
                ("address", models.CharField(blank=True, max_length=2000, verbose_name="leads to")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="put up")),
                ("by_name", models.CharField(max_length=80, verbose_name="by")),
                ("taken_down_at", models.DateTimeField(null=True)),
                ("taken_down_by_name", models.CharField(blank=True, max_length=80)),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="news.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "breaking news",
                "verbose_name_plural": "breaking news",
                "ordering": ["-pk"],
                "permissions": [("put_up_breakingline", "Can put up and take down breaking news")],
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["ends_at"], name="breaking_line_ends")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="breaking_line_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("article", None), ("address", ""), _connector="OR"),
                        name="breaking_line_leads_to_one_place",
                    ),
                ],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_trigger),
    ]
