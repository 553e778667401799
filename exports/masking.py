"""Masking once more, on the way out, whatever was read before the mask knew better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hearings.items import Document, Finding, Hearing
from hearings.privacy import mask


def masked(document: Document) -> Document:
    """The document with every text that is shown masked."""
    return replace(
        document,
        title=mask(document.title),
        titles=tuple(map(mask, document.titles)),
        project=masked_read(document.project),
        initiator=masked_read(document.initiator),
        organiser=masked_read(document.organiser),
        place=masked_read(document.place),
        contacts=masked_read(document.contacts),
        sessions=tuple(
            replace(session, place=mask(session.place), text=mask(session.text)) for session in document.sessions
        ),
        posted_on=replace(document.posted_on, text=mask(document.posted_on.text)),
    )


def masked_read(read: Any) -> Any:  # noqa: ANN401  # a Read of text
    return replace(read, value=mask(read.value) if read.value else read.value, text=mask(read.text))


def masked_finding(finding: Finding) -> Finding:
    return replace(finding, arguments={name: masked_json(value) for name, value in finding.arguments.items()})


def masked_json(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    match value:
        case str():
            return mask(value)
        case list() | tuple():
            return [masked_json(one) for one in value]
        case dict():
            return {name: masked_json(one) for name, one in value.items()}
    return value


def masked_hearing(hearing: Hearing, by_uid: Mapping[str, Document]) -> Hearing:
    def known(documents: Iterable[Document]) -> tuple[Document, ...]:
        return tuple(by_uid.get(document.uid) or masked(document) for document in documents)

    return replace(hearing, announcements=known(hearing.announcements), protocols=known(hearing.protocols))
