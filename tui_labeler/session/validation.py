"""The acts of the Validate screen: a frozen random sample of LLM labels, judged one by one.

The sample is drawn in proportion to the LLM's labels and shown in random order, so that each
answered beginning of it is itself a fair sample. One item in five is blind: the LLM's label stays
hidden until the person has answered.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tui_labeler.errors import UsageError
from tui_labeler.project.pool import text_hash
from tui_labeler.session.drawing import DIGITS, PREVIEW, answer_view
from tui_labeler.session.validation_sample import Sample, draw
from tui_labeler.session.views import Choice, Item, ValidateView
from tui_labeler.store.records import Act, Event, How, Kind

if TYPE_CHECKING:
    from tui_labeler.session.llm_labels import LLMLabel
    from tui_labeler.session.session import Session

KEY = "llm_validation"
SIZE = 100
WRONG, UNSURE = "wrong", "unsure"
LAST_ANSWERS = 12


def verdict_of(event: Event) -> str | None:
    """`wrong` or `unsure`, where the event is such an answer of this screen."""
    verdict = (event.details or {}).get("verdict")
    return verdict if isinstance(verdict, str) else None


class Validation:
    """One item at a time: agree, wrong, the right label, unsure."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sample = self._stored()

    # --- the sample ------------------------------------------------------------------------

    def _stored(self) -> Sample:
        text = self.session.store.get(KEY)
        if text is None:
            return Sample()
        values = json.loads(text)
        return Sample(tuple(values["items"]), frozenset(values["blind"]))

    def begin(self, size: int = SIZE) -> None:
        """Draw the sample, or draw more, until it has `size` items. Stored before it is shown.

        Raises UsageError where there are no LLM labels.
        """
        wanted = size - len(self.sample.items)
        if wanted <= 0:
            return
        drawn = draw(self.session, self.sample, wanted)
        if not drawn.items:
            folder = shlex.quote(str(self.session.project.folder))
            raise UsageError(
                "there are no LLM labels to validate.",
                hint=f"Make some:  tui-labeler llm {folder}\n"
                f"or take them in:  tui-labeler import {folder} FILE --as llm",
            )
        self.sample = drawn
        values = {"items": drawn.items, "blind": sorted(drawn.blind)}
        self.session.store.set(KEY, json.dumps(values))

    def begin_when_ready(self) -> None:
        """Draw the sample once there are labels enough, or all there will be for now."""
        labels = len(self.session.llm_labels)
        if labels >= SIZE or (labels and not self.session.llm.busy):
            self.begin()

    def _answered(self, item: str) -> bool:
        answer = self.session.state[item].answer
        if answer is None:
            return False
        return answer.kind != "skip" or verdict_of(answer) is not None

    def prefix(self) -> list[str]:
        """The answered beginning of the sample: what figures may be made from."""
        found = []
        for item in self.sample.items:
            if not self._answered(item):
                break
            found.append(item)
        return found

    @property
    def current(self) -> str | None:
        """The item on screen."""
        items = self.sample.items
        return next((item for item in items if self._open(item)), None)

    def _open(self, item: str) -> bool:
        return not self._answered(item) and self.session.llm_labels.of(item) is not None

    def _left(self) -> int:
        return sum(self._open(item) for item in self.sample.items)

    # --- what is on screen -----------------------------------------------------------------

    def view(self) -> ValidateView:
        """The Validate screen as it stands."""
        item = self.current
        blind = item is not None and item in self.sample.blind
        said = None if item is None or blind else self.session.llm_labels.of(item)
        report = self.session.agreement.report()
        return ValidateView(
            project=self.session.project.name,
            item=None if item is None else self._item(item),
            blind=blind,
            suggestion=None if said is None else said.label,
            confidence=None if said is None else said.confidence,
            by="" if said is None else said.by,
            reason="" if said is None or item is None else self._reasons.get(item, ""),
            choices=self._choices(said),
            sample=len(self.sample.items),
            left=self._left(),
            agreement=report.all,
            blind_agreement=report.blind,
            confusions=report.confusions[:3],
            group=tuple(self._text(one)[:PREVIEW] for one in self.group()),
            last=tuple(
                answer_view(self.session, event)
                for event in self.session.state.newest(LAST_ANSWERS)
            ),
            can_undo=self.session.state.step_to_undo is not None,
            can_redo=self.session.state.step_to_redo is not None,
            llm=self.session.llm.view(),
        )

    def _text(self, item: str) -> str:
        row = self.session.pool.row(item)
        assert row is not None
        return self.session.pool.texts[row]

    @cached_property
    def _reasons(self) -> Mapping[str, str]:
        return self.session.store.llm.reasons()

    def _choices(self, said: LLMLabel | None) -> tuple[Choice, ...]:
        shares = {} if said is None else said.shares
        return tuple(
            Choice(
                name=label.name,
                key=label.key or DIGITS[position : position + 1],
                description=label.description,
                llm=shares.get(label.name),
            )
            for position, label in enumerate(self.session.project.config.labels)
        )

    def _item(self, item: str) -> Item:
        row = self.session.pool.row(item)
        assert row is not None
        pool, state = self.session.pool, self.session.state[item]
        return Item(
            id=item,
            text=pool.texts[row],
            show=tuple(
                (name, pool.columns[name][row]) for name in self.session.project.config.data.show
            ),
            why="random",
            strategy="validation",
            score=None,
            position=len(self.sample.items) - self._left() + 1,
            batch_size=len(self.sample.items),
            copies=pool.copies_of(row),
            flagged=state.flagged,
            note=state.note,
            given=state.label,
        )

    # --- what the person does --------------------------------------------------------------

    def agree(self, *, seconds: float | None = None) -> None:
        """The LLM is right. Raises UsageError in blind items."""
        item, said = self._shown()
        if said is None:
            raise UsageError("blind item: press the key of the label you would give")
        self._record(item, said, "label", label=said.label, how="agreed", seconds=seconds)

    def answer(self, name: str, *, seconds: float | None = None) -> None:
        """This is the right label."""
        if name not in self.session.project.label_names:
            raise UsageError(f'there is no label "{name}"')
        item, said = self._shown()
        self._record(item, said, "label", label=name, seconds=seconds)

    def wrong(self, *, seconds: float | None = None) -> None:
        """The LLM is wrong; which label is right stays open."""
        item, said = self._shown()
        if said is None:
            raise UsageError("blind item: press the key of the label you would give")
        self._record(item, said, "skip", details={"verdict": WRONG}, seconds=seconds)

    def unsure(self, *, seconds: float | None = None) -> None:
        """The person cannot tell: the item counts for nobody."""
        item, said = self._shown()
        self._record(item, said, "skip", details={"verdict": UNSURE}, seconds=seconds)

    def group(self) -> list[str]:
        """Items like the one on screen: same LLM label, at least as sure, open, not blind."""
        item = self.current
        said = None if item is None else self.session.llm_labels.of(item)
        if item is None or said is None or item in self.sample.blind:
            return []
        found = []
        for other in self.sample.items:
            like = self.session.llm_labels.of(other)
            if like is None or other in self.sample.blind or not self._open(other):
                continue
            if like.label == said.label and (like.confidence or 0) >= (said.confidence or 0):
                found.append(other)
        return found

    def agree_to_group(self) -> int:
        """The LLM is right about all of `group()`: one step, undone together.

        They are counted in the figures when the items before them are answered.
        """
        items = self.group()
        acts = []
        for item in items:
            said = self.session.llm_labels.of(item)
            assert said is not None
            details = {"group": len(items)}
            acts.append(
                self._act(item, said, "label", label=said.label, how="agreed", details=details)
            )
        if not acts:
            raise UsageError("there are no items like this one")
        self.session.record(acts)
        return len(acts)

    def flag(self) -> None:
        """Mark the item, or take the mark away."""
        item, said = self._shown()
        flagged = self.session.state[item].flagged
        self._record(item, said, "unflag" if flagged else "flag")

    def note(self, text: str) -> None:
        """Write a note on the item."""
        item, said = self._shown()
        self._record(item, said, "note", note=text)

    def undo(self) -> None:
        """Take the last act back."""
        self.session.labelling.undo()

    def redo(self) -> None:
        """Take the last undo back."""
        self.session.labelling.redo()

    def _shown(self) -> tuple[str, LLMLabel | None]:
        """The item on screen and what is said beside it. Raises UsageError at the end."""
        item = self.current
        if item is None:
            raise UsageError("the whole sample is validated")
        blind = item in self.sample.blind
        return item, None if blind else self.session.llm_labels.of(item)

    def _record(self, item: str, said: LLMLabel | None, kind: Kind, **more: Any) -> None:
        self.session.record([self._act(item, said, kind, **more)])

    def _act(
        self,
        item: str,
        said: LLMLabel | None,
        kind: Kind,
        *,
        label: str | None = None,
        how: How = "typed",
        note: str = "",
        details: Mapping[str, Any] | None = None,
        seconds: float | None = None,
    ) -> Act:
        return Act(
            kind=kind,
            item=item,
            label=label,
            note=note,
            text_hash=text_hash(self._text(item)),
            how=how,
            blind=said is None,
            suggestion=None if said is None else said.label,
            suggested_by=None if said is None else "llm",
            seconds=seconds,
            details=details,
        )
