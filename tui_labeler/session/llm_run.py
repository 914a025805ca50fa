"""LLM runs: what is asked, what it may cost, and how answers come into the store.

The child gets the money that is left when its job is made and cannot spend more. Each answer is
booked with its price as it arrives; what a killed session did not book is found in its journal.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import LLMError
from tui_labeler.jobs import Failure, Job, Partial, Progress, Report, Result
from tui_labeler.llm import journal
from tui_labeler.llm.failures import FINAL
from tui_labeler.llm.server import Server, read_key, server_of
from tui_labeler.project.config import LLMSection
from tui_labeler.project.locations import cache_folder, state_folder
from tui_labeler.project.trust import Trust
from tui_labeler.session.views import LLMView
from tui_labeler.store.records import Annotation, LLMRequest

if TYPE_CHECKING:
    from tui_labeler.llm.prompt import Prompt
    from tui_labeler.session.session import Session

KIND = "llm"
ESTIMATE = "tui_labeler.llm.jobs:estimate"
LABEL = "tui_labeler.llm.jobs:label"
ABILITIES = "llm_abilities"
USUAL_SECONDS = 1.5
"""An answer, before one was measured."""
CASCADE_THRESHOLD = 0.8
"""Below it the next [[llm]] is asked, until a threshold can be found on validated items."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person wants asked."""

    llm: int = 0
    """Which [[llm]]; the second one is asked what the first is unsure of."""
    limit: int | None = None
    max_cost: float | None = None
    again: bool = False
    """Ask again what an older prompt was asked, and what failed for good."""
    batch: bool = False
    """Through the server's batch service."""


@dataclass(slots=True)
class Tally:
    """What a run has done so far."""

    labelled: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    cached: int = 0
    cost: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    stopped: str | None = None
    message: str = ""
    said: list[str] = field(default_factory=list)
    """What the person should know about the server."""


class LLMRuns:
    """Asks for one LLM job at a time and books what it brings."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.tally = Tally()
        self.estimate: Mapping[str, Any] | None = None
        """Of the wish: items, requests, tokens, cost, seconds, the first prompt."""
        self.wish = Wish()
        self._waiting: Job | None = None
        self._running: Job | None = None
        self._progress = Progress("")
        self._labelled: list[tuple[int, str]] | None = None
        if not session.store.read_only:
            self._recover()

    # --- what project.toml says ----------------------------------------------------------------

    def section(self, llm: int = 0) -> LLMSection:
        """The [[llm]] number `llm`. Raises LLMError where there is none."""
        sections = self.session.project.config.llm
        if llm >= len(sections):
            raise LLMError(
                "project.toml has no [llm] section, so no LLM can be asked.",
                hint='Add:  [llm]\n      model = "gpt-4o-mini"',
            )
        return sections[llm]

    def server(self, llm: int = 0) -> Server:
        """Where it is asked. Raises LLMError."""
        return server_of(self.section(llm).base_url)

    def check(self, llm: int = 0) -> None:
        """Raise LLMError where nothing could be sent: no key, no such address."""
        read_key(self.server(llm), self.section(llm).api_key_env)

    def stranger(self, llm: int = 0) -> str | None:
        """The server and key this folder wants used, where nobody has said yes to that yet."""
        section = self.section(llm)
        usual_key = section.api_key_env == LLMSection.model_fields["api_key_env"].default
        if section.base_url is None and usual_key:
            return None
        if self.server(llm).loopback and usual_key:
            return None
        address = self._address(llm)
        trusted = Trust(state_folder()).is_trusted_server(self.session.project, address)
        return None if trusted else address

    def trust_server(self, llm: int = 0) -> None:
        """Remember that this folder may use its server and key."""
        Trust(state_folder()).trust_server(self.session.project, self._address(llm))

    def _address(self, llm: int) -> str:
        return f"{self.server(llm).base_url} with the key in {self.section(llm).api_key_env}"

    def prompt(self, llm: int = 0) -> Prompt:
        """What is asked. Raises ConfigError for guidelines or a template that cannot be read."""
        from tui_labeler.llm.prompt import Prompt

        project, section = self.session.project, self.section(llm)
        sampling = {
            name: getattr(section, name)
            for name in ("model", "temperature", "few_shot", "few_shot_by", "confidence", "samples")
        }
        return Prompt(
            task=project.config.project.task,
            labels=tuple((label.name, label.description) for label in project.config.labels),
            guidelines=project.read_guidelines(),
            template=project.read_prompt(llm),
            reason=section.reason,
            choices=repr({**sampling, "items_per_prompt": section.items_per_prompt}),
        )

    # --- what is asked -------------------------------------------------------------------------

    def rows(self, wish: Wish) -> list[int]:
        """The rows that the wish asks about, in random order; of exact copies only the first."""
        pool, state = self.session.pool, self.session.state
        known = self._known(wish)
        unsure = self._unsure(wish)
        found = []
        for row in pool.order:
            item = pool.ids[row]
            answer = state[item].answer
            rejected = answer is not None and answer.kind == "reject"
            if pool.copy_of(row) != row or rejected or item in known:
                continue
            if unsure is not None and item not in unsure:
                continue
            found.append(row)
            if wish.limit is not None and len(found) >= wish.limit:
                break
        return found

    def _known(self, wish: Wish) -> set[str]:
        """Items that need not be asked: they have an answer, or failed for good."""
        model = self.section(wish.llm).model
        labels = self.session.llm_labels
        current = str(self.prompt_number(wish.llm)) if wish.again else ""
        known = set()
        for item in labels.items():
            said = labels.by_model(item).get(model)
            if said is not None and (not wish.again or said.version == current):
                known.add(item)
        if not wish.again:
            for request in self.session.store.llm.requests():
                if request.model == model:
                    failed = {i for i, a in request.answers.items() if a.get("error") in FINAL}
                    known |= failed
        return known

    def _unsure(self, wish: Wish) -> set[str] | None:
        """What the LLM before it left to this one; None: everything."""
        if wish.llm == 0:
            return None
        model = self.section(wish.llm - 1).model
        threshold = self.session.agreement.threshold().value or CASCADE_THRESHOLD
        labels = self.session.llm_labels
        sure = set()
        for item in labels.items():
            said = labels.by_model(item).get(model)
            if said is not None and (said.confidence or 0.0) >= threshold:
                sure.add(item)
        return set(self.session.pool.ids) - sure

    def prompt_number(self, llm: int = 0) -> int:
        """The number of the prompt as it is; a new prompt is saved and gets the next."""
        prompt = self.prompt(llm)
        return self.session.store.llm.prompt(prompt.digest(), prompt.content())

    def sample_changed(self) -> None:
        """Validation items are no examples."""
        self._labelled = None

    def _examples(self) -> list[tuple[int, str]]:
        """(row, label) of what may be an example, oldest answer first."""
        pool = self.session.pool
        taboo = set(self.session.validation.sample.items)
        answers = sorted(
            (answer.id, item, answer.label)
            for item, answer in self.session.state.answers()
            if answer.label is not None and item not in taboo
        )
        rows = ((pool.row(item), label) for _, item, label in answers)
        return [(row, label) for row, label in rows if row is not None]

    # --- jobs ----------------------------------------------------------------------------------

    def ask_price(self, wish: Wish, rows: Sequence[int] | None = None) -> None:
        """Wish for an estimate; it is in `estimate` when the job has ended.

        `rows`: in place of those the wish is about.
        """
        self.wish, self.estimate = wish, None
        totals = self.session.store.llm.totals()
        arguments = self._common(wish) | {"seconds": totals.seconds or USUAL_SECONDS}
        if rows is not None:
            arguments["rows"] = list(rows)
        self._waiting = Job(KIND, ESTIMATE, arguments)

    def start(self) -> None:
        """Ask what was wished for, with the money that is left.

        Raises LLMError where there is no key, no trust or no money.
        """
        wish = self.wish
        self.check(wish.llm)
        stranger = self.stranger(wish.llm)
        if stranger is not None:
            raise LLMError(f"nobody has said yes to {stranger}", hint="tui-labeler llm DIR asks.")
        self._recover()
        section, server = self.section(wish.llm), self.server(wish.llm)
        header = {
            "model": section.model,
            "server": server.host,
            "prompt": self.prompt_number(wish.llm),
        }
        known = len(self._known(wish))
        self.tally = Tally(cached=known)
        path = journal.new_path(cache_folder(self.session.project.folder))
        arguments = self._common(wish) | {
            "grant": self.money_left(wish),
            "abilities": self._abilities().get(self._ability_key(wish.llm)),
            "journal": str(path),
            "header": header,
        }
        self._waiting = Job(KIND, LABEL, arguments)
        self.estimate = None

    def _common(self, wish: Wish) -> dict[str, Any]:
        return {
            "pool": str(self.session.pool.folder),
            "rows": self.rows(wish),
            "section": self.section(wish.llm).model_dump(),
            "prompt": asdict(self.prompt(wish.llm)),
            "labelled": self._examples(),
            "seed": self.session.project.config.project.seed,
        }

    def cap(self, wish: Wish) -> float | None:
        """What all runs together may cost: dollars, or million tokens where no price is known."""
        return self.section(wish.llm).max_cost if wish.max_cost is None else wish.max_cost

    def money_left(self, wish: Wish) -> float | None:
        """The cap less what is booked; None: no cap."""
        from tui_labeler.llm.prices import MILLION, price_of

        cap = self.cap(wish)
        if cap is None:
            return None
        section, totals = self.section(wish.llm), self.session.store.llm.totals()
        price = price_of(section.model, section.input_price, section.output_price)
        spent = totals.cost if price.known else totals.unpriced / MILLION
        return max(0.0, cap - spent)

    def stop(self) -> None:
        """The job was cancelled: what was under way is booked by the next run, from its journal."""
        self._waiting = self._running = None
        self.estimate = None
        self._progress = Progress("")
        self.tally.message = "stopped"

    def next_job(self) -> Job | None:
        """The estimate or run that was wished for."""
        job, self._waiting = self._waiting, None
        if job is not None:
            self._running = job
        return job

    def install(self, report: Report) -> bool:
        """Book answers; False when the job is not, or no longer, one of ours."""
        if report.job is not self._running:
            return False
        match report.outcome:
            case Progress():
                self._progress = report.outcome
            case Partial(values):
                self.tally.said += values["said"]
                self._count(self._book(report.job.arguments["header"], values["records"]))
            case Result(values):
                self._running = None
                if report.job.function == ESTIMATE:
                    self.estimate = values
                else:
                    self._end(report.job, values)
            case Failure(message):
                self._running = None
                self.tally.stopped, self.tally.message = "failed", message
        return True

    def _end(self, job: Job, values: Mapping[str, Any]) -> None:
        self.tally.stopped, self.tally.message = values["stopped"], values["message"]
        if values["abilities"]["known"]:
            abilities = self._abilities() | {self._ability_key(self.wish.llm): values["abilities"]}
            self._keep_abilities(abilities)
        Path(job.arguments["journal"]).unlink(missing_ok=True)

    # --- the ledger ----------------------------------------------------------------------------

    def _book(
        self, header: Mapping[str, Any], records: Sequence[Mapping[str, Any]]
    ) -> list[LLMRequest]:
        """Save requests and the labels in them; copies of an item get its label too."""
        requests = [_request(header, record) for record in records]
        annotations = [
            annotation for request in requests for annotation in self._annotations(request)
        ]
        self.session.store.llm.book(requests, annotations)
        self.session.llm_labels.take(annotations)
        return requests

    def _annotations(self, request: LLMRequest) -> Iterable[Annotation]:
        for asked, said in request.answers.items():
            if said.get("label") is None:
                continue
            for item in self._with_copies(asked):
                yield Annotation(
                    source="llm",
                    annotator=request.model,
                    item=item,
                    label=said["label"],
                    confidence=said.get("confidence"),
                    distribution=said.get("distribution"),
                    version=str(request.prompt),
                )

    def _with_copies(self, item: str) -> list[str]:
        pool = self.session.pool
        row = pool.row(item)
        if row is None or not pool.copies_of(row):
            return [item]
        return [pool.ids[other] for other in self._copies()[pool.copy_of(row)]]

    def _copies(self) -> Mapping[int, list[int]]:
        pool = self.session.pool
        groups: dict[int, list[int]] = defaultdict(list)
        for row in range(len(pool)):
            if pool.copies_of(row):
                groups[pool.copy_of(row)].append(row)
        return groups

    def _count(self, requests: Iterable[LLMRequest]) -> None:
        for request in requests:
            self.tally.cost += request.cost or 0.0
            self.tally.tokens_in += request.tokens_in
            self.tally.tokens_out += request.tokens_out
            for item, said in request.answers.items():
                if said.get("error"):
                    self.tally.failed[said["error"]] += 1
                else:
                    self.tally.labelled += len(self._with_copies(item))

    def _recover(self) -> None:
        """Book what an earlier session was sent and had no time to book."""
        for path in journal.leftovers(cache_folder(self.session.project.folder)):
            header, records = journal.read(path)
            new = [record for record in records if not self.session.store.llm.has(record["key"])]
            if header and new:
                self._book(header, new)
            with suppress(OSError):
                path.unlink()

    def _abilities(self) -> dict[str, Any]:
        import json

        found = json.loads(self.session.store.get(ABILITIES) or "{}")
        return found if isinstance(found, dict) else {}

    def _keep_abilities(self, abilities: Mapping[str, Any]) -> None:
        import json

        self.session.store.set(ABILITIES, json.dumps(abilities))

    def _ability_key(self, llm: int) -> str:
        return f"{self.server(llm).base_url} {self.section(llm).model}"

    # --- routing and views ---------------------------------------------------------------------

    def queued(self) -> int:
        """Items that need the person: the LLM failed at them, or is less sure than it has to be."""
        threshold = self.session.agreement.threshold().value
        labels, state, pool = self.session.llm_labels, self.session.state, self.session.pool
        asked = {item for item in labels.items() if not state[item].settled}
        unsure = 0
        if threshold is not None:
            for item in asked:
                said = labels.of(item)
                assert said is not None
                unsure += said.confidence is not None and said.confidence < threshold
        failed = {
            item
            for request in self.session.store.llm.requests()
            for item, answer in request.answers.items()
            if answer.get("error") and labels.of(item) is None and pool.row(item) is not None
        }
        return unsure + sum(not state[item].settled for item in failed)

    def confident_rows(self) -> list[int]:
        """Rows whose LLM label is sure enough: the person is not asked about them."""
        if not len(self.session.llm_labels):
            return []
        threshold = self.session.agreement.threshold().value
        if threshold is None:
            return []
        pool, labels = self.session.pool, self.session.llm_labels
        found = []
        for item in labels.items():
            said, row = labels.of(item), pool.row(item)
            if said is not None and row is not None and (said.confidence or 0.0) >= threshold:
                found.append(row)
        return found

    @property
    def busy(self) -> bool:
        """Whether an estimate or a run waits or is under way."""
        return self._waiting is not None or self._running is not None

    @property
    def progress(self) -> Progress:
        """How far the job is."""
        return self._progress

    def view(self) -> LLMView:
        """The LLM part of a screen."""
        sections = self.session.project.config.llm
        if not sections:
            return LLMView(None, labelled=len(self.session.llm_labels))
        totals = self.session.store.llm.totals()
        tokens = totals.tokens_in + totals.tokens_out
        return LLMView(
            model=sections[self.wish.llm].model,
            running=self._running is not None,
            message=self._progress.what if self._running is not None else self.tally.message,
            done=self._progress.done,
            total=self._progress.total,
            labelled=len(self.session.llm_labels),
            cost=None if totals.unpriced else totals.cost,
            tokens=tokens,
            cap=self.cap(self.wish),
            question=self.question(),
        )

    def question(self) -> str:
        """The estimate as a question; "" while there is none."""
        if self.estimate is None:
            return ""
        found, section = self.estimate, self.section(self.wish.llm)
        cap = self.cap(self.wish)
        cost = "price not known" if found["cost"] is None else f"about ${found['cost']:.2f}"
        limit = "no cap" if cap is None else f"at most ${cap:.2f} in all"
        if found["cost"] is None and cap is not None:
            limit = f"at most {cap:g} million tokens in all"
        return (
            f"Ask {section.model} at {self.server(self.wish.llm).host} about "
            f"{found['items']:,} items: {found['tokens_in'] + found['tokens_out']:,} tokens, "
            f"{cost} ({found['price']}), {_duration(found['seconds'])}, {limit}?"
        )


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _request(header: Mapping[str, Any], record: Mapping[str, Any]) -> LLMRequest:
    values = {**record, "items": tuple(record["items"])}
    return LLMRequest(
        model=header["model"], server=header["server"], prompt=header["prompt"], **values
    )
