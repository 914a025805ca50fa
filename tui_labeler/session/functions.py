"""The Functions screen: which functions vote, how well, on what; and the label model's answer."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import JobError, UsageError
from tui_labeler.evaluation.figure import Figure
from tui_labeler.jobs import Failure, Job, Progress, Report, Result
from tui_labeler.project.locations import cache_folder
from tui_labeler.project.rule_edits import add_rule, set_off
from tui_labeler.session.code import FunctionsCode
from tui_labeler.session.function_views import (
    NOTHING,
    FunctionsView,
    FunctionView,
    SuggestedRule,
)
from tui_labeler.session.predictions import Predictions
from tui_labeler.session.vote_columns import open_column, write_column

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
        self.message = ""
        self.oracle: Mapping[str, str] | None = None
        """Item -> label to judge the functions by, in place of the person's labels."""
        self.label_model = session.project.config.weak_supervision.label_model
        self.result: Mapping[str, Any] | None = None
        """Of the last job that went well."""
        self._running: Job | None = None
        self._due = bool(self._named() or self._imported_names())
        self._again = False
        self._basis = 0
        self.suggestions: tuple[SuggestedRule, ...] | None = None
        """None: not asked for."""
        self._wanted = False
        self._columns: dict[str, Sequence[int]] = {}
        self._weak: Sequence[int] = ()

    def _named(self) -> bool:
        section = self.session.project.config.weak_supervision
        return section.functions is not None or bool(section.rules)

    def _imported_names(self) -> list[str]:
        return sorted({one.annotator for one in self.session.store.annotations("rule")})

    # --- background work ---------------------------------------------------------------------

    def poll(self) -> bool:
        """Whether a file has changed since it was applied; then it is applied again."""
        if self._running is None and not self._due and self.code.changed():
            self._due = True
        return self._due

    def reload(self) -> None:
        """Apply everything that changed or failed, now."""
        self._due = self._again = True

    def suggest(self) -> None:
        """Look for rules in the person's labels."""
        self._wanted = True

    def trust(self) -> None:
        """Yes to the code of this folder. Raises TrustError."""
        self.code.trust()
        self._due = True

    def next_job(self) -> Job | None:
        """The job that is due; None while one runs or nothing is new."""
        if self._running is not None:
            return None
        if self._wanted:
            self._wanted = False
            self._running = Job(KIND, SUGGEST, self._suggest_arguments())
            return self._running
        new = self.session.state.last_event - self._basis
        if not self._due and (self.result is None or new < NEW_LABELS):
            return None
        self._due = False
        self._basis = self.session.state.last_event
        self.code.seen()
        self._running = Job(KIND, VOTE, self._arguments())
        self._again = False
        return self._running

    def _arguments(self) -> dict[str, Any]:
        project, pool = self.session.project, self.session.pool
        section = project.config.weak_supervision
        cache = cache_folder(project.folder)
        return {
            "pool": str(pool.folder),
            "cache": str(cache),
            "task": {
                "project": str(project.folder),
                "text": project.config.data.text,
                "id": project.config.data.id,
                "labels": list(project.label_names),
                "files": {name: str(path) for name, path in self.code.files().items()},
                "rules": [rule.model_dump(exclude_none=True) for rule in section.rules],
                "off": list(section.off),
                "seconds_per_item": section.seconds_per_item,
                "memory": section.memory,
            },
            "imported": self._imported(cache),
            "human": self._pairs(self._human()),
            "oracle": None if self.oracle is None else self._pairs(self.oracle),
            "label_model": self.label_model,
            "again": self._again,
        }

    def _suggest_arguments(self) -> dict[str, Any]:
        project = self.session.project
        rules = project.config.weak_supervision.rules
        return {
            "pool": str(self.session.pool.folder),
            "cache": str(cache_folder(project.folder)),
            "project": str(project.folder),
            "text": project.config.data.text,
            "human": self._pairs(self._human()),
            "known": [word for rule in rules for word in rule.keywords or ()],
        }

    def _human(self) -> dict[str, str]:
        answers = self.session.state.answers()
        return {item: answer.label for item, answer in answers if answer.label is not None}

    def _pairs(self, labels: Mapping[str, str]) -> list[list[int]]:
        """[row, label], of the items that are in the data; the order is that of the rows."""
        place = {name: at for at, name in enumerate(self.session.project.label_names)}
        found = ((self.session.pool.row(item), label) for item, label in labels.items())
        return sorted(
            [row, place[label]] for row, label in found if row is not None and label in place
        )

    def _imported(self, cache: Path) -> list[dict[str, str]]:
        """Votes made elsewhere, as files; those that are switched off are left out."""
        place = {name: at for at, name in enumerate(self.session.project.label_names)}
        off = set(self.session.project.config.weak_supervision.off)
        columns: dict[str, array[int]] = {}
        for one in self.session.store.annotations("rule"):
            row = self.session.pool.row(one.item)
            if row is None or one.annotator in off or one.label not in place:
                continue
            if one.annotator not in columns:
                columns[one.annotator] = array("h", [-1]) * len(self.session.pool)
            columns[one.annotator][row] = place[one.label]
        return [
            {"name": name, "path": str(_imported_file(cache, name, votes))}
            for name, votes in sorted(columns.items())
        ]

    def install(self, report: Report) -> bool:
        """Take a report in; False when the job is not, or no longer, one of this part."""
        if report.job is not self._running:
            return False
        match report.outcome:
            case Progress(what, done, total):
                self.message = f"{what} {done:,} of {total:,}" if total else what
            case Failure(message):
                self._running, self.message = None, message
            case Result(values):
                self._running, self.message = None, ""
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
            self._weak = open_column(Path(values["labels"]))
            self._columns = {name: open_column(Path(paths[name])) for name in values["summaries"]}
        except (OSError, ValueError, KeyError, JobError) as error:
            self.message = f"the votes cannot be read: {error}"
            return
        self.result = values

    @property
    def busy(self) -> bool:
        """Whether a job runs or is due."""
        return self._running is not None or self._due or self._wanted

    # --- looking -----------------------------------------------------------------------------

    def view(self) -> FunctionsView:
        """The Functions screen as it stands."""
        found = self.result
        if found is None:
            return FunctionsView(
                (), 0.0, 0.0, "", "", NOTHING, NOTHING, (), "", None, self.code.question(),
                self.message,
            )  # fmt: skip
        accuracy = found["accuracy"]
        return FunctionsView(
            functions=tuple(self._function_views(found)),
            coverage=found["coverage"],
            conflicts=found["conflicts"],
            model=found["label_model"]["name"],
            reason=found["label_model"]["reason"],
            accuracy=_figure(accuracy["model"]),
            vote_accuracy=_figure(accuracy["majority_vote"]),
            warnings=tuple(found["warnings"]),
            problem=found["problem"],
            problem_line=found["line"],
            trust=self.code.question(),
            message=self.message,
        )

    def _function_views(self, found: Mapping[str, Any]) -> list[FunctionView]:
        own = [_function_view(one, found["summaries"].get(one["name"])) for one in found["all"]]
        known = {one.name for one in own}
        off = set(self.session.project.config.weak_supervision.off)
        return own + [
            _function_view({"name": name, "kind": "import"}, found["summaries"].get(name), off)
            for name in self._imported_names()
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
        place = self._weak[row] if self._weak else -1
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


def _figure(values: Mapping[str, Any]) -> Figure:
    return Figure(**{**values, "reason": values["reason"] or ""})


def _function_view(
    one: Mapping[str, Any], summary: Mapping[str, Any] | None, off: Sequence[str] | set[str] = ()
) -> FunctionView:
    run = one.get("run") or {}
    if run.get("failed"):
        return FunctionView(
            one["name"], one["kind"], "failed", run.get("line") or one["line"], fault=run["failed"]
        )
    if summary is None:
        return FunctionView(one["name"], one["kind"], "off", one.get("line"))
    known = {key: summary[key] for key in ("coverage", "overlaps", "conflicts")}
    return FunctionView(
        name=one["name"],
        kind=one["kind"],
        state="off" if one["name"] in off else "on",
        line=(run.get("line") if run.get("faults") else None) or one.get("line"),
        polarity=tuple(summary["polarity"]),
        correct=summary["correct"],
        incorrect=summary["incorrect"],
        accuracy=_figure(summary["accuracy"]),
        learned_accuracy=summary["learned_accuracy"],
        faults=run.get("faults", 0),
        fault=run.get("fault", ""),
        unstable=run.get("unstable", 0),
        seconds=run.get("seconds", 0.0),
        returns=run.get("returns", {}),
        **known,
    )


def _imported_file(cache: Path, name: str, votes: array[int]) -> Path:
    key = blake2b(name.encode("utf-8", "backslashreplace") + b"\0", digest_size=16)
    key.update(votes.tobytes())
    path = cache / "votes" / f"import-{key.hexdigest()}.npy"
    if not path.is_file():
        write_column(path, votes)
    return path
