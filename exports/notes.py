"""What a reader must know before using the figures of a month: the same words in every output."""

from __future__ import annotations

from exports.shown import Shown
from exports.view import MonthView


def warnings(view: MonthView, shown: Shown) -> list[str]:
    """The sentences a reader must see before using the figures."""
    words = shown.words
    if not view.has_data:
        return [words("note.no_data_month")]
    said = []
    without = [region.code for region in view.regions if not region.figures.known]
    partly = [region.code for region in view.regions if region.incomplete and region.figures.known]
    if without:
        said.append(words("note.no_data_total", regions=shown.regions(without)))
    if partly:
        said.append(words("note.incomplete_total", regions=shown.regions(partly)))
    rejected = sum(view.is_rejected(finding) for finding in view.violations)
    if rejected:
        said.append(words("note.rejected", number=rejected))
    if view.unverified:
        said.append(words("note.unverified", norms=shown.unverified_norms()))
    if view.simulated:
        said.append(words("note.simulated"))
    return said
