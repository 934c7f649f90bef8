"""How long a video runs, written and read."""

import pytest

from news.text.lengths import clock, iso_duration, seconds_of


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("3:12", 192), ("０３：１２", 192), ("1:02:33", 3753), (" 90:00 ", 5400), ("", 0), ("0:00", 0)],
)
def test_minutes_and_seconds_are_read(typed: str, seconds: int) -> None:
    assert seconds_of(typed) == seconds


@pytest.mark.parametrize("typed", ["3", "3:60", "3分12秒", "1:60:00", "-1:00", "1:2", "::"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    assert seconds_of(typed) is None


@pytest.mark.parametrize(
    ("seconds", "shown", "told"),
    [(192, "3:12", "PT3M12S"), (3753, "1:02:33", "PT1H2M33S"), (45, "0:45", "PT45S"), (3600, "1:00:00", "PT1H")],
)
def test_it_is_shown_to_people_and_told_to_machines(seconds: int, shown: str, told: str) -> None:
    assert (clock(seconds), iso_duration(seconds)) == (shown, told)
    assert seconds_of(shown) == seconds


def test_an_unknown_length_says_nothing() -> None:
    assert (clock(0), clock(None)) == ("", "")
