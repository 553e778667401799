"""Bytes to text with the charset that makes sense, which often is not the one declared.

Sites of akimats declare windows-1251 for Kazakh pages in KZ-1048, UTF-8 for windows-1251 and the reverse,
or nothing, and glue parts of different charsets into one page. The bytes themselves decide: valid UTF-8 is
hardly ever an accident, and between single-byte charsets the letters of the result tell which one makes
Kazakh or Russian words of them.
"""

import codecs
import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from re import Match

from charset_normalizer import from_bytes

from hearings.letters import reads_as_kazakh


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the charset it was read in.

    `declared` is what the HTTP header, or else the page itself, says (a codec name; None: nothing usable).
    `repaired` is true where the declared charset would have given another text. `reason` says why the charset
    was taken: "empty", "ascii", "byte-order-mark", "zero-bytes" (UTF-16 without a mark), "valid-utf-8",
    "letters" (they make words in this charset), "declared" (nothing spoke against it), "detector" (the
    opinion of charset-normalizer), "mixed" (UTF-8 with parts in `charset`), "broken-bytes" (UTF-8 with a few
    bytes lost, shown as U+FFFD), "double-encoded" (UTF-8 that had been read as `charset` and written again).
    """

    text: str
    charset: str
    declared: str | None
    repaired: bool
    reason: str


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A notice of PHP or a comment may stand before the head; browsers look at 1024 bytes, old sites need more.
_META = re.compile(
    rb"""<(?:meta\b[^>]{0,300}?|\?xml\b[^>]{0,100}?)\b(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]{2,30})""",
    re.IGNORECASE,
)
_META_WITHIN = 16_384
_USABLE = re.compile(
    r"utf-?8|cp\d+|iso8859-\d+|koi8-[rut]|kz1048|ptcp154|mac-cyrillic|gb\w+|big5\w*|euc\S+|shift\S+|tis-620"
)
_ALIASES = {"win-1251": "cp1251", "windows1251": "cp1251", "win1251": "cp1251", "1251": "cp1251", "kz-1048": "kz1048"}


def decode(body: bytes, declared: str | None = None) -> Decoded:
    """The text of `body`. `declared` is the charset of the HTTP header, if any. Never raises."""
    said = _codec_name(declared) or _codec_name_in(body)
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return _settle(body[len(mark) :].decode(charset, "replace"), charset, said, "byte-order-mark", body)
    if not body:
        return Decoded("", said or "utf-8", said, False, "empty")
    if wide := _utf_16_order(body):
        return _settle(body.decode(wide, "replace"), wide, said, "zero-bytes", body)
    if body.isascii():
        return Decoded(body.decode("ascii"), said or "ascii", said, False, "ascii")
    try:
        return _settle(body.decode("utf-8"), "utf-8", said, "valid-utf-8", body)
    except UnicodeDecodeError:
        return _not_quite_utf_8(body, said)


def _not_quite_utf_8(body: bytes, said: str | None) -> Decoded:
    """Bytes in one single-byte charset, or UTF-8 with broken or foreign parts."""
    runs = _HIGH_RUN.findall(body)
    other = [run for run in runs if not _is_utf_8(run)]
    # Two letters of UTF-8 with nothing else around them are hardly ever an accident; one may be («Т°»).
    sure = sum(len(run) for run in runs if len(run) >= 4) - sum(len(run) for run in other if len(run) >= 4)
    begun = sum(len(pair) for run in other for pair in _UTF_8_LETTER.findall(run))
    charset, reason = _single_byte(other, said)
    if sure < 8 and 2 * begun < sum(map(len, other)):
        return _settle(body.decode(charset, "replace"), charset, said, reason, body)
    if not any(_is_foreign(run) and len(run) > 2 and run.decode(charset, "replace").isalpha() for run in other):
        return Decoded(body.decode("utf-8", "replace"), "utf-8", said, True, "broken-bytes")

    def in_utf_8(found: Match[bytes]) -> bytes:
        return found[0].decode(charset, "replace").encode() if _is_foreign(found[0]) else found[0]

    return Decoded(_HIGH_RUN.sub(in_utf_8, body).decode("utf-8", "replace"), charset, said, True, "mixed")


def _is_foreign(run: bytes) -> bool:
    """Whether the bytes are not UTF-8, nor UTF-8 with a few bytes lost."""
    return not _is_utf_8(run) and 2 * sum(map(len, _UTF_8_LETTER.findall(run))) < len(run)


def _is_utf_8(run: bytes) -> bool:
    try:
        run.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _settle(text: str, charset: str, said: str | None, reason: str, body: bytes) -> Decoded:
    """The result, after a look for text that was already broken when it was encoded."""
    if charset.startswith("utf"):
        undone, wrong = repair_mojibake(text)
        if wrong:
            return Decoded(undone, wrong, said, True, "double-encoded")
    repaired = said is not None and said != charset and body.decode(said, "replace") != text
    return Decoded(text, charset, said, repaired, reason)


# ------------------------------------------------------------------ declarations


def _codec_name(label: str | None) -> str | None:
    """The codec behind a declared label; None for no label, an unknown one, or one that is not a charset."""
    label = (label or "").strip().strip("\"'").lower()[:40].replace("x-", "", 1) if label else ""
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name
    except (LookupError, ValueError):
        return None
    return name if _USABLE.fullmatch(name) else None


def _codec_name_in(body: bytes) -> str | None:
    found = _META.search(body, 0, _META_WITHIN)
    return _codec_name(found[1].decode("ascii", "ignore")) if found else None


def _utf_16_order(body: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte is 0 (Latin) or 4 (Cyrillic), on one side only."""
    sample = body[: 4096 - 4096 % 2]
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = Counter(sample[0::2]), Counter(sample[1::2])
    if not (even[0] or odd[0]):
        return None
    if odd[0] + odd[4] > 0.8 * half and even[0] < 0.1 * half:
        return "utf-16-le"
    if even[0] + even[4] > 0.8 * half and odd[0] < 0.1 * half:
        return "utf-16-be"
    return None


# ------------------------------------------------------------------ single-byte charsets

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_UTF_8_LETTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}")
_SAMPLE = 20_000  # bytes above 127 that are weighed

# Letters of Kazakh and Russian texts taken together, from frequent to rare.
_BY_FREQUENCY = "аеоиынтрлсдкмпуқвгіғзябйңьөәүұчжшхюцщэфһъё"
_WEIGHT = {letter: -math.log(rank + 3) for rank, letter in enumerate(_BY_FREQUENCY)}
_WEIGHT |= {letter.upper(): weight - 0.3 for letter, weight in _WEIGHT.items()}
_WEIGHT |= dict.fromkeys("«»–—“”№ \xa0…•’„", -4.0)
_UNKNOWN = -7.0
_CAPITAL_INSIDE = -4.0  # «оБЪЯВЛЕНИЕ»: cases are exchanged between KOI8 and windows-1251

# Doubt is settled for the first: others were hardly ever used by akimats.
_CANDIDATES = {"kz1048": 0.0, "cp1251": 0.0, "koi8-r": -10.0, "cp866": -10.0, "iso8859-5": -10.0, "ptcp154": -14.0}
_TRUSTED = 6.0  # what a declaration adds to its charset


def _single_byte(runs: list[bytes], said: str | None) -> tuple[str, str]:
    """The charset in which the runs of bytes above 127 make the most usual letters, and the reason."""
    sample, size = [], 0
    for run in runs:
        sample.append(run)
        size += len(run)
        if size > _SAMPLE:
            break
    candidates = dict(_CANDIDATES)
    if said and said != "utf-8":
        candidates[said] = max(candidates.get(said, -6.0), 0.0) + _TRUSTED
    joined = b" ".join(sample)[:_SAMPLE]
    scores = {charset: prior + _score(joined, charset) for charset, prior in candidates.items()}
    best = max(scores, key=scores.__getitem__)
    if len(joined) >= 8 and scores[best] < -4.5 * len(joined):  # not Cyrillic at all
        if said and said != "utf-8":
            return said, "declared"
        if other := _detected(joined):
            return other, "detector"
    if best in ("cp1251", "kz1048"):
        best = "kz1048" if _is_kazakh(joined, said) else "cp1251"
    return best, "declared" if best == said else "letters"


def _score(sample: bytes, charset: str) -> float:
    """How well the text fits the usual frequencies of letters (logarithms, so sums over letters)."""
    text = sample.decode(charset, "replace")
    score = sum(count * _WEIGHT.get(letter, _UNKNOWN) for letter, count in Counter(text).items())
    return score + _CAPITAL_INSIDE * sum(a.islower() and b.isupper() for a, b in pairwise(text))


def _is_kazakh(sample: bytes, said: str | None) -> bool:
    """Whether bytes that differ between windows-1251 and KZ-1048 stand for Kazakh letters."""
    slavic, kazakh = sample.decode("cp1251", "replace"), sample.decode("kz1048", "replace")
    if slavic == kazakh:
        return said == "kz1048"
    return said == "kz1048" or reads_as_kazakh(slavic)


def _detected(sample: bytes) -> str | None:
    """The opinion of charset-normalizer, asked where Cyrillic makes no sense."""
    try:
        guess = from_bytes(sample[:4096], threshold=0.2).best()
    except (ValueError, LookupError, RuntimeError):
        return None
    return _codec_name(guess.encoding) if guess else None


# ------------------------------------------------------------------ UTF-8 read wrongly and written again

_WRONGLY_READ_AS = ("cp1251", "cp1252", "kz1048", "cp1253", "cp866", "koi8-r")


def _byte_table(charset: str) -> dict[str, int]:
    """Characters of a charset with their bytes; bytes it leaves undefined appear as C1 controls in practice."""
    table = {chr(byte): byte for byte in range(0x80, 0xA0)}
    table |= {text: byte for byte in range(0x80, 0x100) if (text := bytes([byte]).decode(charset, "ignore"))}
    return table


_TABLES = {charset: _byte_table(charset) for charset in _WRONGLY_READ_AS}


def _double(charset: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A long row of wrongly read Cyrillic letters (evidence), and any row (what to repair then)."""
    table = _TABLES[charset]
    first = "".join(sorted(character for character, byte in table.items() if 0xC2 <= byte <= 0xD4 or byte == 0xE2))
    rest = "".join(sorted(character for character, byte in table.items() if 0x80 <= byte <= 0xBF))
    lead = "".join(sorted(character for character, byte in table.items() if 0xD0 <= byte <= 0xD3))
    pair = f"[{re.escape(lead)}][{re.escape(rest)}]"
    return re.compile(f"(?:{pair}){{4}}"), re.compile(f"(?:[{re.escape(first)}][{re.escape(rest)}]{{1,2}})+")


_DOUBLE = {charset: _double(charset) for charset in _WRONGLY_READ_AS}


def repair_mojibake(text: str) -> tuple[str, str]:
    """Text whose UTF-8 bytes had been read as another charset («РҐР°С‚С‚Р°РјР°»), as it was meant; and that charset.

    Only where it is certain: rows of at least four letters that are each a pair of such characters. Otherwise the
    text comes back as it was, with an empty charset.
    """
    if text.isascii():
        return text, ""
    best, wrong, most = text, "", 0
    for charset in _WRONGLY_READ_AS:
        evidence, rows = _DOUBLE[charset]
        if evidence.search(text):
            undo = _Undo(_TABLES[charset])
            undone = rows.sub(undo.replace, text)
            if undo.characters > most:
                best, wrong, most = undone, charset, undo.characters
    return best, wrong


class _Undo:
    """Turns rows of wrongly read characters back into the letters they were, and counts the characters."""

    def __init__(self, table: dict[str, int]) -> None:
        self.table = table
        self.characters = 0

    def replace(self, found: Match[str]) -> str:
        row = found[0]
        try:
            meant = bytes(self.table[character] for character in row).decode("utf-8")
        except UnicodeDecodeError:
            return row
        self.characters += len(row)
        return meant
