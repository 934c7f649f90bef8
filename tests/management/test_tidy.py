"""`manage.py tidy` removes only what nobody will ask for again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from news.editorial.working_copies import keep
from news.models import Article, Record, Revision, WorkingCopy


@pytest.mark.django_db
def test_old_unsaved_text_goes_and_everything_saved_stays(make_article: Callable[..., Article], chief: User) -> None:
    article, other = make_article("一"), make_article("二")
    for one in (article, other):
        keep(one.pk, by=chief, fields={"title": ["没保存的"]}, based_on=one.working_revision_id)
    Article.objects.filter(pk=article.pk).update(deleted_at=timezone.now() - timedelta(days=400))
    WorkingCopy.objects.filter(article=article).update(saved_at=timezone.now() - timedelta(days=400))
    before = Article.objects.count(), Revision.objects.count(), Record.objects.count()
    call_command("tidy")
    assert list(WorkingCopy.objects.values_list("article_id", flat=True)) == [other.pk]
    assert (Article.objects.count(), Revision.objects.count(), Record.objects.count()) == before
