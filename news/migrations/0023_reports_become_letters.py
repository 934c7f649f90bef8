import hashlib
import secrets
from datetime import timedelta

from django.db import migrations

STATES = {"new": "new", "working": "working", "done": "answered"}


def forward(apps, schema_editor):
    """Every report is a letter of the kind ``impostor`` with the number that its reader was given."""
    letters, reports = apps.get_model("news", "Letter"), apps.get_model("news", "ReaderReport")
    for report in reports.objects.order_by("pk").iterator(chunk_size=500):
        state = STATES[report.status]
        answer = report.answer or ("已办结。" if state == "answered" else "")
        claimed = {"claimed_name": report.claimed_name, "claimed_card": report.claimed_card}
        text = "".join(f"impostor{report.occasion}{report.details}".split()).lower()
        letter = letters.objects.create(
            number=report.number,
            code=f"{secrets.randbelow(1_000_000):06d}",
            kind="impostor",
            subject=report.occasion,
            body=report.details,
            facts={key: value for key, value in claimed.items() if value},
            contact=report.contact,
            digest=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
            state=state,
            answer=answer,
            due_at=None if state == "answered" else report.created_at + timedelta(days=3),
            answered_at=report.created_at if state == "answered" else None,
        )
        letters.objects.filter(pk=letter.pk).update(created_at=report.created_at)


def backward(apps, schema_editor):
    """Put what came as reports back; other kinds of letters have no place there."""
    letters, reports = apps.get_model("news", "Letter"), apps.get_model("news", "ReaderReport")
    back = {"answered": "done", "refused": "done", "working": "working"}
    for letter in letters.objects.filter(kind="impostor").order_by("pk").iterator(chunk_size=500):
        report = reports.objects.create(
            number=letter.number,
            occasion=letter.subject,
            details=letter.body[:2000],
            claimed_name=letter.facts.get("claimed_name", ""),
            claimed_card=letter.facts.get("claimed_card", ""),
            contact=letter.contact,
            status=back.get(letter.state, "new"),
            answer=letter.answer,
        )
        reports.objects.filter(pk=report.pk).update(created_at=letter.created_at)


class Migration(migrations.Migration):
    dependencies = [("news", "0022_letters")]

    operations = [migrations.RunPython(forward, backward)]
