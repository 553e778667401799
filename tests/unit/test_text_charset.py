"""Bytes to text: the letters decide, not the declaration."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearings.text import decode, repair_mojibake

KAZAKH = "Қоғамдық тыңдаулар туралы хабарландыру. 2018 жылғы 7 мамырда сағат 15:00-де өткізіледі — «Ақ Жайық» ЖШС"
RUSSIAN = "Объявление о проведении общественных слушаний в форме открытого собрания"
WORDS = [
    "Хаттама",
    "ХАТТАМА",
    "хаттама",
    "Протокол",
    "ОБЪЯВЛЕНИЕ",
    "Қазақ",
    "Өкім",
    "Әкім",
    "№ 5",
    "«ТОО»",
    "об",
    "і",
    "Ң",
]


@pytest.mark.parametrize(
    ("body", "declared", "text", "charset", "repaired"),
    [
        (KAZAKH.encode("kz1048"), "windows-1251", KAZAKH, "kz1048", True),
        (KAZAKH.encode("kz1048"), None, KAZAKH, "kz1048", False),
        (KAZAKH.encode("kz1048"), "utf-8", KAZAKH, "kz1048", True),
        (KAZAKH.encode("kz1048"), "KZ-1048", KAZAKH, "kz1048", False),
        (KAZAKH.encode("kz1048"), "iso-8859-1", KAZAKH, "kz1048", True),
        (KAZAKH.encode(), "windows-1251", KAZAKH, "utf-8", True),
        (KAZAKH.encode(), "utf-8", KAZAKH, "utf-8", False),
        (KAZAKH.encode(), None, KAZAKH, "utf-8", False),
        (RUSSIAN.encode("cp1251"), "utf-8", RUSSIAN, "cp1251", True),
        (RUSSIAN.encode("cp1251"), "windows-1251", RUSSIAN, "cp1251", False),
        (RUSSIAN.upper().encode("cp1251"), None, RUSSIAN.upper(), "cp1251", False),
        (RUSSIAN.encode("koi8-r"), None, RUSSIAN, "koi8-r", False),
        (RUSSIAN.encode("koi8-r"), "windows-1251", RUSSIAN, "koi8-r", True),
        (RUSSIAN.encode("cp866"), None, RUSSIAN, "cp866", False),
        (RUSSIAN.encode("mac-cyrillic"), "x-mac-cyrillic", RUSSIAN, "mac-cyrillic", False),
        (KAZAKH.encode("utf-8-sig"), "windows-1251", KAZAKH, "utf-8", True),
        (KAZAKH.encode("utf-16"), None, KAZAKH, "utf-16-le", False),
        (KAZAKH.encode("utf-16-le"), None, KAZAKH, "utf-16-le", False),
        (KAZAKH.encode("utf-16-be"), "utf-8", KAZAKH, "utf-16-be", True),
        (b"plain", "windows-1251", "plain", "cp1251", False),
        (b"", None, "", "utf-8", False),
    ],
)
def test_text_is_read_in_the_charset_that_makes_sense(
    body: bytes, declared: str | None, text: str, charset: str, repaired: bool
) -> None:
    found = decode(body, declared)
    assert (found.text, found.charset, found.repaired) == (text, charset, repaired)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("charset", ["utf-8", "kz1048"])
@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1251"])
def test_a_single_word_is_read_as_well(word: str, charset: str, declared: str | None) -> None:
    assert decode(word.encode(charset), declared).text == word


def test_a_declaration_in_the_page_counts_even_behind_a_notice_of_php() -> None:
    head = b'<b>Notice</b>: Undefined index: lang in /var/www/html/index.php\n<html><head><meta charset="windows-1251">'
    found = decode(head + KAZAKH.encode("kz1048"))
    assert found.text.endswith(KAZAKH)
    assert (found.declared, found.charset, found.repaired) == ("cp1251", "kz1048", True)


def test_ukrainian_in_windows_1251_does_not_become_kazakh() -> None:
    text = "Київ — столиця України, її населення має понад три мільйони. Європа"
    assert decode(text.encode("cp1251"), None).text == text


@pytest.mark.parametrize(
    "declared", ["base64", "idna", "rot13", "unicode_escape", "undefined", "", "no such", "\0", "ы" * 99]
)
def test_a_declaration_that_is_no_charset_is_ignored(declared: str) -> None:
    found = decode(KAZAKH.encode(), declared)
    assert (found.text, found.declared) == (KAZAKH, None)


@pytest.mark.parametrize("wrong", ["cp1251", "cp1252", "kz1048", "cp866", "koi8-r"])
def test_utf_8_that_was_read_wrongly_and_written_again_is_undone(wrong: str) -> None:
    controls = {byte: chr(byte) for byte in range(0x80, 0xA0)}
    broken = "".join(bytes([b]).decode(wrong, "ignore") or controls[b] for b in KAZAKH.encode())
    found = decode(broken.encode(), "utf-8")
    assert (found.text, found.charset, found.repaired, found.reason) == (KAZAKH, wrong, True, "double-encoded")


@pytest.mark.parametrize(
    "text", [KAZAKH, RUSSIAN, "СЃ", "Рис. С° 5 ±2", "Ð", "Größe für Straße", "Київ, її", "РСФСР «С»", ""]
)
def test_sound_text_is_never_taken_for_a_wrong_reading(text: str) -> None:
    assert repair_mojibake(text) == (text, "")


def test_a_page_glued_from_two_charsets_is_read_part_by_part() -> None:
    found = decode(f"<p>{KAZAKH}</p>".encode() + f"<p>{RUSSIAN}</p>".encode("cp1251"), "utf-8")
    assert found.text == f"<p>{KAZAKH}</p><p>{RUSSIAN}</p>"
    assert (found.reason, found.repaired) == ("mixed", True)


def test_a_few_broken_bytes_cost_only_themselves() -> None:
    found = decode(KAZAKH.encode() + b" \xff\xd2", "utf-8")
    assert found.text.startswith(KAZAKH)
    assert (found.charset, found.reason) == ("utf-8", "broken-bytes")


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "windows-1251", "big5", "utf-7"]))
def test_no_bytes_raise_and_every_text_can_be_stored(body: bytes, declared: str | None) -> None:
    decode(body, declared).text.encode("utf-8")


@given(st.text(alphabet="АаӘәБбҒғҚқҢңӨөҰұҮүҺһІі ынлртдке", min_size=12, max_size=80))
def test_utf_8_is_always_recognised(text: str) -> None:
    assert decode(text.encode(), "windows-1251").text == text


@pytest.mark.parametrize("unit", [KAZAKH.encode("kz1048"), b"\xd0", b"\xd2\x9a\xff", b"\0\4", bytes(range(128, 228))])
def test_megabytes_are_decoded(unit: bytes) -> None:
    assert decode(unit * (1_000_000 // len(unit))).text
