"""Autosave: one copy per person and article, kept as typed, gone after a save; presence from it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction
from django.utils import timezone

from news.editorial import publication
from news.editorial.articles import save_revision
from news.editorial.working_copies import (
    MAX_BYTES,
    discard,
    keep,
    newer_revision,
    others_at_work,
    remove_old,
)
from news.errors import BadInput, NotAllowed, WrongState
from news.models import Article, Record, Revision, WorkingCopy
from news.models.append_only import maintenance
from news.rules.snapshot import Snapshot

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


@pytest.fixture
def auditor(db: None) -> User:
    user = User.objects.create_user("auditor", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="auditor"))
    return user


def test_one_copy_per_person_and_article_is_written_over(make_article: Make, chief: User, reporter: User) -> None:
    article = make_article(live=False)
    base = article.working_revision_id
    first = keep(article.pk, by=chief, fields={"title": ["甲"]}, based_on=base)
    again = keep(article.pk, by=chief, fields={"title": ["甲乙"], "channel": ["不是数"]}, based_on=base)
    keep(article.pk, by=reporter, fields={"title": ["丙"]}, based_on=base)
    keep(None, by=chief, fields={"title": ["新稿"]}, based_on=None)
    keep(None, by=chief, fields={"title": ["新稿二"]}, based_on=base)
    assert first.pk == again.pk
    assert again.saved_at > first.saved_at
    rows = WorkingCopy.objects.order_by("pk").values_list("article_id", "person_id", "data", "based_on_id")
    assert list(rows) == [
        (article.pk, chief.pk, {"title": ["甲乙"], "channel": ["不是数"]}, base),
        (article.pk, reporter.pk, {"title": ["丙"]}, base),
        (None, chief.pk, {"title": ["新稿二"]}, None),
    ]


def test_a_copy_changes_nothing_else(make_article: Make, reporter: User) -> None:
    article = make_article()
    before = Article.objects.filter(pk=article.pk).values().get(), Revision.objects.count(), Record.objects.count()
    keep(article.pk, by=reporter, fields={"title": ["改"]}, based_on=article.working_revision_id)
    assert before == (
        Article.objects.filter(pk=article.pk).values().get(),
        Revision.objects.count(),
        Record.objects.count(),
    )


def test_the_database_refuses_a_second_copy(make_article: Make, chief: User) -> None:
    article, now = make_article(live=False), timezone.now()
    WorkingCopy.objects.create(person=chief, data={}, saved_at=now)
    WorkingCopy.objects.create(article=article, person=chief, data={}, saved_at=now)
    for row in (
        WorkingCopy(person=chief, data={}, saved_at=now),
        WorkingCopy(article=article, person=chief, data={}, saved_at=now),
        WorkingCopy(person=User.objects.create(username="x"), data={}, based_on_id=1, saved_at=now),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_only_writers_keep_copies_and_only_of_open_text(
    make_article: Make, chief: User, reporter: User, auditor: User
) -> None:
    article = make_article()
    for number in (article.pk, None):
        with pytest.raises(NotAllowed, match="权限"):
            keep(number, by=auditor, fields={"title": ["x"]}, based_on=None)
    publication.retract(article.pk, by=chief, note="失实")
    with pytest.raises(WrongState):
        keep(article.pk, by=reporter, fields={"title": ["x"]}, based_on=None)
    with pytest.raises(BadInput) as missing:
        keep(10**9, by=reporter, fields={"title": ["x"]}, based_on=None)
    assert missing.value.code == "missing"
    assert not WorkingCopy.objects.exists()


def test_at_most_two_megabytes_as_stored(chief: User) -> None:
    with pytest.raises(BadInput, match="2 MB"):
        keep(None, by=chief, fields={"body": ["字" * (MAX_BYTES // 3)]}, based_on=None)
    keep(None, by=chief, fields={"body": ["字" * (MAX_BYTES // 3 - 10)]}, based_on=None)
    assert WorkingCopy.objects.count() == 1


@pytest.mark.parametrize("fields", [None, [], {"title": "甲"}, {"title": [1]}, {"title": None}])
def test_what_is_no_form_is_refused(chief: User, fields: object) -> None:
    with pytest.raises(BadInput) as refused:
        keep(None, by=chief, fields=fields, based_on=None)  # type: ignore[arg-type]
    assert refused.value.code == "shape"


def test_what_no_database_takes_is_left_out(chief: User) -> None:
    keep(None, by=chief, fields={"title": ["甲\x00乙\ud83d丙"]}, based_on=None)
    assert WorkingCopy.objects.get().data == {"title": ["甲乙?丙"]}


def test_a_base_of_another_article_is_left_out(make_article: Make, chief: User) -> None:
    one, other = make_article("一", live=False), make_article("二", live=False)
    assert keep(one.pk, by=chief, fields={}, based_on=other.working_revision_id).based_on_id is None
    assert keep(one.pk, by=chief, fields={}, based_on=10**15).based_on_id is None


def test_discard_takes_ones_own_copy_of_that_page_only(make_article: Make, chief: User, reporter: User) -> None:
    article = make_article(live=False)
    keep(article.pk, by=reporter, fields={}, based_on=None)
    keep(None, by=chief, fields={"title": ["甲"], "_page": ["a"]}, based_on=None)
    assert not discard(article.pk, by=chief)
    assert not discard(None, by=chief, page="b")
    assert not discard(None, by=chief, page="")
    assert discard(None, by=chief, page="a")
    keep(None, by=chief, fields={"title": ["没有记号"]}, based_on=None)
    assert discard(None, by=chief, page="")
    keep(None, by=chief, fields={"title": ["没有记号"]}, based_on=None)
    assert discard(None, by=chief, page="b")
    keep(None, by=chief, fields={"title": ["甲"], "_page": ["a"]}, based_on=None)
    assert discard(None, by=chief)
    assert WorkingCopy.objects.get().person == reporter


def test_others_are_at_work_for_two_minutes(make_article: Make, chief: User, reporter: User) -> None:
    article = make_article(live=False)
    keep(article.pk, by=chief, fields={}, based_on=None)
    keep(article.pk, by=reporter, fields={}, based_on=None)
    keep(None, by=reporter, fields={}, based_on=None)
    assert others_at_work(article.pk, by=chief) == [reporter]
    assert others_at_work(article.pk, by=reporter) == [chief]
    assert others_at_work(None, by=chief) == []
    WorkingCopy.objects.filter(person=reporter).update(saved_at=timezone.now() - timedelta(seconds=121))
    assert others_at_work(article.pk, by=chief) == []
    assert others_at_work(article.pk, by=chief, within=timedelta(minutes=3)) == [reporter]


def test_presence_reads_no_text_in_one_query(
    make_article: Make, chief: User, django_assert_num_queries: Callable
) -> None:
    article = make_article(live=False)
    for number in range(3):
        keep(article.pk, by=User.objects.create_superuser(f"写手{number}"), fields={}, based_on=None)
    with django_assert_num_queries(1) as asked:  # copies with their people
        people = others_at_work(article.pk, by=chief)
        assert [person.username for person in people] == ["写手0", "写手1", "写手2"]
    assert '"data"' not in asked.captured_queries[0]["sql"]


def test_a_newer_revision_is_one_that_a_save_would_collide_with(
    make_article: Make, chief: User, reporter: User
) -> None:
    article = make_article(live=False)
    base = Revision.objects.get(article=article)
    assert newer_revision(article.pk, base.pk) is None
    assert newer_revision(None, None) is None
    theirs = save_revision(article.pk, replace(base.snapshot, title="新"), by=reporter)
    assert newer_revision(article.pk, base.pk) == theirs
    assert newer_revision(article.pk, None) == theirs
    assert newer_revision(article.pk, theirs.pk) is None


def test_only_old_copies_that_nobody_can_use_are_removed(
    make_article: Make, chief: User, reporter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: today - timedelta(days=91))
    current, binned, superseded, lately = (make_article(f"稿{n}", live=False) for n in range(4))
    for article in (current, binned, superseded, lately):
        keep(article.pk, by=chief, fields={}, based_on=article.working_revision_id)
    unsaved = keep(None, by=chief, fields={"title": ["还没有编号"]}, based_on=None)
    save_revision(superseded.pk, Snapshot(title="新版"), by=chief)
    monkeypatch.undo()
    save_revision(lately.pk, Snapshot(title="新版"), by=chief)
    fresh = keep(binned.pk, by=reporter, fields={}, based_on=None)
    publication.delete(binned.pk, by=chief)
    assert remove_old() == 2
    left = set(WorkingCopy.objects.values_list("article_id", "person_id"))
    assert left == {
        (current.pk, chief.pk), (lately.pk, chief.pk), (fresh.article_id, reporter.pk), (unsaved.article_id, chief.pk)
    }  # fmt: skip
    assert remove_old() == 0


def test_a_copy_goes_with_its_article(make_article: Make, chief: User) -> None:
    article = make_article(live=False)
    keep(article.pk, by=chief, fields={}, based_on=article.working_revision_id)
    with maintenance("test"):
        Article.objects.filter(pk=article.pk).update(working_revision=None, live_revision=None)
        Record.objects.filter(article=article)._raw_delete("default")
        Article.objects.filter(pk=article.pk).delete()
    assert not WorkingCopy.objects.exists()
