"""The norms are found by the day of the event, and a file with a mistake is refused with the line that has it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import validators
from validators.norms import NormsError, bundled, load, parse


def changed(old: str, new: str) -> str:
    text = bundled()
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("day", "editions"),
    [
        (date(2016, 8, 30), []),  # it may not have come into force yet, and what it replaced is not known
        (date(2016, 8, 31), ["135p-2016"]),
        (date(2017, 10, 2), ["135p-2016"]),
        (date(2017, 10, 3), ["135p-2016", "135p-2017"]),
        (date(2017, 10, 31), ["135p-2017"]),
        (date(2018, 1, 15), ["135p-2017"]),
        (date(2021, 8, 15), ["135p-2017", "286-2021"]),
        (date(2024, 3, 22), ["286-2021"]),
        (date(2024, 3, 23), ["286-2024"]),
        (date(2031, 1, 1), ["286-2024"]),
    ],
)
def test_the_edition_is_that_of_the_day_of_the_event(day: date, editions: list[str]) -> None:
    assert [edition.id for edition, _ in load().on("protocol-posting-time", day)] == editions


@pytest.mark.parametrize(
    ("norm", "day", "days", "unit"),
    [
        ("announcement-lead-time", date(2016, 12, 1), 20, "calendar"),
        ("announcement-lead-time", date(2018, 1, 1), 20, "calendar"),
        ("announcement-lead-time", date(2022, 1, 1), 20, "working"),
        ("announcement-lead-time", date(2025, 1, 1), 30, "calendar"),
        ("protocol-posting-time", date(2018, 1, 1), 7, "working"),
        ("protocol-posting-time", date(2022, 1, 1), 5, "working"),
        ("protocol-posting-time", date(2025, 1, 1), 5, "working"),
        ("discussion-length", date(2022, 1, 1), 5, "working"),
    ],
)
def test_parameters_come_with_their_unit(norm: str, day: date, days: int, unit: str) -> None:
    [(_, found)] = load().on(norm, day)
    assert found is not None
    assert (found.days, found.unit) == (days, unit)


def test_a_norm_that_an_edition_does_not_have_is_told_as_none() -> None:
    [(edition, norm)] = load().on("survey-time", date(2023, 1, 1))
    assert (edition.id, norm) == ("286-2021", None)


def test_the_bundled_norms_hold_what_every_rule_needs_in_both_languages() -> None:
    norms = load(demanded=validators.demanded_norms())
    assert all(norm.wording["kk"] and norm.wording["ru"] and norm.source for norm in norms.norms)
    assert not any(norm.verified for norm in norms.norms if norm.days)  # no parameter was compared with the act


def test_an_operators_copy_is_read_instead(tmp_path: Path) -> None:
    copy = tmp_path / "norms.toml"
    copy.write_text("\ufeff" + changed("days = 7\n", "days = 10\n"), "utf-8")
    [(_, norm)] = load(copy).on("protocol-posting-time", date(2016, 12, 1))
    assert norm is not None
    assert norm.days == 10
    assert load(copy).digest != load().digest


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NormsError, match=r"nowhere\.toml: cannot be read"):
        load(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("old", "new", "message", "words"),
    [
        ("paragraph = ", "paragraf = ", "unknown key 'paragraf'", "paragraf"),
        ("registration = ", "registered = ", "unknown key 'registered'", "registered"),
        ("verified = false\n", 'verified = "no"\n', "verified is missing or neither true nor false", 'verified = "no"'),
        ("days = 20\n", "days = 0\n", "days = 0 is not a whole number", "days = 0"),
        ("days = 20\n", "days = 20.5\n", "days = 20.5 is not a whole number", "days = 20.5"),
        ('unit = "calendar"', 'unit = "banking"', "unit = 'banking': choose calendar or working", "banking"),
        ('edition = "135p-2016"', 'edition = "135p-2015"', "'135p-2015' is not among", "135p-2015"),
        ("from = 2024-03-23", "from = 2024-03-25", "a gap between '286-2021'", "2024-03-25"),
        ("from = 2024-03-23", "from = 2024-03-22", "overlap", "2024-03-22"),
        ("to = 2024-03-22\n", "", "has no end (to), but '286-2024' follows it: an overlap", "from = 2024-03-23"),
        ("from_latest = 2017-10-31", "from_latest = 2017-10-01", "from_latest lies before from", "2017-10-01"),
        ("from = 2024-03-23", 'from = "2024-03-23"', "is not a day", "from = "),
        ("from = 2024-03-23", "from = 2024-03-23T10:00:00", "is not a day", "from = "),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, message: str, words: str) -> None:
    text = changed(old, new)
    with pytest.raises(NormsError) as refused:
        parse(text, "my.toml")
    assert message in str(refused.value)
    numbers = [at for at, line in enumerate(text.splitlines(), 1) if words in line]
    assert any(f"my.toml, line {number}:" in str(refused.value) for number in numbers), refused.value


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_missing_language_is_told(language: str) -> None:
    text = bundled()
    start = text.index("[[norm]]")
    line = next(line for line in text[start:].splitlines() if line.startswith(f"{language} = "))
    with pytest.raises(NormsError, match=rf"line \d+: wording is missing in language '{language}'"):
        parse(text.replace(f"{line}\n", "", 1))


def test_the_same_norm_twice_in_an_edition_is_an_overlap() -> None:
    text = bundled()
    last = text[text.rindex("[[norm]]") :]
    with pytest.raises(NormsError, match=r"norm '286-2024/protocol-posting-time' stands twice: an overlap"):
        parse(f"{text}\n{last}")


def test_a_norm_that_pauses_for_an_edition_is_a_gap() -> None:
    text = bundled()
    norm = next(
        part
        for part in text.split("[[norm]]")
        if 'id = "protocol-posting-time"' in part and 'edition = "135p-2017"' in part
    )
    with pytest.raises(NormsError, match="a gap: norm 'protocol-posting-time' is missing in edition 135p-2017"):
        parse(text.replace(f"[[norm]]{norm}", ""))


def test_a_norm_that_a_rule_needs_must_be_there() -> None:
    with pytest.raises(NormsError, match="norm 'moon-phase' is missing, a rule needs it"):
        parse(bundled(), demanded=["moon-phase"])


@pytest.mark.parametrize("text", ["", "norm = 5", "[[edition", "edition = []", "[norm]\nid = 'x'", "[[act]]\nid = 1"])
def test_what_is_no_file_of_norms_is_refused(text: str) -> None:
    with pytest.raises(NormsError, match=r"my\.toml"):
        parse(text, "my.toml")
