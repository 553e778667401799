"""On which sub-point of Article 87 of the Ecological Code a hearing rests: it decides how long a discussion lasts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hearings.items import Read, Reason
from hearings.labelled import Part

_POINTS = r"(\d{1,2}\s*\)?(?:\s*(?:[,;–—-]|и|және|мен|по)\s*\d{1,2}\s*\)?)*)"
_GROUND = re.compile(
    rf"подпункт\w*\s*{_POINTS}[\s,]*(?:пункта\s+\d+\s+)?стать\w*\s+87(?!\d)"
    rf"|(?<!\d)87\s*[-–]?\s*ба[бп]\w*\s*(?:\d+\s*[-–]?\s*тармағ\w+\s*)?{_POINTS}\s*[-–]?\s*тармақша"
    rf"|(?:стать\w*|ст\.)\s+87\s*,?\s*(?:п\.?п\.?|подпункт\w*)\s*{_POINTS}",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,2}")
_RANGE = re.compile(r"(\d{1,2})\s*\)?\s*(?:[–—-]|по)\s*(\d{1,2})")


def read_ground(parts: Iterable[Part]) -> Read[str]:
    """The sub-points in order, joined by commas («2», «3,4»); ambiguous where two places name different ones."""
    found: Read[str] = Read.missing(Reason.ABSENT)
    for part in parts:
        for match in _GROUND.finditer(part.text):
            points = _points(next(filter(None, match.groups())))
            read = Read(points, match[0], part.where(match.start(), match.end()))
            if found.value and found.value != points:
                return Read.missing(Reason.AMBIGUOUS, f"{found.text} / {match[0]}", read.place)
            found = found if found.value else read
    return found


def _points(text: str) -> str:
    numbers = {int(number) for number in _NUMBER.findall(text)}
    for first, last in _RANGE.findall(text):
        numbers.update(range(int(first), int(last) + 1))
    return ",".join(map(str, sorted(numbers)))
