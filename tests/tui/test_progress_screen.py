"""The Progress screen under a pilot at 80x24 and 60x15."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.robots.pilot import screen_text, styles_equal_fg_bg
from tests.tui.piloted import press, running
from tests.tui.scripted import ScriptedApp, ScriptedSession, view
from tui_labeler.evaluation.figure import Figure
from tui_labeler.hybrid.ledger import SIZES, Line, Price, Projection
from tui_labeler.session.money_views import Gain, LedgerView, WhatIf
from tui_labeler.session.progress_views import CurvePoint, ProgressView, Reason
from tui_labeler.session.worklist import SCREENS, Entry, Work, WorklistView


def figure(value: float) -> Figure:
    """With ten points to both sides."""
    return Figure(value, value - 0.1, value + 0.1, 60)


FULL = ProgressView(
    labelled=137,
    goal=500,
    per_hour=327.0,
    rest=True,
    speeds=(100.0, 200.0, 300.0, 400.0),
    accuracy=Figure(0.842, 0.77, 0.9, 60),
    macro_f1=0.81,
    calibration=0.043,
    curve=tuple(CurvePoint(n, figure(0.5 + n / 400)) for n in range(20, 140, 10)),
    classes=(("billing", 51), ("technical\x1b[31m", 38), ("other", 6)),
    agreement_with_oneself=Figure(0.95, 0.76, 0.99, 20),
    saved="— not known yet",
    criteria=(
        Reason("budget spent", 0.274, 1.0, False, None, None, ""),
        Reason("changed", 0.004, 0.005, True, None, None, ""),
        Reason("gain next 50", 0.011, 0.005, False, -0.004, 0.026, ""),
        Reason("models agree", None, 0.99, False, None, None, "needs 4 models"),
    ),
    advice="Not yet: predictions are stable, but the next 50 labels may still bring 2.6 points.",
    alerts=("refund got worse: F1 0.81 → 0.64",),
)
EMPTY = ProgressView(
    labelled=0,
    goal=500,
    per_hour=None,
    rest=False,
    speeds=(),
    accuracy=Figure(None, None, None, 0, "no model yet"),
    macro_f1=None,
    calibration=None,
    curve=(),
    classes=(("billing", 0),),
    agreement_with_oneself=Figure(None, None, None, 0, "n 0, needs 5"),
    saved="— not known yet",
    criteria=(),
    advice="Too early to say: there is no model yet.",
    alerts=(),
)


def app_on(shown: ProgressView, ledger: LedgerView | None = None) -> ScriptedApp:
    """The app on a session whose progress and ledger are given."""
    session = ScriptedSession(view(7))
    session.progress = SimpleNamespace(view=lambda: shown)  # type: ignore[attr-defined]
    session.money = SimpleNamespace(view=lambda: ledger or LEDGER)  # type: ignore[attr-defined]
    return ScriptedApp(session)


async def test_the_screen_at_80x24() -> None:
    app = app_on(FULL)
    async with running(app) as pilot:
        await press(pilot, "P")
        text = screen_text(app)
        assert text == SCREEN_80x24, "\n" + text
        assert not styles_equal_fg_bg(app)
        await press(pilot, "s", "q")
        assert "Item 4827" in screen_text(app)


@pytest.mark.parametrize("shown", [FULL, EMPTY])
@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 50)])
async def test_every_size_holds_the_advice(shown: ProgressView, size: tuple[int, int]) -> None:
    app = app_on(shown)
    async with running(app, size) as pilot:
        await press(pilot, "P")
        text = screen_text(app)
        assert shown.advice.split(":")[0] in text
        assert max(len(line) for line in text.splitlines()) <= size[0]
        assert "\x1b" not in text
        if size[0] == 60:
            criteria = text.partition("Should I stop?")[2]
            assert "…" not in criteria, criteria


LEDGER = LedgerView(
    price=Price(per_hour=20.0),
    lines=(
        Line(stage="label", source="person", labels=137, seconds=1507.0, work=8.37),
        Line(stage="validate", source="person", labels=50, seconds=240.0, work=1.33),
        Line(stage="llm", source="gpt\x1b[31m", labels=2064, seconds=0.0, paid=0.41, work=0.0),
        Line(stage="rules", source="functions", labels=1748),
    ),
    seconds=1747.0,
    paid=0.41,
    cost=10.11,
    not_counted=("functions",),
    speed=Figure(11.0, 10.1, 11.9, 137),
    pool=2064,
    by_hand=Projection(2064, 22704.0, 126.13),
    more=Gain(1100.0, 6.11, Figure(0.012, -0.004, 0.028, 60)),
    what_if=(
        WhatIf(
            "all by hand",
            Figure(None, None, None, 0, "the others are measured by it"),
            1.0,
            tuple(Projection(n, n * 11.0, n * 0.0611) for n in SIZES),
        ),
        WhatIf(
            "functions alone", figure(0.8), 0.85, tuple(Projection(n, None, None) for n in SIZES)
        ),
    ),
)


async def test_the_costs_at_80x24() -> None:
    app = app_on(FULL)
    async with running(app) as pilot:
        await press(pilot, "P", "c")
        text = screen_text(app)
        assert text == COSTS_80x24, "\n" + text
        assert not styles_equal_fg_bg(app)
        await press(pilot, "q")
        assert screen_text(app) == SCREEN_80x24
        await press(pilot, "c", "c")
        assert screen_text(app) == SCREEN_80x24


@pytest.mark.parametrize("size", [(60, 15), (200, 50)])
async def test_the_costs_leave_the_advice(size: tuple[int, int]) -> None:
    app = app_on(FULL)
    async with running(app, size) as pilot:
        await press(pilot, "P", "c")
        text = screen_text(app)
        assert "Not yet" in text and "labels       time" in text
        assert "\x1b" not in text


async def test_no_way_is_cut_where_the_advice_can_be_shorter() -> None:
    ways = tuple(replace(LEDGER.what_if[1], way=f"way {number}") for number in range(5))
    app = app_on(FULL, replace(LEDGER, what_if=ways))
    async with running(app) as pilot:
        await press(pilot, "P", "c")
        text = screen_text(app)
        assert all(way.way in text for way in ways)
        assert "Not yet" in text


COSTS_80x24 = """\
 Label  Validate  Functions  Errors  Progress                ███░░░░░░░ 143/500
╭─ Costs ──────────────────────────────────────────────────────────────────────╮
│                          labels       time       paid     in all  per 1,000  │
│ label · person              137     25 min      $0.00      $8.37     $61.09  │
│ validate · person            50      4 min      $0.00      $1.33     $26.60  │
│ llm · gpt␛[31m            2,064        0 s      $0.41      $0.41      $0.20  │
│ rules · functions         1,748          —      $0.00          —          —  │
│ total                               29 min      $0.41     $10.11             │
│ all 2,064 items by hand: 6.3 h, $126.13                                      │
│ 100 more labels: 18 min, $6.11, accuracy +1.2 points (-0.4 to +2.8)          │
│                                                                              │
│ for so many items         1,000    10,000   100,000  accuracy                │
│ all by hand              $61.10   $611.00 $6,110.00  —                       │
│ functions alone               —         —         —  80.0% n 60 · covers 85% │
╰──────────────────────────────────────────────────────────────────────────────╯
╭─ Should I stop? ─────────────────────────────────────────────────────────────╮
│ Not yet: predictions are stable, but the next 50 labels may still bring 2.6  │
│ points.                                                                      │
│ ▲ refund got worse: F1 0.81 → 0.64                                           │
│ · budget spent 27.4%      stop 100.0%  ✓ changed      0.4%         stop 0.5% │
│ · gain next 50 1.1% ±1.5    stop 0.5%  · models agree — needs 4 models       │
╰──────────────────────────────────────────────────────────────────────────────╯
                                                                        ✓ saved
s sort classes c costs w what next R retrain now ? help q back"""
SCREEN_80x24 = """\
 Label  Validate  Functions  Errors  Progress                ███░░░░░░░ 143/500
╭─ Accuracy as you label ────────────────────╮╭─ Numbers ──────────────────────╮
│  90% │                         ··········· ││ labels     137 of 500          │
│  81% │            ·············▄▄▄▄▄▄▀▀▀▀▀ ││ speed      327/h 11 s each     │
│  71% │···········▄▄▄▄▄▄▄▀▀▀▀▀▀▀··········· ││ accuracy   84.2% 77–90 n 60    │
│  62% │▄▄▄▄▄▀▀▀▀▀▀·············             ││ macro F1   0.81                │
│  52% │···········                          ││ confidence off by 4.3%         │
│      └──────────────────────────────────── ││ saved      — not known yet     │
│       20        · 95 % interval        130 ││ you vs you 95.0% 76–99 n 20    │
╰────────────────────────────────────────────╯╰────────────────────────────────╯
╭─ Labels so far ────────────────────────────╮╭─ Labels per hour ──────────────╮
│ billing       ━━━━━━━━━━━━━━━━━    51      ││ ▃▅▇█ 400                       │
│ technical␛[3… ━━━━━━━━━━━━━        38      ││ A short break?                 │
│ other         ━━                    6 few  ││                                │
╰────────────────────────────────────────────╯╰────────────────────────────────╯
╭─ Should I stop? ─────────────────────────────────────────────────────────────╮
│ Not yet: predictions are stable, but the next 50 labels may still bring 2.6  │
│ points.                                                                      │
│ ▲ refund got worse: F1 0.81 → 0.64                                           │
│ · budget spent 27.4%      stop 100.0%  ✓ changed      0.4%         stop 0.5% │
│ · gain next 50 1.1% ±1.5    stop 0.5%  · models agree — needs 4 models       │
╰──────────────────────────────────────────────────────────────────────────────╯
                                                                        ✓ saved
s sort classes c costs w what next R retrain now ? help q back"""


async def test_the_estimate_of_random_order_is_drawn_behind_and_named() -> None:
    estimate = tuple(CurvePoint(n, figure(0.3 + n / 400)) for n in (40, 80, 120))
    app = app_on(replace(FULL, random_order=estimate))
    async with running(app) as pilot:
        await press(pilot, "P")
        text = screen_text(app)
        assert CURVES_80x24 in text, "\n" + text


CURVES_80x24 = """\
│  89% │                      ·············▄ ││ labels     137 of 500          │
│  77% │     ············▄▄▄▄▄▄▄▄▄▀▀▀▀▀▀▀▀▀· ││ speed      327/h 11 s each     │
│  64% │▄▄▄▄▄▄▄▄▀▀▀▀▀▀▀▀▀::::::::╌╌╌╌╌╌╌     ││ accuracy   84.2% 77–90 n 60    │
│  52% │·······╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌:::::::     ││ macro F1   0.81                │
│  39% │       :::::::::::::                 ││ confidence off by 4.3%         │
│      └──────────────────────────────────── ││ saved      — not known yet     │
│       20     ╌ random order, est.      130 ││ you vs you 95.0% 76–99 n 20    │"""


def entry(work: Work, per_minute: float, *, measured: bool) -> Entry:
    """With a reason that tries to steer the terminal."""
    why = '12 items share "refund\x1b[31m", no rule covers them; most seem billing'
    return Entry(work, SCREENS[work], 75, 330, 8.0, measured, per_minute, why)


WORKLIST = WorklistView(
    (
        entry("check", 6.14, measured=True),
        entry("label", 2.7, measured=True),
        entry("validate", 1.25, measured=False),
        entry("rule", 0.51, measured=False),
    ),
    "",
)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 50)])
async def test_the_worklist_says_what_next_and_why(size: tuple[int, int]) -> None:
    app = app_on(FULL)
    asked: list[int] = []
    app.session.worklist = SimpleNamespace(  # type: ignore[attr-defined]
        view=lambda: WORKLIST, refresh=lambda: asked.append(1)
    )
    async with running(app, size) as pilot:
        await press(pilot, "P", "w")
        text = screen_text(app)
        assert asked == [1]
        assert "The next 10 minutes" in text
        assert "E  check suspects: 75 of 330" in text
        assert "6.1 put right a minute" in text
        assert "\x1b" not in text
        assert max(len(line) for line in text.splitlines()) <= size[0]
        if size[1] >= 24:
            assert 'share "refund␛[31m", no rule covers them' in text
            assert text.index("check suspects") < text.index("label new items")
            assert text.count("assumed") == 2
        assert not styles_equal_fg_bg(app)
        await press(pilot, "q")
        assert "The next 10 minutes" not in screen_text(app)
