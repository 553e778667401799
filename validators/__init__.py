"""Norms, rules and their answers. No Scrapy, no database, no clock: records in, findings out."""

from validators import announcements, hearings, protocols
from validators.norms import Norm, Norms, NormsError, load
from validators.registry import RULES, Case, Result, ask, demanded_norms
from validators.watch import SourceRead, Watch

__all__ = [
    "RULES",
    "Case",
    "Norm",
    "Norms",
    "NormsError",
    "Result",
    "SourceRead",
    "Watch",
    "announcements",
    "ask",
    "demanded_norms",
    "hearings",
    "load",
    "protocols",
]
