from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.security.rows import Rows, fill


@pytest.fixture
def rows(cast: Cast) -> Rows:
    """Attendance, faces, evidence and notices of Budi (Setda) and Dedi (Dinkes)."""
    return fill(cast)
