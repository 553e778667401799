"""Hiding what belongs to private persons: personal numbers, mobile telephones, private mailboxes.

`mask` keeps the length of the text, so that places noted in it stay valid, and is idempotent. Used for everything that
leaves the archive: database, logs, outputs.

How numbers of twelve digits are told apart. A personal number (IIN) begins with a birthday, YYMMDD, so its fifth digit
is 0 to 3; that of a legal entity (BIN) has 4, 5 or 6 there and is kept. The registration number of a public discussion
on the national portal, YYMMDD001NNN, looks like an IIN; it is kept where its label says so, or where the day lies in
the years of the portal and 001 follows (as an IIN it would belong to a foreign infant).
"""

import logging
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from re import Match, Pattern

from hearings.letters import one_script

HIDDEN = "•"

_DATA = tomllib.loads(resources.files("hearings").joinpath("data/privacy.toml").read_text("utf-8"))


def _any_of(words: str) -> str:
    return "|".join(map(re.escape, sorted(words.split(), key=len, reverse=True)))


_BLANK = "[ \xa0\u2007\u2009\u202f\t\xad\u200b-\u200d\u2060]"
_DASH = "[-\u2010-\u2015\u2212]"

_DIGIT = re.compile(r"\d")
_GAP = f"(?:{_BLANK}|{_DASH})"
_BRACKET_OR_GAP = f"(?:{_BLANK}|{_DASH}|[().,/])"
# Patterns begin by saying their first character, so that the others are passed over quickly.
# Not inside a longer number or a Latin word, and not the fraction of a number with one to three digits before it.
_ALONE_BEFORE = r"(?<![\dA-Za-z])" + "".join(rf"(?<!\b{digits}[.,])" for digits in (r"\d", r"\d\d", r"\d\d\d"))
_ALONE_AFTER = r"(?![\dA-Za-z])(?![.,]\d)"

_WORTH_A_LOOK = re.compile(r"\d(?:\D{0,3}\d){6}|@")
_ROUNDS = 3


def mask(text: str) -> str:
    """The text with the digits and letters of private data replaced by «•», one for one.

    Addresses of pages are left as they are, because they are followed, except for personal numbers in them and for
    messengers, whose addresses are telephones.
    """
    # What is hidden may have separated other digits from their neighbours: look again until nothing is found.
    for _ in range(_ROUNDS):
        if not _WORTH_A_LOOK.search(text):
            break
        before, text = text, _mask_once(text)
        if text == before:
            break
    return text


def _mask_once(text: str) -> str:
    if "@" in text:
        text = _without_mailboxes(text)
    pieces = []
    start = 0
    for address in _ADDRESS.finditer(text):
        pieces.append(_without_numbers(text[start : address.start()]))
        pieces.append(_address(address[0]))
        start = address.end()
    pieces.append(_without_numbers(text[start:]))
    return "".join(pieces)


def _without_numbers(text: str) -> str:
    text = _hide(text, _PHONE, lambda found: not _MEETING.search(_before(found)))
    text = _hide(text, _PHONE_WITHOUT_PREFIX, lambda found: not _MEETING.search(_before(found)))
    text = _hide(text, _LABELLED, lambda found: not _is_bin(_digits(found["number"])))
    text = _hide(text, _IDENTITY_CARD, lambda _: True)
    return _hide(text, _TWELVE, _is_personal)


def _address(address: str) -> str:
    if _MESSENGER.search(address):
        return _without_numbers(address)
    return _hide(address, _TWELVE, lambda found: _is_personal(found) and check_digit_fits(_digits(found[0])))


def _hide(text: str, pattern: Pattern[str], is_private: Callable[[Match[str]], bool]) -> str:
    """The text with the digits of the pattern's named group hidden wherever the judge says so."""
    pieces = []
    done = at = 0
    while found := pattern.search(text, at):
        if is_private(found):
            start, end = found.span(_group(found))
            pieces += [text[done:start], _DIGIT.sub(HIDDEN, text[start:end])]
            done = at = end
        else:
            at = found.start(_group(found)) + 1
    return "".join([*pieces, text[done:]])


def _group(found: Match[str]) -> str:
    return found.lastgroup or "number"


def _before(found: Match[str]) -> str:
    start = found.start(_group(found))
    return found.string[max(0, start - _LABEL_REACH) : start]


def _digits(text: str) -> str:
    return "".join(_DIGIT.findall(text))


# ------------------------------------------------------------------ mailboxes and telephones

_MAILBOX = re.compile(
    rf"(?<![\w.%+-])(?P<local>[A-Za-z0-9._%+-]{{1,64}})(?P<at>{_BLANK}?@{_BLANK}?)"
    rf"(?:{_any_of(_DATA['mail_providers'])})\.(?:{_any_of(_DATA['mail_endings'])})(?![\w-])(?!\.\w)",
    re.IGNORECASE,
)
_AT = re.compile(rf"@(?={_BLANK}?[^\W\d_][\w-]{{1,14}}\.\w)")
_LONGEST_LOCAL, _LONGEST_DOMAIN = 66, 40
_ADDRESS = re.compile(
    r"https?://[^\s<>\"«»]+|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}/[^\s<>\"«»]*", re.IGNORECASE
)
_MESSENGER = re.compile(
    rf"^(?:https?://)?(?:www\.|api\.|chat\.)?(?:{_any_of(_DATA['messengers'])})(?![\w.-])|[?&](?:phone|tel)=",
    re.IGNORECASE,
)
_CODE = f"(?:{_any_of(_DATA['mobile_codes'])})"
_REST = rf"(?:{_BRACKET_OR_GAP}{{0,3}}\d){{7}}"
_PHONE = re.compile(
    # «8.7051234567» with nothing else inside is a decimal fraction.
    rf"(?=[+78]){_ALONE_BEFORE}(?!\d[.,]\d{{10}})(?P<number>(?:\+{_BLANK}?)?[78]{_BRACKET_OR_GAP}{{0,3}}(?:{_CODE}|9\d\d){_REST}){_ALONE_AFTER}"
)
_PHONE_WITHOUT_PREFIX = re.compile(
    rf"(?=[(7]){_ALONE_BEFORE}(?<!№)(?<!№ )(?P<number>\({_BLANK}?{_CODE}{_BLANK}?\){_REST}|{_CODE}\d{{7}}"
    rf"|{_CODE}{_GAP}?\d{{3}}{_DASH}\d{{2}}{_DASH}?\d{{2}}|{_CODE}{_DASH}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}}){_ALONE_AFTER}"
    # Without prefix and with blanks alone only after a word that announces a telephone.
    rf"|\b(?:тел|моб|сот(?:ов|к|\b)|ұялы|байланыс|контакт|конт\.|факс|phone|mob|what|ватс|вотс|вайбер|viber)[^\n]{{0,40}}?"
    rf"(?P<labelled>{_CODE}{_REST}){_ALONE_AFTER}",
    re.IGNORECASE,
)
# Numbers of online meetings are made for the public and may look like telephones.
_MEETING = re.compile(
    r"(?:идентификатор|конференц|meeting|кездесу|жиналыс|webinar|вебинар|встреч|регистр|тірке)\w*"
    r"(?:[^\w\n]|id|№|номер\w*|нөмір\w*|конференц\w*|встреч\w*|meeting|zoom|идентификатор\w*)*\Z",
    re.IGNORECASE,
)


def _without_mailboxes(text: str) -> str:
    pieces = []
    done = 0
    for at in _AT.finditer(text):
        # Letters of the other alphabet inside an address («mаil.ru») are folded to recognise it; places stay.
        first = max(done, at.start() - _LONGEST_LOCAL)
        found = _MAILBOX.search(one_script(text[first : at.end() + _LONGEST_DOMAIN]))
        if found and first + found.end("local") <= at.end():
            start, end = first + found.start("local"), first + found.end("local")
            pieces += [text[done:start], HIDDEN * (end - start)]
            done = end
    return "".join([*pieces, text[done:]])


# ------------------------------------------------------------------ numbers of twelve digits

_TWELVE = re.compile(
    rf"(?=\d){_ALONE_BEFORE}(?P<number>\d{{12}}|\d{{6}}{_GAP}\d{{6}}|\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}){_ALONE_AFTER}"
)
_LABELLED = re.compile(
    rf"(?:ИИН|ЖСН|\bIIN\b|\bJSN\b)[^\w\n]{{0,6}}(?:№|N)?{_BLANK}?(?P<number>\d(?:{_GAP}?\d){{9,13}})(?!\d)",
    re.IGNORECASE,
)
_IDENTITY_CARD = re.compile(
    r"(?:удостоверени\w{1,3}\s+личности|уд\.?\s*личности|жеке\s+куәлі\w{1,8})[^\d\n]{0,20}(?P<number>\d{9})(?!\d)",
    re.IGNORECASE,
)
_REGISTRATION = re.compile(
    r"(?:регистр|\bрег\.|тірке|registr)\w*(?:\W|номер\w*|нөмір\w*|number|no|n)*\Z", re.IGNORECASE
)
_PORTAL_YEARS = range(21, 40)
_LABEL_REACH = 40


def _is_personal(found: Match[str]) -> bool:
    """Whether twelve digits are an IIN: by their form, and where they stand in groups by the check digit too."""
    number = _digits(found["number"])
    if not _begins_with_birthday(number) or _is_registration(number) or _REGISTRATION.search(_before(found)):
        return False
    return len(found["number"]) == 12 or check_digit_fits(number)


def _begins_with_birthday(number: str) -> bool:
    """YYMMDD, then the sign of sex and century, 0 (foreigners) to 6."""
    return 1 <= int(number[2:4]) <= 12 and 1 <= int(number[4:6]) <= 31 and int(number[6]) <= 6


def _is_registration(number: str) -> bool:
    return int(number[6:9]) == 1 and int(number[:2]) in _PORTAL_YEARS


def _is_bin(number: str) -> bool:
    """Twelve digits in the form of a legal entity's number: YYMM, then 4, 5 or 6."""
    return len(number) == 12 and 1 <= int(number[2:4]) <= 12 and int(number[4]) in (4, 5, 6)


_CHECK_WEIGHTS: tuple[tuple[int, ...], ...] = (tuple(range(1, 12)), (*range(3, 12), 1, 2))


def check_digit_fits(number: str) -> bool:
    """Whether the last of twelve digits is the check digit of an IIN or BIN.

    The sum of digits by weights 1 to 11, modulo 11; where that gives 10, by weights 3 to 11, 1, 2; where that gives 10
    too, no check digit fits (such numbers are not given out).
    """
    digits = list(map(int, number))
    for weights in _CHECK_WEIGHTS:
        rest = sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11
        if rest < 10:
            return rest == digits[11]
    return False


@dataclass(frozen=True, slots=True)
class Bin:
    """The number of a legal entity as printed, digits only; `checked`: its check digit fits."""

    number: str
    checked: bool


_BIN = re.compile(
    rf"(?=\d){_ALONE_BEFORE}(?P<number>\d{{12}}|\d{{6}}{_GAP}\d{{6}}|\d{{4}}{_GAP}\d{{4}}{_GAP}\d{{4}}|\d{{3}}(?:{_GAP}\d{{3}}){{3}}){_ALONE_AFTER}"
)
_BIN_LABEL = re.compile(r"(?:БИН|БСН|\bBIN\b|\bBSN\b)(?:\W|ИИН|ЖСН|№|N)*\Z", re.IGNORECASE)


def find_bin(text: str) -> Bin | None:
    """The first number of a legal entity: one with its label before others, one whose check digit fits before others.

    A wrong check digit is recorded, not refused: it may be the misprint of the notice.
    """
    best: tuple[tuple[bool, bool], Bin] | None = None
    at = 0
    while found := _BIN.search(text, at):
        at = found.start() + 1
        number = _digits(found["number"])
        if not _is_bin(number) or _REGISTRATION.search(_before(found)):
            continue
        at = found.end()
        labelled = _BIN_LABEL.search(_before(found)) is not None
        candidate = Bin(number, check_digit_fits(number))
        if len(found["number"]) > 12 and not labelled and not candidate.checked:
            continue
        rank = (labelled, candidate.checked)
        if best is None or rank > best[0]:
            best = (rank, candidate)
    return best[1] if best else None


def bin_of(text: str) -> str | None:
    """The BIN of the first legal entity named in the text (twelve digits), or None. Never a person's number."""
    found = find_bin(text)
    return found.number if found else None


# ------------------------------------------------------------------ logs


class MaskingFilter(logging.Filter):
    """Masks the message, its arguments and the traceback of a record.

    Put it on handlers: the filter of a logger does not see the records of its children.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            message = f"{record.msg} {record.args}"  # wrong arguments are the caller's fault, but no reason to leak
        record.msg, record.args = mask(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        if record.stack_info:
            record.stack_info = mask(record.stack_info)
        return True
