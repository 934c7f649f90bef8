"""Scenes indoors and at the market: library, reading room, museum, stalls."""

import math
from collections.abc import Sequence

from news.demo.canvas import HEIGHT, WIDTH, Canvas, mix
from news.demo.scenes_stone import bird, rider


def library_shelves(c: Canvas) -> None:
    """Paint tall shelves of books with a reading table and two green lamps."""
    c.wash(["#6b4c36", "#5a3e2d", "#48321f"])
    covers = [
        "#a8503f",
        "#c98a4a",
        "#d9b36c",
        "#5f7f74",
        "#3f6070",
        "#7a8f6a",
        "#8c5a63",
        "#e0d3b5",
        "#4f5a72",
        "#b56f4d",
        "#93a3a0",
    ]
    shelf, left = 150, 0
    for row in range(5):
        y = 20 + row * shelf
        c.box(0, y - 8, WIDTH, shelf, "#2b1c14", "#3f2a1c")
        for bay in range(5):
            left = bay * 320 + 16
            x, right = left + 4.0, left + 284
            while x < right - 12:
                if c.rng.random() < 0.07:
                    x += c.rng.uniform(14, 34)
                    continue
                wide, tall = c.rng.uniform(13, 31), c.rng.uniform(84, 124)
                wide = min(wide, right - x)
                tone = mix(c.rng.choice(covers), "#2b1c14", 0.16 * c.rng.random() + 0.06 * abs(bay - 2))
                foot = y + shelf - 24
                lean = c.rng.uniform(4, 12) if c.rng.random() < 0.06 else 0
                c.shape(
                    [(x, foot), (x + wide, foot), (x + wide + lean, foot - tall), (x + lean, foot - tall)],
                    mix(tone, "#ffffff", 0.12),
                    tone,
                )
                c.shape(
                    [
                        (x + wide * 0.78, foot),
                        (x + wide, foot),
                        (x + wide + lean, foot - tall),
                        (x + wide * 0.78 + lean, foot - tall),
                    ],
                    mix(tone, "#000000", 0.25),
                )
                for band in c.rng.choice([(0.14, 0.2), (0.78,), (0.1, 0.84, 0.88), ()]):
                    at = foot - tall * band
                    c.line([(x + lean * band, at), (x + wide + lean * band, at)], mix(tone, "#f5e3b8", 0.65), 2)
                x += wide + 1 + lean
        c.box(0, y + shelf - 24, WIDTH, 16, "#8a6242", "#694730")
        c.line([(0, y + shelf - 24), (WIDTH, y + shelf - 24)], "#b98a5d", 2)
    for bay in range(6):
        x = bay * 320 - 14
        c.box(x, 0, 28, 800, "#7a5539", "#5a3d28")
        c.line([(x + 3, 0), (x + 3, 800)], "#a87a52", 2)
    c.box(0, 0, WIDTH, 14, "#8a6242")
    for x in (1050, 1130):
        c.line([(x, 40), (x + 46, 860)], "#c59862", 11)
    for k in range(12):
        y = 90 + k * 62
        c.line([(1050 + (y - 40) * 0.056, y), (1130 + (y - 40) * 0.056, y)], "#b08350", 8)
    c.wash(["#3b281b", "#2d1e15"], 770, HEIGHT)
    c.glow(520, 640, 520, "#ffd793", 0.5)
    c.glow(1180, 660, 480, "#ffd793", 0.4)
    c.shape([(60, 812), (1540, 812), (1700, 960), (-100, 960)], "#a8754a", "#7d5231")
    c.box(-100, 958, 1800, 26, "#5f3d25", "#4a2f1d")
    for k in range(22):
        c.line([(120 + k * 64, 812), (60 + k * 70, 960)], "#6d472a55", 1.6)

    def lamp(x: float, y: float) -> None:
        c.glow(x, y + 10, 300, "#ffe3a8", 0.55)
        c.oval(x, y + 30, 200, 26, "#ffe8b877")
        c.oval(x, y + 28, 46, 10, "#b58a3d")
        c.line([(x, y + 26), (x, y - 74)], "#d0a552", 8)
        c.shape([(x - 92, y - 66), (x - 66, y - 114), (x + 66, y - 114), (x + 92, y - 66)], "#4a8f6d", "#2d6b50")
        c.oval(x, y - 66, 92, 9, "#fff3cb")
        c.line([(x - 66, y - 113), (x + 66, y - 113)], "#8fc7a5", 3)

    lamp(430, 846)
    lamp(1190, 846)

    def open_book(x: float, y: float, size: float) -> None:
        c.shape(
            [
                (x - 130 * size, y + 26 * size),
                (x + 130 * size, y + 26 * size),
                (x + 112 * size, y - 22 * size),
                (x - 112 * size, y - 22 * size),
            ],
            "#7a4436",
        )
        for side in (-1, 1):
            c.shape(
                [
                    (x, y + 18 * size),
                    (x + side * 60 * size, y + 10 * size),
                    (x + side * 124 * size, y + 18 * size),
                    (x + side * 106 * size, y - 26 * size),
                    (x + side * 52 * size, y - 34 * size),
                    (x, y - 24 * size),
                ],
                "#fbf3df",
                "#e5d7b7",
            )
            for k in range(6):
                up = -22 + k * 6.4
                c.line(
                    [
                        (x + side * 14 * size, y + (up + 5) * size),
                        (x + side * 54 * size, y + up * size),
                        (x + side * 102 * size, y + (up + 7) * size),
                    ],
                    "#8d7c6688",
                    1.4,
                )

    open_book(640, 896, 1.15)
    open_book(980, 872, 0.8)
    for k, (tone, wide) in enumerate((("#3f6070", 190), ("#c98a4a", 170), ("#8c5a63", 182), ("#e0d3b5", 150))):
        c.box(180 + k * 7, 900 - k * 24, wide, 22, mix(tone, "#ffffff", 0.12), mix(tone, "#000000", 0.15))
        c.box(180 + k * 7 + wide - 8, 903 - k * 24, 8, 16, "#f4ead2")
    c.box(1376, 858, 66, 62, "#f2ead8", "#cdbf9f")
    c.arc(1446, 888, 20, 18, (-90, 90), "#dccfb0", 6)
    for k in range(3):
        c.line(
            [(1394 + k * 15, 850), (1388 + k * 15, 828), (1400 + k * 15, 808), (1392 + k * 15, 786)], "#fff4dd55", 4
        )


def city_study(c: Canvas) -> None:
    """Paint a street-corner reading room of glass and wood, lit in the blue hour."""
    c.wash(["#2b3f63", "#4a6184", "#8b8fa3", "#d9b49a"], 0, 640)
    c.stars(220, 60)
    c.ridge(610, 90, "#5a6482", "#7a7c90", waves=2.2, foot=680)
    c.treeline(640, 90, "#3d4a62")
    c.wash(["#5f6a74", "#4a545f", "#353f4a"], 640, HEIGHT)
    c.glow(780, 560, 760, "#ffcf8c", 0.5)
    left, right, top, base = 300, 1260, 330, 740
    c.box(left, top, right - left, base - top, "#ffe6b5", "#f3c885")
    for row in range(4):
        y = top + 56 + row * 66
        for bay in range(6):
            x0 = left + 20 + bay * 158
            if bay == 3:
                continue
            c.box(x0, y - 46, 136, 60, "#c98f56")
            x = x0 + 4.0
            while x < x0 + 126:
                wide, tall = c.rng.uniform(6, 12), c.rng.uniform(32, 44)
                if c.rng.random() < 0.9:
                    c.box(
                        x,
                        y + 8 - tall,
                        wide,
                        tall,
                        c.rng.choice(["#a8503f", "#d98f4a", "#5f7f74", "#3f6070", "#8c5a63", "#f4e6c4", "#7a8f6a"]),
                    )
                x += wide + 1
            c.box(x0 - 3, y + 8, 142, 6, "#8a5a34")
    c.box(left + 494, top + 40, 136, 300, "#fff1cf", "#f7d79c")
    for k in range(5):
        x = left + 90 + k * 190
        c.line([(x, top), (x, top + 50)], "#6b4a32", 2.4)
        c.shape([(x - 30, top + 74), (x - 12, top + 48), (x + 12, top + 48), (x + 30, top + 74)], "#d97a4a", "#b85c36")
        c.glow(x, top + 90, 110, "#fff6d6", 0.8)
    for x, coat in ((420, "#46627a"), (520, "#b8574a"), (700, "#7f9f6a"), (1000, "#5a4f6b"), (1120, "#d9a441")):
        c.box(x - 46, 676, 92, 8, "#8a5a34")
        c.box(x - 40, 684, 6, 56, "#6b4428")
        c.box(x + 34, 684, 6, 56, "#6b4428")
        c.person(x, 742, 132, coat, "#4a3f44")
        c.shape([(x - 26, 676), (x, 668), (x + 26, 676), (x + 26, 680), (x, 674), (x - 26, 680)], "#fffaf0")
    c.person(880, 742, 150, "#e6e0d2", "#3d4656")
    for k in range(13):
        x = left + k * (right - left) / 12
        c.box(x - 4, top, 8, base - top, "#3a2f2b")
    c.box(left, top + 268, right - left, 5, "#3a2f2bcc")
    for k in range(6):
        x = left + 40 + k * 160
        c.shape([(x, top + 4), (x + 50, top + 4), (x - 60, base), (x - 110, base)], "#ffffff14")
    c.shape(
        [(left - 70, top + 6), (left - 40, top - 46), (right + 40, top - 46), (right + 70, top + 6)],
        "#7d563b",
        "#4f3626",
    )
    for k in range(60):
        x = left - 38 + k * 17.6
        c.line([(x, top - 45), (x - 30 + k, top + 5)], "#3a271c88", 1.4)
    c.box(left - 70, top + 4, right - left + 140, 10, "#2f2320")
    c.box(left - 30, base, right - left + 60, 18, "#8a8a86", "#5f6366")
    c.box(left - 60, base + 18, right - left + 120, 14, "#74767a", "#4a4f57")
    c.reflect(base + 32, ["#6d6a6c", "#475160", "#2c3644"], 0.42, 3)
    c.ripples(base + 40, 990, "#ffd79a44", 120, 260, 1320, 60)
    for x, base_y, tall in ((110, 800, 420), (1450, 800, 480)):
        c.tree(x, base_y, tall, ["#1f3140", "#2b4249", "#3f5650", "#6b6d50"], "#231f22")
    c.grass(0, 260, 812, 40, ["#1f3140", "#2f4a48", "#4a5f50"], 130)
    c.grass(1310, 1600, 812, 40, ["#1f3140", "#2f4a48", "#4a5f50"], 130)
    for wheel in (-36, 36):
        c.arc(1376 + wheel, 776, 28, 28, (0, 360), "#1c1f26", 4)
    c.line([(1340, 776), (1366, 738), (1402, 738), (1412, 776), (1378, 776), (1366, 738)], "#c4523f", 5)
    c.line([(1402, 738), (1398, 720), (1414, 716)], "#1c1f26", 4)
    c.line([(1354, 728), (1376, 728)], "#1c1f26", 6)


def museum_hall(c: Canvas) -> None:
    """Paint a quiet museum hall with jade, bronze and pottery under spotlights."""
    c.wash(["#26262b", "#37332f", "#4a4138"], 0, 720)
    c.wash(["#5f5244", "#3d342c", "#241f1c"], 720, HEIGHT)
    for k in range(18):
        near = k / 17
        c.line([(800 + (near - 0.5) * 900, 720), (800 + (near - 0.5) * 3400, 1000)], "#77674f55", 2)
    c.box(140, 110, 1320, 330, "#6d5d48", "#574a3a")
    c.box(154, 124, 1292, 302, "#b79c70", "#937b56")
    for k in range(5):
        x = 190 + k * 252
        c.box(x, 150, 214, 250, "#2b2723", "#37312a")
        if k % 2:
            bird(c, x + 107, 220, 0.6, 1)
            bird(c, x + 107, 340, 0.8, -1)
        else:
            rider(c, x + 107, 300, 0.62, "#c9b48a", 1 - k % 4)
    for k in range(5):
        x = 240 + k * 280
        c.box(x - 16, 0, 32, 40, "#18181b")
        c.shape([(x - 14, 40), (x + 14, 40), (x + 150, 640), (x - 150, 640)], "#fff0cc16")
        c.glow(x, 40, 60, "#fff4d6", 0.8)

    def case(x: float, wide: float, tall: float) -> None:
        c.glow(x, 700 - tall * 0.5, wide * 1.2, "#ffe7b4", 0.42)
        c.box(x - wide / 2, 700, wide, 150, "#4a3d33", "#2b241f")
        c.box(x - wide / 2 - 8, 694, wide + 16, 12, "#c9b48a")
        c.oval(x, 856, wide * 0.64, 12, "#15131288")
        c.box(x - wide / 2, 700 - tall, wide, tall, "#dfe9e022")
        for edge in (x - wide / 2, x + wide / 2):
            c.line([(edge, 700 - tall), (edge, 694)], "#eaf0e6aa", 2)
        c.line([(x - wide / 2, 700 - tall), (x + wide / 2, 700 - tall)], "#eaf0e6", 3)
        c.shape(
            [
                (x - wide * 0.3, 700 - tall),
                (x - wide * 0.1, 700 - tall),
                (x - wide * 0.34, 694),
                (x - wide * 0.5, 694),
            ],
            "#ffffff18",
        )

    case(330, 250, 270)
    case(800, 300, 310)
    case(1270, 250, 270)
    ring = (330, 586)
    c.oval(*ring, 78, 78, "#8fb39a")
    c.oval(ring[0] - 8, ring[1] - 10, 66, 66, "#b5d0b4")
    c.oval(*ring, 70, 70, "#9fc0a4")
    for turn in range(28):
        for reach in (42, 57):
            a = turn * math.tau / 28 + reach
            c.oval(ring[0] + math.cos(a) * reach, ring[1] + math.sin(a) * reach, 4, 4, "#d3e4cc")
    c.oval(*ring, 27, 27, "#4d4034")
    c.box(280, 666, 100, 28, "#2f2823")
    x = 800
    for side in (-1, 1):
        c.arc(x + side * 74, 452, 26, 34, (0, 360), "#4f7767", 13)
    c.shape(
        [(x - 112, 470), (x + 112, 470), (x + 98, 566), (x + 66, 604), (x - 66, 604), (x - 98, 566)],
        "#7fa38c",
        "#3f6656",
    )
    c.box(x - 122, 456, 244, 20, "#9dbd9f", "#5f8a76")
    c.box(x - 108, 512, 216, 22, "#4d7564")
    for k in range(9):
        c.arc(x - 92 + k * 23, 523, 8, 7, (0, 300), "#b5cfae", 2.4)
    for at in (-70, 0, 70):
        c.shape([(x + at - 15, 590), (x + at + 15, 590), (x + at + 11, 694), (x + at - 11, 694)], "#5f8a76", "#335548")
    x = 1270
    c.shape(
        [
            (x - 24, 480),
            (x + 24, 480),
            (x + 20, 520),
            (x + 74, 580),
            (x + 62, 664),
            (x + 34, 694),
            (x - 34, 694),
            (x - 62, 664),
            (x - 74, 580),
            (x - 20, 520),
        ],
        "#d08a5a",
        "#8a4f34",
    )
    c.box(x - 31, 470, 62, 14, "#dfa070")
    for y in (566, 586, 640):
        c.line([(x - 70 + abs(y - 585) * 0.14, y), (x + 70 - abs(y - 585) * 0.14, y)], "#5f3324", 4)
    for k in range(8):
        c.line([(x - 62 + k * 16, 634), (x - 54 + k * 16, 596), (x - 46 + k * 16, 634)], "#f0cfa3", 2.6)
    for at, tall, coat in ((560, 250, "#5f6f86"), (630, 150, "#d9a441"), (1040, 260, "#8c4a43")):
        c.oval(at, 928, tall * 0.26, 9, "#15131299")
        c.person(at, 926, tall, coat, "#26262d")


def market_stalls(c: Canvas) -> None:
    """Paint a morning market: striped awnings, heaps of fruit and greens, steam from the buns."""
    c.wash(["#a9c3c4", "#d9dcc6", "#f3e2bd"], 0, 592)
    c.glow(1180, 260, 480, "#fff3d2", 0.7)
    x = -30.0
    while x < WIDTH:
        wide, tall = c.rng.uniform(150, 260), c.rng.uniform(250, 400)
        wall = c.rng.choice(["#d8c5a2", "#cdb893", "#c9c4b0", "#dccfb4"])
        c.box(x, 600 - tall, wide, tall, mix(wall, "#f3e2bd", 0.35), wall)
        c.shape(
            [(x - 12, 604 - tall), (x + 18, 570 - tall), (x + wide - 18, 570 - tall), (x + wide + 12, 604 - tall)],
            "#7d7a76",
            "#605d5c",
        )
        for row in range(2):
            for k in range(round(wide / 62)):
                c.box(x + 20 + k * 60, 630 - tall + row * 84, 30, 44, "#8d9d9a")
        x += wide + 6
    c.mist(520, 200, "#f5e7c8", 0.5)
    for k in range(13):
        a, y = k * 130 + 20, 160 + 26 * math.sin(k * 1.1)
        c.line([(a - 65, y - 22), (a, y), (a + 65, y - 18)], "#6b5a4a", 1.6)
        c.oval(a, y + 22, 17, 20, "#cf4632")
        c.oval(a - 4, y + 18, 7, 13, "#e9765a")
        c.box(a - 6, y + 40, 12, 6, "#e8bd55")
    c.wash(["#b9a988", "#98886c", "#7a6b56"], 590, HEIGHT)
    for k in range(24):
        c.line([(800 + (k - 12) * 46, 592), (800 + (k - 12) * 230, 1000)], "#6d5e4955", 1.6)

    def stall(left: float, base: float, size: float, stripe: str, goods: Sequence[tuple[str, str]]) -> None:
        long, tall = 420 * size, 330 * size
        for at in (left + 14 * size, left + long - 14 * size):
            c.box(at - 6 * size, base - tall, 12 * size, tall, "#8a6a48", "#6b4f36")
        c.box(left + 16 * size, base - tall * 0.72, long - 32 * size, tall * 0.5, "#5d4f42cc")
        for seller in (0.3, 0.72):
            c.person(
                left + long * seller,
                base - 24 * size,
                250 * size,
                c.rng.choice(["#7f9f6a", "#b8574a", "#46627a", "#d9a45a"]),
            )
        c.box(left, base - 116 * size, long, 116 * size, "#a97d4f", "#7d5836")
        for k in range(7):
            c.line([(left + long * k / 7, base - 112 * size), (left + long * k / 7, base)], "#63452a88", 2)
        crate = long / len(goods)
        for k, (dark, light) in enumerate(goods):
            x0 = left + k * crate
            for row in range(5):
                count = 8 - row
                for item in range(count):
                    x = x0 + crate * (0.5 + (item - (count - 1) / 2) * 0.115)
                    y = base - (128 + row * 15) * size
                    c.oval(x, y, 12.5 * size, 12 * size, mix(dark, "#000000", 0.14))
                    c.oval(x - 2 * size, y - 2 * size, 10 * size, 9 * size, mix(dark, light, c.rng.random() * 0.7))
                    c.oval(x - 4 * size, y - 4 * size, 3.4 * size, 3 * size, mix(light, "#ffffff", 0.5))
            c.box(x0 + 3 * size, base - 124 * size, crate - 6 * size, 34 * size, "#c99a62", "#a5763f")
            c.box(x0 + crate * 0.3, base - 116 * size, crate * 0.4, 20 * size, "#f6edd8")
            c.line(
                [(x0 + crate * 0.36, base - 106 * size), (x0 + crate * 0.64, base - 106 * size)], "#8d5a40", 3 * size
            )
        stripes = 12
        for k in range(stripes):
            a, b = (
                left - 22 * size + (long + 44 * size) * k / stripes,
                left - 22 * size + (long + 44 * size) * (k + 1) / stripes,
            )
            c_a, c_b = (
                left + 22 * size + (long - 44 * size) * k / stripes,
                left + 22 * size + (long - 44 * size) * (k + 1) / stripes,
            )
            tone = stripe if k % 2 == 0 else "#f5ecd8"
            low, high = base - tall + 44 * size, base - tall - 56 * size
            c.shape(
                [(c_a, high), (c_b, high), (b, low), (a, low)], mix(tone, "#ffffff", 0.1), mix(tone, "#3a2c24", 0.1)
            )
            c.oval((a + b) / 2, low, (b - a) / 2, 15 * size, mix(tone, "#3a2c24", 0.14))

    apples, pears, greens, squash = (
        ("#b5352c", "#e2674a"),
        ("#c9a63f", "#efd87c"),
        ("#4f7f45", "#8fb35f"),
        ("#cf7a2e", "#efae5a"),
    )
    garlic, plums, radish = ("#d8cdbd", "#f7f1e6"), ("#6b4569", "#9d78a0"), ("#b04a63", "#e08fa0")
    stall(110, 730, 0.72, "#4f8a7a", (greens, garlic, radish))
    stall(640, 716, 0.66, "#cf6a44", (apples, pears, squash))
    stall(1140, 732, 0.74, "#48708f", (plums, greens, apples))
    for at, base, tall, coat in (
        (500, 800, 190, "#6b7f95"),
        (580, 810, 118, "#e3b23f"),
        (1050, 806, 196, "#b56a58"),
        (960, 780, 172, "#8b8f73"),
    ):
        c.oval(at, base, tall * 0.24, 8, "#4a3d3066")
        c.person(at, base, tall, coat)
    stall(-120, 1010, 1.22, "#b8473a", (squash, apples, greens))
    stall(1190, 1010, 1.2, "#5f8a4a", (pears, radish, garlic))
    for k in range(4):
        c.box(640, 930 - k * 34, 150, 36, "#c59a63", "#9a7040")
        c.line([(640, 930 - k * 34), (790, 930 - k * 34)], "#e3c08a", 3)
    c.oval(715, 828, 75, 15, "#d8b27a")
    for _ in range(9):
        c.oval(715 + c.rng.uniform(-46, 46), 824 + c.rng.uniform(-6, 4), 18, 13, "#fbf6ea")
    c.box(600, 964, 240, 36, "#6b4f36", "#4f3a28")
    for k in range(11):
        c.glow(715 + c.rng.uniform(-44, 44), 790 - k * 20, 34 + k * 5, "#fffaf0", 0.26)
