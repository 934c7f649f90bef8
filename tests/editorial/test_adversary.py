"""Ways round four eyes that were looked for: what was taken back stays back, what narrows a person stays narrow."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from news.editorial import publication, review
from news.editorial.access import powers_of
from news.editorial.articles import save_revision
from news.editorial.channels import delete_channel, save_channel
from news.enums import Level, Publication, Review, RobotKind, ScopeAct
from news.errors import BadInput, NotAllowed, WrongState
from news.models import Article, Channel, ChannelScope, OldWords, Robot
from news.models.append_only import maintenance
from tests.newsroom import draft, pass_all, person, rewrite, signed_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def unpublished(yaowen: Channel, reporter: User) -> Article:
    """A story that was live and was taken off."""
    article = signed_off(draft(yaowen, reporter), reporter)
    publication.publish(article.pk, by=person("final"))
    return publication.unpublish(article.pk, by=person("final"), note="核实数字")


def test_a_text_whose_sign_off_was_taken_back_is_not_put_back(unpublished: Article) -> None:
    review.send_back(unpublished.pk, by=person("final"), note="数字有误。")
    with pytest.raises(WrongState):
        publication.restore(unpublished.pk, by=person("chief"))
    assert not Article.objects.live().exists()


def test_whose_sign_off_was_taken_back_is_an_author_in_the_queue_too(yaowen: Channel, reporter: User) -> None:
    first = person("first")
    article = draft(yaowen, first)
    review.submit(article.pk, by=first)
    pass_all(article.pk, "first2", "second", "final")
    review.send_back(article.pk, by=person("final"), note="数字有误。")
    review.submit(article.pk, by=first)
    with pytest.raises(NotAllowed):
        review.pass_on(article.pk, by=first)
    assert not Article.objects.awaiting(first.pk, {Level.FIRST: None}).filter(pk=article.pk).exists()
    assert Article.objects.awaiting(person("first2").pk, {Level.FIRST: None}).filter(pk=article.pk).exists()


def test_it_comes_back_by_a_new_review(unpublished: Article, reporter: User) -> None:
    review.send_back(unpublished.pk, by=person("final"), note="数字有误。")
    review.submit(unpublished.pk, by=reporter)
    pass_all(unpublished.pk, "first", "second", "final")
    assert publication.restore(unpublished.pk, by=person("final")).publication() == Publication.LIVE


def test_an_edit_is_no_way_round_a_text_that_is_withheld(unpublished: Article, reporter: User) -> None:
    review.withhold(unpublished.pk, by=person("final"), note="等通稿")
    rewrite(unpublished, reporter, title="改过的标题")
    with pytest.raises(WrongState):
        publication.restore(unpublished.pk, by=person("chief"))
    assert not Article.objects.live().exists()


def test_a_text_that_was_withheld_and_released_can_be_put_back(unpublished: Article) -> None:
    review.withhold(unpublished.pk, by=person("final"), note="等通稿")
    review.release(unpublished.pk, by=person("final"))
    assert publication.restore(unpublished.pk, by=person("final")).publication() == Publication.LIVE


def test_removing_a_channel_widens_nobody(yaowen: Channel, reporter: User) -> None:
    small = save_channel(Channel(slug="small", name="小栏目", position=20))
    ChannelScope.objects.create(person=reporter, act=ScopeAct.WRITE, channel=small)
    with pytest.raises(BadInput):
        delete_channel(small)
    assert powers_of(User.objects.get(pk=reporter.pk)).scopes["news.change_article"] == ("small",)


def test_removing_a_channel_sends_its_stories_to_no_other_group(yaowen: Channel) -> None:
    small = save_channel(Channel(slug="small", name="小栏目", position=20))
    robot = Robot.objects.create(name="小组", kind=RobotKind.WECOM, url="https://x.example/", channel=small)
    with pytest.raises(BadInput):
        delete_channel(small)
    robot.refresh_from_db()
    assert robot.channel == small


def test_a_channel_that_narrows_nobody_goes(yaowen: Channel) -> None:
    small = save_channel(Channel(slug="small", name="小栏目", position=20))
    delete_channel(small)
    assert not Channel.objects.filter(slug="small").exists()


def test_also_in_channels_are_within_reach_too(yaowen: Channel, reporter: User) -> None:
    other = save_channel(Channel(slug="other", name="别的频道", position=20, review_levels=1))
    ChannelScope.objects.create(person=reporter, act=ScopeAct.WRITE, channel=yaowen)
    with pytest.raises(NotAllowed):
        draft(yaowen, reporter, also_in=(other.pk,))
    article = draft(yaowen, person("chief"), also_in=(other.pk,))
    rewrite(article, reporter, title="别人选的频道留着")  # what a colleague chose stays
    with pytest.raises(NotAllowed):
        rewrite(draft(yaowen, reporter), reporter, also_in=(other.pk,))


def test_also_in_a_channel_with_more_levels_after_a_pass_is_refused(yaowen: Channel, reporter: User) -> None:
    yaowen.review_levels = 2
    save_channel(yaowen)
    strict = save_channel(Channel(slug="strict", name="三审频道", position=20, review_levels=3))
    article = draft(yaowen, reporter)
    review.submit(article.pk, by=reporter)
    with pytest.raises(BadInput):
        rewrite(article, person("first"), also_in=(strict.pk,))
    assert Article.objects.get(pk=article.pk).review == Review.SUBMITTED


def test_an_old_text_put_back_by_somebody_else_is_still_its_authors(yaowen: Channel, reporter: User) -> None:
    chief = person("chief")
    article = draft(yaowen, chief)
    rewrite(article, chief, body="<p>总编写的一稿。</p>")
    rewrite(article, reporter, body="<p>记者改的一稿。</p>")
    signed_off(article, reporter)
    publication.publish(article.pk, by=person("final"))
    publication.restore_revision(article.pk, 2, by=reporter)
    with pytest.raises(NotAllowed):
        review.fast_sign_off(article.pk, by=chief, note="很急")
    publication.restore_revision(article.pk, 3, by=reporter)  # readers were shown this one: it is nobody's own
    review.submit(article.pk, by=reporter)
    assert "总编" not in Article.objects.live().get().body


def test_an_old_text_is_still_its_authors_where_the_correction_has_changed_since(
    yaowen: Channel, reporter: User
) -> None:
    """Going back keeps what was said to the public since, so the hash is a new one; the words are the old author's."""
    chief = person("chief")
    article = draft(yaowen, chief, body="<p>总编写的一稿。</p>")
    rewrite(article, reporter, body="<p>记者改的一稿。</p>")
    signed_off(article, reporter)
    publication.publish(article.pk, by=person("final"))
    publication.correct(article.pk, by=reporter, note="数字有误，已更正。")
    review.submit(article.pk, by=reporter)
    pass_all(article.pk, "first", "second", "final")
    back = publication.restore_revision(article.pk, 1, by=reporter)
    assert "总编" in back.snapshot.body
    assert back.snapshot.correction
    assert back.restored_from is not None
    assert back.restored_from.number == 1
    with pytest.raises(NotAllowed) as refused:
        review.fast_sign_off(article.pk, by=chief, note="很急")
    assert refused.value.code == "own"
    rewrite(article, reporter, title="再改标题")  # the words below are the chief's still
    again = publication.restore_revision(article.pk, back.number, by=reporter)  # put back what was put back
    assert again.snapshot.body == back.snapshot.body
    review.submit(article.pk, by=reporter)
    with pytest.raises(NotAllowed):
        review.pass_on(article.pk, by=chief)
    story = Article.objects.get(pk=article.pk)
    assert not Article.objects.awaiting(chief.pk, dict.fromkeys(Level)).filter(pk=story.pk).exists()
    assert pass_all(article.pk, "first", "second", "final").review == Review.SIGNED_OFF


def test_whoever_wrote_below_the_old_text_is_its_author_too(yaowen: Channel, reporter: User) -> None:
    first = person("first")
    article = draft(yaowen, first, body="<p>编辑起的头。</p>")
    rewrite(article, reporter, body="<p>编辑起的头。</p><p>记者续的。</p>")
    rewrite(article, reporter, body="<p>全部重写。</p>")
    signed_off_by_others(article, reporter)
    publication.correct(article.pk, by=reporter, note="更正一处。")
    review.submit(article.pk, by=reporter)
    pass_all(article.pk, "first2", "second", "final")
    publication.restore_revision(article.pk, 2, by=reporter)
    review.submit(article.pk, by=reporter)
    with pytest.raises(NotAllowed):
        review.pass_on(article.pk, by=first)
    reach = dict.fromkeys(Level)
    assert not Article.objects.awaiting(first.pk, reach).filter(pk=article.pk).exists()  # the queue knows it too
    assert Article.objects.awaiting(person("first2").pk, reach).filter(pk=article.pk).exists()


def test_versions_put_back_before_whose_words_were_kept_are_filled_in(yaowen: Channel, reporter: User) -> None:
    migration = import_module("news.migrations.0031_old_words_of_restored")
    first = person("first")
    article = draft(yaowen, first)
    rewrite(article, reporter, title="记者改的标题")
    back = publication.restore_revision(article.pk, 1, by=reporter)
    publication.restore_revision(article.pk, back.number - 1, by=reporter)
    rows = sorted(OldWords.objects.values_list("revision__number", "person_id", "level"))
    assert len(rows) == 3
    with maintenance("test"):
        OldWords.objects.all()._raw_delete("default")
    migration.fill(apps, None)
    assert sorted(OldWords.objects.values_list("revision__number", "person_id", "level")) == rows


def signed_off_by_others(article: Article, author: User) -> None:
    review.submit(article.pk, by=author)
    pass_all(article.pk, "first2", "second", "final")
    publication.publish(article.pk, by=person("final"))


# old words under review


@pytest.fixture
def two_hats(yaowen: Channel, reporter: User) -> User:
    """Somebody who is a first and a second reviewer."""
    return person("both", "first", "second")


def test_ones_own_edit_under_review_is_put_back_and_passed_at_its_level(yaowen: Channel, reporter: User) -> None:
    first = person("first")
    article = draft(yaowen, reporter)
    review.submit(article.pk, by=reporter)
    mine = rewrite(article, first, title="初审改的标题")
    publication.restore_revision(article.pk, 1, by=first)
    back = publication.restore_revision(article.pk, mine.number, by=first)
    assert back.content_hash == mine.content_hash
    assert Article.objects.awaiting(first.pk, {Level.FIRST: None}).filter(pk=article.pk).exists()
    assert review.pass_on(article.pk, by=first).level == Level.SECOND
    assert pass_all(article.pk, "second", "final").review == Review.SIGNED_OFF


def test_words_of_another_level_are_not_put_back_at_this_one(yaowen: Channel, reporter: User, two_hats: User) -> None:
    """What `two_hats` wrote at the first level, nobody signed off; the text that went out was another."""
    article = draft(yaowen, reporter)
    review.submit(article.pk, by=reporter)
    mine = rewrite(article, two_hats, title="两顶帽子的人改的标题")
    review.send_back(article.pk, by=two_hats, note="还是重写吧。")
    rewrite(article, reporter, title="记者重写的标题")
    signed_off_by_others(article, reporter)
    rewrite(article, reporter, body="<p>次日续写。</p>")
    review.submit(article.pk, by=reporter)
    pass_all(article.pk, "first2")
    before = Article.objects.get(pk=article.pk)
    with pytest.raises(NotAllowed) as refused:
        publication.restore_revision(article.pk, mine.number, by=two_hats)
    assert refused.value.code == "own"
    after = Article.objects.get(pk=article.pk)
    assert (after.working_revision_id, after.held_by, after.amending) == (before.working_revision_id, None, False)
    with pytest.raises(NotAllowed):  # nor by typing it
        save_revision(article.pk, mine.snapshot, by=two_hats)
    assert review.pass_on(article.pk, by=two_hats).level == Level.FINAL  # of the reporter's text, which it is still


def test_an_authors_words_are_not_put_back_by_the_author_as_reviewer(yaowen: Channel, reporter: User) -> None:
    first = person("first")
    article = draft(yaowen, first, body="<p>编辑自己写的一稿。</p>")
    rewrite(article, reporter, body="<p>记者重写的一稿。</p>")
    signed_off_by_others(article, reporter)
    publication.correct(article.pk, by=reporter, note="更正一处。")  # the old text's hash is a new one now
    review.submit(article.pk, by=reporter)
    with pytest.raises(NotAllowed, match="周一初"):
        publication.restore_revision(article.pk, 1, by=first)
    assert review.pass_on(article.pk, by=first).level == Level.SECOND


@pytest.mark.parametrize("state", ["draft", "deleted", "unpublished", "next text"])
def test_a_channel_that_a_text_is_only_also_in_stays(state: str, yaowen: Channel, reporter: User) -> None:
    small = save_channel(Channel(slug="small", name="小栏目", position=20))
    text = {} if state == "next text" else {"also_in": (small.pk,)}
    article = draft(yaowen, reporter, "晚风里的书房", **text)
    if state in {"unpublished", "next text"}:
        signed_off(article, reporter)
        publication.publish(article.pk, by=person("final"))
    if state == "unpublished":
        publication.unpublish(article.pk, by=person("final"), note="核实")
    if state == "next text":
        rewrite(article, reporter, also_in=(small.pk,))
    if state == "deleted":
        publication.delete(article.pk, by=person("chief"))
    with pytest.raises(BadInput, match="晚风里的书房") as refused:
        delete_channel(small)
    assert refused.value.code == "also_in"
    assert Channel.objects.filter(slug="small").exists()
    if state == "draft":
        rewrite(article, reporter, also_in=())
        delete_channel(small)
        assert not Channel.objects.filter(slug="small").exists()
