"""Announcements and protocols of a case, in Kazakh and Russian, each in several manners of writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from tests.replica.files import SUFFIX, Lines
from tests.replica.posts import Case, File, Post
from tests.replica.words import COMPANIES, NAMES, VILLAGES, WORKS, kk_day, kk_hour, region_names, ru_day, ru_hour

ZONE = ZoneInfo("Asia/Almaty")
KK, RU = "kk", "ru"


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of one case in both languages."""

    project: dict[str, str]
    company: dict[str, str]
    village: dict[str, str]
    office: dict[str, str]
    style: int


def spoken(case: Case) -> Spoken:
    number = case.number
    name_kk, name_ru = NAMES[number % len(NAMES)]
    # Objects of one name are of different kinds, so that no two cases have the same project.
    work_kk, work_ru = WORKS[(number // len(NAMES) * 5 + number) % len(WORKS)]
    company = COMPANIES[number * 7 % len(COMPANIES)]
    village_kk, village_ru = VILLAGES[number * 3 % len(VILLAGES)]
    region_kk, region_ru, genitive = region_names()[case.region]
    return Spoken(
        {KK: work_kk.format(name=name_kk), RU: work_ru.format(name=name_ru)},
        {KK: f"«{company}» ЖШС", RU: f"ТОО «{company}»"},
        {KK: f"{region_kk}, {village_kk} ауылы", RU: f"{region_ru}, село {village_ru}"},
        {
            KK: f"{region_kk} табиғи ресурстар және табиғат пайдалануды реттеу басқармасы",
            RU: f"Управление природных ресурсов и регулирования природопользования {genitive}",
        },
        number,
    )


def announcement_title(case: Case, language: str) -> str:
    words = spoken(case)
    kk = [
        "Қоғамдық тыңдаулар туралы хабарландыру",
        f"{words.company[KK]} қоғамдық тыңдау өткізеді",
        f"Хабарландыру: «{words.project[KK].replace('«', '„').replace('»', '“')}» жобасы бойынша қоғамдық тыңдаулар",
    ]
    ru = [
        "Объявление о проведении общественных слушаний",
        f"{words.company[RU]} проводит общественные слушания",
        f"Объявление: общественные слушания по проекту «{words.project[RU].replace('«', '„').replace('»', '“')}»",
    ]
    return (kk if language == KK else ru)[words.style % 3]


def announcement(case: Case, language: str) -> Lines:
    """The text of an announcement: what is planned, when and where it is heard, whom to ask."""
    words = spoken(case)
    if case.form == "survey":
        return _survey(case, words, language)
    if case.meeting is None:
        raise ValueError("an open meeting has a day")
    day, hour = case.meeting.day, case.meeting.hour
    if language == KK:
        when = f"{kk_day(day, words.style)}, {kk_hour(hour, words.style)}"
        contact = "Байланыс телефоны: 8 (7000) 00-00-00, электрондық пошта: jauap@example.kz."
        if words.style % 2:
            return [
                ("Жоба атауы", words.project[KK]),
                ("Тапсырыс беруші", words.company[KK]),
                ("Өткізу нысаны", "ашық жиналыс түріндегі қоғамдық тыңдау"),
                ("Өткізу уақыты", when),
                ("Өткізу орны", f"{words.village[KK]}, мәдениет үйі"),
                ("Жергілікті атқарушы орган", words.office[KK]),
                contact,
            ]
        return [
            (
                f"{words.company[KK]} «Қоршаған ортаға әсерді бағалау» бөлімімен бірге {words.project[KK]} "
                f"жобасы бойынша ашық жиналыс нысанында қоғамдық тыңдау өткізілетінін хабарлайды."
            ),
            f"Қоғамдық тыңдау {when} {words.village[KK]}, мәдениет үйінде өтеді.",
            f"Жауапты жергілікті атқарушы орган: {words.office[KK]}. {contact}",
        ]
    when = f"{ru_day(day, words.style)} {ru_hour(hour, words.style)}"
    contact = "Контактный телефон: 8 (7000) 00-00-00, электронная почта: otvet@example.kz."
    if words.style % 2:
        return [
            ("Наименование проекта", words.project[RU]),
            ("Заказчик", words.company[RU]),
            ("Форма проведения", "открытое собрание"),
            ("Дата и время проведения общественных слушаний", when),
            ("Место проведения", f"{words.village[RU]}, дом культуры"),
            ("Местный исполнительный орган", words.office[RU]),
            contact,
        ]
    return [
        (
            f"{words.company[RU]} сообщает о проведении общественных слушаний в форме открытого собрания по проекту "
            f"оценки воздействия на окружающую среду: {words.project[RU]}."
        ),
        f"Общественные слушания состоятся {when} по адресу: {words.village[RU]}, дом культуры.",
        f"Местный исполнительный орган: {words.office[RU]}. {contact}",
    ]


def _survey(case: Case, words: Spoken, language: str) -> Lines:
    """A survey; without a first day it says neither when it is held nor at which hours."""
    first = case.meeting.day if case.meeting else None
    if language == KK:
        held = (
            f"Сұрау {kk_day(first, 0)} – {kk_day(case.until, 0)} аралығында өткізіледі."
            if first and case.until
            else "Сұрау парақтары кәсіпорын кеңсесінде беріледі."
        )
        return [
            (
                f"{words.company[KK]} {words.project[KK]} жобасының қоршаған ортаны қорғау бөлімі бойынша "
                f"сұрау нысанында қоғамдық тыңдау өткізеді."
            ),
            held,
            (
                f"Мекенжайы: {words.village[KK]}. Жоба бойынша сұрақтар мен ұсыныстар 8 (7000) 00-00-00 "
                "телефоны арқылы қабылданады."
            ),
        ]
    held = (
        f"Опрос проводится в период с {ru_day(first, 0)} по {ru_day(case.until, 0)}."
        if first and case.until
        else "Опросные листы выдаются в конторе предприятия."
    )
    return [
        (
            f"{words.company[RU]} проводит общественные слушания в форме опроса по разделу охраны окружающей среды "
            f"проекта: {words.project[RU]}."
        ),
        held,
        f"Адрес: {words.village[RU]}. Вопросы и предложения по проекту принимаются по телефону 8 (7000) 00-00-00.",
    ]


def protocol_title(case: Case, language: str) -> str:
    words = spoken(case)
    kk = ["Қоғамдық тыңдаулар хаттамасы", f"{words.company[KK]} қоғамдық тыңдауының хаттамасы"]
    ru = ["Протокол общественных слушаний", f"Протокол общественных слушаний {words.company[RU]}"]
    return (kk if language == KK else ru)[words.style % 2]


def protocol(case: Case, language: str) -> Lines:
    words = spoken(case)
    if case.meeting is None:
        raise ValueError("a protocol has a session")
    day, hour = case.meeting.day, case.meeting.hour
    people = 12 + case.number % 31
    if language == KK:
        return [
            f"Қоғамдық тыңдаулар хаттамасы № {1 + case.number % 9}",
            ("Жоба атауы", words.project[KK]),
            ("Тапсырыс беруші", words.company[KK]),
            ("Өткізілген күні мен уақыты", f"{kk_day(day, words.style)}, {kk_hour(hour, words.style)}"),
            ("Өткізілген орны", f"{words.village[KK]}, мәдениет үйі"),
            f"Қоғамдық тыңдауға {people} адам қатысты.",
            "Күн тәртібі: жобаның қоршаған ортаға әсері туралы баяндама, сұрақтар мен жауаптар.",
            "Тыңдалды: жоба әзірлеушісі жоспарланған қызмет пен табиғатты қорғау шаралары туралы баяндады.",
            "Шешім: қоғамдық тыңдаулар өтті деп танылсын, ескертулер жобада ескерілсін.",
            "Төраға: ____________    Хатшы: ____________",
        ]
    return [
        f"Протокол общественных слушаний № {1 + case.number % 9}",
        ("Наименование проекта", words.project[RU]),
        ("Заказчик", words.company[RU]),
        ("Дата и время проведения", f"{ru_day(day, words.style)} {ru_hour(hour, words.style)}"),
        ("Место проведения", f"{words.village[RU]}, дом культуры"),
        f"На общественных слушаниях присутствовали {people} человек.",
        "Повестка дня: доклад о воздействии проекта на окружающую среду, вопросы и ответы.",
        "Слушали: разработчик доложил о намечаемой деятельности и мерах охраны природы.",
        "Решили: общественные слушания считать состоявшимися, замечания учесть в проекте.",
        "Председатель: ____________    Секретарь: ____________",
    ]


# ------------------------------------------------------------------ posts


def posts_of(case: Case, ids: count[int]) -> list[Post]:
    """What stands on the site because of a case. `ids` gives the numbers that the site has for records."""
    posts = []
    if case.announced:
        posts += _posts(case, ids, "announcement", case.announced)
    if case.protocolled:
        posts += _posts(case, ids, "protocol", case.protocolled)
    return posts


def _posts(case: Case, ids: count[int], what: str, day: object) -> list[Post]:
    title, text = (announcement_title, announcement) if what == "announcement" else (protocol_title, protocol)
    appears = datetime.combine(day, time(9 + case.number % 8, case.number * 7 % 60), ZONE)  # type: ignore[arg-type]
    posted = None if what in case.undated else appears
    spoken_in = {"kk": [KK], "ru": [RU]}.get(case.languages, [KK, RU])
    records = [[language] for language in spoken_in] if case.languages == "twins" else [spoken_in]
    posts = []
    for number, languages in enumerate(records):
        titles = {language: title(case, language) for language in languages}
        texts = {language: text(case, language) for language in languages}
        files = []
        if case.shape != "page":
            said = [line for language in languages for line in texts[language]]
            name = "Хаттама" if what == "protocol" else "Хабарландыру"
            files = [File(f"{name}_{case.number}.{SUFFIX[case.shape]}", case.shape, said)]
            attached = {KK: "Құжат қоса беріліп отыр.", RU: "Документ прилагается."}
            texts = {language: [attached[language]] for language in languages}
        posts.append(
            Post(
                source=case.source,
                id=next(ids),
                titles=titles,
                texts=texts,
                appears=appears + timedelta(minutes=number),
                posted=posted,
                files=files,
                both=case.languages == "both",
                form=case.form,
            )
        )
    return posts
