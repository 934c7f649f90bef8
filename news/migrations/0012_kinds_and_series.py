# Made by Django 5.2.19 on 2026-11-29 23:56

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0011_bin_and_embargo_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                (
                    "slug",
                    models.CharField(
                        help_text="Lower-case letters, digits, hyphens.",
                        max_length=60,
                        unique=True,
                        verbose_name="address segment",
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="description")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
            ],
            options={
                "verbose_name": "series",
                "verbose_name_plural": "series",
                "ordering": ["-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="channel",
            name="channel_path_is_not_reserved",
        ),
        migrations.AddField(
            model_name="article",
            name="desk_kind",
            field=models.CharField(
                choices=[
                    ("story", "text story"),
                    ("gallery", "picture gallery"),
                    ("video", "video"),
                    ("link", "link to another site"),
                ],
                default="story",
                max_length=8,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="kind",
            field=models.CharField(
                choices=[
                    ("story", "text story"),
                    ("gallery", "picture gallery"),
                    ("video", "video"),
                    ("link", "link to another site"),
                ],
                default="story",
                max_length=8,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="link",
            field=models.URLField(blank=True, max_length=500, verbose_name="address it leads to"),
        ),
        migrations.AddField(
            model_name="article",
            name="promotable",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="article",
            name="series_place",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="place in the series"),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "path__regex",
                        "^(admin|media|static|keywords|topics|search|about|staff|disclaimer|advertise|contact|join|sitemap|mobile|series|corrections|feed|preview|healthz|hits|api|styleguide|qr|metrics|accounts)(/|$)",
                    ),
                    _negated=True,
                ),
                name="channel_path_is_not_reserved",
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="cover",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="news.image",
                verbose_name="cover",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="series",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="articles",
                to="news.series",
                verbose_name="series",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("series__isnull", False)),
                fields=["series", "series_place", "id"],
                name="article_series",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("deleted_at", None)), fields=["desk_kind", "-changed_at"], name="article_desk_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("desk_kind__in", ["story", "gallery", "video", "link"]),
                    ("kind__in", ["story", "gallery", "video", "link"]),
                ),
                name="article_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "link"), _negated=True), models.Q(("link", ""), _negated=True), _connector="OR"
                ),
                name="article_link_leads_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("series", None), ("series_place", None)),
                    models.Q(("series__isnull", False), ("series_place__isnull", False)),
                    _connector="OR",
                ),
                name="article_has_place_in_series",
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="series_has_name"),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__regex", "^[a-z0-9-]+$")), name="series_slug_is_legal"
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__regex", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), _negated=True),
                name="series_slug_is_no_date",
            ),
        ),
    ]
