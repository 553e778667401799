"""What a crawl could and could not read, source by source, in words an operator understands.

A source is *healthy* when its listing was read to the end of the asked period, *partial* when something of it was not,
*broken* when nothing was. An attachment or item that cannot be read is `unread` itself and does not spoil the listing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    RUNNING = "running"
    HEALTHY = "healthy"
    PARTIAL = "partial"
    BROKEN = "broken"
    INTERRUPTED = "interrupted"
    NO_SOURCE = "no_source"  # the region has none of its own in this period


class Cause(StrEnum):
    """Why something could not be read; the texts in kk and ru stand in the exports' data."""

    NONE = ""
    UNREACHABLE = "unreachable"
    DNS = "dns"
    TLS = "tls"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http_error"
    GATED = "gated"
    CHALLENGE = "challenge_page"
    REDIRECTED_HOME = "redirected_home"
    REDIRECT_LOOP = "redirect_loop"
    LAYOUT = "layout_not_recognised"
    EMPTY_LISTING = "empty_listing"
    NOT_JSON = "not_json"
    EMPTY_OBJECT = "empty_object"
    ENCODING = "encoding"
    FEWER_ROWS = "fewer_rows_than_claimed"
    ROBOTS = "robots_forbids"
    TOO_LARGE = "too_large"
    OFFSITE = "outside_the_source"
    NOT_IN_ARCHIVE = "not_in_archive"
    RULE_RAISED = "rule_raised"
    ARCHIVE = "archive_not_writable"
    DATABASE = "database_not_writable"
    INTERNAL = "internal_error"
    INTERRUPTED = "interrupted"


class LayoutError(Exception):
    """A page is not what its platform class expects. `cause` says in which way; the message says what was expected."""

    def __init__(self, message: str, cause: Cause = Cause.LAYOUT) -> None:
        super().__init__(message)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Failure:
    """One request or page that gave nothing."""

    cause: Cause
    detail: str
    url: str
    what: str  # "listing" | "page" | "attachment"
    capture: str = ""


@dataclass(slots=True)
class SourceReading:
    """One source during one run: what was asked, what came, what failed."""

    source: str
    platform: str
    address: str
    region: str
    since: date
    until: date
    started_at: datetime
    confirmed: bool = True
    covers_from: date | None = None  # None: the whole listing was read
    reached_end: bool = False  # the listing was read to its end, or past `since`
    listings: int = 0
    rows: int = 0
    claimed: int | None = None
    items: int = 0
    failures: list[Failure] = field(default_factory=list)
    listing_captures: list[str] = field(default_factory=list)
    seen_keys: set[str] = field(default_factory=set)  # every row of the listing, also those that were not followed
    opened_keys: set[str] = field(default_factory=set)  # rows whose page was read, whatever it held
    finished_at: datetime | None = None

    def listing(self, rows: int, capture: str = "") -> None:
        """A listing page was read and held `rows` rows."""
        self.listings += 1
        self.rows += rows
        if capture:
            self.listing_captures.append(capture)

    def failed(self, failure: Failure) -> None:
        self.failures.append(failure)

    def verdict(self) -> tuple[State, Cause, str]:
        """State, first cause, and a sentence of details (address and what happened)."""
        spoiling = [f for f in self.failures if f.what != "attachment"]
        if self.claimed is not None and self.rows < self.claimed and self.reached_end:
            detail = f"{self.address}: {self.rows} rows read, the site claims {self.claimed}"
            spoiling.append(Failure(Cause.FEWER_ROWS, detail, self.address, "listing"))
        if not self.listings or not self.rows:
            first = (
                spoiling[0]
                if spoiling
                else Failure(Cause.EMPTY_LISTING, "no listing was read", self.address, "listing")
            )
            return State.BROKEN, first.cause, first.detail
        if not self.reached_end and not any(f.what == "listing" for f in spoiling):
            spoiling.append(Failure(Cause.INTERRUPTED, "the listing was not read to its end", self.address, "listing"))
        if spoiling:
            first = next((f for f in spoiling if f.what == "listing"), spoiling[0])
            return State.PARTIAL, first.cause, first.detail
        return State.HEALTHY, Cause.NONE, ""


def run_verdict(readings: list[SourceReading], finish_reason: str = "finished") -> tuple[State, Cause, str]:
    """State, cause and detail of a whole run. `finish_reason` is Scrapy's; anything but `finished` ended it early."""
    if finish_reason != "finished":
        early = {"archive": Cause.ARCHIVE, "database": Cause.DATABASE}.get(
            finish_reason.split(":")[0], Cause.INTERRUPTED
        )
        state = State.BROKEN if early is not Cause.INTERRUPTED or not readings else State.PARTIAL
        return state, early, finish_reason
    if not readings:
        return State.NO_SOURCE, Cause.NONE, "no source of its own in this period"
    verdicts = [reading.verdict() for reading in readings]
    states = {state for state, _, _ in verdicts}
    if states == {State.HEALTHY}:
        return State.HEALTHY, Cause.NONE, ""
    cause, detail = next((cause, detail) for state, cause, detail in verdicts if state is not State.HEALTHY)
    return (State.BROKEN if states == {State.BROKEN} else State.PARTIAL), cause, detail
