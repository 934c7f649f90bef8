"""A series of the demo: stories that stand elsewhere too, in an order of their own."""

from typing import NamedTuple


class DemoSeries(NamedTuple):
    """``titles`` in the order of the series."""

    name: str
    slug: str
    description: str
    titles: tuple[str, ...]


SERIES = DemoSeries(
    "手上功夫",
    "shoushang-gongfu",
    "走访还靠一双手吃饭的人：他们用什么家什，跟谁学的，又把手艺交给了谁。",
    (
        "三轮车上的修表匠走村串户二十年收起最后一站",
        "拓片师傅一张宣纸敲三千下才肯把墨色交给观众看",
        "土山古镇修旧如旧老木匠传下六十四种榫卯做法",
        "户部山下老照相馆重张用胶片给街坊拍全家合影",
    ),
)
