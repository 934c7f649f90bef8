from typing import Any

from django.db import migrations, models

from news.models.generation import uninstall


def drop_triggers(apps: Any, schema_editor: Any) -> None:
    """On the way back: the triggers write to the table that goes. On the way here they come after the migrations."""
    uninstall(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0012_kinds_and_series"),
    ]

    operations = [
        migrations.CreateModel(
            name="Generation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tag", models.CharField(db_index=True, max_length=20)),
                ("token", models.CharField(max_length=32, unique=True)),
            ],
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_triggers),
    ]
