"""The sheet of hearings: announcement and protocol side by side, when the protocol is due, and what is due next."""

from __future__ import annotations

from exports.shown import Shown
from exports.view import HearingLine
from exports.workbook.book import Book
from exports.workbook.sheet import Link, Value
from exports.workbook.table import Column, Table
from hearings.items import Document

LOOK_OF_STATE = {"posted": "good", "late": "bad", "not_posted": "bad", "open": "partial"}


def write_hearings(book: Book, shown: Shown) -> None:
    Table("hearings", shown.words("hearings_order"), columns(shown), frozen_columns=3).write(book, shown.view.hearings)


def columns(shown: Shown) -> list[Column[HearingLine]]:
    words = shown.words

    def title(line: HearingLine) -> str:
        documents = (*line.hearing.announcements, *line.hearing.protocols)
        return next((one.project.value or one.title for one in documents if one.project.value or one.title), "")

    def link(documents: tuple[Document, ...]) -> Value:
        return Link(words("open_page"), documents[0].urls[0]) if documents and documents[0].urls else None

    def sessions(line: HearingLine) -> str:
        documents = (*line.hearing.announcements, *line.hearing.protocols)
        return next((shown.sessions(one) for one in documents if one.sessions), words("not_known"))

    def state(line: HearingLine) -> tuple[Value, str]:
        return words(f"protocol_state.{line.state}"), LOOK_OF_STATE.get(line.state, "grey")

    def posted(documents: tuple[Document, ...]) -> Value:
        return documents[0].posted_on.value if documents else None

    def pairing(line: HearingLine) -> str:
        if not (line.hearing.announcements and line.hearing.protocols):
            return words("pair.single")
        return words("pair.ambiguous" if line.hearing.ambiguous else "pair.found", score=f"{line.hearing.score:.0%}")

    return [
        Column("region", 18, lambda line: (shown.region(line.hearing.region), "text_bold")),
        Column("hearing", 42, lambda line: (title(line), "text")),
        Column("sessions", 18, lambda line: (sessions(line), "text")),
        Column("announced_on", 15, lambda line: (posted(line.hearing.announcements), "day")),
        Column("announcement_link", 15, lambda line: (link(line.hearing.announcements), "link")),
        Column("due", 13, lambda line: (line.due, "day")),
        Column("protocol_posted_on", 15, lambda line: (posted(line.hearing.protocols), "day")),
        Column("protocol_link", 15, lambda line: (link(line.hearing.protocols), "link")),
        Column("protocol_state", 19, state),
        Column("pairing", 24, lambda line: (pairing(line), "pale")),
    ]
