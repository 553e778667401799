"""A small site on loopback and a small Scrapy project that crawls it, for the tests of archive and replay."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = "<p>Қоғамдық тыңдау</p>".encode() * 20
REFUSED = "http://127.0.0.1:1/"  # nobody listens there


class Site:
    """Counts what it is asked; `waiting` is set when somebody asks for /slow, which never answers before the end."""

    def __init__(self) -> None:
        site = self
        self.asked: Counter[str] = Counter()
        self.waiting = threading.Event()
        self.ended = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked[self.path] += 1
                status, headers, body = site.answer(self.path)
                if site.ended.is_set():
                    return
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if status != 304:
                    self.wfile.write(body)

            def do_POST(self) -> None:
                site.asked[self.path] += 1
                body = b"you said " + self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        html = {"Content-Type": "text/html; charset=utf-8"}
        match path:
            case "/robots.txt":
                return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private\n"
            case "/page":
                return 200, {**html, "Content-Encoding": "gzip", "ETag": '"1"'}, gzip.compress(PAGE, mtime=0)
            case "/redirect":
                return 302, {"Location": "/page"}, b""
            case "/flaky":
                good = self.asked[path] > 1
                return (200, html, b"recovered") if good else (500, html, b"broken")
            case "/unchanged":
                return 304, {"ETag": '"1"'}, b""
            case "/counter":
                return 200, html, b"asked %d" % self.asked[path]
            case "/slow":
                self.waiting.set()
                self.ended.wait(60)
                return 200, html, b"late"
        return 404, html, b"no such page"


@contextmanager
def running() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.ended.set()
        site.server.shutdown()
        site.server.server_close()
        thread.join()


SETTINGS = """
import os
BOT_NAME = "small"
SPIDER_MODULES = ["small_spiders"]
COMMANDS_MODULE = "hearings.commands"
HEARINGS_ARCHIVE = os.environ.get("HEARINGS_ARCHIVE", "archive")
HEARINGS_NOW = os.environ.get("HEARINGS_NOW", "")
EXTENSIONS = {"hearings.archive.ArchiveExtension": 10}
DOWNLOADER_MIDDLEWARES = {"hearings.archive.FailureRecorder": 990}
ITEM_PIPELINES = {"pipelines.archive.ArchivePipeline": 10}
ROBOTSTXT_OBEY = True
TELNETCONSOLE_ENABLED = False
CONCURRENT_REQUESTS = 1
RETRY_TIMES = 1
LOG_LEVEL = "ERROR"
"""

SPIDER = '''
import json
import os
from datetime import date

from scrapy import Request, Spider

import hearings.archive
from hearings.clock import Clock
from hearings.network import cause_of


class Small(Spider):
    """Asks for what it is told (`ask`, blanks between) and puts down what it gets."""

    name = "small"

    class Source:
        def hosts(self):
            return ("127.0.0.1",)

    sources = (Source(),)

    def __init__(self, site="", ask="", since="", until="", **kwargs):
        super().__init__(**kwargs)
        self.site, self.ask, self.readings = site, ask.split(), []
        self.since = date.fromisoformat(since) if since else None
        self.until = date.fromisoformat(until) if until else None
        self.got, self.captured, self.written = [], [], []

    @classmethod
    def from_crawler(cls, crawler, *args, **kwargs):
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.clock = Clock.from_setting(crawler.settings["HEARINGS_NOW"])
        crawler.signals.connect(spider.a_capture, signal=hearings.archive.captured)
        return spider

    async def start(self):
        for number, what in enumerate(self.ask):
            method, _, rest = what.rpartition("!")
            url = rest if "://" in rest else self.site + rest
            body = method.encode()
            yield Request(url, self.parse, method="POST" if body else "GET", body=body, errback=self.failed,
                          headers={"Cookie": "secret=1", "Authorization": "Basic secret"}, dont_filter=True,
                          meta={"handle_httpstatus_list": [304, 404, 500]},
                          priority=-number)

    def parse(self, response):
        self.put_down(response.request, status=response.status, body=response.text)

    def failed(self, failure):
        self.put_down(failure.request, failure=str(cause_of(failure.value)[0]), words=str(failure.value))

    def put_down(self, request, **fields):
        captures, moment = request.meta.get("captures", []), request.meta.get("captured_at")
        self.got.append({"url": request.url, "captures": captures, "at": moment and moment.isoformat(),
                         "now": self.clock.now().isoformat(), **fields})

    def a_capture(self, capture):
        self.captured.append(capture)

    def closed(self, reason):
        extension = self.crawler.get_extension(hearings.archive.ArchiveExtension)
        result = {"reason": reason, "mode": extension.mode, "run": extension.run_id, "got": self.got,
                  "since": str(self.since), "captured": [c.id for c in self.captured],
                  "unwritten": sum(bool(c.written.done() and c.written.exception()) for c in self.captured),
                  "runs": [c.run for c in self.captured]}
        with open(os.environ["SMALL_RESULT"], "a") as file:
            file.write(json.dumps(result) + "\\n")
'''

RUN = """
import errno
import os
import sys

import hearings.archive.writer as writer
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

full_after = int(os.environ.get("SMALL_FULL_AFTER", "0"))
if full_after:
    write_whole = writer.write_whole

    def write_until_full(file, data):
        global full_after
        full_after -= 1
        if full_after < 0:
            file.write(data[:10])
            raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(file, data)

    writer.write_whole = write_until_full

process = AsyncCrawlerProcess(get_project_settings())
process.crawl("small", **dict(a.split("=", 1) for a in sys.argv[1:]))
process.start()
"""


class Project:
    """The small project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = folder / "archive"
        self.result = folder / "result.jsonl"
        files = {
            "scrapy.cfg": "[settings]\ndefault = small_settings\n",
            "small_settings.py": SETTINGS,
            "small_spiders.py": SPIDER,
            "run.py": RUN,
        }
        for name, text in files.items():
            (folder / name).write_text(text)

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        paths = os.pathsep.join((str(self.folder), str(ROOT)))
        variables = {**os.environ, "PYTHONPATH": paths, "SMALL_RESULT": str(self.result), **environment}
        return subprocess.Popen(  # noqa: S603  # this interpreter, on files of the test
            [sys.executable, *command],
            cwd=self.folder,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *command: str, **environment: str) -> tuple[int, str, list[dict[str, Any]]]:
        """Exit code, what it said, and what its spiders put down when they were closed."""
        self.result.unlink(missing_ok=True)
        process = self.start(*command, **environment)
        said, _ = process.communicate(timeout=60)
        lines = self.result.read_text().splitlines() if self.result.exists() else []
        return process.returncode, said, [json.loads(line) for line in lines]

    def crawl(self, site: Site, *ask: str, **environment: str) -> dict[str, Any]:
        """What the spider put down."""
        _, said, results = self.run("run.py", f"site={site.url}", f"ask={' '.join(ask)}", **environment)
        assert results, said
        return results[0]

    def replay(self, path: Path, site: Site, *ask: str, options: tuple[str, ...] = ()) -> tuple[int, str, list[Any]]:
        arguments = ("-a", f"site={site.url}", "-a", f"ask={' '.join(ask)}")
        return self.run("-m", "scrapy", "replay", str(path), *options, *arguments)
