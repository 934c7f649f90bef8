"""What a caption says of a picture's maker stands; the library's credit is for captions that say nothing of it."""

import pytest

from news.rules.figures import complete_figures

ADDRESS = "/media/images/ab/x.jpg"


@pytest.mark.parametrize(
    ("caption", "credited"),
    [
        ("清晨的河面。", True),
        ("施工示意图", True),
        ("由游客拍摄", True),
        ("清晨的河面。陆拾遗 摄", False),
        ("清晨的河面（陆拾遗摄）", False),
        ("清晨的河面。河湾水利局供图", False),
    ],
)
def test_a_caption_that_names_somebody_gets_no_second_name(caption: str, credited: bool) -> None:
    body = f'<figure><img src="{ADDRESS}" alt="河"><figcaption>{caption}</figcaption></figure>'
    added = '<span class="credit">宋墨池 摄</span>' if credited else ""
    done = complete_figures(body)[1]({ADDRESS: ("河", "", "宋墨池 摄")})
    assert done == body.replace("</figcaption>", f"{added}</figcaption>")
