"""Reads hours of the day: «сағат 11:00-де», «в 15.00 часов», «15 сағат 00 мин.», «с 9 до 18 часов», «в полдень».

A pair of numbers is an hour only where something says so: a colon, a preposition, «сағат», «часов», an announcing
word. Lengths of time («в течение 2 часов»), ratios and codes give nothing.
"""

import re
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from hearings.dates import grammar
from hearings.dates.words import DAYTIME, EVENING, MORNING, NIGHT

if TYPE_CHECKING:
    from hearings.dates.reading import Part, Reader

_WORKING_HOUR = 6
_DENIED = re.compile("(?:J[.:]{0,2}|D(?:[ ][xX])?:?)[ _]?$")
_CODE = re.compile("(?:[0-9][-.,:/]|[0-9#+XO]|#[ ])$")


@dataclass(frozen=True, slots=True)
class _Hour:
    """One hour as written, with what speaks for its being one."""

    begin: int
    end: int
    hour: int
    minute: int
    shape: str
    tail: str

    @property
    def named(self) -> bool:
        """«часов», «сағат» or «мин.» stands with it."""
        return self.shape == "hm" or bool(re.search("[hS]", self.tail))

    @property
    def has_ending(self) -> bool:
        return bool(re.search("[vod]", self.tail))


def read_hours(reader: "Reader", begin: int, last_end: int) -> "Part | None":
    """The hours that begin at a token; None where nothing makes the numbers hours."""
    letters = reader.letters
    if noon := grammar.NOON.match(letters, begin):
        return _part(begin, noon.end(), (time(12),), None)
    if one := grammar.ONE_OF_THE_DAY.match(letters, begin):
        return _part(begin, one.end(), (time(13),), None)
    match = grammar.TIME.match(letters, begin)
    if match is None or _denied(letters, begin, last_end):
        return None
    context = match["context"] or ""
    if context and reader.date_follows(begin + len(context)):
        return None
    hours = _hours(reader, begin + len(context), match.end())
    if not hours or not (_evident(hours, context) or _after_date(letters, hours[0], last_end)):
        return None
    if _may_be_days(letters, hours):
        return None
    shift_word = _part_of_day(reader, match)
    times = [_clock(hour, shift_word) for hour in hours]
    values = [value for value in times if value is not None]
    if len(values) != len(times):
        return _part(begin, match.end(), (), None)
    if len(values) == 2 and _is_range(letters, hours, match):
        return _part(begin, match.end(), (values[0],), values[1])
    return _part(begin, match.end(), tuple(values), None, until="u" in context, label=_label(context))


def _part(
    begin: int, end: int, times: tuple[time, ...], end_time: time | None, *, until: bool = False, label: str = ""
) -> "Part":
    from hearings.dates.reading import Part

    return Part(begin, end, precision="time", times=times, end_time=end_time, until=until, label=label)


def _label(context: str) -> str:
    """`W` if a word announces the hour, `I` if it is that of the registration."""
    return next((letter for letter in "IW" if letter in context), "")


def _denied(letters: str, begin: int, last_end: int) -> bool:
    before = letters[max(0, begin - 5) : begin]
    if letters[begin] in "12N" and _CODE.search(before) and begin - 1 != last_end and begin != last_end:
        return True
    return bool(_DENIED.search(before))


def _hours(reader: "Reader", begin: int, end: int) -> list[_Hour]:
    """The single hours of a matched expression; empty if a number in it is no hour."""
    hours: list[_Hour] = []
    position = begin
    while position < end:
        if reader.letters[position] not in "12N":
            position += 1
            continue
        match = grammar.ONE_TIME.match(reader.letters, position, end)
        if match is None:
            return []
        hour = _hour(reader, match)
        if hour is None:
            return []
        hours.append(hour)
        position = hour.end
    return hours


def _hour(reader: "Reader", match: re.Match[str]) -> _Hour | None:
    shape = next(name for name in ("clock", "hm", "pair", "bare") if match[name])
    begin, end = match.span(shape)
    items = reader.quantities(begin, end)
    if shape == "bare" and len(items) > 1 and items[0].case == "from":
        return _Hour(begin, items[0].end, items[0].value, 0, shape, "v")
    numbers = [item.value for item in items]
    minute = numbers[1] if len(numbers) > 1 else 0
    if "j" in match["tail"]:
        minute = 30
    if not 0 <= numbers[0] <= 23 or minute > 59:
        return None
    return _Hour(match.start(), match.end(), numbers[0], minute, shape, match["tail"])


def _evident(hours: list[_Hour], context: str) -> bool:
    first = hours[0]
    says_hour = "S" in context or "W" in context
    parts_of_day = "P" in context or any("P" in hour.tail for hour in hours)
    named = any(hour.named for hour in hours)
    if any(hour.shape == "clock" for hour in hours):
        loose = len(hours) == 1 and first.hour < _WORKING_HOUR + 1 and not context and not first.named
        return not (loose and not first.has_ending and not parts_of_day and first.minute % 15)
    if any(hour.shape == "hm" for hour in hours):
        return (
            bool(context and context.strip(" _") != "d")
            or first.hour >= _WORKING_HOUR
            or first.has_ending
            or parts_of_day
        )
    if any(hour.shape == "pair" for hour in hours):
        return bool(context) or named or any(hour.has_ending for hour in hours)
    if "S" in context:
        return True
    if parts_of_day:
        return bool(context) or named
    if not named or not context or context.strip(" _") == "d":
        return False
    return first.hour >= _WORKING_HOUR or says_hour or context[0] == "t"


def _after_date(letters: str, hour: _Hour, last_end: int) -> bool:
    """A pair right behind a date is its hour if it looks like one: «25.01.2018 15-00»."""
    if not last_end or not 0 < hour.begin - last_end < 4:
        return False
    usual = _WORKING_HOUR < hour.hour < 21 and hour.minute % 5 == 0
    return (hour.shape == "clock" or (hour.shape == "pair" and usual)) and not letters[last_end : hour.begin].strip(" _,g.")


def _may_be_days(letters: str, hours: list[_Hour]) -> bool:
    """«с 10.05 по 12.05» may be days of May or hours: not certain, so neither."""
    if len(hours) != 2 or any(hour.shape != "pair" or hour.named for hour in hours):
        return False
    months = all(1 <= hour.minute <= 12 and hour.hour > 0 for hour in hours)
    return months and "p" in letters[hours[0].end : hours[1].begin]


def _part_of_day(reader: "Reader", match: re.Match[str]) -> int | None:
    """Which part of the day is named, if any; «түстен бұрын», «түске дейін» is the morning."""
    for index in range(*match.span()):
        if reader.letters[index] == "P":
            return reader.value(index)
    return None


def _clock(hour: _Hour, part_of_day: int | None) -> time | None:
    """The hour on a clock of 24 hours."""
    value = hour.hour
    if part_of_day in (DAYTIME, EVENING) and value < (8 if part_of_day == DAYTIME else 12):
        value += 12
    elif part_of_day == NIGHT and 8 < value < 13:
        value = (value + 12) % 24
    elif part_of_day == MORNING and value > 12:
        return None
    return time(value, hour.minute)


def _is_range(letters: str, hours: list[_Hour], match: re.Match[str]) -> bool:
    joint = letters[hours[0].end : hours[1].begin]
    if re.search("[-pu~]", joint) or match["span"]:
        return True
    return match["till"] is not None or (hours[0].has_ending and "," not in joint and "&" not in joint)
