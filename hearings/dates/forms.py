"""One function for each form of a date: what the grammar matched becomes a part.

None means "not this form after all"; a part without days is a date that is written but impossible.
"""

import calendar
import re
from collections.abc import Callable
from datetime import UTC, time, timedelta, timezone
from itertools import pairwise

from hearings.dates import grammar
from hearings.dates.parts import Day, Interval, Part
from hearings.dates.passage import IMPOSSIBLE, Passage, ending_case

_JOINTS = frozenset("-pu&")
_BETWEEN = re.compile("b[ _]$")
_SINCE = re.compile("s[ _]?$")
_SPAN_AFTER = re.compile("[ _]?G")


def numeric(passage: Passage, match: re.Match[str]) -> Part | None:
    day, month, year = passage.numbers(*match.span())[:3]
    if year < 100:
        if _is_version(passage, match.start()):
            return None
        year += 2000 if year < 70 else 1900
    return Part(*match.span(), [Interval(Day(year, month, day))], case=_ending(passage, match))


def _is_version(passage: Passage, begin: int) -> bool:
    """«Windows 10.12.18»"""
    return begin >= 2 and passage.letters[begin - 2 : begin] == "X " and passage.tokens[begin - 2].isascii()


def roman(passage: Passage, match: re.Match[str]) -> Part | None:
    day, year = passage.numbers(*match.span())[:2]
    return Part(*match.span(), [Interval(Day(year + 2000 * (year < 100), _roman_month(passage, match), day))])


def numeric_head(passage: Passage, match: re.Match[str]) -> Part | None:
    numbers = passage.numbers(*match.span())
    month = numbers[1] if len(numbers) > 1 else _roman_month(passage, match)
    return Part(*match.span(), [Interval(Day(None, month, numbers[0]))])


def numeric_days(passage: Passage, match: re.Match[str]) -> Part | None:
    """«12-19.10.2022»"""
    first, last, month, year = passage.numbers(*match.span())[:4]
    interval = Interval(Day(year, month, first), Day(year, month, last))
    return Part(*match.span(), [interval] if first < last else [])


def numeric_short_range(passage: Passage, match: re.Match[str]) -> Part | None:
    """«с 25.12 по 15.01»; pairs that could as well be hours are left alone."""
    numbers = passage.numbers(*match.span())
    since = "p" not in match[0] or _SINCE.search(passage.letters[max(0, match.start() - 2) : match.start()])
    if len(numbers) != 4 or not (match["dot"] or (since and _are_days(numbers, through="p" in match[0]))):
        return None
    first, last = Day(None, numbers[1], numbers[0]), Day(None, numbers[3], numbers[2])
    if not (first.exists() and last.exists()):
        return None
    return Part(*match.span(), [Interval(first, last)])


def _are_days(numbers: list[int], *, through: bool) -> bool:
    """«с 10.05 по 12.05» are days; «10.30 - 12.10» and «с 9.10 по 18.10» may be hours."""
    if not through:
        return any(month % 5 for month in numbers[1::2])
    return any(month % 10 for month in numbers[1::2]) or any(day < 7 or day > 21 for day in numbers[::2])


def day_month(passage: Passage, match: re.Match[str]) -> Part | None:
    """«25.01 күні», «2018 ж. 25.01»"""
    *year, day, month = passage.numbers(*match.span())
    meant = Day(year[0] if year else None, month, day)
    return Part(*match.span(), [Interval(meant)]) if month and (meant.exists() or year) else None


def year_first(passage: Passage, match: re.Match[str]) -> Part | None:
    begin, end = match.span()
    numbers = passage.numbers(begin, end)
    days = [Interval(Day(numbers[0], numbers[1], numbers[2]))]
    part = Part(begin, end, days, case=_ending(passage, match))
    if len(numbers) >= 5 and "T" in match[0]:
        part.times = (time(numbers[3], numbers[4], tzinfo=_zone(passage, match)),)
    return part


def _zone(passage: Passage, match: re.Match[str]) -> timezone | None:
    written = "".join(passage.tokens[match.start() : match.end()])
    if written[-1:] in "Zz":
        return UTC
    if zone := re.search(r"([+-])([0-9]{2}):?([0-9]{2})?$", written[10:]):
        shift = timedelta(hours=int(zone[2]), minutes=int(zone[3] or 0))
        if shift < timedelta(hours=24):
            return timezone(shift if zone[1] == "+" else -shift)
    return None


def _roman_month(passage: Passage, match: re.Match[str]) -> int:
    return next(passage.word(i).value for i in range(*match.span()) if passage.letters[i] in "RMm")


def plain(passage: Passage, match: re.Match[str]) -> Part | None:
    """«2018 жылғы 25 қаңтарда», «25 января 2018 года»"""
    year, day, month = match.span("before")[0], match.span("day")[0], match.span("month")[0]
    if year < 0:
        year, day, month = match.span("after")[0], match.span("first")[0], match.span("then")[0]
    name, tokens = passage.word(month), passage.tokens
    days = [Interval(Day(int(tokens[year]), name.value, int(tokens[day])))]
    return Part(match.start(), match.end(), days, case=name.case, starts=(match.start(),))


def street(_: Passage, match: re.Match[str]) -> Part:
    return Part(*match.span())


def month_first(passage: Passage, match: re.Match[str]) -> Part | None:
    """«қаңтардың 25-інде», «қаңтар айының 25-күні»; «January 25, 2018» needs its year."""
    month_end = match.end("word") if match["word"] else match.end("month")
    owner = next(
        passage.word(i).case for i in range(month_end - 1, match.start("month") - 1, -1) if passage.letters[i] in "MmA"
    )
    dayword = "k" in passage.letters[match.start("days") - 1 : match.end("days")]
    if owner != "of" and not (match["word"] and dayword) and not match["after"]:
        return None
    return named_month(passage, match)


def named_month(passage: Passage, match: re.Match[str]) -> Part | None:
    """«2018 жылғы 25 қаңтар», «с 12 по 19 октября 2022 года», «19, 20 и 21 марта»"""
    month = passage.word(match.start("month") + match["month"].lower().index("m"))
    year = passage.year(match)
    items = passage.items(match.start("days"), match.end("days"))
    part = Part(*match.span(), case=month.case or items[-1].case)
    if year == IMPOSSIBLE:
        return part
    days = [Day(year, month.value, item.value) for item in items]
    if len(days) == 1:
        part.days = [Interval(days[0])]
        part.starts = (match.start(),)
        return part
    joints = passage.letters[items[0].end : items[-1].begin]
    if "," in joints and "&" not in joints and any(b.value - a.value != 1 for a, b in pairwise(items)):
        return None  # «ул. Абая 12, 25 января»
    backwards = len(days) == 2 and (items[0].value > items[1].value or items[0].value == 0)
    if backwards and joints in (" - ", " -") and items[0].case != "from":
        return None  # «ул. Аральская, 15 – 4 октября»: the number of a house
    if len(days) == 2 and (items[0].case == "from" or "-" in joints or "p" in joints or "u" in joints):
        interval = Interval(days[0], days[1])
        part.days = [interval] if items[0].value < items[1].value else []
    elif len(days) == 2 and (
        _SPAN_AFTER.match(passage.letters[match.end() : match.end() + 3]) or _between(passage, match)
    ):
        part.days = [Interval(days[0], days[1])]
    else:
        part.days = [Interval(day) for day in days]
        part.starts = (match.start(), *(item.begin for item in items[1:]))
    return part


def months(passage: Passage, match: re.Match[str]) -> Part | None:
    """A whole month or several; without a year it must say «айы» or «месяц»."""
    year = passage.year(match)
    if not match["before"] and not match["after"] and not match["word"]:
        return None
    if year == IMPOSSIBLE:
        return Part(*match.span())
    words = [passage.word(i) for i in range(*match.span()) if passage.letters[i] in "Mm"]
    first, last = words[0].value, words[-1].value
    if len(words) == 2 and _JOINTS.isdisjoint(match[0]) and words[0].case != "from":
        return None
    if len(words) == 2 and "&" in match[0] and not _SPAN_AFTER.match(passage.letters[match.end() : match.end() + 3]):
        return Part(*match.span())
    case = next((passage.word(i).case for i in reversed(range(*match.span())) if passage.letters[i] in "MmA"), "")
    interval = Interval(Day(year, first, 1), Day(year, last, _length(year, last)))
    return Part(*match.span(), [interval] if first <= last else [], "month", case)


def quarter(passage: Passage, match: re.Match[str]) -> Part | None:
    year = passage.year(match)
    number = next((passage.word(i).value for i in _ordinal(match) if passage.letters[i] in "R1N"), 0)
    months = 6 if "H" in match[0] else 3
    if year is None or year == IMPOSSIBLE or not 1 <= number <= 12 // months:
        return Part(*match.span())
    last = number * months
    interval = Interval(Day(year, last - months + 1, 1), Day(year, last, _length(year, last)))
    return Part(*match.span(), [interval], "quarter" if months == 3 else "month")


def years(passage: Passage, match: re.Match[str]) -> Part | None:
    begin, end = match.span()
    if "N" in match[0]:
        first = last = passage.year_in_words(begin, end)
    elif passage.letters[begin] == "2":
        first = last = passage.year_in(begin, end)
    else:
        numbers = passage.numbers(begin, end)
        first, last = numbers[0], numbers[-1]
        if last < 100:
            last += first - first % 100
    if IMPOSSIBLE in (first, last) or first > last or ("&" in match[0] and last - first != 1):
        return Part(begin, end)
    return Part(begin, end, [Interval(Day(first, 1, 1), Day(last, 12, 31))], "year")


def _ending(passage: Passage, match: re.Match[str]) -> str:
    """The case of the year word or of the ending after a numeric date («25.01.2018 жылдан», «25.01.2018-ге»)."""
    last = passage.letters[match.end() - 1]
    return ending_case(passage.tokens[match.end() - 1]) if last in "vodny" else ""


def _between(passage: Passage, match: re.Match[str]) -> bool:
    return bool(_BETWEEN.search(passage.letters[max(0, match.start() - 2) : match.start()]))


def _length(year: int | None, month: int) -> int:
    return calendar.monthrange(2001 if year is None else year, month)[1]


def _ordinal(match: re.Match[str]) -> range:
    return range(match.end("before") if match["before"] else match.start(), match.end())


Builder = Callable[[Passage, re.Match[str]], Part | None]
_BUILDERS: dict[re.Pattern[str], Builder] = {
    grammar.PLAIN: plain,
    grammar.STREET: street,
    grammar.NUMERIC: numeric,
    grammar.ROMAN: roman,
    grammar.NUMERIC_DAYS: numeric_days,
    grammar.NUMERIC_HEAD: numeric_head,
    grammar.NUMERIC_SHORT_RANGE: numeric_short_range,
    grammar.DAY_MONTH: day_month,
    grammar.YEAR_DAY_MONTH: day_month,
    grammar.YEAR_FIRST: year_first,
    grammar.DAY_FIRST: named_month,
    grammar.MONTH_FIRST: month_first,
    grammar.MONTHS: months,
    grammar.QUARTER: quarter,
    grammar.YEARS: years,
}
Forms = tuple[tuple[re.Pattern[str], Builder], ...]
_FORMS: dict[str, dict[str, Forms]] = {
    letter: {
        behind: tuple((pattern, _BUILDERS[pattern]) for pattern in patterns) for behind, patterns in choice.items()
    }
    for letter, choice in grammar.DATE_PATTERNS.items()
}


def forms_at(letters: str, index: int) -> Forms:
    """The forms a date may have that begins at a token, in the order in which they are tried."""
    choice = _FORMS.get(letters[index])
    if choice is None:
        return ()
    behind = letters[index + 1 : index + 3]
    return choice.get(behind) or choice.get(behind[:1], choice[""])
