"""From what went wrong on the wire to a cause that an operator understands."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy import exceptions
from scrapy.spidermiddlewares.httperror import HttpError

from hearings.health import Cause

_BY_TYPE: tuple[tuple[type[BaseException], Cause], ...] = (
    (exceptions.CannotResolveHostError, Cause.DNS),
    (exceptions.DownloadTimeoutError, Cause.TIMEOUT),
    (exceptions.DownloadCancelledError, Cause.TOO_LARGE),
    (exceptions.DownloadConnectionRefusedError, Cause.UNREACHABLE),
    (exceptions.UnsupportedURLSchemeError, Cause.OFFSITE),
)
# Scrapy tells these three apart only by the words of an IgnoreRequest.
_BY_WORDS = (
    ("robots.txt", Cause.ROBOTS),
    ("max redirections", Cause.REDIRECT_LOOP),
    ("offsite", Cause.OFFSITE),
    ("exceeded", Cause.TOO_LARGE),
)
_TLS_WORDS = ("certificate", "ssl", "tls", "handshake")


def cause_of(error: BaseException) -> tuple[Cause, str]:
    """The cause of a failed request, and what happened in words (English, for operators; never a page's text)."""
    own = getattr(error, "cause", None)
    if isinstance(own, Cause):
        return own, str(error)
    if isinstance(error, HttpError):
        return Cause.HTTP_ERROR, f"the server answered HTTP {error.response.status}"
    if isinstance(error, exceptions.IgnoreRequest):
        words = str(error).lower()
        return next((cause for sign, cause in _BY_WORDS if sign in words), Cause.INTERNAL), str(error)
    # Twisted wraps the error of the TLS layer once or twice before Scrapy wraps that.
    causes = list(_chain(error))
    described = _described(causes)
    if any(_is_tls(e) for e in causes):
        return Cause.TLS, described
    for kind, cause in _BY_TYPE:
        if isinstance(error, kind):
            return cause, described
    if isinstance(error, exceptions.DownloadFailedError | exceptions.ResponseDataLossError | OSError):
        return Cause.UNREACHABLE, described
    module = type(error).__module__
    return (Cause.UNREACHABLE if module.startswith("twisted.internet") else Cause.INTERNAL), described


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what caused it, and the reasons that Twisted keeps in a list."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [current.__cause__, *(getattr(r, "value", None) for r in getattr(current, "reasons", None) or [])]


def _is_tls(error: BaseException) -> bool:
    name = f"{type(error).__module__}.{type(error).__name__}".lower()
    return name.startswith(("openssl.ssl.", "service_identity.")) or any(w in str(error).lower() for w in _TLS_WORDS)


def _described(errors: list[BaseException]) -> str:
    """What the errors say, the wrapped ones only where they add something; the name of the type where nothing."""
    said: list[str] = []
    for error in errors:
        text = " ".join(str(error).split())
        if text and not any(text in earlier for earlier in said):
            said.append(text)
    return "; ".join(said)[:300] or type(errors[0]).__name__
