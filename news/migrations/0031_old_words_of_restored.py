"""Whose words the versions have that were put back before OldWords was there."""

from typing import Any

from django.db import migrations


def signed_off(apps: Any, article: int) -> dict[int, str]:
    """Return the sign-offs of a story that were not taken back: number of the version, and its text's hash."""
    reviews, records = apps.get_model("news", "ReviewRecord"), apps.get_model("news", "Record")
    found = {}
    for row in reviews.objects.filter(article=article, verdict__in=("sign_off", "fast")).select_related("revision"):
        again = reviews.objects.filter(article=article, review_round=row.review_round, pk__gt=row.pk, verdict="return")
        if again.exists() or records.objects.filter(article=article, verb="retract", at__gte=row.at).exists():
            continue
        found[row.revision.number] = row.content_hash
    return found


def fill(apps: Any, schema_editor: Any) -> None:
    """Write the rows, the oldest version first: a version put back twice has the words of the first time too."""
    revisions, words = apps.get_model("news", "Revision"), apps.get_model("news", "OldWords")
    for row in revisions.objects.exclude(restored_from=None).order_by("pk").select_related("restored_from"):
        old, signed = row.restored_from, signed_off(apps, row.article_id)
        if old.content_hash in signed.values():
            continue
        since = max((number for number in signed if number < old.number), default=-1)
        span = {"number__gt": since, "number__lte": old.number}
        people = set(revisions.objects.filter(article=row.article_id, **span).values_list("author_id", "level"))
        put_back = words.objects.filter(
            revision__article=row.article_id, **{f"revision__{key}": value for key, value in span.items()}
        )
        people |= set(put_back.values_list("person_id", "level"))
        words.objects.bulk_create(
            words(revision=row, person_id=person, level=level)
            for person, level in sorted(people, key=lambda each: (each[0] or 0, each[1]))
        )


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0030_old_words"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
