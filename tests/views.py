"""Months for tests of the exports: one with the ministry's own figures of January 2018, and its parts."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

from exports.view import FIGURES, Figures, MonthView, NormLine, RegionLine, RegionName, SourceLine
from hearings.health import State
from hearings.items import Document, Finding

AS_OF = datetime(2018, 1, 31, 17, 59, 59, tzinfo=UTC)

# The ministry's table of January 2018: code, the label it prints, the Russian one, and the five numbers.
JANUARY_2018 = """\
astana,Астана қ.,г. Астана,11,15,0,4,2
almaty,Алматы қ.,г. Алматы,19,7,6,1,2
akmola,Ақмола облысы,Акмолинская область,16,9,0,1,0
aktobe,Ақтөбе облысы,Актюбинская область,18,13,10,1,0
almaty_region,Алматы облысы,Алматинская область,3,4,0,0,3
atyrau,Атырау облысы,Атырауская область,16,2,1,0,0
east_kazakhstan,ШҚО,ВКО,4,2,0,0,0
west_kazakhstan,БҚО,ЗКО,2,9,2,4,1
zhambyl,Жамбыл облысы,Жамбылская область,1,1,0,0,0
karaganda,Қарағанды облысы,Карагандинская область,4,3,4,3,2
kostanay,Қостанай облысы,Костанайская область,3,1,0,0,1
kyzylorda,Қызылорда облысы,Кызылординская область,6,4,1,0,0
mangystau,Маңғыстау облысы,Мангистауская область,17,11,1,0,0
pavlodar,Павлодар облысы,Павлодарская область,19,10,0,0,0
north_kazakhstan,СҚО,СКО,1,3,1,0,1
south_kazakhstan,ОҚО,ЮКО,2,0,0,0,1
"""


def names(kk: str, ru: str) -> dict[str, RegionName]:
    of = ru.replace("ская область", "ской области")
    return {"kk": RegionName(full=kk, short=kk, of=f"{kk}ның"), "ru": RegionName(full=ru, short=ru, of=of)}


def norm_line(key: str = "135p-2017/protocol-posting-time", paragraph: str = "19", **fields: Any) -> NormLine:
    defaults: dict[str, Any] = {
        "id": key,
        "act": {"kk": "№ 135-п бұйрық", "ru": "приказ № 135-п"},
        "paragraph": paragraph,
        "demand": {
            "kk": "Хаттама 7 жұмыс күні ішінде орналастырылады.",
            "ru": "Протокол размещается за 7 рабочих дней.",
        },
        "since": date(2017, 10, 3),
        "until": date(2021, 8, 5),
        "verified": False,
    }
    return NormLine(**{**defaults, **fields})


def source_line(region: str = "aktobe", state: State | None = State.HEALTHY, **fields: Any) -> SourceLine:
    defaults: dict[str, Any] = {
        "region": region,
        "source": f"govkz:{region}",
        "address": region,
        "state": state,
        "when": datetime(2018, 1, 31, 14, 5, tzinfo=UTC) if state else None,
        "since": date(2017, 12, 1),
        "until": date(2018, 1, 31),
        "rows": 40,
        "items": 12,
    }
    return SourceLine(**{**defaults, **fields})


def region_line(code: str = "aktobe", state: State | None = State.HEALTHY, **fields: Any) -> RegionLine:
    defaults: dict[str, Any] = {
        "code": code,
        "names": names("Ақтөбе облысы", "Актюбинская область"),
        "figures": Figures(**dict.fromkeys(FIGURES, 0)),
        "state": state,
        "sources": (source_line(code, state),),
    }
    return RegionLine(**{**defaults, **fields})


def january_2018(
    *, documents: list[Document] | None = None, findings: list[Finding] | None = None, **fields: Any
) -> MonthView:
    """January 2018 with the ministry's figures; the documents and findings are those a test gives."""
    documents = documents or []
    regions = []
    for code, kk, ru, *numbers in csv.reader(StringIO(JANUARY_2018)):
        figures = Figures(**dict(zip(FIGURES, map(int, numbers), strict=True)))
        regions.append(region_line(code, names=names(kk, ru), figures=figures))
    defaults: dict[str, Any] = {
        "month": date(2018, 1, 1),
        "as_of": AS_OF,
        "regions": tuple(regions),
        "announcements": tuple(one for one in documents if one.kind == "announcement"),
        "protocols": tuple(one for one in documents if one.kind == "protocol"),
        "findings": tuple(findings or ()),
        "subjects": {one.uid: one for one in documents},
    }
    return MonthView(**{**defaults, **fields})
