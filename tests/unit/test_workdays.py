"""The calendar of working days against the official counts, the orders that moved days off, and an operator's file."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from hearings.workdays import CalendarError, OutsideCalendarError, WorkCalendar

WORKING_DAYS = {
    2016: 245, 2017: 245, 2018: 246, 2019: 246, 2020: 246, 2021: 245,
    2022: 246, 2023: 246, 2024: 249, 2025: 246, 2026: 247,
}  # fmt: skip
MONTHS_OF_2018 = [21, 20, 18, 21, 20, 21, 21, 21, 20, 23, 22, 18]
MOVED = [  # worked weekend day, day off in exchange
    ("2016-03-05", "2016-03-07"), ("2017-03-18", "2017-03-20"), ("2017-07-01", "2017-07-07"),
    ("2018-03-03", "2018-03-09"), ("2018-04-28", "2018-04-30"), ("2018-05-05", "2018-05-08"),
    ("2018-08-25", "2018-08-31"), ("2018-12-29", "2018-12-31"), ("2019-05-04", "2019-05-10"),
    ("2020-01-05", "2020-01-03"), ("2020-05-11", "2020-05-08"), ("2020-12-20", "2020-12-18"),
    ("2021-07-03", "2021-07-05"), ("2022-03-05", "2022-03-07"), ("2022-08-27", "2022-08-29"),
    ("2022-10-22", "2022-10-24"), ("2023-07-01", "2023-07-07"), ("2024-05-04", "2024-05-08"),
    ("2025-01-05", "2025-01-03"),
]  # fmt: skip
KURBAN_AIT = [
    "2016-09-12", "2017-09-01", "2018-08-21", "2019-08-11", "2020-07-31", "2021-07-20",
    "2022-07-09", "2023-06-28", "2024-06-16", "2025-06-06", "2026-05-27",
]  # fmt: skip
HOLIDAYS = {
    "capital-day", "constitution-day", "defender-of-the-fatherland-day", "eid-al-adha", "first-president-day",
    "independence-day", "international-womens-day", "kazakhstans-people-solidarity-holiday", "new-years-day",
    "nowruz-holiday", "orthodox-christmas", "republic-day", "victory-day",
}  # fmt: skip


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return WorkCalendar()


def with_overrides(folder: Path, text: str) -> WorkCalendar:
    path = folder / "overrides.toml"
    path.write_text(text, "utf-8")
    return WorkCalendar(path)


@pytest.mark.parametrize(("year", "count"), list(WORKING_DAYS.items()))
def test_a_year_has_the_official_number_of_working_days(calendar: WorkCalendar, year: int, count: int) -> None:
    assert calendar.between(date(year, 1, 1), date(year, 12, 31)).count == count


@pytest.mark.parametrize(("month", "count"), list(enumerate(MONTHS_OF_2018, start=1)))
def test_a_month_of_2018_has_the_official_number_of_working_days(
    calendar: WorkCalendar, month: int, count: int
) -> None:
    next_month = date(2018 + month // 12, month % 12 + 1, 1)
    assert calendar.between(date(2018, month, 1), next_month - timedelta(days=1)).count == count


@pytest.mark.parametrize(("worked", "off"), MOVED)
def test_a_moved_day_off_is_off_and_its_exchange_is_worked(calendar: WorkCalendar, worked: str, off: str) -> None:
    assert calendar.is_working(date.fromisoformat(worked))
    assert not calendar.is_working(date.fromisoformat(off))


def test_a_moved_day_names_the_day_worked_in_exchange(calendar: WorkCalendar) -> None:
    reason = calendar.why_off(date(2018, 3, 9))
    assert reason is not None
    assert (reason.code, reason.worked) == ("moved", date(2018, 3, 3))


@pytest.mark.parametrize("day", KURBAN_AIT)
def test_kurban_ait_is_a_certain_day_off_that_is_not_moved(calendar: WorkCalendar, day: str) -> None:
    feast = date.fromisoformat(day)
    reason = calendar.why_off(feast)
    assert reason is not None
    assert (reason.holiday, reason.estimated) == ("eid-al-adha", False)
    assert not calendar.is_uncertain(feast)
    if feast.weekday() >= 5:
        monday = feast + timedelta(days=7 - feast.weekday())
        assert calendar.is_working(monday)


@pytest.mark.parametrize(
    ("day", "code", "holiday"),
    [
        (date(2018, 1, 1), "holiday", "new-years-day"),
        (date(2018, 1, 6), "weekend", ""),
        (date(2026, 3, 9), "observed", "international-womens-day"),
        (date(2026, 3, 25), "observed", "nowruz-holiday"),
        (date(2021, 12, 17), "holiday", "independence-day"),
        (date(2021, 12, 1), "holiday", "first-president-day"),
        (date(2025, 8, 30), "holiday", "constitution-day"),
        (date(2027, 3, 15), "holiday", "constitution-day"),
        (date(2022, 10, 25), "holiday", "republic-day"),
    ],
)
def test_a_day_off_says_why(calendar: WorkCalendar, day: date, code: str, holiday: str) -> None:
    reason = calendar.why_off(day)
    assert reason is not None
    assert (reason.code, reason.holiday) == (code, holiday)


@pytest.mark.parametrize(
    "day", [date(2022, 12, 1), date(2022, 12, 19), date(2026, 8, 31), date(2021, 10, 25), date(2023, 1, 9)]
)
def test_days_without_a_holiday_of_that_year_are_worked(calendar: WorkCalendar, day: date) -> None:
    assert calendar.is_working(day)


def test_the_names_of_holidays_are_the_known_ones(calendar: WorkCalendar) -> None:
    days = (date(2015, 1, 1) + timedelta(days=number) for number in range(365 * 15))
    assert {off.holiday for day in days if (off := calendar.why_off(day)) and off.holiday} == HOLIDAYS


def test_a_term_counts_from_the_day_after_and_lists_what_it_skipped(calendar: WorkCalendar) -> None:
    due = calendar.due(after=date(2018, 3, 2), working_days=7)
    assert due.day == date(2018, 3, 14)
    assert due.counted[0] == date(2018, 3, 3)  # a worked Saturday
    assert len(due.counted) == 7
    assert [(off.day.day, off.code) for off in due.skipped] == [
        (4, "weekend"),
        (8, "holiday"),
        (9, "moved"),
        (10, "weekend"),
        (11, "weekend"),
    ]
    assert not due.uncertain


def test_a_span_includes_both_ends_and_is_empty_backwards(calendar: WorkCalendar) -> None:
    assert calendar.between(date(2018, 1, 15), date(2018, 1, 16)).count == 2
    assert calendar.between(date(2018, 1, 15), date(2018, 1, 15)).count == 1
    assert calendar.between(date(2018, 1, 16), date(2018, 1, 15)).count == 0


def test_a_due_day_rolls_to_the_next_working_day(calendar: WorkCalendar) -> None:
    assert calendar.roll(date(2018, 5, 1)).day == date(2018, 5, 2)
    assert calendar.roll(date(2018, 5, 2)).day == date(2018, 5, 2)
    rolled = calendar.roll(date(2018, 1, 6))
    assert rolled.day == date(2018, 1, 8)
    assert [off.code for off in rolled.skipped] == ["weekend", "holiday"]


def test_a_term_in_calendar_days_ends_on_a_working_day(calendar: WorkCalendar) -> None:
    due = calendar.add_calendar(after=date(2018, 1, 1), days=5)
    assert due.day == date(2018, 1, 8)  # the 6th is a Saturday, the 7th Christmas
    assert due.counted == tuple(date(2018, 1, day) for day in range(2, 7))


def test_an_estimated_feast_inside_a_term_makes_it_uncertain_only_where_it_could_change_the_day(
    calendar: WorkCalendar,
) -> None:
    # Kurban-ait of 2027 is estimated for Sunday 16 May; on Monday 17 May it would cost a working day.
    assert calendar.due(date(2027, 5, 12), 5).uncertain
    assert not calendar.due(date(2027, 5, 17), 5).uncertain
    assert not calendar.due(date(2027, 5, 3), 5).uncertain
    assert calendar.roll(date(2027, 5, 16)).uncertain
    assert calendar.between(date(2027, 5, 10), date(2027, 5, 20)).uncertain
    assert not calendar.between(date(2027, 5, 18), date(2027, 5, 20)).uncertain
    assert calendar.is_uncertain(date(2027, 5, 17))


def test_a_feast_estimated_for_a_weekday_makes_the_term_across_it_certain_again(calendar: WorkCalendar) -> None:
    # 24 April 2029 is a Tuesday: wherever in 23–25 April the feast falls, one day is lost.
    assert calendar.due(date(2029, 4, 20), 5).uncertain is False
    assert calendar.due(date(2029, 4, 20), 1).uncertain is True


def test_an_override_settles_the_estimate(tmp_path: Path) -> None:
    calendar = with_overrides(tmp_path, '[[day]]\nday = 2027-05-17\nwork = "off"\nact = "Decree of 1 May 2027"\n')
    due = calendar.due(date(2027, 5, 12), 5)
    assert (due.day, due.uncertain) == (date(2027, 5, 20), False)
    assert [off.act for off in due.skipped if off.code == "override"] == ["Decree of 1 May 2027"]
    assert [(one.day, one.contradicts) for one in calendar.overrides] == [(date(2027, 5, 17), True)]
    sunday = calendar.why_off(date(2027, 5, 16))
    assert sunday is not None
    assert sunday.code == "weekend"


def test_overrides_win_over_the_law_both_ways_and_are_listed(tmp_path: Path) -> None:
    calendar = with_overrides(
        tmp_path,
        """
        [[day]]
        day = 2026-07-04
        work = "on"
        act = "Order No. 1"

        [[day]]
        day = 2026-07-07
        work = "off"
        act = "Order No. 1"

        [[day]]
        day = 2026-07-08
        work = "on"
        act = "Order No. 2"
        """,
    )
    assert calendar.is_working(date(2026, 7, 4))
    assert not calendar.is_working(date(2026, 7, 7))
    assert [one.contradicts for one in calendar.overrides] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[day]]\nday = 2027-03-09\n", "line 1: an entry has exactly day, work and act"),
        ('[[day]]\nday = "2027-03-09"\nwork = "off"\nact = "x"\n', "line 1: day = '2027-03-09' is not a date"),
        ('[[day]]\nday = 2027-03-09T10:00:00\nwork = "off"\nact = "x"\n', "is not a date"),
        ('\n[[day]]\nday = 2027-03-09\nwork = "no"\nact = "x"\n', "line 2: work = 'no'"),
        ("[[day]]\nday = 2027-03-09\nwork = [1]\nact = 'x'\n", "work = "),
        ('[[day]]\nday = 2027-03-09\nwork = "off"\nact = " "\n', "act is empty"),
        ('[[day]]\nday = 2001-03-09\nwork = "off"\nact = "x"\n', "outside the table"),
        ('[[days]]\nday = 2027-03-09\nwork = "off"\nact = "x"\n', "found days"),
        ("day = 5\n", "expected only entries"),
        ("[[day]\n", "line 1"),
        (
            '[[day]]\nday = 2027-03-09\nwork = "off"\nact = "x"\n[[day]]\nday = 2027-03-09\nwork = "on"\nact = "y"\n',
            'line 5: 2027-03-09 is set to "on" and to "off"',
        ),
    ],
)
def test_a_faulty_override_is_refused_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(CalendarError) as error:
        with_overrides(tmp_path, text)
    assert complaint in str(error.value)
    assert "overrides.toml" in str(error.value)


def test_overrides_that_are_absent_or_not_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="cannot be read"):
        WorkCalendar(tmp_path / "absent.toml")
    (tmp_path / "broken.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CalendarError, match=r"broken\.toml"):
        WorkCalendar(tmp_path / "broken.toml")


def test_days_outside_the_table_are_refused(calendar: WorkCalendar) -> None:
    with pytest.raises(OutsideCalendarError, match="2014-12-31 is outside the table of working days"):
        calendar.is_working(date(2014, 12, 31))
    with pytest.raises(OutsideCalendarError):
        calendar.due(date(2030, 12, 30), 5)
    with pytest.raises(OutsideCalendarError):
        calendar.between(date(2018, 1, 1), date(2099, 1, 1))
    with pytest.raises(ValueError, match="a term of 0 working days"):
        calendar.due(date(2018, 1, 1), 0)
