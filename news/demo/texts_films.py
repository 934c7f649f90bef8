"""Videos: a poster, a few words, and the address of the film."""

from news.demo.shapes import DemoArticle


def _film(
    number: int, seconds: int, title: str, summary: str, body: str, cover: str, keywords: tuple[str, ...]
) -> DemoArticle:
    return DemoArticle(
        channel="shipin",
        title=title,
        summary=summary,
        body=f"<p>{body}</p>",
        reporters=("沈知禾",),
        photographers=("陆拾遗",),
        editors=("苏砚田",),
        keywords=keywords,
        cover=cover,
        link=f"https://video.example/watch/{number}",
        seconds=seconds,
    )


ARTICLES: tuple[DemoArticle, ...] = (
    _film(
        101,
        186,
        "三分钟看一张拓片怎样从石头上揭下来",
        "上纸、上墨、揭取，拓片师傅把三千下敲打剪成三分钟。",
        "石头洗净，宣纸上水，棕刷赶平，拓包一下一下地敲。镜头没有快进的地方，是揭纸的那一刻。",
        "han-rubbing",
        ("汉画像石", "非遗"),
    ),
    _film(
        102,
        325,
        "跟着头班公交看城市怎样醒过来",
        "五点二十发车，司机、菜农、保洁员和第一缕光。",
        "车灯照亮站牌的时候，街上只有扫帚的声音。二十三站以后，座位坐满了。",
        "bus-morning",
        ("公交", "城市夜生活"),
    ),
    _film(
        103,
        94,
        "航拍：收割机在麦田里写下的字",
        "一片一千二百亩的麦田，从金黄到浅黄用了九个小时。",
        "从三百米高处往下看，收割机走得很慢，像在格子纸上写字。",
        "wheat-harvest",
        ("摄影", "农机"),
    ),
    _film(
        104,
        412,
        "一盏灯下看文物：博物馆夜场的七件展品",
        "关掉大灯以后，观众看见了白天看不见的细节。",
        "光圈只有巴掌大，讲解员说，慢一点，再慢一点。",
        "museum-hall",
        ("博物馆", "文化活动"),
    ),
)
