"""What is worth opening, and what a record of several files gives."""

from typing import Any

import pytest

from hearings.items import Attachment, Other, Publication
from hearings.kinds import items_of, may_concern
from hearings.verdicts import judge

SCAN = {"state": "needs_ocr"}
NOTICE = (
    "ТОО «А» проводит общественные слушания в форме открытого собрания по проекту «Карьер» 5 марта 2019 г. в 11:00."
)
PROTOCOL = "ПРОТОКОЛ общественных слушаний. 5 марта 2019 года. Председатель К. Секретарь Ю. Решили: одобрить проект."


def items(title: str, body: str = "", section: str = "", files: tuple[tuple[str, Any], ...] = ()) -> list[Publication]:
    attachments = []
    for name, text in files:
        said = {"text": text, "state": "read"} if isinstance(text, str) else text
        attachments.append(Attachment(url=f"https://x.kz/{name}", name=name, **said))
    return items_of(
        region="a", source="govkz:a", key="1", url="u", title=title, body=body, section=section, attachments=attachments
    )


def kinds(found: list[Publication]) -> list[str]:
    return [item.other if isinstance(item, Other) else item.kind for item in found]


@pytest.mark.parametrize(
    "title",
    [
        "Объявление",
        "Хабарландыру",
        "ПРОТОКОЛ №2",
        "Хаттама",
        "📢 ОБЩЕСТВЕННЫЕ СЛУШАНИЯ",
        "Қоғамдық тыңдау",
        "Когамдык тындау туралы",
        "Қоєамдыќ тыѕдау",
        "Qoǵamdyq tyńdaý",
        "Qoğamdyq tyñdau",
        "Oбщecтвeнныe cлyшaния",  # Latin look-alikes
        "Жария талқылау",
        "Об отмене общественных слушаний",
        "О п р о в е д е н и и общественных слушаний",
        "ОВОС карьера",
    ],
)
def test_a_row_that_may_be_a_hearing_is_opened(title: str) -> None:
    assert may_concern(title, "", "", ["1.pdf"])


@pytest.mark.parametrize(
    "title",
    [
        "Вакансия бухгалтера",
        "О тендере на ремонт",
        "Приказ об отпусках",
        "Сатып алу туралы",
        "Поздравление с Наурызом",
        "График приёма граждан",
    ],
)
def test_a_row_without_any_sign_is_not_opened(title: str) -> None:
    assert not may_concern(title, "Обычный текст без признаков.", "Документы", ["приказ.pdf"])


def test_the_section_or_a_file_name_is_sign_enough() -> None:
    assert may_concern("ТОО «А»", "", "Общественные слушания", [])
    assert may_concern("ТОО «А»", "", "", ["Протокол общественных слушаний.pdf"])


def test_a_notice_and_a_protocol_in_one_record_are_two_publications() -> None:
    found = items("Общественные слушания", NOTICE, files=(("Протокол.pdf", PROTOCOL), ("РООС.pdf", "Раздел ООС")))
    assert [(item.kind, item.key) for item in found] == [("announcement", "1"), ("protocol", "1#protocol")]
    assert [a.name for a in found[0].attachments] == ["РООС.pdf"]
    assert [a.name for a in found[1].attachments] == ["Протокол.pdf"]


def test_several_files_of_one_protocol_are_one_publication() -> None:
    found = items("Протокол общественных слушаний", files=(("п-1.pdf", SCAN), ("п-2.pdf", SCAN)))
    assert kinds(found) == ["protocol"]
    assert len(found[0].attachments) == 2


def test_files_alone_say_what_a_neutral_record_holds() -> None:
    files = (("Объявление.docx", NOTICE), ("Протокол.docx", PROTOCOL))
    assert kinds(items("Общественные слушания по проекту «Карьер»", files=files)) == ["announcement", "protocol"]
    assert kinds(items("Общественные слушания по проекту «Карьер»", files=files[1:])) == ["protocol"]


def test_a_laboratory_protocol_is_an_annex() -> None:
    found = items("Объявление", NOTICE, files=(("Протокол испытаний.pdf", "ПРОТОКОЛ ИСПЫТАНИЙ № 5 воздуха"),))
    assert kinds(found) == ["announcement"]


def test_a_protocol_keeps_its_proofs_of_the_notice() -> None:
    files = (("Объявление в газете.pdf", SCAN), ("доска.jpg", SCAN))
    assert kinds(items("Протокол общественных слушаний", PROTOCOL, files=files)) == ["protocol"]


def test_the_file_of_a_thin_record_can_cancel() -> None:
    text = "Общественные слушания по проекту «Карьер», назначенные на 5 марта 2019 г., отменены."
    assert kinds(items("Объявление", "Во вложении", "Общественные слушания", (("o.docx", text),))) == ["cancellation"]


def test_a_report_may_bring_its_protocol() -> None:
    body = "5 марта в селе состоялись общественные слушания по проекту карьера, жители поддержали проект единогласно."
    assert kinds(items("Новости", body, files=(("Протокол слушаний.pdf", PROTOCOL),))) == ["report", "protocol"]


@pytest.mark.parametrize("state", ["needs_ocr", "damaged", "not_fetched", "encrypted", "timeout"])
def test_what_could_not_be_read_is_never_silently_dropped(state: str) -> None:
    found = items("Хабарландыру", files=(("scan.pdf", {"state": state}),))
    assert kinds(found) == ["unread"]
    assert state in found[0].why_kind


def test_the_title_speaks_for_a_scan() -> None:
    title = "Қоғамдық тыңдау өткізу туралы хабарландыру"
    assert kinds(items(title, files=(("scan.pdf", SCAN),))) == ["announcement"]


def test_an_empty_file_hides_nothing() -> None:
    assert kinds(items("Объявление", files=(("photo.jpg", {"state": "empty"}),))) == []


@pytest.mark.parametrize(
    "text", ["", " \n", "слушания" * 5000, "«" * 3000, "протокол\n" * 2000, "\x00\ufffe", "о " * 20000]
)
def test_hostile_texts_do_not_raise(text: str) -> None:
    for title in ("", "Общественные слушания", text[:300]):
        items(title, text, files=(("протокол.pdf", text),))


def test_an_hour_behind_a_weekday_in_brackets_is_that_of_the_day() -> None:
    body = "3 декабря (среда) в 12:00 – общественные слушания: берегоукрепление. Проект – РГП «Казводхоз»."
    assert judge("Объявление (район Шал акына)", body, False).kind == "announcement"
