"""Groups of pictures, videos and attached files: one shape each, and nothing lost on the way to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.text.blocks import file_addresses, picture_addresses
from news.text.diff import diff_html
from news.text.excerpt import first_paragraphs
from news.text.sanitise import sanitise
from news.text.typesetting import typeset_html

FILE = "/media/files/ab/" + "0" * 32
A, B = '<img src="/media/images/a.jpg" alt="甲">', '<img src="/media/images/b.jpg" alt="乙">'
GROUP = (
    f'<figure class="group"><figure>{A}<figcaption>一。<span class="credit">甲 摄</span></figcaption></figure>'
    f"<figure>{B}</figure><figcaption>两处夜景。</figcaption></figure>"
)
VIDEO = (
    f'<figure class="video"><video src="{FILE}.mp4" poster="/media/images/a.jpg"></video>'
    '<figcaption>开闸。<span class="credit">乙 摄</span></figcaption></figure>'
)
ATTACHED = f'<p class="file"><a href="{FILE}.pdf">申报指南(2026).pdf</a></p>'


@pytest.mark.parametrize("markup", [GROUP, VIDEO, ATTACHED, f"<ul><li>{GROUP}</li></ul>", VIDEO + ATTACHED + GROUP])
def test_what_is_in_its_shape_stays(markup: str) -> None:
    assert sanitise(markup) == markup


@pytest.mark.parametrize(
    ("given_", "shaped"),
    [
        # one picture is a figure; the caption of the whole becomes its own, or stands behind it
        (
            f'<figure class="group"><figure>{A}</figure><figcaption>整组</figcaption></figure>',
            f"<figure>{A}<figcaption>整组</figcaption></figure>",
        ),
        (
            f'<figure class="group"><figure>{A}<figcaption>一</figcaption></figure><figcaption>整组</figcaption></figure>',
            f"<figure>{A}<figcaption>一</figcaption></figure><p>整组</p>",
        ),
        ('<figure class="group"><figcaption>整组</figcaption></figure>', "<p>整组</p>"),
        # several pictures in one figure, as other sites have them
        (
            f'<figure class="wp-block-gallery">{A}{B}<figcaption>说明</figcaption></figure>',
            f'<figure class="group"><figure>{A}</figure><figure>{B}</figure><figcaption>说明</figcaption></figure>',
        ),
        (
            f"<figure><p>前</p><figure><figure>{A}<figcaption>一</figcaption></figure>散</figure>{B}</figure>尾",
            f'<figure class="group"><figure>{A}<figcaption>一</figcaption></figure><figure>{B}</figure></figure>'
            "<p>前</p><p>散</p><p>尾</p>",
        ),
        # a video stands by itself, without what else was in it
        (f'<p>前<video src="{FILE}.webm" autoplay><source src="x">无法播放</video>后</p>', f'<p>前</p><figure class="video"><video src="{FILE}.webm"></video></figure><p>无法播放后</p>'),
        (f'<figure>{A}<video src="{FILE}.mp4"></video></figure>', f'<figure>{A}</figure><figure class="video"><video src="{FILE}.mp4"></video></figure>'),
        ('<p>文<video src="https://evil.example/x.mp4"></video></p>', "<p>文</p>"),
        (f'<video src="{FILE}.pdf"></video><p>文</p>', "<p>文</p>"),
        (f'<video src="{FILE}.mp4" poster="https://evil.example/x.png"></video>', f'<figure class="video"><video src="{FILE}.mp4"></video></figure>'),
        # a file is one link to a stored file; anything else is a paragraph
        (f'<p class="file">　　<a href="{FILE}.pdf" title="t"><b>申报</b> 指南</a> </p>', f'<p class="file"><a href="{FILE}.pdf">申报 指南</a></p>'),
        (f'<p class="file">见<a href="{FILE}.pdf">指南</a></p>', f'<p>见<a href="{FILE}.pdf">指南</a></p>'),
        ('<p class="file"><a href="/media/files/../../x.html">指南</a></p>', '<p><a href="/media/files/../../x.html">指南</a></p>'),
        ('<p class="file"><a href="https://evil.example/a.exe">指南</a></p>', '<p><a href="https://evil.example/a.exe">指南</a></p>'),
    ],
)  # fmt: skip
def test_what_is_not_is_brought_into_it(given_: str, shaped: str) -> None:
    assert sanitise(given_) == shaped
    assert sanitise(shaped) == shaped


def test_a_group_holds_twelve_and_the_rest_follow() -> None:
    many = [f'<figure><img src="/media/images/{n}.jpg" alt=""></figure>' for n in range(14)]
    clean = sanitise(f'<figure class="group">{"".join(many)}</figure>')
    assert clean == f'<figure class="group">{"".join(many[:12])}</figure>{"".join(many[12:])}'


WORDS = ("甲", "乙", "丙", "丁", "戊")
PIECES = st.sampled_from(
    [
        *"<figure> </figure> <figcaption> </figcaption> <p> </p> <li> </ul> <ul> <div> </div> <a> </a> </video>".split(),
        '<figure class="group">', '<figure class="video">', '<figure class="x">', '<p class="file">',
        f'<a href="{FILE}.pdf">', f'<video src="{FILE}.mp4">', "<video src=x>", A, B, '<span class="credit">', "</span>",
        *WORDS, " ", "<table><tr><td>", "</table>", "<blockquote>", "</blockquote>", "<br>",
    ]
)  # fmt: skip


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.lists(PIECES, max_size=16).map("".join))
def test_shaping_twice_changes_nothing_and_loses_no_picture(markup: str) -> None:
    once = sanitise(markup)
    assert sanitise(once) == once
    for piece in (A, B):
        assert once.count(piece) == markup.count(piece)


def test_pictures_and_files_of_a_text_are_named_posters_last() -> None:
    body = VIDEO + GROUP + ATTACHED + ATTACHED
    assert picture_addresses(body) == ["/media/images/a.jpg", "/media/images/b.jpg", "/media/images/a.jpg"]
    assert file_addresses(body) == [f"{FILE}.mp4", f"{FILE}.pdf"]
    assert picture_addresses("<p>文</p>") == file_addresses("<p>文</p>") == []


def test_a_difference_keeps_the_shapes_and_marks_what_changed() -> None:
    third = '<figure><img src="/media/images/c.jpg" alt="丙"></figure>'
    grown = GROUP.replace("<figcaption>两处", f"{third}<figcaption>三处")
    marked = diff_html(GROUP, grown)
    assert '<figure class="group">' in marked
    assert '<ins><img src="/media/images/c.jpg" alt="丙"></ins>' in marked
    assert "<del>两处</del>" in marked
    assert "<ins><video src=" in diff_html("<p>文</p>", "<p>文</p>" + VIDEO)
    assert "</video></ins>" in diff_html("<p>文</p>", "<p>文</p>" + VIDEO)
    poster = diff_html(VIDEO, VIDEO.replace("a.jpg", "c.jpg"))
    assert poster.count("<video") == 2
    assert "<del>" in poster


def test_the_name_of_a_file_is_no_sentence() -> None:
    assert typeset_html(ATTACHED) == ATTACHED
    assert first_paragraphs(ATTACHED + "<p>正文第一段。</p>") == "正文第一段。"
