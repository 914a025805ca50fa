"""Lines of a table keep their columns, whatever is in them."""

import pytest

from tui_labeler.session.function_views import VotedItem
from tui_labeler.tui.widgets.frame import column, where
from tui_labeler.tui.widgets.functions import VotedPane


@pytest.mark.parametrize(
    "text", ["", "spam", "긍정", "긍정적인 평가들", "cafe\u0301", "a\tb", "👍🏽👍🏽👍🏽👍🏽"]
)
def test_a_column_has_its_width_in_cells(text: str) -> None:
    assert column(text, 6).cell_length == 6


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert column("declined_transfer", 9).plain == "declined…"
    assert column("긍정적인 평가들", 6).plain == "긍정 …"


def test_a_text_that_is_seen_whole_has_no_more_lines() -> None:
    assert where(0, 0).plain == ""
    assert where(0, 1).plain == "▼ 1 more line · 0%   "
    assert where(1, 4).plain == "▼ 3 more lines · 25%   "
    assert where(4, 4).plain == "the end · 100%   "


def test_several_functions_that_vote_the_same_are_one_vote_against() -> None:
    pane = VotedPane()
    others = (("a", "spam"), ("b", "spam"), ("c", "spam"))
    pane.items = [VotedItem("y1", "Subscribe", "ham", None, others)]
    assert pane.line(0, 80).plain == "? —          y1         also spam · Subscribe"
    assert "a → spam, b → spam, c → spam" in pane.line(0, 120).plain
