"""A story that leads to another site, and one that somebody paid for."""

from news.demo.shapes import DemoArticle

ARTICLES: tuple[DemoArticle, ...] = (
    DemoArticle(
        channel="wenlv",
        title="平原图书馆上线地方文献专题六百种旧志可以在线翻看",
        summary="专题收了六百种方志、家谱和老报纸的影印本，按县、按年份都能查。点标题直接去图书馆的网站。",
        body="",
        editors=("苏砚田",),
        keywords=("图书馆", "地方文献"),
        source="平原图书馆",
        link="https://library.example/",
    ),
    DemoArticle(
        channel="jingji",
        title="河湾家居年终样品展开放三天拆箱家具按成本价出让",
        summary="展厅在北环路旧仓库，三天里每天上午九点开门；大件当场约送货时间。",
        body=(
            "<p>河湾家居把一年来展厅里摆过的样品集中到北环路旧仓库，拆箱家具按成本价出让，展期三天，每天上午九点开门。</p>"
            "<p>样品都标明了摆放时间和磕碰处。大件当场约送货时间，县城和乡镇都送；小件请自备车辆。</p>"
            "<p>现场设有旧家具回收点，收来的木料交给社区木工房，做成小板凳送给各村书屋。</p>"
        ),
        editors=("温如陌",),
        keywords=("家居",),
        advertisement=True,
    ),
)
