"""Time to pair many announcements with as many protocols: 50,000 with 50,000 in under two minutes on two cores.

    python tests/bench/bench_pairing.py [number] [days]

Half of the protocols are in the other language; a tenth of the announcements have none; `days` spreads the sessions
(default: 1,000 days; a small number makes large blocks). The share of true pairs that were found is shown as well.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from hearings.items import Basis, Document, Form, PostedOn, Read, Session
from hearings.pairing import pair
from hearings.regions import regions

WORKS = [("Строительство", "салу"), ("Реконструкция", "қайта жаңарту"), ("Ликвидация", "жою")]
OBJECTS = [
    ("полигона ТБО", "ТҚҚ полигонын"),
    ("котельной", "қазандықты"),
    ("карьера песка", "құм карьерін"),
    ("автомобильной дороги", "автомобиль жолын"),
    ("завода кирпича", "кірпіш зауытын"),
]
SYLLABLES = ("ақ", "тау", "бай", "кен", "жол", "сай", "ара", "құм", "бел", "тас", "өзе", "мыр")
TYPES = {"ru": "ТОО «{}»", "kk": "«{}» ЖШС"}


def documents(number: int, days: int) -> list[Document]:
    chance = random.Random(2018)  # noqa: S311  # the same documents each time
    codes = [region.code for region in regions(date(2023, 1, 1))]
    made = []
    for at in range(number):
        ru, kk = (" ".join(words) for words in zip(chance.choice(WORKS), chance.choice(OBJECTS), strict=True))
        name = "".join(chance.choices(SYLLABLES, k=3)).title()
        company = "".join(chance.choices(SYLLABLES, k=3)).title()
        number_of = chance.randint(1, 40)
        russian = f"{ru} № {number_of} {TYPES['ru'].format(company)} в селе {name}"
        kazakh = f"{TYPES['kk'].format(company)} {name} ауылында № {number_of} {' '.join(reversed(kk.split(' ', 1)))}"
        day = date(2022, 1, 3) + timedelta(days=chance.randrange(days))
        region = chance.choice(codes)
        made.append(document(2 * at, "announcement", region, russian, day, day - timedelta(days=30)))
        if chance.random() < 0.9:
            text = kazakh if chance.random() < 0.5 else russian
            made.append(document(2 * at + 1, "protocol", region, text, day, day + timedelta(days=5)))
    return made


def document(number: int, kind: str, region: str, project: str, day: date, posted: date) -> Document:
    return Document(
        id=number,
        uid=f"{number:08}",
        kind=kind,
        region=region,
        sources=("govkz:x",),
        form=Read(Form.OPEN_MEETING),
        project=Read(project),
        sessions=(Session(start=day),),
        posted_on=PostedOn(posted, basis=Basis.STATED),
    )


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    days = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    made = documents(number, days)
    started = time.perf_counter()
    hearings = pair(made)
    took = time.perf_counter() - started
    true = {(d.id // 2) for d in made if d.kind == "protocol"}
    found = {a.id // 2 for h in hearings for a in h.announcements for p in h.protocols if p.id // 2 == a.id // 2}
    wrong = sum(p.id // 2 != a.id // 2 for h in hearings for a in h.announcements for p in h.protocols)
    print(f"{number} announcements, {len(true)} protocols, {days} days: {took:.1f} s")
    print(f"found {len(found)} of {len(true)} pairs, {wrong} wrong, {sum(h.ambiguous for h in hearings)} hearings open")


if __name__ == "__main__":
    main()
