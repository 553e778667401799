"""HTML pages as the platforms see them: is it the page at all, its lines with their links, its title, its next page."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from urllib.parse import urljoin, urlsplit

from lxml import etree
from parsel import Selector
from scrapy.http import Response
from w3lib.html import get_base_url

from hearings.health import Cause, LayoutError
from hearings.items import Attachment
from hearings.text import clean, decode, html_to_text
from spiders.platforms.addresses import canonical, extension, is_file, is_file_name, is_web

_MARK = re.compile("\ue000(\\d+)\ue001")  # private characters: where a link stood, while the text is made
_PRIVATE = str.maketrans("", "", "\ue000\ue001")
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_AROUND = ("header", "footer", "nav", "aside")
# Names of classes and ids; «page-header» is none, titles stand in it.
_ASIDE = re.compile(
    r"(?:site-|main-|left-|right-|region-|mod-|moduletable_?)?(?:header|footer|nav|navbar|navigation|aside|menu|mainmenu"
    r"|side-?bar|comments?|comment-?(?:list|form|area|block|section|box)|respond|breadcrumbs?|pathway|latest-?news|articles-?latest|news-?flash|most-?read|popular|related|archive-?module)"
    r"(?:-(?:nav|left|right|first|second|inner|area|column|wrapper|container|collapse|\d))?|side-?(?:left|right|column)"
)

# What pages that only browsers get past say, and what they are made of; the latter stands on ordinary pages too.
_CHALLENGE_WORDS = re.compile(
    r"just a moment\.\.\.|checking your browser|enable javascript and cookies|attention required|ddos-guard|"
    r"проверк\w+ (?:вашего )?браузера|вы не робот|браузеріңіз\w* тексер",
    re.IGNORECASE,
)
_CHALLENGE_PARTS = re.compile(
    r"challenge-platform|cf[-_]chl[-_]|cf-browser-verification|__ddg\d|captcha", re.IGNORECASE
)
_CHALLENGE_TEXT = 1500  # characters of text, at most, on a page with the words
_BARE_TEXT = 300  # and on one with the parts
_NOT_FOUND = re.compile(
    r"^\W*(?:error|ошибка|қате)?\W*404\b|\b404\W+(?:not|error|страниц|бет)|не найден|не существует|"
    r"табылма(?:ды|ған)|табылған жоқ|page not found|not found",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r"\d+[^\S\n]*[-–—][^\S\n]*\d+[^\S\n]+(?:из|of|/)[^\S\n]+(\d{1,6})\b"
    r"|(?:всего|найдено|итого|барлығы|табылды|total)[^\S\n]+(?:записей|материалов|объявлений|слушаний|строк|жазба\w*"
    r"|хабарландыру\w*|records|items)[^\S\n]*[:–—-]?[^\S\n]*(\d{1,6})\b",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"/?(?:index\.(?:php|html?|aspx)/?)?(?:(?:kk|kz|ru|en)/?)?(?:index\.(?:php|html?|aspx))?", re.IGNORECASE
)
_LOGIN = re.compile(r"/(?:account/)?(?:log[io]n|sign[-_]?in|auth|авторизация)(?:[/.?]|$)", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:kk|kz|ru|қаз\w*|каз\w*|рус\w*|орыс\w*)(?![^\W_])", re.IGNORECASE)
_LONGEST_FORM = 600  # characters on the labels and buttons of a form
_LOST_LETTERS = 0.02  # share of letters that could not be decoded above which a page counts as unread


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line that a reader sees; cells of a table row are separated by tabs."""

    text: str
    links: tuple[Link, ...] = ()

    @property
    def cells(self) -> list[str]:
        return [cell.strip() for cell in self.text.split("\t")]


class Page:
    """A page that was checked to be the one that was asked for."""

    def __init__(self, response: Response) -> None:
        """Raises `LayoutError` with its cause for anything but a page of content."""
        self.response = response
        self.url = response.url
        self.text = decoded(response)
        check_page(response, self.text)

    @cached_property
    def selector(self) -> Selector:
        return Selector(text=self.text.replace("\0", "") or "<html/>", type="html", huge_tree=True)

    @cached_property
    def base(self) -> str:
        return get_base_url(self.text, self.url)

    @property
    def title(self) -> str:
        for query in ("//h1", "//h2", "//title"):
            for found in self.selector.xpath(query):
                if text := " ".join(html_to_text(found.get()).split()):
                    return text
        return ""

    def first(self, *queries: str) -> list[Selector]:
        """The elements of the first CSS query that finds any that hold text, outside of menus and side columns."""
        for query in queries:
            found = [element for element in self.selector.css(query) if element.xpath("normalize-space()").get()]
            if content := [element for element in found if not is_aside(element.root)]:
                return outermost(content)
        return []

    def longest(self, *queries: str) -> etree._Element:
        """Of the elements of the first CSS query that finds any, the one with the most text; else the whole page."""
        found = self.first(*queries) or self.selector.xpath("//body") or self.selector.xpath("/*")
        longest: etree._Element = max((one.root for one in found), key=lambda root: len("".join(root.itertext())))
        return longest

    def lines(self, elements: Sequence[Selector] | None = None) -> list[Line]:
        """The lines of some elements, or of the whole page without what stands around its content."""
        if elements is None:
            elements = self.selector.xpath("//body") or self.selector.xpath("/*")
        return [line for element in elements for line in lines_of(element.root, self.base)]

    @cached_property
    def claimed(self) -> int | None:
        """How many rows the page says that its listing has («Найдено записей: 40», «1–12 из 40»); pages don't count."""
        found = [int(next(filter(None, number.groups()))) for number in _CLAIMED.finditer(html_to_text(self.text))]
        return max(found, default=None)

    def addresses(self) -> list[str]:
        """Where all links of the page lead, those of its menus and of its page numbers included."""
        found = (absolute(self.base, anchor.attrib.get("href", "")) for anchor in self.selector.css("a[href]"))
        return list(dict.fromkeys(filter(None, found)))

    def in_other_languages(self) -> list[str]:
        """Addresses under which the page says that it stands in Kazakh or Russian; a site's home page is none."""
        query = "link[rel~=alternate][hreflang], a[hreflang], [class*=lang] a[href], [id*=lang] a[href]"
        found = (absolute(self.base, link.attrib.get("href", "")) for link in self.selector.css(query) if _speaks(link))
        here = urlsplit(self.url).hostname
        there = (url for url in found if url and urlsplit(url).hostname == here and not _is_home(url))
        return list(dict.fromkeys(url for url in there if canonical(url) != canonical(self.url)))

    def next_pages(self) -> list[str]:
        """Addresses of what calls itself the next page, but for the page itself; a calendar's next month does too."""
        marked = self.selector.css(
            "a[rel~=next], link[rel~=next], li[class*=next] > a, a[class*=next], .pagination-next a, .pager-next a"
        )
        found = (absolute(self.base, link.attrib.get("href", "")) for link in marked)
        return list(dict.fromkeys(url for url in found if url and canonical(url) != canonical(self.url)))


def _speaks(link: Selector) -> bool:
    """Whether a link leads to a page in Kazakh or Russian, by its attribute, its words or its picture."""
    said = (link.attrib.get("hreflang"), link.xpath("string()").get(), *link.xpath(".//@title | .//@alt").getall())
    return any(_LANGUAGE.match(words.strip()) for words in said if words)


def is_aside(element: etree._Element) -> bool:
    """Whether an element lies in a menu, a side column, a list of latest news, or the head or foot of the page."""
    in_content = False
    for above in element.iterancestors():
        if above.tag in ("body", "html"):
            return False
        in_content = in_content or above.tag in ("article", "main") or above.get("role") == "main"
        if above.tag in ("nav", "aside") or (above.tag in ("header", "footer") and not in_content):
            return True
        if _is_named_aside(above):
            return True
    return False


def _is_named_aside(element: etree._Element) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
    return any(_ASIDE.fullmatch(name) for name in names)


def _is_form(element: etree._Element) -> bool:
    """Whether an element is a form to fill in: comments, search. Some engines put the whole page into one, though."""
    if element.tag != "form":
        return False
    fields = "descendant::textarea | descendant::input[not(@type) or @type='text' or @type='search' or @type='email']"
    return bool(element.xpath(fields)) and len(str(element.xpath("normalize-space()"))) < _LONGEST_FORM


def _empty(element: etree._Element) -> None:
    """Take out what stands in an element; what follows it stays."""
    tail = element.tail
    element.clear()
    element.tail = tail


def outermost(elements: Sequence[Selector]) -> list[Selector]:
    """The elements without those that lie within another of them."""
    roots = {id(element.root) for element in elements}
    return [e for e in elements if not any(id(above) in roots for above in e.root.iterancestors())]


def lines_of(element: etree._Element, base: str) -> list[Line]:
    """Lines of an element with the links that stand in each; script, navigation, head and foot of a page left out."""
    marked = copy.deepcopy(element)
    marked.tail = None
    links: list[Link] = []
    for node in marked.iter("a", "iframe", "embed", "object"):
        address = node.get("href") or node.get("src") or node.get("data") or ""
        if url := absolute(base, address):
            text = html_to_text(etree.tostring(node, encoding="unicode", method="html", with_tail=False))
            links.append(Link(url, " ".join(_MARK.sub("", text).split()) or clean(node.get("title") or "")))
            node.tail = f"\ue000{len(links) - 1}\ue001{node.tail or ''}"
    for node in [node for node in marked.iter() if node is not marked and (_is_named_aside(node) or _is_form(node))]:
        _empty(node)
    text = html_to_text(etree.tostring(marked, encoding="unicode", method="html"), drop=_AROUND)
    lines: list[Line] = []
    for marked_line in text.split("\n"):
        here = tuple(links[int(number)] for number in _MARK.findall(marked_line))
        words = clean(_MARK.sub("", marked_line))
        if not words.strip() and here and lines:  # the link closed its line: it belongs to what stands above
            lines[-1] = Line(lines[-1].text, (*lines[-1].links, *here))
        elif words or here:
            lines.append(Line(words, here))
    return lines


def text_with_links(html: str, base: str) -> tuple[str, list[Link]]:
    """Text of a piece of HTML, of plain text or of HTML that was escaped once too often, and its links."""
    if not _TAG.search(html):
        html = unescape(html)
        if not _TAG.search(html):
            return clean(html), []
    selector = Selector(text=f"<div>{html.translate(_PRIVATE)}</div>".replace("\0", ""), type="html", huge_tree=True)
    lines = lines_of(selector.root, base)
    return "\n".join(line.text for line in lines), [link for line in lines for link in line.links]


def images(html: str, base: str) -> list[str]:
    """Addresses of the pictures in a piece of HTML."""
    sources = Selector(text=html.replace("\0", "") or "<p/>", type="html", huge_tree=True).xpath("//img/@src").getall()
    return [url for source in sources if (url := absolute(base, source))]


def leads_to_file(link: Link) -> bool:
    """Whether a link leads to a file, by its address or by the name that it is called."""
    return is_file(link.url) or is_file_name(link.text)


def file_attachments(links: Iterable[Link]) -> list[Attachment]:
    """One attachment for each file among the links."""
    attachments: dict[str, Attachment] = {}
    for link in links:
        if leads_to_file(link):
            attachments.setdefault(canonical(link.url), Attachment(url=link.url, name=named(link)))
    return list(attachments.values())


def named(link: Link) -> str:
    """What the link says, with the type of its file if it does not say it itself."""
    kind = extension(link.url)
    return f"{link.text}.{kind}" if link.text and kind and not link.text.lower().endswith(f".{kind}") else link.text


def absolute(base: str, address: str) -> str:
    """The address as the page means it; empty for what is no web address (anchors, mail, scripts, nonsense)."""
    address = address.strip().replace("\\", "/")
    if not address or address.startswith(("#", "javascript:", "mailto:", "tel:", "data:", "about:")):
        return ""
    try:
        url = urljoin(base, address)
        return url if is_web(url) and urlsplit(url).hostname else ""
    except ValueError:
        return ""


def decoded(response: Response) -> str:
    """Text of a response in the charset that makes sense; `LayoutError` where too many letters are lost."""
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    declared = re.search(r"charset\s*=\s*[\"']?([\w:.-]+)", content_type, re.IGNORECASE)
    text = decode(response.body, declared[1] if declared else None).text.translate(_PRIVATE)
    lost = text.count("\ufffd")
    if lost > 3 and lost > _LOST_LETTERS * sum(character.isalpha() for character in text):
        raise LayoutError("the letters of the page cannot be read in any charset", Cause.ENCODING)
    return text


def refusal(response: Response) -> tuple[Cause, str] | None:
    """Whether the answer refuses clients like us rather than giving what was asked for, and in which way."""
    start = response.body[:100_000]
    if len(start) < 5000 and re.search(rb"not_?allowed\b", start, re.IGNORECASE) and b"method" not in start.lower():
        return (
            Cause.GATED,
            f"the interface answers HTTP {response.status} notAllowed: it wants a ticket of its own pages",
        )
    text = start.decode("utf-8", "replace")
    if b"<" in start and (_CHALLENGE_WORDS.search(text) or _CHALLENGE_PARTS.search(text)):
        said = len(html_to_text(text))
        if said < _BARE_TEXT or (said < _CHALLENGE_TEXT and _CHALLENGE_WORDS.search(text)):
            return Cause.CHALLENGE, "a page for browsers came instead of the content"
    return None


def check_redirect(response: Response) -> None:
    """Raise `LayoutError` where the site led elsewhere: to its home page, or to one for signing in."""
    asked = response.meta.get("redirect_urls", [response.url])[0]
    here, there = urlsplit(response.url), urlsplit(asked)
    if _LOGIN.search(here.path) and not _LOGIN.search(there.path):
        raise LayoutError(f"redirected to a page for signing in: {response.url}", Cause.GATED)
    if _is_home(response.url) and not _is_home(asked):
        raise LayoutError(f"redirected to the home page: {response.url}", Cause.REDIRECTED_HOME)


def check_page(response: Response, text: str | None = None) -> None:
    """Raise `LayoutError` where the answer is another page than the one that was asked for."""
    if refused := refusal(response):
        raise LayoutError(refused[1], refused[0])
    check_redirect(response)
    said = text if text is not None else decoded(response)
    # Without its type, a page that is JSON could not be looked at.
    page = Selector(text=said.replace("\0", "") or "<html/>", type="html", huge_tree=True)
    for heading in [*page.xpath("//title")[:1], *page.xpath("//h1")[:2]]:
        words = " ".join(heading.xpath("string()").get("").split())
        if len(words) < 100 and _NOT_FOUND.search(words):
            raise LayoutError(f"the page says that it was not found: {words!r}, with HTTP 200", Cause.HTTP_ERROR)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return bool(_HOME.fullmatch(parts.path)) and not parts.query.strip("&=")
