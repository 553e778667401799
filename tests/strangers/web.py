"""The fixtures as a web: what each site answers to a request, in its own markup."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from tests.strangers.files import MEDIA_TYPES, made

FOLDER = Path(__file__).parent / "sites"
Answer = tuple[int, str, bytes]  # status, media type, body
NOT_FOUND: Answer = (404, "text/html; charset=utf-8", b"<html><body><h1>404</h1></body></html>")


def site(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def html(body: str, title: str = "") -> Answer:
    page = f'<!DOCTYPE html>\n<html lang="ru"><head><meta charset="utf-8"><title>{title}</title></head>\n{body}</html>'
    return 200, "text/html; charset=utf-8", page.encode()


def answer(data: dict[str, Any], method: str, url: str, language: str, body: bytes) -> Answer:
    """What the sites of one fixture answer; anything that they do not hold is 404."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if parts.path == "/robots.txt":
        return 200, "text/plain", b"User-agent: *\nDisallow: /admin/\n"
    reply: Answer | None = None
    match host:
        case "gov.kz":
            reply = GovKz(data).answer(method, parts.path, parse_qs(parts.query), language, body)
        case "tabigat.aktobe.gov.kz":
            reply = drupal(data, unquote(parts.path))
        case "e-priroda.gov.kz":
            reply = joomla(data, unquote(parts.path), parse_qs(parts.query))
        case "ecokarta.kz":
            reply = ecokarta(data, parts.path)
        case "almaty.gov.kz":
            reply = almaty(data, unquote(parts.path), parts.query)
        case "hearings.ndbecology.gov.kz":
            reply = portal(data, parts.path, parse_qs(parts.query))
    return reply or NOT_FOUND


class GovKz:
    """The interface of gov.kz: lists by language, cards, articles by GraphQL, uploads."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.settings = data.get("govkz", {})
        self.records: list[dict[str, Any]] = data.get("record", [])

    def answer(self, method: str, path: str, query: dict[str, list[str]], language: str, body: bytes) -> Answer | None:
        interface = "/api/v1/public/content-manager/"
        if path.startswith("/uploads/"):
            return self.upload(path)
        if path == "/graphql" and method == "POST":
            return self.articles(json.loads(body)["query"])
        if path == f"{interface}news":
            return self.json({"error": "notAllowed"}, 400)
        if path == f"{interface}documents":
            if "gte:" in "".join(query.get("created_date", [])):
                return self.json({"error": "Internal Server Error"}, 500)
            projects = query.get("projects", [""])[0].split(":")[-1]
            if projects != self.settings.get("entity"):
                return self.listing([])
            asked = query.get("lang", [language or "kk"])[0][:2]
            page, size = int(query.get("page", ["0"])[0]), int(query.get("size", ["10"])[0])
            shown = [self.record(r, asked) for r in self.records if asked in r["lists"]]
            # Pages are short whatever is asked for, so that turning them is part of the task.
            size = min(size, 5)
            first = max(0, page - self.settings["first_page"]) * size
            return self.listing(shown[first : first + size], len(shown))
        if path.startswith(f"{interface}documents/"):
            number = path.rsplit("/", 1)[1]
            found = [r for r in self.records if str(r["id"]) == number]
            return self.json(self.record(found[0], language or "ru") if found and found[0].get("card") else {})
        return html('<body><div id="root"></div><script src="/static/js/main.js"></script></body>', "gov.kz")

    def record(self, record: dict[str, Any], language: str) -> dict[str, Any]:
        kazakh = language == "kk" and "title_kk" in record
        out: dict[str, Any] = {
            "id": str(record["id"]) if self.settings.get("text_ids") else record["id"],
            "slug": None,
            "title": record["title_kk"] if kazakh else record["title"],
            "hint": "",
            "content": record["content_kk"] if kazakh else record["content"],
            "created_date": record["created"] or None,
            "projects": [self.settings["entity"]],
            "gosorgan": {"items": [{"project_name": "Управление"}]},
            "activities": {"items": [{"title": record.get("section", "Документы")}]},
            "full_text": [],
        }
        for file in record.get("file", []):
            if "field" not in file:
                out["full_text"].append({"document": file["path"]})
            elif file["field"] == "files":
                out.setdefault("files", []).append({"url": file["path"], "title": file.get("name", "")})
            else:
                entry = {"file": {"path": file["path"], "file_name": file.get("name", "")}}
                out.setdefault(file["field"], []).append(entry)
        return out

    def listing(self, rows: list[dict[str, Any]], total: int = 0) -> Answer:
        if self.settings.get("wrapped"):
            return self.json({"content": rows, "totalElements": total, "size": 5})
        return self.json(rows)

    def articles(self, query: str) -> Answer:
        page = int(query.split("_page:")[1].split(",")[0])
        rows = [
            {
                "id": a["id"],
                "title": a["title"],
                "content": a["content"],
                "created_date": a["created"],
                "projects": [self.settings["entity"]],
            }
            for a in self.data.get("article", [])
            if '"ru"' in query
        ]
        return self.json({"data": {"article": rows if page == 0 else []}})

    def upload(self, path: str) -> Answer | None:
        for record in self.records:
            for file in record.get("file", []):
                if file["path"] == path:
                    return 200, MEDIA_TYPES[file["as"]], made(file["as"], file.get("text", ""))
        return None

    @staticmethod
    def json(value: object, status: int = 200) -> Answer:
        return status, "application/json", json.dumps(value, ensure_ascii=False).encode()


def drupal(data: dict[str, Any], path: str) -> Answer | None:
    for page in data.get("page", []):
        if page["path"] == path:
            if data.get("variant") == 2:
                dates = ("<h4>{}</h4>", "<div>&nbsp;<b>{}</b></div>")
                pieces = [dates[at % 2].format(n["date"]) + n["html"] for at, n in enumerate(page["notice"])]
                return html(
                    f"""<body><main role="main"><div class="block block-system-main-block"><article class="node
node--type-page node--view-mode-full"><h1>{page["heading"]}</h1><div class="node__content"><div class="clearfix
text-formatted field field--name-body field--type-text-with-summary field__item">{"".join(pieces)}</div></div>
</article></div></main><footer>30.11.2019</footer></body>""",
                    page["heading"],
                )
            notices = "\n".join(
                f"<p><strong>{n['date']}</strong></p>\n{n['html']}\n<p>&nbsp;</p>" for n in page["notice"]
            )
            return html(
                f"""<body class="html not-front node-type-page i18n-{page["language"]}"><div id="page">
<div id="header"><a href="/">Басты бет</a><ul class="menu"><li><a href="/ru/news">Жаңалықтар</a></li></ul></div>
<div id="main"><h1 class="page-title">{page["heading"]}</h1>
<div class="region region-content"><div class="node node-page"><div class="content">
<div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items">
<div class="field-item even" property="content:encoded">{notices}</div></div></div></div></div></div></div>
<div id="footer">© 2020 · Бүгін 29.02.2020</div></div></body>""",
                page["heading"],
            )
    return None


def joomla(data: dict[str, Any], path: str, query: dict[str, list[str]]) -> Answer | None:
    settings, items = data["joomla"], data["item"]
    if data.get("variant") == 2:
        return joomla_table(items, settings["category"], path)
    if path == settings["category"]:
        start, size = int(query.get("start", ["0"])[0]), settings["page_size"]
        rows = "".join(
            f"""<div class="items-row row-{n}"><div class="item column-1"><div class="page-header"><h2 itemprop="name">
<a href="/index.php/ru/{i["id"]}-{i["alias"]}" itemprop="url">{i["title"]}</a></h2></div>
<dl class="article-info muted"><dd class="published"><time datetime="{i["published"]}" itemprop="datePublished">
Опубликовано: {i["shown"]}</time></dd></dl>
<p class="readmore"><a class="btn" href="/index.php/ru/{i["id"]}-{i["alias"]}">Подробнее...</a></p></div></div>"""
            for n, i in enumerate(items[start : start + size])
        )
        pages = "".join(
            f'<li><a class="pagenav" href="{settings["category"]}{"?start=" + str(s) if s else ""}">{n}</a></li>'
            for n, s in enumerate(range(0, len(items), size), start=1)
        )
        return html(
            f"""<body class="site com_content view-category layout-blog"><nav><ul class="nav menu">
<li><a href="/index.php/ru/">Главная</a></li><li><a href="/index.php/ru/12-kontakty">Контакты</a></li></ul></nav>
<div class="blog" itemscope itemtype="https://schema.org/Blog"><div class="page-header"><h1>Общественные слушания</h1>
</div>{rows}<div class="pagination"><p class="counter">Страница 1 из 2</p><ul>{pages}</ul></div></div></body>""",
            "Общественные слушания",
        )
    for item in items:
        if path == f"/index.php/ru/{item['id']}-{item['alias']}":
            return html(
                f"""<body class="site com_content view-article"><div class="item-page" itemscope
itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="ru-RU" />
<div class="page-header"><h2 itemprop="headline">{item["title"]}</h2></div>
<dl class="article-info"><dt class="article-info-term">Информация о материале</dt>
<dd class="published"><span class="icon-calendar"></span>
<time datetime="{item["published"]}" itemprop="datePublished">Опубликовано: {item["shown"]}</time></dd>
<dd class="hits">Просмотров: 341</dd></dl><div itemprop="articleBody">{item["html"]}</div></div>
<div class="moduletable"><h3>Курсы валют</h3><p>31.01.2018: 1 USD = 322.5</p></div></body>""",
                item["title"],
            )
    return None


def joomla_table(items: list[dict[str, Any]], category: str, path: str) -> Answer | None:
    if path == category:
        rows = "".join(
            f"""<tr class="cat-list-row{n % 2}"><td class="list-title"><a href="/index.php/ru/{i["id"]}-{i["alias"]}">
{i["title"]}</a></td><td class="list-date small">{i["shown"][:10]}</td><td class="list-hits">{100 + n}</td></tr>"""
            for n, i in enumerate(items)
        )
        return html(
            f"""<body><div class="category-list"><h2>Общественные слушания</h2><form id="adminForm"><table
class="category table"><thead><tr><th>Заголовок</th><th>Дата</th></tr></thead><tbody>{rows}</tbody></table></form>
</div></body>""",
            "Общественные слушания",
        )
    for item in items:
        if path == f"/index.php/ru/{item['id']}-{item['alias']}":
            return html(
                f"""<body><div class="item-page"><h2>{item["title"]}</h2><dl class="article-info">
<dd class="create">Создано: {item["shown"]}</dd></dl>{item["html"]}</div><div>Сегодня 30.11.2017</div></body>""",
                item["title"],
            )
    return None


def ecokarta(data: dict[str, Any], path: str) -> Answer | None:
    hearings = data["hearing"]
    two = data.get("variant") == 2
    if path == data["ecokarta"]["list"] and two:
        rows = "".join(
            f"<tr><td>{n}</td><td><a href='https://ecokarta.kz/public_hear/show/{h['number']}'>{h['title']}</a></td></tr>"
            for n, h in enumerate(hearings, 1)
        )
        return html(f"<body><table class='table'>{rows}</table></body>", "Экокарта")
    if path == data["ecokarta"]["list"]:
        rows = "".join(
            f'<div class="col-md-4"><a href="/public_hear/show/{h["number"]}">{h["title"]}</a></div>' for h in hearings
        )
        menu = '<a href="/">Карта</a><a href="/about">О нас</a>'
        return html(f'<body>{menu}<div class="container"><h2>Общественные слушания</h2>{rows}</div></body>', "Экокарта")
    for hearing in hearings:
        if path == f"/public_hear/show/{hearing['number']}":
            title = hearing["title"]
            if two:
                return html(
                    f"<body><h2>{title}</h2><p><small>{hearing['posted']}</small></p><div>{hearing['html']}</div></body>",
                    title,
                )
            return html(
                f"""<body><ol class="breadcrumb"><li><a href="/public_hear">Общественные слушания</a></li>
<li>{title}</li></ol><div class="container"><h1>{title}</h1><h3>{title}</h3>
<span class="date">{hearing["posted"]}</span><div class="text">{hearing["html"]}</div></div>
<footer>ecokarta.kz 2019</footer></body>""",
                title,
            )
    return None


def almaty(data: dict[str, Any], path: str, query: str) -> Answer | None:
    for link in data.get("link", []):
        if link["href"] == path:
            kind = "scan" if link.get("scan") else "pdf"
            return 200, MEDIA_TYPES[kind], made(kind, link.get("text", ""))
    if f"{path}?{query}" != data.get("almaty_page", {}).get("path"):
        return None
    links = "".join(f'<p><a href="{quote(link["href"])}">{link["html"]}</a></p>' for link in data["link"])
    return html(
        f"""<body><table><tr><td class="head">{data["almaty_page"]["clock"]}, 20:00</td></tr><tr><td class="menu">
<a href="page.php?page_id=1&lang=1">Акимат</a></td><td class="content"><h3>Общественные слушания</h3>{links}</td>
</tr></table></body>""",
        "Алматы",
    )


KINDS = {
    "meeting": "/Public/PubHearings/PublicHearingDetail",
    "discussion": "/Disscusion/DisPublic/PublicHearingDetail",
}


def portal(data: dict[str, Any], path: str, query: dict[str, list[str]]) -> Answer | None:
    cards = data["card"]
    listed = {data["portal"]["list"]: "meeting", data["portal"].get("discussions"): "discussion"}.get(path)
    if listed:
        rows = "".join(
            f'<tr><td>{c["registration"]}</td><td><a href="{KINDS[listed]}?hearingId={c["number"]}">{c["project"]}'
            f"</a></td><td>{c['when']}</td></tr>"
            for c in cards
            if c["type"] == listed
        )
        return html(f'<body><table class="table"><tbody>{rows}</tbody></table></body>', "Общественные слушания")
    for number, card in enumerate(cards):
        if path == KINDS[card["type"]] and query.get("hearingId") == [str(card["number"])]:
            return html(f"<body>{''.join(_card(card, number))}</body>", "Карточка")
        if path.endswith(f"/LoadFile/{7000 + number}"):
            return 200, "application/pdf", made("pdf", card["protocol_text"])
    return None


def _card(card: dict[str, Any], number: int) -> Iterator[str]:
    """The labels in their printed order; the portal numbers some of them twice."""

    def row(label: str, value: str) -> str:
        return f'<div class="row"><div class="col-md-4"><b>{label}</b></div><div class="col-md-8">{value}</div></div>'

    meeting = card["type"] == "meeting"
    ground = card.get("ground", "проекты, перечисленные в подпунктах 2) статьи 87 Кодекса")
    folder = "/Public/PubHearings" if meeting else "/Disscusion/DisHearings"
    yield "<h4>"
    yield (
        "Объявление общественных слушаний в форме открытых собраний"
        if meeting
        else "Форма протокола общественных слушаний посредством публичных обсуждений"
    )
    yield "</h4>"
    yield row("№ регистрации:", card["registration"])
    yield row("По проекту:", card["project"])
    yield row("Основание общественных слушаний:", "Проведение оценки воздействия" if meeting else ground)
    yield row("1. Инициатор:", card["initiator"])
    yield row("1.1. БИН\\ИИН:" if card["slashes"] else "1.1. БИН:", card["bin"])
    yield row("1.2. Представитель:", "")
    yield row("1.3. Контакты:", "office@example.kz; ;")
    if meeting:
        yield row("2. Место и время проведения", card["when"].replace(":", ""))
        yield row("2.1. Дата-время проведения:", card["when"])
        yield row("1.2. Место проведения:", card["place"])
        yield row("1.3. Ссылка на онлайн подключение:", "")
        yield row("1.4. Описание для подключения к онлайн трансляции:", card["invite"])
        yield row("3. Общественные слушания организованны:", card["organiser"])
        yield row("4. Повестка дня общественных слушаний:", f"Обсуждение материалов: {card['project']}")
    else:
        yield row("2. Период проведения общественных слушаний:", card["when"])
        yield row("3. Наименование уполномоченного органа,<br>в адрес которого направлены материалы:", "РГП на ПХВ")
        territory = f"<tr><th>№</th><th>Территория</th></tr><tr><td>1</td><td>{card['place']}</td></tr>"
        yield f"<h5>4.1. Территория воздействия:</h5><table>{territory}</table>"
    yield "<h5>Протокол слушания</h5><table><tr><th>Наименование файла</th><th>Размер</th></tr>"
    if "protocol" in card:
        link = f'<a href="{folder}/LoadFile/{7000 + number}">{card["protocol"]}</a>'
        yield f"<tr><td>{link}</td><td>0,36 МБ</td></tr>"
    yield "</table>"
