"""The tile map: one tile per region, roughly where the region lies, coloured by its share of violations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exports.view import RegionLine

# Row from the north, column from the west. South Kazakhstan and its successor stand in one place: in the one month
# that has both, the later one moves aside.
PLACES = {
    "north_kazakhstan": (0, 3),
    "west_kazakhstan": (1, 0),
    "aktobe": (1, 1),
    "kostanay": (1, 2),
    "akmola": (1, 3),
    "astana": (1, 4),
    "pavlodar": (1, 5),
    "atyrau": (2, 0),
    "ulytau": (2, 2),
    "karaganda": (2, 3),
    "abai": (2, 4),
    "east_kazakhstan": (2, 5),
    "mangystau": (3, 0),
    "kyzylorda": (3, 1),
    "zhambyl": (3, 3),
    "almaty_region": (3, 4),
    "zhetisu": (3, 5),
    "south_kazakhstan": (4, 2),
    "turkistan": (4, 2),
    "shymkent": (4, 3),
    "almaty": (4, 4),
}
ROWS, COLUMNS = 5, 6


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the scale: shares up to `most` (a part of one) have this paper and ink."""

    most: float
    paper: str
    ink: str


SCALE = (
    Step(0.0, "DDEFE5", "1E6B45"),
    Step(0.1, "FBE3DF", "6B1A14"),
    Step(0.25, "F4BDB4", "6B1A14"),
    Step(0.5, "E0796B", "FFFFFF"),
    Step(1.0, "A8281E", "FFFFFF"),
)
NO_DATA = Step(-1.0, "E4E8EB", "5F6C7B")


def step_of(region: RegionLine) -> Step:
    """The colour of a region. One with data and without anything posted has no share and no violation: the first."""
    if not region.figures.known:
        return NO_DATA
    share = region.figures.share or 0.0
    return next(step for step in SCALE if share <= step.most)


def placed(regions: Sequence[RegionLine]) -> dict[tuple[int, int], RegionLine]:
    """Where each region's tile stands; a region without a place of its own takes a free tile of the last row."""
    tiles: dict[tuple[int, int], RegionLine] = {}
    for region in regions:
        row, column = PLACES.get(region.code, (ROWS - 1, COLUMNS - 1))
        while (row, column) in tiles and column > 0:
            column -= 1
        tiles[row, column] = region
    return tiles
