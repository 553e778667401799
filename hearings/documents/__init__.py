"""Attachments to text: PDF, Word, archives, images and the rest, with the state of each.

`extract` reads one file and is pure, but may be slow; `Extractor` runs it in a process of its own with limits of time
and memory, and is what a crawl uses.
"""

from hearings.documents.extracted import Extracted, Limits, State
from hearings.documents.extractor import Extractor
from hearings.documents.reading import extract

__all__ = ["Extracted", "Extractor", "Limits", "State", "extract"]
