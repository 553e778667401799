"""HTML to text: what a reader sees, line by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearings.text import html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("П<b>риложение</b> 1", "Приложение 1"),
        ("П<!-- --><span><i>риложение</i></span>", "Приложение"),
        ("выпол&shy;нение, x<wbr>y", "выполнение, xy"),
        ("a <b> b</b>\n c<i>d </i>e", "a b cd e"),
        ("<p>а</p><p>б</p>в<div>г</div>", "а\nб\nв\nг"),
        ("а<br>б<br/>в", "а\nб\nв"),
        ("<h2>Тема</h2>\n<p> текст </p>", "Тема\nтекст"),
        ("<ul><li>один<li>два <b>три</b></ul>после", "один\nдва три\nпосле"),
        ("<dl><dt>Дата<dd>5 мая</dl>", "Дата\n5 мая"),
        ("<table><tr><th>Дата<td>5 мая<tr><td>Место<td>Актобе</table>", "Дата\t5 мая\nМесто\tАктобе"),
        ("<table><tr><td><p>Дата</p></td>\n<td><p>5 мая</p></td></tr></table>", "Дата\t5 мая"),
        ("<table><tr><td>1<td><td>3<tr><td><td>2</table>", "1\t\t3\n2"),
        ("<table><tr><td>а<table><tr><td>1<td>2</table><td>б</table>", "а\n1\t2\nб"),
        ("<td>а<td>б<tr><td>в", "а\tб\nв"),
        ("в 15<sup>00</sup> часов, 9<u>30</u>", "в 15:00 часов, 9:30"),
        ("5 м<sup>3</sup>, 10<sup>6</sup>, 2018<sup>00</sup>", "5 м3, 106, 201800"),
        ("&laquo;а&raquo;&nbsp;б &#1179; &#150; &amp;nbsp;", "«а» б қ – &nbsp;"),
        ("<pre>а\n  б</pre>", "а\nб"),
        ("<script>if (a < b) x()</script>а<style>p {}</style><template>x</template>", "а"),
        ("<html><head><title>Сайт</title><meta charset=x></head><body>а</body></html>", "а"),
        ("Notice: Undefined index <html><head><title>Сайт</title></head><body>а", "Notice: Undefined index а"),
        ("<?xml version='1.0' encoding='windows-1251'?><p>Қ</p>", "Қ"),
        ("норма < 5 и > 3", "норма < 5 и > 3"),
        ("просто\nтекст", "просто текст"),
        ("<p>не закрыт <b>жирный <p>дальше", "не закрыт жирный\nдальше"),
        ("", ""),
        ("<!-- -->", ""),
    ],
)
def test_html_reads_as_a_reader_sees_it(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_navigation_is_left_out_only_where_told() -> None:
    html = "<nav>меню</nav><p>текст</p><footer>контакты</footer>"
    assert html_to_text(html) == "меню\nтекст\nконтакты"
    assert html_to_text(html, drop=("nav", "footer")) == "текст"


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td"])
def test_thousands_of_nested_elements_lose_no_text(tag: str) -> None:
    html = f"до {f'<{tag}>' * 6000} внутри {f'</{tag.split(chr(62))[0]}>' * 6000} после"
    assert html_to_text(html).split() == ["до", "внутри", "после"]


def test_zero_bytes_and_lone_surrogates_do_no_harm() -> None:
    assert html_to_text("а\0б<p>в\ud800") == "аб\nв\ufffd"


@given(st.text(alphabet="<>/!-&;='\"abptdr \n\0\ud800Қ#x1", max_size=60))
def test_no_markup_raises(html: str) -> None:
    html_to_text(html).encode("utf-8")


@pytest.mark.parametrize(
    "unit", ["<div>", "<b>", "<a", "<!--", "<script>", "&", "<td>", "а", "<p a='", "<![CDATA[", "<!"]
)
def test_long_broken_markup_is_read(unit: str) -> None:
    assert isinstance(html_to_text(unit * (300_000 // len(unit))), str)
