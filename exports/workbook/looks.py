"""How cells look: a few calm styles, each with a name that says what it is for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from exports import tiles

FONT = "Arial"
INK, PALE_INK, LINK_INK = "1F2933", "5F6C7B", "0B5CAD"
ACCENT, HEAD, HEAD_2, BAND = "0F4C5C", "0F4C5C", "E3EDF0", "F4F7F8"
RED, RED_PAPER = "9B1C1C", "FBE4E2"
AMBER, AMBER_PAPER = "7A4B00", "FDF1D6"
GREEN, GREEN_PAPER = "1E6B45", "E2F2E8"
GREY_PAPER = "ECEFF1"
RULE = "C8D3D9"

DAY, INSTANT, NUMBER, SHARE, CHANGE = "DD.MM.YYYY", "DD.MM.YYYY HH:MM", "#,##0", "0%", "+#,##0_ ;-#,##0_ ;0_ "


@dataclass(frozen=True, slots=True)
class Look:
    """One style. `edges` draws thin lines around the cell."""

    size: float = 9
    bold: bool = False
    italic: bool = False
    ink: str = INK
    paper: str = ""
    across: str = "left"
    down: str = "top"
    wrap: bool = True
    edges: bool = True
    underline: bool = False
    shown_as: str = "General"
    indent: int = 0
    sides: str = ""  # "white", "white_top", "white_bottom": the gaps between tiles
    unlocked: bool = False

    def font(self) -> Font:
        underline: Literal["single"] | None = "single" if self.underline else None
        return Font(name=FONT, size=self.size, bold=self.bold, italic=self.italic, color=self.ink, underline=underline)

    def fill(self) -> PatternFill:
        return PatternFill("solid", fgColor=self.paper) if self.paper else PatternFill()

    def border(self) -> Border:
        if self.sides:
            white, none = Side(style="thick", color="FFFFFF"), Side()
            top, bottom = self.sides.endswith("top"), self.sides.endswith("bottom")
            return Border(left=white, right=white, top=white if top else none, bottom=white if bottom else none)
        side = Side(style="thin", color=RULE) if self.edges else Side()
        return Border(left=side, right=side, top=side, bottom=side)

    def alignment(self) -> Alignment:
        return Alignment(horizontal=self.across, vertical=self.down, wrap_text=self.wrap, indent=self.indent)


LOOKS: dict[str, Look] = {
    "title": Look(size=14, bold=True, ink=ACCENT, edges=False, down="center"),
    "subtitle": Look(size=9.5, ink=PALE_INK, edges=False, down="center"),
    "month": Look(size=12, bold=True, ink=INK, edges=False, down="center"),
    "mark": Look(size=8.5, ink=AMBER, down="center", indent=1),
    "section": Look(size=11, bold=True, ink=ACCENT, edges=False, down="center", wrap=False),
    "note": Look(size=8.5, ink=PALE_INK, edges=False),
    "warning": Look(size=9, ink=AMBER, paper=AMBER_PAPER, edges=False, down="center", indent=1),
    "head": Look(bold=True, ink="FFFFFF", paper=HEAD, across="center", down="center"),
    "head2": Look(bold=True, ink=ACCENT, paper=HEAD_2, across="center", down="center", size=8.5),
    "ordinal": Look(ink=PALE_INK, size=8.5, across="center", shown_as=NUMBER),
    "place": Look(ink=PALE_INK, size=8.5, across="center", down="center", shown_as=NUMBER),
    "name": Look(size=10, down="center", indent=1),
    "name_total": Look(size=10, bold=True, paper=HEAD_2, down="center", indent=1),
    "figure": Look(size=10, across="right", down="center", wrap=False, shown_as=NUMBER, indent=1),
    "figure_none": Look(size=10, ink=PALE_INK, across="right", down="center", wrap=False, shown_as=NUMBER, indent=1),
    "figure_total": Look(
        size=10, bold=True, paper=HEAD_2, across="right", down="center", wrap=False, shown_as=NUMBER, indent=1
    ),
    "figure_change": Look(size=10, ink=PALE_INK, across="right", down="center", wrap=False, shown_as=CHANGE),
    "figure_total_change": Look(
        size=10, bold=True, paper=HEAD_2, across="right", down="center", wrap=False, shown_as=CHANGE
    ),
    "no_data": Look(size=9, italic=True, ink=PALE_INK, paper=GREY_PAPER, across="center", down="center"),
    "share": Look(size=10, across="right", down="center", wrap=False, shown_as=SHARE, indent=1),
    "text": Look(indent=1),
    "text_center": Look(across="center"),
    "plain": Look(edges=False, size=9.5),
    "bullet": Look(edges=False, across="right", ink=ACCENT, bold=True),
    "text_bold": Look(bold=True, indent=1),
    "pale_center": Look(ink=PALE_INK, size=8.5, across="center", down="center"),
    "pale": Look(ink=PALE_INK, size=8.5, indent=1),
    "quote": Look(italic=True, ink=PALE_INK, size=8.5, indent=1),
    "number": Look(across="right", wrap=False, shown_as=NUMBER, indent=1),
    "day": Look(across="center", shown_as=DAY, wrap=False),
    "instant": Look(across="center", shown_as=INSTANT, wrap=False),
    "period": Look(across="center", wrap=False),
    "link": Look(ink=LINK_INK, underline=True, indent=1),
    "decision": Look(paper="FFFDF2", unlocked=True, across="center"),
    "decision_rejected": Look(ink=PALE_INK, paper=GREY_PAPER, unlocked=True, across="center"),
    "decision_note": Look(paper="FFFDF2", unlocked=True, indent=1),
    "key": Look(ink=PALE_INK, size=7, wrap=False),
    "good": Look(ink=GREEN, paper=GREEN_PAPER, across="center"),
    "partial": Look(ink=AMBER, paper=AMBER_PAPER, across="center"),
    "bad": Look(ink=RED, paper=RED_PAPER, across="center"),
    "grey": Look(ink=PALE_INK, paper=GREY_PAPER, across="center"),
}


def _tile(step: tiles.Step) -> dict[str, Look]:
    plain = Look(ink=step.ink, paper=step.paper, across="center", down="center", edges=False, sides="white")
    return {
        "name": replace(plain, bold=True, size=9.5, sides="white_top"),
        "share": replace(plain, bold=True, size=14, shown_as=SHARE),
        "note": replace(plain, italic=True),
        "foot": replace(plain, size=8, sides="white_bottom"),
    }


for _number, _step in (*enumerate(tiles.SCALE), ("none", tiles.NO_DATA)):
    LOOKS |= {f"tile_{_number}_{part}": look for part, look in _tile(_step).items()}
