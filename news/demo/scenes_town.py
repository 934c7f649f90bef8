"""Scenes of the town at large: skyline, building site, railway, a street in the rain."""

import math

from news.demo.canvas import HEIGHT, WIDTH, Canvas, mix


def night_city(c: Canvas) -> None:
    """Paint the city after dark with lit windows, mirrored in the lake."""
    c.wash(["#121a35", "#26305a", "#5b4f78", "#a8707a"], 0, 640)
    c.stars(320, 190)
    c.glow(800, 640, 760, "#e0937a", 0.4)

    def tower(left: float, base: float, width: float, tall: float, wall: str, lit: float) -> None:
        c.box(left, base - tall, width, tall, mix(wall, "#6a5a7c", 0.2), wall)
        c.box(left + width * 0.72, base - tall, width * 0.28, tall, mix(wall, "#000000", 0.25))
        columns, rows = max(2, round(width / 15)), max(3, round(tall / 17))
        for row in range(1, rows):
            for column in range(columns):
                if c.rng.random() > lit:
                    continue
                x, y = left + width * (column + 0.25) / columns, base - tall + tall * row / rows
                c.box(
                    x,
                    y,
                    width / columns * 0.5,
                    tall / rows * 0.5,
                    c.rng.choice(["#ffd98f", "#ffe9bf", "#f7b768", "#bfd3e6"]) + "e0",
                )

    for base, low, high, wall, lit in (
        (610, 90, 250, "#3a3a63", 0.22),
        (622, 120, 330, "#2b2d52", 0.34),
        (634, 60, 210, "#1c2042", 0.46),
    ):
        x = -30.0
        while x < WIDTH:
            width = c.rng.uniform(46, 112)
            tower(
                x,
                base,
                width,
                c.rng.uniform(low, high) * (0.55 + 0.55 * math.sin(math.pi * (x + 200) / (WIDTH + 400))),
                wall,
                lit,
            )
            x += width + c.rng.uniform(2, 30)
    c.shape([(760, 634), (772, 250), (788, 205), (800, 120), (812, 205), (828, 250), (840, 634)], "#4b4a78", "#232650")
    for k in range(34):
        c.box(776 + (k % 2) * 4, 262 + k * 11, 46 - (k % 2) * 8, 3, "#ffdf9fcc")
    c.glow(800, 122, 60, "#ff8c7a", 0.8)
    c.glow(1290, 170, 150, "#f3ead0", 0.5)
    c.oval(1290, 170, 30, 30, "#f7f0d9")
    c.oval(1303, 163, 26, 26, "#3a3d66")
    c.treeline(646, 30, "#131733")
    for k in range(54):
        c.glow(k * 30 + 12, 640, 20, "#ffc874", 0.8)
        c.oval(k * 30 + 12, 640, 2.4, 2.4, "#fff0c9")
    c.reflect(648, ["#3d3a63", "#232750", "#0e1330"], 0.25, 5)
    c.ripples(656, 990, "#ffcf8a4d", 200, length=50)
    c.ripples(656, 990, "#0c112d66", 190, length=90)
    c.shape([(0, 930), (700, 968), (1050, 1000), (0, 1000)], "#0b0f24")
    for x in (120, 360, 590):
        c.line([(x, 980), (x, 850)], "#0b0f24", 5)
        c.glow(x, 846, 90, "#ffcb7c", 0.75)
        c.oval(x, 846, 9, 10, "#fff0c9")
    c.person(250, 946, 70, "#1a2040", "#0b0f24", "#6b5a5a")
    c.person(278, 948, 66, "#3a2440", "#0b0f24", "#6b5a5a")


def crane_works(c: Canvas) -> None:
    """Paint tower cranes and a concrete frame against the evening."""
    c.wash(["#47627f", "#8c96a0", "#dcb08a", "#f2c98f", "#f7dba5"])
    c.clouds(80, 520, "#f7cda0", 0.7, 0.5)
    c.glow(1120, 620, 560, "#fff0c4", 0.9, 1.7)
    c.oval(1120, 640, 60, 60, "#fff6dc")
    x = 0.0
    while x < WIDTH:
        width, tall = c.rng.uniform(40, 100), c.rng.uniform(60, 210)
        c.box(x, 800 - tall, width, tall, "#b9977f", "#c9a688")
        x += width + c.rng.uniform(0, 26)
    c.mist(770, 160, "#f7d9a8", 0.7)

    def crane(x: float, base: float, tall: float, reach: float, tone: str, side: int) -> None:
        wide = tall * 0.018
        for edge in (-wide, wide):
            c.line([(x + edge, base), (x + edge, base - tall)], tone, 3)
        steps = round(tall / (wide * 2.4))
        for k in range(steps):
            y, up = base - tall * k / steps, base - tall * (k + 1) / steps
            c.line([(x - wide, y), (x + wide, up)], tone, 1.6)
            c.line([(x + wide, y), (x - wide, up)], tone, 1.6)
        top = base - tall
        c.box(x - wide * 1.4, top - 6, wide * 2.8, 22, tone)
        c.box(x + side * wide * 1.6 - 10, top + 2, 22, 30, tone)
        peak = (x, top - tall * 0.09)
        c.line([(x - wide, top), peak, (x + wide, top)], tone, 3)
        far, back = x + side * reach, x - side * reach * 0.34
        c.line([(back, top), (far, top)], tone, 4)
        c.line([(x, top - 15), (far - side * 12, top - 13)], tone, 2)
        bars = round(reach / 17)
        for k in range(bars):
            a, b = x + side * reach * k / bars, x + side * reach * (k + 0.5) / bars
            c.line([(a, top), (b, top - 14), (x + side * reach * (k + 1) / bars, top)], tone, 1.5)
        c.line([peak, (x + side * reach * 0.7, top - 14)], tone, 1.8)
        c.line([peak, (back, top)], tone, 1.8)
        c.box(min(back, back + side * 34), top - 4, 34, 30, tone)
        hook = x + side * reach * 0.62
        c.line([(hook, top), (hook, top + tall * 0.3)], tone, 1.6)
        c.box(hook - 22, top + tall * 0.3, 44, 9, tone)

    crane(300, 830, 560, 330, "#7f6a66", 1)
    crane(1390, 840, 470, 300, "#7f6a66", -1)
    for left, floors, bays, base, tone in ((180, 7, 6, 860, "#6d5b5c"), (1010, 5, 7, 870, "#6d5b5c")):
        bay, storey = 66, 62
        for floor in range(floors + 1):
            y = base - floor * storey
            c.box(left - 10, y - 8, bays * bay + 20, 10, tone)
            for k in range(bays + 1):
                if floor < floors or k % 2 == 0:
                    rise = storey if floor < floors else 34
                    c.box(left + k * bay - 5, y - rise, 10, rise, tone)
        for k in range(bays * 4 + 1):
            c.line(
                [(left - 16 + k * (bay / 4), base), (left - 16 + k * (bay / 4), base - storey * 2.4)], "#57484b99", 1.4
            )
        for k in range(5):
            c.line([(left - 16, base - k * 36), (left + bays * bay + 16, base - k * 36)], "#57484b99", 1.4)
        for k in range(3):
            at = left + bay * (0.7 + k * 1.7)
            c.person(at, base - floors * storey - 8, 36, "#4b3f45", "#3c3238", "#4b3f45")
            c.oval(at, base - floors * storey - 43, 6, 4, "#d9a23b")
    crane(760, 880, 760, 470, "#4d4146", -1)
    c.ridge(880, 40, "#54474a", "#2f2a30", waves=2, rough=0.5)
    x = -20.0
    while x < WIDTH:
        c.box(x, 872, 92, 66, "#5f8a8a", "#46696d")
        c.box(x, 872, 92, 8, "#e5e0d0")
        x += 96
    c.box(1130, 800, 150, 80, "#d9a23b", "#b07a28")
    c.box(1146, 742, 70, 62, "#d9a23b", "#c08c30")
    c.box(1156, 752, 48, 34, "#4d5f66")
    c.line([(1270, 812), (1380, 720), (1460, 800)], "#c08c30", 18)
    c.shape([(1440, 790), (1492, 792), (1480, 842), (1446, 836)], "#6d5138")
    c.box(1112, 868, 190, 34, "#2e2a2e")
    c.wash(["#3a3236", "#231f26"], 930, HEIGHT)
    c.birds(560, 240, 120, 6, 14, "#5d5560")


def railway_train(c: Canvas) -> None:
    """Paint a white high-speed train on a viaduct over the fields."""
    c.wash(["#5c92b5", "#9fc4cf", "#dce6d9", "#f3ecd4"], 0, 600)
    c.clouds(40, 420, "#fffaf0", 0.85, 0.55)
    c.ridge(560, 130, "#9fb9bd", "#c4d3c8", waves=1.8, foot=640)
    c.mist(566, 80, "#eff0e0", 0.7)
    c.ridge(600, 60, "#7fa08f", "#a3bb95", waves=3, foot=660)
    c.wash(["#a9bf74", "#7fa358", "#4f7d48"], 612, HEIGHT)
    for k in range(16):
        near = (k / 16) ** 1.5
        y = 616 + 390 * near
        tone = c.rng.choice(["#d9c95f", "#8db05c", "#6a9650", "#b7c56c", "#e3d584"])
        c.shape([(0, y + 20 * near), (WIDTH, y), (WIDTH, y + 30 * near + 5), (0, y + 52 * near + 5)], tone + "d0")
    for x, base, tall in ((90, 660, 70), (210, 652, 56), (640, 650, 50), (1330, 654, 64), (1480, 664, 78)):
        c.tree(x, base, tall, ["#3f6b4b", "#558058", "#7fa268"])
    deck = 560
    for k in range(9):
        x = 60 + k * 190
        c.shape([(x - 44, deck + 26), (x + 44, deck + 26), (x + 20, deck + 58), (x - 20, deck + 58)], "#d3cec0")
        c.shape(
            [(x - 19, deck + 56), (x + 19, deck + 56), (x + 22, 760 + k % 2 * 4), (x - 22, 760 + k % 2 * 4)],
            "#d9d4c6",
            "#a5a497",
        )
        c.box(x + 6, deck + 58, 14, 202, "#8f938c66")
        c.oval(x + 20, 762, 70, 9, "#3c5f3b66")
    c.box(0, deck, WIDTH, 30, "#efeadc", "#bcb8aa")
    c.line([(0, deck + 8), (WIDTH, deck + 8)], "#8f938c", 1.6)
    for k in range(11):
        x = 30 + k * 158
        c.line([(x, deck), (x, deck - 142)], "#6f7f86", 4)
        c.line([(x, deck - 128), (x - 44, deck - 116)], "#6f7f86", 2.4)
    for lift in (112, 96):
        c.line([(0, deck - lift), (WIDTH, deck - lift)], "#5a6a72", 1.3)
    body = [
        (1420, deck - 2),
        (1414, deck - 20),
        (1380, deck - 44),
        (1320, deck - 68),
        (1230, deck - 84),
        (0, deck - 84),
        (0, deck - 2),
    ]
    c.shape(body, "#fbfbf6", "#e9ebe6", "#b9c2c4")
    c.shape([(0, deck - 30), (1404, deck - 30), (1412, deck - 20), (0, deck - 20)], "#2f6f9a")
    c.shape([(0, deck - 19), (1413, deck - 19), (1415, deck - 15), (0, deck - 15)], "#d9623b")
    c.shape([(1236, deck - 80), (1312, deck - 66), (1352, deck - 50), (1270, deck - 50)], "#2b3c4a", "#4d6472")
    for car in range(4):
        right = 1215 - car * 340
        c.line([(right - 330, deck - 84), (right - 330, deck - 4)], "#8e989a", 3)
        for k in range(9):
            x = right - 300 + k * 30
            c.box(x, deck - 66, 21, 21, "#34495a", "#5b7586")
        for x in (right - 326, right - 24):
            c.box(x, deck - 68, 15, 58, "#d5dad7")
    c.box(0, deck - 8, 1400, 10, "#5c666b")
    for _ in range(16):
        y = deck - c.rng.uniform(5, 80)
        c.line([(0, y), (c.rng.uniform(100, 340), y)], "#ffffff77", 1.6)
    c.grass(0, WIDTH, 1000, 90, ["#3f6b3e", "#5d8a4a", "#94a854", "#d0c46a"], 520)
    c.birds(1180, 200, 140, 6, 14, "#54707f")


def rain_street(c: Canvas) -> None:
    """Paint umbrellas on a wet street at dusk, lamps doubled in the puddles."""
    c.wash(["#39475a", "#566675", "#8a8f90", "#b0a596"], 0, 560)

    def front(far: float, near: float, tone: str, seed_shift: float) -> None:
        steps = 6
        for k in range(steps):
            a, b = (k / steps) ** 1.5, ((k + 1) / steps) ** 1.5
            x1, x2 = far + (near - far) * a, far + (near - far) * b
            rise = c.rng.uniform(0.86, 1.12)
            t1, t2 = 540 - (80 + 520 * a) * rise, 540 - (80 + 520 * b) * rise
            b1, b2 = 556 + 240 * a, 556 + 240 * b
            wall = mix(c.rng.choice([tone, "#5a5560", "#4d5a66", "#66594f"]), "#8a8f90", 0.5 * (1 - b))
            c.shape([(x1, t1), (x2, t2), (x2, b2), (x1, b1)], wall)
            for floor in range(4):
                for column in range(3):
                    if c.rng.random() < 0.42:
                        continue
                    p, q = (column + 0.25) / 3, (column + 0.7) / 3
                    xa, xb = x1 + (x2 - x1) * p, x1 + (x2 - x1) * q
                    ya, yb = t1 + (t2 - t1) * p, t1 + (t2 - t1) * q
                    ha, hb = b1 + (b2 - b1) * p - ya, b1 + (b2 - b1) * q - yb
                    u, v = 0.08 + floor * 0.18, 0.18 + floor * 0.18
                    c.shape(
                        [(xa, ya + ha * u), (xb, yb + hb * u), (xb, yb + hb * v), (xa, ya + ha * v)],
                        c.rng.choice(["#f0c77f", "#e8b768", "#6f7f8c", "#f7dca4"]),
                    )
            xa, xb = x1 + (x2 - x1) * 0.1, x1 + (x2 - x1) * 0.9
            lamp = c.rng.choice(["#f2a65a", "#e8d08f", "#d97a5a", "#8fc0b5"])
            c.shape(
                [(xa, b1 - (b1 - t1) * 0.2), (xb, b2 - (b2 - t2) * 0.2), (xb, b2 - 4), (xa, b1 - 3)],
                mix(lamp, "#fff1cf", 0.45),
                lamp,
            )
            c.shape(
                [
                    (xa, b1 - (b1 - t1) * 0.24),
                    (xb, b2 - (b2 - t2) * 0.24),
                    (xb + seed_shift, b2 - (b2 - t2) * 0.17),
                    (xa + seed_shift, b1 - (b1 - t1) * 0.17),
                ],
                mix(lamp, "#3a2c2a", 0.55),
            )

    front(740, -120, "#4d4a57", 10)
    front(860, 1720, "#54525c", -10)
    c.glow(800, 540, 300, "#f3d3a0", 0.6)
    c.mist(545, 150, "#c2b7a6", 0.6)
    c.reflect(556, ["#6d7073", "#454f5b", "#2c3541"], 0.46, 2.2)
    for side in (-1, 1):
        c.shape(
            [(800 + side * 60, 556), (800 + side * 66, 556), (800 + side * 640, 1000), (800 + side * 560, 1000)],
            "#20283577",
        )
    for near in (0.06, 0.16, 0.36, 0.74):
        for side in (-1, 1):
            x, base, tall = 800 + side * (90 + 560 * near), 562 + 330 * near, 90 + 420 * near
            c.line(
                [(x, base), (x, base - tall), (x - side * tall * 0.16, base - tall * 1.03)], "#20242d", 2 + 6 * near
            )
            c.glow(x - side * tall * 0.16, base - tall, 50 + 150 * near, "#ffd592", 0.8)
            c.oval(x - side * tall * 0.16, base - tall, 4 + 9 * near, 3 + 6 * near, "#fff3d0")
            for k in range(16):
                c.oval(
                    x - side * tall * 0.16 + c.rng.uniform(-7, 7),
                    base + 20 + k * (6 + 12 * near),
                    7 + 22 * near * c.rng.random(),
                    1.6 + near * 2,
                    "#ffd99a55",
                )

    def walker(x: float, base: float, tall: float, colour: str, coat: str) -> None:
        for k in range(12):
            c.oval(
                x + c.rng.uniform(-5, 5),
                base + 6 + k * tall * 0.055,
                tall * 0.14 * c.rng.uniform(0.5, 1),
                2,
                mix(coat, "#2c3541", 0.5) + "66",
            )
        c.person(x, base, tall, coat, "#23262e")
        top = base - tall * 1.28
        c.line([(x + tall * 0.1, base - tall * 0.62), (x + tall * 0.06, top)], "#1e2026", 3)
        dome = [
            (x + tall * 0.06 + math.cos(t) * tall * 0.5, top + tall * 0.26 - math.sin(t) * tall * 0.3)
            for t in [math.pi * k / 24 for k in range(25)]
        ]
        rim = [
            (
                x + tall * 0.06 - tall * 0.5 + tall * k / 24,
                top + tall * 0.26 - abs(math.sin(math.pi * k / 6)) * tall * 0.04,
            )
            for k in range(25)
        ]
        c.shape([*dome, *rim], mix(colour, "#ffffff", 0.12), mix(colour, "#10131a", 0.25))
        for k in (6, 12, 18):
            c.line([(x + tall * 0.06, top - tall * 0.04), rim[24 - k]], mix(colour, "#10131a", 0.35), 1.4)

    for x, base, tall, colour, coat in (
        (640, 640, 84, "#8fa9a5", "#3f4a57"),
        (905, 650, 90, "#c98a5a", "#4a3f4d"),
        (735, 690, 118, "#5a7f9a", "#6b6470"),
        (1010, 760, 170, "#d9b45a", "#3d4a5f"),
        (560, 850, 240, "#c4523f", "#39424f"),
    ):
        walker(x, base, tall, colour, coat)
    for _ in range(900):
        x, y, long = c.rng.uniform(-40, WIDTH), c.rng.uniform(-40, HEIGHT), c.rng.uniform(14, 46)
        c.line([(x, y), (x - long * 0.16, y + long)], f"#dfe6ea{c.rng.randint(24, 80):02x}", 1)
    for _ in range(90):
        x, near = c.rng.uniform(0, WIDTH), c.rng.random()
        c.arc(x, 600 + 390 * near, 5 + 22 * near, 2 + 6 * near, (0, 360), "#dfe6ea55", 1.2)
