"""What stands on a site: posts, and the hearings of a table that they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from tests.replica.files import Lines


@dataclass(frozen=True, slots=True)
class File:
    """An attached file. `kind` is `pdf`, `docx` or `scan`; `body` overrides what would be made from `lines`."""

    name: str
    kind: str
    lines: Lines
    section: str = ""
    body: bytes | None = None


@dataclass(slots=True)
class Post:
    """One publication on one source, as it stands there between two instants.

    `texts` and `titles` are by language; `both` puts all languages into one text, otherwise each language list of the
    site has its own. `posted` is what the site shows (None: nothing), `appears` when it is there in fact.
    """

    source: str
    id: int
    titles: dict[str, str]
    texts: dict[str, Lines]
    appears: datetime
    posted: datetime | None
    files: list[File] = field(default_factory=list)
    both: bool = False
    vanishes: datetime | None = None
    form: str = "open_meeting"
    values: dict[str, str] = field(default_factory=dict)  # labelled values, for cards of the portal

    def stands(self, as_of: datetime) -> bool:
        return self.appears <= as_of and (self.vanishes is None or as_of < self.vanishes)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session."""

    day: date
    hour: time = time(11, 0)


@dataclass(slots=True)
class Case:
    """One hearing of a table: where, what, when, and what was posted of it and how.

    `announced` and `protocolled` are the days of posting; None means that it was not posted at all. `undated` names
    those of `announcement` and `protocol` whose source shows no day. A survey has `until` beside its first day, and
    none of both where it says nothing of its time.
    """

    region: str
    source: str
    number: int
    form: str = "open_meeting"
    meeting: Meeting | None = None
    until: date | None = None
    announced: date | None = None
    protocolled: date | None = None
    languages: str = "kk"  # "kk", "ru", "both" (in one text), "lists" (one id in both lists), "twins" (two records)
    shape: str = "page"  # "page", "docx", "pdf"
    undated: frozenset[str] = frozenset()
