"""`scrapy reread [REGION ...]`: reads the archive again with today's code and tells what is read otherwise."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, cast

from rich.console import Console
from scrapy.commands import BaseRunSpiderCommand
from scrapy.crawler import AsyncCrawlerProcess

from hearings.commands.replay import replay_archive
from hearings.items import Document, Read
from hearings.privacy import mask
from hearings.store import Store, StoreError, open_store


class Command(BaseRunSpiderCommand):
    """Exit code: 0 read again, 1 a part could not be read again or the database can't be used, 2 wrong usage."""

    requires_project = True
    default_settings = {"LOG_LEVEL": "ERROR"}  # noqa: RUF012  # as Scrapy declares it

    def syntax(self) -> str:
        return "[options] [REGION ...]"

    def short_desc(self) -> str:
        return "Read the archive again, after the reading code changed, and tell what is read otherwise"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--explain", action="store_true", help="also each document that is read otherwise")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        url, archive = self.settings["HEARINGS_DATABASE_URL"], self.settings["HEARINGS_ARCHIVE"]
        console = Console(highlight=False, markup=False, soft_wrap=True)
        try:
            with open_store(url) as store:
                before = taken(store)
            process = cast("AsyncCrawlerProcess", self.crawler_process)
            self.exitcode = replay_archive(process, archive, args, opts.spargs)
            with open_store(url) as store:
                after = taken(store)
        except StoreError as error:
            Console(stderr=True).print(str(error), markup=False)
            self.exitcode = 1
            return
        for line in summary(before, after, explain=opts.explain):
            console.print(line)


# ------------------------------------------------------------------ differences


@dataclass(frozen=True, slots=True)
class Taken:
    """All documents at one time, by their uid, and what they were read as."""

    documents: dict[str, Document]
    readings: dict[str, frozenset[tuple[str, ...]]]


def taken(store: Store) -> Taken:
    return Taken({document.uid: document for document in store.documents()}, store.readings())


# The number of a row, and the proofs of then, say nothing of how a document is read.
_READ = tuple(field.name for field in fields(Document) if field.name not in ("id", "uid", "captures"))


def summary(before: Taken, after: Taken, *, explain: bool) -> Iterator[str]:
    """«140 documents read the same, 3 otherwise: sessions 2, kind 1; 1 new, 0 gone», and each of them if asked."""
    both = before.documents.keys() & after.documents.keys()
    differing = {uid: differences(before, after, uid) for uid in sorted(both)}
    otherwise = {uid: names for uid, names in differing.items() if names}
    new, gone = (sorted(a.documents.keys() - b.documents.keys()) for a, b in ((after, before), (before, after)))
    counted = Counter(name for names in otherwise.values() for name in names)
    what = ", ".join(f"{name} {number}" for name, number in sorted(counted.items(), key=lambda one: (-one[1], one[0])))
    yield (
        f"{len(both) - len(otherwise)} documents read the same, {len(otherwise)} otherwise{f': {what}' if what else ''}"
        f"; {len(new)} new, {len(gone)} gone"
    )
    if explain:
        for uid, names in otherwise.items():
            yield f"  {where(after.documents[uid])}"
            yield from (f"    {line}" for line in told(before.documents[uid], after.documents[uid], names))
        yield from (f"  new: {where(after.documents[uid])}" for uid in new)
        yield from (f"  gone: {where(before.documents[uid])}" for uid in gone)
    if otherwise or new or gone:
        yield "Findings still rest on what was read before: scrapy revalidate judges again."


def differences(before: Taken, after: Taken, uid: str) -> list[str]:
    """The names of what is read otherwise; `text` where nothing but the text differs."""
    old, new = before.documents[uid], after.documents[uid]
    names = [name for name in _READ if getattr(old, name) != getattr(new, name)]
    return names or ["text"] * (before.readings.get(uid) != after.readings.get(uid))


def told(old: Document, new: Document, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name != "text":
            yield f"{name}: {shown(getattr(old, name))} → {shown(getattr(new, name))}"


def shown(value: Any) -> str:  # noqa: ANN401  # any field of a document
    """A value in one line, without personal data: of a read value the value, or the reason why there is none."""
    match value:
        case Read():
            return shown(value.value) if value.value is not None else f"({value.reason or 'nothing'})"
        case tuple():
            return "; ".join(map(shown, value)) or "nothing"
        case None | "":
            return "nothing"
    if hasattr(value, "last_day"):  # a session
        days = [f"{day}" for day in (value.start, value.end) if day]
        return " ".join([*days, *([f"{value.time:%H:%M}"] if value.time else [])]) or f"({value.reason or 'nothing'})"
    text = mask(str(value))
    return text if len(text) <= 80 else f"{text[:79]}…"


def where(document: Document) -> str:
    """Kind, region and address of a document, with its uid."""
    address = document.urls[0] if document.urls else ""
    return f"{document.uid} {document.kind} {document.region or 'no region'} {address}"
