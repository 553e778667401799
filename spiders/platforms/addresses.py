"""Addresses: one form for all spellings of the same address, and which of them lead to files."""

from __future__ import annotations

import re
from posixpath import basename, splitext
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

IMAGE_TYPES = frozenset({"jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp"})
FILE_TYPES = IMAGE_TYPES | {
    *("pdf", "doc", "docx", "docm", "dot", "odt", "rtf", "txt", "xls", "xlsx", "ods", "ppt", "pptx", "zip", "rar", "7z")
}
_FILE_FOLDERS = re.compile(r"/(?:uploads?|files?|download|loadfile|attachments?)/", re.IGNORECASE)
# Scripts that hand out files: `/download?id=3`, `?download=58:protokol`, `getfile.php`.
_FILE_SCRIPT = re.compile(
    r"/(?:download|get-?file|load-?file)(?:\.\w+)?/?(?:\?|$)|[?&](?:download|get-?file|file(?:_?id)?|attachment(?:_?id)?)=",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(rf"\.(?:{'|'.join(sorted(FILE_TYPES))})\b[^.]{{0,20}}$", re.IGNORECASE)
_NOISE = re.compile(
    r"utm_\w+|fbclid|gclid|yclid|_openstat|phpsessid|(?:asp\.net_)?sessionid|jsessionid|sid|token|amp|tmpl|print|_|hitcount",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";[a-z]*session(?:id)?=[^/]*", re.IGNORECASE)
_SCHEMES = ("http", "https")


def canonical(url: str) -> str:
    """Identity of an address within its site: without scheme, `www.`, `/index.php`, `/amp`, closing slash, fragment,
    tracking parameters and session; parameters sorted, escapes spelled one way."""
    parts = urlsplit(url.strip())
    path = _SESSION_IN_PATH.sub("", unquote(parts.path))
    path = re.sub(r"/{2,}", "/", path)
    path = re.sub(r"^/index\.php(?=/|$)", "", path, flags=re.IGNORECASE)
    path = re.sub(r"/amp/?$|/+$", "", path, flags=re.IGNORECASE)
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _NOISE.fullmatch(name)
    ]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{quote(path, safe='/:@!$&()*+,=~-._')}{query}"


def extension(url: str) -> str:
    """Type of the file that an address names, in lower case without the dot; empty if it names none."""
    suffix = splitext(unquote(urlsplit(url).path).rstrip())[1][1:].lower()
    return suffix if suffix in FILE_TYPES else ""


def is_file(url: str) -> bool:
    """Whether an address leads to a file rather than to a page, as far as the address tells."""
    parts = urlsplit(url)
    if parts.scheme not in (*_SCHEMES, ""):
        return False
    asked = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return bool(extension(url) or _FILE_FOLDERS.search(parts.path) or _FILE_SCRIPT.search(asked))


def is_file_name(text: str) -> bool:
    """Whether the words of a link are, or end with, the name of a file («Протокол.docx (25 КБ)»)."""
    return _FILE_NAME.search(text.rstrip()) is not None


def is_image(url: str) -> bool:
    return extension(url) in IMAGE_TYPES


def is_web(url: str) -> bool:
    return urlsplit(url).scheme in _SCHEMES


def last_segment(url: str) -> str:
    """The file name in an address."""
    return unquote(basename(urlsplit(url).path.rstrip("/")))
