"""Pictures within the markup get a place of their own; blanks, damaged and surplus ones stay as they are."""

import base64
import hashlib

import pytest

from news.text import embedded
from news.text.embedded import without_embedded
from news.text.paste import clean_paste
from news.text.pending import pending_src

DATA = bytes(range(256))
CODED = base64.b64encode(DATA).decode()
ADDRESS = f"embedded:{hashlib.sha256(DATA).hexdigest()[:32]}"
PLACE = pending_src(ADDRESS)


@pytest.mark.parametrize("quote", ['"', "'"])
def test_picture_gets_its_place_and_keeps_its_words(quote: str) -> None:
    text, found = without_embedded(
        f"<p>甲</p><img alt='河' src={quote}data:image/png;base64,{CODED}{quote} width=9><p>乙</p>"
    )
    assert text == f"<p>甲</p><img alt='河' src={quote}{PLACE}{quote} width=9><p>乙</p>"
    assert found == {ADDRESS: DATA}
    pasted = clean_paste(text, "https://far.example/a.html")
    assert pasted.html == f'<p>甲</p><figure><img src="{PLACE}" alt="河"></figure><p>乙</p>'
    assert (pasted.pictures, pasted.lost) == ((ADDRESS,), 0)


def test_same_picture_twice_is_one_and_broken_lines_do_not_matter() -> None:
    lines = "\n".join(CODED[at : at + 76] for at in range(0, len(CODED), 76))
    text, found = without_embedded(
        f'<img src="data:image/jpeg;base64,{CODED}"><img src="data:image/jpeg;base64,{lines}">'
    )
    assert text == f'<img src="{PLACE}">' * 2
    assert list(found) == [ADDRESS]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
        f'<img data-src="https://a.example/1.jpg" src="data:image/png;base64,{CODED}">',
        f'<img src="data:image/png;base64,{CODED[:-3]}">',
        f'<a href="data:image/png;base64,{CODED}">字</a>',
        f"<p>data:image/png;base64,{CODED}</p>",
        f'<img src="data:text/html;base64,{CODED}">',
    ],
    ids=["blank", "lazy", "damaged", "link", "words", "no picture"],
)
def test_what_is_none_stays(markup: str) -> None:
    assert without_embedded(markup) == (markup, {})


def test_of_too_many_the_rest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "MOST", 2)
    many = [base64.b64encode(bytes([n]) * 200).decode() for n in range(4)]
    text, found = without_embedded("".join(f'<img src="data:image/png;base64,{one}">' for one in many))
    assert (len(found), text.count("data:image/png")) == (2, 2)


def test_media_address_of_another_site_is_that_sites() -> None:
    pasted = clean_paste('<img src="/media/images/ab/x.jpg">', "https://far.example/a.html")
    assert pasted.pictures == ("https://far.example/media/images/ab/x.jpg",)
