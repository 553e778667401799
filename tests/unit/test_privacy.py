"""What belongs to private persons is hidden, what belongs to offices and hearings stays."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearings.privacy import HIDDEN, Bin, MaskingFilter, bin_of, check_digit_fits, find_bin, mask

# Made-up numbers: the birthdays and counters are invented, the check digits computed.
PERSON = "850101300124"
COMPANY = "990340001230"


@pytest.mark.parametrize(
    "text",
    [
        PERSON,
        f"ИИН: {PERSON}, проживающий",
        f"ИИН{PERSON}",
        f"ЖСН № {PERSON}",
        f"БИН\\ИИН: {PERSON}",
        "ИИН 850101300125",  # a misprint in the check digit is still a person
        "ИИН 85010130012",  # eleven digits
        "850101 300124",
        "8501 0130 0124",
        "ИИН 850 101 300 124",
        "ИИН\xa0850101300124",
        "удостоверение личности № 012345678",
        f"https://example.kz/card?iin={PERSON}",
    ],
)
def test_personal_numbers_are_hidden(text: str) -> None:
    hidden = mask(text)
    assert not any(character.isdigit() for character in hidden)
    assert len(hidden) == len(text)


@pytest.mark.parametrize(
    "code", ["700", "701", "705", "708", "709", "747", "750", "751", "760", "764", "771", "775", "778"]
)
@pytest.mark.parametrize(
    "notation",
    [
        "+7 ({}) 123-45-67", "8{}1234567", "+7{}1234567", "8-{}-123-45-67", "8 {} 123 45 67", "8({})1234567",
        "({}) 1234567", "{}-123-45-67", "тел. {} 123 45 67", "+7-{}-123-4567", "8 /{}/ 123 45 67", "8.{}.123.45.67",
        "+7\xa0{}\xa0123\xa045\xa067", "тел. {} 123 45 67, {} 765 43 21",
        "тел:{}1234567", "https://wa.me/7{}1234567", "8 –{}– 123–45–67", "8{} 123 45 67, тел 8{} 765 43 21",
    ],
)  # fmt: skip
def test_mobile_telephones_are_hidden_in_every_notation(code: str, notation: str) -> None:
    text = notation.replace("{}", code)
    hidden = mask(text)
    assert not any(character.isdigit() for character in hidden)
    assert len(hidden) == len(text)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Замечания: ivanov@mail.ru.", "Замечания: ••••••@mail.ru."),
        ("Ivan.Ivanov-85@GMAIL.com", "••••••••••••••@GMAIL.com"),
        ("a@list.ru; b@bk.ru,c@inbox.ru", "•@list.ru; •@bk.ru,•@inbox.ru"),
        ("x @ yandex.kz", "• @ yandex.kz"),
        ("ivanov@mаil.ru", "••••••@mаil.ru"),  # with a Cyrillic а
        ("x@ya.ru y@outlook.com z@icloud.com", "•@ya.ru •@outlook.com •@icloud.com"),
    ],
)
def test_private_mailboxes_are_hidden(text: str, hidden: str) -> None:
    assert mask(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        COMPANY,
        f"БИН {COMPANY}",
        f"БИН\\ИИН: {COMPANY}",
        f"БСН: {COMPANY[:6]} {COMPANY[6:]}",
        "№ регистрации: 251212001010",
        "251212001010",
        f"№ регистрации: {PERSON}",
        "Регистрационный номер:\n220115300123",
        "26012345678",
        "8 (7132) 55-55-55",
        "+7 (727) 272-12-34, вн. 101",
        "+7 7172 74 12 34",
        "Идентификатор конференции: 870 1234 5678",
        "Идентификатор конференции: 87011234567",
        "https://us02web.zoom.us/j/87011234567?pwd=1",
        "https://hearings.example.kz/Public/PubHearings/LoadFile/77011234567",
        "info@aktobe.gov.kz, office@company.kz, user@mail.gov.kz",
        "с 12.05.2018 по 17.05.2018, 2018-01-25T15:00:00, 29.01. по 17.02.2018",
        "площадь 12 345,6 га, 120 315 300 123 тенге",
        "51.850101300123, 71.430712345678; 51°10'12.345678\"",
        "8.7051234567",
        "KZ850101300123456789",
        "0123456789abcdef0123456789abcdef_original.288597.pdf",
        "кадастровый номер 03-047-123-4567",
        "705 123 45 67",
        "приказ № 7011234567",
    ],
)
def test_what_is_not_private_stays(text: str) -> None:
    assert mask(text) == text


@given(st.text(alphabet="0123456789 -+().,/•@№abЖ:\nИИНтелmailru", max_size=120))
def test_masking_keeps_the_length_and_twice_is_as_once(text: str) -> None:
    once = mask(text)
    assert len(once) == len(text)
    assert mask(once) == once
    assert all(new in (old, HIDDEN) for old, new in zip(text, once, strict=True))


@pytest.mark.parametrize(
    "unit", ["8 701 123 45 67 ", "850101300124 ", "1 ", "8(", "a@", "1", "тел ", "http://a ", "x."]
)
def test_long_texts_are_masked_without_error(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert len(mask(text)) == len(text)


def test_the_bin_of_a_company_is_found_and_its_check_digit_recorded() -> None:
    assert find_bin(f"БИН: {COMPANY}") == Bin(COMPANY, checked=True)
    assert find_bin("БСН 990340001231") == Bin("990340001231", checked=False)
    assert bin_of("БИН 990 340 001 230") == COMPANY


def test_a_labelled_bin_goes_before_others() -> None:
    assert bin_of(f"договор 010140000001, БИН {COMPANY}") == COMPANY


def test_persons_and_registrations_have_no_bin() -> None:
    assert bin_of(f"БИН\\ИИН: {PERSON}") is None
    assert bin_of("№ регистрации: 251212001010") is None
    assert bin_of("") is None


@pytest.mark.parametrize("number", [PERSON, COMPANY])
def test_exactly_one_check_digit_fits(number: str) -> None:
    assert [digit for digit in "0123456789" if check_digit_fits(number[:11] + digit)] == [number[11]]


def logged(*arguments: object, message: str = "%s", exc: BaseException | None = None) -> str:
    record = logging.LogRecord(
        "hearings", logging.INFO, __file__, 1, message, arguments, (type(exc), exc, None) if exc else None
    )
    assert MaskingFilter().filter(record)
    return logging.Formatter().format(record)


def test_logs_hide_messages_arguments_and_tracebacks() -> None:
    assert PERSON not in logged(PERSON)
    assert "ivanov" not in logged(message="from ivanov@mail.ru")
    assert PERSON not in logged({"number": PERSON}, message="%(number)s")
    assert PERSON not in logged("x", exc=ValueError(f"bad {PERSON}"))


def test_a_record_with_wrong_arguments_is_still_masked() -> None:
    assert PERSON not in logged(PERSON, message="two %s %s")
