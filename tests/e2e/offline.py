"""Crawls as a user starts them: a process, with archive and database of its own, against the replica on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hearings.clock import parse_instant
from hearings.items import Document
from hearings.store import RunRow, SourceRunRow, Store, open_store
from tests.replica.files import Lines
from tests.replica.handler import SETTINGS
from tests.replica.posts import File, Post
from tests.replica.replica import Fault, Replica, sites_of
from tests.replica.server import serving

ROOT = Path(__file__).resolve().parents[2]
SCRAPY = [sys.executable, "-m", "scrapy"]
ENTITY = "govkz:kostanai-tabigi-resurstar"
REGION = "kostanay"
NOW = "2018-01-31T20:00"

NOTICE = (
    "Қостанай облысының табиғи ресурстар басқармасы «Сынақ-Тас» ЖШС-нің «{object}» карьерін игеру жобасының "
    "қоршаған ортаға әсерін бағалау материалдары бойынша ашық жиналыс нысанында қоғамдық тыңдау өтетінін хабарлайды."
)


def notice(number: int, object_: str = "Ақтас", day: str = "26 қаңтарда", **changes: object) -> Post:
    """An announcement on the department's page of gov.kz, in time and complete unless `changes` say otherwise."""
    text: Lines = [
        NOTICE.format(object=object_),
        f"Тыңдау 2018 жылғы {day} сағат 11:00-де Қостанай қаласы, Сынақ көшесі 1, мәжіліс залында өтеді.",
    ]
    values: dict[str, object] = {
        "source": ENTITY,
        "id": number,
        "titles": {"kk": f"«{object_}» карьері жобасы бойынша қоғамдық тыңдау туралы хабарландыру"},
        "texts": {"kk": text},
        "appears": parse_instant("2018-01-02T10:00"),
        "posted": parse_instant("2018-01-02T10:00"),
    }
    return Post(**{**values, **changes})  # type: ignore[arg-type]


def attached(number: int, kind: str = "pdf", body: bytes | None = None) -> Post:
    """An announcement whose text is its file."""
    post = notice(number, f"Көктас-{number}")
    file = File("Хабарландыру", kind, post.texts["kk"], body=body)
    post.titles = {"kk": "Қоғамдық тыңдау туралы хабарландыру"}
    post.texts = {"kk": []}
    post.files = [file]
    return post


@dataclass(slots=True)
class Outcome:
    """What a user sees of one command."""

    code: int
    output: str
    asked: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Desk:
    """A folder with archive and database, and the commands run in it."""

    home: Path
    posts: Sequence[Post] = ()
    faults: list[Fault] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> str:
        return f"sqlite:///{self.home / 'hearings.sqlite3'}"

    @property
    def archive(self) -> Path:
        return self.home / "archive"

    def environ(self, now: str = NOW) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("HEARINGS_", "SCRAPY_"))},
            "HEARINGS_DATABASE_URL": self.database,
            "HEARINGS_ARCHIVE": str(self.archive),
            "HEARINGS_NOW": now,
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "200",
            **self.environment,
        }

    def scrapy(self, *arguments: str, now: str = NOW) -> Outcome:
        result = subprocess.run(  # noqa: S603
            [*SCRAPY, *arguments], cwd=ROOT, env=self.environ(now), capture_output=True, text=True, check=False
        )
        return Outcome(result.returncode, result.stdout + result.stderr)

    def crawl(self, *arguments: str, region: str = REGION, now: str = NOW) -> Outcome:
        """`scrapy crawl REGION` while the replica serves what stands there at `now`."""
        replica = self.replica(now)
        with serving(replica) as port:
            outcome = self.scrapy("crawl", region, *self.settings(port), *arguments, now=now)
        outcome.asked = [asked.url for asked in replica.asked]
        return outcome

    def replica(self, now: str = NOW) -> Replica:
        return Replica(sites_of(self.posts), instant(now), self.faults)

    @staticmethod
    def settings(port: int, **more: str) -> list[str]:
        chosen = {
            "DOWNLOAD_HANDLERS": json.dumps(SETTINGS["DOWNLOAD_HANDLERS"]),
            "REPLICA_PORT": str(port),
            "DOWNLOAD_DELAY": "0",
            "AUTOTHROTTLE_ENABLED": "0",
            **more,
        }
        return [part for name, value in chosen.items() for part in ("-s", f"{name}={value}")]

    def store(self) -> Store:
        return open_store(self.database)

    def documents(self, kind: str = "announcement") -> list[Document]:
        with self.store() as store:
            return [document for document in store.documents() if document.kind == kind]

    def last_run(self) -> RunRow:
        with self.store() as store:
            return store.runs()[0]

    def last_source_run(self) -> SourceRunRow:
        with self.store() as store:
            return store.source_runs()[-1]


def instant(text: str) -> datetime:
    return parse_instant(text)
