"""Functions in a session: votes on the Label screen, lists, labels, trust, suggestions."""

from pathlib import Path

import pytest

from tests.robots.projects import review_rows
from tests.weak_supervision.projects import GOOD, applied, project_with, work
from tui_labeler.errors import UsageError
from tui_labeler.session import Session
from tui_labeler.session.labelling import Labelling


def test_the_next_item_shows_how_many_functions_vote_for_each_label(tmp_path: Path) -> None:
    with applied(project_with(tmp_path / "p")) as session:
        fires = session.voted_items.items("fires", "lf_lovely")[0]
        labelling: Labelling = session.labelling
        labelling.visit(fires.id)
        choices = labelling.view().choices
        assert {one.name: one.votes for one in choices}["good"] == 1


def test_without_functions_the_label_screen_has_no_votes(tmp_path: Path) -> None:
    with Session.open(project_with(tmp_path / "p", None)) as session:
        assert session.functions.next_job() is None
        assert {one.votes for one in session.labelling.view().choices} == {None}


def test_lists_and_labels_from_them(tmp_path: Path) -> None:
    with applied(project_with(tmp_path / "p")) as session:
        voted = session.voted_items
        fires = voted.items("fires", "lf_lovely")
        assert {one.vote for one in fires} == {"good"}
        assert all("lovely" in one.text for one in fires)
        conflicts = voted.items("conflicts", "lf_lovely")
        assert {one.others for one in conflicts} <= {(("lf_dull", "bad"),)}
        silent = voted.items("uncovered")
        assert not any("lovely" in one.text or "dull" in one.text for one in silent)
        assert voted.items("misses", "lf_lovely") == []
        voted.label(silent[0].id, "good")
        voted.label(fires[0].id, "bad")
        assert [one.id for one in voted.items("misses", "lf_lovely")] == [silent[0].id]
        wrong = voted.items("fires", "lf_lovely", human="bad", vote="good")
        assert [one.id for one in wrong] == [fires[0].id]
        event = session.state[fires[0].id].answer
        assert event is not None and event.suggested_by == "rules" and not event.blind
        with pytest.raises(UsageError):
            voted.label("no such item", "good")


def test_functions_are_judged_again_after_some_labels(tmp_path: Path) -> None:
    with applied(project_with(tmp_path / "p")) as session:
        for one in session.voted_items.items("fires", "lf_lovely")[:10]:
            session.voted_items.label(one.id, "good")
        work(session)
        lovely = session.functions.view().functions[0]
        assert (lovely.correct, lovely.incorrect, lovely.accuracy.n) == (10, 0, 10)
        assert session.functions.next_job() is None


def test_the_yes_goes_with_what_was_loaded_last(tmp_path: Path) -> None:
    folder = project_with(tmp_path / "p")
    with applied(folder) as session:
        (folder / "functions.py").write_text(GOOD + "\nMORE = 1\n")
        assert session.functions.poll()
        work(session)
    with Session.open(folder) as session:
        assert session.functions.code.question() == ""
    (folder / "functions.py").write_text(GOOD + "\nEVIL = 1\n")
    with Session.open(folder) as session:
        assert session.functions.code.question() != ""
        work(session)
        assert session.functions.view().functions == ()


def test_a_suggested_rule_is_kept_in_project_toml_with_its_comments(tmp_path: Path) -> None:
    folder = project_with(tmp_path / "p", None, "# mine\n")
    with Session.open(folder) as session:
        for item, text in zip(session.pool.ids, session.pool.texts, strict=True):
            session.voted_items.label(item, "good" if "lovely" in text else "bad")
        session.functions.suggest()
        work(session)
        suggested = {one.words: one for one in session.functions.suggestions or ()}
        assert suggested["lovely"].label == "good"
        assert suggested["lovely"].right == suggested["lovely"].fires
        session.functions.accept(suggested["lovely"])
        work(session)
        assert [one.name for one in session.functions.view().functions] == ["says_lovely"]
        session.functions.switch("says_lovely")
        work(session)
        assert session.functions.view().functions[0].state == "off"
    text = (folder / "project.toml").read_text()
    assert "# mine" in text and 'keywords = ["lovely"]' in text


def test_a_model_of_the_weak_labels_is_judged_on_the_persons(tmp_path: Path) -> None:
    with applied(project_with(tmp_path / "p")) as session:
        functions = session.functions
        gold = {row[0]: row[2] for row in review_rows(120)}
        for item in session.pool.ids[:40]:
            session.voted_items.label(item, gold[item])
        work(session)
        assert functions.view().end_model is None
        functions.end_model.ask()
        work(session)
        judged = functions.view().end_model
        assert judged is not None and judged.accuracy.n == 40
        assert judged.accuracy.value is not None and judged.accuracy.value > 0.7
        fired = sum(functions.weak_label(row) is not None for row in range(120))
        assert judged.learned_from == fired
        functions.switch("lf_dull")
        work(session)
        assert functions.view().end_model is None, "it learned from other votes"


def test_before_any_vote_no_model_is_judged(tmp_path: Path) -> None:
    with Session.open(project_with(tmp_path / "p")) as session, pytest.raises(UsageError):
        session.functions.end_model.ask()


RULE = """
[[weak_supervision.rules]]
name = "says_lovely"
keywords = ["lovely"]
label = "{label}"
"""


def test_a_rule_that_is_written_while_the_project_is_open_counts(tmp_path: Path) -> None:
    folder = project_with(tmp_path / "p", None)
    with Session.open(folder) as session:
        functions, file = session.functions, folder / "project.toml"
        assert not functions.poll()
        before = file.read_text()
        file.write_text(before + RULE.format(label="god"))
        assert functions.poll()
        work(session)
        assert functions.view().problem == 'project.toml: there is no label "god".'
        assert functions.view().problem_line is not None
        file.write_text(before + RULE.format(label="good"))
        assert functions.poll()
        work(session)
        assert [one.name for one in functions.view().functions] == ["says_lovely"]
        assert functions.view().problem == ""
        assert not functions.poll()


def test_other_code_that_project_toml_names_meanwhile_needs_its_own_yes(tmp_path: Path) -> None:
    folder = project_with(tmp_path / "p")
    with applied(folder) as session:
        (folder / "more.py").write_text(GOOD)
        file = folder / "project.toml"
        file.write_text(file.read_text().replace('"functions.py"', '"more.py"'))
        assert session.functions.poll()
        work(session)
        assert "more.py" in session.functions.code.question()


def test_the_rest_of_project_toml_is_read_only_at_the_start(tmp_path: Path) -> None:
    folder = project_with(tmp_path / "p")
    with applied(folder) as session:
        file = folder / "project.toml"
        file.write_text(file.read_text().replace("bad", "worse"))
        assert session.functions.poll()
        work(session)
        assert "[labels] has changed as well" in session.functions.view().problem
        assert session.project.label_names == ("good", "bad")
