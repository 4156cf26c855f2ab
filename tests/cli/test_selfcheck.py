"""The self-check tries again where people would, and never until something that should be refused is accepted."""

from __future__ import annotations

import pytest

from hadir.cli.selfcheck import _Act, _line, _played


@pytest.mark.parametrize(
    ("hope", "outcomes", "ends", "tries"),
    [
        ("accepted", ["accepted_outside_window"], "accepted_outside_window", 1),
        ("accepted", ["presentation_suspected", "accepted"], "accepted", 2),
        ("accepted", ["not_matched"] * 4, "not_matched", 3),
        ("not_matched", ["flat_picture", "not_matched"], "not_matched", 2),
        ("not_matched", ["accepted", "not_matched"], "accepted", 1),
        ("not_matched", ["flat_picture", "accepted", "not_matched"], "accepted", 2),
    ],
)
def test_tries(hope: str, outcomes: list[str], ends: str, tries: int) -> None:
    left = iter(outcomes)
    act = _Act("Absen", hope, lambda: (next(left), 10))
    result = _played(act)
    assert (result.outcome, result.tries) == (ends, tries)
    assert ("percobaan ke-" in _line(act, result)) == (tries > 1)
    assert ("GAGAL" in _line(act, result)) == (not ends.startswith(hope))
