"""A rubbing of a Han carved stone, and the figures it is made of."""

import math
from collections.abc import Sequence

from news.demo.canvas import Canvas, Point

INK = "#191714"
CHALK = "#e9e3d3"


def han_rubbing(c: Canvas) -> None:
    """Paint a rubbing of a Han carved stone: chariot, riders, birds and a pavilion, pale on ink black."""
    x: float
    y: float
    c.wash(["#e3d8bd", "#d8ccb0"])
    ground = [(70 + c.rng.uniform(-7, 7), 60 + k * 22) for k in range(41)]
    bottom = [(80 + k * 24, 940 + c.rng.uniform(-7, 7)) for k in range(61)]
    back = [(1530 + c.rng.uniform(-7, 7), 940 - k * 22) for k in range(41)]
    upper = [(1520 - k * 24, 60 + c.rng.uniform(-7, 7)) for k in range(61)]
    c.shape([*ground, *bottom, *back, *upper], INK)
    for top in (84, 896):
        c.line([(96, top), (1504, top)], CHALK, 4)
    for left in (96, 1504):
        c.line([(left, 84), (left, 896)], CHALK, 4)
    c.line([(96, 160), (1504, 160)], CHALK, 3)
    c.line([(96, 830), (1504, 830)], CHALK, 3)
    for k in range(32):
        x = 96 + k * 44
        c.shape([(x, 896), (x + 22, 836), (x + 44, 896)], CHALK)
        c.shape([(x + 11, 896), (x + 22, 866), (x + 33, 896)], INK)
        c.arc(x + 22, 122, 17, 17, (30, 330), CHALK, 4)
        c.oval(x + 22, 122, 5, 5, CHALK)
    c.line([(96, 500), (1504, 500)], CHALK, 3)
    for x in (640, 960):
        c.box(x - 9, 270, 18, 228, CHALK)
        c.box(x - 26, 250, 52, 22, CHALK)
    c.shape([(520, 252), (560, 226), (700, 196), (900, 196), (1040, 226), (1080, 252), (1040, 244), (560, 244)], CHALK)
    for k in range(20):
        c.line([(590 + k * 22, 242), (640 + k * 17, 199)], INK, 2)
    c.shape([(740, 196), (770, 178), (830, 178), (860, 196)], CHALK)
    for x, side in ((720, 1), (880, -1)):
        c.shape([(x - 40, 494), (x - 26, 400), (x - 16, 386), (x + 16, 386), (x + 26, 400), (x + 40, 494)], CHALK)
        c.oval(x, 366, 18, 20, CHALK)
        c.shape([(x - 18, 356), (x - 12, 334), (x + 12, 334), (x + 18, 356)], CHALK)
        c.line([(x + side * 18, 408), (x + side * 52, 424)], CHALK, 11)
        c.line([(x - 12, 420), (x + 12, 420)], INK, 2)
        c.line([(x, 400), (x, 490)], INK, 2)
    c.box(776, 452, 48, 10, CHALK)
    c.box(782, 460, 6, 34, CHALK)
    c.box(812, 460, 6, 34, CHALK)
    c.oval(800, 442, 12, 9, CHALK)
    for x, side in ((300, 1), (1300, -1)):
        trunk: Sequence[Point] = [(x, 498), (x + 6, 420), (x - 4, 340)]
        c.line(trunk, CHALK, 13)
        for k in range(9):
            a = -math.pi * (0.08 + 0.84 * k / 8)
            end = (x + math.cos(a) * 120, 340 + math.sin(a) * 110)
            c.line([(x - 4, 345), (x + math.cos(a) * 70, 330 + math.sin(a) * 50), end], CHALK, 4)
            c.oval(*end, 19, 14, CHALK)
            c.oval(*end, 10, 6, INK)
            c.oval(x + math.cos(a) * 84, 334 + math.sin(a) * 66, 13, 10, CHALK)
        bird(c, x - side * 128, 470, 0.9, side)
        bird(c, x + side * 120, 452, 0.75, -side)
    for x, y, size, side in ((470, 250, 0.8, 1), (1130, 250, 0.8, -1), (545, 330, 0.55, 1), (1055, 330, 0.55, -1)):
        bird(c, x, y, size, side)
    ground_y = 806
    c.line([(110, ground_y + 6), (1490, ground_y + 6)], CHALK, 3)
    wheel = (420, 716)
    for spoke in range(16):
        a = spoke * math.tau / 16
        c.line([wheel, (wheel[0] + math.cos(a) * 78, wheel[1] + math.sin(a) * 78)], CHALK, 4)
    c.arc(*wheel, 86, 86, (0, 360), CHALK, 11)
    c.oval(*wheel, 15, 15, CHALK)
    c.shape([(330, 660), (500, 660), (512, 690), (322, 690)], CHALK)
    c.line([(420, 660), (420, 546)], CHALK, 7)
    c.shape([(300, 560), (330, 534), (420, 520), (510, 534), (540, 560), (510, 552), (330, 552)], CHALK)
    for x in (378, 462):
        c.shape([(x - 26, 662), (x - 16, 606), (x + 16, 606), (x + 26, 662)], CHALK)
        c.oval(x, 590, 14, 16, CHALK)
        c.box(x - 12, 566, 24, 12, CHALK)
    c.line([(500, 676), (600, 690), (690, 668)], CHALK, 7)
    c.line([(476, 622), (600, 650), (716, 630)], CHALK, 2.4)
    _horse_only(c, 640, 716, 1.0)
    rider(c, 930, 716, 0.98, CHALK)
    rider(c, 1220, 716, 0.98, CHALK)
    c.shape([(1386, 804), (1398, 690), (1412, 672), (1436, 672), (1450, 690), (1462, 804)], CHALK)
    c.oval(1424, 650, 18, 20, CHALK)
    c.shape([(1402, 640), (1410, 618), (1438, 618), (1446, 640)], CHALK)
    c.line([(1402, 700), (1366, 720), (1350, 706)], CHALK, 10)
    for x, y, size, side in (
        (180, 590, 0.85, 1),
        (760, 560, 0.6, 1),
        (1060, 556, 0.65, 1),
        (1350, 570, 0.7, -1),
        (590, 570, 0.5, 1),
    ):
        bird(c, x, y, size, side)
    for k in range(5):
        c.arc(180 + k * 30, 770 - k % 2 * 22, 22, 18, (180, 470), CHALK, 4)
    for _ in range(9000):
        x, y = c.rng.uniform(66, 1534), c.rng.uniform(54, 946)
        c.oval(
            x,
            y,
            c.rng.uniform(0.4, 2.4),
            c.rng.uniform(0.4, 1.8),
            c.rng.choice([INK + "cc", "#2c2823", CHALK + "3c", INK + "99"]),
        )
    for _ in range(260):
        x, y = c.rng.uniform(80, 1520), c.rng.uniform(70, 930)
        c.oval(x, y, c.rng.uniform(2, 14), c.rng.uniform(1, 6), c.rng.choice([INK + "77", CHALK + "26"]))
    for start in ((310, 84), (1120, 896), (1504, 420)):
        x, y = start
        crack: list[Point] = [start]
        for _ in range(26):
            x, y = x + c.rng.uniform(-22, 18), y + (13 if start[1] < 500 else -13) + c.rng.uniform(-9, 9)
            crack.append((x, y))
        c.line(crack, "#3a352dcc", 3)
        c.line(crack, INK, 1.4)
    c.box(1434, 880, 66, 66, "#b5382c")
    for k in range(3):
        c.box(1444 + k * 18, 890, 8, 46, "#e9dcc0")
        c.box(1444, 890 + k * 18, 46, 5, "#e9dcc0")


def rider(c: Canvas, x: float, y: float, size: float, tone: str, side: int = 1) -> None:
    """Draw a trotting horse with its rider, in the manner of the old stones."""

    def at(*points: Point) -> list[Point]:
        return [(x + side * px * size, y + py * size) for px, py in points]

    c.shape(
        at(
            (-80, -18),
            (-56, -36),
            (-10, -30),
            (36, -40),
            (64, -78),
            (84, -112),
            (108, -104),
            (132, -82),
            (126, -68),
            (104, -72),
            (92, -34),
            (76, 8),
            (30, 20),
            (-20, 18),
            (-62, 26),
            (-86, 8),
        ),
        tone,
    )
    c.shape(at((84, -112), (88, -132), (98, -108)), tone)
    for leg in (
        ((60, 4), (96, 30), (82, 74), (96, 76), (112, 26), (78, -8)),
        ((44, 12), (56, 52), (34, 88), (48, 90), (72, 50), (62, 4)),
        ((-58, 14), (-96, 44), (-84, 86), (-70, 86), (-80, 48), (-36, 16)),
        ((-40, 16), (-40, 54), (-62, 88), (-46, 90), (-24, 54), (-18, 14)),
    ):
        c.shape(at(*leg), tone)
    c.line(at((-80, -14), (-110, -24), (-124, 6), (-140, 10)), tone, 10 * size)
    c.shape(at((-24, -28), (-20, -92), (-2, -104), (18, -90), (26, -30)), tone)
    c.oval(x + side * 1 * size, y - 122 * size, 15 * size, 17 * size, tone)
    c.shape(at((-16, -132), (-6, -158), (14, -158), (16, -132)), tone)
    c.line(at((8, -84), (46, -66), (74, -70)), tone, 8 * size)
    c.line(at((-20, -84), (-52, -100), (-76, -92)), tone, 7 * size)


def _horse_only(c: Canvas, x: float, y: float, size: float) -> None:
    """The horse in front of the chariot."""

    def at(*points: Point) -> list[Point]:
        return [(x + px * size, y + py * size) for px, py in points]

    c.shape(
        at(
            (-80, -18),
            (-56, -36),
            (-10, -30),
            (36, -40),
            (64, -78),
            (84, -112),
            (108, -104),
            (132, -82),
            (126, -68),
            (104, -72),
            (92, -34),
            (76, 8),
            (30, 20),
            (-20, 18),
            (-62, 26),
            (-86, 8),
        ),
        CHALK,
    )
    c.shape(at((84, -112), (90, -134), (98, -108)), CHALK)
    for leg in (
        ((60, 4), (98, 24), (118, 66), (130, 62), (114, 16), (78, -8)),
        ((44, 12), (56, 52), (40, 88), (54, 90), (72, 50), (62, 4)),
        ((-58, 14), (-92, 48), (-112, 84), (-98, 88), (-76, 52), (-36, 16)),
        ((-40, 16), (-34, 54), (-50, 88), (-34, 90), (-18, 54), (-18, 14)),
    ):
        c.shape(at(*leg), CHALK)
    c.line(at((-80, -14), (-108, -30), (-126, -4)), CHALK, 10 * size)
    c.line(at((98, -92), (110, -78)), INK, 2)
    for k in range(6):
        c.line(at((60 + k * 5, -76 - k * 6), (48 + k * 5, -70 - k * 6)), INK, 2)


def bird(c: Canvas, x: float, y: float, size: float, side: int) -> None:
    """Draw a flying bird with a long tail."""
    c.shape(
        [
            (x + side * px * size, y + py * size)
            for px, py in (
                (-86, 6),
                (-60, -8),
                (-20, -10),
                (-34, -48),
                (0, -18),
                (30, -16),
                (46, -28),
                (62, -24),
                (80, -16),
                (60, -12),
                (44, 2),
                (10, 10),
                (-4, 34),
                (-22, 8),
                (-56, 4),
            )
        ],
        CHALK,
    )
    c.oval(x + side * 54 * size, y - 20 * size, 2.6 * size, 2.6 * size, INK)
    c.line([(x - side * 60 * size, y - 4 * size), (x - side * 10 * size, y - 2 * size)], INK, 1.6)
