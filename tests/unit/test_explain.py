"""Explaining a document or a finding: every link of the chain is shown, and what is not known is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from scrapy.cmdline import execute
from scrapy.settings import Settings

import validators
from hearings.archive import Capture
from hearings.archive.capture import Place
from hearings.items import Attachment, Form, Other, Publication, Read, Reason, Session
from hearings.store import Store, open_store
from hearings.workdays import WorkCalendar
from pipelines.judge import judge
from tests.crawls import crawl, instant
from tests.factory import day, posted, publication

Explain = Callable[..., tuple[int, str]]
PAGE, FILE = "urn:uuid:00000000-0000-4000-8000-000000000001", "urn:uuid:00000000-0000-4000-8000-000000000002"
LISTING = "urn:uuid:listing-2018-01-31"
PROJECT = "Строительство полигона ТБО в селе Жанибек"
ADDRESS = "https://www.gov.kz/memleket/entities/aktobe/documents/details/77?lang=ru"
IIN = "850101300123"


def capture(id_: str, url: str, **fields: Any) -> Capture:
    defaults: dict[str, Any] = {
        "run": "run", "region": "aktobe", "method": "GET", "status": 200, "captured_at": instant("2018-01-31"),
        "sha256": "ab" * 32, "size": 10, "media_type": "text/html", "place": Place("aktobe/run.warc.gz", 4711, 99),
    }  # fmt: skip
    return Capture(id=id_, url=url, **{**defaults, **fields})


def notice(**fields: Any) -> Publication:
    defaults: dict[str, Any] = {
        "key": "documents/77",
        "url": ADDRESS,
        "title": "Объявление о слушаниях",
        "body": f"Слушания пройдут 12 января 2018 года. ИИН {IIN}",
        "why_kind": "Объявление о слушаниях",
        "project": Read(PROJECT, text=f"«{PROJECT}»", place="body@10-50"),
        "form": Read(Form.OPEN_MEETING, text="открытое собрание", place="body@60-77"),
        "initiator": Read.missing(Reason.NOT_READ),
        "organiser": Read.missing(Reason.ABSENT),
        "sessions": [Session(start=day("2018-01-12"), place="Орал", text="12 января 2018 года", where="body@17-36")],
        "place": Read("Орал"),
        "posted_on": posted("2017-12-10"),
        "captures": [PAGE],
        "attachments": [Attachment(url="https://www.gov.kz/f/1.pdf", name="1.pdf", state="read", capture=FILE)],
    }
    return publication(**{**defaults, **fields})


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/hearings.sqlite3"


@pytest.fixture
def store(url: str) -> Store:
    """A hearing whose protocol was due on 23 January and did not stand there on the 31st; the month was judged."""
    store = open_store(url)
    crawl(store, "2017-12-01", since="2017-11-01", listed=["documents/1"])
    crawl(store, "2018-01-31", notice(), since="2017-12-01", uid="run")
    run = next(run.id for run in store.runs() if run.uid == "run")
    store.save_captures(
        run, [capture(PAGE, "https://www.gov.kz/api/77"), capture(LISTING, "https://www.gov.kz/api/list")]
    )
    judged(store)
    return store


def judged(store: Store, month: date = date(2018, 1, 1)) -> None:
    judge(store, month, validators.load(), WorkCalendar(), made_at=instant("2018-02-01"))


@pytest.fixture
def explain(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Explain:
    """Run `scrapy explain` in this process; its exit code and what it said."""
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "hearings.settings")

    def run(*arguments: str, lang: str = "ru") -> tuple[int, str]:
        settings = Settings()
        settings.setmodule("hearings.settings")
        settings.update({"HEARINGS_DATABASE_URL": url, "HEARINGS_NOW": "2018-03-01"}, priority="cmdline")
        with pytest.raises(SystemExit) as ended:
            execute(["scrapy", "explain", *arguments, "--lang", lang], settings)
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return run


def not_posted(store: Store) -> str:
    findings = store.findings(store.judgements("2018-01")[0].id)
    return next(finding.uid for finding in findings if finding.rule == "protocol.not_posted")


def test_a_finding_is_explained_from_the_words_of_the_page_to_the_captures(store: Store, explain: Explain) -> None:
    code, said = explain(not_posted(store)[:8])
    assert code == 0, said
    for words in (
        f"ВЫВОД {not_posted(store)}",
        "Протокол не размещён: нарушение",
        "12.01.2018 Орал ← «12 января 2018 года» [body@17-36]",  # the words, and where they stood
        "Дата размещения: 10.12.2017, указана",
        "Инициатор: часть текста не прочитана",
        "Не указано: Организатор",
        "Впервые замечено: 31.01.2018",
        "Не было при чтении источника 01.12.2017",
        "пара не найдена",
        "Срок протокола: 23.01.2018",
        "13.01.2018: выходной",
        "135p-2017/protocol-posting-time [7 рабочих дней] (текст нормы не сверен)",
        "Пункт 19.",
        "Объявление размещено с опозданием (announcement.lead_time",
        f"{PAGE} sha256 {'ab' * 32} aktobe/run.warc.gz @ 4711",
        "страница 31.01.2018 12:00 200 https://www.gov.kz/api/77",
        "основание вывода 31.01.2018 12:00 200 https://www.gov.kz/api/list",  # shows the absence
    ):
        assert words in said, said
    assert "другой или его нет" not in said


def test_a_capture_that_the_database_does_not_hold_is_named_as_missing(store: Store, explain: Explain) -> None:
    _, said = explain(not_posted(store))
    assert f"{FILE} в базе или архиве этой записи нет" in said


def test_a_document_is_found_by_its_beginning_and_by_its_addresses(store: Store, explain: Explain) -> None:
    (document,) = store.documents()
    shown = [
        explain(name)[1]
        for name in (document.uid[:6], ADDRESS, "http://gov.kz/memleket/entities/aktobe/documents/details/77")
    ]
    assert f"ДОКУМЕНТ {document.uid}" in shown[0]
    assert shown[0] == shown[1] == shown[2]
    _, by_file = explain("https://www.gov.kz/f/1.pdf")
    assert by_file == shown[0]


def test_both_languages_tell_the_same_chain(store: Store, explain: Explain) -> None:
    _, russian = explain(ADDRESS, lang="ru")
    code, kazakh = explain(ADDRESS, lang="kk")
    assert code == 0
    assert "Орналастырылған күні: 10.12.2017" in kazakh
    assert "13.01.2018: демалыс күні" in kazakh
    assert len(kazakh.splitlines()) == len(russian.splitlines())


def test_a_pair_is_told_with_its_score_and_reasons(store: Store, explain: Explain) -> None:
    protocol = notice(kind="protocol", key="documents/78", url="https://x.kz/78", posted_on=posted("2018-01-19"))
    crawl(store, "2018-01-31T13:00", protocol, listed=["documents/77"], since="2017-12-01")
    _, said = explain("https://x.kz/78")
    assert "объявление и протокол сопоставлены (" in said
    assert "день заседания" in said
    assert "Не указана дата размещения протокола (protocol.posting_date_missing" in said


def test_a_finding_that_no_longer_holds_says_so(store: Store, explain: Explain) -> None:
    uid = not_posted(store)
    protocol = notice(kind="protocol", key="documents/78", url="https://x.kz/78", posted_on=posted("2018-01-19"))
    crawl(store, "2018-01-31T13:00", protocol, listed=["documents/77"], since="2017-12-01")
    code, said = explain(uid)
    assert code == 0
    assert "этот вывод другой или его нет" in said
    assert "Протокол не размещён: нарушение" in said


def test_what_happened_to_a_page_is_told_with_its_contents(store: Store, explain: Explain) -> None:
    crawl(store, "2018-02-05", notice(title="Объявление о слушаниях, дополнено"), since="2017-12-01")
    crawl(store, "2018-02-20", listed=["documents/1"], since="2017-12-01")
    _, said = explain(ADDRESS, "--today", "2018-02-28")
    assert "Содержание 2: впервые прочитано 05.02.2018" in said
    assert "Изменилось: 05.02.2018" in said
    assert "Исчезло: 20.02.2018" in said
    assert "urn:uuid:listing-2018-02-20" in said


def test_the_whole_text_is_shown_if_asked_for_and_nothing_of_a_person(store: Store, explain: Explain) -> None:
    _, short = explain(ADDRESS)
    _, whole = explain(ADDRESS, "--full")
    assert "Слушания пройдут 12 января 2018 года" not in short
    assert "Слушания пройдут 12 января 2018 года" in whole
    assert IIN not in whole


def test_what_is_no_announcement_is_explained_without_rules(store: Store, explain: Explain) -> None:
    vacancy = Other(
        region="aktobe", source="govkz:aktobe", key="documents/90", url="https://x.kz/90", title="Вакансия",
        other="vacancy", why_kind="Вакансия",
    )  # fmt: skip
    crawl(store, "2018-02-05", vacancy, listed=["documents/77"], since="2017-12-01")
    code, said = explain("https://x.kz/90")
    assert code == 0, said
    assert "Вид: вакансия ← «Вакансия»" in said
    assert "ПРАВИЛА" not in said


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ffffffffff",), 1, "There is no document or finding 'ffffffffff'"),
        (("https://x.kz/nothing",), 1, "There is no document or finding"),
        (("https://[x/",), 1, "There is no document or finding"),
        (("100%_",), 1, "There is no document or finding"),
        (("ab",), 1, "too short"),
        ((), 2, "name one document or finding"),
        (("a", "b"), 2, "name one document or finding"),
        ((ADDRESS, "--today", "yesterday"), 2, "is not a time"),
        ((ADDRESS, "--today", "2018-01-15"), 1, "is not among those known on 2018-01-15"),
    ],
)
def test_what_cannot_be_explained_is_said(
    store: Store, explain: Explain, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ended, said = explain(*arguments)
    assert (ended, words in said) == (code, True), said


def test_an_address_of_several_documents_lists_them(store: Store, explain: Explain) -> None:
    other = notice(key="documents/79", project=Read("Мост через Илек"), sessions=[Session(start=day("2018-02-20"))])
    crawl(store, "2018-02-05", other, listed=["documents/77"], since="2017-12-01")
    code, said = explain(ADDRESS)
    assert code == 1
    assert "may mean:" in said
    assert all(document.uid in said for document in store.documents())
