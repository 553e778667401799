"""Joins parts into mentions: ranges, lists, hours of a day, open intervals, missing years."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Literal

from hearings.dates import grammar
from hearings.dates.parts import Day, Interval, Part, Precision

Open = Literal["start", "end"]
MONTHS_BACK = 2
_NEAR = 40  # tokens between a day and its hour
_TURN = 6  # tokens between two borders with their hours

_SPAN = re.compile("[ _]?(?:k[ _]?)?G")
_TILL_OR_SPAN = re.compile("[ _]?(?:k[ _]?)?[GEV]")
_BETWEEN = re.compile("b[ _]?$")
_SINCE = re.compile("s[ _]?$")


@dataclass(slots=True)
class Draft:
    """A mention whose place is still counted in tokens."""

    begin: int
    end: int
    interval: Interval | None
    precision: Precision
    open: Open | None = None
    times: tuple[time, ...] = ()
    end_time: time | None = None


def joined(parts: list[Part], letters: str, anchor: date | None) -> Iterator[Draft]:
    """Mentions in order of appearance, without overlap."""
    if len(parts) > 1:
        parts = _hourly_ranges(_ranges(parts, letters), letters)
    if _lacks_a_year(parts):
        parts = _late_years(parts, letters)
        _lend_years(parts, letters)
    index = 0
    while index < len(parts):
        part = parts[index]
        following = parts[index + 1] if index + 1 < len(parts) else None
        if part.precision == "time":
            if following and following.precision == "day" and _leads(part, following, parts, index, letters):
                index += 1
                yield from _drafts(following, part, part.begin, following.end, letters, anchor)
            elif part.times:
                yield Draft(part.begin, part.end, None, "time", None, part.times, part.end_time)
        elif following and following.precision == "time" and _follows(part, following, letters):
            index += 1
            yield from _drafts(part, following, part.begin, following.end, letters, anchor)
        else:
            yield from _drafts(part, None, part.begin, part.end, letters, anchor)
        index += 1


def _lacks_a_year(parts: list[Part]) -> bool:
    for part in parts:
        for interval in part.days:
            if interval.border.year is None:
                return True
    return False


def _follows(part: Part, hours: Part, letters: str) -> bool:
    if part.precision != "day" or hours.begin - part.end > _NEAR:
        return False
    between = letters[_past_markers(part.end, letters) : hours.begin]
    if not between.strip():
        return hours.label != "I"
    if hours.label == "I" or (hours.label and "_" in between):
        return False
    return grammar.TIME_AFTER_JOINT.fullmatch(between) is not None


def _past_markers(end: int, letters: str) -> int:
    if not grammar.MARKER.match(letters, end):
        return end
    for marker in (grammar.STARTING, grammar.INCLUSIVE, grammar.TILL):
        if match := marker.match(letters, end):
            end = match.end()
    return end


def _leads(hours: Part, part: Part, parts: list[Part], index: int, letters: str) -> bool:
    """Whether hours stand before their day: «15 сағат 00 мин. 2024 жылдың 19 наурызында»."""
    if part.begin - hours.end > _NEAR or not grammar.TIME_BEFORE_JOINT.fullmatch(letters[hours.end : part.begin]):
        return False
    own_hours = index + 2 < len(parts) and parts[index + 2].is_time and _follows(part, parts[index + 2], letters)
    return not own_hours


# -- ranges and lists


def _ranges(parts: list[Part], letters: str) -> list[Part]:
    """Joins «1 ақпаннан 20 ақпанға дейін», «с 1.II по 20.II.2018» and the like into one part."""
    result: list[Part] = []
    for part in parts:
        earlier = result[-1] if result else None
        if earlier is not None and _is_range(earlier, part, letters):
            result[-1] = _range(earlier, part)
        else:
            result.append(part)
    return result


def _hourly_ranges(parts: list[Part], letters: str) -> list[Part]:
    """Joins «с 9:00 25 января до 18:00 31 января» and «с 25 января 9:00 до 31 января 18:00» into one part."""
    if len(parts) < 4:
        return parts
    result: list[Part] = []
    index = 0
    while index < len(parts):
        four = parts[index : index + 4]
        joined = _hourly_range(four, letters) if len(four) == 4 and four[2].begin - four[1].end < _TURN else None
        result.append(joined or parts[index])
        index += 4 if joined else 1
    return result


def _hourly_range(four: list[Part], letters: str) -> Part | None:
    hours_first = four[0].is_time
    days, hours = (four[1::2], four[::2]) if hours_first else (four[::2], four[1::2])
    if any(day.precision != "day" or len(day.days) != 1 or day.days[0].last for day in days):
        return None
    if any(not hour.is_time or len(hour.times) != 1 or hour.end_time or hour.label for hour in hours):
        return None
    if letters[four[0].end : four[1].begin].strip(" ,") or letters[four[2].end : four[3].begin].strip(" ,"):
        return None
    if not _turns(four, letters):
        return None
    first, last = days
    part = _range(first, last)
    part.begin, part.end = four[0].begin, four[3].end
    part.times, part.end_time = hours[0].times, hours[1].times[0]
    if part.days and part.days[0].first == part.days[0].last:
        part.days[0].last = None
    return part


def _turns(four: list[Part], letters: str) -> bool:
    """Whether «с … до», «-нан … дейін» or a dash stands around the borders."""
    begin, turn = four[0].begin, letters[four[1].end : four[2].begin].strip(" ,")
    if turn == "-" or (not turn and letters[four[3].begin : four[3].end].endswith("E")):
        return True
    since = letters[begin] == "s" or _SINCE.search(letters[max(0, begin - 2) : begin])
    return bool(since) and (turn in {"u", "p"} or (not turn and letters[four[2].begin] in "up"))


def _late_years(parts: list[Part], letters: str) -> list[Part]:
    """«25 января в 15:00 2018 года»: the year stands behind the hour."""
    result: list[Part] = []
    for part in parts:
        day, hours = result[-2:] if len(result) > 1 else (part, part)
        follows = part.precision == "year" and hours.is_time and day.precision == "day" and len(day.days) == 1
        if follows and part.days and not letters[hours.end : part.begin].strip(" ,"):
            first, last = part.days[0].first, part.days[0].border
            if day.days[0].border.year is None and first.year == last.year:
                day.days[0].border.year = first.year
                hours.end = part.end
                continue
        result.append(part)
    return result


def _is_range(first: Part, last: Part, letters: str) -> bool:
    if last.begin - first.end > 12 or first.precision != last.precision or first.precision == "time":
        return False
    if (
        len(first.days) > 1
        or len(last.days) > 1
        or any(i.last and first.precision == "day" for i in first.days + last.days)
    ):
        return False
    between = letters[first.end : last.begin]
    if not between.strip(" _"):
        return first.case == "from" and bool(_TILL_OR_SPAN.match(letters, last.end))
    if grammar.RANGE_JOINT.fullmatch(between):
        if "B" in between:
            return last.case == "to" or bool(_TILL_OR_SPAN.match(letters, last.end))
        return True
    spanned = _SPAN.match(letters, last.end) is not None
    within = _BETWEEN.search(letters[max(0, first.begin - 2) : first.begin]) is not None
    return between.strip(" _") in {"&", ",&"} and (spanned or within)


def _range(first: Part, last: Part) -> Part:
    part = Part(first.begin, last.end, precision=first.precision)
    if not first.days or not last.days:
        return part
    begin, end = first.days[0].first, last.days[0].border
    begin, end = Day(begin.year, begin.month, begin.day), Day(end.year, end.month, end.day)
    turn = (begin.month, begin.day) > (end.month, end.day)
    if begin.year is None and end.year is not None:
        begin.year = end.year - turn
    elif end.year is None and begin.year is not None:
        end.year = begin.year + turn
    part.days = [Interval(begin, end)]
    return part


def _lend_years(parts: list[Part], letters: str) -> None:
    """In a list of days the year may stand only once: «25 января в 11:00 и 26 января 2018 года в 15:00»."""
    dated = [index for index, part in enumerate(parts) if part.days and part.precision == "day"]
    listed = [(parts[i], parts[j]) for i, j in pairwise(dated) if _listed(parts[i : j + 1], letters)]
    for earlier, later in reversed(listed):
        _lend(later, earlier, forward=False)
    for earlier, later in listed:
        _lend(earlier, later, forward=True)


def _listed(parts: list[Part], letters: str) -> bool:
    """Whether two days, with nothing but their hours between them, are items of one list."""
    earlier, *hours, later = parts
    if later.begin - earlier.end > _NEAR or not all(part.is_time for part in hours):
        return False
    ends = [part.end for part in (earlier, *hours)]
    begins = [part.begin for part in (*hours, later)]
    rest = " ".join(letters[end:begin] for end, begin in zip(ends, begins, strict=True))
    rest = re.sub("[ _]+", " ", rest)
    if hours and "=" not in rest and "#" not in rest and "&" in rest:
        return True  # «25 января 2018 года в 11:00 в с. Аксу и 26 января в 15:00 в с. Талды»
    return bool(re.fullmatch(r"(?:[,;&td(). ]|w){1,8}", rest)) and bool(re.search("[,;&d]", rest))


def _lend(lender: Part, borrower: Part, *, forward: bool) -> None:
    given = lender.days[-1].border if forward else lender.days[0].first
    for interval in borrower.days:
        for day in {id(interval.first): interval.first, id(interval.border): interval.border}.values():
            if day.year is None and given.year is not None:
                later = (day.month, day.day) >= (given.month, given.day)
                day.year = given.year + (0 if later == forward else 1 if forward else -1)


# -- borders, hours and years


def _drafts(part: Part, hours: Part | None, begin: int, end: int, letters: str, anchor: date | None) -> Iterator[Draft]:
    """The mentions of one part: one for each day of a list, with its hour if there is one for each."""
    if not part.days or not all(_dated(interval, anchor) for interval in part.days):
        if hours is not None and hours.times and part.days:
            yield Draft(hours.begin, hours.end, None, "time", None, hours.times, hours.end_time)
        return
    times = part.times or (hours.times if hours else ())
    end_time = part.end_time or (hours.end_time if hours else None)
    count = len(part.days)
    if count == 1:
        opening, left, right = _border(
            part, begin, end, letters, hours is not None and hours.until and hours.begin < part.begin
        )
        yield Draft(left, right, part.days[0], part.precision, opening, times, end_time)
        return
    begins = [begin, *part.starts[1:]]
    ends = [*(_trimmed(letters, part.starts[i], part.starts[i + 1]) for i in range(count - 1)), end]
    each = len(times) == count and end_time is None
    for number, interval in enumerate(part.days):
        own = (times[number],) if each else times
        yield Draft(begins[number], ends[number], interval, part.precision, None, own, end_time)


def _trimmed(letters: str, begin: int, end: int) -> int:
    while end > begin + 1 and letters[end - 1] in " _,&-pu":
        end -= 1
    return end


def _border(part: Part, begin: int, end: int, letters: str, hours_until: bool) -> tuple[Open | None, int, int]:
    """Whether an interval is open, and where the mention ends with the words that say so."""
    opening: Open | None = None
    after = part.end
    if not grammar.MARKER.match(letters, part.end):
        opening = "end" if part.case == "from" else None
    elif till := grammar.TILL.match(letters, part.end):
        opening, after = "start", till.end()
    elif starting := grammar.STARTING.match(letters, part.end):
        opening, after = "end", starting.end()
    if "B" in letters[part.begin : part.end]:
        opening = "end"
    if inclusive := grammar.INCLUSIVE.match(letters, after):
        after = inclusive.end()
        opening = "start"
        if till := grammar.TILL.match(letters, after):
            after = till.end()
    if hours_until:
        opening = "start"
    elif (lead := grammar.BORDER.search(letters[max(0, begin - 6) : begin])) and (lead["until"] or opening != "start"):
        opening, begin = "start" if lead["until"] else "end", begin - len(lead[0])
    if _is_closed(part, opening):
        opening = None
    return opening, begin, max(end, after)


def _is_closed(part: Part, opening: Open | None) -> bool:
    """Ranges have both borders; «до 2025 года» does not say whether the year itself is meant."""
    if part.precision == "day":
        return part.days[0].last is not None
    first, last = part.days[0].first, part.days[0].border
    several = first.year != last.year or (part.precision == "month" and first.month != last.month)
    return several or opening == "start"


def _dated(interval: Interval, anchor: date | None) -> bool:
    """Gives missing years from the anchor and says whether the interval now is one of the calendar."""
    first, last = interval.first, interval.last
    if first.year is None and (anchor is None or not _anchored(interval, anchor)):
        return False
    if last is None:
        return first.exists()
    if last.year is None:
        last.year = first.date().year + ((last.month, last.day) < (first.month, first.day))
    return first.exists() and last.exists() and first.date() <= last.date()


def _anchored(interval: Interval, anchor: date) -> bool:
    """The year that brings the day nearest after the anchor, up to two months before it."""
    lower = _months_before(anchor, MONTHS_BACK)
    day = interval.first
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        if not 1 <= year <= 9999 or day.day > calendar.monthrange(year, day.month)[1]:
            continue
        if lower <= date(year, day.month, day.day) < _next_year(lower):
            day.year = year
    if day.year is None:
        return False
    if interval.last is not None and day.year > anchor.year - 1:
        _prefer_running(interval, anchor)
    return True


def _prefer_running(interval: Interval, anchor: date) -> None:
    """An interval that runs on the anchor's day is meant, though it may have begun more than two months ago."""
    first, last = interval.first, interval.border
    year = first.date().year - 1
    end_year = year + ((last.month, last.day) < (first.month, first.day))
    if not (Day(year, first.month, first.day).exists() and Day(end_year, last.month, last.day).exists()):
        return
    if date(year, first.month, first.day) <= anchor <= date(end_year, last.month, last.day):
        first.year = year


def _months_before(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 - months
    year, index = divmod(month, 12)
    if year < 1:
        return date.min
    return date(year, index + 1, min(day.day, calendar.monthrange(year, index + 1)[1]))


def _next_year(day: date) -> date:
    if day.year == date.max.year:
        return date.max
    if day.day > calendar.monthrange(day.year + 1, day.month)[1]:
        return date(day.year + 1, 3, 1)  # a year from 29 February on holds the 28th of the next one as well
    return date(day.year + 1, day.month, day.day)
