"""Reads hours of the day: «сағат 11:00-де», «в 15.00 часов», «15 сағат 00 мин.», «с 9 до 18 часов», «в полдень».

A pair of numbers is an hour only where something says so: a colon, a preposition, «сағат», «часов», an announcing
word. Lengths of time («в течение 2 часов»), ratios and codes give nothing.
"""

import re
from dataclasses import dataclass
from datetime import time

from hearings.dates import grammar
from hearings.dates.parts import Part
from hearings.dates.passage import Passage
from hearings.dates.words import DAYTIME, EVENING, MORNING, NIGHT

_WORKING_HOUR = 6
_DENIED = re.compile("(?:J[.:]{0,2}|D(?:[ ][xX])?:?)[ _]?$")
_SHAPES = ("clock", "hm", "pair", "bare")
_LINE_BREAKS = frozenset("_=")
_LINE_ENDS = frozenset(["", ";", ".", "_", "="])
_LINE = 120  # tokens of a line between its day and its hour
_BORDERS = frozenset("sduo")
_SHORT_MINUTE = frozenset("мМ")
_INFLECTED = frozenset("vod")
_JOINS_TO_RANGE = frozenset("-pu~/")
_CODE = re.compile("(?:[0-9][-.,:/]|[0-9#+XO]|#[ ])$")


@dataclass(slots=True)
class _Hour:
    """One hour as written. `named`: «часов», «сағат» or «мин.» stands with it; `inflected`: it has an ending."""

    begin: int
    end: int
    hour: int
    minute: int
    shape: str
    named: bool
    inflected: bool
    part_of_day: bool


def read_hours(passage: Passage, begin: int, last_end: int) -> tuple[int, Part] | None:
    """The hours that begin at a token, and where their figures begin; None where nothing makes the numbers hours."""
    letters = passage.letters
    if plain := grammar.PLAIN_HOUR.match(letters, begin):
        return None if _denied(letters, begin, last_end) else (begin, _plain(passage, plain))
    if letters[begin] in "Qt" and (special := _special(letters, begin)):
        return begin, special
    match = grammar.TIME.match(letters, begin)
    if match is None or _denied(letters, begin, last_end):
        return None
    context = match["context"] or ""
    value_begin = begin + len(context)
    hours = _hours(passage, value_begin, match.end())
    said = hours and (_evident(hours, context) or _after_date(letters, hours[0], last_end))
    if not said and not (len(hours) == 1 and not context and _closes_line(letters, hours[0], last_end)):
        return None
    if _may_be_days(letters, hours) or _is_rate(letters, hours, context, match.end()):
        return None
    shift_word = _part_of_day(passage, match)
    times = [_clock(hour, shift_word) for hour in hours]
    values = [value for value in times if value is not None]
    if len(values) != len(times):
        return value_begin, _part(begin, match.end(), (), None)
    if len(values) == 2 and _is_range(letters, hours, match):
        return value_begin, _part(begin, match.end(), (values[0],), values[1])
    part = _part(begin, match.end(), tuple(values), None, until="u" in context, label=_label(context))
    return value_begin, part


def _plain(passage: Passage, match: re.Match[str]) -> Part:
    """One hour or a range of two, written without anything unusual."""
    tokens = passage.tokens
    hour = time(int(tokens[match.start("hour")]), int(tokens[match.start("minute")]))
    last = None
    if match["range"]:
        last = time(int(tokens[match.start("last")]), int(tokens[match.start("end")]))
    return _part(*match.span(), (hour,), last, label=match["label"] or "")


def _special(letters: str, begin: int) -> Part | None:
    """«в полдень», «в час дня»"""
    if noon := grammar.NOON.match(letters, begin):
        return _part(begin, noon.end(), (time(12),), None)
    if one := grammar.ONE_OF_THE_DAY.match(letters, begin):
        return _part(begin, one.end(), (time(13),), None)
    return None


def _part(
    begin: int, end: int, times: tuple[time, ...], end_time: time | None, *, until: bool = False, label: str = ""
) -> Part:
    return Part(begin, end, precision="time", times=times, end_time=end_time, until=until, label=label)


def _label(context: str) -> str:
    """`W` if a word announces the hour, `I` if it is that of the registration."""
    return next((letter for letter in "IW" if letter in context), "")


def _denied(letters: str, begin: int, last_end: int) -> bool:
    before = letters[max(0, begin - 5) : begin]
    if before.endswith("+"):
        return True  # «+06:00»
    if begin and letters[begin] in "12N" and _CODE.search(before) and begin - 1 != last_end and begin != last_end:
        return True
    return bool(_DENIED.search(before))


def _hours(passage: Passage, begin: int, end: int) -> list[_Hour]:
    """The single hours of a matched expression; empty if a number in it is no hour."""
    hours: list[_Hour] = []
    position = begin
    while position < end:
        if passage.letters[position] not in "12N":
            position += 1
            continue
        match = grammar.ONE_TIME.match(passage.letters, position, end)
        if match is None:
            return []
        hour = _hour(passage, match)
        if hour is None:
            return []
        hours.append(hour)
        position = hour.end
    return hours


def _hour(passage: Passage, match: re.Match[str]) -> _Hour | None:
    shape = next(shape for shape in _SHAPES if match[shape])
    begin, end = match.span(shape)
    tail = match["tail"]
    items = passage.items(begin, end)
    if shape == "bare" and len(items) > 1 and items[0].case == "from":
        return _Hour(begin, items[0].end, items[0].value, 0, shape, named=False, inflected=True, part_of_day=False)
    if shape == "hm" and "O" in match[0] and _SHORT_MINUTE.isdisjoint(passage.tokens[begin:end]):
        return None
    hour = items[0].value
    minute = 30 if "j" in tail else items[1].value if len(items) > 1 else 0
    if not 0 <= hour <= 23 or minute > 59:
        return None
    named = shape == "hm" or "h" in tail or "S" in tail
    inflected = not _INFLECTED.isdisjoint(tail)
    return _Hour(match.start(), match.end(), hour, minute, shape, named, inflected, "P" in tail)


def _evident(hours: list[_Hour], context: str) -> bool:
    """Whether something around the numbers says that they are hours."""
    first, shapes = hours[0], {hour.shape for hour in hours}
    part_of_day = "P" in context or any(hour.part_of_day for hour in hours)
    if "clock" in shapes:
        small = len(hours) == 1 and first.hour <= _WORKING_HOUR and first.minute % 15 != 0
        return bool(not small or context or first.named or first.inflected or part_of_day)
    length = context.strip(" _") == "d"  # «на 2 часа»
    if "hm" in shapes:
        return bool(context and not length) or first.hour >= _WORKING_HOUR or first.inflected or part_of_day
    named = any(hour.named for hour in hours)
    if "pair" in shapes:
        if named or any(hour.inflected for hour in hours):
            return True
        return bool(context) and (first.minute % 5 == 0 or context.strip(" _") not in _BORDERS)  # «до 20.03»
    if "S" in context:
        return True
    if part_of_day:
        return bool(context) or named
    if not named or not context or length:
        return False
    return first.hour >= _WORKING_HOUR or "W" in context or context[0] == "t"


def _after_date(letters: str, hour: _Hour, last_end: int) -> bool:
    """A pair right behind a date is its hour if it looks like one: «25.01.2018 15-00»."""
    if not last_end or not 0 < hour.begin - last_end < 10:
        return False
    usual = _WORKING_HOUR < hour.hour < 21 and hour.minute % 5 == 0
    bare = hour.shape == "bare" and hour.named  # «6 июня 2019 года, 10 часов»
    looks_like_one = hour.shape == "clock" or (usual and (bare or hour.shape == "pair"))
    return looks_like_one and not letters[last_end : hour.begin].strip(" _,g.()w")


def _closes_line(letters: str, hour: _Hour, last_end: int) -> bool:
    """«18 сентября 2018 г. – п. Бухтарма, клуб, 11 ч.;»: an hour of the working day that ends the line of a day."""
    between = letters[last_end : hour.begin]
    usual = hour.named and _WORKING_HOUR < hour.hour < 21 and hour.minute % 5 == 0
    alone = between.endswith((", ", "- ")) and not _LINE_BREAKS.intersection(between) and len(between) < _LINE
    return bool(last_end and usual and alone) and letters[hour.end : hour.end + 1] in _LINE_ENDS


def _may_be_days(letters: str, hours: list[_Hour]) -> bool:
    """«с 10.05 по 12.05» may be days of May or hours: not certain, so neither."""
    if len(hours) != 2 or any(hour.shape != "pair" or hour.named for hour in hours):
        return False
    months = all(1 <= hour.minute <= 12 and hour.hour > 0 for hour in hours)
    return months and "p" in letters[hours[0].end : hours[1].begin]


def _is_rate(letters: str, hours: list[_Hour], context: str, end: int) -> bool:
    """«до 10 часов в сутки» is a length; «в 10 часов в день слушаний» is an hour."""
    said = "t" in context or "S" in context
    return not said and all(hour.shape == "bare" for hour in hours) and grammar.RATE.match(letters, end) is not None


def _part_of_day(passage: Passage, match: re.Match[str]) -> int | None:
    """Which part of the day is named, if any; «түстен бұрын», «түске дейін» is the morning."""
    for index in range(*match.span()):
        if passage.letters[index] == "P":
            return passage.word(index).value
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
    if not _JOINS_TO_RANGE.isdisjoint(joint) or match["span"]:
        return True
    return match["till"] is not None or (hours[0].inflected and "," not in joint and "&" not in joint)
