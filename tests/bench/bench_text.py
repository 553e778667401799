"""How the time of reading texts grows with their length: 1, 10, 100 KB and 5 MB, and one line of 100,000 characters.

    python tests/bench/bench_text.py

The last column is the time per kilobyte at 5 MB over that at 10 KB: near 1 where a function is linear.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from hearings.privacy import mask
from hearings.text import clean, decode, html_to_text, languages, loose_form, normal_form, one_script

NOTICE = (
    "Ќоєамдыќ тыѕдаулар туралы хабарландыру.\n«Ақ Жайық» ЖШС 2018 жылғы 7 мамырда сағат 15:00-де қоғамдық тыңдау "
    "өткізеді, тел. 8 (7132) 55-55-55, 8 701 000 00 00, office@mail.ru.\nТОО «Ак Жайык» сообщает, что общественные "
    "слушания по проекту «Строительство» состоятся 7 мая 2018 года в 15<sup>00</sup> часов в г. Aктобе.\n"
)
SIZES = (1_000, 10_000, 100_000, 5_000_000)
FUNCTIONS: dict[str, Callable[[str], object]] = {
    "decode utf-8": lambda text: decode(text.encode(), "windows-1251"),
    "decode kz-1048": lambda text: decode(text.encode("kz1048", "replace"), "windows-1251"),
    "html_to_text": lambda text: html_to_text(text.replace("\n", "<p>")),
    "clean": clean,
    "one_script": one_script,
    "normal_form": normal_form,
    "loose_form": loose_form,
    "languages": languages,
    "mask": mask,
}


def of_length(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def seconds(function: Callable[[str], object], text: str) -> float:
    """The best of a few runs."""
    best = float("inf")
    for _ in range(1 if len(text) > 1_000_000 else 3):
        start = time.perf_counter()
        function(text)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    line = of_length(NOTICE.replace("\n", " "), 100_000)
    print(f"{'milliseconds':16}{'1 KB':>9}{'10 KB':>9}{'100 KB':>9}{'5 MB':>9}{'one line':>10}{'growth':>8}")
    for name, function in FUNCTIONS.items():
        times = [seconds(function, of_length(NOTICE, size)) for size in SIZES]
        growth = (times[3] / SIZES[3]) / (times[1] / SIZES[1])
        columns = "".join(f"{1000 * each:9.2f}" for each in times)
        print(f"{name:16}{columns}{1000 * seconds(function, line):10.2f}{growth:8.2f}")


if __name__ == "__main__":
    main()
