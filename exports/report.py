"""The ministry's analysis of a month as a Word document, from the same findings as the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from exports.files import take_away, write_whole
from exports.shown import Shown, several_paragraphs
from exports.view import FIGURES, MonthView, RegionLine
from exports.word import Paper
from exports.words import Words, heading
from hearings.items import Finding, Outcome

# The order of the paragraphs: announcements first, then protocols.
RULES = (
    "announcement.lead_time",
    "announcement.session_missing",
    "announcement.survey_time_missing",
    "discussion.length",
    "protocol.not_posted",
    "protocol.deadline",
)
UNDATED = {
    "announcement.posting_date_missing": "report.undated_announcements",
    "protocol.posting_date_missing": "report.undated_protocols",
}
MATERIALS = "announcement.materials_access"
WIDTHS = (0.9, 3.6, 2.9, 2.1, 2.3, 2.25, 2.95)  # centimetres


def write_report(view: MonthView, words: Words, path: Path) -> None:
    """Write the analysis. OSError where the file cannot be written."""
    shown = Shown(view, words)
    paper = Paper(words, words("footer", month=words.month(view.month)), view.as_of)
    paper.heading(words("report.title", month=words.month(view.month)))
    for text in opening(shown):
        paper.say(text)
    if view.has_data:
        for text in violations(shown):
            paper.say(text)
        for text in observations(shown):
            paper.say(text)
        paper.say(words("report.table"), align="left")
        paper.table(table_head(words), table_rows(shown), WIDTHS)
        paper.say("", indent=False, size=6)
        if view.counted:
            paper.say(words("report.closing"))
        for text in reservations(shown):
            paper.say(text, size=11)
    paper.save(path)


def opening(shown: Shown) -> list[str]:
    """On what the monitoring rests and what it found in all."""
    words, view = shown.words, shown.view
    texts = [words("report.basis", acts="; ".join(acts(shown)))] if acts(shown) else []
    if not view.has_data:
        return [*texts, words("note.no_data_month")]
    total = view.total
    posted = words(
        "report.posted",
        month=words.month(view.month, "month_in"),
        announcements=words.counted("number.announcements", total.announcements or 0),
        protocols=words.counted("number.protocols", total.protocols or 0),
    )
    if not total.violations:
        return [*texts, f"{posted} {words('report.no_violations')}"]
    found = words(
        "report.found",
        violations=words.counted("number.violations", total.violations),
        announcements=total.announcement_violations,
        deadline=total.protocol_deadline_violations,
        not_posted=total.protocol_not_posted_violations,
    )
    return [*texts, f"{posted} {found} {shown.worst()}".strip()]


def violations(shown: Shown) -> list[str]:
    """A paragraph per rule and norm: what was broken and by which regions, how often each."""
    texts = []
    for rule in RULES:
        findings = [finding for finding in shown.view.counted if finding.rule == rule]
        for norm in dict.fromkeys(finding.norm for finding in findings):
            of_norm = [finding for finding in findings if finding.norm == norm]
            texts.append(
                shown.words(
                    f"report_rule.{rule}",
                    breach=breach(shown, norm),
                    number=len(of_norm),
                    regions=regions_with_numbers(shown, of_norm),
                )
            )
    return texts


def breach(shown: Shown, key: str) -> str:
    """«В нарушение пункта 19 Правил», for one paragraph, several or one that is not known."""
    norm = shown.norm(key)
    paragraph = norm.paragraph if norm else ""
    if not paragraph:
        return shown.words("breach.unknown")
    return shown.words("breach.several" if several_paragraphs(paragraph) else "breach.one", paragraph=paragraph)


def regions_with_numbers(shown: Shown, findings: Iterable[Finding]) -> str:
    """«Алматы қ. (6), Атырау облысы (1)»: the most first, then in the order of the table."""
    counted = Counter(finding.region for finding in findings)
    order = {region.code: place for place, region in enumerate(shown.view.regions)}
    codes = sorted(counted, key=lambda code: (-counted[code], order.get(code or "", len(order))))
    return ", ".join(f"{shown.region(code)} ({counted[code]})" for code in codes)


def observations(shown: Shown) -> list[str]:
    """Missing posting dates, and announcements that give no open access to the materials."""
    view, words = shown.view, shown.words
    texts = []
    for rule, name in UNDATED.items():
        undated = [finding for finding in view.counted if finding.rule == rule]
        if undated:
            texts.append(words(name, number=len(undated), regions=regions_with_numbers(shown, undated)))
    if texts:
        texts.append(words("report.undated_note"))
    if materials := remarks_on_materials(view):
        number = words.counted("number.in_announcements", len(materials))
        texts.append(words("report.materials", number=number, regions=regions_with_numbers(shown, materials)))
    return texts


def remarks_on_materials(view: MonthView) -> list[Finding]:
    """Those that no analyst has rejected."""
    found = (one for one in view.findings if one.rule == MATERIALS and one.outcome is Outcome.REMARK)
    return [one for one in found if not view.is_rejected(one)]


def table_head(words: Words) -> list[list[str]]:
    upper = ["number", "region", "posted", "posted", *["found_violations"] * 3]
    lower = ["", "", *FIGURES]
    return [[words(f"column.{key}") for key in upper], [words(f"column.{key}") if key else "" for key in lower]]


def table_rows(shown: Shown) -> list[list[str]]:
    words, view = shown.words, shown.view
    rows = []
    for place, region in enumerate(view.regions, start=1):
        if region.figures.known:
            numbers = [str(number) for number in region.figures.numbers()]
        else:
            numbers = [words("no_data")] * len(FIGURES)
        name = shown.region(region.code) + (" *" if region.incomplete else "")
        rows.append([str(place), name, *numbers])
    rows.append(["", words("total"), *(str(number) for number in view.total.numbers())])
    return rows


def reservations(shown: Shown) -> list[str]:
    """What must be known before the report is sent."""
    words, view = shown.words, shown.view
    texts = [f"* {shown.region(one.code)}: {shown.completeness(one)}." for one in view.regions if one.incomplete]
    if view.unverified:
        texts.append(words("note.unverified", norms=shown.unverified_norms()))
    if view.simulated:
        texts.append(words("note.simulated"))
    return texts


def write_letters(view: MonthView, words: Words, folder: Path) -> list[Path]:
    """Write a letter to each region with a violation; returns the files. Raises OutputError.

    Earlier letters of the month to regions that have no violation any more are taken away: they accuse wrongly.
    """
    shown = Shown(view, words)
    written = []
    for region in view.regions:
        findings = [finding for finding in view.counted if finding.region == region.code]
        if findings:
            path = folder / f"letter-{view.month:%Y-%m}-{region.code}-{words.language}.docx"
            write_whole(path, partial(write_letter, shown, region, findings))
            written.append(path)
    take_away(set(folder.glob(f"letter-{view.month:%Y-%m}-*-{words.language}.docx")) - set(written))
    return written


def write_letter(shown: Shown, region: RegionLine, findings: list[Finding], path: Path) -> None:
    """A letter to the akimat of a region, to be signed: its violations under what each norm demands, with pages."""
    words, view = shown.words, shown.view
    paper = Paper(words, words("letter.subject", month=words.month(view.month)), view.as_of)
    paper.say(words("letter.to", region=region.names[words.language].of), align="right", bold=True, indent=False)
    paper.say(words("letter.number"), align="left", indent=False, size=12)
    paper.say(heading(words("letter.subject", month=words.month(view.month))), align="left", indent=False, size=12)
    number = words.counted("number.violations", len(findings))
    month = words.month(view.month, "month_in")
    paper.say(words("letter.opening", month=month, number=number, acts="; ".join(acts(shown))))
    place = 0
    for (rule, norm), of_norm in by_norm(findings).items():
        paper.heading(f"{shown.rule_name(rule)} ({len(of_norm)})", align="left", size=13)
        paper.say(shown.demand(norm, marked=False), size=12)
        for finding in of_norm:
            place += 1
            # Not spread to both margins: an address does not break.
            paragraph = paper.say(f"{place}. {item(shown, finding)} ", size=12, align="left")
            for url in finding.urls[:1]:
                paper.link(paragraph, url, url)
    if remarks := [one for one in remarks_on_materials(view) if one.region == region.code]:
        paper.say(words("letter.materials", number=words.counted("number.in_announcements", len(remarks))))
    paper.say(words("letter.closing"))
    for name in ("signature", "signed", "name"):
        paper.say(words(f"letter.{name}"), align="left", indent=False)
    if any(shown.is_unverified(finding.norm) for finding in findings):
        paper.say(words("letter.unverified"), size=10, align="left", indent=False)
    paper.save(path)


def by_norm(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """Findings by rule and norm, in the order of the report's paragraphs."""
    order = {rule: place for place, rule in enumerate((*RULES, *UNDATED))}
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: order.get(one.rule, len(order))):
        groups.setdefault((finding.rule, finding.norm), []).append(finding)
    return groups


def item(shown: Shown, finding: Finding) -> str:
    """Which document or hearing it is about, and what was found: enough for the akimat to know it without the link."""
    document = shown.subject(finding)
    if document is None:
        return shown.found(finding)
    named = [document.title or document.project.value or ""]
    named += [
        value for value in (document.project.value, document.initiator.value) if value and value not in " ".join(named)
    ]
    return shown.words(
        "letter.item",
        title=". ".join(text.rstrip(".") for text in named if text),
        posted=document.posted_on.value or shown.words("not_known"),
        sessions=", ".join(shown.session(one) for one in document.sessions) or shown.words("not_known"),
        found=shown.found(finding),
    )


def acts(shown: Shown) -> list[str]:
    """The acts whose norms were applied."""
    return list(dict.fromkeys(norm.act[shown.words.language] for norm in shown.view.norms))
