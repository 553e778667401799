"""The records that travel from a spider through the pipelines into the store, and from the store to the rules.

A field that is read from a page is a `Read`: it keeps the words it came from, where they stood, and, where it has no
value, why. Days are local days of Kazakhstan; instants (`read_at`, `captured_at`) are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

T = TypeVar("T")
TimeOfDay = time  # a field of Session is called `time`


class Reason(StrEnum):
    """Why a value is missing."""

    NONE = ""
    ABSENT = "absent"  # the text was read whole and does not say it
    UNREADABLE = "unreadable"  # it is said, but cannot be read with certainty
    AMBIGUOUS = "ambiguous"  # it is said in two ways that exclude each other
    NOT_READ = "not_read"  # the text, or a part that may say it, could not be read (scan, damaged file, failed fetch)
    IMPOSSIBLE = "impossible"  # 31 September


class Basis(StrEnum):
    """What a posting date rests on."""

    STATED = "stated"  # the public sees it: on the page, the card or the record
    DERIVED = "derived"  # stamp in an address, HTTP header, registration number
    ABSENT = "absent"


class Form(StrEnum):
    """Forms of a hearing."""

    OPEN_MEETING = "open_meeting"
    SURVEY = "survey"
    PUBLIC_DISCUSSION = "public_discussion"


class TextState(StrEnum):
    """How much of what a publication says could be read."""

    READ = "read"
    PARTLY = "partly"  # the body was read, an attachment was not
    NOT_READ = "not_read"  # what matters stands in something that could not be read


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A value with its proof: `text` as it stood, `place` where it stood, `reason` why there is none.

    `place` is one of `title`, `body`, `attachment:<n>`, `record:<field>`, `url`, `header:<name>`, optionally followed
    by `@<start>-<end>` (characters).
    """

    value: T | None = None
    text: str = ""
    place: str = ""
    reason: Reason = Reason.NONE

    @classmethod
    def missing(cls, reason: Reason = Reason.ABSENT, text: str = "", place: str = "") -> Read[T]:
        return cls(None, text, place, reason)


@dataclass(frozen=True, slots=True)
class PostedOn(Read[date]):
    """The day a publication was posted. `ABSENT` with reason `absent` means that the source shows none."""

    basis: Basis = Basis.ABSENT


@dataclass(frozen=True, slots=True)
class Stamp:
    """A raw sign of the posting date as the spider found it; the dates step reads it."""

    text: str
    place: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Session:
    """One date (and time, place) of a hearing; a survey or discussion has `end` beside `start`."""

    start: date | None = None
    end: date | None = None
    time: TimeOfDay | None = None
    end_time: TimeOfDay | None = None
    place: str = ""
    text: str = ""
    where: str = ""
    reason: Reason = Reason.NONE

    @property
    def last_day(self) -> date | None:
        return self.end or self.start


@dataclass(slots=True)
class Attachment:
    """A file of a publication. `state` is `read`, or says why there is no text (`needs_ocr`, `damaged`, ...)."""

    url: str
    name: str = ""
    media_type: str = ""
    size: int | None = None
    sha256: str = ""
    capture: str = ""
    text: str = ""
    state: str = "not_fetched"
    reason: str = ""
    members: list[str] = field(default_factory=list)


class Dated:
    """What has sessions has a first and a last day, if any of them was read."""

    __slots__ = ()
    sessions: Sequence[Session]

    @property
    def first_day(self) -> date | None:
        return min((s.start for s in self.sessions if s.start), default=None)

    @property
    def last_day(self) -> date | None:
        return max((s.last_day for s in self.sessions if s.last_day), default=None)


@dataclass(kw_only=True)
class Publication(Dated):
    """One page, record or attachment seen at one address. Subclasses say what it is."""

    kind: ClassVar[str] = ""

    # where: filled by the spider
    region: str | None  # code of `regions.csv`; None = belongs to no region
    source: str  # key of the source, e.g. "govkz:aktobe"
    key: str  # identity within the source; never depends on host aliases, language or session
    url: str  # the address a person opens
    title: str = ""
    body: str = ""  # text, lines kept
    section: str = ""
    stamps: list[Stamp] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    captures: list[str] = field(default_factory=list)  # WARC record ids, the deciding one first
    read_at: datetime | None = None
    why_kind: str = ""  # the words that decided the kind
    aliases: list[str] = field(default_factory=list)  # other addresses of the same publication
    hints: dict[str, str] = field(default_factory=dict)  # labelled values of a card, label -> value

    # what: filled by the pipelines
    text_state: TextState = TextState.READ
    languages: list[str] = field(default_factory=list)
    form: Read[Form] = field(default_factory=Read)
    ground: Read[str] = field(default_factory=Read)  # sub-points of Article 87 of the Ecological Code: "2", "3,4"
    project: Read[str] = field(default_factory=Read)
    initiator: Read[str] = field(default_factory=Read)
    bin: Read[str] = field(default_factory=Read)
    organiser: Read[str] = field(default_factory=Read)
    place: Read[str] = field(default_factory=Read)
    contacts: Read[str] = field(default_factory=Read)
    materials: Read[str] = field(default_factory=Read)
    sessions: list[Session] = field(default_factory=list)
    survey_hours: Read[str] = field(default_factory=Read)  # hours of a survey that names no days
    posted_on: PostedOn = field(default_factory=PostedOn)
    content_hash: str = ""  # of the extracted content, not of the bytes
    findings: list[Any] = field(default_factory=list)  # provisional: of this publication alone

    def __repr__(self) -> str:
        """Short, because Scrapy logs items: no text that may hold personal data."""
        return f"<{self.kind} {self.region}/{self.key} {self.url}>"

    @property
    def text(self) -> str:
        """Everything that was read: title, body and attachments, in this order."""
        parts = [self.title, self.body, *(a.text for a in self.attachments)]
        return "\n".join(part for part in parts if part)


@dataclass(kw_only=True, repr=False)
class Announcement(Publication):
    """The notice of one hearing."""

    kind: ClassVar[str] = "announcement"


@dataclass(kw_only=True, repr=False)
class Protocol(Publication):
    """The record of one hearing."""

    kind: ClassVar[str] = "protocol"


@dataclass(kw_only=True, repr=False)
class Other(Publication):
    """Kept and listed apart, never counted. `other` names what it is (see `kinds.py`), `unread` included."""

    kind: ClassVar[str] = "other"
    other: str = ""


@dataclass(kw_only=True, slots=True)
class Document(Dated):
    """An announcement or a protocol as the rules and the reports see it: its publications merged, as of one instant.

    `first_seen` is the earliest capture of any publication; `watched` says that an earlier healthy read of the same
    source, the last of them on `absent_on`, did not hold it, so that it appeared between two reads; of a
    document without a posting day, which counts by that, `absent_captures` show that read's listing.
    """

    id: int
    uid: str
    kind: str  # "announcement" | "protocol" | "other"
    other: str = ""
    region: str | None = None
    sources: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    title: str = ""
    titles: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    text_state: TextState = TextState.READ
    form: Read[Form] = field(default_factory=Read)
    ground: Read[str] = field(default_factory=Read)  # sub-points of Article 87 of the Ecological Code: "2", "3,4"
    project: Read[str] = field(default_factory=Read)
    projects: tuple[str, ...] = ()
    initiator: Read[str] = field(default_factory=Read)
    bin: Read[str] = field(default_factory=Read)
    organiser: Read[str] = field(default_factory=Read)
    place: Read[str] = field(default_factory=Read)
    contacts: Read[str] = field(default_factory=Read)
    materials: Read[str] = field(default_factory=Read)
    survey_hours: Read[str] = field(default_factory=Read)
    sessions: tuple[Session, ...] = ()
    posted_on: PostedOn = field(default_factory=PostedOn)
    first_seen: date | None = None
    last_seen: date | None = None
    gone_since: date | None = None
    watched: bool = False
    absent_on: date | None = None
    absent_captures: tuple[str, ...] = ()
    versions: int = 1
    captures: tuple[str, ...] = ()

    @property
    def counted_on(self) -> date | None:
        """The day that decides its month: the posting day, else the day it appeared under our watch, else none."""
        if self.posted_on.value is not None:
            return self.posted_on.value
        return self.first_seen if self.watched else None


@dataclass(kw_only=True, slots=True)
class Hearing:
    """The event that announcements and protocols belong to, as paired from documents. `score` in 0..1, `reasons` say
    on what the pair rests; `ambiguous` pairs are for a person to decide and prove nothing. `changes` are the notices
    of its cancellation or postponement."""

    uid: str
    region: str | None
    announcements: tuple[Document, ...] = ()
    protocols: tuple[Document, ...] = ()
    score: float = 1.0
    reasons: tuple[str, ...] = ()
    ambiguous: bool = False
    changes: tuple[Document, ...] = ()


class Outcome(StrEnum):
    """What a rule answers. A `PASS` is counted, not stored as text."""

    PASS = "pass"  # noqa: S105  # not a password
    VIOLATION = "violation"
    REMARK = "remark"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a rule found: codes and arguments, no sentences. `uid` is the same as long as rule, norm and subject are.

    `arguments` are JSON values (days as ISO text). `captures` are the WARC record ids that prove it, of an absence too.
    """

    uid: str
    rule: str  # "protocol.deadline"
    rule_version: str
    outcome: Outcome
    column: str  # "announcement" | "protocol_deadline" | "protocol_not_posted" | "" (remarks)
    norm: str  # "135p-2017/protocol-posting-time"
    norm_verified: bool
    region: str | None
    counted_on: date | None  # the day that decides the month in which it counts
    documents: tuple[str, ...]  # uids of the documents it speaks of
    hearing: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    captures: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
