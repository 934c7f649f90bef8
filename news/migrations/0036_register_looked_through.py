from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0035_topics_in_nav"),
    ]

    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="looked_through",
            field=models.BigIntegerField(default=0, editable=False, null=True),
        ),
    ]
