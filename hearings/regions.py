"""The regions of Kazakhstan, their names, and to which of them a publication belongs.

Codes, names, ISO and KATO codes and periods of validity stand in `data/regions.csv`; how texts name regions, and which
sources several regions share, in `data/places.toml`. The oblasts Abai, Zhetisu and Ulytau exist since 8 June 2022;
South Kazakhstan became Turkistan and Shymkent on 19 June 2018.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from hearings.letters import one_script
from hearings.signs import fold, load

# The national portal holds hearings of every region; its oldest known cards are of January 2022.
NATIONAL_PLATFORM: Final = "ndbecology"
NATIONAL_SINCE: Final = date(2022, 1, 1)


@dataclass(frozen=True, slots=True)
class Region:
    """A row of `regions.csv`. `order_2018` is its place in the ministry's sheet of 2018, None for later regions."""

    code: str
    order_2018: int | None
    name_kk: str
    name_ru: str
    name_en: str
    abbr_kk: str
    abbr_ru: str
    genitive_hint_ru: str
    iso_old: str
    iso: str
    kato: str
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def name(self, language: str) -> str:
        """The name in `kk`, `ru` or `en`."""
        return {"kk": self.name_kk, "ru": self.name_ru, "en": self.name_en}[language]


@lru_cache(maxsize=1)
def _all() -> dict[str, Region]:
    with resources.files("hearings").joinpath("data/regions.csv").open(encoding="utf-8") as file:
        return {row["code"]: _region(row) for row in csv.DictReader(file)}


def _region(row: dict[str, str]) -> Region:
    values: dict[str, Any] = dict(row)
    values["order_2018"] = int(row["order_2018"]) if row["order_2018"] else None
    for name in ("valid_from", "valid_to"):
        values[name] = date.fromisoformat(row[name]) if row[name] else None
    values["successors"] = tuple(filter(None, row["successors"].split(";")))
    return Region(**values)


def region(code: str) -> Region:
    """The region of a code; KeyError for any other text."""
    return _all()[code]


def regions(valid_on: date | None = None) -> tuple[Region, ...]:
    """All regions in the order of the table, or those that existed on a day."""
    return tuple(r for r in _all().values() if valid_on is None or r.valid_on(valid_on))


# ------------------------------------------------------------------ names in texts

_OBLAST, _ABBREVIATION, _CITY, _DISTRICT, _TOWN, _BARE = 6, 5, 4, 3, 2, 1  # how surely a mention names the region
_PLACES: Final = load("places.toml")


@dataclass(frozen=True, slots=True)
class _Names:
    """What finds the mentions of one region; every pattern matches folded text."""

    oblast: re.Pattern[str] | None
    abbreviation: re.Pattern[str] | None  # matches text in one script, capitals kept
    city: re.Pattern[str] | None
    district: re.Pattern[str] | None
    town: re.Pattern[str] | None
    bare: re.Pattern[str] | None


# What a place was called before, and where a company is registered, are not where a hearing is.
_ELSEWHERE = re.compile(
    r"\((?:ранее|бывш\w*|прежде|бұрын\w*)[^()\n]{0,60}\)"
    r"|(?:юр(?:идическ\w*|\.)?[\s-]*адрес\w*|заңды мекен-?жай\w*)[^;)\n]{0,80}",
    re.IGNORECASE,
)
_CITY_BEFORE = r"(?:г\.?\s*|гор\.\s*|город\w{0,3}\s+(?:республиканского\s+значения\s+)?)"
_CITY_AFTER = r"(?:\s+кала\w*|\s+к\.|\s+каласы\w*|\s+акимат\w*|\s+аким\w*)"
_DISTRICT_WORD = r"район\w{0,3}(?!\w)|р-о?н\w{0,2}(?!\w)|р/н(?!\w)|аудан\w{0,5}(?!\w)|ауд\.|а-н\w{0,2}(?!\w)"
# A street, a company, a district that bears the name of a town is not the town.
_NOT_TOWN = (
    r"(?<!\bул\.)(?<!\bул\. )(?<!улица )(?<!улице )(?<!\bпр\.)(?<!\bпр\. )(?<!проспект )"
    r"(?<!\")(?<![\w-])(?<!район )(?<!района )(?<!районе )(?<!р-н )"
)
_NOT_TOWN_AFTER = r"(?![\w-])(?!\s+(?:аудан|район|облыс|обл|коше|к-си|даңғылы|дангыл|станц|ст\b|ауыл))(?!\")"


@lru_cache(maxsize=1)
def _names() -> dict[str, _Names]:
    return {code: _patterns(named) for code, named in _PLACES["regions"].items()}


def _patterns(named: dict[str, list[str]]) -> _Names:
    oblast = [rf"(?:{_any(named['oblast'])})[\s,]*обл(?:аст\w*|ыс\w*)?(?!\w)"] if "oblast" in named else []
    adjectives = [name for name in named.get("oblast", []) if name.endswith("ск*")]
    if adjectives:
        oblast.append(rf"област\w*\s+(?:{_any(adjectives)})(?!\s+район)")
    if "after" in named:
        oblast.append(rf"обл(?:аст\w*\s|\.)\s*\"?(?:{_any(named['after'])})(?!\w)(?!\s+(?:аудан|район|ауыл|село))")
    cities, towns = named.get("city", []), named.get("towns", [])
    return _Names(
        oblast=re.compile(rf"(?<![\w-])(?:{'|'.join(oblast)})") if oblast else None,
        abbreviation=re.compile(rf"(?<!\w)(?:{'|'.join(named['abbreviations'])})(?!\w)")
        if "abbreviations" in named
        else None,
        city=_town(cities),
        district=_district(named.get("districts", [])),
        town=_town(towns),
        bare=re.compile(rf"{_NOT_TOWN}(?:{_any([*cities, *towns])}){_NOT_TOWN_AFTER}") if cities or towns else None,
    )


def _town(names: Iterable[str]) -> re.Pattern[str] | None:
    stems = _any(names)
    if not stems:
        return None
    return re.compile(
        rf"(?<!\w){_CITY_BEFORE}\"?(?:{stems})(?![\w-])(?!\s+облыс)|(?<![\w-])(?:{stems})\"?{_CITY_AFTER}(?!\w)"
    )


def _district(names: Iterable[str]) -> re.Pattern[str] | None:
    stems = _any(names)
    if not stems:
        return None
    named = rf"\"?(?:{stems})\"?"
    return re.compile(
        rf"(?<![\w-]){named}\s+(?:{_DISTRICT_WORD})|(?<!\w)(?:{_DISTRICT_WORD})\s*(?:им(?:\.|ени)\s*)?{named}(?![\w-])"
    )


def _any(names: Iterable[str]) -> str:
    stems = (
        re.escape(fold(name)).replace(r"\*", r"\w*").replace(r"\-", r"[\s-]*").replace(r"\ ", r"\s+") for name in names
    )
    return "|".join(stems)


def named_regions(text: str, day: date | None = None) -> list[tuple[str, int]]:
    """Codes of the regions that a text names, the surest and most frequent first, with how surely (1 to 6).

    On a day when a region did not exist, its towns belong to the one it was made from; without a day, all exist.
    """
    text = _ELSEWHERE.sub(lambda elsewhere: " " * len(elsewhere[0]), text)
    one = one_script(text)
    folded = fold(text)
    found: Counter[tuple[str, int]] = Counter()
    first: dict[str, int] = {}
    for code, names in _names().items():
        for strength, seen, said in (
            (_OBLAST, names.oblast, folded),
            (_ABBREVIATION, names.abbreviation, one),
            (_CITY, names.city, folded),
            (_DISTRICT, names.district, folded),
            (_TOWN, names.town, folded),
            (_BARE, names.bare, folded),
        ):
            for mention in seen.finditer(said) if seen else ():
                at = _at_the_time(code, day)
                found[at, strength] += 1
                first[at] = min(first.get(at, len(text)), mention.start())
    surest = {code: max(s for c, s in found if c == code) for code, _ in found}
    return sorted(surest.items(), key=lambda item: (-item[1], -found[item], first[item[0]]))


def _at_the_time(code: str, day: date | None) -> str:
    """The region that stood for this one on a day."""
    if day is None:
        return "turkistan" if code == "south_kazakhstan" else code
    if region(code).valid_on(day):
        return code
    predecessor = _PLACES["before"].get(code)
    if predecessor:
        return str(predecessor)
    return region(code).successors[0] if region(code).successors else code


# ------------------------------------------------------------------ the region of a publication


def region_of(
    *,
    source: str,
    spider_region: str | None,
    day: date | None,
    places: Iterable[str] = (),
    text: str = "",
) -> str | None:
    """The region that a publication belongs to; None where it belongs to none that can be told.

    Most sources serve the one region of their spider. `places`: what was read of place, territory and organiser, the
    most telling first; `text`: the whole. `day` is the posting day, or the first session's: it tells which
    regions existed, and to whom a shared source then belonged.
    """
    shared = _shared(source)
    if shared is None:
        return spider_region
    owner = spider_region
    if "by_day" in shared:
        for code, since in shared["by_day"]:
            if not since or (day is not None and day >= date.fromisoformat(since)):
                owner = code
        if day is None:
            owner = spider_region
    if "by_place_from" in shared:
        since = shared["by_place_from"]
        if not since or (day is not None and day >= date.fromisoformat(since)):
            decided = _by_place(places, text, day, shared.get("among", ()))
            return decided or (shared["otherwise"] or None if "otherwise" in shared else owner)
    return owner


def _shared(source: str) -> dict[str, Any] | None:
    sources = _PLACES["sources"]
    shared: dict[str, Any] | None = sources.get(source) or sources.get(source.partition(":")[0])
    return shared


def _by_place(places: Iterable[str], text: str, day: date | None, among: Iterable[str]) -> str | None:
    """The region of the first place that names one surely, or of the text; else of the first that names one at all."""
    allowed = set(among)
    weak: str | None = None
    for said in (*places, text):
        named = [(code, surely) for code, surely in named_regions(said, day) if not allowed or code in allowed]
        # A whole text names offices and companies of other towns in passing: a bare name says nothing there.
        if named and named[0][1] > _BARE:
            return named[0][0]
        if named and said != text:
            weak = weak or named[0][0]
    return weak
