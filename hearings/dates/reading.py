"""Walks through a tokenised text and reads its dates and hours in order."""

import re
from collections.abc import Iterator

from hearings.dates import grammar
from hearings.dates.forms import forms_at
from hearings.dates.hours import read_hours
from hearings.dates.parts import Part
from hearings.dates.passage import Passage

_DIGITS = frozenset("0123459")
_DAY_BEHIND = re.compile("[sduo] [123](?!:)")
_REFERENCE = re.compile("J[.:]{0,2}[ ]?$")
_NAME_BEFORE = re.compile('U(?:-[xXT])?[.]?[ ]?"?$')
_NAME_AFTER = re.compile('"?[ ]?-?[ ]?(?:K|o-v)')


def read_parts(passage: Passage) -> Iterator[Part]:
    """Dates and hours in order of appearance; a part without days or times is known to be impossible."""
    position = last_end = 0
    letters = passage.letters
    search = grammar.START.search
    while start := search(letters, position):
        begin = start.start()
        part = _date_at(passage, begin, last_end) or _hours_at(passage, begin, last_end)
        if part is None:
            position = begin + 1
            continue
        position = last_end = part.end
        yield part


def _hours_at(passage: Passage, begin: int, last_end: int) -> Part | None:
    if passage.letters[begin] not in grammar.HOUR_STARTS:
        return None
    tried = begin + 2 if _DAY_BEHIND.match(passage.letters, begin) else begin
    if tried > begin and (day := _date_at(passage, tried, tried)) is not None:
        return day  # «с 10-12 февраля»: the numbers are days
    found = read_hours(passage, begin, last_end)
    if found is None:
        return None
    value_begin, part = found
    if value_begin not in (begin, tried) and (day := _date_at(passage, value_begin, value_begin)) is not None:
        return day
    return part


def _date_at(passage: Passage, begin: int, last_end: int) -> Part | None:
    forms = forms_at(passage.letters, begin)
    if not forms or _is_tail_of_number(passage.letters, begin, last_end):
        return None
    for pattern, build in forms:
        match = pattern.match(passage.letters, begin)
        if match is None:
            continue
        part = build(passage, match)
        if part is None:
            continue
        if part.days and (_is_reference(passage.letters, begin) or _is_name(passage.letters, part)):
            part.days = []
        for interval in part.days:
            if not interval.first.exists() or (interval.last is not None and not interval.last.exists()):
                part.days = []
                break
        return part
    return None


def _is_tail_of_number(letters: str, begin: int, last_end: int) -> bool:
    """Whether the token continues a longer number or code («192.168.1.20», «KZ12», «№ 25»)."""
    if begin == 0:
        return False
    before = letters[begin - 1]
    if before == " ":
        if begin < 2:
            return False
        if letters[begin - 2] == "#":
            return True
        return letters[begin] in "Mm" and letters[begin - 2] in "012359"
    if before in _DIGITS or before in "X#O+":
        return letters[begin] not in "MmNC@sTLR" or before in "X#" or before in _DIGITS
    if before == "x":
        return letters[begin] in "123459" and grammar.DAY_FIRST.match(letters, begin) is None
    if before in ".,:/-" and begin >= 2 and letters[begin - 2] in _DIGITS:
        return begin - 1 != last_end
    return False


def _is_reference(letters: str, begin: int) -> bool:
    if begin == 0:
        return False
    before = letters[max(0, begin - 4) : begin]
    return "J" in before and _REFERENCE.search(before) is not None


def _is_name(letters: str, part: Part) -> bool:
    """«ул. 8 Марта», «8 наурыз көшесі», «микрорайон «1 мая»»: names made of a day without a year."""
    if part.precision != "day" or part.days[0].border.year is not None:
        return False
    before, after = letters[max(0, part.begin - 6) : part.begin], letters[part.end : part.end + 4]
    inner = letters[part.begin : part.end]
    if before.endswith('"') and '"' not in inner and after.startswith('"'):
        return True
    if before.endswith('"') and inner.endswith('"') and inner.count('"') == 1:
        return True
    return bool(("U" in before and _NAME_BEFORE.search(before)) or _NAME_AFTER.match(after))
