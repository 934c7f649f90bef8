"""Preview links: one text, for a while, for whoever holds the address."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from news.editorial.articles import save_revision
from news.editorial.previews import make_link, revoke_link
from news.errors import BadInput, NotAllowed
from news.models import Article, PreviewLink, Revision

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
