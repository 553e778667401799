"""The grammar of dates and hours, written over the letters that `words` gives to tokens.

A text becomes a string with one letter per token («2018 жылғы 25 қаңтар» is `4 y 3 M`), so that a dozen regular
expressions cover all spellings and endings. Every repetition is bounded: matching is linear in the text.
In the patterns a blank means "a gap or nothing, also a line break", `§` the same within one line, `·` a gap.

Letters: digits see `words._digits`; `M` month, `m` its abbreviation, `R` Roman numeral, `N` number word, `v` ending of
a number, `y`/`g` the word year and its abbreviation, `C` this (year), `@` this year, `w` weekday, `k` күн, `A` ай,
`S` сағат, `h` час, `i` minute, `j` half, `t s o d u p r` prepositions (в, с, к, на, до, по, от), `&` and, `P` part of
the day, `W` a word that announces an hour, `J U K D O F` words that deny a date, `_` line break, `=` empty line.
"""

import re


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(" ", "[ _]?").replace("§", "\\x20?").replace("·", "\\x20"))


D = "[12359]"
ENDING = "(?:(?:§-§)?v|-§[odnR]|R)"
NUMERALS = "N(?: N){0,2}"
IN_WORDS = f"(?: \\({NUMERALS}\\))?"  # «5 (бесінші) ақпан»
DAY = f'"?§(?:{D}§"?{ENDING}?{IN_WORDS}|{NUMERALS})(?: -?§k)?'
DAYS = f"{DAY}(?:(?: , {DAY}){{0,6}} ,? & {DAY}|(?: , {DAY}){{1,6}}| (?:-|p|u) {DAY}|(?<=[vod])(?: B,?)? {DAY})?"
MONTH = '"?(?:M|m\\.|m(?= 4))"?'
YEAR_WORD = "(?: -?§(?:y|g\\.?))"
YEAR = "(?:4|2§[235](?= y)|N(?: N){1,5}(?= y))"
CURRENT = "(?:[CY] y|@(?: y)?|[sTL]§[./]§g\\.?)"
BEFORE = f"(?P<before>(?:{YEAR}{YEAR_WORD}|{CURRENT})(?: k)?,? (?:w,? )?)"
AFTER = (
    f'(?P<after>(?: [BVk]| \\(w\\))? "?,? (?!4 -?§(?:y|g\\.?) {DAY} -?§{MONTH})'
    f"(?:{YEAR}(?![:.,/]?[0-9]){YEAR_WORD}?|[2359]§(?:g\\.|y)|\\(?{CURRENT}))"
)

CASE = "(?:-§[vodn]| -?§(?:y|g\\.?))?"
NUMERIC = _compile(
    f"(?:{D}(?:§\\.{{1,2}}§{D}(?:§\\.{{1,2}} |·(?=4§[yg]))|§/§{D}§/§|§,§{D}§,§|§-§{D}§-§)4"
    f'|{D}"?[.·]{{1,2}}{D}[.·]{{1,2}}4(?=§[yg])'
    "|(?:[235]\\.[2359]\\.[2359]|[235]/[2359]/[2359])(?![.,:/]?[0-9])(?!-[0-9](?!\\.[0-9]\\.))"
    f"|{D}[./-]{D}[./-][2359](?=§[yg]))"
    f"(?![0-9])(?![.:][0-9])(?!/[0-9](?![./:][0-9])){CASE}"
)
NUMERIC_TAIL = f"(?:{D}§\\.§{D}§\\. 4|{D}§/§{D}§/§4|{D}[./-]R[./-]4|[235]\\.[2]\\.[2359](?![0-9]))"
NUMERIC_HEAD = _compile(f"{D}§[./]§(?:[12]|R)(?:[./]|§g\\.?)?(?= (?:-|p|u) {NUMERIC_TAIL})")
NUMERIC_DAYS = _compile(f"{D}(?:§-?§v)? (?:-|p|u) {D}\\.{D}\\.4(?![.:/]?[0-9])(?: -?§(?:y|g\\.?))?")
NUMERIC_SHORT_RANGE = _compile(
    f"{D}\\.(?:[12]|R)(?P<dot>\\.)?(?:§g\\.?)? (?:-|p) {D}\\.(?:[12]|R)(?(dot)\\.)(?![0-9])(?! [hvO])"
)
# A day and a month in figures without a year, only where something says so: «25.01. в 15.00», «25.01 күні»,
# «а.ж. 25.01», «25.01. с.г.»; and behind its year: «2018 ж. 25.01, сағат 15:00».
_HOUR_BEHIND = "(?:,? (?:[tS]\\.? ){1,2}[12](?:[.:-][235]|§-?§[hv])|, [12]:[235])"
_DAY_MONTH = f"{D}\\.2(?![0-9])(?![.:/-]?[0-9])"
DAY_MONTH = _compile(
    f"(?:{CURRENT}(?: k)?,? {_DAY_MONTH}|{_DAY_MONTH}(?:\\.?§{CURRENT}|\\.?(?= (?:{_HOUR_BEHIND}|k|\\(?[Vw]))"
    f"|\\.?§g\\.?(?= (?:{_HOUR_BEHIND}|[kBEV]))))"
)
YEAR_DAY_MONTH = _compile(f"4§(?:y|g\\.?),? {_DAY_MONTH}(?=\\.? (?:{_HOUR_BEHIND}|-?§[kBEGV]|[;)_=]|$))")
YEAR_FIRST = _compile(
    f"4(?P<sep>[-./]){D}(?P=sep){D}(?![0-9])(?:T[12]:[235](?::[235](?:[.,][0-9])?)?(?:Z|[+-][0-9](?::?[235])?)?)?{CASE}"
)
# The commonest spellings by far, read without the full grammar: «2018 жылғы 25 қаңтарда», «25 января 2018 года».
PLAIN = re.compile(
    "(?:(?P<before>4)[ ]?(?:y|g\\.?+)[ ](?P<day>[123])(?:-v|-)?[ ]?(?P<month>M)"
    "|(?P<first>[123])(?:-v|-)?[ ]?(?P<then>M)[ ](?P<after>4)[ ]?(?:y|g\\.?+))"
    "(?=[ ]?[tSxX;)_=!#EBJrsW]|[.](?![0-9.])|,[ ]?[xtS]|[ ][pu][ ][xX]|$)"
)
ROMAN = _compile(f"{D}(?:§[./-]§R(?:§[./-]§| )(?:4|[235](?=§[yg]))|[./-][Mm][./-]4|·R·4(?=§[yg]))(?: -?§(?:y|g\\.?))?")
DAY_FIRST = _compile(
    f"(?=[^=Mm]{{1,80}}[Mm]){BEFORE}?(?P<days>{DAYS}) [-.r]? (?P<month>{MONTH})(?: A)?(?(before)|{AFTER}?)"
)
MONTH_FIRST = _compile(
    f"{BEFORE}?(?P<month>{MONTH}|m\\.?)(?P<word> A)? (?P<days>{DAYS})(?![:.]?[0-9])(?! h)(?(before)|{AFTER}?)"
)
MONTHS = _compile(f"{BEFORE}?(?:M|m\\.)(?P<word> A)?(?: (?:(?:-|p|u|&) )?M(?: A)?)?(?(before)|{AFTER}?)")
QUARTER = _compile(f"(?=[^=qH]{{1,30}}[qH]){BEFORE}?(?:R|1|N){ENDING}? -?§[qH](?(before)|{AFTER}?)")
YEARS = _compile(f"(?:4 (?:-|p|u|&) (?:4|[2359])(?: -?§(?:y|g\\.{{0,2}}))|{YEAR} -?§(?:y|g\\.))(?! {MONTH})")

# «8 Наурыз көшесі»: a name, found before anything is tried that could be a date.
STREET = re.compile("[123](?:-v|-)?[ ]?M(?=[ ]K)|(?<=U[.][ ])[123][ ]M(?=,[ ][123][, ]{1,2}[xX;.])")

# Hours. An item is one hour of the day; what makes it one is decided by the reader from its surroundings.
_NOT_TIME = "(?![0-9])(?![:/][0-9])"
CLOCK = f"[12]§:§[235](?:§:§[235](?:\\.[0-9])?)?{_NOT_TIME}"
HOURS_MINUTES = (
    f'(?:"?(?:[12]|{NUMERALS})"?{IN_WORDS}§-?§[hS]\\.?§,?§"?(?:{D}|{NUMERALS})"?§-?§[iO]\\.?'
    "|(?<=S·)[12](?:§-)?§v·[235]·i(?!§[xX]§h))"  # «сағат 10-нан 30 минут өткенде»
)
PAIR = f"[12](?:(?:\\.§|,|=)[235]|-[235](?!-[0-9])){_NOT_TIME}(?!\\.[0-9])(?! [-.]? {MONTH})"
SPACED = '(?:[12]·[235](?=§(?:h|-?§v|-[od]))|"?[12]"§"[235]"?)'
_ALONE = f"(?![0-9])(?![-.,/:][0-9])(?! [-.]? {MONTH})(?!§-?§[kgy])"
BARE = f"[12](?:{IN_WORDS}(?=§h))?{_ALONE}"
BARE_NEXT = f"[12](?=§-?§v|-[od]|§h|§P){_ALONE}"
SPELLED = NUMERALS
_TAIL = f"(?:§j(?:§-?§v)?)?{ENDING}?(?:§(?:h\\.?|S))?(?:§P(?: [fE])?)?"
ITEM = f"(?:{CLOCK}|{HOURS_MINUTES}|{SPACED}|{PAIR}|{BARE}|{SPELLED}){_TAIL}"
ITEM_NEXT = f"(?:{CLOCK}|{HOURS_MINUTES}|{SPACED}|{PAIR}|{BARE_NEXT}|{SPELLED}(?=§h)){_TAIL}"
CONTEXT = "(?P<context>(?:(?:[tsoduS]|P(?: [fE])?|[WI](?:(?: /)? [xX]){0,3}) [-.:]{0,2} ){1,4})"
JOIN = "(?: ~{1,2} u | / | \\.{2,3} u |,? (?:-|p|u|&|,) (?:[tS] ){0,2}|(?<=[vod]),? (?:B,? )?|(?<=h) u )"
TIME = _compile(f"{CONTEXT}?{ITEM}(?:{JOIN}{ITEM_NEXT}){{0,3}}(?P<till> E)?(?P<span> G)?(?!§O)(?! [-pu] {D}[.,]{D}§O)")
ONE_TIME = _compile(
    f"(?:(?P<clock>{CLOCK})|(?P<hm>{HOURS_MINUTES})|(?P<pair>{PAIR}|{SPACED})|(?P<bare>[12](?:{IN_WORDS}(?=§h))?|{SPELLED}))(?P<tail>{_TAIL})"
)
# «в 15:00», «тіркеу сағат 11:00-де», «сағат 9:00-ден 18:30-ға дейін»: no list, no part of the day.
PLAIN_HOUR = re.compile(
    "(?:(?P<label>[IW])[ ])?(?P<since>(?P<at>[tS][ ])|s[ ])?"
    "(?P<hour>2|(?(since)1|(?!)))(?::|(?(at)[.-]|(?!)))(?P<minute>[235])(?:-v)?(?:[ ]?h\\.?)?"
    "(?P<range>(?:(?<=v)[ ]|[ ]u[ ])(?P<last>[12]):(?P<end>[235])(?:(?:-v)?[ ]E|[ ]?h\\.?|-v)?)?"
    "(?=[ ]?[x;)!]|[.,](?![ ]?[0-9tSP&])|_[xX]|[ ][pt][ ][xX]|$)"
)
NOON = _compile("(?:t )?Q")
# «до 10 часов в сутки»: how long, not when.
RATE = _compile(" (?:t )?F")
ONE_OF_THE_DAY = _compile("t h P")

_DOTTED = (NUMERIC, ROMAN, NUMERIC_HEAD, NUMERIC_SHORT_RANGE, DAY_MONTH, DAY_FIRST)
_SPACED = (PLAIN, STREET, NUMERIC, ROMAN, NUMERIC_DAYS, NUMERIC_HEAD, DAY_FIRST, QUARTER)
_YEAR_WORD = (PLAIN, YEAR_DAY_MONTH, DAY_FIRST, MONTH_FIRST, QUARTER, MONTHS, YEARS)
_MONTH = (MONTH_FIRST, MONTHS)
_THIS_YEAR = (DAY_MONTH, DAY_FIRST, MONTH_FIRST, MONTHS)
_DIGITS = {
    ".": _DOTTED,
    "/": _DOTTED,
    ",": (NUMERIC, DAY_FIRST),
    ":": (),
    "M": (PLAIN, STREET, DAY_FIRST),
    " M": (PLAIN, STREET, DAY_FIRST),
    " p": (NUMERIC_DAYS, DAY_FIRST),
    " u": (NUMERIC_DAYS, DAY_FIRST),
    "-": (PLAIN, NUMERIC, ROMAN, NUMERIC_DAYS, DAY_FIRST, QUARTER),
    "": _SPACED,
}
# The forms to try at a token, by its letter and the one or two behind it; "" stands for any other letter.
DATE_PATTERNS: dict[str, dict[str, tuple[re.Pattern[str], ...]]] = {
    **dict.fromkeys("12359", _DIGITS),
    **{letter: {"": _MONTH} for letter in "Mm"},
    **{letter: {"": _THIS_YEAR} for letter in "CY@sTL"},
    "4": {".": (YEAR_FIRST,), "/": (YEAR_FIRST,), " y": _YEAR_WORD, "": (YEAR_FIRST, *_YEAR_WORD)},
    "N": {"": (DAY_FIRST, QUARTER, MONTH_FIRST, MONTHS, YEARS)},
    "R": {"": (QUARTER,)},
}
HOUR_STARTS = frozenset("12NQtsoduSPWI")
# Where a date or an hour may begin: at numbers and months, and at words only if one of these is near.
# «W» may be followed by the words of a label: «Начало слушаний – 10-00».
START = re.compile(
    "(?=[123459MmNCY@TLRtsoduSPWIQ])"
    '(?:(?<![0-9X#])(?<![ (]5-)(?:[12359](?=[ _]?(?:[/:"vodnRrMmkpu&qhSjPwygAN0-9]'
    '|[-.](?![ ]?[xX])|,[ _]?["0-9N]|\\(N))'
    "|4(?=[ _]?[-./pu&yg]))"
    '|[Mm@Q]|N(?=[ _]?[-NMmykqvSh"RhjP&pu,])|[CY](?=[ _]?y)|R(?=[ ]?-?[ ]?[vR]?-?[ ]?[qH])'
    '|[sTL](?=[ ]?[./])|[tsodu](?=[ _.]{0,2}[12NSPWIQh"])|[SP](?=[ _.:,"fE-]{0,4}[12NSPt])'
    "|[WI](?=[ _.:/xXWtsod-]{0,9}[12NSP]))"
)

# What stands between two parts of one mention (whole-string matches).
RANGE_JOINT = _compile(' (?:-|[,&-]? [pu]|,? - u|B,?) "?')
TIME_AFTER_JOINT = _compile(
    r"(?: k)?(?: G)?(?:,? (?:p )?(?:[xXc] ){0,2}c(?: [xW])?)?"
    r" [,.;:(/~-]{0,3} (?:(?:t )?\(?w(?: k)?[,)]{0,2} |k )?[,;(-]? "
)
TIME_BEFORE_JOINT = re.compile("[ ]?[,/]?[ ]?(?:w,?[ ]?)?")
# What stands directly before or after a date and makes it the border of an interval.
BORDER = _compile('(?:(?P<until>u|n z|p)|s|n e|b) "?$')
MARKER = _compile("(?: k)? ,? \\(?[BEVl]")
STARTING = _compile("(?: k)? ,? B")
TILL = _compile("(?: k)? (?:E|l)")
INCLUSIVE = _compile(" ,? \\(?V(?: x)?")
