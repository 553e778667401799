"""The tables. What was observed is kept and never rewritten by what is derived from it.

Observed: runs, source runs, captures, publications with their versions, and sightings. Derived, and made again whenever
an older or newer read arrives: the seen/gone columns of a publication, and the documents that group publications.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from hearings.store.types import Instant


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
    }


class RunRow(Base):
    """One crawl of one region. Instants are those of the run's clock; `recorded_at` is the real time."""

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)  # also names the run in the archive
    region: Mapped[str] = mapped_column(index=True)
    mode: Mapped[str]  # "crawl" | "replay"
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    read_again_at: Mapped[datetime | None]  # last replay of the same run, real time
    simulated: Mapped[bool]
    since: Mapped[date | None]
    until: Mapped[date | None]
    depth: Mapped[str]
    state: Mapped[str]
    cause: Mapped[str]
    detail: Mapped[str]
    archive: Mapped[str]
    stats: Mapped[dict[str, Any]]
    host: Mapped[str]
    process: Mapped[str]


class SourceRunRow(Base):
    """One source during one run: what its listing was asked and what came."""

    __tablename__ = "source_run"
    __table_args__ = (
        UniqueConstraint("run_id", "source"),
        Index("ix_source_run_source_started_at", "source", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"))
    region: Mapped[str] = mapped_column(index=True)
    source: Mapped[str]
    platform: Mapped[str]
    address: Mapped[str]
    confirmed: Mapped[bool]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    since: Mapped[date | None]
    until: Mapped[date | None]
    state: Mapped[str]
    cause: Mapped[str]
    detail: Mapped[str]
    covers_from: Mapped[date | None]
    reached_end: Mapped[bool]
    listings: Mapped[int]
    rows: Mapped[int]
    claimed: Mapped[int | None]
    items: Mapped[int]
    failures: Mapped[list[Any]]
    listing_captures: Mapped[list[str]]


class CaptureRow(Base):
    """One stored response; its bytes are in the archive."""

    __tablename__ = "capture"
    __table_args__ = (Index("ix_capture_url_key_captured_at", "url_key", "captured_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)  # WARC record id
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"), index=True)
    url: Mapped[str]
    url_key: Mapped[str]  # digest of the url: an index cannot hold the longest ones
    method: Mapped[str]
    status: Mapped[int | None]
    captured_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int | None] = mapped_column(BigInteger)
    media_type: Mapped[str]
    etag: Mapped[str]
    last_modified: Mapped[str]
    file: Mapped[str]
    offset: Mapped[int | None] = mapped_column(BigInteger)
    length: Mapped[int | None] = mapped_column(BigInteger)
    revisit_of: Mapped[str]
    error: Mapped[str]


class DocumentRow(Base):
    """A group of publications that are the same announcement or protocol."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    region: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str]


class PublicationRow(Base):
    """One page, record or attachment at one address: its identity, and what follows from its sightings."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("source", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    key: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"), index=True)
    # derived from sightings and source runs
    version_id: Mapped[int | None]  # the content last read
    first_seen: Mapped[datetime | None]
    first_run_id: Mapped[int | None]  # source run of the first sighting
    last_seen: Mapped[datetime | None] = mapped_column(index=True)
    last_run_id: Mapped[int | None]
    gone_at: Mapped[datetime | None]


class VersionRow(Base):
    """One content of a publication. The same content read again is the same version."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("publication_id", "content_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"))
    content_hash: Mapped[str]
    read_at: Mapped[datetime]  # first time this content was read
    captures: Mapped[list[str]]  # of that time, the deciding one first
    region: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str]
    other: Mapped[str]
    url: Mapped[str]
    title: Mapped[str]
    posted_on: Mapped[date | None] = mapped_column(index=True)
    posted_basis: Mapped[str]
    first_day: Mapped[date | None] = mapped_column(index=True)
    incomplete: Mapped[bool]  # a file of it was not fetched: to be asked for again
    reading: Mapped[str]  # digest of data and texts: tells whether today's code reads the same content otherwise
    data: Mapped[dict[str, Any]]  # the publication without its long texts, see hearings.codec
    texts: Mapped[dict[str, Any]]


class ListedRow(Base):
    """A row of a listing, whether or not it led to a publication: what was not there before is told by it."""

    __tablename__ = "listed"

    source: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    first_at: Mapped[datetime]
    first_run_id: Mapped[int] = mapped_column(ForeignKey("source_run.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime | None]  # first time that its page was read
    opened_run_id: Mapped[int | None]


class SightingRow(Base):
    """A publication stood at its source during a source run. Without a version it was seen in the listing only."""

    __tablename__ = "sighting"
    __table_args__ = (
        Index("ix_sighting_publication_id_seen_at", "publication_id", "seen_at", "source_run_id"),
        Index("ix_sighting_source_run_id", "source_run_id"),
        # Most sightings are of the listing alone: finding the last reading must not walk through them.
        Index(
            "ix_sighting_read",
            "publication_id",
            "seen_at",
            "source_run_id",
            sqlite_where=text("version_id IS NOT NULL"),
            postgresql_where=text("version_id IS NOT NULL"),
        ),
    )

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    source_run_id: Mapped[int] = mapped_column(ForeignKey("source_run.id", ondelete="CASCADE"), primary_key=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    seen_at: Mapped[datetime]
    capture: Mapped[str]  # the deciding one, "" where seen in the listing only


class JudgementRow(Base):
    """One judging of a month as of an instant. A frozen one keeps the report as it was given out."""

    __tablename__ = "judgement"
    __table_args__ = (Index("ix_judgement_month_as_of", "month", "as_of"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str]  # "2018-01"
    as_of: Mapped[datetime]
    made_at: Mapped[datetime]
    norms: Mapped[str]  # digest of the norms it rests on
    passes: Mapped[dict[str, Any]]  # rule -> number of subjects that passed
    payload: Mapped[dict[str, Any] | None]  # of a frozen report


class FindingRow(Base):
    """What a rule found, by one judgement."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    judgement_id: Mapped[int] = mapped_column(ForeignKey("judgement.id", ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(index=True)
    rule: Mapped[str]
    rule_version: Mapped[str]
    outcome: Mapped[str]
    column: Mapped[str]
    norm: Mapped[str]
    norm_verified: Mapped[bool]
    region: Mapped[str | None]
    counted_on: Mapped[date | None]
    hearing: Mapped[str]
    documents: Mapped[list[str]]
    arguments: Mapped[dict[str, Any]]
    captures: Mapped[list[str]]
    urls: Mapped[list[str]]


class DecisionRow(Base):
    """What an analyst decided on a finding. Decisions are only added: the latest of a finding counts."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(index=True)
    finding: Mapped[str]
    rule: Mapped[str]
    hearing: Mapped[str]
    documents: Mapped[list[str]]
    basis: Mapped[str]  # the finding's key in the workbook: what the decision rested on
    verdict: Mapped[str]
    note: Mapped[str]
    decided_at: Mapped[datetime]
    file: Mapped[str]  # from which it was taken
