"""The LLM as an annotator: an estimate, a question, a run, a bill."""

import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from tui_labeler.cli.jobs import opened
from tui_labeler.cli.output import folder_argument, json_option, say, show, write_json
from tui_labeler.errors import ExitCode, LLMError, TrustError, UsageError
from tui_labeler.text import counted, one_line, printable

if TYPE_CHECKING:
    from tui_labeler.session import Session
    from tui_labeler.session.llm_questions import Wish
    from tui_labeler.session.llm_run import LLMRuns
    from tui_labeler.worker.runner import Runner

SAID_EVERY = 50
"""Items between two lines of progress where stderr is no terminal."""


@click.command(epilog="Example:  tui-labeler llm reviews/ --limit 100 --max-cost 0.50")
@folder_argument
@click.option("--limit", type=click.IntRange(min=1), help="Ask about at most so many items.")
@click.option("--max-cost", type=click.FloatRange(min=0), help="Dollars, all runs together.")
@click.option("--dry-run", is_flag=True, help="Say what it would cost; send nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before spending.")
@click.option("--trust", is_flag=True, help="Yes, this folder's own server may be used.")
@click.option("--again", is_flag=True, help="Ask again what another prompt was asked, or failed.")
@click.option("--batch", is_flag=True, help="Half price, within a day (Batch API).")
@click.option("--show-prompt", metavar="ID", help="Print the prompt for one item; send nothing.")
@json_option
def llm(
    folder: str,
    limit: int | None,
    max_cost: float | None,
    dry_run: bool,
    yes: bool,
    trust: bool,
    again: bool,
    batch: bool,
    show_prompt: str | None,
    as_json: bool,
) -> int:
    """Let the LLM label: with an estimate before, a cap during, and the bill after.

    The same command goes on where a run was stopped or killed; nothing is paid twice as long as the
    server honours Idempotency-Key (docs/llm.md says what happens where it does not).
    """
    from tui_labeler.session.llm_questions import Wish

    wish = Wish(limit=limit, max_cost=max_cost, again=again, batch=batch)
    with opened(folder, read_only=dry_run or show_prompt is not None) as session:
        session.llm.access.section()
        if show_prompt is not None:
            return _show_prompt(session, wish, show_prompt)
        if not dry_run:
            session.llm.access.check()
            _settle_trust(session, trust)
        runner = _Running(session)
        try:
            if dry_run:
                estimate = runner.estimate(wish)
                if as_json:
                    write_json({"dry_run": True, "estimate": estimate, **_counts(session)})
                return ExitCode.OK
            total = (_batch if batch else _label)(session, runner, wish, yes)
            return _conclude(session, total, as_json)
        except KeyboardInterrupt:
            session.llm.stop()
            say("Stopped. What was answered is saved; the same command goes on.")
            return ExitCode.INTERRUPTED
        finally:
            runner.close()


def _label(session: "Session", runner: "_Running", wish: "Wish", yes: bool) -> dict[str, Any]:
    """Run all [[llm]] entries, the later ones on what the earlier are unsure of."""
    runner.estimate(wish)
    if not yes:
        _ask(session)
    total: dict[str, Any] = {}
    for number in range(len(session.project.config.llm)):
        session.llm.access.check(number)
        session.llm.wish = replace(wish, llm=number)
        session.llm.start()
        runner.until_done()
        _add(total, session.llm)
        if session.llm.tally.stopped:
            break
    return total


def _batch(session: "Session", runner: "_Running", wish: "Wish", yes: bool) -> dict[str, Any]:
    """Fetch the batch that is under way; when there is none, or it has ended, hand in the next
    one: a cascade needs a batch for each [[llm]] entry, one after the other."""
    runs, total = session.llm, dict[str, Any]()
    entries = range(len(session.project.config.llm))
    if pending := runs.batches.pending():
        entries = entries[runs.batches.entry(pending[0]) + 1 :]
        runs.wish = replace(wish, llm=runs.batches.entry(pending[0]))
        runs.start()
        runner.until_done()
        _add(total, runs)
    if not runs.batches.pending():
        rows = ((number, runs.questions.rows(replace(wish, llm=number))) for number in entries)
        number = next((number for number, found in rows if found), None)
        if number is not None:
            runs.access.check(number)
            runner.estimate(replace(wish, llm=number))
            if not yes:
                _ask(session)
            runs.start()
            runner.until_done()
            _add(total, runs)
        elif not total:
            _add(total, runs)
            total["message"] = "nothing is left to ask"
    return total


def _conclude(session: "Session", total: dict[str, Any], as_json: bool) -> int:
    total |= {"queued": session.llm.routing.queued()}
    for sentence in total.pop("said"):
        say(sentence)
    _say_done(total)
    if as_json:
        write_json(total)
    return ExitCode.LLM if total["stopped"] else ExitCode.OK


def _add(total: dict[str, Any], runs: "LLMRuns") -> None:
    """The counts of one run, added to those before."""
    tally = runs.tally
    total["labelled"] = total.get("labelled", 0) + tally.labelled
    total["copies"] = total.get("copies", 0) + tally.copies
    failed = total.setdefault("failed", {})
    for kind, count in tally.failed.items():
        failed[kind] = failed.get(kind, 0) + count
    total["cached"] = total.get("cached", 0) + tally.cached
    priced = not runs.session.store.llm.totals().unpriced
    total["cost"] = total.get("cost", 0.0) + tally.cost if priced else None
    tokens = total.setdefault("tokens", {"in": 0, "out": 0})
    tokens["in"] += tally.tokens_in
    tokens["out"] += tally.tokens_out
    total["stopped"] = tally.stopped
    total["message"] = tally.message or None
    total["said"] = total.get("said", []) + tally.said


def _counts(session: "Session") -> dict[str, Any]:
    """The keys of the contract for a command that does nothing."""
    return {
        "labelled": 0,
        "copies": 0,
        "failed": {},
        "cached": len(session.llm_labels),
        "cost": 0.0,
        "tokens": {"in": 0, "out": 0},
        "queued": session.llm.routing.queued(),
    }


def _say_done(total: dict[str, Any]) -> None:
    from tui_labeler.session.llm_tally import labelled

    bill = ""
    if tokens := total["tokens"]["in"] + total["tokens"]["out"]:
        cost = "price not known" if total["cost"] is None else f"${total['cost']:.4f}"
        bill = f", {tokens:,} tokens, {cost}"
    say(f"{labelled(total['labelled'], total['copies'])}, {total['cached']:,} before{bill}.")
    for kind, count in total["failed"].items():
        say(f"{count:,} failed: {kind}")
    if total["queued"]:
        say(f"For you: {counted(total['queued'], 'item')}.")
    if total["message"] and not total["stopped"]:
        say(one_line(total["message"], 300))
    if total["stopped"]:
        say(f"Stopped ({total['stopped']}): {one_line(total['message'] or '', 300)}")
        say("What was answered is saved; the same command goes on.")


def _settle_trust(session: "Session", trust: bool) -> None:
    for number in range(len(session.project.config.llm)):
        stranger = session.llm.access.stranger(number)
        if stranger is None:
            continue
        question = f"project.toml wants texts sent to {one_line(stranger, 200)}."
        yes = trust
        if not trust and sys.stdin.isatty():
            yes = click.confirm(printable(question + " Trust it?"), err=True)
        if not yes:
            raise TrustError(question, hint="Nothing was sent. If you want that:  --trust")
        session.llm.access.trust_server(number)


def _ask(session: "Session") -> None:
    """The question before money is spent."""
    if not sys.stdin.isatty():
        raise UsageError(
            "this spends money, and there is no terminal to ask on.",
            hint="Add --yes (and --max-cost).",
        )
    if not click.confirm("Go on?", err=True):
        raise UsageError("nothing was sent.")


def _show_prompt(session: "Session", wish: "Wish", item: str) -> int:
    row = session.pool.row(item)
    if row is None:
        raise UsageError(f'there is no item "{one_line(item, 60)}" in the data')
    runner = _Running(session)
    try:
        session.llm.ask_price(wish, rows=[row])
        runner.until_done()
    finally:
        runner.close()
    for message in (session.llm.estimate or {}).get("prompt", ()):
        show(f"--- {message['role']} ---")
        show(message["content"])
    return ExitCode.OK


class _Running:
    """Runs the session's LLM jobs in a child process and takes in what they report."""

    def __init__(self, session: "Session") -> None:
        from tui_labeler.worker.processes import ProcessRunner

        self._session = session
        self._changed = threading.Event()
        self._runner: Runner = ProcessRunner(
            log=session.worker_log, notify=self._changed.set, secrets=session.secrets
        )
        self._said = 0
        self._what = ""

    def until_done(self) -> None:
        """Return when nothing of the LLM's is under way. Raises LLMError where a job failed."""
        runs = self._session.llm
        while runs.busy:
            job = runs.next_job()
            if job is not None:
                self._runner.submit(job)
            self._changed.wait(0.5)
            self._changed.clear()
            for report in self._runner.poll():
                runs.install(report)
            self._tell(runs)
        if runs.tally.stopped == "failed":
            raise LLMError(runs.tally.message)

    def estimate(self, wish: "Wish") -> dict[str, Any]:
        """What it would cost, said as a question. Raises LLMError."""
        runs = self._session.llm
        runs.ask_price(wish)
        self.until_done()
        if not runs.estimate:
            raise LLMError(runs.tally.message or "no estimate could be made")
        say(runs.question())
        return {name: value for name, value in runs.estimate.items() if name != "prompt"}

    def _tell(self, runs: "LLMRuns") -> None:
        progress = runs.progress
        what = progress.what.partition(",")[0]
        enough = abs(progress.done - self._said) >= SAID_EVERY or what != self._what
        if progress.total and enough:
            self._said, self._what = progress.done, what
            cost = f", ${runs.tally.cost:.4f}" if runs.tally.cost else ""
            say(f"{progress.what}: {progress.done:,} of {progress.total:,}{cost}")

    def close(self) -> None:
        """End the child."""
        self._runner.close()


COMMANDS = (llm,)
