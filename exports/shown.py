"""How records are put into words: the same in the workbook, the report and the page."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from exports import sentences
from exports.view import Change, MonthView, NormLine, RegionLine, SourceLine
from exports.words import Words
from hearings.health import State
from hearings.items import Document, Finding, Session

WORST = 3  # places of the ranking that are named
READ_IN_PART = (State.PARTIAL, State.INTERRUPTED, State.RUNNING)


class Shown:
    """The records of one month in one language."""

    def __init__(self, view: MonthView, words: Words) -> None:
        self.view = view
        self.words = words

    @cached_property
    def _regions(self) -> dict[str, str]:
        return {region.code: region.names[self.words.language].short for region in self.view.regions}

    def region(self, code: str | None) -> str:
        """A region as the ministry's table writes it. Of one that has no row in this month, the code."""
        return self._regions.get(code, code) if code else self.words("not_known")

    def regions(self, codes: list[str]) -> str:
        return ", ".join(self.region(code) for code in codes)

    def form(self, document: Document) -> str:
        return self.words(f"form.{document.form.value}") if document.form.value else self.words("not_known")

    def languages(self, document: Document) -> str:
        names = (f"language.{language}" for language in document.languages)
        return ", ".join(self.words(name) if name in self.words else name.partition(".")[2] for name in names)

    def basis(self, document: Document) -> str:
        return self.words(f"basis.{document.posted_on.basis}")

    def session(self, session: Session) -> str:
        """`31.01.2018 11:00`, `09.01.2018 – 11.01.2018`; what was printed where it could not be read as a day."""
        if session.start is None and session.end is None:
            return session.text or self.words("not_known")
        days = [f"{day:%d.%m.%Y}" for day in (session.start, session.end) if day is not None]
        text = " – ".join(dict.fromkeys(days))
        hours = "–".join(f"{hour:%H:%M}" for hour in (session.time, session.end_time) if hour is not None)
        return f"{text} {hours}".strip()

    def sessions(self, document: Document) -> str:
        return "\n".join(self.session(session) for session in document.sessions) or self.words("not_known")

    def period(self, since: date | None, until: date | None) -> str:
        return f"{since:%d.%m.%Y} – {until:%d.%m.%Y}" if since and until else ""

    def state(self, state: State | None) -> str:
        return self.words(f"state.{state}" if state else "state.never")

    def why(self, source: SourceLine) -> str:
        """Why a source was not read completely, in the reader's language, with the technical detail."""
        cause = f"cause.{source.cause}"
        parts = [self.words(cause) if cause in self.words else str(source.cause), source.detail]
        return ": ".join(part for part in parts if part)

    def completeness(self, region: RegionLine) -> str:
        """The mark of a region that was not read completely, with the reason; empty for a complete one."""
        if not region.incomplete:
            return self.words("note.complete") if region.figures.known else ""
        if region.state is None:
            return self.words("note.never_read")
        faulty = [source for source in region.sources if source.state is not State.HEALTHY]
        why = "; ".join(dict.fromkeys(self.short_why(source) for source in faulty)) or self.state(region.state)
        return self.words("note.incomplete" if region.figures.known else "note.unread", why=why)

    def short_why(self, source: SourceLine) -> str:
        cause = f"cause.{source.cause}"
        why = self.words(cause) if cause in self.words else self.state(source.state)
        return f"{why} ({source.address})"

    def tile(self, code: str) -> str:
        """A region's name as short as a tile of the map or an axis of a chart needs it."""
        name = f"tile.{code}"
        return self.words(name) if name in self.words else self.region(code)

    def rule(self, finding: Finding) -> str:
        return self.rule_name(finding.rule)

    def rule_name(self, rule: str) -> str:
        name = f"rule.{rule}.name"
        return self.words(name) if name in self.words else rule

    def kind(self, document: Document) -> str:
        """Announcement, protocol, or what else it is."""
        return self.words(f"kind.{document.other or document.kind}")

    def norm(self, key: str) -> NormLine | None:
        return next((norm for norm in self.view.norms if norm.id == key), None)

    def demand(self, key: str, *, marked: bool = True) -> str:
        """What a norm demands, with its paragraph, and a mark where that was not compared with the official text."""
        norm = self.norm(key)
        if norm is None:
            return key
        text = norm.demand[self.words.language]
        if norm.paragraph:
            name = "paragraphs" if several_paragraphs(norm.paragraph) else "paragraph"
            text = self.words(name, paragraph=norm.paragraph, demand=text)
        return text if norm.verified or not marked else f"{text} ({self.words('unverified')})"

    def is_unverified(self, key: str) -> bool:
        norm = self.norm(key)
        return norm is not None and not norm.verified

    def unverified_norms(self) -> str:
        """The norms behind this month's violations that were not compared with the official text, by their names."""
        named = (self.norm(key) for key in self.view.unverified)
        texts = [norm.demand[self.words.language].rstrip(".") for norm in named if norm is not None]
        return "; ".join(texts) or ", ".join(self.view.unverified)

    def found(self, finding: Finding) -> str:
        """What was found, in a sentence."""
        return sentences.found(finding, self.words)

    def reckoning(self, finding: Finding) -> str:
        """Which days were counted and which passed over."""
        return sentences.reckoning(finding, self.words)

    def quote(self, finding: Finding) -> str:
        """The words of the pages on which the finding rests, as they stood there."""
        said: list[str] = []
        for uid in finding.documents:
            document = self.view.subjects.get(uid)
            if document is not None:
                posted = document.posted_on
                if posted.text:
                    name = "said.posted" if posted.value else "said.posted_unread"
                    said.append(self.words(name, text=posted.text, **({"day": posted.value} if posted.value else {})))
                said += [self.words("said.hearing", text=one.text) for one in document.sessions if one.text]
        return "\n".join(dict.fromkeys(said))

    def subject(self, finding: Finding) -> Document | None:
        """The document a finding speaks of first."""
        return next((self.view.subjects[uid] for uid in finding.documents if uid in self.view.subjects), None)

    def subject_title(self, finding: Finding) -> str:
        document = self.subject(finding)
        return (document.title or document.project.value or "") if document else ""

    def worst(self) -> str:
        """The regions with the most violations, those that share a place included; empty where there are none."""
        ranked = sorted({region.figures.violations or 0 for region in self.view.regions} - {0}, reverse=True)[:WORST]
        worst = [region for region in self.view.regions if (region.figures.violations or 0) in ranked]
        worst.sort(key=lambda region: -(region.figures.violations or 0))
        named = ", ".join(f"{self.region(one.code)} ({one.figures.violations})" for one in worst[: 2 * WORST])
        return self.words("note.worst", regions=named) if named else ""

    def change(self, change: Change) -> str:
        """What happened to a document, with the days."""
        document = change.document
        return self.words(
            f"change_text.{change.what}",
            versions=document.versions - 1,
            gone=document.gone_since,
            posted=document.posted_on.value,
            seen=document.first_seen,
            absent=document.absent_on,
            kind=self.kind(document),
        )


def several_paragraphs(paragraph: str) -> bool:
    """Whether «10–12» or «10, 12» names more than one paragraph."""
    return any(sign in paragraph for sign in "–-,")
