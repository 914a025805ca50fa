"""Run the LLM's job in this process against the server of tests.robots."""

from collections import Counter
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.robots.llm_server import KEY, LLMServer
from tests.robots.projects import review_rows, write_project
from tui_labeler.jobs import Partial, Progress, Result
from tui_labeler.llm.jobs import label
from tui_labeler.llm.prompt import Prompt
from tui_labeler.project import Pool, open_pool, open_project
from tui_labeler.project.llm_section import LLMSection

KEY_NAME = "HOUSE_KEY"
"""The variable of the key: the usual one does not go to a server of project.toml."""
ROWS = review_rows(40)
GOLD = {text: label for _, text, label in ROWS}
LABELS = ("good", "bad")
FIRST, SECOND = ROWS[0][1], ROWS[1][1]


def gold(text: str) -> str:
    """A model that is always right."""
    return GOLD.get(text, "good")


def faulty(*faults: str, text: str = SECOND) -> Any:
    """The n-th try about `text` has the n-th fault, the last one again and again."""
    return lambda asked, n: faults[min(n, len(faults)) - 1] if asked == text else "ok"


def make_pool(folder: Path) -> Pool:
    """Forty reviews."""
    return open_pool(open_project(write_project(folder / "project", ROWS)))


@dataclass
class Ended:
    """What a job reported."""

    records: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    progress: list[str] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """Item -> its last answer."""
        return {item: one for r in self.records for item, one in r["answers"].items()}

    @property
    def failed(self) -> Counter[str]:
        """How many items failed, by kind."""
        return Counter(one["error"] for one in self.answers.values() if "error" in one)

    @property
    def paid(self) -> int:
        """Requests on the bill."""
        return sum(record["paid"] for record in self.records)


def job(
    pool: Pool,
    server: LLMServer,
    *,
    rows: int = 10,
    grant: float | None = None,
    abilities: dict[str, Any] | None = None,
    base_url: str | None = None,
    **settings: Any,
) -> Generator[Progress | Partial | Result, None, None]:
    """The job over the first `rows` rows."""
    quick = {"concurrency": 4, "timeout": 1.0, "input_price": 1.0, "output_price": 2.0}
    named = {"model": "fake", "base_url": base_url or server.url, "api_key_env": KEY_NAME}
    section = LLMSection.model_validate({**named, **quick, **settings})
    prompt = Prompt(task="", labels=tuple((name, "") for name in LABELS), reason=section.reason)
    return label(  # type: ignore[return-value]  # a job is an iterator; this one can be closed
        pool=str(pool.folder),
        rows=list(range(rows)),
        section=section.model_dump(),
        prompt=asdict(prompt),
        labelled=[],
        seed=0,
        grant=grant,
        abilities=abilities,
        journal=str(journal_of(pool)),
        header={},
    )


def journal_of(pool: Pool) -> Path:
    """Where the job keeps what it has sent."""
    return pool.folder.parent / "llm-run-000001.jsonl"


def ask(pool: Pool, server: LLMServer, **arguments: Any) -> Ended:
    """Run the job to its end."""
    ended = Ended()
    for outcome in job(pool, server, **arguments):
        match outcome:
            case Partial(values):
                ended.records += values["records"]
                ended.said += values["said"]
            case Progress(what):
                ended.progress.append(what)
            case Result(values):
                ended.result = dict(values)
    journal_of(pool).unlink()
    return ended


__all__ = [
    "GOLD",
    "KEY",
    "KEY_NAME",
    "LABELS",
    "ROWS",
    "Ended",
    "ask",
    "gold",
    "job",
    "journal_of",
    "make_pool",
]
