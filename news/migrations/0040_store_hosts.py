import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0039_purge_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoreHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="host")),
                ("heard_at", models.DateTimeField(verbose_name="last heard")),
                ("position", models.BigIntegerField(default=-1)),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                ("bytes", models.BigIntegerField(default=0)),
                ("detached", models.BooleanField(default=False)),
                ("told", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "host of the page store",
                "verbose_name_plural": "hosts of the page store",
                "ordering": ["name"],
                "permissions": [("purge_pages", "Can empty the page store")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="StoreTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("pages", models.JSONField(default=list)),
                ("many", models.PositiveIntegerField(default=0)),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="news.storehost"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["last"], name="store_told_last"),
                    models.Index(fields=["at"], name="store_told_at"),
                ],
            },
        ),
    ]
