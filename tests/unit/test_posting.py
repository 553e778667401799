"""The posting day from the signs of a page, a record, an address or a header."""

from datetime import UTC, date, datetime

import pytest

from hearings.items import Basis, Reason, Stamp
from hearings.posting import in_addresses, read, side

READ_AT = datetime(2018, 2, 1, 12, 0, tzinfo=UTC)


def stated(text: str) -> Stamp:
    return Stamp(text, "record:created_date", Basis.STATED)


def derived(text: str, place: str = "url") -> Stamp:
    return Stamp(text, place, Basis.DERIVED)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-01-24T20:00:00.000Z", date(2018, 1, 25)),  # already the 25th in Kazakhstan
        ("2018-01-24T12:00:00.000+0000", date(2018, 1, 24)),
        ("2018-01-24T18:00:00+06:00", date(2018, 1, 24)),
        ("2018-01-24T00:00:00", date(2018, 1, 24)),
        ("2018-01-24T00:00:00.000Z", date(2018, 1, 24)),  # migrated: the day holds, the time doesn't
        ("2018-01-24", date(2018, 1, 24)),
        ("24.01.2018", date(2018, 1, 24)),
        ("24.01.2018 ж.", date(2018, 1, 24)),
        ("Опубликовано: 24 Январь 2018", date(2018, 1, 24)),
        ("Дата публикации: 24.01.2018 | 12:30", date(2018, 1, 24)),
        ("Среда, 24 января 2018 года", date(2018, 1, 24)),
        ("Жарияланған күні: 2018 жылғы 24 қаңтар", date(2018, 1, 24)),
    ],
)
def test_a_stated_day_is_read_as_the_local_day(text: str, day: date) -> None:
    posted = read([stated(text)], READ_AT)
    assert (posted.value, posted.basis, posted.text) == (day, Basis.STATED, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2018-02-31", Reason.IMPOSSIBLE),
        ("1970-01-01T00:00:00Z", Reason.IMPOSSIBLE),
        ("2018-03-05", Reason.UNREADABLE),  # lies after the reading
        ("слушания состоятся 25.01.2018", Reason.UNREADABLE),  # a sentence is no stamp
        ("8 января в 14:54", Reason.UNREADABLE),
        ("20.01.2018 - 25.01.2018", Reason.UNREADABLE),
        ("вчера", Reason.UNREADABLE),
    ],
)
def test_what_is_not_certainly_a_day_has_a_reason_and_no_value(text: str, reason: Reason) -> None:
    posted = read([stated(text)], READ_AT)
    assert (posted.value, posted.reason) == (None, reason)


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        (derived("https://www.gov.kz/uploads/2018/1/25/0123_original.288597.pdf"), date(2018, 1, 25)),
        (derived("https://example.kz/2018/01/25/obyavlenie/"), date(2018, 1, 25)),
        (derived("180125001010", "record:№ регистрации"), date(2018, 1, 25)),
        (derived("Thu, 25 Jan 2018 20:00:00 GMT", "header:Last-Modified"), date(2018, 1, 26)),
    ],
)
def test_signs_for_machines_give_a_derived_day(stamp: Stamp, day: date) -> None:
    posted = read([stamp], READ_AT)
    assert (posted.value, posted.basis) == (day, Basis.DERIVED)


@pytest.mark.parametrize(
    "stamp",
    [
        derived("26012700123", "record:№ регистрации"),  # opaque
        derived("https://example.kz/2018/13/40/x.pdf"),
        derived("https://example.kz/news/12345"),
        derived("Thu, 01 Feb 2018 11:59:30 GMT", "header:Last-Modified"),  # made while it was asked for
        derived("Thu, 25 Jan 2018 20:00:00 GMT", "header:Date"),
    ],
)
def test_other_signs_leave_the_day_absent(stamp: Stamp) -> None:
    posted = read([stamp], READ_AT)
    assert (posted.value, posted.basis, posted.reason) == (None, Basis.ABSENT, Reason.ABSENT)


def test_stated_beats_derived_and_the_earliest_counts() -> None:
    stamps = [derived("https://x.kz/2018/1/2/a.pdf"), stated("2018-01-24"), stated("2018-01-20")]
    assert read(stamps, READ_AT).value == date(2018, 1, 20)


def test_an_unreadable_statement_gives_way_to_a_derived_day() -> None:
    assert read([stated("недавно"), derived("https://x.kz/2018/1/2/a.pdf")], READ_AT).value == date(2018, 1, 2)


@pytest.mark.parametrize(
    ("text", "where"), [("2017-12-31", "before"), ("2018-01-01", "in"), ("2018-02-01", "after"), ("?", "unknown")]
)
def test_a_row_lies_on_a_side_of_the_period(text: str, where: str) -> None:
    assert side([stated(text)], date(2018, 1, 1), date(2018, 1, 31)) == where


def test_only_addresses_with_a_day_become_stamps() -> None:
    assert [s.text for s in in_addresses(["https://x.kz/a", "https://x.kz/2018/1/2/a"])] == ["https://x.kz/2018/1/2/a"]


@pytest.mark.parametrize("text", ["", " ", "9" * 500, "2018-01-24T99:99:99Z", "Thu, 99 Foo 2018", "\ud800", "/" * 1000])
def test_hostile_stamps_do_not_raise(text: str) -> None:
    for place in ("url", "header:Last-Modified", "body"):
        for basis in Basis:
            assert read([Stamp(text, place, basis)], READ_AT).value in (None, date(2018, 1, 24))
