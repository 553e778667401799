"""The corpora of date phrases are read exactly."""

import pytest

from tests.corpus_report import Row, corpus


@pytest.mark.parametrize("row", corpus(), ids=lambda row: row.name)
def test_phrase_is_read_exactly(row: Row) -> None:
    assert row.found() == row.mentions, row.phrase


def test_corpus_is_large_and_holds_phrases_that_must_give_nothing() -> None:
    rows = corpus()
    assert len(rows) > 700
    assert sum(not row.mentions for row in rows) > 200
