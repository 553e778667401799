"""Reading files beside the crawl: each in a process of its own, so that a hostile file costs only itself."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from hearings.documents.extracted import Extracted, Limits, State
from hearings.documents.kinds import kind_of

# The child gets the parent's import path as it is, which may hold the egg of a deployed project.
_CHILD = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from hearings.documents.worker import main; main()"
_GRACE = 15.0  # seconds that the child has, over its own limit, to say what it read


class Extractor:
    """Reads files in child processes, at most `workers` at a time.

    A child is started for each file: that takes a fraction of a second, far less than the pause between two requests,
    and leaves nothing behind. No process and no thread exists before the first file. Safe beside a running reactor:
    children are plain programs, not forks of it.
    """

    def __init__(self, limits: Limits | None = None, workers: int = 2) -> None:
        self.limits = limits or Limits()
        self.workers = workers
        self._threads: ThreadPoolExecutor | None = None
        self._children: set[subprocess.Popen[bytes]] = set()

    async def extract(self, body: bytes, *, name: str = "", media_type: str = "") -> Extracted:
        """The text of a file, as `hearings.documents.extract` gives it, within the limits of time and memory."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="documents")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self.extract_now, body, name, media_type)

    def extract_now(self, body: bytes, name: str = "", media_type: str = "") -> Extracted:
        """The same, waiting for it."""
        if len(body) > self.limits.file_bytes:
            reason = f"{len(body)} bytes; files up to {self.limits.file_bytes} are read"
            return Extracted(kind_of(body[: 2**20]), state=State.TOO_LARGE, reason=reason)
        request = {"limits": asdict(self.limits), "name": name, "media_type": media_type}
        path = [entry or str(Path.cwd()) for entry in sys.path]
        child = subprocess.Popen(  # noqa: S603 - our own interpreter with our own code
            [sys.executable, "-c", _CHILD, json.dumps(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._children.add(child)
        try:
            answer, complaint = child.communicate(
                json.dumps(request).encode() + b"\n" + body, self.limits.seconds + _GRACE
            )
        except subprocess.TimeoutExpired:
            return Extracted(
                _kind(body), state=State.TIMEOUT, reason=f"not read within {self.limits.seconds:.0f} seconds"
            )
        finally:
            _end(child)
            self._children.discard(child)
        return _result(body, child.returncode, answer, complaint)

    def close(self) -> None:
        """End what is still being read. The extractor can be used again afterwards."""
        for child in tuple(self._children):
            _end(child)
        if self._threads:
            self._threads.shutdown(wait=True, cancel_futures=True)
            self._threads = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and the programs that it started (they share its session), unless it has ended by itself."""
    if child.poll() is None:
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            child.kill()
        child.communicate()


def _result(body: bytes, code: int, answer: bytes, complaint: bytes) -> Extracted:
    if code == 0:
        found = json.loads(answer)
        return Extracted(
            **{**found, "state": State(found["state"])} | {key: tuple(found[key]) for key in ("quality", "members")}
        )
    said = complaint.decode("utf-8", "replace").strip()
    if "MemoryError" in said:
        return Extracted(_kind(body), state=State.TOO_LARGE, reason="reading it needs too much memory")
    if code == -signal.SIGXCPU:
        return Extracted(_kind(body), state=State.TIMEOUT, reason="reading it needs too much time")
    if "No module named 'hearings" in said:
        raise RuntimeError(f"the reading process cannot import the project: {said[-500:]}")
    reason = f"its reader ended with signal {-code}" if code < 0 else f"its reader ended with {code}: {said[-200:]}"
    return Extracted(_kind(body), state=State.DAMAGED, reason=reason)


def _kind(body: bytes) -> str:
    """The kind of a file that broke its reader: told from its start only."""
    return kind_of(body[:4096])
