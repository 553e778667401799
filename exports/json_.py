"""The month for other programs. The names are agreed and stay; what is absent is null."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from exports.view import FIGURES, MonthView, RegionLine, SourceLine
from hearings.items import Document, Finding, Session


def month_json(view: MonthView) -> str:
    """The month as JSON text: UTF-8 letters as they are, days in ISO form, one order for the same data."""
    data = {
        "month": f"{view.month:%Y-%m}",
        "regions": [region_data(region) for region in view.regions],
        "documents": [document_data(document) for document in (*view.announcements, *view.protocols)],
        "findings": [{**finding_data(finding), **decision_data(finding, view)} for finding in view.findings],
    }
    text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    # A lone surrogate from a broken page is no UTF-8: JSON has an escape for it.
    return text.encode("utf-8", errors="backslashreplace").decode("utf-8") + "\n"


def write_json(view: MonthView, path: Path) -> None:
    path.write_text(month_json(view), encoding="utf-8")


def region_data(region: RegionLine) -> dict[str, Any]:
    figures = {name: getattr(region.figures, name) for name in FIGURES}
    collection = {
        "state": str(region.state) if region.state else None,
        "sources": [source_data(source) for source in region.sources],
    }
    return {"region": region.code, **figures, "collection": collection}


def source_data(source: SourceLine) -> dict[str, Any]:
    why = ": ".join(part for part in (str(source.cause), source.detail) if part)
    return {
        "source": source.source,
        "state": str(source.state) if source.state else None,
        "when": source.when.isoformat() if source.when else None,
        "why": why or None,
    }


def document_data(document: Document) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "region": document.region,
        "title": document.title or None,
        "posted_on": document.posted_on.value.isoformat() if document.posted_on.value else None,
        "posted_on_basis": str(document.posted_on.basis),
        "first_seen": document.first_seen.isoformat() if document.first_seen else None,
        "form": str(document.form.value) if document.form.value else None,
        "sessions": [session_data(session) for session in document.sessions],
        "languages": list(document.languages),
        "urls": list(document.urls),
    }


def session_data(session: Session) -> dict[str, Any]:
    return {
        "start": session.start.isoformat() if session.start else None,
        "end": session.end.isoformat() if session.end else None,
        "time": session.time.strftime("%H:%M") if session.time else None,
    }


def decision_data(finding: Finding, view: MonthView) -> dict[str, Any]:
    """What an analyst decided, where somebody has: a rejected violation is in no figure."""
    known = view.decisions.get(finding.uid)
    return {"decision": {"verdict": known.verdict, "note": known.note, "stale": known.stale}} if known else {}


def finding_data(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "outcome": str(finding.outcome),
        "region": finding.region,
        "urls": list(finding.urls),
        "arguments": finding.arguments,
        "norm": finding.norm or None,
    }
