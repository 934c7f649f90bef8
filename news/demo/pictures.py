"""The pictures of the demo content: what they show, who gets the credit, and how to draw them."""

from news.demo import (
    scenes_daily,
    scenes_fields,
    scenes_rooms,
    scenes_seasons,
    scenes_stone,
    scenes_town,
    scenes_water,
)
from news.demo.canvas import Canvas
from news.demo.shapes import DemoPicture

__all__ = ["PICTURES", "DemoPicture", "draw"]

PICTURES: dict[str, DemoPicture] = {
    "river-dawn": DemoPicture(
        "晨光中的黄河故道蜿蜒穿过田野", "清晨，黄河故道在薄雾中醒来。", "陆拾遗 摄", scenes_water.river_dawn
    ),
    "bridge-river": DemoPicture(
        "斜拉桥横跨宽阔的河面", "晴空下的跨河大桥，桥面车流平稳。", "宋墨池 摄", scenes_water.bridge_river
    ),
    "lake-boat": DemoPicture(
        "薄雾湖面上的一叶小舟", "湖面如镜，养护船工早早下湖巡查。", "陆拾遗 摄", scenes_water.lake_boat
    ),
    "reeds-dusk": DemoPicture(
        "暮色里的芦苇荡与归雁", "傍晚的芦苇荡，雁阵从天边归来。", "宋墨池 摄", scenes_water.reeds_dusk
    ),
    "canal-barges": DemoPicture(
        "京杭大运河上的货船队", "大运河上，满载的货船编队驶过。", "陆拾遗 摄", scenes_water.canal_barges
    ),
    "lake-stars": DemoPicture(
        "夏夜湖畔的木栈道与星空", "夏夜湖畔，栈道上的灯一盏盏亮起。", "宋墨池 摄", scenes_water.lake_stars
    ),
    "wetland-egrets": DemoPicture(
        "白鹭在湿地浅滩觅食", "湿地浅滩上，白鹭踱步觅食。", "陆拾遗 摄", scenes_water.wetland_egrets
    ),
    "old-town-night": DemoPicture(
        "古镇夜色，灯笼倒映水中", "入夜的古镇，灯笼与窗火一起落进水里。", "宋墨池 摄", scenes_water.old_town_night
    ),
    "spring-fields": DemoPicture(
        "油菜花与麦苗相间的春日田野", "春日田野，油菜花与麦苗一垄垄铺开。", "陆拾遗 摄", scenes_fields.spring_fields
    ),
    "wheat-harvest": DemoPicture(
        "联合收割机在麦田里作业", "麦收时节，收割机在田间往来。", "陆拾遗 摄", scenes_fields.wheat_harvest
    ),
    "greenhouse-rows": DemoPicture(
        "晨曦里成排的蔬菜大棚", "天刚亮，菜农已经采下头茬番茄。", "宋墨池 摄", scenes_fields.greenhouse_rows
    ),
    "apple-orchard": DemoPicture(
        "挂满红苹果的果园", "果园里，工人正把熟透的苹果装筐。", "陆拾遗 摄", scenes_fields.apple_orchard
    ),
    "ginkgo-avenue": DemoPicture(
        "深秋的银杏大道铺满金黄落叶", "银杏大道进入最佳观赏期。", "宋墨池 摄", scenes_seasons.ginkgo_avenue
    ),
    "snow-trees": DemoPicture(
        "雪后原野上的树与农舍", "一场雪后，村边的树都白了枝头。", "陆拾遗 摄", scenes_seasons.snow_trees
    ),
    "hills-pagoda": DemoPicture(
        "层层山影间的古塔剪影", "薄暮时分，远山与古塔浓淡相叠。", "黄淮网制图", scenes_seasons.hills_pagoda
    ),
    "blossom-path": DemoPicture(
        "湖边小路两侧樱花盛开", "湖边樱花盛开，步道上落英缤纷。", "宋墨池 摄", scenes_seasons.blossom_path
    ),
    "wind-field": DemoPicture(
        "雨后平原上的风力发电机", "雨过天晴，平原上的风机缓缓转动。", "陆拾遗 摄", scenes_fields.wind_field
    ),
    "night-city": DemoPicture("湖畔城市的夜景与倒影", "万家灯火映入湖心。", "宋墨池 摄", scenes_town.night_city),
    "crane-works": DemoPicture(
        "夕阳下的塔吊与在建楼体", "傍晚的工地，塔吊仍在作业。", "陆拾遗 摄", scenes_town.crane_works
    ),
    "railway-train": DemoPicture(
        "高速列车驶过田野上的高架桥", "列车从田野上的高架桥驶过。", "宋墨池 摄", scenes_town.railway_train
    ),
    "rain-street": DemoPicture(
        "雨中街道上撑伞的行人", "一场秋雨，街灯在路面上拉出长长的光。", "陆拾遗 摄", scenes_town.rain_street
    ),
    "school-building": DemoPicture(
        "校园教学楼与操场", "大课间，孩子们在操场上踢球。", "宋墨池 摄", scenes_daily.school_building
    ),
    "stadium": DemoPicture("灯光球场里的夜场比赛", "夜场比赛，看台上坐满了观众。", "陆拾遗 摄", scenes_daily.stadium),
    "apartment-blocks": DemoPicture(
        "改造后的居民楼与小区绿地", "改造后的小区，楼前添了步道与长椅。", "宋墨池 摄", scenes_daily.apartment_blocks
    ),
    "bus-morning": DemoPicture(
        "清晨公交车驶入站台", "早高峰，公交车停靠在梧桐树下的站台。", "陆拾遗 摄", scenes_daily.bus_morning
    ),
    "library-shelves": DemoPicture(
        "图书馆的书墙与阅览桌", "阅览桌上的灯总是亮到很晚。", "宋墨池 摄", scenes_rooms.library_shelves
    ),
    "city-study": DemoPicture(
        "夜色中亮着灯的城市书房", "入夜，街角的城市书房灯火通明。", "陆拾遗 摄", scenes_rooms.city_study
    ),
    "museum-hall": DemoPicture(
        "博物馆展厅里的玉璧、铜鼎与陶壶", "周末的展厅，家长带着孩子慢慢看。", "宋墨池 摄", scenes_rooms.museum_hall
    ),
    "han-rubbing": DemoPicture(
        "汉画像石拓片风格的车马出行图", "仿汉画像石拓片绘制的车马出行图。", "黄淮网制图", scenes_stone.han_rubbing
    ),
    "market-stalls": DemoPicture(
        "早市摊位上的瓜果蔬菜", "早市开张，果蔬码得整整齐齐。", "陆拾遗 摄", scenes_rooms.market_stalls
    ),
}


def draw(name: str) -> bytes:
    """Promise the named picture as a JPEG of 1600 by 1000; the same name always gives the same picture."""
    canvas = Canvas(name)
    PICTURES[name].paint(canvas)
    return canvas.finish()
