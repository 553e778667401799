"""The database: what was observed of the sites, and what follows from it."""

from hearings.store.decisions import Decided
from hearings.store.errors import StoreBusyError, StoreError
from hearings.store.judgements import Judgement
from hearings.store.models import CaptureRow, RunRow, SourceRunRow
from hearings.store.reading import Event, KnownAnswer, KnownKeys, KnownPublication
from hearings.store.runs import RunEnd, RunStart
from hearings.store.store import Store, open_store
from hearings.store.writing import Counts

__all__ = [
    "CaptureRow",
    "Counts",
    "Decided",
    "Event",
    "Judgement",
    "KnownAnswer",
    "KnownKeys",
    "KnownPublication",
    "RunEnd",
    "RunRow",
    "RunStart",
    "SourceRunRow",
    "Store",
    "StoreBusyError",
    "StoreError",
    "open_store",
]
