"""Stand-alone HTML reports: one file, no script, nothing fetched, readable on paper, in the dark and by ear.

Every chart is followed by the table of its figures; the chart's `figcaption` says in words what to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from hadir.faceengine.evaluation import averaged, charts, pad, page
from hadir.faceengine.evaluation.page import Context
from hadir.faceengine.evaluation.scores import Scores
from hadir.faceengine.evaluation.study import Failure, Presentation, Recognition
from hadir.faceengine.evaluation.verification import REPLICATES, OperatingPoint, Verification

_SHOWN_FAILURES = 50


def recognition_report(study: Recognition, context: Context) -> str:
    """A whole HTML page."""
    parts = [
        page.facts(context, _counts(study)),
        "<h2>One image against one</h2>",
        f"<p>{_SINGLE_PROTOCOL}</p>",
        _points_table("Error rates, one image against one", study.single),
        "<h2>Templates of 5 images against probes of 3</h2>",
        f"<p>{escape(_protocol_averaged())}</p>",
        _points_table("Error rates, averaged", study.averaged),
        "<h2>Detection error trade-off</h2>",
        page.figure(
            charts.det_chart((study.single_scores, study.single), (study.averaged_scores, study.averaged)),
            "False non-match rate against false match rate, both on logarithmic scales. Lower and further left is "
            "better. Dots are the operating points of the tables above.",
        ),
        "<h2>Scores</h2>",
        _score_figure("one image against one", "single", study.single_scores, study.single),
        _score_figure("averaged", "averaged", study.averaged_scores, study.averaged),
        _accuracy(study),
        _failures("Images without an embedding", study.failures),
        f"<h2>How intervals were made</h2><p>{escape(_INTERVALS)}</p>",
    ]
    return page.whole("Face recognition: verification figures", "ISO/IEC 19795-1:2021", parts)


def presentation_report(study: Presentation, context: Context) -> str:
    """A whole HTML page."""
    result = study.result
    real = sum(frame.label == pad.REAL for frame in study.frames)
    counts = [
        ("Frames", f"{len(study.frames)} ({real} bona fide, {len(study.frames) - real} attack)"),
        ("People", str(len({frame.subject for frame in study.frames}))),
        ("Frames without a score", str(len(study.failures))),
        ("Threshold", f"{result.threshold:.4f}; a frame scoring at or above it counts as bona fide"),
        ("AUC", f"{page.number(result.auc)} {page.interval(result.auc_ci, share=False)}"),
        ("EER", page.share(result.eer)),
    ]
    rows = [("bona fide (BPCER)", "", result.bpcer)]
    rows += [(f"{name} (APCER)", name, rate) for name, rate in result.apcer.items()]
    table = page.table(
        "Error rates at the threshold",
        ("Species", "Rate", "95 % interval", "Errors", "Frames", "People", "No answer", "RIAPAR", "95 % interval"),
        [
            (
                title,
                page.share(r.rate),
                page.interval(r.ci),
                str(r.errors),
                str(r.frames),
                str(r.subjects),
                str(r.non_responses),
                page.share(result.riapar[name].rate) if name in result.riapar else "",
                page.interval(result.riapar[name].ci) if name in result.riapar else "",
            )
            for title, name, r in rows
        ],
    )
    parts = [
        page.facts(context, counts),
        "<h2>Errors by species</h2>",
        table,
        f"<p>{escape(_PAD_PROTOCOL)}</p>",
        "<h2>Scores</h2>",
        page.figure(
            charts.pad_score_chart(study.frames, result.threshold),
            "Share of frames by score, one outline for bona fide frames and one for each species. The dotted line is "
            "the threshold: attacks to its right got through, bona fide frames to its left were refused.",
        ),
        _spread_table(study),
        "<h2>Trade-off</h2>",
        page.figure(
            charts.pad_det_chart(study.frames),
            "BPCER against APCER over all thresholds, one line a species. Nearer to the lower left corner is better.",
        ),
        _failures("Frames without a score", study.failures),
    ]
    return page.whole("Presentation attack detection figures", "ISO/IEC 30107-3:2023", parts)


_SINGLE_PROTOCOL = (
    "Every pair of images is compared once, each embedded with all care (as at enrolment). The threshold for a target "
    "is the smallest score at which the share of impostor comparisons at or above it does not exceed the target."
)
_INTERVALS = (
    f"95 % percentile intervals of a bootstrap over people ({REPLICATES} draws): people are drawn with replacement and "
    "each brings all their comparisons, while the threshold stays fixed. Where no error was seen the upper end is the "
    "rule of 3 over people (3 divided by the number of people), which is cautious; 3 divided by the number of "
    "comparisons is given beside it and is too hopeful, because images of one person are not independent."
)
_PAD_PROTOCOL = (
    "APCER is given for each species alone and ACER is not given, as the standard asks. Frames without a score are "
    "counted apart. Intervals are Wilson score intervals over frames; frames of one session look alike, so the true "
    "uncertainty is larger. The interval of AUC is a bootstrap over people."
)


def _protocol_averaged() -> str:
    return (
        f"People with at least {averaged.TEMPLATE_IMAGES + averaged.PROBE_IMAGES} usable images give a template, the "
        f"mean of {averaged.TEMPLATE_IMAGES}, and a probe for every {averaged.PROBE_IMAGES} further images. People "
        f"with fewer give probes only, which serve as impostors. Templates are embedded as at enrolment, probes as the "
        f"frames of a check-in. No image is on both sides. {averaged.SPLITS} seeded shuffles are pooled: they "
        "multiply comparisons, not people."
    )


def _counts(study: Recognition) -> list[tuple[str, str]]:
    share = len(study.failures) / study.n_images
    unfit = ", ".join(f"{reason} {count}" for reason, count in sorted(study.unfit.items())) or "none"
    return [
        ("People", str(study.n_subjects)),
        ("Images", str(study.n_images)),
        ("Failure to acquire", f"{len(study.failures)} images ({page.share(share)})"),
        ("Failure to enrol", f"{study.n_subjects_failed} people without any usable image"),
        ("Measured, but below the limits of a check-in", unfit),
    ]


def _accuracy(study: Recognition) -> str:
    found = study.accuracy
    if found is None:
        return ""
    return (
        f"<h2>Accuracy on the list of pairs</h2><p>{found.mean:.4f} ± {found.standard_error:.4f} (mean and standard "
        f"error of {found.folds} folds, {found.n_pairs} pairs; for each fold the threshold that is best on the "
        "others). A pair of which an image gave no embedding counts as not matched.</p>"
    )


def _points_table(caption: str, figures: Verification) -> str:
    head = ("Target FMR", "Threshold", "FNMR", "95 % interval", "False rejects", "Observed FMR", "95 % interval")
    table = page.table(caption, head, [_point_row(point) for point in figures.points])
    notes = [
        f"{figures.n_genuine:,} genuine comparisons of {figures.n_subjects_genuine:,} people and "
        f"{figures.n_impostor:,} impostor comparisons; equal error rate {page.share(figures.eer)}."
    ]
    zero = next((point.rule_of_3 for point in figures.points if point.rule_of_3 is not None), None)
    if zero is not None:
        notes.append(
            f"No false rejects in {figures.n_genuine:,} comparisons: rule of 3 by comparisons {page.share(zero)}."
        )
    unresolved = [point.target for point in figures.points if point.threshold is not None and not point.resolved]
    if unresolved:
        notes.append(
            f"Too few impostor comparisons to resolve {', '.join(unresolved)}: the threshold there is just above the "
            "highest impostor score seen."
        )
    return table + "".join(f'<p class="note">{escape(note)}</p>' for note in notes)


def _point_row(point: OperatingPoint) -> tuple[str, ...]:
    return (
        point.target,
        page.number(point.threshold),
        page.share(point.fnmr),
        page.interval(point.fnmr_ci),
        f"{point.false_rejects:,}",
        "-" if point.fmr is None else f"{point.fmr:.2e}",
        "-" if point.fmr_ci is None else f"{point.fmr_ci[0]:.1e} to {point.fmr_ci[1]:.1e}",
    )


def _score_figure(label: str, name: str, scores: Scores, figures: Verification) -> str:
    if not scores.n_genuine or not scores.n_impostor:
        return f'<p class="note">Not enough images for a histogram of scores ({escape(label)}).</p>'
    caption = (
        f"Share of comparisons by score, {label}. Impostor comparisons should lie left of the dotted threshold lines, "
        "genuine ones right of them."
    )
    return page.figure(charts.score_chart(scores, figures, name), caption)


def _spread_table(study: Presentation) -> str:
    rows = [
        ("bona fide" if label == pad.REAL else label, *(f"{value:.4f}" for value in _quartiles(scores)))
        for label, scores in pad.scores_by_label(study.frames).items()
    ]
    return page.table("Spread of scores", ("Species", "Lowest", "Quarter", "Median", "Three quarters", "Highest"), rows)


def _quartiles(scores: pad.Doubles) -> list[float]:
    ranked = sorted(float(score) for score in scores)
    return [ranked[round(share * (len(ranked) - 1))] for share in (0.0, 0.25, 0.5, 0.75, 1.0)]


def _failures(title: str, failures: Sequence[Failure]) -> str:
    if not failures:
        return f"<h2>{escape(title)}</h2><p>None.</p>"
    rows = [(failure.name, failure.reason) for failure in failures[:_SHOWN_FAILURES]]
    rest = len(failures) - len(rows)
    more = f'<p class="note">And {rest} more.</p>' if rest else ""
    return f"<h2>{escape(title)}</h2>" + page.table("Files and reasons", ("File", "Reason"), rows) + more
