"""The corpora of date phrases under `tests/samples/dates`, and how much of them is read exactly.

`phrases.tsv` gives one value for each phrase: `..` is an open end, `--MM-DD` a day that has no year and therefore no
value, `P…` a length of time that is no date. Where it gives only the year of the page, the anchor is a day 25 days
before the value. `own.tsv` lists every mention of a phrase, `-` for none.
"""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

from hearings.dates import DateMention, find

SAMPLES = Path(__file__).parent / "samples" / "dates"
NAMED = ("month", "quarter", "year", "time")


@dataclass(frozen=True)
class Row:
    """A phrase, the day it was published on, and the mentions it holds, written as `written` writes them."""

    name: str
    phrase: str
    anchor: date | None
    mentions: tuple[str, ...]

    def is_exact(self) -> bool:
        """Whether exactly the expected mentions are found."""
        return self.found() == self.mentions

    def found(self) -> tuple[str, ...]:
        return tuple(written(mention) for mention in find(self.phrase, anchor=self.anchor))


def corpus() -> list[Row]:
    """All rows of both files."""
    return [*_phrases(), *_own()]


def notices() -> list[str]:
    """The texts of the whole notices and protocols."""
    data = tomllib.loads((SAMPLES / "notices.toml").read_text(encoding="utf-8"))
    return [notice["text"] for notice in data["notice"]]


def summary() -> str:
    """One line for the end of a test run."""
    rows = corpus()
    exact = sum(row.is_exact() for row in rows)
    return f"dates: {exact} of {len(rows)} phrases read exactly ({exact / len(rows):.1%})"


def written(mention: DateMention) -> str:
    """`2018-02-01..2018-02-20 09:00-18:00`; a month, quarter or year says so in front."""
    start, end = mention.start, mention.end
    if mention.precision == "time":
        days = "time"
    elif mention.open == "start":
        days = f"..{end}"
    elif mention.open == "end":
        days = f"{start}.."
    else:
        days = _closed(mention)
    hours = ",".join(_hour(hour) for hour in mention.times)
    if mention.end_time:
        hours += f"-{_hour(mention.end_time)}"
    return f"{days} {hours}".rstrip()


def _closed(mention: DateMention) -> str:
    start, end = mention.start, mention.end
    if start is None or end is None:
        return str(start)
    if mention.precision == "year":
        return f"year {start.year}" if start.year == end.year else f"year {start.year}-{end.year}"
    if mention.precision == "quarter":
        return f"quarter {start.year}-{end.month // 3}"
    if mention.precision == "month" and (start.year, start.month) == (end.year, end.month):
        return f"month {start:%Y-%m}"
    return f"{start}..{end}"


def _hour(hour: time) -> str:
    zone = hour.strftime("%z")
    return f"{hour:%H:%M}" + ("Z" if zone == "+0000" else f"{zone[:3]}:{zone[3:]}" if zone else "")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {key: value or "" for key, value in row.items()}


def _own() -> Iterator[Row]:
    for number, row in enumerate(_rows("own.tsv"), 1):
        mentions = () if row["mentions"] == "-" else tuple(row["mentions"].split("; "))
        anchor = date.fromisoformat(row["anchor"]) if row["anchor"] else None
        yield Row(
            f"{row['lang']}{number:03}", row["phrase"].replace("\\n", "\n").replace("\\t", "\t"), anchor, mentions
        )


def _phrases() -> Iterator[Row]:
    for row in _rows("phrases.tsv"):
        start, end = row["start"], row["end"]
        hours = "" if "P" in row["time"] else row["time"]
        anchor = _first_day(end if start == ".." else start) - timedelta(25) if row["anchor_year"] else None
        if start.startswith("--"):
            expected = ""
        elif len(start) == 7:
            expected = f"month {start}"
        elif start[4:] == "-01-01" and end[4:] == "-12-31":
            expected = f"year {start[:4]}-{end[:4]}"
        elif ".." in (start, end) or end:
            expected = f"{start.strip('.')}..{end.strip('.')}"
        else:
            expected = start or ("time" if hours else "")
        mention = f"{expected} {hours}".strip()
        yield Row(
            row["phrase_id"],
            row["phrase"],
            anchor,
            tuple([mention] if mention else []) + _MORE.get(row["phrase_id"], ()),
        )


# Phrases that hold more than the one value given.
_MORE = {"C125": ("time 13:00-14:30",)}


def _first_day(value: str) -> date:
    return date.fromisoformat(value if len(value) > 7 else f"{value}-01")
