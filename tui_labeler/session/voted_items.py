"""The items of a labeling function: where it fires, conflicts, misses; and those no one covers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui_labeler.errors import UsageError
from tui_labeler.project.pool import text_hash
from tui_labeler.session.function_views import VotedItem, Which
from tui_labeler.store.records import Act

if TYPE_CHECKING:
    from tui_labeler.session.session import Session

LISTED = 500
"""Items of a list; a random sample of all where there are more."""
PREVIEW = 300


class VotedItems:
    """Lists of items, which can be labelled from there."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def items(
        self,
        which: Which,
        name: str = "",
        *,
        human: str | None = None,
        vote: str | None = None,
        words: str = "",
        limit: int = LISTED,
    ) -> list[VotedItem]:
        """Items of the function `name`, or (`uncovered`) of none, in random order.

        `misses`: the person gave a label the function votes for, and it keeps silent. `human` and
        `vote` keep one bucket: what the person said × what the function says; `words` those that
        hold all of these.
        """
        found: list[VotedItem] = []
        sought = words.casefold().split()
        for one in self._all(which, name):
            in_bucket = (human is None or one.human == human) and (vote is None or one.vote == vote)
            if in_bucket and self._holds(one.id, sought):
                found.append(one)
            if len(found) == limit:
                break
        return found

    def _holds(self, item: str, words: Sequence[str]) -> bool:
        row = self.session.pool.row(item)
        assert row is not None
        text = self.session.pool.texts[row].casefold() if words else ""
        return all(word in text for word in words)

    def _all(self, which: Which, name: str) -> Iterator[VotedItem]:
        functions, pool = self.session.functions, self.session.pool
        column = functions.columns.get(name)
        if column is None and which != "uncovered":
            return
        names = self.session.project.label_names
        polarity = () if column is None else functions.polarity(name)
        for row in self._labelled() if which == "misses" else pool.order:
            mine = -1 if column is None else column[row]
            item = pool.ids[row]
            said = self.session.state[item].label
            if self._belongs(which, row, mine, said, polarity):
                label = names[mine] if mine >= 0 else None
                others = self._others(row, mine)
                yield VotedItem(item, pool.texts[row][:PREVIEW], label, said, others)

    def _labelled(self) -> list[int]:
        """The rows the person has labelled, newest answers last."""
        rows = (self.session.pool.row(item) for item, _ in self.session.state.answers())
        return [row for row in rows if row is not None]

    def _belongs(
        self, which: Which, row: int, mine: int, said: str | None, polarity: Sequence[str]
    ) -> bool:
        columns = self.session.functions.columns.values()
        match which:
            case "fires":
                return mine >= 0
            case "misses":
                return mine < 0 and said in polarity
            case "uncovered":
                return all(column[row] < 0 for column in columns)
            case "conflicts":
                return mine >= 0 and any(column[row] not in (-1, mine) for column in columns)

    def _others(self, row: int, mine: int) -> tuple[tuple[str, str], ...]:
        names = self.session.project.label_names
        return tuple(
            (name, names[column[row]])
            for name, column in self.session.functions.columns.items()
            if column[row] not in (-1, mine)
        )

    def label(self, item: str, label: str) -> None:
        """Give an item of a list a label; the person saw what functions say. Raises UsageError."""
        row = self.session.pool.row(item)
        if row is None or label not in self.session.project.label_names:
            raise UsageError("there is no such item or label")
        said = self.session.functions.weak_label(row)
        act = Act(
            kind="label",
            item=item,
            label=label,
            text_hash=text_hash(self.session.pool.texts[row]),
            suggestion=said,
            suggested_by="rules" if said else None,
        )
        self.session.record([act])
