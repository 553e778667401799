"""Step 1: texts as a reader sees them, without personal data; their languages, and how much could be read."""

from __future__ import annotations

from html import unescape

from hearings.items import Attachment, Publication, TextState
from hearings.privacy import mask
from hearings.signs import fold, load, pattern
from hearings.text import clean, languages

_HEARING = pattern(load("signs.toml")["hearing"])
_SAYS_SOMETHING = 120  # characters of a body, beside the title, that may be the notice itself
_READ = {"read", "empty", "not_needed"}  # states of files of which nothing is unknown


class TextPipeline:
    """Cleans and masks every text of a publication; sets `languages` and `text_state`.

    Masking comes first of all steps, so that nothing personal can reach a field, a log or the database; it keeps
    lengths, and the numbers of legal entities.
    """

    def process_item(self, item: Publication) -> Publication:
        item.title = _plain(item.title)
        item.body = _plain(item.body)
        item.section = _plain(item.section)
        item.why_kind = mask(item.why_kind)
        item.hints = {label: _plain(value) for label, value in item.hints.items()}
        for attachment in item.attachments:
            attachment.name = mask(attachment.name)
            attachment.text = mask(clean(attachment.text))
            attachment.members = [mask(member) for member in attachment.members]
        item.languages = sorted(languages(item.text))
        item.text_state = text_state(item)
        return item


def _plain(text: str) -> str:
    return mask(clean(unescape(text) if "&" in text else text))


def text_state(item: Publication) -> TextState:
    """`PARTLY` where the notice itself was read but a file was not; `NOT_READ` where that file may be the notice."""
    unread = [attachment for attachment in item.attachments if attachment.state not in _READ]
    if not unread:
        return TextState.READ
    body = item.body.replace(item.title, "") if item.title else item.body
    if len(body.strip()) >= _SAYS_SOMETHING or any(map(_speaks_of_hearing, item.attachments)):
        return TextState.PARTLY
    return TextState.NOT_READ


def _speaks_of_hearing(attachment: Attachment) -> bool:
    return bool(_HEARING.search(fold(attachment.text[:3_000])))
