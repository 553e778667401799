"""The sheets of violations, and of remarks and what could not be decided: one row per finding, ready to be decided on.

A hidden column holds the key by which a decision finds its finding again, whatever the analyst sorts or filters.
"""

from __future__ import annotations

from functools import cache

from openpyxl.worksheet.datavalidation import DataValidation

from exports.decisions import key_of
from exports.shown import Shown
from exports.view import VERDICTS, Decision
from exports.words import Words, heading
from exports.workbook.book import Book
from exports.workbook.sheet import Beside, Link, Sheet, Value
from exports.workbook.table import HEAD_ROW, Column, Finish, Table
from hearings.items import Finding, Outcome

LOOK_OF_OUTCOME = {Outcome.VIOLATION: "bad", Outcome.REMARK: "partial", Outcome.UNKNOWN: "grey"}
A3 = 8
PROOFS = 3  # records of the archive named in a row


def write_violations(book: Book, shown: Shown, evidence: str = "") -> None:
    """`evidence` is the folder beside the workbook with a readable proof of each finding; "" where there is none."""
    columns = finding_columns(shown, evidence)
    table = Table("violations", subtitle(shown), columns, frozen_columns=4, finish=decisions(shown, columns))
    table.write(book, shown.view.violations)


def write_others(book: Book, shown: Shown, evidence: str = "") -> None:
    """Remarks, and what could not be decided and why."""
    outcome: Column[Finding] = Column(
        "outcome", 13, lambda finding: (shown.words(f"outcome.{finding.outcome}"), LOOK_OF_OUTCOME[finding.outcome])
    )
    region, *rest = finding_columns(shown, evidence)
    columns = [region, outcome, *rest]
    table = Table("others", subtitle(shown), columns, frozen_columns=4, finish=decisions(shown, columns))
    table.write(book, shown.view.others)


def subtitle(shown: Shown) -> str:
    return shown.words("decide", month=heading(shown.words.month(shown.view.month)), **verdict_words(shown))


def verdict_words(shown: Shown) -> dict[str, str]:
    return {verdict: shown.words(f"verdict.{verdict}") for verdict in VERDICTS}


def finding_columns(shown: Shown, evidence: str) -> list[Column[Finding]]:
    words, view = shown.words, shown.view
    open_page, open_proof = words("open_page"), words("open_proof")
    demand = cache(shown.demand)  # a few norms, many findings

    def page(finding: Finding) -> Value:
        return Link(open_page, finding.urls[0]) if finding.urls else None

    def proof(finding: Finding) -> Value:
        """The readable copy beside the workbook; without it, the records of the archive that are the proof."""
        return (
            Beside(open_proof, f"{evidence}/{finding.uid}.html") if evidence else "\n".join(finding.captures[:PROOFS])
        )

    def decision(finding: Finding) -> Value:
        known = view.decisions.get(finding.uid)
        return words(f"verdict.{known.verdict}") if known and not known.stale else ""

    def look(finding: Finding) -> str:
        return "decision_rejected" if view.is_rejected(finding) else "decision"

    def note(finding: Finding) -> str:
        known = view.decisions.get(finding.uid)
        return note_of(known, words) if known else ""

    return [
        Column("region", 15, lambda finding: (shown.region(finding.region), "text_bold")),
        Column("rule", 21, lambda finding: (shown.rule(finding), "text_bold")),
        Column("document", 34, lambda finding: (shown.subject_title(finding), "text")),
        Column("demand", 36, lambda finding: (demand(finding.norm), "text")),
        Column("found", 36, lambda finding: (shown.found(finding), "text")),
        Column("reckoning", 27, lambda finding: (shown.reckoning(finding), "pale")),
        Column("link", 15, lambda finding: (page(finding), "link")),
        Column("decision", 15, lambda finding: (decision(finding), look(finding))),
        Column("note", 24, lambda finding: (note(finding), "decision_note")),
        Column("quote", 30, lambda finding: (shown.quote(finding), "quote")),
        Column("proof", 22, lambda finding: (proof(finding), "link" if evidence else "pale")),
        Column("key", 10, lambda finding: (key_of(finding, view.month, view.subjects), "key"), hidden=True),
    ]


def note_of(decision: Decision, words: Words) -> str:
    """The analyst's note; of a stale decision, what it was and that it is asked for again."""
    if not decision.stale:
        return decision.note
    return words("stale", verdict=words(f"verdict.{decision.verdict}"), note=decision.note or "–")


def decisions(shown: Shown, columns: list[Column[Finding]]) -> Finish:
    """Let an analyst choose between the verdicts, and say what to do where something else is typed."""
    words = verdict_words(shown)
    number = next(index for index, column in enumerate(columns, start=1) if column.key == "decision")

    def finish(sheet: Sheet, last: int) -> None:
        letter = sheet.letters[number]
        choice = DataValidation(type="list", formula1=f'"{",".join(words.values())}"', allow_blank=True)
        choice.errorTitle, choice.error = shown.words("column.decision"), shown.words("choose", **words)
        choice.promptTitle, choice.prompt = shown.words("column.decision"), shown.words("choose", **words)
        choice.showErrorMessage = choice.showInputMessage = True
        choice.add(f"{letter}{HEAD_ROW + 1}:{letter}{max(last, HEAD_ROW + 1)}")
        sheet.page.data_validations.append(choice)
        sheet.page.page_setup.paperSize = A3

    return finish
