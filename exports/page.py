"""The month as one page to look at: no server, no outside addresses, both languages, for screen, phone and paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

from exports import safe, tiles
from exports.notes import warnings
from exports.shown import Shown
from exports.view import FIGURES, MonthView, RegionLine
from exports.words import LANGUAGES, heading, words_of
from hearings.items import Finding

MOST_FINDINGS = 3_000  # a page with more is slow on a phone; the workbook has all

# Nothing is loaded from anywhere, and no script of a site could run even if one slipped in.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'"


def write_page(view: MonthView, language: str, path: Path, *, evidence: Mapping[str, str] | None = None) -> None:
    """Write the page; `language` is the one it opens in. OSError where the file cannot be written.

    `evidence` are the folders beside the page with a readable proof of each finding, by language, to which it leads.
    """
    text = month_page(view, language, evidence)
    path.write_text(text, encoding="utf-8", newline="\n")


def month_page(view: MonthView, language: str, evidence: Mapping[str, str] | None = None) -> str:
    folders = evidence or {}
    some = next(iter(folders.values()), "")  # a proof in another language is better than none
    parts = "\n".join(part(Shown(view, words_of(one)), folders.get(one, some)) for one in LANGUAGES)
    buttons = "".join(f'<button type="button" value="{one}">{name}</button>' for one, name in switch_names())
    title = text_of(words_of(language)("footer", month=words_of(language).month(view.month)))
    return f"""<!doctype html>
<html lang="{language}" data-language="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{title}</title>
<style>{template("page.css")}</style>
</head>
<body>
<main>
<div class="switch" role="group">{buttons}</div>
{parts}
</main>
<script>{template("page.js")}</script>
</body>
</html>
"""


def switch_names() -> list[tuple[str, str]]:
    return [(one, text_of(words_of(one)("self_name"))) for one in LANGUAGES]


def template(name: str) -> str:
    return files("exports").joinpath(f"templates/{name}").read_text(encoding="utf-8")


def text_of(text: str) -> str:
    return escape(safe.visible(text))


def part(shown: Shown, evidence: str) -> str:
    """The whole page in one language."""
    words, view = shown.words, shown.view
    blocks = [
        f"<header><div><h1>{text_of(words('title'))}</h1>",
        f'<p class="month">{text_of(heading(words.month(view.month)))}</p>',
        f'<p class="small">{text_of(words("as_of", as_of=view.as_of))}</p></div></header>',
        figures(shown),
        *(f"<p>{text_of(text)}</p>" for text in [shown.worst()] if text),
        *(f'<p class="warning">{text_of(text)}</p>' for text in warnings(view, shown)),
    ]
    if view.has_data:
        blocks += [
            f"<h2>{text_of(words('map.title'))}</h2>",
            tile_map(shown),
            f"<h2>{text_of(words('report.table'))}</h2>",
            table(shown),
            findings(shown, evidence),
        ]
    language = words.language
    return f'<div class="in-{language}" lang="{language}">\n' + "\n".join(blocks) + "\n</div>"


def figures(shown: Shown) -> str:
    words, total = shown.words, shown.view.total
    if not total.known:
        return ""
    numbers = [("announcements", total.announcements, ""), ("protocols", total.protocols, "")]
    numbers.append(("all_violations", total.violations, "bad" if total.violations else ""))
    items = (
        f'<li class="{kind}"><b>{number}</b>{text_of(words(f"column.{name}"))}</li>' for name, number, kind in numbers
    )
    return f'<ul class="figures">{"".join(items)}</ul>'


def tile_map(shown: Shown) -> str:
    words = shown.words
    cells = []
    for (row, column), region in sorted(tiles.placed(shown.view.regions).items()):
        step = tiles.step_of(region)
        place = f"grid-row:{row + 1};grid-column:{column + 1}"
        cells.append(
            f'<div class="tile" style="{place};background:#{step.paper};color:#{step.ink}">{tile(region, shown)}</div>'
        )
    names = [words("map.none")]
    names += [
        words("map.step", least=f"{low.most:.0%}", most=f"{high.most:.0%}")
        for low, high in zip(tiles.SCALE, tiles.SCALE[1:], strict=False)
    ]
    steps = zip((*tiles.SCALE, tiles.NO_DATA), (*names, words("no_data")), strict=True)
    legend = "".join(f'<li><i style="background:#{step.paper}"></i>{text_of(name)}</li>' for step, name in steps)
    return f'<div class="map">{"".join(cells)}</div><ul class="legend">{legend}</ul>'


def tile(region: RegionLine, shown: Shown) -> str:
    name = f"<strong>{text_of(shown.tile(region.code))}{' *' if region.incomplete else ''}</strong>"
    if not region.figures.known:
        return f"{name}<small>{text_of(shown.words('no_data'))}</small>"
    foot = shown.words("map.foot", violations=region.figures.violations, documents=region.figures.owed)
    return f"{name}<b>{region.figures.share or 0:.0%}</b><small>{text_of(foot)}</small>"


def table(shown: Shown) -> str:
    words, view = shown.words, shown.view

    def head(key: str, spans: str = "") -> str:
        return f"<th{spans}>{text_of(words(f'column.{key}'))}</th>"

    both = ' rowspan="2"'
    upper = head("number", both) + head("region", both) + head("posted", ' colspan="2"')
    upper += head("found_violations", ' colspan="3"') + head("all_violations", both) + head("completeness", both)
    lower = "".join(head(name) for name in FIGURES)
    rows = []
    for place, region in enumerate(view.regions, start=1):
        cells = number_cells((*region.figures.numbers(), region.figures.violations), words("no_data"))
        mark = text_of(shown.completeness(region))
        name = text_of(shown.region(region.code))
        look = "mark" if region.incomplete else "small"
        rows.append(f'<tr><td class="number">{place}</td><td>{name}</td>{cells}<td class="{look}">{mark}</td></tr>')
    total = "".join(f'<td class="number">{number}</td>' for number in (*view.total.numbers(), view.total.violations))
    rows.append(f'<tr class="total"><td></td><td>{text_of(words("total"))}</td>{total}<td></td></tr>')
    body = "\n".join(rows)
    return (
        f'<div class="wide"><table><thead><tr>{upper}</tr><tr>{lower}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def number_cells(numbers: Sequence[int | None], no_data: str) -> str:
    cells = []
    for place, number in enumerate(numbers):
        if number is None:
            cells.append(f'<td class="none">{text_of(no_data)}</td>')
        else:
            bad = " bad" if place >= 2 and number else ""  # the first two columns are no violations
            cells.append(f'<td class="number{bad}">{number}</td>')
    return "".join(cells)


def findings(shown: Shown, evidence: str) -> str:
    words = shown.words
    every = shown.view.counted
    listed = every[:MOST_FINDINGS]
    title = f"<h2>{text_of(words('sheet.violations'))}: <output>{len(listed)}</output></h2>"
    if not every:
        return f"<section>{title}<p>{text_of(words('note.nothing'))}</p></section>"
    cut = ""
    if len(every) > len(listed):
        cut = f'<p class="warning">{text_of(words("page.cut", shown=len(listed), number=len(every)))}</p>'
    regions = {one.region or "": shown.region(one.region) for one in listed}
    rules = {one.rule: shown.rule(one) for one in listed}
    fields = choice(words("column.region"), words("page.all"), regions)
    fields += choice(words("column.rule"), words("page.all"), rules)
    fields += f'<label>{text_of(words("page.search"))}<input type="search"></label>'
    items = "\n".join(item(finding, shown, evidence) for finding in listed)
    return f'<section class="findings">{title}{cut}<div class="filters">{fields}</div>\n{items}</section>'


def choice(label: str, every: str, options: dict[str, str]) -> str:
    chosen = "".join(f'<option value="{text_of(value)}">{text_of(name)}</option>' for value, name in options.items())
    return f'<label>{text_of(label)}<select><option value="">{text_of(every)}</option>{chosen}</select></label>'


def item(finding: Finding, shown: Shown, evidence: str) -> str:
    address = safe.link(finding.urls[0]) if finding.urls else None
    link = ""
    if address:
        name = text_of(shown.words("open_page"))
        link = f' <a href="{escape(address)}" rel="noopener noreferrer" target="_blank">{name}</a>'
    if evidence:
        name = text_of(shown.words("open_proof"))
        link += f' · <a href="{escape(evidence)}/{escape(finding.uid)}.html" target="_blank">{name}</a>'
    return (
        f'<article class="finding" data-region="{text_of(finding.region or "")}" data-rule="{text_of(finding.rule)}">'
        f"<h3>{text_of(shown.region(finding.region))}. {text_of(shown.rule(finding))}</h3>"
        f"<p>{text_of(shown.subject_title(finding))}{link}</p><p>{text_of(shown.found(finding))}</p>"
        f'<p class="demand">{text_of(shown.demand(finding.norm))}</p></article>'
    )
