import pytest
from OpenSSL import SSL
from scrapy import exceptions
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import ResponseNeverReceived

from hearings.health import Cause
from hearings.network import cause_of


def caused(error: Exception, by: Exception) -> Exception:
    error.__cause__ = by
    return error


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (exceptions.CannotResolveHostError("no such host"), Cause.DNS),
        (exceptions.DownloadTimeoutError("Getting x took longer than 90 seconds."), Cause.TIMEOUT),
        (exceptions.DownloadConnectionRefusedError("refused"), Cause.UNREACHABLE),
        (exceptions.DownloadFailedError("lost"), Cause.UNREACHABLE),
        (exceptions.DownloadCancelledError("Cancelling download of x: expected size larger than max"), Cause.TOO_LARGE),
        (exceptions.IgnoreRequest("Forbidden by robots.txt"), Cause.ROBOTS),
        (exceptions.IgnoreRequest("max redirections reached"), Cause.REDIRECT_LOOP),
        (exceptions.IgnoreRequest("Filtered offsite request to '10.0.0.1'"), Cause.OFFSITE),
        (HttpError(Response("https://x.kz", status=503), "Ignoring non-200 response"), Cause.HTTP_ERROR),
        (ConnectionLost(), Cause.UNREACHABLE),
        (KeyError("title"), Cause.INTERNAL),
    ],
)
def test_each_failure_has_its_cause(error: Exception, cause: Cause) -> None:
    assert cause_of(error)[0] is cause


def test_a_bad_certificate_is_found_behind_twisted_and_scrapy() -> None:
    refused = Failure(SSL.Error([("SSL routines", "", "certificate verify failed")]))  # type: ignore[no-untyped-call]
    tls = ResponseNeverReceived([refused])  # type: ignore[no-untyped-call]
    cause, detail = cause_of(caused(exceptions.DownloadFailedError("response never received"), tls))
    assert cause is Cause.TLS
    assert "certificate verify failed" in detail


def test_the_status_is_told() -> None:
    assert "503" in cause_of(HttpError(Response("https://x.kz", status=503), "x"))[1]


def test_an_error_that_knows_its_cause_is_believed() -> None:
    error = RuntimeError("not in the archive")
    error.cause = Cause.NOT_IN_ARCHIVE  # type: ignore[attr-defined]
    assert cause_of(error) == (Cause.NOT_IN_ARCHIVE, "not in the archive")


def test_details_are_short_even_where_the_error_is_not() -> None:
    assert len(cause_of(exceptions.DownloadFailedError("x" * 10_000))[1]) < 400


def test_the_contact_setting_cannot_open_a_header_of_its_own() -> None:
    from hearings.manners import ContactMiddleware

    request = Request("https://x.kz")
    ContactMiddleware("hearing-monitor/0.1", "monitor@example.kz\r\nX-Evil: 1").process_request(request)
    assert request.headers["User-Agent"] == b"hearing-monitor/0.1 (+monitor@example.kz X-Evil: 1)"
