"""One label per item from all who spoke: when it is worked out, and what came of it.

Worked out in the background when somebody asks for it (`want`); the newest result is kept in the
cache and used again by the next session as long as it still belongs to what has been said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler import tables
from tui_labeler.evaluation.figure import Figure, share
from tui_labeler.jobs import Failure, Job, Report, Result
from tui_labeler.project.locations import EMBEDDING_FILE, RESOLVED_FOLDER
from tui_labeler.session.checked_labels import given_labels
from tui_labeler.session.learning import NONSENSE
from tui_labeler.session.predictions import Predictions
from tui_labeler.session.vote_columns import open_column

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

KIND = "resolver"
RESOLVE = "tui_labeler.hybrid.resolving:resolve"
RESULT_FILE = "result.json"
COLUMNS = ("labels", "decided", "rules")
PERSON_AND_MODEL = {"human", "model"}
VERSION = 6
"""Of the result; one of another version is not used."""


def _changed(path: Path) -> tuple[int, int] | None:
    """Size and time of a file of embeddings; None for features of other kinds."""
    try:
        found = path.stat() if path.suffix == EMBEDDING_FILE else None
    except OSError:
        return None
    return found and (found.st_size, found.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about an item."""

    label: str | None
    confidence: float
    """1 for the person's own labels; the probability of the machines' best label else."""
    decided: str
    """`human`, or the machine that said most for the label; "" where there is no label."""
    rule: str
    shares: Mapping[str, float]
    """What the machines say together: the probability of each label."""


class Resolution:
    """Asks for the job that resolves, and reads what it has written."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sources: frozenset[str] = frozenset(session.project.config.resolution.sources)
        """Who has a say beside the person."""
        self.judged = True
        """Whether the accuracy is worked out too: it takes as long again."""
        self.message = ""
        self.result: Mapping[str, Any] | None = None
        self._wanted = False
        self._failed: str | None = None
        """What had been said when it failed last."""
        self._running: tuple[Job, str] | None = None
        self._read()

    @property
    def folder(self) -> Path:
        """Where the result lies."""
        return self.session.learning.cache / RESOLVED_FOLDER

    # --- background work ---------------------------------------------------------------------

    def want(self) -> None:
        """Work it out, now, if anything is new."""
        self._wanted = True
        self._failed = None

    @property
    def others(self) -> bool:
        """Whether anybody but the person and the model says anything."""
        return bool(self._votes() or self._opinions())

    @property
    def fresh(self) -> bool:
        """Whether the result knows everything that has been said."""
        return self.result is not None and self.result["basis"] == self.basis()

    def next_job(self) -> Job | None:
        """The job that was wished for; it waits for functions that are being applied."""
        if not self._wanted or self._running is not None or self.session.functions.busy:
            return None
        self._wanted = False
        basis = self.basis()
        if self._failed == basis or (self.result is not None and self.result["basis"] == basis):
            return None
        job = Job(KIND, RESOLVE, self._arguments())
        self._running = (job, basis)
        return job

    def install(self, report: Report) -> bool:
        """Take a report in; False when the job is not one of this part."""
        if self._running is None or report.job is not self._running[0]:
            return False
        basis = self._running[1]
        self.message = self.session.messages.of(report)
        match report.outcome:
            case Failure():
                self._running, self._failed = None, basis
            case Result(values):
                self._running = None
                with tables.atomic_write(self.folder / RESULT_FILE) as file:
                    file.write(json.dumps({**values, "basis": basis, "version": VERSION}).encode())
                self._read()
        return True

    def basis(self) -> str:
        """Changes with everything that the result rests on."""
        session, config = self.session, self.session.project.config
        functions = session.functions
        said = [
            VERSION,
            session.pool.fingerprint,
            list(session.project.label_names),
            session.state.last_event,
            self._opinions(),
            list(functions.vote_files),
            functions.label_model,
            config.resolution.model_dump(),
            sorted(self.sources),
            self.judged,
            [config.model.estimator, list(config.model.features), dict(config.model.parameters)],
            [_changed(Path(name)) for name in session.project.features],
            config.project.seed,
        ]
        return blake2b(json.dumps(said, default=str).encode(), digest_size=16).hexdigest()

    def _arguments(self) -> dict[str, Any]:
        session, config = self.session, self.session.project.config
        place = {name: at for at, name in enumerate(session.project.label_names)}
        row = session.pool.row
        answers = [(row(item), answer) for item, answer in session.state.answers()]
        return {
            "pool": str(session.pool.folder),
            "cache": str(session.learning.cache),
            "features": session.project.features,
            "out": str(self.folder),
            "k": len(place),
            "human": sorted(
                [at, place[answer.label]]
                for at, answer in answers
                if at is not None and answer.label in place
            ),
            "sample": session.queue.sample() if self.judged else [],
            "rejected": sorted(
                at for at, answer in answers if at is not None and answer.kind == "reject"
            ),
            "votes": self._votes(),
            "label_model": session.functions.label_model,
            "opinions": self._opinions(),
            "model": self._allows("model"),
            "estimator": config.model.estimator,
            "parameters": dict(config.model.parameters),
            "threshold": config.resolution.threshold,
            "human_weight": config.resolution.human_weight,
            "seed": config.project.seed,
        }

    def _allows(self, source: str) -> bool:
        return source in self.sources

    def _votes(self) -> list[str]:
        return list(self.session.functions.vote_files) if self._allows("rules") else []

    def _opinions(self) -> dict[str, list[list[Any]]]:
        """Name -> [row, place of the label, confidence]; the newest of each LLM, and the given."""
        session = self.session
        place = {name: at for at, name in enumerate(session.project.label_names)}
        found: dict[str, dict[int, list[Any]]] = {}
        if self._allows("llm"):
            for item in session.llm_labels.items():
                row = session.pool.row(item)
                for model, said in session.llm_labels.by_model(item).items():
                    if row is not None and said.label in place:
                        one = [row, place[said.label], said.confidence]
                        found.setdefault(f"llm {model}", {})[row] = one
        given = given_labels(session) if self._allows("given") else {}
        if given:
            found["given"] = {row: [row, place[label], None] for row, label in given.items()}
        return {name: [said[row] for row in sorted(said)] for name, said in found.items()}

    # --- looking -----------------------------------------------------------------------------

    def _read(self) -> None:
        """Use the result that is there, if it is whole and of this pool and these labels."""
        try:
            values = json.loads((self.folder / RESULT_FILE).read_bytes())
            shares = Predictions(self.folder / "probabilities.npy")
            columns = [open_column(self.folder / f"{name}.npy") for name in COLUMNS]
            n, k = len(self.session.pool), len(self.session.project.label_names)
            whole = (shares.rows, shares.columns) == (n, k) and {len(c) for c in columns} == {n}
            if not whole or values["version"] != VERSION:
                return
        except NONSENSE:
            return
        self.result, self._shares = values, shares
        self._labels, self._decided, self._rules = columns

    def of(self, row: int) -> Decision | None:
        """What is decided about a row; None before anything was worked out."""
        if self.result is None:
            return None
        names = self.session.project.label_names
        shares = dict(zip(names, self._shares[row], strict=True))
        place, who = self._labels[row], self._decided[row]
        decided = self.result["sources"][who] if who >= 0 else ""
        human = decided == "human"
        return Decision(
            label=names[place] if place >= 0 else None,
            confidence=1.0 if human else max(shares.values()),
            decided=decided,
            rule=self.result["rules"][self._rules[row]],
            shares=shares,
        )

    def coverage(self) -> float:
        """The share of the pool that has a label."""
        return 0.0 if self.result is None else float(self.result["coverage"])

    def accuracy(self) -> Figure:
        """How often the labels that machines decide are right, told from the person's uniform
        sample by machines that had not seen it."""
        hits = [right for _, right in (self.result or {"accuracy": ()})["accuracy"]]
        return share(sum(hits), len(hits))

    def ranking(self) -> list[tuple[int, float]]:
        """(row, labels an answer puts right) to ask the person, best first; may be out of date."""
        return [(row, worth) for row, worth in (self.result or {"queue": ()})["queue"]]

    def to_ask(self) -> list[tuple[int, float]]:
        """The same for the Label screen, which asks for a newer one to be worked out meanwhile;
        empty where nobody speaks but the person and the model."""
        if self.result is None or PERSON_AND_MODEL.issuperset(self.result["sources"]):
            return []
        self.want()
        return self.ranking()

    def shared(self) -> list[tuple[str, str, int, float]]:
        """(word, label, items, labels put right) of rules that are missing, best first."""
        names = self.session.project.label_names
        found = (self.result or {"shared": ()})["shared"]
        return [(word, names[place], items, worth) for word, place, items, worth in found]
