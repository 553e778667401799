from datetime import UTC, date, datetime

import pytest

from hearings.clock import Clock, ClockError, local_day, parse_instant


def test_an_instant_without_a_zone_is_local_time_of_kazakhstan() -> None:
    assert parse_instant("2018-01-31T20:00") == datetime(2018, 1, 31, 14, tzinfo=UTC)  # UTC+6 then
    assert parse_instant("2025-01-31T20:00") == datetime(2025, 1, 31, 15, tzinfo=UTC)  # UTC+5 since March 2024


def test_a_zone_in_the_instant_is_kept() -> None:
    assert parse_instant("2018-01-31T20:00:00Z") == datetime(2018, 1, 31, 20, tzinfo=UTC)


@pytest.mark.parametrize("text", ["tomorrow", "31.01.2018", "2018-13-01", ""])
def test_what_is_no_time_is_refused_with_advice(text: str) -> None:
    with pytest.raises(ClockError, match="write it like"):
        parse_instant(text)


def test_late_evening_in_utc_is_the_next_day_in_kazakhstan() -> None:
    assert local_day(datetime(2018, 1, 15, 18, tzinfo=UTC)) == date(2018, 1, 16)


def test_a_simulated_clock_stands_still_and_says_so() -> None:
    clock = Clock.from_setting("2018-01-31T20:00")
    assert clock.simulated
    assert clock.now() == clock.now()
    assert clock.today() == date(2018, 1, 31)


def test_without_a_setting_the_clock_is_real() -> None:
    clock = Clock.from_setting("")
    assert not clock.simulated
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 60
