"""Cuts a notice into clauses (sentences, labelled lines, list items) and finds the cues around its dates.

Works on a folded copy without invisible characters; positions of mentions are carried over to it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from hearings.cues import CUES, Cue, Side
from hearings.dates import DateMention
from hearings.dates.invisible import Cuts
from hearings.dates.words import LEXICON, TOKEN, fold_text

# Clauses end at an empty line, a semicolon, a full stop before a capital letter (abbreviations excepted), and at a
# line break unless the sentence goes on in the next line.
_BOUNDARY = re.compile(r"\n\s*\n\s*|;\s*|[.!?]+\s+(?=[\"«„(]?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ0-9])|\s*\n\s*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\".,])(?:[^\W\d_]{1,2}|обл|кв|тел|стр|просп|каб|мкр|эт|им|час|мин|руб|тыс|көш|ауд|см|исх"
    r"|янв|фев|мар|апр|авг|сен|сент|окт|ноя|дек)$",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(
    r"(?:[0-9]{1,3}\t|[0-9]{1,2}(?:[.)]|(?:\.[0-9]{1,2}){1,2}\.?)\s|[-–—•*●▪]\s?|[а-яa-z]\)\s)", re.IGNORECASE
)
_LABEL = re.compile(r"[^\n:]{2,90}:")
_BESIDE_A_DATE = frozenset(' _=.,()"-!wgyk')  # blanks, punctuation, weekday, year and «күні»
_SIGNS_FIRST = re.compile(r"^[\W_]+")
_YEARS_END = re.compile(r"\d{4}\s?(?:гг|жж)\.$", re.IGNORECASE)  # «на 2023-2027 гг. Замечания …»
# «… выдан 03.07.2009 г. Слушания …»: behind the year a sentence begins, not the name of a town.
_YEAR_END = re.compile(r"\d{4}\s?г\.$", re.IGNORECASE)
_NEW_SENTENCE = re.compile(
    r"(?:Слушани|Обществ|Открыт|Собрани|Опрос|Регистрац|Замечани|Предложени|Письменн|Материал|Ознаком|Форм|Мест|Начал|Телефон"
    r"|Срок|При[её]м|Протокол|Договор|Лиценз|Объявлени|Участ|Ответственн|Контакт|Адрес|Проект|Инициатор|Заказчик|Разработчик"
    r"|Предыдущ|Работы|Строительств|По |На |В |С |До |Для |Все |Справки|Документ)"
)
_DATED_LINE = re.compile(r"[^\w\n]{0,3}\d{1,2}(?:\.\d|\s+[а-яёәғқңөұүһі]{3})", re.IGNORECASE)  # of a list of days
_NUMBERS_ONLY = re.compile(r"[\s0-9./:–—-]{4,30}(?:г|ж)?\.?\s*")
_SHORT_LINE = 40  # a line that ends well before the margin is a heading or a cell, not a wrapped sentence
_LINE_END = re.compile(
    r"[^\w\n]{0,4}(?:г|года|ж|жыл)?[^\w\n]{0,10}(?:(?:понедельник|вторник|среда|четверг|пятница|суббота|\w{0,4}сенби|жума)"
    r"[^\w\n]{0,4})?(?:\n|$)"
)
_DIGIT = re.compile("[0-9]")
_LONGEST = 1000  # characters of a clause; words further away say nothing about a date
_NEAR = 160
_LONGEST_LABEL = 40  # characters of a label that ends like a sentence
_HEAD = 400
_SIGNS = 4  # characters between a day and the end of its line


@dataclass(slots=True)
class Clause:
    """A piece of text that says one thing.

    `label` is the cue of a label in the line before, `continues` marks the further items of a list.
    """

    begin: int
    end: int
    mentions: list[DateMention] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    continues: bool = False
    label: Cue | None = None
    only_date: bool = False


class Script:
    """A text with its clauses, ready to be asked what stands around a date."""

    def __init__(self, text: str, mentions: Sequence[DateMention], *, protocol: bool = False) -> None:
        self._cuts = Cuts(text)
        self.plain = self._cuts.text
        self.folded = fold_text(self.plain)
        self.is_protocol = protocol or self.says("protocol", self.folded[:_HEAD])
        self.clauses = list(self._clauses(mentions))

    def says(self, form: str, folded: str) -> bool:
        return CUES.forms[form].search(folded) is not None

    @cached_property
    def is_survey(self) -> bool:
        """Whether the text speaks of a survey anywhere."""
        return self.says("survey", self.folded)

    @cached_property
    def is_discussion(self) -> bool:
        """Whether the text speaks of a public discussion anywhere."""
        return self.says("discussion", self.folded)

    def place(self, mention: DateMention) -> tuple[int, int]:
        """Where a mention stands in the folded text."""
        return self._cuts.shortened(mention.span[0]), self._cuts.shortened(mention.span[1])

    def value_place(self, mention: DateMention) -> int:
        """Where the day or hour itself begins; a mention may begin with the words that announce it."""
        begin, end = self.place(mention)
        digit = _DIGIT.search(self.folded, begin, end)
        return digit.start() if digit else begin

    def line_place(self, mention: DateMention) -> int:
        """How many characters stand before a mention in its line."""
        begin = self.place(mention)[0]
        return begin - self.plain.rfind("\n", max(0, begin - _LONGEST), begin) - 1

    def ends_line(self, mention: DateMention) -> bool:
        """Whether only signs and the word «года» stand behind a mention in its line, which is no row of a table."""
        begin, end = self.place(mention)
        row = self.plain[self.plain.rfind("\n", max(0, begin - _LONGEST), begin) + 1 : begin]
        return "\t" not in row and _LINE_END.match(self.folded, end) is not None

    def folded_text(self, mention: DateMention) -> str:
        begin, end = self.place(mention)
        return self.folded[begin:end]

    def around(self, clause: Clause, mention: DateMention) -> tuple[str, str]:
        """The folded text of the clause before and after a mention."""
        begin, end = self.place(mention)
        return self.folded[max(clause.begin, begin - _NEAR) : begin], self.folded[end : min(clause.end, end + _NEAR)]

    def last_before(self, clause: Clause, position: int) -> Cue | None:
        """The nearest cue on the left; labels and verbs that may stand there."""
        found = [cue for cue in clause.cues if cue.end <= position and cue.side is not Side.RIGHT]
        return max(found, key=lambda cue: (cue.end, -cue.begin)) if found else None

    def first_after(self, clause: Clause, position: int) -> Cue | None:
        found = [cue for cue in clause.cues if cue.begin >= position and cue.side is not Side.LEFT]
        return min(found, key=lambda cue: (cue.begin, -cue.end)) if found else None

    # -- cutting

    def _clauses(self, mentions: Sequence[DateMention]) -> Iterator[Clause]:
        places = [self.place(mention) for mention in mentions]
        starts = [begin for begin, _ in places]
        previous: Clause | None = None
        for begin, end in self._pieces(places):
            clause = Clause(begin, end, list(mentions[bisect_left(starts, begin) : bisect_left(starts, end)]))
            self._describe(clause, previous)
            yield clause
            previous = clause

    def _describe(self, clause: Clause, previous: Clause | None) -> None:
        found = list(CUES.in_text(self.folded, clause.begin, clause.end))
        # Of words that end alike the longer ones speak: «алуға болады» is none of «болады».
        longest: dict[int, int] = {}
        for cue in found:
            longest[cue.end] = min(cue.begin, longest.get(cue.end, cue.begin))
        clause.cues = [cue for cue in found if cue.begin == longest[cue.end] and self._holds(cue, clause, previous)]
        if previous is not None and not clause.cues:
            clause.continues = bool(previous.mentions) and self._is_item(clause, previous)
            clause.label = self._label(clause, previous)
        if len(clause.mentions) == 1:
            begin, end = self.place(clause.mentions[0])
            rest = self.plain[clause.begin : begin] + self.plain[end : clause.end]
            clause.only_date = len(rest) < 40 and all(LEXICON[token] in _BESIDE_A_DATE for token in TOKEN.findall(rest))

    def _is_item(self, clause: Clause, previous: Clause) -> bool:
        """A further item of a list or row of a table that began before."""
        if _LIST_ITEM.match(self.plain, clause.begin):
            return True
        rows = (clause, previous)
        return all(row.mentions and self.place(row.mentions[0])[0] - row.begin < 5 for row in rows) and not (
            clause.only_date or previous.only_date
        )

    def _label(self, clause: Clause, previous: Clause) -> Cue | None:
        """The cue of a label that stands alone in the line before its value."""
        if previous.label is not None and not previous.cues and not clause.only_date:
            return None
        if not previous.cues or previous.mentions or previous.end - previous.begin > 160 or not clause.mentions:
            return None
        said = self.plain[previous.begin : previous.end].rstrip()
        if len(said) > _LONGEST_LABEL and said.endswith((".", "!")):
            return None  # a sentence
        near = self.place(clause.mentions[0])[0] - clause.begin < 25
        return max(previous.cues, key=lambda cue: cue.end) if near else None

    def _holds(self, cue: Cue, clause: Clause, previous: Clause | None) -> bool:
        """Whether a verb that says little by itself («проводит», «болады») is about a hearing."""
        if cue.role == "planning_period" or cue.role == "act":
            return False
        if cue.role not in ("session", "appointed", "postponed") or not CUES.forms["weak_verbs"].fullmatch(cue.words):
            return True
        begin = clause.begin if previous is None else previous.begin
        about = self.folded[max(begin, clause.begin - _HEAD) : clause.end]
        return any(self.says(form, about) for form in ("any", "meeting", "survey", "discussion"))

    def _pieces(self, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Clauses as positions; a mention is never cut, and what is endless is cut before a mention."""
        starts = [begin for begin, _ in places]
        begin = 0
        for cut in (*self._cuts_at(places, starts), len(self.plain)):
            while cut - begin > _LONGEST:
                index = bisect_left(starts, begin + _LONGEST // 2)
                stop = starts[index] if index < len(starts) and starts[index] < cut else cut
                yield begin, stop
                begin = stop
            if begin < cut:
                yield begin, cut
                begin = cut

    def _cuts_at(self, places: Sequence[tuple[int, int]], starts: Sequence[int]) -> Iterator[int]:
        last = 0
        for match in _BOUNDARY.finditer(self.plain):
            index = bisect_left(starts, match.end()) - 1
            inside = index >= 0 and places[index][1] > match.start() + 1
            heads = index >= 0 and self._heads(match, places[index])
            if match.end() > last and not inside and (heads or self._ends(last, match)):
                last = match.end()
                yield last

    def _heads(self, match: re.Match[str], date: tuple[int, int]) -> bool:
        """Whether a line ends with the day in the heading of a protocol: «с. Аксу, 5 мая 2018 года»."""
        near = 0 <= match.start() - date[1] <= _SIGNS
        return self.is_protocol and near and match.end() < _HEAD and "\n" in match[0]

    def _ends(self, begin: int, match: re.Match[str]) -> bool:
        """Whether a possible boundary is one."""
        mark = match[0]
        if mark[0] == ";" or mark.count("\n") > 1:
            return True
        line = self.plain[max(begin, match.start() - _LONGEST) : match.end()].rstrip().rsplit("\n", 1)[-1]
        following = self.plain[match.end() : match.end() + 100].split("\n", 1)[0]
        if _YEARS_END.search(line) or ("\n" in mark and ("\t" in line or "\t" in following)):  # rows of a table
            return True
        if line.endswith((".", "!", "?")):
            if _YEAR_END.search(line) and _NEW_SENTENCE.match(following):
                return True
            begins = _SIGNS_FIRST.sub("", following)[:1].isupper() or len(line) < _SHORT_LINE
            return not _ABBREVIATION.search(line[-9:-1]) or ("\n" in mark and begins)
        if line.endswith(":"):
            return False
        new_line = _LIST_ITEM.match(following) or _LABEL.match(following) or _NUMBERS_ONLY.fullmatch(following)
        is_row = _DATED_LINE.match(line) and following[:1].isupper()
        return bool(new_line or is_row) or len(line) < _SHORT_LINE
