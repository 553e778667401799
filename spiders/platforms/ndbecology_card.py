"""A card of the national portal: its labelled values and its files.

The numbers before the labels repeat («1.2.» stands after «2.1.»), the portal has shown the same card in several
layouts, and Kazakh words leak into Russian pages: values are known by the words of their labels alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hearings.items import Attachment, Basis, Stamp
from spiders.platforms.addresses import canonical, extension, last_segment
from spiders.platforms.pages import Line, Link, Page

REGISTRATION, PROJECT, PLACE = "№ регистрации", "По проекту", "Место проведения"
TIME, PERIOD = "Дата-время проведения", "Период проведения общественных слушаний"
PROTOCOL = "Протокол слушания"

# Name under which a value is passed on: how its label may be printed (patterns, without number and colon).
_LABELS = {
    REGISTRATION: r"№\s*регистрации|регистрационный\s+(?:номер|№)|тіркеу\s+(?:№|нөмірі)",
    PROJECT: r"по\s+проекту|жоба\s+бойынша",
    "Основание общественных слушаний": r"основание\s+(?:для\s+)?(?:проведения\s+)?общественных\s+слушаний|негіздеме\w*",
    "Инициатор": r"инициатор|бастамашы",
    "БИН": r"(?:бин|бсн)(?:\s*[\\/]\s*(?:иин|жсн))?",
    "Представитель": r"представитель|өкілі?",
    "Контакты": r"контакты|контактные\s+данные|байланыс\w*",
    "Место и время проведения": r"место\s+и\s+время\s+проведения|өткізу\s+орны\s+мен\s+уақыты",
    TIME: r"дата\s*(?:[-–и,]\s*)?\s*время\s+проведения(?:\s+общественных\s+слушаний)?|өткізу\s+күні\s+мен\s+уақыты",
    PLACE: r"место\s+проведения(?:\s+общественных\s+слушаний)?|өткізу\s+орны|өтетін\s+жері",
    "Ссылка на онлайн подключение": r"ссылка\s+на\s+онлайн[\s-]+подключение|онлайн\s+қосылу\s+сілтемесі",
    "Описание для подключения": r"описание\s+для\s+подключения(?:\s+к\s+онлайн[\s-]+трансляции[^:]{0,80})?",
    "Общественные слушания организованы": r"общественные\s+слушания\s+организован+ы",
    "Повестка дня": r"повестка\s+дня(?:\s+общественных\s+слушаний)?|күн\s+тәртібі",
    PERIOD: r"период\s+проведения(?:\s+(?:общественных\s+слушаний|публичных\s+обсуждений))?|өткізу\s+кезеңі",
    "Наименование уполномоченного органа": r"наименование\s+уполномоченного\s+органа[^:]{0,300}",
    "Сведения о воздействии": r"сведения\s+о\s+воздействии",
    "Территория воздействия": r"территория\s+воздействия|әсер\s+ету\s+аумағы",
    "Дополнительная информация": r"дополнительная\s+информация(?:\s+о\s+административно[^:]{0,80})?",
}
# Values that stand in the same line after a label without a colon («Место и время проведения 27/01/2026 11:00»).
_WITHOUT_COLON = {"Место и время проведения", "Сведения о воздействии", "Территория воздействия", REGISTRATION}
_NUMBER = r"\s*(?:\d{1,2}(?:\.\d{1,2})*\s*[.)]?\s*)?"
_KNOWN = [(name, re.compile(rf"{_NUMBER}(?:{words})\s*(:|$|(?=\s))", re.IGNORECASE)) for name, words in _LABELS.items()]
_NUMBERED = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})*\s*[.)]?\s+([^:\t]{3,150}):\s*(.*)", re.DOTALL)

# Sections of files, in the order in which a heading is compared with them.
_SECTIONS = {
    "Фото объявлений": re.compile(r"фото\b.*объявлен|объявлени\w+.*доск", re.IGNORECASE),
    "СМИ": re.compile(r"подтверждающ\w+.*(?:сми|средств)|размещени\w+.*\bсми\b", re.IGNORECASE),
    "Электронная версия проекта": re.compile(r"(?:электронн\w+\s+верси|материал|документ)\w*.*проект", re.IGNORECASE),
    PROTOCOL: re.compile(r"(?!.*\bформа\b)(?:подписанный\s+)?(?:протокол|(?:.*\s)?хаттама)", re.IGNORECASE),
}
_LONGEST_HEADING = 120
_SIZE = re.compile(r"\d+(?:[.,]\d+)?\s*(?:[кмг]?б|[kmg]?b|байт)", re.IGNORECASE)
_UNIT = {"": 1, "к": 1024, "k": 1024, "м": 1024**2, "m": 1024**2, "г": 1024**3, "g": 1024**3}
_GENERIC = re.compile(r"\W*(?:скачать|загрузить|открыть|просмотр\w*|файл|жүктеу|download|view)?\W*", re.IGNORECASE)
_TELLING_NAME = re.compile(r"протокол|хаттама|объявлени|хабарландыру", re.IGNORECASE)
_HEADING = re.compile(r"общественн\w+\s+слушани|қоғамдық\s+тыңдау", re.IGNORECASE)


@dataclass(slots=True)
class Card:
    heading: str
    body: str
    values: dict[str, str] = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)

    @property
    def is_filled(self) -> bool:
        """Whether it is the card of a hearing, and not the empty form that some numbers lead to."""
        telling = (REGISTRATION, PROJECT, TIME, PERIOD, "Инициатор")
        return sum(bool(self.values.get(name)) for name in telling) > 1

    @property
    def title(self) -> str:
        """The project, under the words that say what the card is."""
        project = " ".join(self.values.get(PROJECT, "").split())
        return f"{self.heading}: {project}" if project else self.heading

    @property
    def stamps(self) -> list[Stamp]:
        """The registration number, with which that of a discussion tells its day."""
        number = re.sub(r"\D", "", self.values.get(REGISTRATION, ""))
        return [Stamp(number, f"record:{REGISTRATION}", Basis.DERIVED)] if number else []


def card_of(page: Page) -> Card:
    lines = page.lines()
    heading = next((line.text for line in lines if _HEADING.search(line.text) and ":" not in line.text), page.title)
    values: dict[str, list[str]] = {}
    current = ""
    for line in lines:
        if any(map(_is_file, line.links)) or _section_of(line):
            current = ""
            continue
        for cell in line.cells:
            name, value = _labelled(cell)
            if name:
                current = name
                values.setdefault(name, [])
            if value and current:
                values[current].append(value)
            elif not name and cell and current:
                values[current].append(cell)
    card = Card(heading, "\n".join(line.text for line in lines))
    card.values = {name: "\n".join(found) for name, found in values.items()}
    card.attachments = list(_files(lines))
    for section in _SECTIONS:
        names = [a.name for a, s in _with_sections(lines) if s == section]
        if names:
            card.values[section] = "; ".join(names)
    return card


def _labelled(cell: str) -> tuple[str, str]:
    """Name of the label with which a cell begins, and what follows it; empty if it begins with none."""
    for name, label in _KNOWN:
        found = label.match(cell)
        if found and (found[1] == ":" or found.end() >= len(cell.rstrip()) or name in _WITHOUT_COLON):
            return name, cell[found.end() :].strip(" :\t")
    if found := _NUMBERED.fullmatch(cell):
        return found[1].strip(), found[2].strip()
    return "", cell if not cell else ""


def _section_of(line: Line) -> str:
    """The section of files that a line opens."""
    for cell in line.cells:
        if 0 < len(cell) <= _LONGEST_HEADING:
            for section, words in _SECTIONS.items():
                if words.match(re.sub(r"^[\d.\s]+", "", cell)):
                    return section
    return ""


def _is_file(link: Link) -> bool:
    return "/loadfile/" in link.url.lower() or bool(extension(link.url))


def _with_sections(lines: list[Line]) -> Iterator[tuple[Attachment, str]]:
    section = ""
    for line in lines:
        files = [link for link in line.links if _is_file(link)]
        if not files:
            section = _section_of(line) or section
        for link in files:
            sized = next((cell for cell in line.cells if _SIZE.fullmatch(cell)), "")
            told = [cell for cell in line.cells if not _SIZE.fullmatch(cell) and not cell.isdecimal()]
            names = [text for text in (link.text, *told) if text and not _GENERIC.fullmatch(text)]
            yield (
                Attachment(url=link.url, name=names[0] if names else last_segment(link.url), size=_bytes(sized)),
                section,
            )


def _files(lines: list[Line]) -> Iterator[Attachment]:
    """The files of the card. Volumes of the project, photographs and newspapers are listed and not fetched."""
    seen: set[str] = set()
    for attachment, section in _with_sections(lines):
        if canonical(attachment.url) in seen:
            continue
        seen.add(canonical(attachment.url))
        if section == PROTOCOL:
            if not _TELLING_NAME.search(attachment.name):
                attachment.name = f"{PROTOCOL}: {attachment.name}"
        elif section or not _TELLING_NAME.search(attachment.name):
            attachment.state, attachment.reason = "not_needed", section or "neither protocol nor announcement"
        yield attachment


def _bytes(size: str) -> int | None:
    """`16.16 МБ` or `0,36 МБ` in bytes."""
    found = re.match(r"(\d+(?:[.,]\d+)?)\s*([кмгkmg]?)", size, re.IGNORECASE)
    return round(float(found[1].replace(",", ".")) * _UNIT[found[2].lower()]) if found else None
