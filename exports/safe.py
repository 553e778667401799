"""Text and links of strangers made safe for a spreadsheet, a document and a page, and never changed unseen."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

LONGEST_TEXT = 32_767  # UTF-16 units in a cell of Excel; a longer one makes the file "damaged"
LONGEST_LINK = 2_079  # characters in a link of Excel
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

# What XML or a spreadsheet cannot hold, and what turns the reading direction so that a text shows another than it is.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_PLAIN_LINK = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?:[/?][\w./?=&;,~!*+-]*)?", re.ASCII)  # most are such
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # `_x0041_` in a cell is shown by Excel as "A"


def visible(text: str) -> str:
    """The text with every control, direction and broken character replaced by a sign one can see.

    Control characters become their pictures (␀ … ␡), the rest is named by its number: [U+202E].
    """
    return _UNSAFE.sub(_sign, text.replace("\r\n", "\n").replace("\r", "\n"))


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"[U+{code:04X}]"


def cell_text(text: str, mark: str) -> str:
    """A text that fits a cell. One that is too long is cut before `mark`, which says so and where the whole stands."""
    safe = _ESCAPE.sub("_x005F_", visible(text))
    if len(safe) * 2 <= LONGEST_TEXT or len(safe.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return safe
    room = LONGEST_TEXT - len(mark.encode("utf-16-le")) // 2
    return safe.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore") + mark


def looks_like_formula(text: str) -> bool:
    """A spreadsheet could take the text for a formula, when it is typed again or read from a CSV file."""
    return text.startswith(FORMULA_SIGNS)


def link(address: str) -> str | None:
    """The address as a link that programs accept, or None where it is not an http address or not a sound one."""
    if len(address) <= LONGEST_LINK and _PLAIN_LINK.fullmatch(address):
        return address
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or port == 0:
        return None
    quoted = quote(address.strip(), safe="%/:=&?~#+!$,;'@()*[]._-", encoding="utf-8", errors="replace")
    return quoted if len(quoted) <= LONGEST_LINK else None
