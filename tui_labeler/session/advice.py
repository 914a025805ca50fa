"""Which technique to use next, and why: judged from the state of the project, best first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from shlex import quote
from typing import TYPE_CHECKING, Any

from tui_labeler.active_learning.advice import says_stop
from tui_labeler.evaluation.figure import NEEDED
from tui_labeler.session.checked_labels import given_labels

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

VALIDATED = 30
"""Judged LLM labels from which their agreement says something."""
PRECISION = 0.9
"""What is wanted of LLM labels where project.toml does not say."""
COVERED = 0.5
"""Below this share of items with a vote more rules pay."""
RULES_FROM = 30
"""Labels from which rules can be checked."""
RARE_FROM = 50
"""Labels from which a rare label is a fact and no accident."""
RARE = 0.03
ERRORS_FROM = 100
"""Labels from which looking for errors in one's own labels pays."""
LLM_FROM = 500
"""Unlabelled items from which an LLM's first pass is worth setting up."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do next."""

    technique: str
    reason: str
    command: str

    def as_json(self) -> dict[str, Any]:
        """An entry of the CLI contract."""
        return asdict(self)


class Situation:
    """What the advice rests on, read from a session once."""

    def __init__(self, session: Session) -> None:
        config = session.project.config
        self.session = session
        self.folder = quote(str(session.project.folder))
        self.labelled = session.state.by_label.total()
        self.left = len(session.pool) - session.pool.copies - self.labelled
        self.counts = {name: session.state.by_label[name] for name in session.project.label_names}
        given, ids = given_labels(session), session.pool.ids
        self.given = sum(session.state[ids[row]].label is None for row in given)
        checked = session.checked and session.checks.found is not None
        self.suspects = session.suspects.waiting() if checked else None
        """Open ones; None: never checked."""
        self.llm_labels = len(session.llm_labels.items())
        self.agreement = session.agreement.report().all.figure
        self.precision = config.llm[0].precision if config.llm else PRECISION
        rules = config.weak_supervision
        imported = next(iter(session.store.annotations("rule")), None)
        self.rules = bool(rules.functions or rules.rules or imported)
        self.llm = bool(config.llm)
        self.progress = session.progress.view()
        self.stop = says_stop(self.progress.advice)


def _check_given(now: Situation) -> Advice | None:
    if not now.given or now.suspects == 0:
        return None
    reason = f"{now.given:,} labels came with the data, and nobody has checked them"
    if now.suspects:
        reason = f"{now.suspects:,} suspected errors wait, worst first"
    return Advice("label errors", reason, f"tui-labeler errors {now.folder}")


def _validate(now: Situation) -> Advice | None:
    if not now.llm_labels or now.agreement.n >= VALIDATED:
        return None
    reason = (
        f"{now.llm_labels:,} LLM labels rest on {now.agreement.n} judged ones: "
        f"{VALIDATED} say how far they can be trusted"
    )
    return Advice("LLM validation", reason, f"tui-labeler spot-check {now.folder}")


def _judge_llm(now: Situation) -> Advice | None:
    """What to do with an LLM once it is known how good it is."""
    share = now.agreement
    if not now.llm_labels or share.n < VALIDATED or share.low is None or share.high is None:
        return None
    found = f"{share.low:.0%} to {share.high:.0%} of its labels are right (n {share.n:,})"
    if share.high < now.precision:
        reason = f"do not rely on the LLM: {found}; its confusions say what the prompt lacks"
        return Advice("LLM prompt", reason, f"tui-labeler agreement {now.folder}")
    rest = len(now.session.pool) - now.llm_labels
    if share.low >= now.precision and now.llm and rest > 0:
        reason = f"the LLM can be trusted: {found}; {rest:,} items have no label of it yet"
        return Advice("LLM labelling", reason, f"tui-labeler llm {now.folder} --dry-run")
    return None


def _stop(now: Situation) -> Advice | None:
    if not now.stop:
        return None
    return Advice("stop", now.progress.advice, f"tui-labeler train {now.folder} -o model")


def _clean_on_plateau(now: Situation) -> Advice | None:
    if not now.stop or not now.suspects:
        return None
    reason = (
        f"more labels bring little, {now.suspects:,} suspected errors may bring more: "
        "clean before the final model"
    )
    return Advice("label errors", reason, f"tui-labeler errors {now.folder}")


def _first_labels(now: Situation) -> Advice | None:
    if now.labelled >= NEEDED or not now.left:
        return None
    reason = f"{NEEDED} labels make a first model, and its accuracy can be measured from then on"
    return Advice("active learning", reason, f"tui-labeler {now.folder}")


def _ask_llm(now: Situation) -> Advice | None:
    if not now.llm or now.llm_labels:
        return None
    reason = "project.toml names an LLM that has not labelled yet; the estimate costs nothing"
    return Advice("LLM labelling", reason, f"tui-labeler llm {now.folder} --dry-run")


def _rare_label(now: Situation) -> Advice | None:
    if now.labelled < RARE_FROM:
        return None
    name = min(now.counts, key=now.counts.__getitem__)
    if now.counts[name] >= RARE * now.labelled:
        return None
    reason = (
        f'only {now.counts[name]} of {now.labelled:,} labels are "{name}": search for its words '
        'with /, or set strategy = "class_balanced"'
    )
    return Advice("search", reason, f"tui-labeler {now.folder}")


def _write_rules(now: Situation) -> Advice | None:
    if now.rules or now.labelled < RULES_FROM:
        return None
    reason = (
        f"{now.labelled:,} labels are enough to check rules: ten of them label thousands of items"
    )
    return Advice("weak supervision", reason, f"tui-labeler functions {now.folder}")


def _more_rules(now: Situation) -> Advice | None:
    voted = now.session.functions.result
    if voted is None or voted["coverage"] >= COVERED:
        return None
    reason = f"the rules cover {voted['coverage']:.0%} of the items: look at what no rule covers"
    return Advice("weak supervision", reason, f"tui-labeler {now.folder}")


def _try_rules(now: Situation) -> Advice | None:
    if not now.rules or now.labelled >= RULES_FROM:
        return None
    reason = "there are rules: they label what they cover for nothing, before the first answer"
    return Advice("weak supervision", reason, f"tui-labeler functions {now.folder}")


def _own_errors(now: Situation) -> Advice | None:
    if now.labelled < ERRORS_FROM or now.stop or now.suspects == 0:
        return None
    reason = f"a few of {now.labelled:,} answers are slips: the suspects are listed worst first"
    return Advice("label errors", reason, f"tui-labeler errors {now.folder} --source human")


def _set_up_llm(now: Situation) -> Advice | None:
    if now.llm or now.llm_labels or now.left < LLM_FROM:
        return None
    reason = f"{now.left:,} items are left: an LLM can make the first pass ([llm] in project.toml)"
    return Advice("LLM labelling", reason, f"tui-labeler llm {now.folder} --dry-run")


def _go_on(now: Situation) -> Advice | None:
    if now.labelled < NEEDED or not now.left or now.stop:
        return None
    return Advice("active learning", now.progress.advice, f"tui-labeler {now.folder}")


def _export(now: Situation) -> Advice | None:
    if now.left:
        return None
    reason = "everything is labelled"
    return Advice("export", reason, f"tui-labeler export {now.folder} -o labels.csv")


_IN_ORDER: tuple[Callable[[Situation], Advice | None], ...] = (
    _export,
    _check_given,
    _validate,
    _clean_on_plateau,
    _stop,
    _judge_llm,
    _first_labels,
    _try_rules,
    _ask_llm,
    _rare_label,
    _write_rules,
    _more_rules,
    _own_errors,
    _set_up_llm,
    _go_on,
)


def advise(session: Session) -> list[Advice]:
    """What to do next, the best first. Never empty while anything can be done."""
    now = Situation(session)
    return [found for rule in _IN_ORDER if (found := rule(now)) is not None]
