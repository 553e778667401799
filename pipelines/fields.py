"""Step 2: form, project, initiator, organiser, place, contacts and materials, read from what the publication says."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from hearings import fields
from hearings.grounds import read_ground
from hearings.items import Publication, Read, Reason, TextState
from hearings.labelled import parts_of

_T = TypeVar("_T")


class FieldsPipeline:
    """Fills the read values of a publication.

    What is absent from a text that was not read whole is `not_read`, because the unread part may say it.
    """

    def process_item(self, item: Publication) -> Publication:
        parts = parts_of(item.title, item.body, [attachment.text for attachment in item.attachments], item.hints)
        state = item.text_state
        item.form = _reasoned(fields.read_form(parts), state)
        item.ground = _reasoned(read_ground(parts), state)
        item.project = _reasoned(fields.read_project(parts), state)
        item.initiator = _reasoned(fields.read_initiator(parts), state)
        item.bin = _reasoned(fields.read_bin(parts), state)
        item.organiser = _reasoned(fields.read_organiser(parts), state)
        item.place = _reasoned(fields.read_place(parts), state)
        item.contacts = _reasoned(fields.read_contacts(parts), state)
        item.materials = _reasoned(fields.read_materials(parts), state)
        return item


def _reasoned(read: Read[_T], state: TextState) -> Read[_T]:
    if read.reason is Reason.ABSENT and state is not TextState.READ:
        return replace(read, reason=Reason.NOT_READ)
    return read
