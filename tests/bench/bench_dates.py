"""How fast dates are read, beside dateparser, and that time grows with the text: `python -m tests.bench.bench_dates`.

Ratios matter, not the figures: both readers run on the same machine, one after the other.
"""

import sys
import time
from collections.abc import Callable
from functools import partial

import dateparser
from dateparser.search import search_dates

from hearings.dates import find
from tests.corpus_report import SAMPLES, corpus, notices

PHRASE_RATIO, NOTICE_RATIO = 20, 200


def seconds(action: Callable[[], object], times: int) -> float:
    """The least processor time of an action, after one run that warms caches."""
    action()
    measured = []
    for _ in range(times):
        begin = time.process_time()
        action()
        measured.append(time.process_time() - begin)
    return min(measured)


def per_phrase() -> bool:
    """Every phrase of the corpus, those that hold no date too."""
    phrases = [row.phrase for row in corpus()]
    ours = seconds(lambda: [find(phrase) for phrase in phrases], 5) / len(phrases)
    theirs = seconds(lambda: [dateparser.parse(p, languages=["kk", "ru"]) for p in phrases], 2) / len(phrases)
    return _shown("per phrase", ours, theirs, PHRASE_RATIO)


def per_notice() -> bool:
    """A notice of 5 KB in Kazakh, one in Russian, one in both languages; the target holds for the three together."""
    both = (SAMPLES / "notice_5kb.txt").read_text(encoding="utf-8")
    kazakh, russian = both.split("Объявление о", 1)
    texts = {"both languages": both, "Kazakh": _of_size(kazakh), "Russian": _of_size(russian)}
    ours = theirs = 0.0
    for name, text in texts.items():
        one, other = seconds(partial(find, text), 31), seconds(partial(search_dates, text), 3)
        print(f"notice of 5 KB, {name}: {one * 1e6:.0f} us, dateparser {other * 1e6:.0f} us: {other / one:.0f} times")
        ours, theirs = ours + one, theirs + other
    return _shown("three notices of 5 KB", ours, theirs, NOTICE_RATIO)


def _of_size(text: str) -> str:
    return (text * 5).encode()[:5_000].decode(errors="ignore")


def _shown(what: str, ours: float, theirs: float, wanted: int) -> bool:
    ratio = theirs / ours
    print(f"{what}: {ours * 1e6:.0f} us, dateparser {theirs * 1e6:.0f} us: {ratio:.0f} times (wanted {wanted})")
    return ratio >= wanted


def growth() -> None:
    """Time per character at growing sizes; a linear reader keeps it."""
    texts = {
        "notices": "\n".join(notices()),
        "one line": " ".join(notices()).replace("\n", " "),
        "digits": "1234567890",
        "numbers": "12, ",
        "dates": "25.01.2018 ",
        "numerals": "он бір ",
        "soft hyphens": "\u00ad",
        "quotes": "«25» ",
    }
    for name, piece in texts.items():
        row = []
        for size in (1_000, 10_000, 100_000):
            text = (piece * (size // len(piece) + 1))[:size]
            row.append(f"{size // 1000} KB {seconds(partial(find, text), 3) * 1e9 / size:.0f}")
        print(f"{name}: {', '.join(row)} ns a character")
    big = (texts["notices"] * 2000)[:5_000_000]
    print(f"5 MB of notices: {seconds(lambda: find(big), 1):.1f} s")


if __name__ == "__main__":
    reached = [per_phrase(), per_notice()]
    growth()
    sys.exit(not all(reached))
