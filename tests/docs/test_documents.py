"""Documents hold together: links lead somewhere, decisions are listed, the front page stays one screenful."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
DECISIONS = ROOT / "docs" / "adr"


def _prose(page: Path) -> str:
    """Without code, where brackets mean something else."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def _anchors(page: Path) -> set[str]:
    """As GitHub makes them from headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _links() -> list[tuple[Path, str]]:
    found = [(page, target) for page in PAGES for target in LINK.findall(_prose(page))]
    return [(page, target) for page, target in found if not target.startswith(("http:", "https:", "mailto:"))]


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    lost = []
    for target in (target for source, target in _links() if source == document):
        path, _hash, anchor = target.partition("#")
        aim = (document.parent / path).resolve() if path else document
        if not aim.is_relative_to(ROOT) or not aim.exists() or (anchor and anchor not in _anchors(aim)):
            lost.append(target)
    assert not lost


def test_there_are_links_to_look_at() -> None:
    assert len(_links()) > 30


def test_the_front_page_is_one_screenful() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 60


def test_every_page_can_be_reached_from_the_front_page() -> None:
    reached, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = (target.partition("#")[0] for source, target in _links() if source == page)
        todo += [aim for aim in ((page.parent / target).resolve() for target in targets) if aim.suffix == ".md"]
    assert set(PAGES) <= reached


def test_every_decision_is_listed_once() -> None:
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (DECISIONS / "README.md").read_text(encoding="utf-8"))
    assert listed == sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))


def test_no_two_decisions_share_a_number() -> None:
    numbers = [path.name[:4] for path in DECISIONS.glob("[0-9]*.md")]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("decision", sorted(DECISIONS.glob("[0-9]*.md")), ids=lambda decision: decision.stem)
def test_a_decision_says_why_and_how_to_undo_it(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    assert text.startswith(f"# {decision.name[:4]} ")
    for part in ("**Context.**", "**Decision.**", "**Consequences.**", "**To undo.**"):
        assert part in text


def test_decisions_named_in_the_code_exist() -> None:
    sources = [*(ROOT / "hadir").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "pyproject.toml"]
    named = {number for path in sources for number in re.findall(r"\bADR (\d{4})\b", path.read_text(encoding="utf-8"))}
    assert named
    assert named <= {path.name[:4] for path in DECISIONS.glob("[0-9]*.md")}
