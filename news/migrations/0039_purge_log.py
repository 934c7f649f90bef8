import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0038_search_by_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="PurgePause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PurgeLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.CharField(max_length=80)),
                ("due", models.DateTimeField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("xid", models.BigIntegerField(db_default=0, default=0)),
                ("origin", models.CharField(db_default="", default="", max_length=40)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["xid"], name="purge_line_xid"),
                    models.Index(fields=["due"], name="purge_line_due"),
                ],
            },
        ),
    ]
