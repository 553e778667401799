"""The sheets of announcements and of protocols: what was counted in the month, with the way back to the pages."""

from __future__ import annotations

from collections.abc import Sequence

from exports.shown import Shown
from exports.words import heading
from exports.workbook.book import Book
from exports.workbook.sheet import Link
from exports.workbook.table import Column, Table
from hearings.items import Document


def columns(shown: Shown) -> list[Column[Document]]:
    words = shown.words
    return [
        Column("region", 18, lambda document: (shown.region(document.region), "text_bold")),
        Column("title", 42, lambda document: (document.title or document.project.value, "text")),
        Column("posted_on", 15, lambda document: (document.posted_on.value, "day")),
        Column("basis", 13, lambda document: (shown.basis(document), "pale")),
        Column("first_seen", 11, lambda document: (document.first_seen, "day")),
        Column("form", 13, lambda document: (shown.form(document), "text")),
        Column("sessions", 17, lambda document: (shown.sessions(document), "text")),
        Column("place", 20, lambda document: (place(document), "text")),
        Column("languages", 10, lambda document: (shown.languages(document), "text")),
        Column("link", 16, lambda document: (page(document, words("open_page")), "link")),
        Column("links", 17, lambda document: ("\n".join(document.urls[1:]), "pale")),
    ]


def place(document: Document) -> str:
    places = (document.place.value, *(session.place for session in document.sessions))
    return "\n".join(dict.fromkeys(one for one in places if one))


def page(document: Document, text: str) -> Link | None:
    return Link(text, document.urls[0]) if document.urls else None


def write_documents(book: Book, key: str, documents: Sequence[Document], shown: Shown) -> None:
    Table(key, heading(shown.words.month(shown.view.month)), columns(shown), frozen_columns=3).write(book, documents)
