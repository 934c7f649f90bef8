import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0013_generation"),
    ]

    operations = [
        migrations.CreateModel(
            name="HitClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="HitDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("reads", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="HitGroupDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("site", "whole site"),
                            ("channel", "channel"),
                            ("author", "byline"),
                            ("editor", "responsible editor"),
                            ("source", "source"),
                            ("hour", "hour of the day"),
                        ],
                        max_length=8,
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=60)),
                ("reads", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="HitHour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.PositiveIntegerField()),
                ("reads", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="HitPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("part", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="HitTotal",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="hit_total",
                        serialize=False,
                        to="news.article",
                    ),
                ),
                ("total", models.PositiveBigIntegerField(default=0)),
                ("day", models.PositiveIntegerField(default=0)),
                ("week", models.PositiveIntegerField(default=0)),
                ("month", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="HotEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "period",
                    models.CharField(
                        choices=[("day", "last 24 hours"), ("week", "last 7 days"), ("month", "last 30 days")],
                        max_length=5,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["period", "position"],
            },
        ),
        migrations.AddField(
            model_name="hitday",
            name="article",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="news.article",
            ),
        ),
        migrations.AddIndex(
            model_name="hitgroupday",
            index=models.Index(fields=["day"], name="hit_group_day"),
        ),
        migrations.AddConstraint(
            model_name="hitgroupday",
            constraint=models.UniqueConstraint(fields=("group", "day", "label"), name="hit_group_day_once"),
        ),
        migrations.AddField(
            model_name="hithour",
            name="article",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="news.article",
            ),
        ),
        migrations.AddConstraint(
            model_name="hitpart",
            constraint=models.UniqueConstraint(fields=("name", "part"), name="hit_part_once"),
        ),
        migrations.AddIndex(
            model_name="hittotal",
            index=models.Index(condition=models.Q(("day__gt", 0)), fields=["-day", "-article"], name="hit_total_day"),
        ),
        migrations.AddIndex(
            model_name="hittotal",
            index=models.Index(
                condition=models.Q(("week__gt", 0)), fields=["-week", "-article"], name="hit_total_week"
            ),
        ),
        migrations.AddIndex(
            model_name="hittotal",
            index=models.Index(
                condition=models.Q(("month__gt", 0)), fields=["-month", "-article"], name="hit_total_month"
            ),
        ),
        migrations.AddField(
            model_name="hotentry",
            name="article",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="hot_entries",
                to="news.article",
            ),
        ),
        migrations.AddIndex(
            model_name="hitday",
            index=models.Index(fields=["day", "-reads", "-article"], name="hit_day_most"),
        ),
        migrations.AddConstraint(
            model_name="hitday",
            constraint=models.UniqueConstraint(fields=("article", "day"), name="hit_day_once"),
        ),
        migrations.AddIndex(
            model_name="hithour",
            index=models.Index(fields=["hour"], name="hit_hour"),
        ),
        migrations.AddConstraint(
            model_name="hithour",
            constraint=models.UniqueConstraint(fields=("article", "hour"), name="hit_hour_once"),
        ),
        migrations.AddConstraint(
            model_name="hotentry",
            constraint=models.UniqueConstraint(fields=("period", "position"), name="hot_entry_place_once"),
        ),
    ]
