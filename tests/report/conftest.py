"""The invented school's reports, made once."""

from __future__ import annotations

import pytest

from tests.report.reports import Report, report_of
from tests.report.school import make


@pytest.fixture(scope="session")
def school() -> Report:
    """6 classes, 150 students, in English."""
    return report_of(*make())


@pytest.fixture(scope="session")
def chinese() -> Report:
    """The same, in Chinese."""
    return report_of(*make(language="zh"))


@pytest.fixture(scope="session")
def counted() -> Report:
    """6 classes of which only the numbers are known, without dates."""
    return report_of(*make(counted=True, dated=False))
