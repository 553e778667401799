"""The JSON of a month: agreed names, ISO days, null for what is absent."""

from __future__ import annotations

import json
from datetime import time

from exports.json_ import month_json
from exports.view import FIGURES, Figures
from hearings.health import Cause, State
from hearings.items import Read
from tests.factory import document, finding, session
from tests.views import january_2018, region_line, source_line


def test_the_names_are_those_agreed() -> None:
    view = january_2018(documents=[document()], findings=[finding()])
    data = json.loads(month_json(view))
    assert list(data) == ["month", "regions", "documents", "findings"]
    assert list(data["regions"][0]) == ["region", *FIGURES, "collection"]
    names = "kind region title posted_on posted_on_basis first_seen form sessions languages urls"
    assert list(data["documents"][0]) == names.split()
    assert list(data["findings"][0]) == ["rule", "outcome", "region", "urls", "arguments", "norm"]


def test_the_figures_are_those_of_the_table() -> None:
    regions = {region["region"]: region for region in json.loads(month_json(january_2018()))["regions"]}
    assert [regions["aktobe"][name] for name in FIGURES] == [18, 13, 10, 1, 0]
    assert len(regions) == 16


def test_a_region_without_data_has_null_not_zero_and_says_why() -> None:
    broken = source_line(state=State.BROKEN, cause=Cause.DNS, detail="no such host")
    view = january_2018(regions=(region_line(state=State.BROKEN, figures=Figures(), sources=(broken,)),))
    region = json.loads(month_json(view))["regions"][0]
    assert [region[name] for name in FIGURES] == [None] * 5
    assert region["collection"] == {
        "state": "broken",
        "sources": [
            {
                "source": "govkz:aktobe",
                "state": "broken",
                "when": "2018-01-31T14:05:00+00:00",
                "why": "dns: no such host",
            }
        ],
    }


def test_days_are_iso_and_absent_values_null() -> None:
    dated = document(sessions=(session("2018-01-09", "2018-01-11", time=time(9, 30)),))
    undated = document(posted_on=None, sessions=(), form=Read(), first_seen=None, title="")
    first, second = json.loads(month_json(january_2018(documents=[dated, undated])))["documents"]
    assert (first["posted_on"], first["first_seen"]) == ("2018-01-05", "2018-01-31")
    assert first["sessions"] == [{"start": "2018-01-09", "end": "2018-01-11", "time": "09:30"}]
    assert [second[name] for name in ("posted_on", "first_seen", "form", "title")] == [None] * 4
    assert (second["sessions"], second["posted_on_basis"]) == ([], "absent")


def test_the_text_is_utf8_with_its_letters_and_ends_with_a_line_break() -> None:
    text = month_json(january_2018(documents=[document(title="Қоғамдық тыңдау")]))
    assert "Қоғамдық тыңдау" in text
    assert text.endswith("}\n")


def test_a_broken_character_is_escaped_and_not_lost() -> None:
    text = month_json(january_2018(documents=[document(title="a\ud800b\x00\u2028")]))
    text.encode("utf-8")
    assert json.loads(text)["documents"][0]["title"] == "a\ud800b\x00\u2028"
