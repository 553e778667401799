"""The month for other programs: JSON Lines, CSV tables, and calendars to subscribe to."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event

from exports import safe
from exports.files import write_whole
from exports.json_ import decision_data, document_data, finding_data
from exports.shown import Shown
from exports.view import HearingLine, MonthView
from exports.words import Words
from hearings.clock import local_day
from hearings.items import Document, Session

DOCUMENT_COLUMNS = (
    *("uid", "kind", "region", "title", "posted_on", "posted_on_basis", "first_seen", "form"),
    *("session_starts", "session_ends", "session_times", "languages", "urls"),
)
FINDING_COLUMNS = (
    "uid",
    "rule",
    "outcome",
    "region",
    "counted_on",
    "norm",
    "documents",
    "arguments",
    "urls",
    "decision",
)
BETWEEN = " | "  # between several values in one cell


def write_feeds(view: MonthView, words: Words, folder: Path) -> list[Path]:
    """Write all feeds; returns the files. Raises OutputError."""
    shown = Shown(view, words)
    texts: dict[str, Callable[[], str]] = {
        f"documents-{view.month:%Y-%m}.jsonl": lambda: json_lines(documents(view)),
        f"documents-{view.month:%Y-%m}.csv": lambda: table(DOCUMENT_COLUMNS, documents(view)),
        f"findings-{view.month:%Y-%m}.jsonl": lambda: json_lines(findings(view)),
        f"findings-{view.month:%Y-%m}.csv": lambda: table(FINDING_COLUMNS, findings(view)),
        "hearings.ics": lambda: hearings_calendar(shown),
        "due-days.ics": lambda: due_calendar(shown),
    }
    for region in view.regions:
        texts[f"hearings-{region.code}.ics"] = partial(hearings_calendar, shown, region.code)
    written = []
    for name, text in texts.items():
        path = folder / name
        write_whole(path, partial(write_text, text=text()))
        written.append(path)
    return written


def write_text(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", errors="backslashreplace"))


# ------------------------------------------------------------------ lines and tables


def documents(view: MonthView) -> Iterator[dict[str, Any]]:
    """The documents of the month with the names of the month's JSON, and their uid."""
    for document in (*view.announcements, *view.protocols):
        yield {"uid": document.uid, **document_data(document)}


def findings(view: MonthView) -> Iterator[dict[str, Any]]:
    for finding in view.findings:
        counted_on = finding.counted_on.isoformat() if finding.counted_on else None
        known = {"uid": finding.uid, "counted_on": counted_on, "documents": list(finding.documents)}
        yield {**known, **finding_data(finding), **decision_data(finding, view)}


def json_lines(records: Iterable[dict[str, Any]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def table(columns: Iterable[str], records: Iterable[dict[str, Any]]) -> str:
    """A CSV table with a byte order mark, so that Excel reads its letters; one record a line."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    names = list(columns)
    writer.writerow(names)
    for record in records:
        whole = {**record, **session_columns(record.get("sessions", ()))}
        writer.writerow([csv_cell(whole.get(name)) for name in names])
    return "\ufeff" + buffer.getvalue()


def session_columns(sessions: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    every = list(sessions)
    return {
        f"session_{name}s": [session[name] or "" for session in every if any(session.values())]
        for name in ("start", "end", "time")
    }


def csv_cell(value: Any) -> str:  # noqa: ANN401  # any JSON value
    """A value as text. One that a spreadsheet would take for a formula is led by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, dict):
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, list):
        text = BETWEEN.join(map(str, value))
    else:
        text = str(value)
    text = safe.visible(text)
    return f"'{text}" if safe.looks_like_formula(text) else text


# ------------------------------------------------------------------ calendars


def hearings_calendar(shown: Shown, region: str = "") -> str:
    """The sessions that are still to come, of all regions or of one."""
    today = local_day(shown.view.as_of)
    calendar = new_calendar(shown, shown.words("sheet.hearings"), region)
    for line in shown.view.hearings:
        if region and line.hearing.region != region:
            continue
        for announcement in line.hearing.announcements:
            for number, session in enumerate(announcement.sessions, start=1):
                if session.last_day and session.last_day >= today:
                    calendar.add_component(session_event(shown, line, announcement, session, number))
    return str(calendar.to_ical().decode("utf-8", errors="replace"))


def due_calendar(shown: Shown) -> str:
    """The days on which protocols fall due that are not there yet."""
    calendar = new_calendar(shown, shown.words("column.due"), "")
    for line in shown.view.hearings:
        if line.state == "open" and line.due:
            event = new_event(shown, f"due-{line.hearing.uid}", line.due, line.due)
            event.add("summary", f"{shown.words('column.due')}: {name_of(line, shown)}")
            calendar.add_component(event)
    return str(calendar.to_ical().decode("utf-8", errors="replace"))


def new_calendar(shown: Shown, title: str, region: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//hearing-monitor//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{title}: {shown.region(region)}" if region else title)
    return calendar


def session_event(shown: Shown, line: HearingLine, announcement: Document, session: Session, number: int) -> Event:
    """A session at the hour that was announced, which is that of its place; a whole day where none was."""
    first, last = session.start or session.last_day, session.last_day
    start: date | datetime | None = first
    if first and first == last and session.time:
        start = datetime.combine(first, session.time)  # floating: the clock of the place
    event = new_event(shown, f"{line.hearing.uid}-{number}", start, last)
    event.add("summary", name_of(line, shown))
    place = session.place or announcement.place.value
    if place:
        event.add("location", safe.visible(place))
    if announcement.urls and safe.link(announcement.urls[0]):
        event.add("url", safe.link(announcement.urls[0]))
    return event


def new_event(shown: Shown, uid: str, start: date | datetime | None, last: date | None) -> Event:
    event = Event()
    event.add("uid", f"{uid}@hearing-monitor")
    event.add("dtstamp", shown.view.as_of)
    event.add("dtstart", start)
    if isinstance(start, datetime):
        event.add("dtend", start + timedelta(hours=2))
    elif last:
        event.add("dtend", last + timedelta(days=1))
    return event


def name_of(line: HearingLine, shown: Shown) -> str:
    documents = (*line.hearing.announcements, *line.hearing.protocols)
    title = next((one.project.value or one.title for one in documents if one.project.value or one.title), "")
    return safe.visible(f"{shown.region(line.hearing.region)}: {' '.join(title.split())}")
