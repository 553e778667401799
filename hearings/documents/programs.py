"""Calling other programs: never through a shell, with a time limit, in a folder that disappears."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from hearings.documents.extracted import State, UnreadableError

_MOST_OUTPUT = 20_000_000


def find(*names: str) -> str | None:
    """The path of the first of these programs that is installed."""
    return next((path for name in names if (path := shutil.which(name))), None)


def run(command: Sequence[str], *, given: bytes = b"", seconds: float, folder: Path | None = None) -> bytes:
    """What the program prints. Raises `UnreadableError` where it fails or takes too long."""
    name = Path(command[0]).name
    if seconds <= 0:
        raise UnreadableError(State.TIMEOUT, f"no time left for {name}")
    try:
        done = subprocess.run(  # noqa: S603 - a list of arguments, no shell; names of files are our own
            command,
            input=given,
            capture_output=True,
            timeout=seconds,
            cwd=folder,
            env={**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableError(State.TIMEOUT, f"{name} took more than {seconds:.0f} seconds") from None
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise UnreadableError(State.UNSUPPORTED, f"{name} cannot be started: {error}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()[-200:]
        raise UnreadableError(State.DAMAGED, f"{name} ended with {done.returncode}: {said}")
    return done.stdout[:_MOST_OUTPUT]
