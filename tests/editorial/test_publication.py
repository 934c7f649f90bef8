"""The verbs of publication: what they change, what they refuse, and that live and draft are apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from news.editorial import publication
from news.editorial.articles import create_article, save_revision
from news.editorial.cases import _state_refusal
from news.enums import Origin, Publication, Review, Verb
from news.errors import BadInput, Conflict, NotAllowed, WrongState
from news.models import Article, Channel, Keyword, Record, Revision
from news.rules.deciding import Situation
from news.rules.snapshot import Snapshot
from tests.conftest import put_out

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]
LIVE_COLUMNS = [
    "title", "kicker", "subhead", "short_title", "summary", "body", "channel_id", "origin", "source_id", "original_url",
    "byline", "editors", "cover_id", "notice_id", "labels", "editors_note", "correction", "related_ids", "published_at",
    "first_published_at", "expires_at", "updated_at", "withdrawal", "live_revision_id",
]  # fmt: skip


def live_state(article: Article) -> tuple[Any, ...]:
    """Everything that readers' pages are made from."""
    return (
        Article.objects.values_list(*LIVE_COLUMNS).get(pk=article.pk),
        list(article.listings.order_by("pk").values()),
        list(article.keywordings.order_by("pk").values()),
    )


def test_saving_a_live_article_changes_no_live_column_or_row(make_article: Make, chief: User, yaowen: Channel) -> None:
    article = make_article(keywords=("书房",), source="河湾网")
    before = live_state(article)
    text = Snapshot(
        title="全新的标题", body="<p>全新</p>", channel=yaowen.parent_id, keywords=("夜市", "美食"), source="淮海晚讯",
        origin=Origin.REPRINT, editors=("白露行",), summary="新", kicker="新", ai_generated=True,
    )  # fmt: skip
    save_revision(article.pk, text, by=chief)
    assert live_state(article) == before
    assert not Keyword.objects.filter(name="夜市").exists()
    put_out(article.pk)
    after = live_state(article)
    assert after[0][0] == "全新的标题"
    assert {row["channel_id"] for row in after[1]} == {yaowen.parent_id}
    assert after[0][LIVE_COLUMNS.index("published_at")] == before[0][LIVE_COLUMNS.index("published_at")]


def test_equal_text_makes_no_new_revision(make_article: Make, chief: User) -> None:
    article = make_article(live=False)
    first = Revision.objects.get(article=article)
    again = save_revision(article.pk, first.snapshot, by=chief)
    assert again.pk == first.pk
    assert Revision.objects.filter(article=article).count() == 1


def test_second_editor_is_told_and_nothing_is_overwritten(make_article: Make, chief: User, reporter: User) -> None:
    article = make_article(live=False)
    base = Revision.objects.get(article=article)
    save_revision(article.pk, replace(base.snapshot, title="甲的标题"), by=chief, based_on=base.pk)
    with pytest.raises(Conflict, match="顾青简"):
        save_revision(article.pk, replace(base.snapshot, title="乙的标题"), by=reporter, based_on=base.pk)
    article.refresh_from_db()
    assert article.desk_title == "甲的标题"


def test_reporter_may_write_but_not_publish_or_withdraw(
    make_article: Make, chief: User, reporter: User, yaowen: Channel
) -> None:
    mine = create_article(snapshot=Snapshot(title="我的稿", body="<p>文</p>", channel=yaowen.pk), by=reporter)
    for act in (
        lambda: publication.publish(mine.pk, by=reporter),
        lambda: publication.unpublish(make_article().pk, by=reporter, note="x"),
        lambda: publication.retract(make_article().pk, by=reporter, note="x"),
        lambda: publication.delete(make_article(live=False).pk, by=reporter),
    ):
        with pytest.raises(NotAllowed, match="沈知禾"):
            act()
    reporter.is_active = False
    with pytest.raises(NotAllowed):
        create_article(snapshot=Snapshot(title="x"), by=reporter)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"body": ""}, "body"),
        ({"channel": None}, "channel"),
        ({"origin": Origin.REPRINT, "source": ""}, "source"),
        ({"channel": 987654}, "channel"),
        ({"cover": 987654}, "cover"),
        ({"expires_at": "2020-01-01T00:00:00+08:00"}, "expires_at"),
    ],
)
def test_unfit_text_is_refused_and_stays_a_draft(
    make_article: Make, chief: User, changes: dict[str, Any], code: str
) -> None:
    article = make_article(live=False)
    text = replace(Revision.objects.get(article=article).snapshot, **changes)

    def try_it() -> None:
        with transaction.atomic():
            save_revision(article.pk, text, by=chief)
            put_out(article.pk)

    # A channel that does not exist is refused by the foreign key of the desk column already.
    with pytest.raises((BadInput, IntegrityError)) as refused:
        try_it()
    assert getattr(refused.value, "code", code) == code
    article.refresh_from_db()
    assert article.publication() == Publication.NEVER


@pytest.mark.parametrize("name", ["管理员", "admin", "Admin"])
def test_placeholder_editor_is_refused_at_the_desk(chief: User, name: str) -> None:
    with pytest.raises(BadInput, match="责任编辑") as refused:
        create_article(snapshot=Snapshot(title="稿", editors=(name,)), by=chief)
    assert refused.value.code == "editors"


def test_schedule_can_be_moved_and_cancelled(make_article: Make, chief: User) -> None:
    article = make_article(live=False)
    due = timezone.now() + timedelta(days=3)
    put_out(article.pk, at=due)
    later = due + timedelta(days=1)
    article = publication.publish(article.pk, by=chief, at=later)
    assert article.published_at == article.first_published_at == later.replace(microsecond=0)
    article = publication.unpublish(article.pk, by=chief, note="不发了")
    assert article.publication() == Publication.NEVER
    assert (article.published_at, article.first_published_at, article.review) == (None, None, Review.SIGNED_OFF)
    assert not article.listings.exists()
    with pytest.raises(BadInput):
        publication.publish(article.pk, by=chief, at=timezone.now() - timedelta(seconds=1))


def test_retracted_article_comes_back_only_by_a_new_sign_off(make_article: Make, chief: User) -> None:
    article = make_article()
    publication.retract(article.pk, by=chief, note="失实")
    for act in (publication.publish, publication.delete):
        if act is publication.publish:
            with pytest.raises(WrongState):
                act(article.pk, by=chief)
    article = publication.restore(article.pk, by=chief)
    assert (article.publication(), article.review) == (Publication.RETRACTED, Review.DRAFT)
    article = put_out(article.pk)
    assert article.publication() == Publication.LIVE


def test_recycle_bin_gives_back_the_state(make_article: Make, chief: User) -> None:
    article = make_article()
    with pytest.raises(WrongState, match="下线"):
        publication.delete(article.pk, by=chief)
    publication.unpublish(article.pk, by=chief, note="x")
    publication.delete(article.pk, by=chief)
    with pytest.raises(WrongState):
        save_revision(article.pk, Snapshot(title="x"), by=chief)
    assert publication.undelete(article.pk, by=chief).publication() == Publication.UNPUBLISHED


def test_old_text_becomes_a_new_draft(make_article: Make, chief: User) -> None:
    article = make_article("第一稿")
    save_revision(article.pk, replace(Revision.objects.get(article=article).snapshot, title="第二稿"), by=chief)
    revision = publication.restore_revision(article.pk, 1, by=chief)
    assert (revision.number, revision.snapshot.title) == (3, "第一稿")
    article.refresh_from_db()
    assert article.title == "第一稿"


def test_every_act_is_recorded_and_records_stay(make_article: Make, chief: User) -> None:
    article = make_article()
    publication.unpublish(article.pk, by=chief, note="待核实")
    rows = list(Record.objects.filter(article=article).order_by("pk").values_list("verb", "by_name", "note"))
    assert rows == [
        ("create", "顾青简", ""),
        ("fast", "签", "测试所需。"),
        ("publish", "签", ""),
        ("unpublish", "顾青简", "待核实"),
    ]
    row = Record.objects.filter(article=article).first()
    assert row is not None
    for act in (row.save, row.delete):
        with pytest.raises(TypeError):
            act()
    revision = Revision.objects.filter(article=article).first()
    assert revision is not None
    with pytest.raises(TypeError):
        revision.save()


def test_withdrawal_needs_a_reason(make_article: Make, chief: User) -> None:
    article = make_article()
    for act in (publication.unpublish, publication.retract, publication.correct):
        with pytest.raises(BadInput):
            act(article.pk, by=chief, note="  ")


def test_picture_words_are_frozen_into_the_text(make_article: Make, chief: User) -> None:
    from news.models import Image  # noqa: PLC0415 - one test only

    image = Image(
        width=800, height=500, size=1, content_hash="x", alt="河面", caption="清晨的河面。", credit="陆拾遗 摄"
    )
    image.file.name = "images/ab/x.jpg"
    image.save()
    Image.objects.update(width=800, height=500)
    article = make_article(body='<figure><img src="/media/images/ab/x.jpg"></figure>')
    before = article.body
    assert before == (
        '<figure><img src="/media/images/ab/x.jpg" alt="河面">'
        '<figcaption>清晨的河面。<span class="credit">陆拾遗 摄</span></figcaption></figure>'
    )
    flattened = before.replace('<span class="credit">', "").replace("</span>", "")
    text = replace(Revision.objects.get(article=article).snapshot, body=flattened)
    assert save_revision(article.pk, text, by=chief).number == 1  # the editor's flat caption is the same text
    Image.objects.update(caption="改了", credit="改了")
    article.refresh_from_db()
    assert article.body == before


def test_a_refusal_never_says_that_what_it_refuses_is_possible_here() -> None:
    """A verb that is refused because of the state of the text is not said to be for stories in this very place."""
    for verb, place, review in product(Verb, Publication, Review):
        said = _state_refusal(verb, Situation(place, review))
        possible = said.partition("它只用于")[2].removesuffix("的稿件。").split("、")
        assert place.label not in possible, f"{verb} {place} {review}: {said}"
        assert f"请用“{verb.label}”" not in said, f"{verb} {place} {review}: {said}"


def test_what_cannot_be_restored_is_told_what_can(make_article: Make, chief: User) -> None:
    with pytest.raises(WrongState, match="只有已下线、已撤稿或被退稿的稿件可以恢复；这篇现在是“已发布”"):
        publication.restore(make_article().pk, by=chief)
    retracted = make_article("撤下的稿")
    publication.retract(retracted.pk, by=chief, note="核实有误。")
    publication.restore(retracted.pk, by=chief)
    with pytest.raises(WrongState, match="送审"):
        publication.restore(retracted.pk, by=chief)
