"""Turns what the grammar matched into parts of dates: days without or with a year, hours, or a known impossibility."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, time, timedelta, timezone
from itertools import pairwise
from typing import Literal

from hearings.dates import grammar
from hearings.dates.words import LEXICON, Word

Precision = Literal["day", "month", "quarter", "year", "time"]


@dataclass(slots=True)
class Day:
    """A day as written; a month or a year is two of them, its first and its last day."""

    year: int | None
    month: int
    day: int

    def date(self) -> date:
        """The date, once the year is known."""
        if self.year is None:
            raise ValueError("a day without a year is no date")
        return date(self.year, self.month, self.day)

    def exists(self) -> bool:
        """Whether a calendar holds such a day, in some year if the year is not written."""
        year = 2000 if self.year is None else self.year
        return 1 <= self.month <= 12 and 1 <= self.day <= calendar.monthrange(year, self.month)[1]


@dataclass(slots=True)
class Interval:
    """One day, or the days from the first to the last."""

    first: Day
    last: Day | None = None

    @property
    def border(self) -> Day:
        return self.last or self.first


@dataclass(slots=True)
class Part:
    """A date or an hour found in the text, not yet joined with its neighbours."""

    begin: int
    end: int
    days: list[Interval] = field(default_factory=list)
    precision: Precision = "day"
    case: str = ""
    times: tuple[time, ...] = ()
    end_time: time | None = None
    starts: tuple[int, ...] = ()
    until: bool = False
    label: str = ""

    @property
    def is_time(self) -> bool:
        return self.precision == "time"


class Reader:
    """Reads one tokenised text: `letters[i]` is the letter of `tokens[i]`."""

    def __init__(self, tokens: Sequence[str], letters: str) -> None:
        self.tokens = tokens
        self.letters = letters

    def parts(self) -> Iterator[Part]:
        """Dates and hours in order of appearance; a part without days or times is known to be impossible."""
        position = last_end = 0
        letters = self.letters
        while start := grammar.START.search(letters, position):
            begin = start.start()
            part = self._date_at(begin, last_end) or self._time_at(begin, last_end)
            if part is None:
                position = begin + 1
                continue
            position = last_end = part.end
            yield part

    # -- dates

    def _date_at(self, begin: int, last_end: int) -> Part | None:
        patterns = grammar.DATE_PATTERNS.get(self.letters[begin])
        if not patterns or self._is_tail_of_number(begin, last_end):
            return None
        for pattern in patterns:
            match = pattern.match(self.letters, begin)
            if match is None:
                continue
            part = _BUILDERS[pattern](self, match)
            if part is None:
                continue
            if part.days and (self._is_reference(begin) or self._is_name(part)):
                part.days = []
            if not all(day.exists() for interval in part.days for day in (interval.first, interval.border)):
                part.days = []
            return part
        return None

    def _is_tail_of_number(self, begin: int, last_end: int) -> bool:
        """Whether the token continues a longer number or code («192.168.1.20», «KZ12», «№ 25»)."""
        if begin == 0:
            return False
        before = self.letters[begin - 1]
        if before in "012345" or before == "9":
            return True
        if before in "X#":
            return True
        if before in "xO+" and self.letters[begin] in "123459":
            return before != "x" or not self._word_date_at(begin)
        if before in ".,:/-" and begin >= 2 and self.letters[begin - 2] in "0123459":
            return begin - 1 != last_end
        if before == " " and begin >= 2:
            if self.letters[begin - 2] == "#":
                return True
            return self.letters[begin] in "Mm" and self.letters[begin - 2] in "012359"
        return False

    def _word_date_at(self, begin: int) -> bool:
        return grammar.DAY_FIRST.match(self.letters, begin) is not None

    def _is_reference(self, begin: int) -> bool:
        return bool(_REFERENCE.search(self.letters[max(0, begin - 4) : begin]))

    def _is_name(self, part: Part) -> bool:
        """«ул. 8 Марта», «8 наурыз көшесі», «микрорайон «1 мая»»: names made of a day without a year."""
        if any(interval.border.year is not None for interval in part.days) or part.precision != "day":
            return False
        before = self.letters[max(0, part.begin - 6) : part.begin]
        after = self.letters[part.end : part.end + 4]
        inner = self.letters[part.begin : part.end]
        if before.endswith('"') and '"' not in inner and after.startswith('"'):
            return True
        if before.endswith('"') and inner.endswith('"') and inner.count('"') == 1:
            return True
        return bool(_NAME_BEFORE.search(before) or _NAME_AFTER.match(after))

    def _word(self, index: int) -> Word:
        return LEXICON.word(self.tokens[index])

    def _numbers(self, begin: int, end: int) -> list[int]:
        return [int(self.tokens[i]) for i in range(begin, end) if self.letters[i] in "123459"]

    def numeric(self, match: re.Match[str]) -> Part | None:
        day, month, year = self._numbers(*match.span())[:3]
        if year < 100:
            if self._is_version(match.start()):
                return None
            year += 2000 if year < 70 else 1900
        return Part(*match.span(), [Interval(Day(year, month, day))], case=self._ending(match))

    def _is_version(self, begin: int) -> bool:
        """«Windows 10.12.18»"""
        return begin >= 2 and self.letters[begin - 2 : begin] == "X " and self.tokens[begin - 2].isascii()

    def roman(self, match: re.Match[str]) -> Part | None:
        day, year = self._numbers(*match.span())[:2]
        return Part(*match.span(), [Interval(Day(year, self._roman_month(match), day))])

    def numeric_head(self, match: re.Match[str]) -> Part | None:
        numbers = self._numbers(*match.span())
        month = numbers[1] if len(numbers) > 1 else self._roman_month(match)
        return Part(*match.span(), [Interval(Day(None, month, numbers[0]))])

    def numeric_days(self, match: re.Match[str]) -> Part | None:
        """«12-19.10.2022»"""
        first, last, month, year = self._numbers(*match.span())[:4]
        interval = Interval(Day(year, month, first), Day(year, month, last))
        return Part(*match.span(), [interval] if first < last else [])

    def numeric_short_range(self, match: re.Match[str]) -> Part | None:
        """«с 25.12 по 15.01»; pairs that could as well be hours are left alone."""
        numbers = self._numbers(*match.span())
        if len(numbers) != 4 or not (match["dot"] or any(month % 5 for month in numbers[1::2])):
            return None
        first, last = Day(None, numbers[1], numbers[0]), Day(None, numbers[3], numbers[2])
        if not (first.exists() and last.exists()):
            return None
        return Part(*match.span(), [Interval(first, last)])

    def year_first(self, match: re.Match[str]) -> Part | None:
        begin, end = match.span()
        numbers = self._numbers(begin, end)
        days = [Interval(Day(numbers[0], numbers[1], numbers[2]))]
        part = Part(begin, end, days, case=self._ending(match))
        if len(numbers) >= 5 and "T" in match[0]:
            part.times = (time(numbers[3], numbers[4], tzinfo=self._zone(match)),)
        return part

    def _zone(self, match: re.Match[str]) -> timezone | None:
        written = "".join(self.tokens[match.start() : match.end()])
        if written[-1:] in "Zz":
            return UTC
        if zone := re.search(r"([+-])([0-9]{2}):?([0-9]{2})?$", written[10:]):
            shift = timedelta(hours=int(zone[2]), minutes=int(zone[3] or 0))
            if shift < timedelta(hours=24):
                return timezone(shift if zone[1] == "+" else -shift)
        return None

    def _roman_month(self, match: re.Match[str]) -> int:
        return next(self._word(i).value for i in range(*match.span()) if self.letters[i] == "R")

    def day_first(self, match: re.Match[str]) -> Part | None:
        return self._named_month(match)

    def month_first(self, match: re.Match[str]) -> Part | None:
        """«қаңтардың 25-інде», «қаңтар айының 25-күні»; «January 25, 2018» needs its year."""
        month_end = match.end("word") if match["word"] else match.end("month")
        owner = next(
            self._word(i).case for i in range(month_end - 1, match.start("month") - 1, -1) if self.letters[i] in "MmA"
        )
        dayword = "k" in self.letters[match.start("days") - 1 : match.end("days")]
        if owner != "of" and not (match["word"] and dayword) and not match["after"]:
            return None
        return self._named_month(match)

    def _named_month(self, match: re.Match[str]) -> Part | None:
        month_index = next(i for i in range(match.start("month"), match.end("month")) if self.letters[i] in "Mm")
        month = self._word(month_index)
        year = self._year(match)
        items = self._day_items(match.start("days"), match.end("days"))
        part = Part(*match.span(), case=month.case or items[-1].case)
        if year == _IMPOSSIBLE:
            return part
        days = [Day(year, month.value, item.value) for item in items]
        joints = self.letters[items[0].end : items[-1].begin]
        if "," in joints and "&" not in joints and any(b.value - a.value != 1 for a, b in pairwise(items)):
            return None  # «ул. Абая 12, 25 января»
        if len(days) == 2 and (items[0].case == "from" or "-" in joints or "p" in joints or "u" in joints):
            interval = Interval(days[0], days[1])
            part.days = [interval] if items[0].value < items[1].value else []
        elif len(days) == 2 and (
            _SPAN_AFTER.match(self.letters[match.end() : match.end() + 3]) or self._between(match)
        ):
            part.days = [Interval(days[0], days[1])]
        else:
            part.days = [Interval(day) for day in days]
            part.starts = (match.start(), *(item.begin for item in items[1:]))
        return part

    def _between(self, match: re.Match[str]) -> bool:
        return bool(_BETWEEN.search(self.letters[max(0, match.start() - 2) : match.start()]))

    def _day_items(self, begin: int, end: int) -> list["Item"]:
        items: list[Item] = []
        index = begin
        while index < end:
            letter = self.letters[index]
            if letter == "N":
                items.append(self._numeral(index, end))
                index = items[-1].end
                continue
            if letter in "12359":
                items.append(Item(index, index + 1, int(self.tokens[index])))
            elif letter in "vodn" and items and self.letters[index - 1] != " ":
                items[-1] = items[-1].extended(index + 1, _ending_case(self.tokens[index]))
            index += 1
        return items

    def _numeral(self, begin: int, end: int) -> "Item":
        """One number in words: «жиырма бесінші» is one, «он бес отызда» and «тоғыздан он сегізге» are two."""
        word = self._word(begin)
        tens = begin + 2 < end and word.value in (10, 20, 30, 40, 50) and word.case not in ("from", "to")
        if tens and self.letters[begin + 1] in " _" and self.letters[begin + 2] == "N":
            units = self._word(begin + 2)
            if units.value < 10:
                return Item(begin, begin + 3, word.value + units.value, units.case)
        return Item(begin, begin + 1, word.value, word.case)

    def _year(self, match: re.Match[str]) -> int | None:
        """The year written before or after the month; None if it is missing or says «this year»."""
        name = "before" if match["before"] else "after"
        if name not in match.re.groupindex or not match[name]:
            return None
        letters = match[name]
        if re.search("[C@sTL]", letters):
            return None
        begin, end = match.span(name)
        return self._year_in(begin, end)

    def _year_in(self, begin: int, end: int) -> int:
        letters = self.letters[begin:end]
        if "N" in letters:
            return self._year_in_words(begin, end)
        digits = "".join(self.tokens[i] for i in range(begin, end) if letters[i - begin] in "123459")
        year = int(digits)
        if len(digits) == 2:
            year += 2000
        return year if 1900 <= year <= 2100 else _IMPOSSIBLE

    def _year_in_words(self, begin: int, end: int) -> int:
        total = 0
        for index in range(begin, end):
            if self.letters[index] == "N":
                value = self._word(index).value
                total = max(total, 1) * 1000 if value == 1000 else total + value
        return total if 1900 <= total <= 2100 else _IMPOSSIBLE

    def months(self, match: re.Match[str]) -> Part | None:
        """A whole month or several; without a year it must say «айы» or «месяц»."""
        year = self._year(match)
        if not match["before"] and not match["after"] and not match["word"]:
            return None
        if year == _IMPOSSIBLE:
            return Part(*match.span())
        words = [self._word(i) for i in range(*match.span()) if self.letters[i] in "Mm"]
        first, last = words[0].value, words[-1].value
        if len(words) == 2 and "&" in match[0] and not _SPAN_AFTER.match(self.letters[match.end() : match.end() + 3]):
            return Part(*match.span())
        case = next((self._word(i).case for i in reversed(range(*match.span())) if self.letters[i] in "MmA"), "")
        interval = Interval(Day(year, first, 1), Day(year, last, _length(year, last)))
        return Part(*match.span(), [interval] if first <= last else [], "month", case)

    def quarter(self, match: re.Match[str]) -> Part | None:
        year = self._year(match)
        number = next((self._word(i).value for i in _ordinal(match) if self.letters[i] in "R1N"), 0)
        months = 6 if "H" in match[0] else 3
        if year is None or year == _IMPOSSIBLE or not 1 <= number <= 12 // months:
            return Part(*match.span())
        last = number * months
        interval = Interval(Day(year, last - months + 1, 1), Day(year, last, _length(year, last)))
        return Part(*match.span(), [interval], "quarter" if months == 3 else "month")

    def years(self, match: re.Match[str]) -> Part | None:
        begin, end = match.span()
        if "N" in match[0]:
            first = last = self._year_in_words(begin, end)
        elif self.letters[begin] == "2":
            first = last = self._year_in(begin, end)
        else:
            numbers = self._numbers(begin, end)
            first, last = numbers[0], numbers[-1]
            if last < 100:
                last += first - first % 100
        if _IMPOSSIBLE in (first, last) or first > last or ("&" in match[0] and last - first != 1):
            return Part(begin, end)
        return Part(begin, end, [Interval(Day(first, 1, 1), Day(last, 12, 31))], "year")

    def _ending(self, match: re.Match[str]) -> str:
        """The case of the year word or of the ending after a numeric date («25.01.2018 жылдан», «25.01.2018-ге»)."""
        last = self.letters[match.end() - 1]
        return _ending_case(self.tokens[match.end() - 1]) if last in "vodny" else ""

    # -- hours

    def date_follows(self, index: int) -> bool:
        """Whether a date begins at a token, so that the number there is no hour."""
        return index < len(self.letters) and self._date_at(index, index) is not None

    def quantities(self, begin: int, end: int) -> list["Item"]:
        """The numbers between two tokens, in figures or in words."""
        return self._day_items(begin, end)

    def value(self, index: int) -> int:
        return self._word(index).value

    def _time_at(self, begin: int, last_end: int) -> Part | None:
        from hearings.dates.hours import read_hours

        return read_hours(self, begin, last_end)


@dataclass(frozen=True, slots=True)
class Item:
    """A day number in a list or range of days."""

    begin: int
    end: int
    value: int
    case: str = ""

    def extended(self, end: int, case: str) -> "Item":
        return Item(self.begin, end, self.value, case)


_IMPOSSIBLE = -1
_REFERENCE = re.compile("J[.:]{0,2}[ ]?$")
_NAME_BEFORE = re.compile('U(?:-[xXT])?[.]?[ ]?"?$')
_NAME_AFTER = re.compile('"?[ ]?-?[ ]?K')
_BETWEEN = re.compile("b[ _]$")
_SPAN_AFTER = re.compile("[ _]?G")


def _ending_case(token: str) -> str:
    """The case of an ending after a number; «на» and «не» are endings there, not prepositions."""
    word = LEXICON.word(token)
    return "to" if word.letter in "dn" else word.case


def _length(year: int | None, month: int) -> int:
    return calendar.monthrange(2001 if year is None else year, month)[1]


def _ordinal(match: re.Match[str]) -> range:
    return range(match.end("before") if match["before"] else match.start(), match.end())


_BUILDERS = {
    grammar.NUMERIC: Reader.numeric,
    grammar.ROMAN: Reader.roman,
    grammar.NUMERIC_DAYS: Reader.numeric_days,
    grammar.NUMERIC_HEAD: Reader.numeric_head,
    grammar.NUMERIC_SHORT_RANGE: Reader.numeric_short_range,
    grammar.YEAR_FIRST: Reader.year_first,
    grammar.DAY_FIRST: Reader.day_first,
    grammar.MONTH_FIRST: Reader.month_first,
    grammar.MONTHS: Reader.months,
    grammar.QUARTER: Reader.quarter,
    grammar.YEARS: Reader.years,
}
