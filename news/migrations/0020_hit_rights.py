from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0019_media_files"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="hitclock",
            options={"default_permissions": ()},
        ),
        migrations.AlterModelOptions(
            name="hitday",
            options={"default_permissions": ()},
        ),
        migrations.AlterModelOptions(
            name="hitgroupday",
            options={
                "default_permissions": ("view",),
                "verbose_name": "reading statistics",
                "verbose_name_plural": "reading statistics",
            },
        ),
        migrations.AlterModelOptions(
            name="hithour",
            options={"default_permissions": ()},
        ),
        migrations.AlterModelOptions(
            name="hitpart",
            options={"default_permissions": ()},
        ),
        migrations.AlterModelOptions(
            name="hittotal",
            options={"default_permissions": ()},
        ),
        migrations.AlterModelOptions(
            name="hotentry",
            options={"default_permissions": (), "ordering": ["period", "position"]},
        ),
    ]
