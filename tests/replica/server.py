"""The replica on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.replica.answers import Answer, Asked, as_page
from tests.replica.replica import Replica

# Names the address that was meant: the handler of the tests sends it along.
ASKED_FOR = "X-Asked-For"


@contextmanager
def serving(replica: Replica, port: int = 0) -> Iterator[int]:
    """Serve on loopback; gives the port."""
    server = _Server(replica, port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, replica: Replica, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.replica = replica

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # the name that http.server looks for
        self._respond()

    do_POST = do_GET  # noqa: N815
    do_HEAD = do_GET  # noqa: N815

    def _respond(self) -> None:
        url = self.headers.get(ASKED_FOR) or f"http://{self.headers.get('Host')}{self.path}"
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            answer = self.server.replica.answer(Asked(url, self.command, body, headers))
        except Exception as error:  # noqa: BLE001  # whatever it is, the test shall see it
            answer = as_page(f"<html><body>replica: {type(error).__name__}: {error}</body></html>", 599)
        with suppress(ConnectionError):
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def version_string(self) -> str:
        return "replica"

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.server.replica.as_of.astimezone(UTC), usegmt=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that http.server uses
        """Quiet."""
