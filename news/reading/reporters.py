"""The page of somebody of the register who signs stories: name, position, photo and stories, nothing else."""

from dataclasses import dataclass

from django.db.models import Q

from news.models import Article, ArticleQuerySet, StaffMember
from news.pagestore.recording import depends_on, good_until
from news.reading.cards import Card, cards
from news.reading.chrome import Chrome, load_chrome, midnight_after
from news.reading.paging import BYLINED, Pager, Place, cut
from news.text.addresses import MAX_ID, reporter_address


@dataclass(frozen=True)
class ReporterPage:
    """``state`` is that of the register. Of somebody who left, or whose card has run out, the page says only that."""

    chrome: Chrome
    member: StaffMember
    state: str
    cards: tuple[Card, ...]
    pager: Pager

    @property
    def address(self) -> str:
        """Its own address."""
        return reporter_address(self.member.pk)


def reporter_page(number: int, place: Place) -> ReporterPage | None:
    """Compose a page; None for nobody, and for somebody without a live story. Two queries beside the chrome's.

    Raises NoSuchPage for a page past the end.
    """
    member = StaffMember.objects.select_related("photo").filter(pk=number).first() if number <= MAX_ID else None
    if member is None:
        return None
    depends_on(f"staff:{number}", f"signed:{number}", *([f"image:{member.photo_id}"] if member.photo_id else []))
    articles, pager = cut(lambda part: _signed_by(number, part), place, BYLINED)
    if not articles:
        return None
    chrome = load_chrome()
    good_until(midnight_after(chrome.at))  # a card may run out
    state = member.state(chrome.today)
    return ReporterPage(chrome, member, state, cards(articles) if state == "active" else (), pager)


def _signed_by(number: int, part: Q) -> ArticleQuerySet:
    """Return the live stories that somebody signed, newest first, by an index of their own."""
    signed = Article.objects.live().filter(part, bylinings__staff_id=number)
    return signed.order_by(f"-{BYLINED.time}", f"-{BYLINED.number}").for_cards()
