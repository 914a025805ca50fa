"""The panes of the Errors screen: the list, the text, the two labels to decide between."""

from collections.abc import Sequence
from datetime import UTC, datetime

from textual.content import Content

from tui_labeler.session.suspect_views import Current, Noise, Suspect, SuspectsView
from tui_labeler.text import one_line, printable
from tui_labeler.tui.widgets.frame import EMPTY, between, column, frame, where
from tui_labeler.tui.widgets.pane import Pane
from tui_labeler.tui.widgets.saved import SavedLine, margin

MARKS = {
    "open": ("!", "$rules"),
    "later": ("…", "$muted"),
    "kept": ("✓", "$good"),
    "relabelled": ("✎", "$key"),
    "removed": ("✗", "$bad"),
}
NO_SUSPECT = Content.styled("Errors", "bold $text")
WHO = {"human": "you said", "given": "given", "llm": "LLM said"}
WHY = {
    "model": "the model disagrees",
    "functions": "labeling functions disagree",
    "llm": "the LLM disagrees",
    "near-copy": "a near-copy has another label",
    "inconsistent": "you gave it different labels",
    "hasty": "answered very fast",
}
ITEM, LABEL, BAR, LONG_BAR = 9, 12, 8, 12
WHYS = 4
"""A dot per reason, at most so many."""
KEYS = 22
"""Cells of the keys beside a label to decide on."""
LONG_LABEL = 46
SHOWN = 20_000
"""Characters of a text that are drawn."""
READING_WIDTH = 92
WORDS = 12
"""Differing words of a near-copy that are shown."""
MATRIX = 74
"""Cells of a line of the noise matrix at 80 columns."""
LOUD, CLEAR = 0.15, 0.05
"""Shares of the noise matrix that are drawn more strongly."""


def bar(share: float, width: int, style: str) -> Content:
    """A share as a bar of `width` cells."""
    full = max(0, min(width, round(share * width)))
    return Content.assemble(("━" * full, style), ("─" * (width - full), "$track"))


class SuspectsPane(Pane):
    """The suspects, worst first, the one that is looked at marked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: SuspectsView | None = None

    def show(self, view: SuspectsView) -> None:
        """Show a view's suspects."""
        self._view = view
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        view = self._view
        if view is None or not view.around:
            return []
        header = (
            f"    {'item':<{ITEM}}{'given':<{LABEL}} {'suggested':<{LABEL}} {'quality':<{BAR + 5}}"
            f"  {'why':<{WHYS}}  text"
        )
        rows = height - 1
        first = max(view.first, min(view.position - rows // 2, view.total - rows))
        start = first - view.first
        shown = enumerate(view.around[start : start + rows], first)
        return [
            Content.styled(header, "$muted"),
            *(self._line(one, place == view.position, width) for place, one in shown),
        ]

    def _line(self, one: Suspect, here: bool, width: int) -> Content:
        mark, style = MARKS[one.mark]
        cells = [
            Content.assemble(("▸" if here else " ", "bold $key"), (mark + " ", style)),
            column("#" + one.item, ITEM, "$muted"),
            column(one.given, LABEL, "bold $text" if here else "$text"),
            column(one.suggested, LABEL, "$model"),
            bar(one.quality, BAR, "$rules"),
            Content.styled(f"{one.quality:4.0%}", "$text"),
            Content.styled(f" {'•' * min(WHYS, len(one.reasons)):<{WHYS}}", "$muted"),
        ]
        line = Content(" ").join(cells)
        text = self._text(one, width - line.cell_length)
        return line + Content.styled("  " + text, "$text" if here else "$muted")

    def _text(self, one: Suspect, width: int) -> str:
        return one_line(one.text, max(1, width - 2))


class SuspectPane(Pane):
    """The text of the suspect, and the near-copy that contradicts it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: SuspectsView | None = None
        self._top = 0

    def show(self, view: SuspectsView) -> None:
        """Show the view's suspect; another one starts at its first line."""
        before = self._view.current if self._view else None
        if before is None or view.current is None or before.text != view.current.text:
            self._top = 0
        self._view = view
        self.redraw()

    def move(self, lines: int) -> None:
        """Scroll the text."""
        self._top = max(0, self._top + lines)
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        view = self._view
        if view is None or view.current is None:
            message = one_line(view.message if view else "")
            sentence = Content(message[:1].upper() + message[1:])
            said = [Content("  ") + line for line in sentence.wrap(max(10, width - 6))]
            return frame([EMPTY, *said], width, height, title=NO_SUSPECT)
        current = view.current
        wrapped = Content(printable(current.text, SHOWN)).wrap(min(READING_WIDTH, width - 6))
        below = self._copy(current, width)
        rows = max(1, height - 2 - len(below))
        last = max(0, len(wrapped) - rows)
        self._top = min(self._top, last)
        body = [Content("  ") + line.rstrip() for line in wrapped[self._top : self._top + rows]]
        body += [EMPTY] * (rows - len(body)) + below
        title = (
            f"Item {one_line(current.suspect.item, 32)}  ·  "
            f"{view.position + 1} of {view.total:,} suspects, {view.open:,} open"
        )
        return frame(
            body,
            width,
            height,
            title=Content.styled(title, "bold $text"),
            remark=where(self._top, last) + Content.styled(_when(current), "$muted"),
            style="$frame-active",
        )

    def _copy(self, current: Current, width: int) -> list[Content]:
        copy = current.copy
        if copy is None:
            return []
        said = f"  nearly the same, #{one_line(copy.item, 20)}, is {one_line(copy.label, 30)}"
        lines = [Content.styled(said, "$rules")]
        for name, words in (("only here ", copy.only_here), ("only there", copy.only_there)):
            if words:
                text = one_line(" ".join(words[:WORDS]), max(1, width - 20))
                lines.append(Content.assemble((f"  {name}  ", "$muted"), (text, "$text")))
        return lines


def _when(current: Current) -> str:
    why = ", ".join(WHY.get(reason, reason) for reason in current.suspect.reasons)
    if current.at is None:
        return why
    day = datetime.fromtimestamp(current.at, UTC).strftime("%Y-%m-%d")
    took = "" if current.seconds is None else f" in {current.seconds:.0f} s"
    return f"{why}  ·  labelled {day}{took}" if why else f"labelled {day}{took}"


class DecisionPane(Pane):
    """The two labels, how probable they are, and the keys."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._current: Current | None = None

    def show(self, view: SuspectsView) -> None:
        """Show what there is to decide."""
        self._current = view.current
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        if self._current is None:
            return []
        one = self._current.suspect
        llm = "" if self._current.llm is None else f"   LLM ◆ {one_line(self._current.llm, 20)}"
        who = WHO.get(one.source, "given")
        keys = max(KEYS, 4 + len("a take it") + Content(llm).cell_length + 1)
        room = max(LABEL, min(LONG_LABEL, width - 2 - 12 - 1 - LONG_BAR - 5 - keys))
        given = _choice(who, one.given, one.quality, "$rules", "o keep   x remove", room)
        if one.suggested == one.given:
            other = Content.styled("  no other label is suggested: press its key", "$muted")
        else:
            suggested, sure = one.suggested, one.confidence
            other = _choice("suggested", suggested, sure, "$model", "a take it", room)
            other += Content.styled(llm, "$llm")
        title = Content.styled("Given or suggested?", "bold $text")
        return frame([given, other], width, height, title=title)


def _choice(who: str, label: str, share: float, style: str, keys: str, room: int) -> Content:
    """A label to decide on, in `room` cells, how likely it is, and the keys that take it."""
    return Content.assemble(
        (f"  {who:<10}", "$muted"),
        column(label, room, f"bold {style}"),
        " ",
        bar(share, LONG_BAR, style),
        (f" {share:4.0%}", "$text"),
        (f"    {keys}", "$key"),
    )


class LookedLine(SavedLine):
    """What came of it so far, or what the background does."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view: SuspectsView | None = None

    def show(self, view: SuspectsView) -> None:
        """Show a view's summary."""
        self._view = view
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Content]:
        """See `Pane`."""
        view = self._view
        if view is None or self._message:
            return super().lines(width, height)
        usual = f"{view.checked:,} labels checked · worst first"
        left = view.looked.sentence()
        if view.current is not None:  # else the message stands in place of the suspect
            left = view.message or left or usual
        parts = [Content.styled(one_line(left), "$text")] if left else []
        if view.filter:
            parts.insert(0, Content.styled(f"filter: {one_line(view.filter, 40)}", "$key"))
        elif view.noise.overlaps and left == usual:
            parts.append(self._confused(view.noise.overlaps[0], width - len(usual)))
        return [margin(Content("  ·  ").join(parts), self.mark, width)]

    def _confused(self, sentence: str, room: int) -> Content:
        """The sentence, or, where it would be cut, the key that shows it."""
        whole = Content.styled(one_line(sentence), "$muted")
        if whole.cell_length + self.mark.cell_length + 8 <= room:
            return whole
        return Content.assemble(("M", "bold $key"), (" which labels are confused", "$muted"))


def noise_paragraphs(noise: Noise) -> list[Content]:
    """The noise matrix as a heat map in numbers, and what it says in words."""
    if not noise.labels:
        return [Content("The labels have not been checked yet.")]
    longest = max(len(one_line(label, 14)) for label in noise.labels) + 1
    width = max(5, min(14, longest, MATRIX // (len(noise.labels) + 1)))
    lines = [
        Content("How true labels (rows) become given ones (columns), in percent."),
        EMPTY,
        EMPTY.join([Content.blank(width), *(_head(label, width) for label in noise.labels)]),
    ]
    for place, (label, shares) in enumerate(zip(noise.labels, noise.true_to_observed, strict=True)):
        cells = [_heat(share, width, right=place == at) for at, share in enumerate(shares)]
        lines.append(EMPTY.join([column(label, width - 1, "$text"), Content(" "), *cells]))
    lines.append(EMPTY)
    lines += [Content.styled(sentence, "$rules") for sentence in noise.overlaps]
    for label in noise.too_small:
        lines.append(Content(f"{one_line(label, 40)} has too few examples to be checked."))
    return lines


def _head(label: str, width: int) -> Content:
    return between(EMPTY, Content.styled(one_line(label, width - 1), "$muted"), width)


def _heat(share: float, width: int, *, right: bool) -> Content:
    style = "$good" if right else "$muted"
    if not right and share >= CLEAR:
        style = "bold $bad" if share >= LOUD else "bold $rules"
    return between(EMPTY, Content.styled(f"{100 * share:.0f}", style), width)
