"""JSON shape and HTML reports of both studies."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from hadir.faceengine.evaluation import report, study
from hadir.faceengine.evaluation.inputs import Frame, Pair, Photo
from hadir.faceengine.evaluation.measured import Embeddings, Measured
from hadir.faceengine.evaluation.page import Context
from hadir.faceengine.evaluation.scores import unit

CONTEXT = Context("test/1", "2026-01-31", "hadir face evaluate --images <foto>", "Test CPU, 2 cores", "made up")


def recognised(noise: float = 0.6) -> study.Recognition:
    """12 people of 9 images each; one image gave no face."""
    rng = np.random.default_rng(0)
    photos, measured = [], []
    for person in range(12):
        centre = rng.normal(size=24)
        for number in range(9):
            name = f"p{person}/{number}.jpg"
            vector = unit((centre + noise * rng.normal(size=24))[None].astype(np.float32))[0]
            photos.append(Photo(name, Path(name), f"p{person}"))
            measured.append(Measured(None, Embeddings(vector, vector), unfit=("blurred",) if number == 8 else ()))
    measured[0] = Measured("no_face")
    pairs = [Pair(f"p{n}/1.jpg", f"p{n}/2.jpg", True) for n in range(12)]
    pairs += [Pair(f"p{n}/1.jpg", f"p{(n + 1) % 12}/2.jpg", False) for n in range(12)]
    return study.recognition(photos, measured, pairs)


def judged() -> study.Presentation:
    rng = np.random.default_rng(1)
    frames, measured = [], []
    for label, centre in (("real", 0.9), ("print", 0.2), ("<replay>", 0.4)):
        for number in range(30):
            frames.append(Frame(f"{label}{number}", Path("x"), label, f"s{number % 5}", "1"))
            measured.append(Measured(None, bona_fide=float(np.clip(rng.normal(centre, 0.15), 0, 1))))
    measured[5] = Measured("no_face")
    return study.presentation(frames, measured, 0.5)


def test_recognition_json_has_the_promised_keys() -> None:
    figures = json.loads(json.dumps(study.recognition_json(recognised())))

    assert (figures["n_subjects"], figures["n_images"], figures["n_failed"]) == (12, 108, 1)
    assert 0.5 < figures["accuracy"] <= 1.0
    for shape in (figures["fmr"], figures["averaged"]):
        assert list(shape) == ["1e-3", "1e-4", "1e-5"]
        for point in shape.values():
            assert {"threshold", "fnmr", "fnmr_ci"} <= set(point)
            assert point["fnmr_ci"][0] <= point["fnmr"] <= point["fnmr_ci"][1]
    assert figures["failures"] == {"no_face": 1}
    assert figures["unfit"] == {"blurred": 12}


def test_accuracy_is_null_without_pairs() -> None:
    photo = Photo("a/1.jpg", Path("x"), "a")
    found = study.recognition([photo], [Measured("no_face")])

    figures = study.recognition_json(found)

    assert figures["accuracy"] is None
    assert figures["failure_to_enrol"] == 1.0


def test_a_pair_with_an_image_that_failed_counts_as_not_matched() -> None:
    """As in a check-in: who gives no embedding is not accepted."""
    vector = np.array([1.0, 0.0], dtype=np.float32)
    other = np.array([0.0, 1.0], dtype=np.float32)
    names = ["a/1", "a/2", "a/3", "b/1"]
    photos = [Photo(name, Path(name), name[0]) for name in names]
    measured = [Measured(None, Embeddings(v, v)) for v in (vector, vector, vector, other)]
    measured[2] = Measured("no_face")
    pairs = [Pair("a/1", "a/2", True)] * 3 + [Pair("a/1", "a/3", True)] + [Pair("a/1", "b/1", False)] * 4

    found = study.recognition(photos, measured, pairs)

    assert found.accuracy is not None
    assert found.accuracy.mean == 7 / 8


def test_pad_json_has_the_promised_keys() -> None:
    figures = json.loads(json.dumps(study.presentation_json(judged())))

    assert {"auc", "threshold", "bpcer", "apcer"} <= set(figures)
    assert set(figures["apcer"]) == {"print", "<replay>"}
    assert figures["n_non_response"] == 1
    assert "acer" not in figures


class Outside(HTMLParser):
    """Collects what a page would fetch, and checks that tags are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.references: list[str] = []
        self.open: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in {"meta", "br", "link", "img"}:
            self.open.append(tag)
        for name, value in attrs:
            if name in {"src", "href", "xlink:href", "data", "action"} and value and not value.startswith("#"):
                self.references.append(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def pages() -> dict[str, str]:
    return {
        "recognition": report.recognition_report(recognised(), CONTEXT),
        "presentation": report.presentation_report(judged(), CONTEXT),
    }


@pytest.mark.parametrize("name", ["recognition", "presentation"])
def test_a_report_fetches_nothing_and_is_well_formed(name: str) -> None:
    page = pages()[name]
    parser = Outside()
    parser.feed(page)

    assert parser.references == []
    assert parser.open == []
    assert "script" not in parser.tags
    assert "@import" not in page
    assert re.findall(r"url\((?!#)", page) == []


@pytest.mark.parametrize(("name", "charts"), [("recognition", 3), ("presentation", 2)])
def test_every_chart_is_described_and_its_inner_links_resolve(name: str, charts: int) -> None:
    page = pages()[name]

    assert page.count("<svg") == charts
    assert page.count('role="img" aria-label="') == charts
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    used = set(re.findall(r"""(?:url\(#|href="#)([^")]+)""", page))
    assert used
    assert used <= set(ids)


@pytest.mark.parametrize("name", ["recognition", "presentation"])
def test_charts_take_their_colours_from_the_page(name: str) -> None:
    page = pages()[name]

    assert "var(--series-1)" in page
    assert "#0102" not in page


def test_a_report_says_engine_date_command_and_counts() -> None:
    page = pages()["recognition"]

    for words in (
        "test/1",
        "2026-01-31",
        "hadir face evaluate --images &lt;foto&gt;",
        "12",
        "p0/0.jpg",
        "no_face",
        "20 seeded",
    ):
        assert words in page


def test_names_from_lists_are_escaped() -> None:
    page = pages()["presentation"]

    assert "<replay>" not in page
    assert "&lt;replay&gt; (APCER)" in page


def test_a_perfect_engine_gets_a_report_too() -> None:
    assert "No false rejects" in report.recognition_report(recognised(noise=0.01), CONTEXT)


def test_one_photo_gets_a_report_too() -> None:
    vector = np.array([1.0, 0.0], dtype=np.float32)
    found = study.recognition([Photo("a/1", Path("x"), "a")], [Measured(None, Embeddings(vector, vector))])

    assert "Not enough images" in report.recognition_report(found, CONTEXT)
