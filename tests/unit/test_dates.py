"""The contract of the date reader, and dates of every form and ending read back."""

import calendar
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearings.dates import DateMention, find

KAZAKH = ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым"]
KAZAKH += ["шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"]
LATIN_2018 = ["qańtar", "aqpan", "naýryz", "sáýir", "mamyr", "maýsym"]
LATIN_2018 += ["shilde", "tamyz", "qyrkúıek", "qazan", "qarasha", "jeltoqsan"]
LATIN_2021 = ["qañtar", "aqpan", "nauryz", "säuır", "mamyr", "mausym"]
LATIN_2021 += ["şılde", "tamyz", "qyrküiek", "qazan", "qaraşa", "jeltoqsan"]
RUSSIAN = ["января", "февраля", "марта", "апреля", "мая", "июня"]
RUSSIAN += ["июля", "августа", "сентября", "октября", "ноября", "декабря"]
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
KEYBOARD = str.maketrans("қғңұүөәіһҚҒҢҰҮӨӘІҺ", "кгнууоаихКГНУУОАИХ")
OLD_FONT = str.maketrans("қғңұөүә", "ќєѕўґїј")
TWINS = str.maketrans("аеорсухАЕОРСУХМТКНВ", "aeopcyxAEOPCYXMTKHB")

BACK, FRONT = "аоұы", "әөүіеи"
CASES = ("plain", "possessive", "locative", "possessive locative", "attributive", "to", "possessive to")


def inflected(month: str, case: str) -> str:
    """A Kazakh month in a case, with the harmony of its last vowel."""
    back = next(letter for letter in reversed(month) if letter in BACK + FRONT) in BACK
    hard = month[-1] in "кқпстфхцчшщзк"
    vowel = month[-1] in "аеыі"
    soft = month[:-1] + "г" if month.endswith("к") else month
    own = (soft + ("ы" if back else "і")) if not vowel else month + ("сы" if back else "сі")
    return {
        "plain": month,
        "possessive": own,
        "locative": month + ("т" if hard and not vowel else "д") + ("а" if back else "е"),
        "possessive locative": own + ("нда" if back else "нде"),
        "attributive": month + ("т" if hard and not vowel else "д") + ("ағы" if back else "егі"),
        "to": month
        + (("қ" if hard and not vowel else "ғ") + "а" if back else ("к" if hard and not vowel else "г") + "е"),
        "possessive to": own + ("на" if back else "не"),
    }[case]


days = st.dates(date(1995, 1, 1), date(2079, 12, 31))


def only(text: str, anchor: date | None = None) -> DateMention:
    mentions = find(text, anchor=anchor)
    assert len(mentions) == 1, (text, mentions)
    mention = mentions[0]
    assert text[slice(*mention.span)] == mention.text
    return mention


@given(
    days,
    st.sampled_from(CASES),
    st.sampled_from(["жылғы", "жылдың", "жылы", "ж.", "жыл"]),
    st.sampled_from(["", "-", "-ші "]),
)
@settings(max_examples=400, deadline=None)
def test_kazakh_dates_read_back_in_every_case(day: date, case: str, year: str, ending: str) -> None:
    month = inflected(KAZAKH[day.month - 1], case)
    gap = ending or " "
    for text in (f"{day.year} {year} {day.day}{gap}{month}", f"{day.day}{gap}{month} {day.year} жыл"):
        assert only(text).start == day
        for spelling in (text.translate(KEYBOARD), text.translate(OLD_FONT), text.translate(TWINS), text.upper()):
            assert only(spelling).start == day, spelling
        assert only(text.replace(" ", "\u00a0")).start == day
        assert only("\u200f" + "\u00ad".join(text)).start == day


@given(days, st.sampled_from(["", " жылғы", " ж."]))
@settings(max_examples=200, deadline=None)
def test_dates_without_gaps_read_back(day: date, year: str) -> None:
    assert only(f"{day.year}жылғы{day.day}{KAZAKH[day.month - 1]}да").start == day
    assert only(f"{day.day}{RUSSIAN[day.month - 1]}{day.year}г.").start == day


@given(days)
@settings(max_examples=300, deadline=None)
def test_russian_latin_and_numeric_dates_read_back(day: date) -> None:
    russian, index = RUSSIAN[day.month - 1], day.month - 1
    texts = [
        f"{day.day} {russian} {day.year} года", f"«{day.day:02}» {russian} {day.year} г.",
        f"{day.day}-го {russian} {day.year}",
        f"{day:%d.%m.%Y}", f"{day:%d/%m/%Y}", f"{day:%d,%m,%Y}г.", f"{day:%d-%m-%Y}", f"{day:%Y-%m-%d}",
        f"{day:%Y-%m-%d}T00:00:00Z",
        f"{day.day}.{day.month}.{day.year}", f"{day:%d.%m.%Y} г.", f"{day:%d.%m.%Y}г", f"{day:%d. %m. %Y}",
        f"{day.day}.{ROMAN[index]}.{day.year}",
        f"{day.day}/{ROMAN[index]}-{day.year} г.", f"{day.year} jylǵy {day.day} {LATIN_2018[index]}da",
        f"{day.day} {LATIN_2021[index]} {day.year} jyl",
        f"{day.day} {calendar.month_name[day.month]} {day.year}",
        f"{calendar.month_name[day.month]} {day.day}, {day.year}",
    ]  # fmt: skip
    for text in texts:
        assert only(text).start == day, text


@given(days, st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_ranges_read_back(first: date, length: int) -> None:
    last = first + timedelta(length)
    kazakh_first = f"{first.year} жылғы {first.day} {inflected(KAZAKH[first.month - 1], 'possessive')}"
    kazakh_last = f"{last.year} жылғы {last.day} {KAZAKH[last.month - 1]}"
    russian_first, russian_last = (f"{day.day} {RUSSIAN[day.month - 1]}" for day in (first, last))
    kazakh = [
        f"{kazakh_first}нан {last.year} жылғы {last.day} {inflected(KAZAKH[last.month - 1], 'to')} дейін",
        f"{first.year} жылғы {first.day} {KAZAKH[first.month - 1]} мен {kazakh_last} аралығында",
    ]
    russian = [
        f"с {russian_first} {first.year} года по {russian_last} {last.year} года",
        f"{first:%d.%m.%Y} - {last:%d.%m.%Y}", f"{first:%d.%m.%Y}–{last:%d.%m.%Y} гг.",
        f"с {first:%d.%m}. по {last:%d.%m.%Y} г.",
        f"с {russian_first} по {russian_last} {last.year} г.",
    ]  # fmt: skip
    for text in kazakh + russian:
        mention = only(text)
        assert (mention.start, mention.end, mention.open) == (first, last, None), text


@given(days, st.times())
@settings(max_examples=200, deadline=None)
def test_hours_beside_a_date_belong_to_it(day: date, hour: time) -> None:
    hour = hour.replace(second=0, microsecond=0)
    kazakh, russian = (
        f"{day.year} жылғы {day.day} {KAZAKH[day.month - 1]}",
        f"{day.day} {RUSSIAN[day.month - 1]} {day.year} года",
    )
    for text in (
        f"{kazakh} сағат {hour:%H:%M}-де", f"{kazakh} сағат {hour:%H.%M}", f"{russian} в {hour:%H-%M} часов",
        f"{russian}, в {hour:%H:%M}",
        f"{day:%d.%m.%Y} {hour:%H:%M}", f"{day:%d/%m/%Y} {hour:%H:%M}", f"сағат {hour:%H:%M}-де {kazakh}",
        f"в {hour:%H:%M} {russian}",
    ):  # fmt: skip
        mention = only(text)
        assert (mention.start, mention.times) == (day, (hour,)), text


@given(days, days)
@settings(max_examples=300, deadline=None)
def test_a_missing_year_brings_the_day_nearest_after_the_anchor(anchor: date, day: date) -> None:
    month = anchor.year * 12 + anchor.month - 3
    lower = date(month // 12, month % 12 + 1, min(anchor.day, calendar.monthrange(month // 12, month % 12 + 1)[1]))
    text = f"{day.day} {RUSSIAN[day.month - 1]}"
    assert find(text) == []
    found = find(text, anchor=anchor)
    if found:
        start = found[0].start
        assert start is not None
        assert lower <= start < lower + timedelta(366)
        assert (start.day, start.month) == (day.day, day.month)
    else:
        assert (day.day, day.month) == (29, 2)


hostile = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("0123456789.,:-/ \n\u200f\u00ad«»№сзпоігжMарта"),
        st.characters(categories=["Cs"]),
    )
)
fragments = st.lists(
    st.sampled_from([
        "25", "2018", "жылғы", "қаңтар", "января", "сағат", "в", "с", "по", "дейін", ".", ":", "-", "/", " ",
        "\n", "11", "00", "бастап",
        "жиырма", "бесінші", "мен", "аралығында", "№", "г.", "час", "мин", "\u00ad", "\ud800", "XII", "тоқсан",
        "осы", "айының", "(", "«", "мың",
    ]),
    max_size=40,
).map("".join)  # fmt: skip


@given(st.one_of(hostile, fragments), st.one_of(st.none(), st.dates()))
@settings(max_examples=1500, deadline=None)
def test_any_text_gives_ordered_spans_and_never_an_exception(text: str, anchor: date | None) -> None:
    end = 0
    for mention in find(text, anchor=anchor):
        assert end <= mention.span[0] < mention.span[1] <= len(text)
        assert text[slice(*mention.span)] == mention.text
        assert mention.start is None or mention.end is None or mention.start <= mention.end
        assert (mention.open == "start") <= (mention.start is None)
        assert mention.start or mention.end or mention.times
        end = mention.span[1]


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "1 " * 20_000,
        "25.01." * 10_000,
        "января " * 10_000,
        "25.01.2018 " * 3000,
        "\u00ad" * 50_000,
        "'a" * 30_000,
        "он " * 20_000,
        "(" * 50_000,
    ],
    ids=lambda text: text[:8],
)
def test_a_long_line_of_one_thing_is_read_to_its_end(text: str) -> None:
    mentions = find(text + " = 7 мая 2018 года", anchor=None)
    assert mentions
    assert mentions[-1].start == date(2018, 5, 7)


def test_a_mention_keeps_the_text_as_it_stood() -> None:
    text = "состоятся 25 янва\u00adря 2018\u00a0г. в 15:00, каб. 3"
    mention = only(text)
    assert mention.text == "25 янва\u00adря 2018\u00a0г. в 15:00"
    assert (mention.start, mention.times, mention.precision) == (date(2018, 1, 25), (time(15),), "day")


def test_a_mention_cannot_be_changed() -> None:
    mention = only("25.01.2018")
    with pytest.raises(AttributeError):
        mention.start = None  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("сағат 10-нан 30 минут өткенде", [(None, "10:30", None)]),
        ("Начало / окончание\t11-00 / 11-45", [(None, "11:00", "11:45")]),
        ("таразылау үшін маусымның 30-ы, сағат 11.00-де", [(date(2019, 6, 30), "11:00", None)]),
        ("бірге қаңтардың 5-інде", [(date(2020, 1, 5), "", None)]),
        ("таңғы онда", [(None, "10:00", None)]),
        ("қыркүйектің отызыншы жұлдызы күні", [(date(2019, 9, 30), "", None)]),
        ("18 сентября 2018 г. – п. Бухтарма, клуб, 11 ч.;", [(date(2018, 9, 18), "", None), (None, "11:00", None)]),
        ("18 сентября 2018 г. вручено 40 писем за 11 ч.", [(date(2018, 9, 18), "", None)]),
    ],
)
def test_spellings_that_strangers_brought(text: str, shown: list[tuple[date | None, str, str | None]]) -> None:
    found = find(text, anchor=date(2019, 5, 1))
    hours = [(m.start, "".join(f"{t:%H:%M}" for t in m.times), m.end_time and f"{m.end_time:%H:%M}") for m in found]
    assert hours == shown
