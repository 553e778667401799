"""Are two texts the name of the same project? Across Kazakh and Russian, and sharp about what tells objects apart.

`project_key` takes a title apart once; `similarity` compares two keys. Score 0..1 says how much of what can be
compared agrees; `conflict` names what excludes that they are one project (another site number, another deposit,
another company), however alike the rest is. Notices of a region differ in just such a detail.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz

from hearings.names import name_form, same_name
from hearings.quantities import numbers_of
from hearings.terms import PHRASE, TERMS, Term, fold, phrase_of, term_of
from hearings.text import clean, one_script

_LONGEST = 2000  # characters of a title that are compared
_SAME_SIGNS = str.maketrans(dict.fromkeys("«»“”„", '"') | {"ё": "е", "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True)
class ProjectKey:
    """What a project's name consists of. `terms` are words with a translation, `words` all others, in a Latin form."""

    text: str = ""  # normal form
    languages: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()  # names of deposits, sites, plants ...
    settlements: frozenset[str] = frozenset()
    companies: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()  # of sites, wells, stages; no years, dates, acts
    quantities: frozenset[tuple[str, str]] = frozenset()  # (unit, number)
    initiators: frozenset[str] = frozenset()
    office: bool = False  # the initiator is an office of the state: its name is translated
    bin: str = ""

    @property
    def empty(self) -> bool:
        return not (self.companies or self.tells_project)

    @property
    def tells_project(self) -> bool:
        """Whether it says more than whose project it is."""
        return bool(self.terms or self.words or self.objects or self.numbers or self.settlements)


@dataclass(frozen=True, slots=True)
class Similarity:
    score: float
    reasons: tuple[str, ...] = ()
    conflict: str = ""  # "" | "bin" | "initiator" | "company" | "object" | "number" | "quantity" | "side" | ...


# ------------------------------------------------------------------ taking a title apart

_QUOTED = re.compile(r"«([^«»\n]{1,120})»|“([^“”\n]{1,120})”|„([^„“\n]{1,120})“|\"([^\"\n]{1,120})\"")
_RUSSIAN_FORM = (
    r"ТОО|АО|ЗАО|ОАО|ПАО|ООО|ИП|КХ|ПК|НАО|ГУ|КГУ|РГУ|РГП|КГП|ГКП|ГККП|LLP|LLC|JSC|СП|ФХ|ФЛ|СПК"
    r"|[Тт]оварищест\w+[^«\"“]{0,40}|[Аа]кционерн\w+[^«\"“]{0,20}|[Кк]рестьянск\w+[^«\"“]{0,25}"
)
_KAZAKH_FORM = r"ЖШС|АҚ|ЖК|ШҚ|ӨК|КеАҚ|ММ|КММ|РММ|РМК|КМК|МКК|БК|АӨК"
_LEGAL_FORM = f"{_RUSSIAN_FORM}|{_KAZAKH_FORM}"
# «А» ЖШС «Б»: a Kazakh form belongs to the name before it; «Б» ТОО «А»: a Russian one to the name after it.
_CAPITAL = "А-ЯӘҒҚҢӨҰҮҺІЁA-Z"
_FORM_BEFORE = re.compile(rf"(?<!\w)(?:{_RUSSIAN_FORM})[\s-]*(?:на ПХВ\s*)?$")
_KAZAKH_FORM_BEFORE = re.compile(rf"(?<!\w)(?:{_KAZAKH_FORM})[\s-]*$")
_CLAIMED = re.compile(rf"(?:[»\"”]|(?<!\w)[{_CAPITAL}][\w-]+)\s*$")
_FORM_AFTER = re.compile(
    rf"^[\s-]*(?:{_KAZAKH_FORM}|ШЖҚ|жауапкершілігі|акционерлік|шаруа|мемлекеттік)(?!\w)"
    rf"|^[\s-]*(?:{_RUSSIAN_FORM})(?!\w)(?!\s*[«\"“„{_CAPITAL}])"
)
_LEGAL_WORD = re.compile(rf"(?<!\w)(?:{_LEGAL_FORM})(?!\w)")
_BARE_COMPANY = re.compile(
    rf"(?<!\w)(?:ТОО|АО|ИП|КХ|ЖШС|АҚ|ЖК|ШҚ)\s+([{_CAPITAL}][\w-]*(?:\s+[{_CAPITAL}][\w-]*){{0,3}})"
    rf"|(?<!\w)([{_CAPITAL}][\w-]*)\s+(?:ЖШС|АҚ|ЖК|ШҚ)(?!\w)"
)
_QUOTED_FORM = re.compile(rf"[«\"“„]+\s*(?=(?:{_LEGAL_FORM})(?!\w))")  # a quote before the form: the name has its own


_OFFICE = re.compile(r"(?<!\w)(?:К?ГУ|РГУ|К?ММ|РММ|[Уу]правлени|[Оо]тдел|[Аа]ппарат|[Бб]асқарма|[Бб]өлім)")
_SETTLEMENT = re.compile(r"(?<!\w)(?:[спга]|пос|сел|гор)\.\s*(?=[А-ЯӘҒҚҢӨҰҮҺІЁ][а-яәғқңөұүһіё])")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_WORD_OR_NUMBER = re.compile(r"[^\W\d_]+|\d+")
_SIMPLE_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_WORD = 4  # letters; one less for a name
_FEW = 0.3  # of the words of the other language: names and abbreviations, not a text in this one

_NAME_WORDS = 3  # more words in quotes are a sentence, not a name
_GAP = " | "  # in place of a name that was taken out: what stood beside it is not beside its neighbour


@lru_cache(maxsize=20_000)
def project_key(text: str, initiator: str = "", bin_: str = "") -> ProjectKey:
    """The parts of a project's name; `initiator` as read from the document, `bin_` of a legal entity."""
    original = one_script(clean(text[:_LONGEST]))
    return replace(
        _taken_apart(original),
        text=" ".join(original.lower().translate(_SAME_SIGNS).split()),
        bin=bin_,
        initiators=company_names(initiator),
        office=_OFFICE.search(initiator) is not None,
    )


@lru_cache(maxsize=20_000)
def company_names(text: str) -> frozenset[str]:
    """The names of companies in a text, without legal form, in a Latin form; the whole text where none is told."""
    return frozenset(_company_names(one_script(clean(text))))


def _company_names(text: str) -> set[str]:
    if not text:
        return set()
    text = _QUOTED_FORM.sub("", text)
    quoted = {_joined(next(filter(None, found.groups()))) for found in _QUOTED.finditer(text)}
    named = quoted or {_joined(found[1] or found[2]) for found in _BARE_COMPANY.finditer(text)}
    return {name for name in named or {_joined(_LEGAL_WORD.sub(" ", text))} if name}


def _joined(name: str) -> str:
    """The words and numbers of a name as one form."""
    return "".join(name_form(word) for word in _WORD_OR_NUMBER.findall(name))


def _belongs_to_form(text: str, found: re.Match[str]) -> bool:
    """Whether the name in quotes is that of a company: a legal form stands beside it that no other name claims."""
    before, after = text[: found.start()][-90:], text[found.end() :][:40]
    if _FORM_BEFORE.search(before) or _FORM_AFTER.search(after):
        return True
    kazakh = _KAZAKH_FORM_BEFORE.search(before)
    return kazakh is not None and not _CLAIMED.search(before[: kazakh.start()])


def _names_object(quoted: str) -> bool:
    """Whether words in quotes are a name, and not the title of a project, which speaks in terms.

    A single word in quotes is a name even where it is a term as well: «Ақтас» is a quarry, not limestone («әктас»).
    """
    words: list[str] = _SIMPLE_WORD.findall(quoted)
    if len(words) == 1:
        term, _ = term_of(fold(words[0]))
        if term and words[0].isupper():
            return False  # «ОВОС», «ҚОӘБ»: a section, as every project has it
        return words[0][0].isupper() and not (term and term.one_of)  # «Западный» is «Батыс» in Kazakh
    return 0 < len(words) <= _NAME_WORDS and not any(term_of(fold(word), word[0].isupper())[0] for word in words)


def _taken_apart(text: str) -> ProjectKey:
    companies: set[str] = set()
    objects: set[str] = set()
    settlements: set[str] = set()
    words: set[str] = set()
    terms: set[str] = set()

    def take_quoted(found: re.Match[str]) -> str:
        name = next(filter(None, found.groups()))
        if _belongs_to_form(text, found):
            companies.add(_joined(name))
            return _GAP
        if not _names_object(name):
            return f" {name} "
        objects.add(_joined(re.sub(r"\d+", " ", name)))
        return _GAP + " ".join(re.findall(r"\d+", name)) + _GAP

    rest = _QUOTED.sub(take_quoted, _SETTLEMENT.sub(" село ", text))
    if _LEGAL_WORD.search(rest):
        companies.update(_joined(found[1] or found[2]) for found in _BARE_COMPANY.finditer(rest))
        rest = _LEGAL_WORD.sub(" ", _BARE_COMPANY.sub(" ", rest))
    numbers, quantities, rest = numbers_of(rest)
    # A word that begins a sentence needs its capital for that and names nothing by it.
    rest = _SENTENCE.sub(lambda begun: begun[0].lower(), rest)

    hints: Counter[str] = Counter()  # words that show the language

    def take_phrase(found: re.Match[str]) -> str:
        phrase, language = phrase_of(found)
        terms.add(phrase)
        hints[language] += 1
        return f" {{{phrase}}} "

    spelt = {fold(word): word for word in reversed(_WORD.findall(rest))}
    tokens = _TOKEN.findall(PHRASE.sub(take_phrase, fold(rest)))
    capital = [(word := spelt.get(token, token))[0].isupper() and not word.isupper() for token in tokens]
    meant = [
        (TERMS[token.strip("{}")], "") if token.startswith("{") else term_of(token, is_capital)
        for token, is_capital in zip(tokens, capital, strict=True)
    ]
    if len(tokens) == 1 and capital[0] and (meant[0][0] is None or meant[0][0].weight):
        meant = [(None, "")]  # a title of one word is a name: «Балапан» is a site, no poultry farm
    hints.update(language for _, language in meant)
    headline = sum(capital) > len(tokens) / 2  # Every Word Begins So: a capital tells nothing
    for at, (token, (term, _)) in enumerate(zip(tokens, meant, strict=True)):
        beside = _named_by(meant, at) if capital[at] else None
        named_after = beside is not None and at > 0 and meant[at - 1][0] is beside and not headline
        if term is not None and not (named_after and not term.object and not term.one_of):
            terms.add(term.name)
        elif beside:
            (settlements if beside.name == "settlement" else objects).add(name_form(spelt.get(token, token)))
        elif len(token) >= _SHORTEST_WORD - capital[at]:
            words.add(name_form(spelt.get(token, token)))
    return ProjectKey(
        languages=frozenset(name for name in ("kk", "ru") if hints[name] > _FEW * max(hints["kk"], hints["ru"])),
        terms=frozenset(name for name in terms if TERMS[name].weight),
        words=frozenset(words - {""}),
        objects=frozenset(objects - {""}),
        settlements=frozenset(settlements - {""}),
        companies=frozenset(companies - {""}),
        numbers=frozenset(numbers),
        quantities=frozenset(quantities),
    )


_SENTENCE = re.compile(r"(?<=[^\W\d_]{4}[.;:])\s+[^\W\d_](?=[^\W\d_])")
_TOKEN = re.compile(r"\{[a-z_0-9]+\}|[^\W\d_]+(?:-[^\W\d_]+)*")


def _named_by(meant: Sequence[tuple[Term | None, str]], at: int) -> Term | None:
    """The type of object whose name the word at this place may be: it stands right before (ru) or after it (kk)."""
    beside = (*([meant[at - 1][0]] if at else []), *(term for term, _ in meant[at + 1 : at + 2]))
    return next((term for term in beside if term and term.object), None)


# ------------------------------------------------------------------ comparing

_NAME_WEIGHT, _WORD_WEIGHT, _NUMBER_WEIGHT = 2.0, 1.0, 1.0
_FULL_EVIDENCE = 3.0  # matched weight from which the score is believed as it is


def similarity(one: ProjectKey, other: ProjectKey) -> Similarity:
    """How alike two projects are, on what the likeness rests, and what excludes it."""
    excluded = conflict(one, other)
    company = ("company",) if _any_same(_all_companies(one), _all_companies(other)) else ()
    if one.empty or other.empty:
        return Similarity(0.0, company, excluded)
    if one.text == other.text:
        return Similarity(1.0, ("same_text", *company), excluded)
    same_language = bool(one.languages & other.languages) or not (one.languages and other.languages)
    names = _paired(_names(one), _names(other) | other.words)
    names += _paired(one.words - names.mine, _names(other) - names.theirs)
    words = _paired(one.words - names.mine, other.words - names.theirs)
    numbers = one.numbers & other.numbers
    quantities = one.quantities & other.quantities
    matched = (
        sum(TERMS[name].weight for name in one.terms & other.terms)
        + _NAME_WEIGHT * len(names.mine)
        + _WORD_WEIGHT * len(words.mine)
        + _NUMBER_WEIGHT * (len(numbers) + len(quantities))
    )
    weights = [
        _weight(key, pairs, same_language)
        for key, pairs in ((one, names.mine | words.mine), (other, names.theirs | words.theirs))
    ]
    lesser, greater = min(weights), max(weights)
    score = 0.75 * min(1.0, matched / lesser) + 0.25 * min(1.0, matched / greater) if lesser else 0.0
    score *= min(1.0, 0.4 + 0.6 * matched / _FULL_EVIDENCE)
    if same_language:
        score = max(score, fuzz.token_sort_ratio(one.text, other.text, score_cutoff=85) / 100)
    reasons = (
        *(["terms"] if one.terms & other.terms else []),
        *(["names"] if names.mine else []),
        *(["words"] if words.mine else []),
        *(["numbers"] if numbers or quantities else []),
        *company,
    )
    return Similarity(round(min(score, 1.0), 3), reasons, excluded)


@dataclass(frozen=True, slots=True)
class _Pairs:
    mine: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()

    def __add__(self, more: "_Pairs") -> "_Pairs":
        return _Pairs(self.mine | more.mine, self.theirs | more.theirs)


def _paired(mine: frozenset[str], theirs: frozenset[str]) -> _Pairs:
    """Names of the one that stand in the other as well, in whatever spelling."""
    exact = mine & theirs
    left = sorted(theirs - exact)
    pairs = [
        (name, twin) for name in sorted(mine - exact) if (twin := next((t for t in left if same_name(name, t)), ""))
    ]
    return _Pairs(exact | {name for name, _ in pairs}, exact | {twin for _, twin in pairs})


def _weight(key: ProjectKey, paired: frozenset[str], same_language: bool) -> float:
    """What of a title can be compared: words of another language without a translation can't, unless they did match."""
    words = key.words if same_language else key.words & paired
    return (
        sum(TERMS[name].weight for name in key.terms)
        + _NAME_WEIGHT * len(_names(key))
        + _WORD_WEIGHT * len(words)
        + _NUMBER_WEIGHT * (len(key.numbers) + len(key.quantities))
    )


def _names(key: ProjectKey) -> frozenset[str]:
    return key.objects | key.companies | key.settlements


def conflict(one: ProjectKey, other: ProjectKey) -> str:
    """What tells two projects apart for certain; a detail that only one text gives tells nothing."""
    same_company = _any_same(_all_companies(one), _all_companies(other))
    if one.bin and other.bin and one.bin != other.bin and not same_company:
        return "bin"
    if _exclude(one.numbers, other.numbers):
        return "number"
    for unit in {unit for unit, _ in one.quantities} & {unit for unit, _ in other.quantities}:
        if not {q for q in one.quantities if q[0] == unit} & {q for q in other.quantities if q[0] == unit}:
            return "quantity"
    groups = {TERMS[name].one_of for name in one.terms | other.terms} - {""}
    for group in sorted(groups):
        if _exclude(_of_group(one.terms, group), _of_group(other.terms, group)):
            return group
    translated = (one.office or other.office) and not one.languages & other.languages
    if not same_company and one.initiators and other.initiators and not translated:
        return "initiator"
    if not same_company and one.companies and other.companies:
        return "company"
    return _different_objects(one, other)


def _different_objects(one: ProjectKey, other: ProjectKey) -> str:
    """`object` or `settlement` where both texts name some and these differ.

    Names are translated at times, and a text may name the settlement of the meeting as well: so across languages, and
    with settlements, nothing may agree.
    """
    same_language = bool(one.languages & other.languages)
    mine = _paired(one.objects, _names(other) | other.words).mine
    theirs = _paired(other.objects, _names(one) | one.words).mine
    if one.objects and other.objects:
        if same_language and mine != one.objects and theirs != other.objects:
            return "object"
        if not mine and not theirs:
            return "object"
    if mine or theirs or not same_language:
        return ""
    apart = one.settlements and other.settlements
    agree = _paired(one.settlements, _names(other) | other.words).mine or _paired(other.settlements, one.words).mine
    return "settlement" if apart and not agree else ""


def _of_group(terms: Iterable[str], group: str) -> frozenset[str]:
    return frozenset(name for name in terms if TERMS[name].one_of == group)


def _exclude(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not (one <= other or other <= one)


def _all_companies(key: ProjectKey) -> frozenset[str]:
    return key.companies | key.initiators


def _any_same(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(_paired(one, other).mine) or any(
        min(len(a), len(b)) >= 5 and (a in b or b in a) for a in one for b in other
    )
