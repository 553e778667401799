"""What all tests share."""

import pytest

from tests.corpus_report import summary


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Close with the share of the corpus that the date reader reads exactly."""
    terminalreporter.write_line(summary())
