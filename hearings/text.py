"""Reading texts: the one door to charsets, HTML, letters and languages.

bytes --decode--> text --html_to_text--> lines --clean--> the original that is kept; `normal_form` and `loose_form`
stand beside it for comparing, `languages` and `language_parts` tell in what it is written.
"""

from hearings.charset import Decoded, decode, repair_mojibake
from hearings.html import html_to_text
from hearings.language import Language, Part, language_parts, languages
from hearings.letters import clean, loose_form, normal_form, one_script

__all__ = [
    "Decoded",
    "Language",
    "Part",
    "clean",
    "decode",
    "html_to_text",
    "language_parts",
    "languages",
    "loose_form",
    "normal_form",
    "one_script",
    "repair_mojibake",
]
