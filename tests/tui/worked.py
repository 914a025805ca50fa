"""A project on which everything has been used, for the screens to show: one session, all modes."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

from tests.robots.projects import review_rows, write_project
from tests.session.play import work
from tests.tui.piloted import settle
from tui_labeler.project.preferences import Preferences
from tui_labeler.session import Session
from tui_labeler.store import Annotation
from tui_labeler.tui.app import LabelerApp
from tui_labeler.worker.twin import InProcessRunner

ANSWERS = 40
WRONG = range(3, 150, 9)
RULES = "".join(
    f'[[weak_supervision.rules]]\nname = "says_{word}"\nkeywords = ["{word}"]\nlabel = "{label}"\n'
    for word, label in (("lovely", "good"), ("dull", "bad"), ("warm", "good"), ("slow", "good"))
)
OTHER = {"good": "bad", "bad": "good"}
LONG = "".join(f"\nline {number}" for number in range(60))


def write(folder: Path) -> Path:
    """150 long texts, answers, rules, and labels of an LLM and from elsewhere, some wrong."""
    rows = review_rows(150)
    gold = {item: label for item, _, label in rows}
    given = [
        (item, text + LONG, OTHER[label] if place in WRONG else label)
        for place, (item, text, label) in enumerate(rows)
    ]
    write_project(
        folder,
        given,
        columns=("id", "text", "label"),
        sections={
            "project": 'name = "reviews"\nguidelines = "guidelines.md"',
            "data": 'given_labels = "label"',
            "active_learning": "blind_share = 0.0",
            "weak_supervision": RULES,
        },
    )
    (folder / "guidelines.md").write_text("# What the labels mean\n" + LONG.replace("\n", "\n\n"))
    runner = InProcessRunner()
    with Session.open(folder) as session:
        said = [
            Annotation(
                source="llm",
                annotator="gpt",
                item=item,
                label=gold[item] if n % 9 else OTHER[gold[item]],
                confidence=0.9,
            )
            for n, item in enumerate(session.pool.ids)
        ]
        session.llm_labels.add(said)
        for _ in range(ANSWERS):
            item = session.labelling.view().item
            assert item is not None
            session.labelling.answer(gold[item.id], seconds=4.0)
        session.learning.ask_now()
        session.suspects.watch()
        work(session, runner)
        session.validation.begin(60)
    return folder


@asynccontextmanager
async def playing(
    source: Path,
    folder: Path,
    first: str,
    size: tuple[int, int] = (80, 24),
    prepare: Callable[[LabelerApp], None] = lambda app: None,
) -> AsyncIterator[tuple[LabelerApp, Pilot[None]]]:
    """The app on a copy of the project `source`, on the mode `first`, settled."""
    shutil.copytree(source, folder)
    liked = Preferences()
    screen = liked.screen.model_copy(update={"hold_guard_ms": 0})
    app = LabelerApp(
        Session.open(folder),
        lambda notify: InProcessRunner(notify=notify),
        replace(liked, screen=screen),
        first=first,
    )
    prepare(app)
    try:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            yield app, pilot
    finally:
        app.close()
