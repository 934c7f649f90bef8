from django.db import migrations


def forget_rights(apps, schema_editor):
    """Take the rights on the old table away, so that roles do not offer what is no more."""
    apps.get_model("contenttypes", "ContentType").objects.filter(app_label="news", model="readerreport").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0023_reports_become_letters"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.DeleteModel(name="ReaderReport"),
        migrations.RunPython(forget_rights, migrations.RunPython.noop),
    ]
