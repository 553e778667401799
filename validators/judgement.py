"""What judging a month gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hearings.items import Document, Finding, Hearing
from hearings.workdays import Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All findings that count in a month, and the hearings and documents that they rest on.

    `dues` gives the last day for the protocol of each hearing of around the month (by its uid), past and coming.
    `raised` says which rules failed and on what: such a judging is not healthy.
    """

    month: date  # its first day
    as_of: datetime
    norms: str  # digest of the norms
    findings: tuple[Finding, ...] = ()
    passes: Mapping[str, int]  # rule -> subjects that passed
    hearings: tuple[Hearing, ...] = ()  # of this month: posted, due or in doubt in it
    documents: tuple[Document, ...] = ()  # as of the instant
    dues: Mapping[str, Due]
    raised: tuple[str, ...] = ()

    @property
    def healthy(self) -> bool:
        return not self.raised
