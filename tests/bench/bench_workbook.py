"""Writing a hundred thousand findings, beside a bare openpyxl loop over the same cells in the same run.

    python tests/bench/bench_workbook.py [number of findings]

Prints both times, their ratio (at most 1.6 is asked) and the peak of memory (at most 400 MB).
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook

sys.path.insert(0, str(Path(__file__).parents[2]))

from exports.view import MonthView
from exports.words import words_of
from exports.workbook import write_workbook
from hearings.items import Document, Finding
from tests.factory import document, finding
from tests.views import january_2018

RATIO, MEGABYTES = 1.6, 400


def month_of(number: int) -> MonthView:
    """A month with that many findings on a tenth as many documents."""
    documents: list[Document] = [
        document(
            region="karaganda", title=f"«Қарағанды № {index} кен орны» жобасы бойынша қоғамдық тыңдау өткізу туралы"
        )
        for index in range(max(1, number // 10))
    ]
    findings: list[Finding] = []
    for index in range(number):
        subject = documents[index % len(documents)]
        findings.append(
            finding(
                "protocol.deadline",
                uid=f"{index:032x}",
                region="karaganda",
                documents=(subject.uid,),
                norm="135p-2017/protocol-posting-time",
                norm_verified=False,
                arguments={"due": "2018-01-18", "posted_on": "2018-01-29", "days": 7, "last_day": "2018-01-09"},
                urls=(f"https://www.gov.kz/memleket/entities/karaganda/documents/details/{index}?lang=kk",),
            )
        )
    return january_2018(documents=documents, findings=findings)


def write_bare(sheets: list[list[tuple[object, ...]]], path: Path) -> None:
    """openpyxl's write-only mode with nothing but the values."""
    workbook = Workbook(write_only=True)
    for rows in sheets:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    workbook.save(path)


def cells_of(path: Path) -> list[list[tuple[object, ...]]]:
    workbook = load_workbook(path, read_only=True)
    sheets: list[list[tuple[object, ...]]] = []
    for sheet in workbook.worksheets:
        rows: list[tuple[object, ...]] = [
            tuple(value.date() if isinstance(value, datetime) else value for value in row)
            for row in sheet.iter_rows(values_only=True)
        ]
        sheets.append(rows)
    workbook.close()
    return sheets


def seconds(call: object, *arguments: object) -> float:
    start = time.process_time()
    call(*arguments)  # type: ignore[operator]
    return time.process_time() - start


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    view = month_of(number)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = Path(folder, "ours.xlsx"), Path(folder, "bare.xlsx")
        spent = seconds(write_workbook, view, words_of("kk"), ours)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        spent_bare = seconds(write_bare, cells_of(ours), bare)
        size = ours.stat().st_size / 1e6
    ratio = spent / spent_bare
    print(f"{date.today():%Y-%m-%d} {number} findings, {size:.1f} MB")  # noqa: DTZ011
    print(f"workbook {spent:.1f} s, bare loop {spent_bare:.1f} s, ratio {ratio:.2f}, peak {peak} MB ({before} before)")
    return 0 if ratio <= RATIO and peak <= MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
