"""The process in which one file is read: it limits itself, takes the file from standard input, prints the result."""

import json
import os
import resource
import sys
from dataclasses import asdict

from hearings.documents.extracted import Limits
from hearings.documents.reading import extract


def main() -> None:
    """Read `{"limits": …, "name": …, "media_type": …}` on a line and then the file; print the result as JSON.

    Libraries that print to standard output must not disturb the answer: it goes through a copy of the descriptor.
    """
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    asked = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**asked["limits"])
    _limit(resource.RLIMIT_AS, limits.memory_bytes)
    _limit(resource.RLIMIT_CPU, int(limits.seconds) + 5)
    _limit(resource.RLIMIT_CORE, 0)
    body = sys.stdin.buffer.read()
    found = extract(body, name=asked["name"], media_type=asked["media_type"], limits=limits)
    answer.write(json.dumps(asdict(found)).encode())
    answer.close()


def _limit(what: int, value: int) -> None:
    """Lower a limit of this process, never above what the system allows."""
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(what, (value, value if what == resource.RLIMIT_CORE else hard))
