"""Scenes of daily life: school, sports ground, housing, the bus stop."""

import math

from news.demo.canvas import HEIGHT, WIDTH, Canvas, mix


def school_building(c: Canvas) -> None:
    """Paint a school with its running track and flag pole in the morning."""
    x: float
    y: float
    c.wash(["#79b0cd", "#b5d7dc", "#e9eedd"], 0, 560)
    c.wash(["#a9bf86", "#b9bfa6"], 560, 606)
    c.clouds(20, 360, "#fffdf6", 0.9, 0.55)
    c.treeline(560, 70, "#7fa58a")
    for x in (40, 1560, 1490, 110):
        c.tree(x, 590, 190, ["#3f6f50", "#568560", "#86ad72"])
    c.box(220, 300, 1160, 290, "#f1e7d2", "#e3d5ba")
    c.box(690, 220, 240, 370, "#c8674c", "#ad5540")
    c.box(206, 286, 490, 18, "#b45b45")
    c.box(924, 286, 470, 18, "#b45b45")
    c.box(672, 204, 276, 20, "#8f4536")
    for left, columns in ((240, 7), (944, 7)):
        for floor in range(3):
            for k in range(columns):
                x, y = left + k * 62, 326 + floor * 88
                c.box(x, y, 46, 50, "#5b8a9d", "#a9cdd0")
                c.line([(x + 23, y), (x + 23, y + 50)], "#f6f1e2", 3)
                c.line([(x, y + 22), (x + 46, y + 22)], "#f6f1e2", 3)
                c.box(x - 3, y + 50, 52, 5, "#cdbb98")
            c.box(left - 20, 390 + floor * 88, 456, 6, "#d5c39d")
    c.oval(810, 300, 44, 44, "#f6f0df")
    c.oval(810, 300, 37, 37, "#ffffff")
    c.line([(810, 300), (810, 272)], "#3a3f47", 4)
    c.line([(810, 300), (828, 308)], "#3a3f47", 4)
    for floor in range(2):
        for k in range(3):
            c.box(722 + k * 62, 372 + floor * 60, 50, 42, "#6d97a6", "#b5d3d3")
    c.box(750, 500, 120, 90, "#4c5f68", "#7d9499")
    c.box(724, 488, 172, 14, "#f1e7d2")
    for step in range(3):
        c.box(730 - step * 14, 588 + step * 7, 160 + step * 28, 8, "#d9cfba")
    c.wash(["#b9bfa6", "#c6bda4"], 604, 660)
    c.line([(1130, 640), (1130, 210)], "#e9ebe8", 5)
    c.shape([(1133, 216), (1190, 224), (1226, 214), (1226, 270), (1186, 280), (1133, 270)], "#d9402f", "#b93324")
    for k in range(9):
        c.tree(150 + k * 160 + c.rng.uniform(-20, 20), 640, 66, ["#4a7a4f", "#659358", "#93b56c"])
    c.wash(["#8fb561", "#6d9d50", "#52864a"], 650, HEIGHT)
    c.shape([(-300, 1000), (150, 664), (1450, 664), (1900, 1000)], "#c2684c", "#a94f3c")
    c.shape([(60, 1000), (350, 700), (1250, 700), (1540, 1000)], "#86b05a", "#5a9150")
    for lane in range(1, 6):
        share = lane / 6
        c.line(
            [
                (-300 + 360 * share, 1000),
                (150 + 200 * share, 664 + 36 * share),
                (1450 - 200 * share, 664 + 36 * share),
                (1900 - 360 * share, 1000),
            ],
            "#f4e6d6cc",
            2,
        )
    c.oval(800, 850, 150, 36, "#f2f3e2")
    c.oval(800, 850, 146, 33, "#6d9f54")
    c.line([(205, 850), (1395, 850)], "#f2f3e2", 3)
    for k in range(14):
        x, y = 330 + k * 70 + c.rng.uniform(-14, 14), c.rng.uniform(720, 930)
        tall = 40 + (y - 700) * 0.24
        c.oval(x + 8, y, tall * 0.3, tall * 0.05, "#3a5a3877")
        c.person(x, y, tall, c.rng.choice(["#f4f4ef", "#3f7fae", "#f0c24f", "#e2674a"]), "#2f4f7a")
    c.oval(640, 900, 9, 9, "#fafaf6")
    c.birds(420, 160, 90, 5, 13, "#5f8495")


def stadium(c: Canvas) -> None:
    """Paint a stadium under floodlights during an evening match."""
    x: float
    c.wash(["#14203f", "#2a3f69", "#6d6f8d", "#c99a86"], 0, 560)
    c.stars(240, 110)
    c.glow(800, 520, 800, "#f3d9b0", 0.35)
    for x, side in ((150, 1), (470, 1), (1130, -1), (1450, -1)):
        c.line([(x, 520), (x + side * 26, 96)], "#5d6680", 10)
        c.box(x + side * 26 - 56, 50, 112, 60, "#39435f")
        for row in range(3):
            for k in range(6):
                c.oval(x + side * 26 - 44 + k * 18, 62 + row * 18, 7, 7, "#fffbe8")
        c.glow(x + side * 26, 80, 240, "#fff4d0", 0.85, 2.6)
    rim = [(x, 330 + 90 * (abs(x - 800) / 800) ** 2 * -1) for x in range(-20, 1641, 20)]
    roof = [(x, y - 66 - 20 * math.sin(x / 60)) for x, y in rim]
    c.shape([*roof, *reversed(rim)], "#eef0ee", "#a7b1bf")
    for x, y in rim[::3]:
        c.line([(x, y - 66 - 20 * math.sin(x / 60)), (x, y + 30)], "#7d8aa0", 2)
    c.shape([*rim, (1640, 640), (-20, 640)], "#33436b", "#4b5c86")
    for row in range(17):
        share = row / 17
        for k in range(170):
            x = -10 + k * 9.6 + c.rng.uniform(-2, 2)
            top = 330 - 90 * (abs(x - 800) / 800) ** 2 + 24
            y = top + (612 - top) * share
            if c.rng.random() < 0.86:
                c.oval(
                    x,
                    y,
                    2.6 + share,
                    3 + share,
                    c.rng.choice(["#d9644a", "#e9c46a", "#f4efe4", "#6f93c4", "#2c3960", "#b9c4d9", "#86b08f"]),
                )
    for x in (260, 530, 800, 1070, 1340):
        c.shape([(x - 7, 300), (x + 7, 300), (x + 12, 620), (x - 12, 620)], "#27345a99")
    c.box(-20, 612, 1640, 34, "#3f6fae", "#2d5488")
    for k in range(20):
        c.box(k * 84, 618, 70, 22, c.rng.choice(["#e9e6da", "#d9a441", "#c85a45", "#5f9a86"]) + "cc")
    c.wash(["#b3604a", "#a4523f"], 646, 700)
    for lane in range(5):
        c.line([(0, 652 + lane * 10), (WIDTH, 652 + lane * 10)], "#f2dccbaa", 1.5)
    c.wash(["#58a05a", "#43894e", "#2f7244"], 700, HEIGHT)
    for k in range(8):
        left, right = k / 8, (k + 1) / 8
        if k % 2:
            c.shape(
                [
                    (100 + 1400 * left, 700),
                    (100 + 1400 * right, 700),
                    (-700 + 3000 * right, 1000),
                    (-700 + 3000 * left, 1000),
                ],
                "#6fb56a55",
            )
    chalk = "#f3f6ea"
    c.line([(40, 724), (1560, 724)], chalk, 3)
    c.line([(800, 724), (800, 1000)], chalk, 4)
    c.arc(800, 890, 260, 84, (0, 360), chalk, 4)
    c.oval(800, 890, 8, 4, chalk)
    c.line([(40, 724), (-260, 1000)], chalk, 4)
    c.line([(1560, 724), (1860, 1000)], chalk, 4)
    for x, y, shirt in (
        (300, 800, "#e9e9e4"),
        (470, 900, "#c8432f"),
        (640, 780, "#c8432f"),
        (720, 940, "#e9e9e4"),
        (880, 850, "#c8432f"),
        (960, 790, "#e9e9e4"),
        (1120, 920, "#c8432f"),
        (1250, 820, "#e9e9e4"),
        (1380, 960, "#e9e9e4"),
    ):
        tall = 56 + (y - 740) * 0.34
        for side in (-1, 1):
            c.oval(x + side * tall * 0.5, y, tall * 0.5, tall * 0.05, "#1c4d2c66")
        c.person(x, y, tall, shirt, "#e9e9e4" if shirt == "#c8432f" else "#2f4f8a")
    c.oval(840, 862, 9, 9, "#ffffff")


def apartment_blocks(c: Canvas) -> None:
    """Paint renovated apartment blocks around a small green with a bench and bicycles."""
    c.wash(["#8fb8cb", "#c3d9d8", "#efe9d6"], 0, 640)
    c.wash(["#cfc9b4", "#a9b189"], 640, 740)
    c.clouds(30, 380, "#fffaf0", 0.85, 0.55)
    c.glow(1350, 180, 360, "#fff3d2", 0.6)
    for left, base, width, floors, wall in (
        (60, 660, 250, 9, "#c7c9c3"),
        (1260, 660, 280, 10, "#c3c8c6"),
        (640, 650, 240, 11, "#ced0c8"),
    ):
        c.box(left, base - floors * 44, width, floors * 44, wall, mix(wall, "#e9e2d0", 0.5))
        for floor in range(floors):
            for k in range(6):
                c.box(left + 14 + k * (width - 20) / 6, base - floors * 44 + 12 + floor * 44, 22, 20, "#93a8ad")
    c.mist(620, 140, "#f2ead8", 0.5)
    for left, width, floors, wall, trim in (
        (-40, 430, 6, "#e8d3ae", "#b8674a"),
        (430, 360, 6, "#efe4cd", "#6a8f8a"),
        (850, 400, 6, "#e6c6a4", "#b8674a"),
        (1300, 360, 6, "#ece0c6", "#6a8f8a"),
    ):
        base, storey = 740, 66
        top = base - floors * storey
        c.box(left, top, width, floors * storey, wall, mix(wall, "#8d7d68", 0.14))
        c.shape(
            [(left - 14, top + 4), (left + 30, top - 40), (left + width - 30, top - 40), (left + width + 14, top + 4)],
            trim,
            mix(trim, "#2b2b2b", 0.25),
        )
        bays = width // 86
        for floor in range(floors):
            y = top + floor * storey
            c.box(left, y + storey - 5, width, 4, mix(wall, "#6d5f50", 0.3))
            for k in range(int(bays)):
                x = left + width * (k + 0.5) / bays
                c.box(x - 27, y + 13, 54, 32, "#50727f", "#9fbfc3")
                c.line([(x, y + 13), (x, y + 45)], "#f6f3e8", 3)
                c.box(x - 31, y + 44, 62, 14, mix(trim, "#ffffff", 0.45), mix(trim, "#ffffff", 0.25))
                for rail in range(9):
                    c.line([(x - 29 + rail * 7.2, y + 45), (x - 29 + rail * 7.2, y + 57)], "#ffffff99", 1.2)
                if c.rng.random() < 0.4:
                    for pot in range(3):
                        c.oval(x - 18 + pot * 17, y + 42, 7, 6, c.rng.choice(["#5f8f57", "#d9705a", "#78a565"]))
                if c.rng.random() < 0.25:
                    for cloth in range(3):
                        c.box(
                            x - 22 + cloth * 16,
                            y + 16,
                            11,
                            18,
                            c.rng.choice(["#e9e4da", "#c9674f", "#6f93b0", "#e3bd5c"]),
                        )
        c.box(left + width / 2 - 26, base - 62, 52, 62, mix(trim, "#2b2b2b", 0.3))
        c.box(left + width / 2 - 40, base - 72, 80, 10, trim)
    c.wash(["#a3bb74", "#7ba05c", "#5d8850"], 738, HEIGHT)
    c.shape([(0, 760), (1600, 746), (1600, 786), (0, 806)], "#d9cdb6", "#c4b69b")
    c.shape([(650, 780), (760, 778), (1080, 1000), (380, 1000)], "#d9cdb6", "#bfae92")
    for x, base, tall in ((120, 800, 230), (560, 790, 170), (1010, 796, 200), (1470, 802, 250), (1240, 786, 150)):
        c.oval(x + 14, base + 2, tall * 0.34, tall * 0.05, "#45683f66")
        c.tree(x, base, tall, ["#3f6e48", "#57875a", "#86ac68", "#b0c77d"])
    for x in range(0, 640, 34):
        c.oval(x, 880 + x * 0.02, 30, 22, "#56834c")
        c.oval(x - 6, 872 + x * 0.02, 20, 14, "#7ba35e")
    for _ in range(90):
        c.oval(
            c.rng.uniform(1000, 1600),
            c.rng.uniform(850, 990),
            5,
            4,
            c.rng.choice(["#e2674a", "#f0c24f", "#f6efe4", "#d98aa5"]),
        )
    for rail in range(3):
        c.line([(1130, 816 + rail * 13), (1330, 812 + rail * 13)], "#8f6a45", 8)
    for x in (1146, 1312):
        c.line([(x, 812), (x, 876)], "#4d4a48", 6)
    c.person(1180, 872, 112, "#8f9aa5", "#4a4d55")
    c.person(760, 850, 112, "#b8574a", "#3d4656")
    c.person(806, 852, 70, "#e3b23f", "#4a6a8a")
    for x in (430, 520):
        for wheel in (-30, 30):
            c.arc(x + wheel, 838, 22, 22, (0, 360), "#33363b", 3.4)
        c.line([(x - 30, 838), (x - 8, 806), (x + 22, 806), (x + 30, 838), (x + 2, 838), (x - 8, 806)], "#3f7f8a", 4)
        c.line([(x + 22, 806), (x + 18, 792), (x + 30, 790)], "#33363b", 3.4)
        c.line([(x - 16, 798), (x, 798)], "#33363b", 5)


def bus_morning(c: Canvas) -> None:
    """Paint a city bus pulling up at a stop under plane trees."""
    c.wash(["#a9c7cc", "#d6e0d3", "#f4e8cb"], 0, 620)
    c.glow(1240, 330, 520, "#fff3cf", 0.85)
    x = -20.0
    while x < WIDTH:
        width, tall = c.rng.uniform(110, 210), c.rng.uniform(170, 360)
        wall = c.rng.choice(["#d9cdb8", "#c9cfc8", "#cdbca6", "#dcd6c6"])
        c.box(x, 650 - tall, width, tall, mix(wall, "#f4e8cb", 0.4), wall)
        for row in range(round(tall / 44)):
            for k in range(round(width / 34)):
                c.box(x + 10 + k * 33, 664 - tall + row * 44, 17, 23, "#9fb1b0")
        x += width + c.rng.uniform(0, 18)
    c.mist(620, 180, "#f6ebd0", 0.6)
    c.wash(["#d3c8ae", "#c7baa0"], 648, 730)
    for k in range(8):
        x = 60 + k * 215
        c.tree(x, 690, 330, ["#4f7550", "#6b8f5a", "#9db36a", "#cfd08a"], "#8d7c66")
    c.wash(["#77797a", "#5f6366", "#4a4e53"], 728, HEIGHT)
    c.box(0, 720, WIDTH, 12, "#e3dbc8", "#a9a18f")
    for k in range(10):
        c.shape([(k * 200 - 20, 900), (k * 200 + 80, 900), (k * 200 + 60, 912), (k * 200 - 46, 912)], "#efe9da")
    c.oval(720, 872, 520, 20, "#2f333888")
    left, top, long, tall = 260, 530, 900, 310
    c.shape(
        [
            (left + 18, top),
            (left + long - 30, top),
            (left + long, top + 40),
            (left + long, top + tall),
            (left, top + tall),
            (left, top + 22),
        ],
        "#4f9a86",
        "#3f8577",
        "#2f6b64",
    )
    c.box(left, top + 196, long, 30, "#f3ead2")
    c.box(left, top + 232, long, 8, "#e2a33d")
    c.box(left + 30, top - 16, 300, 20, "#e9e6da", "#bfc3bb")
    for k in range(6):
        x = left + 26 + k * 112
        if k in (2,):
            continue
        c.box(x, top + 50, 100, 112, "#31464f", "#7f9fa3")
        c.shape([(x + 14, top + 162), (x + 60, top + 50), (x + 80, top + 50), (x + 34, top + 162)], "#dfe9e244")
        if k != 5:
            c.oval(x + 50, top + 124, 15, 18, "#d9b593")
            c.oval(x + 50, top + 113, 16, 12, "#2c2624")
            c.shape(
                [(x + 26, top + 162), (x + 34, top + 142), (x + 66, top + 142), (x + 74, top + 162)],
                c.rng.choice(["#b8574a", "#d9b25a", "#e8e4d8"]),
            )
    for x in (left + 250, left + 706):
        c.box(x, top + 44, 104, 252, "#24343b", "#5f7d82")
        c.line([(x + 52, top + 44), (x + 52, top + 296)], "#3f8577", 5)
    c.shape(
        [
            (left + 826, top + 48),
            (left + 872, top + 48),
            (left + 898, top + 80),
            (left + 898, top + 186),
            (left + 826, top + 186),
        ],
        "#31464f",
        "#8fadae",
    )
    c.box(left + 560, top + 12, 220, 26, "#22282b")
    for k in range(26):
        if k % 5 != 4:
            c.box(left + 568 + k * 8, top + 18 + (k % 3) * 2, 5, 12 - (k % 3) * 3, "#f5b34c")
    c.oval(left + 884, top + 262, 14, 12, "#fff3cf")
    c.glow(left + 890, top + 262, 80, "#fff0c0", 0.7)
    for x in (left + 180, left + 636):
        c.oval(x, top + tall - 4, 60, 60, "#23262a")
        c.oval(x, top + tall - 4, 34, 34, "#b9bdb9")
        c.oval(x, top + tall - 4, 14, 14, "#6d7274")
    c.box(1250, 470, 290, 16, "#3f7f8a", "#2f6670")
    for x in (1266, 1524):
        c.box(x - 5, 486, 10, 240, "#6f7f83")
    c.box(1284, 512, 226, 120, "#dfe9e488")
    c.box(1300, 520, 84, 100, "#efe6cf", "#dcc99c")
    for k in range(5):
        c.line([(1310, 538 + k * 16), (1374 - k % 2 * 16, 538 + k * 16)], "#8f7f60", 2.4)
    c.box(1290, 676, 214, 10, "#b98d55")
    for x, tall, coat in (
        (1230, 150, "#c9674f"),
        (1420, 156, "#46627a"),
        (1478, 142, "#d9b25a"),
        (1350, 104, "#7f9f6a"),
    ):
        c.person(x, 726, tall, coat)
    for _ in range(44):
        c.oval(
            c.rng.uniform(0, WIDTH),
            c.rng.uniform(735, 990),
            c.rng.uniform(4, 8),
            3,
            c.rng.choice(["#cfa851", "#b98a3d", "#dcc27a"]),
        )
