"""The Functions screen: which functions vote, how well, on what; and the label model's answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import JobError, LabelerError, UsageError
from tui_labeler.jobs import Failure, Job, Report, Result
from tui_labeler.project.rule_edits import add_rule, reread, set_off
from tui_labeler.session.code import FunctionsCode
from tui_labeler.session.end_model import EndModel
from tui_labeler.session.function_views import (
    NOTHING,
    FunctionsView,
    FunctionView,
    SuggestedRule,
    figure_of,
    function_view,
)
from tui_labeler.session.names import check_names
from tui_labeler.session.predictions import Predictions
from tui_labeler.session.vote_columns import open_column
from tui_labeler.session.vote_jobs import VoteJobs

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

KIND = "functions"
VOTE = "tui_labeler.weak_supervision.jobs:vote"
NEW_LABELS = 10
"""Labels after which the functions are judged again by themselves."""
SUGGEST = "tui_labeler.weak_supervision.jobs:suggest"


class Functions:
    """Asks for jobs, takes their results in, and lists what functions vote on."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.code = FunctionsCode(session)
        self._jobs = VoteJobs(session)
        self.end_model = EndModel(self)
        self.message = ""
        self.oracle: Mapping[str, str] | None = None
        """Item -> label to judge the functions by, in place of the person's labels."""
        self.label_model = session.project.config.weak_supervision.label_model
        self.result: Mapping[str, Any] | None = None
        """Of the last job that went well."""
        self._running: Job | None = None
        self._wrong: LabelerError | None = None
        """What keeps project.toml from being read again."""
        self._due = bool(self._named() or self._jobs.imported_names())
        if not self._due:
            self.code.seen()
        self.again = False
        """Whether the next job runs functions that failed."""
        self._basis = 0
        self.suggestions: tuple[SuggestedRule, ...] | None = None
        """None: not asked for."""
        self._wanted = False
        self._columns: dict[str, Sequence[int]] = {}
        self.weak: Sequence[int] = ()
        """The place of the label model's label of every row; -1 where nothing fires."""
        self.applied: Job | None = None
        """The job of `result`."""
        self.vote_files: tuple[str, ...] = ()
        """Where the votes of each function on all rows are."""

    def _named(self) -> bool:
        section = self.session.project.config.weak_supervision
        return section.functions is not None or bool(section.rules)

    # --- background work ---------------------------------------------------------------------

    def poll(self) -> bool:
        """Whether a file has changed since it was applied; then it is applied again."""
        if self._running is None and not self._due and self.code.changed():
            self._due = True
        return self._due

    def reload(self) -> None:
        """Apply everything that changed or failed, now."""
        self._due = self.again = True

    def suggest(self) -> None:
        """Look for rules in the person's labels."""
        self._wanted = True

    def trust(self) -> None:
        """Yes to the code of this folder. Raises TrustError."""
        self.code.trust()
        self._due = True

    def next_job(self) -> Job | None:
        """The job that is due; None while one runs or nothing is new."""
        return self._next_vote() or self.end_model.next_job()

    def _next_vote(self) -> Job | None:
        if self._running is not None:
            return None
        if self._wanted:
            self._wanted = False
            self._running = Job(KIND, SUGGEST, self._jobs.suggest())
            return self._running
        new = self.session.state.last_event - self._basis
        if not self._due and (self.result is None or new < NEW_LABELS):
            return None
        self._due = False
        self._basis = self.session.state.last_event
        if self.code.changed():
            self._reread()
            self.code.seen()
        self._running = Job(KIND, VOTE, self._jobs.vote(self))
        self.again = False
        return self._running

    def _reread(self) -> None:
        """[weak_supervision] as it stands in project.toml; as it was, while that is wrong."""
        before = self.session.project.config.weak_supervision
        try:
            project = reread(self.session.project)
            check_names(project)
        except LabelerError as error:
            self._wrong = error
            return
        section = project.config.weak_supervision
        if section.functions != before.functions:
            self.code.forget()
        if section.label_model != before.label_model:
            self.label_model = section.label_model
        self.session.project, self._wrong = project, None

    def install(self, report: Report) -> bool:
        """Take a report in; False when the job is not, or no longer, one of this part."""
        if report.job is not self._running:
            return self.end_model.install(report)
        self.message = self.session.messages.of(report)
        match report.outcome:
            case Failure():
                self._running = None
            case Result(values):
                self._running = None
                if report.job.function == SUGGEST:
                    names = self.session.project.label_names
                    self.suggestions = tuple(
                        SuggestedRule(**{**one, "label": names[one["label"]]})
                        for one in values["rules"]
                    )
                else:
                    self._take(report.job, values)
        return True

    def _take(self, job: Job, values: Mapping[str, Any]) -> None:
        paths = {one["name"]: one["path"] for one in job.arguments["imported"]}
        paths |= {one["name"]: one["path"] for one in values["all"] if one["path"]}
        try:
            self.weak = open_column(Path(values["labels"]))
            self._columns = {name: open_column(Path(paths[name])) for name in values["summaries"]}
            self.vote_files = tuple(paths[name] for name in values["summaries"])
        except (OSError, ValueError, KeyError, JobError) as error:
            self.message = f"the votes cannot be read: {error}"
            return
        self.result, self.applied = values, job

    @property
    def busy(self) -> bool:
        """Whether a job runs or is due."""
        return self._running is not None or self._due or self._wanted

    # --- looking -----------------------------------------------------------------------------

    def view(self) -> FunctionsView:
        """The Functions screen as it stands."""
        found, problem, line = self.result, "", None
        if self._wrong is not None:
            problem, line = f"project.toml: {self._wrong.message}", self._wrong.line
        if found is None:
            return FunctionsView(
                (), 0.0, 0.0, "", "", NOTHING, NOTHING, None, (), problem, line,
                self.code.question(), self.message,
            )  # fmt: skip
        accuracy = found["accuracy"]
        return FunctionsView(
            functions=tuple(self._function_views(found)),
            coverage=found["coverage"],
            conflicts=found["conflicts"],
            model=found["label_model"]["name"],
            reason=found["label_model"]["reason"],
            accuracy=figure_of(accuracy["model"]),
            vote_accuracy=figure_of(accuracy["majority_vote"]),
            end_model=self.end_model.view,
            warnings=tuple(found["warnings"]),
            problem=problem or found["problem"],
            problem_line=line if problem else found["line"],
            trust=self.code.question(),
            message=self.message or self.end_model.message,
        )

    def _function_views(self, found: Mapping[str, Any]) -> list[FunctionView]:
        own = [function_view(one, found["summaries"].get(one["name"])) for one in found["all"]]
        known = {one.name for one in own}
        off = set(self.session.project.config.weak_supervision.off)
        return own + [
            function_view({"name": name, "kind": "import"}, found["summaries"].get(name), off)
            for name in self._jobs.imported_names()
            if name not in known
        ]

    def votes(self, item: str) -> dict[str, int] | None:
        """Label -> how many functions vote for it; None before anything voted."""
        row = self.session.pool.row(item)
        if not self._columns or row is None:
            return None
        names = self.session.project.label_names
        found = Counter(column[row] for column in self._columns.values())
        return {name: found[place] for place, name in enumerate(names)}

    def human(self) -> list[list[int]]:
        """[row, label's place] of every label of the person."""
        return self._jobs.human()

    @property
    def columns(self) -> Mapping[str, Sequence[int]]:
        """The votes of each function on all rows."""
        return self._columns

    def polarity(self, name: str) -> Sequence[str]:
        """The labels a function votes for."""
        found: Sequence[str] = (self.result or {})["summaries"][name]["polarity"]
        return found

    def weak_label(self, row: int) -> str | None:
        """What the label model says about a row; None where nothing fires."""
        place = self.weak[row] if self.weak else -1
        return None if place < 0 else self.session.project.label_names[place]

    def probabilities(self) -> Predictions:
        """Of the label model, for every row. Raises UsageError before there are any."""
        if self.result is None:
            raise UsageError("no function has voted yet")
        return Predictions(Path(self.result["probabilities"]))

    # --- changing ----------------------------------------------------------------------------

    def switch(self, name: str) -> None:
        """Switch a function off, or on again, in project.toml."""
        off = set(self.session.project.config.weak_supervision.off)
        self.session.project = set_off(self.session.project, sorted(off ^ {name}))
        self._due = True

    def accept(self, suggested: SuggestedRule) -> None:
        """Keep a suggested rule in project.toml. Raises ConfigError, changing nothing."""
        taken = {rule.name for rule in self.session.project.config.weak_supervision.rules}
        name = "says_" + re.sub(r"\W+", "_", suggested.words)
        while name in taken:
            name += "_"
        rule = {"name": name, "keywords": [suggested.words], "label": suggested.label}
        self.session.project = add_rule(self.session.project, rule)
        kept = self.suggestions or ()
        self.suggestions = tuple(one for one in kept if one != suggested)
        self._due = True

    def close(self) -> None:
        """The yes to the code is for what ran last."""
        self.code.remember()
