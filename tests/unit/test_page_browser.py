"""The page of a month as a reader uses it, in a real browser: language switch, filters, phone, nothing loaded."""

from __future__ import annotations

import json
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from exports.page import month_page
from tests.factory import document, finding
from tests.views import january_2018

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (Debian: chromium)")

# No sandbox, since tests may run as root; the page is our own. The rest keeps the browser from calling home.
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars"),
    "--virtual-time-budget=5000",
)
TOLD = '<pre id="told">'
# Headless Chromium has no window narrower than 500 pixels: the page stands in a frame, as wide as a phone or a desk's.
FRAME = """<!doctype html><meta charset="utf-8"><pre id="told"></pre>
<script>addEventListener("message", (told) => {{ document.getElementById("told").textContent = told.data; }});</script>
<iframe src="page.html" style="width: {width}px; height: 900px; border: 0"></iframe>
"""


def browsed(folder: Path, script: str, *, language: str = "kk", width: int = 1280) -> list[Any]:
    """What `script` returns when it runs in the opened page, as a reader's hands would after it was loaded."""
    documents = [document(region="aktobe", title="Құм карьері"), document(region="astana", title="Песчаный карьер")]
    findings = [
        finding(documents=(documents[0].uid,), region="aktobe"),
        finding("protocol.not_posted", documents=(documents[1].uid,), region="astana"),
        finding("protocol.not_posted", documents=(documents[1].uid,), region="astana"),
    ]
    text = month_page(january_2018(documents=documents, findings=findings), language)
    hands = f"<script>parent.postMessage(JSON.stringify((() => {{ {script} }})()), '*');</script>"
    (folder / "page.html").write_text(text.replace("</body>", f"{hands}</body>"), encoding="utf-8")
    frame = folder / "frame.html"
    frame.write_text(FRAME.format(width=width), encoding="utf-8")
    command = [str(CHROMIUM), *QUIET, f"--user-data-dir={folder / 'profile'}", "--dump-dom", frame.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)  # noqa: S603
    start = done.stdout.index(TOLD) + len(TOLD)
    told: list[Any] = json.loads(unescape(done.stdout[start : done.stdout.index("</pre>", start)]))
    return told


SEEN = "const seen = (query) => [...document.querySelectorAll(query)].filter((one) => one.offsetParent !== null);"


def test_a_click_changes_the_language_of_everything(tmp_path: Path) -> None:
    before, after, title, language = browsed(
        tmp_path,
        SEEN
        + """
        const heads = () => seen("h1").map((one) => one.textContent);
        const before = heads();
        document.querySelector(".switch button[value=ru]").click();
        return [before, heads(), document.title, document.documentElement.lang];
        """,
    )
    assert len(before) == len(after) == 1
    assert before[0].startswith("Жергілікті")
    assert after[0].startswith("Мониторинг")
    assert (title, language) == (after[0], "ru")


def test_filters_leave_the_fitting_violations_and_count_them(tmp_path: Path) -> None:
    script = (
        SEEN
        + """
        const [region, rule, words] = seen(".findings select, .findings input");
        const state = () => [seen(".finding").length, Number(seen(".findings output")[0].textContent)];
        const set = (field, value) => { field.value = value; field.dispatchEvent(new Event("input")); };
        const states = [state()];
        set(region, "astana"); states.push(state());
        set(words, "КУМ КАРЬЕР"); states.push(state());
        set(region, ""); set(words, "құм"); states.push(state());
        set(words, ""); set(rule, "protocol.not_posted"); states.push(state());
        return states;
        """
    )
    assert browsed(tmp_path, script, language="ru") == [[3, 3], [2, 2], [0, 0], [1, 1], [2, 2]]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_never_scrolls_sideways(tmp_path: Path, width: int) -> None:
    script = "const root = document.documentElement; return [root.clientWidth, root.scrollWidth];"
    assert browsed(tmp_path, script, width=width) == [width, width]


def test_the_browser_loads_nothing_but_the_page(tmp_path: Path) -> None:
    script = "return performance.getEntriesByType('resource').map((one) => one.name);"
    assert browsed(tmp_path, script) == []
