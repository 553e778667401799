"""The one way to build a record for a test: everything has a sound default, a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from hearings.items import (
    Announcement,
    Basis,
    Document,
    Finding,
    Form,
    Hearing,
    Outcome,
    PostedOn,
    Protocol,
    Publication,
    Read,
    Reason,
    Session,
)

_numbers = count(1)
KINDS: dict[str, type[Publication]] = {"announcement": Announcement, "protocol": Protocol}


def day(text: str | date | None) -> date | None:
    """`2018-01-31` as a day."""
    return date.fromisoformat(text) if isinstance(text, str) else text


def posted(text: str | None, basis: Basis | None = None) -> PostedOn:
    """A posting date as read from a page; None: the page shows none."""
    if text is None:
        return PostedOn(reason=Reason.ABSENT, basis=Basis.ABSENT)
    return PostedOn(day(text), text=text, place="record:created_date", basis=basis or Basis.STATED)


def session(start: str | None = "2018-01-31", end: str | None = None, **fields: Any) -> Session:
    return Session(start=day(start), end=day(end), **fields)


def publication(kind: str = "announcement", **fields: Any) -> Publication:
    """A publication of Aktobe, posted on 5 January 2018."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "region": "aktobe",
        "source": "govkz:aktobe",
        "key": f"documents/{number}",
        "url": f"https://www.gov.kz/memleket/entities/aktobe/documents/details/{number}",
        "title": "Қоғамдық тыңдау туралы хабарландыру",
        "posted_on": posted("2018-01-05"),
        "read_at": datetime(2018, 1, 31, 14, tzinfo=UTC),
        "languages": ["kk"],
    }
    return KINDS[kind](**{**defaults, **fields})


def document(kind: str = "announcement", posted_on: str | None = "2018-01-05", **fields: Any) -> Document:
    """A document of Aktobe: an open meeting on 31 January 2018, announced on the 5th."""
    number = next(_numbers)
    uid = fields.pop("uid", f"document-{number}")
    defaults: dict[str, Any] = {
        "id": number,
        "uid": uid,
        "kind": kind,
        "region": "aktobe",
        "sources": ("govkz:aktobe",),
        "platforms": ("govkz",),
        "title": "«Мұнай өңдеу зауыты» жобасы бойынша қоғамдық тыңдау",
        "urls": (f"https://www.gov.kz/memleket/entities/aktobe/documents/details/{number}?lang=kk",),
        "languages": ("kk",),
        "form": Read(Form.OPEN_MEETING),
        "sessions": (session(),),
        "posted_on": posted(posted_on) if posted_on is None or isinstance(posted_on, str) else posted_on,
        "first_seen": date(2018, 1, 31),
        "last_seen": date(2018, 1, 31),
    }
    return Document(**{**defaults, **fields})


def finding(rule: str = "announcement.posting_date_missing", **fields: Any) -> Finding:
    """A violation of the announcements' column in Aktobe, counted in January 2018."""
    columns = {"announcement": "announcement", "discussion": "announcement", "protocol": "protocol_deadline"}
    defaults: dict[str, Any] = {
        "uid": f"finding-{next(_numbers)}",
        "rule": rule,
        "rule_version": "1",
        "outcome": Outcome.VIOLATION,
        "column": "protocol_not_posted" if rule.endswith("not_posted") else columns[rule.partition(".")[0]],
        "norm": "",
        "norm_verified": True,
        "region": "aktobe",
        "counted_on": date(2018, 1, 5),
        "documents": (),
        "urls": ("https://www.gov.kz/memleket/entities/aktobe/documents/details/1?lang=kk",),
    }
    return Finding(**{**defaults, **fields})


def hearing(*documents: Document, **fields: Any) -> Hearing:
    """The hearing of the documents given."""
    defaults: dict[str, Any] = {
        "uid": f"hearing-{next(_numbers)}",
        "region": documents[0].region if documents else "aktobe",
        "announcements": tuple(one for one in documents if one.kind == "announcement"),
        "protocols": tuple(one for one in documents if one.kind == "protocol"),
    }
    return Hearing(**{**defaults, **fields})
