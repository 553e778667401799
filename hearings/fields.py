"""What a notice or protocol says about its hearing: form, project, initiator, organiser, place, contacts, materials.

Read from labels («Инициатор: …») and from sentences, in both languages; the words stand in `data/labels.toml`. A value
keeps its text and where it stood. What is not said is absent; what is said in two ways that exclude each other is
ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from hearings.dates import find
from hearings.items import Form, Read, Reason
from hearings.labelled import LONGEST, Part, labelled
from hearings.privacy import find_bin
from hearings.quoted import READ_FOR_NAMES, WORDS, companies, last_match, names, quoted
from hearings.signs import fold, load, pattern

_T = TypeVar("_T")
_FORMS: Final[dict[str, Any]] = load("labels.toml")["form"]
_FORM_SAID: Final = {Form(name): pattern(words["said"]) for name, words in _FORMS.items()}
_FORM_BARE: Final = {Form(name): pattern(words["bare"]) for name, words in _FORMS.items()}
_INTERNET: Final = pattern(["интернет*", "сайт*", "портал*", "ғаламтор*"])

_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{4})[.!?](?=\s|$)|(?<=[\"»)\d])[.!?](?=\s+[^\W\d_]|$)|[;\n]")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:kz|com|ru|org|net)(?:/\S*)?(?![\w@])", re.IGNORECASE
)
_SETTLEMENT = re.compile(
    r"(?<!\w)(?:с|п|пос|пгт|г|а|ст)\.\s?[А-ЯЁӘҒҚҢӨҰҮҺІ][\w-]+"
    r"|(?<!\w)(?:сел[оеа]|посёл\w+|посел\w+|город\w?|аул\w?|станци\w)\s+[А-ЯЁӘҒҚҢӨҰҮҺІ][\w-]+"
    r"|(?<!\w)[А-ЯЁӘҒҚҢӨҰҮҺІ][\w-]+\s+(?:ауылы|қаласы|кенті|станциясы|ауданы)н[дт]?[ае]\w*"
)
_HOUR = re.compile(r"(?<!\d)\d{1,2}[:.-]\d\d(?!\d|[.-]\d)|\d{1,2} (?:час|сагат)|(?:сагат|час\w*) \d")
_TELEPHONE = re.compile(r"(?:тел|моб|байланыс|телефон)\w*\W{0,4}[+\d•(][\d\s()•+,;-]{5,60}", re.IGNORECASE)


def _first(parts: Iterable[Part], *readers: Callable[[Part], Read[_T] | None]) -> Read[_T]:
    """What the first reader that finds anything reads; parts are asked in order by each reader."""
    asked = list(parts)
    for reader in readers:
        for part in asked:
            if (found := reader(part)) is not None:
                return found
    return Read.missing()


# ------------------------------------------------------------------ form


def read_form(parts: Sequence[Part]) -> Read[Form]:
    """The form that the text names as such («в форме опроса», «ашық жиналыс нысанында»), else by its word alone."""
    for patterns in (_FORM_SAID, _FORM_BARE):
        for part in parts:
            found = [m for form, said in patterns.items() for m in _form_mentions(part, form, said)]
            forms = {form for form, _ in found}
            if len(forms) == 1:
                form, mention = found[0]
                start, end = mention.span()
                return Read(form, part.text[start:end], part.where(start, end))
            if forms:
                return Read.missing(Reason.AMBIGUOUS, " / ".join(sorted({m[0] for _, m in found})), part.place)
    return Read.missing()


def _form_mentions(part: Part, form: Form, said: re.Pattern[str]) -> Iterator[tuple[Form, re.Match[str]]]:
    for mention in said.finditer(part.folded):
        before = part.folded[max(0, mention.start() - 60) : mention.end()]
        after = part.folded[mention.end() : mention.end() + 30]
        before = re.split(r"[.;\n]\s|, а ", before)[-1]
        if not WORDS["not_this_form"].search(before) and not WORDS["not_this_form_after"].match(after.lstrip(" ,")):
            yield form, mention


# ------------------------------------------------------------------ project


_OBJECT_WORDS = 2  # a name in quotes that is no longer names an object
_CASE_ENDING = re.compile(r"(?:[-‐–][^\W\d_]{1,5})?")  # of a legal form: «ЖШС-нің»


def read_project(parts: Sequence[Part]) -> Read[str]:
    """The name of the project, or of all projects of the notice, as it is written."""
    found = _first(parts, _labelled_project, _quoted_project, _unquoted_project)
    if found.value is not None:
        return found
    title = next((part for part in parts if part.place == "title"), None)
    if title and WORDS["project_word"].search(title.folded):
        return title.read(0, len(title.text))
    return found


def _labelled_project(part: Part) -> Read[str] | None:
    """The value behind the label; of a line that goes on behind the quoted name, the name alone."""
    value = labelled(part, "project")
    if value is None or value.text[:1] not in '«“"':
        return value
    place, start = value.place.rsplit("@", 1)[0], int(value.place.rsplit("@", 1)[1].split("-")[0])
    for inner_start, inner_end in quoted(value.text):
        goes_on = re.match(r"\s*[.;]\s", value.text[inner_end + 1 :])
        if inner_start == 1 and goes_on:
            name = value.text[inner_start:inner_end]
            return Read(" ".join(name.split()), name, f"{place}@{start + inner_start}-{start + inner_end}")
    return value


def _quoted_project(part: Part) -> Read[str] | None:
    projects = [name for name in names(part) if name.kind == "project"]
    if not projects:
        return None
    start, end = projects[0].inner
    if len(projects) == 1 and _names_object_only(part, start, end):
        return None
    for name in projects[1:]:  # an enumeration
        gap = part.folded[end : name.start]
        if len(gap) > 12 or re.search(r"[^\W\d]{3,}", gap):
            break
        end = name.inner[1]
    return part.read(start, end)


def _names_object_only(part: Part, start: int, end: int) -> bool:
    """«по проекту: ремонт водозабора «Туздысор»»: what is quoted is the object, and the project stands around it."""
    if len(part.text[start:end].split()) > _OBJECT_WORDS:
        return False
    cues = list(WORDS["project_before"].finditer(part.folded, max(0, start - 150), start))
    between = part.folded[cues[-1].end() : start] if cues else ""
    return len(re.findall(r"[^\W\d_]{4,}", between)) > 1


def _is_company(part: Part, start: int, end: int) -> bool:
    """«по проекту ТОО «Пример»» says whose project it is, not which."""
    rest = part.folded[start:end]
    for company_start, company_end in companies(part):
        if start <= company_start and company_end <= end + 1:
            rest = rest[: company_start - start] + " " * (company_end - company_start) + rest[company_end - start :]
    return not re.search(r"[^\W\d_]{4,}", rest)


def _unquoted_project(part: Part) -> Read[str] | None:
    """A name without quotes, up to the words that go on with the sentence; in Kazakh, before «жобасы бойынша»."""
    text = part.folded[:READ_FOR_NAMES]
    for cue in WORDS["project_before"].finditer(text):
        if text[: cue.start()].endswith("-"):  # ТОО «Жер-Проект»
            continue
        start = cue.end()
        end = _sentence_end(text, start)
        start = _behind_section(text, start, end)
        stop = WORDS["project_stop"].search(text, start, end)
        end = stop.start() if stop else end
        name = part.read(start, end)
        if name.value and len(name.value.split()) > 1 and not _is_company(part, start, end):
            return name
    for cue in WORDS["project_is"].finditer(text):
        company = last_match(WORDS["legal_form_after"], text[: cue.start()])
        inflected = _CASE_ENDING.match(text, company.end()) if company else None
        start = max(_sentence_start(text, cue.start()), inflected.end() if inflected else 0)
        name = part.read(start, cue.start())
        if name.value and len(name.value.split()) > 1:
            return name
    return None


def _behind_section(text: str, start: int, end: int) -> int:
    """«оценки воздействия на окружающую среду проекта: ремонт водозабора»: the name stands behind the colon."""
    colon = text.find(":", start, min(end, start + 80))
    if colon > 0 and text[colon + 1 : colon + 2].isspace() and WORDS["project_section"].search(text, start, colon):
        return colon + 1
    return start


def _sentence_end(text: str, start: int) -> int:
    last = min(len(text), start + 2 * LONGEST)
    found = _SENTENCE_END.search(text, start, last)
    return found.start() if found else last


def _sentence_start(text: str, end: int) -> int:
    first = max(0, end - LONGEST)
    ends = [found.end() for found in _SENTENCE_END.finditer(text, first, end + 1) if found.end() <= end]
    return ends[-1] if ends else first


# ------------------------------------------------------------------ initiator, organiser, numbers


def read_initiator(parts: Sequence[Part]) -> Read[str]:
    """Who initiates the hearing: by a label, or the company that announces it."""
    return _first(parts, partial(labelled, field="initiator"), _announcing_company, _any_company)


def read_bin(parts: Sequence[Part]) -> Read[str]:
    """The number of a legal entity; never a person's."""
    for part in parts:
        if found := find_bin(part.text):
            return Read(found.number, found.number, part.place)
    return Read.missing()


def read_organiser(parts: Sequence[Part]) -> Read[str]:
    """The local executive body in charge."""
    return _first(parts, partial(labelled, field="organiser"), _office)


def _announcing_company(part: Part) -> Read[str] | None:
    for start, end in companies(part):
        after = part.folded[end : end + 130]
        before = part.folded[max(0, start - 40) : start]
        verb = WORDS["initiating"].search(after)
        named = WORDS["holding_body"].search(before)
        if WORDS["developer"].search(before) and not named:
            continue
        if named or (verb and not re.search(r"[.;\n]", after[: verb.start()])):
            return part.read(start, end)
    return None


def _any_company(part: Part) -> Read[str] | None:
    for start, end in companies(part):
        before = part.folded[max(0, start - 40) : start]
        if not WORDS["developer"].search(before) and not WORDS["offices"].search(part.folded[start:end]):
            return part.read(start, end)
    return None


def _office(part: Part) -> Read[str] | None:
    office = WORDS["offices"].search(part.folded)
    if not office:
        return None
    # The region stands in front of a Kazakh name and behind a Russian one.
    start = max(_sentence_start(part.folded, office.start()), office.start() - 70)
    return part.read(start, min(_sentence_end(part.folded, office.end()), office.end() + 100))


# ------------------------------------------------------------------ place, contacts, materials, hours


def read_place(parts: Sequence[Part]) -> Read[str]:
    """Where the hearing is held: without the day and hour in front and the sentences behind."""
    readers = (partial(labelled, field="place"), _place_in_sentence, _place_by_signs)
    return _first(parts, *(partial(_place_alone, reader=reader) for reader in readers), _settlement)


def read_territory(parts: Sequence[Part]) -> Read[str]:
    """Where the activity takes place: the territory of impact of a public discussion, which has no place of its own."""
    return _first(parts, partial(labelled, field="territory"))


def _place_alone(part: Part, reader: Callable[[Part], Read[str] | None]) -> Read[str] | None:
    found = reader(part)
    if found is None or not found.value:
        return found
    start, end = (int(number) for number in found.place.rpartition("@")[2].split("-"))
    value = part.folded[start:end]
    if other := WORDS["not_place"].search(value) or WORDS["behind_place"].search(value):
        ends = [stop.start() for stop in _SENTENCE_END.finditer(value, 0, other.start())]
        directly = value[: other.start()].rstrip()
        end = start + (len(directly) if directly[-1:] in ",(" else ends[-1] if ends else len(value))
    when = [start + mention.span[1] for mention in find(part.text[start:end])]
    if when and not WORDS["place_signs"].search(part.folded, start, when[-1]):
        start = when[-1] if WORDS["place_signs"].search(part.folded, when[-1], end) else start
    alone = part.read(start, end)
    return alone if alone.value else found


def _place_in_sentence(part: Part) -> Read[str] | None:
    for cue in WORDS["place_before"].finditer(part.folded):
        start, end = _sentence_start(part.folded, cue.start()), _sentence_end(part.folded, cue.end())
        sentence = part.folded[start:end]
        if WORDS["materials_said"].search(sentence) or WORDS["not_place"].search(sentence):
            continue
        if WORDS["place_after"].match(part.folded, cue.start()):
            value = part.read(max(start, cue.start() - 160), cue.end())
        else:
            stop = WORDS["place_stop"].search(part.folded, cue.end() + 1, end)
            value = part.read(cue.start(), stop.start() if stop else end)
        if value.value:
            return value
    return None


def _place_by_signs(part: Part) -> Read[str] | None:
    """The sentence that speaks of the hearing and of a room or street."""
    for sign in WORDS["place_signs"].finditer(part.folded):
        start, end = _sentence_start(part.folded, sign.start()), _sentence_end(part.folded, sign.end())
        sentence = part.folded[start:end]
        if any(c.isdigit() for c in sentence) and not WORDS["not_place"].search(sentence):
            near = part.folded.find(" ", max(start, sign.start() - 80))
            return part.read(start if sign.start() - start <= 80 else near, min(end, sign.end() + 120))
    return None


def _settlement(part: Part) -> Read[str] | None:
    """A notice that names no house names at least the village."""
    for named in _SETTLEMENT.finditer(part.text, 0, READ_FOR_NAMES):
        start = _sentence_start(part.folded, named.start())
        sentence = part.folded[start : _sentence_end(part.folded, named.end())]
        if _HOUR.search(sentence) and not WORDS["not_place"].search(sentence):
            return part.read(*named.span())
    return None


def read_contacts(parts: Sequence[Part]) -> Read[str]:
    """Telephones, mailboxes and persons for questions."""
    return _first(parts, partial(labelled, field="contacts"), _telephone)


def _telephone(part: Part) -> Read[str] | None:
    found = _TELEPHONE.search(part.text)
    return part.read(*found.span()) if found else None


def read_materials(parts: Sequence[Part]) -> Read[str]:
    """How the project's materials can be seen: the sentence about it, one with an internet resource before others."""
    ways = [sentence for part in parts for sentence in _about_materials(part)]
    by_label = _first(parts, partial(labelled, field="materials"))
    if by_label.value is not None:
        ways.insert(0, by_label)
    for way in ways:
        if _ADDRESS.search(way.text) or _INTERNET.search(fold(way.text)):
            return way
    return ways[0] if ways else by_label


def _about_materials(part: Part) -> Iterator[Read[str]]:
    for found in WORDS["materials_said"].finditer(part.folded):
        start = max(_sentence_start(part.folded, found.start()), found.start() - 150)
        yield part.read(start, _sentence_end(part.folded, found.end()))
