"""Reads are spooled, counted once, rolled on with the clock, and pruned."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from news.editorial import hits, hot, publication
from news.editorial.readers_seen import ReadersSeen
from news.enums import BylineRole, HitGroup
from news.models import Article, HitClock, HitDay, HitGroupDay, HitHour, HitTotal
from news.rules.snapshot import Credit

NOON = datetime.fromisoformat("2026-11-25T12:30:00+08:00")
Make = Callable[..., Article]


@pytest.fixture
def story(make_article: Make) -> Article:
    """A live story of two people, published before NOON."""
    made = make_article(
        source="淮海晚讯",
        editors=("顾青简",),
        byline=(
            Credit(BylineRole.REPORTER, "沈知禾"),
            Credit(BylineRole.REPORTER, "沈知禾"),
            Credit(BylineRole.CORRESPONDENT, "孟听澜"),
            Credit(BylineRole.PHOTOGRAPHER, "陆拾遗"),
        ),
    )
    Article.objects.filter(pk=made.pk).update(published_at=NOON - timedelta(days=40))
    return made


def read(article: Article, times: int = 1, *, ago: int = 0) -> int:
    """Count reads ``ago`` hours before NOON."""
    return hits.add_reads({(article.pk, hits.hour_of(NOON) - ago): times}, now=NOON)


def totals(article: Article) -> tuple[int, int, int, int]:
    row = HitTotal.objects.get(pk=article.pk)
    return row.total, row.day, row.week, row.month


def groups(group: HitGroup) -> dict[str, int]:
    return {row.label: row.reads for row in HitGroupDay.objects.filter(group=group)}


def test_a_spooled_read_is_counted_under_everything_it_belongs_to(story: Article) -> None:
    for _time in range(3):
        assert hits.report(story.pk, NOON.timestamp())
    assert hits.fold(NOON, settle=0) == 3
    assert hits.fold(NOON, settle=0) == 0
    assert totals(story) == (3, 3, 3, 3)
    assert list(HitHour.objects.values_list("hour", "reads")) == [(int(NOON.timestamp()) // 3600, 3)]
    assert list(HitDay.objects.values_list("day", "reads")) == [(date(2026, 11, 25), 3)]
    assert groups(HitGroup.SITE) == {"": 3}
    assert groups(HitGroup.CHANNEL) == {str(story.channel_id): 3}
    assert groups(HitGroup.AUTHOR) == {"沈知禾": 3, "孟听澜": 3}
    assert groups(HitGroup.EDITOR) == {"顾青简": 3}
    assert groups(HitGroup.SOURCE) == {"淮海晚讯": 3}
    assert groups(HitGroup.HOUR) == {"12": 3}


def test_reads_add_up_over_rounds(story: Article) -> None:
    assert read(story, 2) + read(story, 5) + read(story, 1, ago=1) == 8
    assert totals(story) == (8, 8, 8, 8)
    assert groups(HitGroup.HOUR) == {"11": 1, "12": 7}


def test_a_file_is_left_alone_until_nobody_writes_to_it(story: Article) -> None:
    hits.report(story.pk, NOON.timestamp())
    assert hits.fold(NOON, settle=60) == 0
    assert [file.name.endswith(".taken") for file in hits.spool().iterdir()] == [True]
    assert hits.fold(NOON, settle=0) == 1
    assert list(hits.spool().iterdir()) == []


def test_a_crash_after_the_commit_counts_nothing_twice(story: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    hits.report(story.pk, NOON.timestamp())
    with monkeypatch.context() as crash:

        def killed(*_args: Any, **_options: Any) -> None:
            raise KeyboardInterrupt

        crash.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            hits.fold(NOON, settle=0)
    assert totals(story)[0] == 1
    assert hits.fold(NOON, settle=0) == 0
    assert totals(story)[0] == 1
    assert list(hits.spool().iterdir()) == []


def test_a_crash_within_a_file_goes_on_where_it_stopped(
    make_article: Make, monkeypatch: pytest.MonkeyPatch, story: Article
) -> None:
    other = make_article("另一篇")
    Article.objects.filter(pk=other.pk).update(published_at=NOON)
    monkeypatch.setattr(hits, "PART", 1)
    for number in (story.pk, other.pk, other.pk):
        hits.report(number, NOON.timestamp())
    whole, done = hits.add_reads, []

    def one_then_none(*args: Any, **options: Any) -> int:
        if done:
            raise OSError("the database is away")
        done.append(whole(*args, **options))
        return done[0]

    with monkeypatch.context() as crash:
        crash.setattr(hits, "add_reads", one_then_none)
        with pytest.raises(OSError, match="away"):
            hits.fold(NOON, settle=0)
    assert hits.fold(NOON, settle=0) == 2
    assert (totals(story)[0], totals(other)[0]) == (1, 2)


def test_only_live_stories_count(make_article: Make, chief: User, story: Article) -> None:
    draft = make_article("草稿", live=False)
    gone = make_article("下线的")
    publication.unpublish(gone.pk, by=chief, note="重复。")
    future = make_article("明天的")
    Article.objects.filter(pk=future.pk).update(published_at=NOON + timedelta(hours=1))
    for number in (draft.pk, gone.pk, future.pk, 10**12, 9999999999999999999, story.pk):
        hits.report(number, NOON.timestamp())
    assert hits.fold(NOON, settle=0) == 1
    assert list(HitTotal.objects.values_list("pk", flat=True)) == [story.pk]


def test_rubbish_in_the_spool_is_passed_over(story: Article) -> None:
    hits.report(story.pk, NOON.timestamp())
    with (hits.spool() / "now.log").open("ab") as file:
        file.write(b"\xff\xfe\n12\n99999999999 1\n-1 -1\n490000 ")
    assert hits.fold(NOON, settle=0) == 1


def test_a_full_spool_takes_no_more(story: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "SPOOL_MOST", 0)
    assert hits.report(story.pk)
    assert not hits.report(story.pk)


def test_totals_roll_on_with_the_clock(story: Article) -> None:
    for days in (0, 3, 20):
        read(story, 10 ** (days > 0) * (days + 1), ago=days * 24)
    read(story, 7, ago=23)
    assert totals(story) == (258, 8, 48, 258)
    HitClock.objects.update(hour=hits.hour_of(NOON))
    assert hot.roll(NOON) == 0  # nothing within the hour
    assert hot.roll(NOON + timedelta(hours=1)) == 1
    assert totals(story) == (258, 1, 48, 258)
    hot.roll(NOON + timedelta(days=4))
    assert totals(story) == (258, 0, 8, 258)
    hot.roll(NOON + timedelta(days=10))
    assert totals(story) == (258, 0, 0, 48)
    hot.roll(NOON + timedelta(days=60))
    assert totals(story) == (258, 0, 0, 0)


def test_a_worker_that_was_away_for_long_makes_the_totals_right(story: Article) -> None:
    read(story, 4, ago=2)
    HitClock.objects.update(hour=hits.hour_of(NOON))
    hot.roll(NOON + timedelta(days=35))
    assert totals(story) == (4, 0, 0, 0)


def test_a_late_read_counts_where_it_belongs(story: Article) -> None:
    read(story, 2, ago=24 * 8)
    assert totals(story) == (2, 0, 0, 2)
    assert not HitHour.objects.exists()
    read(story, 1, ago=-2)  # a clock that is wrong
    assert totals(story) == (2, 0, 0, 2)


def test_old_rows_go_and_what_they_add_up_to_stays(story: Article) -> None:
    read(story, 5)
    later = NOON + timedelta(hours=hits.HOURS_KEPT)
    assert hot.prune(later - timedelta(hours=1)) == 0
    assert hot.prune(later) == 1
    assert not HitHour.objects.exists()
    hot.prune(NOON + timedelta(days=hits.DAYS_KEPT))
    assert not HitDay.objects.exists()
    assert groups(HitGroup.SITE) == {"": 5}
    hot.prune(NOON + timedelta(days=hits.GROUP_DAYS_KEPT))
    assert not HitGroupDay.objects.exists()
    assert totals(story)[0] == 5


def test_counting_costs_the_same_for_one_story_and_for_thirty(
    make_article: Make, django_assert_num_queries: Any
) -> None:
    made = [make_article(f"第{place}篇") for place in range(30)]
    now = timezone.now()
    hits.add_reads({(made[0].pk, hits.hour_of(now)): 1}, now=now)
    for count in (1, 30):
        cells = {(row.pk, hits.hour_of(now)): 1 for row in made[:count]}
        # savepoint twice · clock · articles · hours, days, totals, headings
        with django_assert_num_queries(8):
            assert hits.add_reads(cells, now=now) == count


def test_one_reader_counts_once_in_a_while(tmp_path: Path) -> None:
    seen, start = ReadersSeen(tmp_path / "seen"), 1_764_000_000
    ask = {"again_after": 600}
    assert seen.first_time("192.0.2.1|Chrome", 5, now=start, **ask)
    assert not seen.first_time("192.0.2.1|Chrome", 5, now=start + 599, **ask)
    assert seen.first_time("192.0.2.1|Chrome", 6, now=start + 1, **ask)
    assert seen.first_time("192.0.2.1|Firefox", 5, now=start + 1, **ask)
    assert seen.first_time("192.0.2.2|Chrome", 5, now=start + 1, **ask)
    assert seen.first_time("192.0.2.1|Chrome", 5, now=start + 600, **ask)


def test_an_address_may_report_so_often_a_minute(tmp_path: Path) -> None:
    seen = ReadersSeen(tmp_path / "seen")
    assert [seen.within_limit("192.0.2.1", 2, now=1_764_000_000 + place) for place in range(3)] == [True, True, False]
    assert seen.within_limit("192.0.2.2", 2, now=1_764_000_000)
    assert seen.within_limit("192.0.2.1", 2, now=1_764_000_060)


def test_every_process_of_a_host_knows_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "seen"
    assert ReadersSeen(path).first_time("192.0.2.1|Chrome", 5, again_after=600, now=1_764_000_000)
    asked = (
        "import sys, pathlib; from news.editorial.readers_seen import ReadersSeen; "
        "print(ReadersSeen(pathlib.Path(sys.argv[1]))"
        ".first_time('192.0.2.1|Chrome', 5, again_after=600, now=1_764_000_001))"
    )
    done = subprocess.run([sys.executable, "-c", asked, path], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"


def test_nothing_of_a_reader_is_kept_past_the_day(tmp_path: Path) -> None:
    seen, day = ReadersSeen(tmp_path / "seen"), 86_400 * 20_000
    seen.first_time("192.0.2.1|Chrome", 5, again_after=600, now=day - 1)
    before = seen.memory[:]
    assert b"192.0.2.1" not in before
    assert seen.first_time("192.0.2.1|Chrome", 5, again_after=600, now=day + 1)
    assert seen.memory[8:40] != before[8:40]  # the key
    assert len(seen.memory[64:].replace(b"\0", b"")) < 20  # one entry


def test_a_table_of_somebody_else_is_not_trusted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "seen"
    path.write_bytes(b"")
    path.chmod(0o666)
    assert ReadersSeen(path).first_time("192.0.2.1|Chrome", 5, again_after=600, now=1_764_000_000)
    assert path.read_bytes() == b""
    assert "in each process only" in caplog.text
    link = tmp_path / "link"
    link.symlink_to(path)
    assert ReadersSeen(link).file == -1
