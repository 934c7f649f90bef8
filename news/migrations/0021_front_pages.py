import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0020_hit_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelFront",
            fields=[
                ("data", models.JSONField(default=dict)),
                ("previous", models.JSONField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed")),
                (
                    "channel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="front",
                        serialize=False,
                        to="news.channel",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FrontDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data", models.JSONField(default=dict)),
                ("previous", models.JSONField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed")),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FrontLayout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data", models.JSONField()),
                ("live_from", models.DateTimeField(verbose_name="live from")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="launched")),
                ("by_name", models.CharField(max_length=80, verbose_name="by")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancelled_by_name", models.CharField(blank=True, max_length=80)),
            ],
            options={
                "verbose_name": "front page",
                "verbose_name_plural": "front page",
                "ordering": ["-pk"],
                "permissions": [("launch_frontlayout", "Can launch the front page")],
                "default_permissions": ("view", "change"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind_is_known",
        ),
        migrations.AlterField(
            model_name="delivery",
            name="kind",
            field=models.CharField(
                choices=[
                    ("submitted", "waiting for your review"),
                    ("returned", "returned"),
                    ("rejected", "rejected"),
                    ("passed", "passed"),
                    ("published", "published"),
                    ("scheduled", "scheduled"),
                    ("withdrawn", "taken off the site"),
                    ("overdue", "overdue"),
                    ("handed_over", "handed over to you"),
                    ("nobody", "nobody can review it"),
                    ("off_front", "gone from a front page"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("submitted", "waiting for your review"),
                    ("returned", "returned"),
                    ("rejected", "rejected"),
                    ("passed", "passed"),
                    ("published", "published"),
                    ("scheduled", "scheduled"),
                    ("withdrawn", "taken off the site"),
                    ("overdue", "overdue"),
                    ("handed_over", "handed over to you"),
                    ("nobody", "nobody can review it"),
                    ("off_front", "gone from a front page"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "submitted",
                            "returned",
                            "rejected",
                            "passed",
                            "published",
                            "scheduled",
                            "withdrawn",
                            "overdue",
                            "handed_over",
                            "nobody",
                            "off_front",
                        ],
                    )
                ),
                name="notice_kind_is_known",
            ),
        ),
        migrations.AddField(
            model_name="channelfront",
            name="changed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="frontdraft",
            name="changed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="frontlayout",
            name="back_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="news.frontlayout"
            ),
        ),
        migrations.AddField(
            model_name="frontlayout",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddConstraint(
            model_name="frontdraft",
            constraint=models.CheckConstraint(condition=models.Q(("pk", 1)), name="front_draft_is_one"),
        ),
        migrations.AddIndex(
            model_name="frontlayout",
            index=models.Index(fields=["-live_from", "-id"], name="front_layout_newest"),
        ),
        migrations.AddConstraint(
            model_name="frontlayout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cancelled_at", None), ("cancelled_at__lt", models.F("live_from")), _connector="OR"
                ),
                name="front_layout_cancelled_before_its_time",
            ),
        ),
    ]
