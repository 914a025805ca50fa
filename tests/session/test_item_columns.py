"""Labels from files as people have them: other column names, separators and encodings."""

from pathlib import Path

import pytest

from tests.robots.projects import write_project
from tui_labeler.errors import DataError
from tui_labeler.session import Session
from tui_labeler.session.exchange import Imported, import_labels
from tui_labeler.session.gold import read_labels
from tui_labeler.session.vote_imports import import_votes

ROWS = [("r1", "good film"), ("r2", "bad film"), ("r3", "bad film")]


def taken_in(
    folder: Path, content: str | bytes, mapping: dict[str, str], config: str = 'id = "Nr"'
) -> tuple[Imported, dict[str, str | None]]:
    """Import into a project whose ids stand in the column `Nr`; what came of it, by text."""
    file = folder / "old.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with Session.open(project(folder, config)) as session:
        done = import_labels(session, file, source="human", mapping=mapping)
        answers = {item: event.label for item, event in session.state.answers()}
        texts = zip(session.pool.ids, session.pool.texts, strict=True)
        return done, {text: answers[item] for item, text in texts if item in answers}


def project(folder: Path, config: str) -> Path:
    made = write_project(folder / "p", ROWS, columns=("Nr", "text"), labels=("good", "bad"))
    config_file = made / "project.toml"
    config_file.write_text(config_file.read_text().replace('id = "id"', config))
    return made


@pytest.mark.parametrize(
    ("content", "mapping"),
    [
        ("id,label\nr1,good\n", {}),
        ("ID,Label\nr1,good\n", {}),
        ("Nr,label\nr1,good\n", {}),
        ("id,Nr,label\nr2,r1,good\n", {}),
        ("Nr;label;remark\nr1;good;so, so\n", {}),
        ("Nr,text,guess\nr1,any,good\n", {"guess": "label"}),
        ("key,verdict\nr1,GOOD\n", {"key": "id", "verdict": "label", "GOOD": "good"}),
        ("id,label,remark\nr1,good,süß\n".encode("cp1252"), {}),
        ("id\tlabel\nr1\tgood\n".encode("utf-16"), {}),
    ],
)
def test_the_columns_are_found(
    tmp_path: Path, content: str | bytes, mapping: dict[str, str]
) -> None:
    done, labels = taken_in(tmp_path, content, mapping)
    assert (done.imported, labels) == (1, {"good film": "good"})


def test_where_texts_are_the_ids_a_text_names_its_item(tmp_path: Path) -> None:
    content = "text,label\nbad film,bad\nno such film,bad\n"
    done, labels = taken_in(tmp_path, content, {}, config="")
    assert (done.imported, len(done.unknown_ids), labels) == (1, 1, {"bad film": "bad"})


def test_a_column_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        taken_in(tmp_path, "id,verdict\nr1,good\n", {})
    assert str(caught.value).splitlines()[0].endswith('line 1: there is no column "label".')
    assert caught.value.hint == "Its columns are: id, verdict. If one of them is it:  " + (
        "--map COLUMN=label"
    )


def test_two_columns_of_one_name_after_renaming_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="more than one column"):
        taken_in(tmp_path, "id,label,verdict\nr1,good,bad\n", {"verdict": "label"})


def test_gold_and_votes_too(tmp_path: Path) -> None:
    gold, votes = tmp_path / "gold.csv", tmp_path / "votes.csv"
    gold.write_text("Nr;Label\nr1;good\nr2;bad\n")
    votes.write_text("Nr;says_good\nr1;good\nr2;\n")
    with Session.open(project(tmp_path, 'id = "Nr"')) as session:
        assert read_labels(session.project, session.pool, gold) == {"r1": "good", "r2": "bad"}
        assert import_votes(session, votes, mapping={}).imported == 1
