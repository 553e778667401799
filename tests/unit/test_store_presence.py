"""What reads of a source prove: compared with the plain definition, read by read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hearings.store.presence import EVERYTHING, SourceHistory, SourceRead

START = datetime(2018, 1, 1, tzinfo=UTC)


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


days = st.none() | st.dates(date(2018, 1, 1), date(2018, 1, 6))


@st.composite
def reads(draw: st.DrawFn) -> list[SourceRead]:
    made = []
    for number in range(draw(st.integers(0, 8))):
        begun = draw(st.integers(0, 12))
        ended = begun + draw(st.integers(0, 3))
        healthy = draw(st.booleans())
        made.append(SourceRead(number, hour(begun), hour(ended), healthy, draw(days), healthy or draw(st.booleans())))
    return made


@given(reads(), st.integers(0, 15), st.integers(0, 8), days)
def test_the_first_read_that_misses_a_publication_is_found(
    made: list[SourceRead], at: int, run: int, posted: date | None
) -> None:
    plainly = [
        read
        for read in made
        if read.healthy
        and (read.started_at, read.id) > (hour(at), run)
        and (read.covers_from is None or (posted is not None and read.covers_from <= posted))
    ]
    expected = min(plainly, key=lambda read: (read.started_at, read.id), default=None)
    history = SourceHistory(made)
    assert history.missing_after(hour(at), run, posted) == expected
    assert history.missing_after(hour(at), run, posted) == expected  # also when asked again


@given(reads(), st.integers(0, 15), st.integers(0, 8), days, st.none() | st.sets(st.integers(0, 8)))
def test_the_last_read_before_a_publication_that_would_have_held_it_is_found(
    made: list[SourceRead], at: int, run: int, posted: date | None, among: set[int] | None
) -> None:
    finder = next((read for read in made if read.id == run), None)
    reach = finder.reach if finder and finder.reached_end else EVERYTHING
    plainly = [
        read
        for read in made
        if read.healthy
        and (read.finished_at, read.id) < (hour(at), run)
        and (among is None or read.id in among)
        and (read.reach <= reach or (posted is not None and read.reach <= posted))
    ]
    expected = max(plainly, key=lambda read: (read.finished_at, read.id), default=None)
    assert SourceHistory(made).absent_before(hour(at), run, posted, among) == expected


def test_a_publication_of_a_source_without_reads_is_neither_missing_nor_new() -> None:
    assert SourceHistory([]).missing_after(hour(1), 1, None) is None
    assert SourceHistory([]).absent_before(hour(1), 1, None) is None
