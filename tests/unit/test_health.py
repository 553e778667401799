from datetime import UTC, date, datetime

import pytest

from hearings.health import Cause, Failure, SourceReading, State, run_verdict


def reading(**changes: object) -> SourceReading:
    made = SourceReading(
        source="govkz:aktobe",
        platform="govkz",
        address="aktobe",
        region="aktobe",
        since=date(2018, 1, 1),
        until=date(2018, 1, 31),
        started_at=datetime(2018, 1, 31, 14, tzinfo=UTC),
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def failure(what: str, cause: Cause = Cause.TIMEOUT) -> Failure:
    return Failure(cause, "took longer than 90 seconds", "https://www.gov.kz/x", what)


def test_a_listing_read_to_its_end_is_healthy() -> None:
    assert reading(listings=2, rows=30, reached_end=True).verdict() == (State.HEALTHY, Cause.NONE, "")


def test_a_source_of_which_nothing_came_is_broken_with_the_first_cause() -> None:
    state, cause, detail = reading(failures=[failure("listing")]).verdict()
    assert (state, cause) == (State.BROKEN, Cause.TIMEOUT)
    assert "90 seconds" in detail


def test_a_listing_without_rows_is_never_no_announcements() -> None:
    assert reading(listings=1, rows=0, reached_end=True).verdict()[:2] == (State.BROKEN, Cause.EMPTY_LISTING)


def test_a_failed_page_makes_the_source_partial() -> None:
    state, cause, _ = reading(listings=1, rows=3, reached_end=True, failures=[failure("page")]).verdict()
    assert (state, cause) == (State.PARTIAL, Cause.TIMEOUT)


def test_a_failed_attachment_does_not_spoil_the_listing() -> None:
    assert reading(listings=1, rows=3, reached_end=True, failures=[failure("attachment")]).verdict()[0] is State.HEALTHY


def test_a_listing_that_broke_off_is_partial() -> None:
    assert reading(listings=1, rows=3).verdict()[:2] == (State.PARTIAL, Cause.INTERRUPTED)


def test_fewer_rows_than_the_site_claims_is_partial() -> None:
    assert reading(listings=1, rows=3, claimed=5, reached_end=True).verdict()[:2] == (State.PARTIAL, Cause.FEWER_ROWS)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([True, True], State.HEALTHY),
        ([True, False], State.PARTIAL),
        ([False, False], State.BROKEN),
        ([], State.NO_SOURCE),
    ],
)
def test_the_state_of_a_run_follows_from_its_sources(states: list[bool], expected: State) -> None:
    good = {"listings": 1, "rows": 1, "reached_end": True}
    readings = [reading(**good) if ok else reading(failures=[failure("listing")]) for ok in states]
    assert run_verdict(readings)[0] is expected


def test_a_crawl_that_could_not_write_its_archive_is_broken() -> None:
    assert run_verdict([], "archive: /x is not writable")[:2] == (State.BROKEN, Cause.ARCHIVE)


def test_a_crawl_that_was_stopped_says_so() -> None:
    good = reading(listings=1, rows=1, reached_end=True)
    assert run_verdict([good], "shutdown")[:2] == (State.PARTIAL, Cause.INTERRUPTED)
