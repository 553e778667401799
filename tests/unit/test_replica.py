"""The replica itself: its files are readable and always the same, its sites stand as of an instant."""

from urllib.request import Request, urlopen

import pytest

from hearings.clock import parse_instant
from hearings.documents import extract
from tests.replica.answers import Asked
from tests.replica.files import docx, pdf
from tests.replica.month import january_posts
from tests.replica.replica import Fault, Replica, sites_of
from tests.replica.server import ASKED_FOR, serving

TEXT = [
    "Қоғамдық тыңдаулар хаттамасы № 3 «Үлгі-Кен» ЖШС",
    ("Дата", "25 января 2018 года, в 11:00"),
    "әғқңөұүһі ӘҒҚҢӨҰҮҺІ",
]
LIST = "https://www.gov.kz/api/v1/public/content-manager/documents?projects=eq:sko&page=0&size=50&lang=ru"


@pytest.mark.parametrize("make", [pdf, docx])
def test_files_hold_their_text_and_are_the_same_each_time(make: object) -> None:
    assert callable(make)
    read = " ".join(extract(make(TEXT)).text.split())
    assert read.replace("Дата:", "Дата") == (
        "Қоғамдық тыңдаулар хаттамасы № 3 «Үлгі-Кен» ЖШС Дата 25 января 2018 года, в 11:00 әғқңөұүһі ӘҒҚҢӨҰҮҺІ"
    )
    assert make(TEXT) == make(TEXT)


def test_sites_stand_as_of_an_instant() -> None:
    posts = january_posts()
    before = Replica(sites_of(posts), parse_instant("2017-12-31T20:00")).answer(Asked(LIST))
    after = Replica(sites_of(posts), parse_instant("2018-01-31T20:00")).answer(Asked(LIST))
    assert len(before.body) < len(after.body)
    assert after.body == Replica(sites_of(january_posts()), parse_instant("2018-01-31T20:00")).answer(Asked(LIST)).body


def test_faults_end_after_the_asked_number_of_times() -> None:
    replica = Replica(
        sites_of(january_posts()), parse_instant("2018-01-31T20:00"), [Fault("error_500", "documents", 1)]
    )
    assert [replica.answer(Asked(LIST)).status for _ in range(2)] == [500, 200]


def test_it_answers_on_loopback_for_the_address_that_was_meant() -> None:
    replica = Replica(sites_of(january_posts()), parse_instant("2018-01-31T20:00"))
    with serving(replica) as port:
        request = Request(f"http://127.0.0.1:{port}/", headers={ASKED_FOR: LIST})
        with urlopen(request, timeout=20) as response:  # noqa: S310
            assert response.headers["Date"] == "Wed, 31 Jan 2018 14:00:00 GMT"
            assert response.read() == replica.answer(Asked(LIST)).body
