"""`python -m tests.replica serve` shows the replica in a browser; `make_sample` makes the sample archive with the
product's own crawl and capture.

`serve --as-of 2018-01-31T20:00 --port 8765`: each site under its own host name, so add `Host:` or the names to a proxy.
`make_sample tests/samples/archive-2018-01`: two reads of each region, on the last day of December and of January.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hearings.clock import parse_instant
from tests.replica.handler import SETTINGS
from tests.replica.month import january_posts, regions
from tests.replica.replica import Replica, sites_of
from tests.replica.server import serving

READS = [("2017-12-31T20:00", "2017-11-01", "2017-12-31"), ("2018-01-31T20:00", "2017-12-01", "2018-01-31")]
LABEL = """Reconstruction of January 2018, made by the tests' replica: invented hearings on sites of the real shapes.
Made with `python -m tests.replica make_sample`; not captured from any site.
"""


def crawl(region: str, port: int, *, now: str, archive: Path, database: str, arguments: dict[str, str]) -> int:
    """One crawl with the product's own command; its exit code."""
    settings = {
        **{name: json.dumps(value) for name, value in SETTINGS.items()},
        "REPLICA_PORT": str(port),
        "HEARINGS_NOW": now,
        "HEARINGS_ARCHIVE": str(archive),
        "HEARINGS_DATABASE_URL": database,
        "DOWNLOAD_DELAY": "0",
        "AUTOTHROTTLE_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
    }
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    options += [part for name, value in arguments.items() for part in ("-a", f"{name}={value}")]
    command = [sys.executable, "-m", "scrapy", "crawl", region, *options]
    path = os.pathsep.join(filter(None, [str(Path.cwd()), os.environ.get("PYTHONPATH", "")]))
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, check=False).returncode  # noqa: S603


def make_sample(folder: Path, codes: Sequence[str]) -> int:
    """Crawl the replica at both instants into a new archive, every read with a database of its own."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / "README.txt").write_text(LABEL, encoding="utf-8")
    sites = sites_of(january_posts())
    worst = 0
    with tempfile.TemporaryDirectory() as place:
        for number, (now, since, until) in enumerate(READS):
            with serving(Replica(sites, parse_instant(now))) as port:
                for code in codes:
                    database = f"sqlite:///{place}/{code}-{number}.sqlite3"
                    period = {"since": since, "until": until}
                    ended = crawl(code, port, now=now, archive=folder, database=database, arguments=period)
                    worst = max(worst, ended)
    for leftover in [*folder.glob("*/lock"), *folder.glob("*/bodies.sqlite3*")]:  # made again when they are needed
        leftover.unlink()
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.replica", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve")
    serve.add_argument("--as-of", default=READS[-1][0])
    serve.add_argument("--port", type=int, default=8765)
    sample = commands.add_parser("make_sample")
    sample.add_argument("folder", type=Path, nargs="?", default=Path("tests/samples/archive-2018-01"))
    sample.add_argument("--regions", default="")
    given = parser.parse_args()
    if given.command == "make_sample":
        codes = given.regions.split(",") if given.regions else list(dict.fromkeys(r["code"] for r in regions()))
        return make_sample(given.folder, codes)
    with serving(Replica(sites_of(january_posts()), parse_instant(given.as_of)), given.port) as port:
        print(f"http://127.0.0.1:{port}/ shows the sites as of {given.as_of}; end with Enter")
        input()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
