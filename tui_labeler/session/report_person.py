"""Parts of the report that rest on the person's labels: curve, classes, costs, provenance."""

from __future__ import annotations

from collections import Counter
from itertools import cycle
from typing import TYPE_CHECKING

from tui_labeler.evaluation.figure import Figure
from tui_labeler.hybrid.ledger import MORE, SIZES, dollars, hours, points
from tui_labeler.hybrid.report import svg
from tui_labeler.hybrid.report.document import Block, Drawing, Part, Sentence, Table, percent
from tui_labeler.session.checked_labels import given_labels
from tui_labeler.session.simulated import read_curves
from tui_labeler.session.simulating import RANDOM

if TYPE_CHECKING:
    from tui_labeler.session.money_views import LedgerView
    from tui_labeler.session.session import Session

NO_RANDOM = (
    "Labels saved against random order can only be told by a replay with known answers: "
    "tui-labeler simulate DIR --oracle GOLD; its curves then stand here."
)
STAGES = {
    "label": "labelling",
    "validate": "validating the LLM",
    "clean": "checking suspected errors",
    "llm": "LLM",
    "rules": "rules",
    "import": "imported",
    "oracle": "gold file",
}


def learning_curve(session: Session) -> Part | None:
    """Accuracy as labels came in, and strategies against random where that was simulated."""
    view = session.progress.view()
    known = [(p.labels, p.accuracy) for p in view.curve if p.accuracy.value is not None]
    blocks: list[Block] = []
    if known:
        blocks.append(
            Drawing(
                svg.curves([svg.Series("accuracy", "model", known)]),
                "Accuracy of the model on a uniform random sample of the pool, out of fold, "
                "with its 95 % interval, over the labels it had learned from.",
                Table(("labels", "accuracy"), [(f"{n:,}", percent(f)) for n, f in known], 0),
            )
        )
    simulated = read_curves(session.project, session.pool)
    if simulated:
        blocks.append(_against_random(simulated))
    elif known:
        blocks.append(Sentence(NO_RANDOM))
    if not blocks:
        return None
    lead = f"Accuracy is {percent(model_accuracy(session))}. {view.advice}"
    return Part("Learning curve", lead, blocks)


def model_accuracy(session: Session) -> Figure:
    """Of the newest model that was measured: it is in the store, the model itself is cache."""
    known = [point.accuracy for point in session.progress.view().curve]
    return known[-1] if known else session.learning.view().accuracy


def _against_random(simulated: dict[str, list[tuple[int, float]]]) -> Drawing:
    colours = cycle(("model", "llm", "rules", "person"))
    series = [
        svg.Series(
            name,
            "given" if name == RANDOM else next(colours),
            [(n, Figure(score, None, None, 0)) for n, score in curve],
            dashed=name == RANDOM,
        )
        for name, curve in simulated.items()
    ]
    rows = [
        (name, *(f"{curve[round(place * (len(curve) - 1) / 3)][1]:.1%}" for place in range(4)))
        for name, curve in simulated.items()
    ]
    first = next(iter(simulated.values()))
    ends = [f"at {first[round(place * (len(first) - 1) / 3)][0]:,}" for place in range(4)]
    return Drawing(
        svg.curves(series),
        "Replayed with known answers on a held-out test share (simulate), mean of the seeds.",
        Table(("strategy", *ends), rows),
    )


def classes(session: Session) -> Part | None:
    """How many labels of each kind, and how well the model knows them."""
    counts = [(name, session.state.by_label[name]) for name in session.project.label_names]
    total = sum(count for _, count in counts)
    if not total:
        return None
    model = session.store.last_model()
    by_class = {} if model is None else model.figures.get("classes", {})
    rows = []
    for name, count in counts:
        score, n = by_class.get(name, (None, 0))
        f1 = "—" if score is None else f"{score:.2f} (n {n:,})"
        rows.append((name, f"{count:,}", f"{count / total:.1%}", f1))
    drawn = svg.bars(
        [
            svg.Bar(name, count, "person", f"{count:,} · {count / total:.0%}")
            for name, count in counts
        ]
    )
    least = min(counts, key=lambda pair: pair[1])
    lead = f'The rarest label is "{least[0]}": {least[1]:,} of {total:,} labels.'
    caption = "The person's labels. A query strategy asks what is unsure: not the pool's shares."
    table = Table(("label", "labels", "share", "F1 of the model"), rows)
    return Part("Classes", lead, [Drawing(drawn, caption, table)])


def costs(session: Session) -> Part:
    """The ledger."""
    view = session.money.view()
    timed = [line for line in view.lines if line.seconds]
    blocks: list[Block] = []
    if timed:
        rows = [
            svg.Bar(STAGES[one.stage], one.seconds or 0.0, "person", hours(one.seconds))
            for one in timed
        ]
        table = Table(("stage", "time"), [(STAGES[one.stage], hours(one.seconds)) for one in timed])
        caption = "The person's time, measured from act to act; pauses are left out."
        blocks.append(Drawing(svg.bars(rows), caption, table))
    lines = [
        (
            f"{STAGES[one.stage]} · {one.source}",
            f"{one.labels:,}",
            hours(one.seconds),
            dollars(one.paid),
            dollars(one.cost),
            dollars(one.per_thousand),
        )
        for one in view.lines
    ]
    total = ("total", "", hours(view.seconds), dollars(view.paid), dollars(view.cost), "")
    heads = ("source", "labels", "time", "paid", "in all", "per 1,000 labels")
    blocks.append(Table(heads, [*lines, total]))
    if view.not_counted:
        blocks.append(
            Sentence("Cost not known, and not in the total: " + ", ".join(view.not_counted))
        )
    return Part("Costs", _costs_lead(view), [*blocks, *_what_if(view)])


def _costs_lead(view: LedgerView) -> str:
    if view.by_hand is None or view.speed.value is None:
        return f"Time per label by hand: — ({view.speed.reason})."
    everything = f"{hours(view.by_hand.seconds)}, {dollars(view.by_hand.cost)}"
    more = f"{hours(view.more.seconds)}, {dollars(view.more.cost)}"
    return (
        f"A label by hand takes {view.speed.value:.1f} s, so all {view.pool:,} items would take "
        f"{everything}. {MORE} more labels: {more}; expected gain in accuracy "
        f"{points(view.more.accuracy)}."
    )


def _what_if(view: LedgerView) -> list[Block]:
    if not view.what_if:
        return []
    rows = []
    for one in view.what_if:
        cells = [f"{hours(size.seconds)}, {dollars(size.cost)}" for size in one.sizes]
        share = "" if one.share == 1 else f", of {one.share:.0%} of the items"
        rows.append((one.way, *cells, percent(one.accuracy) + share))
    sizes = [f"{size:,} items" for size in SIZES]
    words = "What if there were more items like these? At the prices and speeds measured here:"
    return [Sentence(words), Table(("way", *sizes, "accuracy"), rows)]


def resolved(session: Session) -> Part | None:
    """Who decided the label of each item, where all sources speak together."""
    found = session.resolved
    if not found.fresh:
        return None
    decisions = map(found.of, range(len(session.pool)))
    decided = Counter(one.decided for one in decisions if one is not None and one.label is not None)
    rows = decided.most_common()
    lead = (
        f"{decided.total():,} of {len(session.pool):,} items have a label "
        f"({found.coverage():.1%}). "
        f"The machines together are right on {percent(found.accuracy())} of the person's random "
        "sample."
    )
    if learned := found.result and found.result["learned"]:
        lead += f" One of them is a model that learned from {learned:,} labels of the others."
    bars = [svg.Bar(name, n, _colour(name), f"{n:,}") for name, n in rows]
    drawn = Drawing(
        svg.bars(bars),
        "Who decided: the person, or the machine that said most for the label.",
        Table(("decided by", "items"), [(name, f"{n:,}") for name, n in rows]),
    )
    return Part("Resolved labels", lead, [drawn] if rows else [])


def _colour(decided: str) -> str:
    """The hue of a source."""
    known = {"human": "person", "rules": "rules", "model": "model", "given": "given"}
    return known.get(decided, "llm")


def provenance(session: Session) -> Part:
    """Who labelled, how, and with which versions."""
    state, pool, project = session.state, session.pool, session.project
    how = Counter(answer.how for _, answer in state.answers() if answer.kind == "label")
    given, llm = len(given_labels(session)), len(session.llm_labels.items())
    voted = session.functions.result
    rules = round(voted["coverage"] * len(pool)) if voted is not None else 0
    sources = [("person", how.total(), "person"), ("LLM", llm, "llm"), ("rules", rules, "rules")]
    sources.append(("given with the data", given, "given"))
    drawn = svg.bars([svg.Bar(name, n, colour, f"{n:,}") for name, n, colour in sources if n])
    table = Table(("source", "items"), [(name, f"{n:,}") for name, n, _ in sources if n])
    blocks: list[Block] = []
    if any(n for _, n, _ in sources):
        blocks.append(
            Drawing(drawn, "Items with a label of each source; many have several.", table)
        )
    if how:
        rows = [(name, f"{count:,}") for name, count in sorted(how.items())]
        blocks.append(Table(("how the person's labels came about", "items"), rows))
    model = session.store.last_model()
    facts = [
        ("data", project.config.data.file),
        ("items", f"{len(pool):,}, of them {pool.copies:,} exact copies"),
        ("content of the data (hash)", pool.fingerprint[:16]),
        ("labels", ", ".join(project.label_names)),
        ("estimator", project.config.model.estimator),
        ("models trained", "0" if model is None else f"{model.id:,}"),
        ("query strategy", project.config.active_learning.strategy),
        ("seed", str(project.config.project.seed)),
    ]
    blocks.append(Table(("fact", "value"), facts, 2))
    lead = (
        "Every label can be traced: tui-labeler explain DIR ID says who said what about an item, "
        "and which rule decided."
    )
    return Part("Provenance", lead, blocks)
