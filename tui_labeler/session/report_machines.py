"""Parts of the report about machines' labels: LLM against person, rules, suspected errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tui_labeler.evaluation.agreement import Agreement
from tui_labeler.hybrid.report import svg
from tui_labeler.hybrid.report.document import Block, Drawing, Part, Sentence, Table, percent

if TYPE_CHECKING:
    from tui_labeler.session.agreement import AgreementReport
    from tui_labeler.session.session import Session

SHOWN = 12
"""Rows of a list of confusions or suspects."""
LARGEST_MATRIX = 14
"""Labels up to which the noise matrix is drawn."""


def llm(session: Session) -> Part | None:
    """Agreement, blind and seen; by label; and confidence against the truth."""
    if not len(session.llm_labels):
        return None
    found = session.agreement.report()
    lead = (
        f"{len(session.llm_labels.items()):,} items have an LLM label. "
        f"The person agrees with {percent(found.all.figure)}."
    )
    drawn = [("all", found.all), ("blind", found.blind), ("seen", found.seen)]
    drawn += [(name, one) for name, one in found.by_label.items() if one.figure.n]
    caption = (
        "Agreement with 95 % intervals: on all judged items, on those where the LLM's label was "
        "hidden until the answer, where it was seen, and by the LLM's label."
    )
    blocks: list[Block] = [
        Drawing(
            svg.intervals([(name, one.figure, "llm") for name, one in drawn]),
            caption,
            Table(
                ("", "agreement", "Cohen's kappa"),
                [(name, percent(one.figure), _kappa(one)) for name, one in drawn],
            ),
        )
    ]
    blocks += _confusions(found)
    blocks += _confidence(found)
    return Part("LLM and person", lead, blocks)


def _kappa(one: Agreement) -> str:
    if one.kappa is None or one.kappa_low is None or one.kappa_high is None:
        return "—"
    return f"{one.kappa:.2f} ({one.kappa_low:.2f} to {one.kappa_high:.2f})"


def _confusions(found: AgreementReport) -> Iterable[Block]:
    if not found.confusions:
        return
    rows = [(said, human or "another", f"{n:,}") for said, human, n in found.confusions[:SHOWN]]
    yield Table(("the LLM says", "the person", "items"), rows, 2)


def _confidence(found: AgreementReport) -> Iterable[Block]:
    bins = [one for one in found.by_confidence if one.right.n]
    if not bins:
        return
    rows = [(f"{one.low:.0%} to {one.high:.0%}", one.right, "llm") for one in bins]
    table = Table(("confidence", "right"), [(name, percent(figure)) for name, figure, _ in rows])
    yield Drawing(svg.intervals(rows), "How often the LLM is right, by its confidence.", table)


def functions(session: Session) -> Part | None:
    """Coverage and accuracy of every function and rule, and of the label model."""
    if session.functions.result is None:
        return None
    view = session.functions.view()
    bars, rows = [], []
    for one in view.functions:
        judged = one.correct + one.incorrect
        accuracy = f"{one.correct / judged:.0%} of {judged:,}" if judged else "—"
        remark = f"{one.coverage:.1%}" + (f" · {accuracy}" if judged else "")
        bars.append(svg.Bar(one.name, one.coverage, "rules", remark))
        shares = (f"{one.coverage:.1%}", f"{one.overlaps:.1%}", f"{one.conflicts:.1%}")
        rows.append((one.name, ", ".join(one.polarity), *shares, accuracy))
    heads = ("function", "votes for", "coverage", "overlaps", "conflicts", "accuracy")
    lead = (
        f"{len(rows)} functions cover {view.coverage:.1%} of the items and contradict each other "
        f"on {view.conflicts:.1%}. Label model {view.model}: {percent(view.accuracy)}; majority "
        f"vote on the same items: {percent(view.vote_accuracy)}."
    )
    caption = "Share of the items each function votes on; accuracy on the person's labels."
    blocks: list[Block] = (
        [Drawing(svg.bars(bars, most=1.0), caption, Table(heads, rows, 2))] if rows else []
    )
    return Part("Rules", lead, [*blocks, *map(Sentence, view.warnings)])


def label_errors(session: Session) -> Part | None:
    """The noise matrix, and what the person made of the suspects."""
    found = session.checks.found
    if found is None:
        return None
    suspects = session.suspects.suspects()
    noise = found.noise()
    marks = {mark: sum(one.mark == mark for one in suspects) for mark in ("kept", "relabelled")}
    lead = (
        f"{len(found):,} labels were checked and {len(suspects):,} are suspected; the person kept "
        f"{marks['kept']:,} and changed {marks['relabelled']:,} of these."
    )
    rows = [
        (name, *(f"{share:.1%}" for share in line))
        for name, line in zip(noise.labels, noise.true_to_observed, strict=True)
    ]
    blocks: list[Block] = []
    if 0 < len(noise.labels) <= LARGEST_MATRIX:
        caption = "How often a true label is observed as which: estimated by confident learning."
        drawn = svg.heatmap(noise.labels, noise.true_to_observed)
        blocks.append(Drawing(drawn, caption, Table(("true \\ observed", *noise.labels), rows)))
    worst = [(one.item, one.given, one.suggested, f"{one.quality:.3f}") for one in suspects[:SHOWN]]
    if worst:
        blocks.append(Table(("item", "label", "suggested", "label quality"), worst, 3))
    return Part("Suspected label errors", lead, blocks)
