"""Deploys the project to a real scrapyd and looks whether it works there.

Builds the egg with scrapyd-client, starts scrapyd on loopback with a password in an empty folder, deploys, schedules
one region against the bundled sample archive, waits for the job, and counts the documents in its database.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tests" / "samples" / "archive-2018-01"
REGION = "aktobe"
USER = "operator"
PATIENCE = 180  # seconds for a job


class CheckFailedError(Exception):
    """Something on the way did not work; the message says what."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A scrapyd of our own: an empty folder, a free port, a new password."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "server"
        self.folder.mkdir()
        self.password = secrets.token_urlsafe(24)
        self.port = free_port()
        self.database = home / "hearings.sqlite3"
        (home / "scrapyd.conf").write_text(
            f"""[scrapyd]
bind_address = 127.0.0.1
http_port = {self.port}
username = {USER}
password = {self.password}
eggs_dir = {home / "eggs"}
logs_dir = {home / "logs"}
dbs_dir = {home / "dbs"}
jobstorage = scrapyd.jobstorage.SqliteJobStorage
poll_interval = 0.5
max_proc = 1
""",
            encoding="utf-8",
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        environment = {
            **os.environ,
            "HEARINGS_DATABASE_URL": f"sqlite:///{self.database}",
            "HEARINGS_ARCHIVE": str(self.home / "archive"),
        }
        # The configuration is found beside the server's folder, which stays empty: anything in it could be
        # taken for one of our packages.
        command = [str(Path(sys.executable).with_name("scrapyd")), "--pidfile="]
        config_home = self.home / "config"
        config_home.mkdir()
        (config_home / ".scrapyd.conf").write_text((self.home / "scrapyd.conf").read_text(encoding="utf-8"))
        environment["HOME"] = str(config_home)
        with (self.home / "scrapyd.log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603
                command, cwd=self.folder, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
            try:
                self.wait_until_up(process)
                yield
            finally:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                process.kill()

    def wait_until_up(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                self.call("daemonstatus.json")
                return
            time.sleep(0.3)
        raise CheckFailedError(f"scrapyd did not start:\n{(self.home / 'scrapyd.log').read_text(errors='replace')}")

    def call(self, what: str, **data: str | list[str]) -> dict[str, Any]:
        body = urlencode(data, doseq=True).encode() if data else None
        request = Request(self.url + what, data=body)  # noqa: S310  # loopback
        request.add_header("Authorization", "Basic " + b64encode(f"{USER}:{self.password}".encode()).decode())
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            result: dict[str, Any] = json.load(answer)
        if result.get("status") == "error":
            raise CheckFailedError(f"{what}: {result.get('message')}")
        return result


def deploy(server: Server) -> None:
    """Build the egg and hand it to the server, as an operator would: `scrapyd-deploy`."""
    config = server.home / "client"
    config.mkdir()
    (config / ".scrapy.cfg").write_text(
        f"[deploy:check]\nurl = {server.url}\nusername = {USER}\npassword = {server.password}\nproject = hearings\n",
        encoding="utf-8",
    )
    result = subprocess.run(  # noqa: S603
        [str(Path(sys.executable).with_name("scrapyd-deploy")), "check"],
        cwd=ROOT,
        env={**os.environ, "HOME": str(config)},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode or '"status": "ok"' not in result.stdout:
        raise CheckFailedError(f"scrapyd-deploy failed:\n{result.stdout}\n{result.stderr}")


def run_job(server: Server) -> str:
    """Schedule the region against the sample archive; the log of the finished job."""
    job = server.call(
        "schedule.json",
        project="hearings",
        spider=REGION,
        setting=[f"HEARINGS_REPLAY={SAMPLE}"],
    )["jobid"]
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if any(j["id"] == job for j in server.call("listjobs.json?project=hearings")["finished"]):
            return (server.home / "logs" / "hearings" / REGION / f"{job}.log").read_text(errors="replace")
        time.sleep(0.5)
    raise CheckFailedError(f"the job did not end within {PATIENCE} s")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            with server.running():
                print(f"scrapyd answers on {server.url} with a password, started in an empty folder")
                deploy(server)
                spiders = server.call("listspiders.json?project=hearings")["spiders"]
                print(f"deployed; {len(spiders)} spiders: {', '.join(spiders)}")
                log = run_job(server)
        except CheckFailedError as failure:
            print(f"deploy check failed: {failure}", file=sys.stderr)
            return 1
        found = count_documents(server)
        if not all(found.values()):
            print(log[-6000:], file=sys.stderr)
            print(f"deploy check failed: {found} in the database of the job", file=sys.stderr)
            return 1
        print(
            f"job of {REGION} ended; in its database: {found['announcement']} announcements, "
            f"{found['protocol']} protocols"
        )
    return 0


def count_documents(server: Server) -> dict[str, int]:
    """Announcements and protocols in the job's database, through the project's own store."""
    sys.path.insert(0, str(ROOT))  # only now: the server must not see our working folder
    from hearings.store import open_store

    if not server.database.exists():
        return {"announcement": 0, "protocol": 0}
    with contextlib.closing(open_store(f"sqlite:///{server.database}")) as store:
        kinds = [document.kind for document in store.documents()]
    return {kind: kinds.count(kind) for kind in ("announcement", "protocol")}


if __name__ == "__main__":
    sys.exit(main())
