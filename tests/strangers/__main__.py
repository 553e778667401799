"""`python -m tests.strangers [-v] [ROUND | SITE ...]`: how well sites and texts are read that the authors had not seen.

Every site is crawled twice; `-v` shows each request. A second reading of an unchanged site makes no new version.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.strangers.crawling import ROUNDS
from tests.strangers.judging import Judgement, judge

ROOT = Path(__file__).resolve().parents[2]


def crawl(folder: Path, hour: int, names: list[str]) -> list[dict[str, Any]]:
    """One crawl of every site into the database of the folder; how each went."""
    command = [sys.executable, "-m", "tests.strangers.crawling", database(folder), str(folder / "archive"), str(hour)]
    done = subprocess.run([*command, *names], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(done.stderr)
    sys.stderr.write(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def database(folder: Path) -> str:
    return f"sqlite:///{folder / 'strangers.sqlite3'}"


def show(result: Judgement) -> None:
    for kind, score in result.scores.items():
        precision = score.hits / score.found if score.found else 1
        recall = score.hits / score.expected if score.expected else 1
        days = f"{score.days_right}/{score.hits} first days, {score.posted_right}/{score.hits} posting days"
        print(f"{kind:13} precision {precision:.3f}  recall {recall:.3f}  F1 {score.f1:.3f}  {days}")
    for what, lines in result.misses.items():
        print(f"\n{what}: {len(lines)}")
        for line in lines:
            print(f"  {line}")


def main(names: list[str]) -> None:
    verbose = "-v" in names
    asked = [name for name in names if name != "-v"] or list(ROUNDS)
    for sites in [ROUNDS[name] for name in asked if name in ROUNDS] + [[name] for name in asked if name not in ROUNDS]:
        measure(sites, verbose)


def measure(names: list[str], verbose: bool) -> None:
    """Crawl the sites of one web twice, and tell what was found and missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for hour in (20, 21):
            for run in crawl(folder, hour, names):
                print(f"{hour}:00 {run['site']:28} {run['state']:8} {len(run['asked']):3} requests {run['seconds']} s")
                for line in run["failures"] + (run["asked"] if verbose else []):
                    print(f"      {line}")
            print()
        show(judge(database(folder), names))


if __name__ == "__main__":
    main(sys.argv[1:])
