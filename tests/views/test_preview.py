"""Preview links: one text, for a while, for whoever holds the address."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.editorial import publication
from news.editorial.articles import save_revision
from news.editorial.channels import save_channel
from news.editorial.previews import make_link, revoke_link
from news.enums import ScopeAct
from news.errors import BadInput, NotAllowed, WrongState
from news.models import Article, Channel, ChannelScope, PreviewLink, Revision
from tests.conftest import put_out

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


def test_link_shows_the_one_text_it_was_made_for(reader: Client, make_article: Make, chief: User) -> None:
    draft = make_article("给律师看的稿", live=False, keywords=("书房",))
    link = make_link(draft.pk, by=chief, days=3, note="法律顾问")
    save_revision(draft.pk, replace(Revision.objects.get(article=draft).snapshot, title="后来改的"), by=chief)
    answer = reader.get(link.get_absolute_url())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "给律师看的稿" in page
    assert "后来改的" not in page
    assert "读者看不到" in page
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert 'rel="canonical"' not in page


def test_link_ends_by_time_and_by_hand(
    reader: Client, make_article: Make, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = make_article(live=False)
    first, second = (make_link(draft.pk, by=chief, days=1) for _turn in range(2))
    revoke_link(first.pk, article_id=draft.pk, by=chief)
    answer = reader.get(first.get_absolute_url())
    assert (answer.status_code, "预览链接已失效" in answer.content.decode()) == (410, True)
    assert reader.get(second.get_absolute_url()).status_code == 200
    later = timezone.now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert reader.get(second.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("take_off", [publication.retract, publication.unpublish])
def test_links_end_for_good_when_the_story_is_taken_off(
    reader: Client, make_article: Make, chief: User, take_off: Callable[..., Article]
) -> None:
    story, other = make_article(), make_article("另一篇稿")
    old, kept = (make_link(item.pk, by=chief, days=3) for item in (story, other))
    take_off(story.pk, by=chief, note="失实")
    answer = reader.get(old.get_absolute_url())
    assert (answer.status_code, "撤下稿件" in answer.content.decode()) == (410, True)
    if take_off is publication.retract:
        with pytest.raises(WrongState, match="恢复为草稿"):
            make_link(story.pk, by=chief, days=3)
        publication.restore(story.pk, by=chief)
    save_revision(story.pk, replace(Revision.objects.filter(article=story).first().snapshot, title="重写"), by=chief)
    new = make_link(story.pk, by=chief, days=3)  # of what becomes of it
    assert reader.get(new.get_absolute_url()).status_code == 200
    put_out(story.pk)
    assert [reader.get(item.get_absolute_url()).status_code for item in (old, new, kept)] == [410, 200, 200]


def test_a_schedule_that_is_cancelled_takes_nothing_off(reader: Client, make_article: Make, chief: User) -> None:
    story = make_article(live=False)
    put_out(story.pk, at=timezone.now() + timedelta(hours=3))
    link = make_link(story.pk, by=chief, days=1)
    publication.unpublish(story.pk, by=chief, note="改天再发")
    assert reader.get(link.get_absolute_url()).status_code == 200


def test_a_writer_of_other_channels_neither_makes_nor_withdraws_one(
    make_article: Make, chief: User, reporter: User
) -> None:
    sport = save_channel(Channel(slug="tiyu", name="体育", position=20))
    ChannelScope.objects.create(person=reporter, act=ScopeAct.WRITE, channel=sport)
    theirs = make_article(live=False)
    link = make_link(theirs.pk, by=chief, days=1)
    for act in (
        lambda: make_link(theirs.pk, by=reporter, days=1),
        lambda: revoke_link(link.pk, article_id=theirs.pk, by=reporter),
    ):
        with pytest.raises(NotAllowed, match="本网资讯") as refused:
            act()
        assert refused.value.code == "scope"
    link.refresh_from_db()
    assert (PreviewLink.objects.count(), link.revoked_at) == (1, None)
    own = make_article(live=False, channel=sport.pk)
    revoke_link(make_link(own.pk, by=reporter, days=1).pk, article_id=own.pk, by=reporter)


@pytest.mark.parametrize("token", ["1", "1:x", "x", "999999:abc", "..", "%F0%9F%98%80"])
def test_address_that_nobody_made_is_404(reader: Client, token: str) -> None:
    assert reader.get(f"/preview/{token}/").status_code == 404


def test_changed_number_does_not_open_another_text(reader: Client, make_article: Make, chief: User) -> None:
    links = [make_link(make_article(title, live=False).pk, by=chief, days=1) for title in ("甲", "乙")]
    forged = links[0].token.replace(str(links[0].pk), str(links[1].pk), 1)
    assert reader.get(f"/preview/{forged}/").status_code == 404


def test_making_one_takes_the_permission_and_a_term(make_article: Make, chief: User) -> None:
    draft = make_article(live=False)
    nobody = User.objects.create_user("nobody")
    with pytest.raises(NotAllowed):
        make_link(draft.pk, by=nobody, days=1)
    for days in (0, 31):
        with pytest.raises(BadInput):
            make_link(draft.pk, by=chief, days=days)


def test_desk_makes_and_withdraws_a_link(desk: Client, make_article: Make) -> None:
    draft = make_article(live=False)
    address = f"/admin/news/article/{draft.pk}/preview-links/"
    assert desk.get(address).status_code == 200
    desk.post(address, {"days": "7", "note": "法律顾问"})
    link = PreviewLink.objects.get()
    page = desk.get(address).content.decode()
    assert link.token in page
    assert "法律顾问" in page
    desk.post(address, {"revoke": str(link.pk)})
    link.refresh_from_db()
    assert link.revoked_at
    desk.post(address, {"days": "nonsense"})
    assert PreviewLink.objects.count() == 1


def test_reader_of_the_desk_without_permission_cannot_make_one(client: Client, make_article: Make) -> None:
    draft = make_article(live=False)
    user = User.objects.create_user("auditor", is_staff=True)
    client.force_login(user)
    assert client.post(f"/admin/news/article/{draft.pk}/preview-links/", {"days": "1"}).status_code == 403
    assert not PreviewLink.objects.exists()
