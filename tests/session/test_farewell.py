"""The last words: what was done in this sitting, and what to type next."""

from collections.abc import Callable
from pathlib import Path

from tests.conftest import FakeClock
from tests.robots.projects import review_rows, write_project
from tests.session.play import answer
from tui_labeler.session import Session
from tui_labeler.worker.twin import InProcessRunner


def test_nothing_done(opened: Callable[[], Session], folder: Path) -> None:
    assert opened().goodbye() == (
        "reviews: 0 of 120 labelled.\n"
        f"next: tui-labeler {folder}   or   tui-labeler export {folder} -o labels.csv"
    )


def test_labels_per_hour_without_the_pauses(
    opened: Callable[[], Session], gold: dict[str, str], clock: FakeClock
) -> None:
    session = opened()
    for _ in range(30):
        clock.advance(10)
        answer(session, gold, 1)
    clock.advance(7200)
    session.labelling.flag()
    words = session.goodbye()
    assert words.startswith("reviews: 30 labels in 5 min (360/h). 30 of 120 labelled.\n1 flagged\n")
    assert opened().goodbye().startswith("reviews: 30 of 120 labelled.")


def test_undone_labels_are_not_counted(
    opened: Callable[[], Session], gold: dict[str, str], clock: FakeClock
) -> None:
    session = opened()
    answer(session, gold, 2)
    session.labelling.undo()
    clock.advance(1)
    assert session.goodbye().startswith("reviews: 1 label in 0 s. 1 of 120 labelled.")


def test_the_model_and_its_accuracy(opened: Callable[[], Session], gold: dict[str, str]) -> None:
    runner = InProcessRunner()
    answer(opened(), gold, 13, runner)
    second = opened().goodbye().splitlines()[1]
    assert second.startswith("accuracy — (") and "model trained on 1" in second
    session = opened()
    answer(session, gold, 60, runner)
    second = session.goodbye().splitlines()[1]
    assert second.startswith("accuracy ") and "%" in second and "±" in second


def test_a_folder_with_a_space_can_be_pasted(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "my reviews", review_rows(3))
    with Session.open(folder) as session:
        for _ in range(3):
            session.labelling.answer("good")
        assert session.goodbye().endswith(f"next: tui-labeler export '{folder}' -o labels.csv")
