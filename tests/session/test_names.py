"""What project.toml names, and whether it fits together, when a session opens."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from tests.robots.projects import review_rows, write_project
from tests.session.play import answer
from tui_labeler.errors import ConfigError, UsageError
from tui_labeler.project import open_pool, open_project
from tui_labeler.session import Session
from tui_labeler.session.held_out import Split, open_session
from tui_labeler.worker.twin import InProcessRunner


def project(tmp_path: Path, model: str) -> Path:
    """A project of 40 reviews."""
    sections = {"active_learning": "batch_size = 5", "model": model}
    return write_project(tmp_path / "reviews", review_rows(40), sections=sections)


@pytest.mark.parametrize(
    ("features", "at_fault"),
    [
        ('["words", "characters", "latent"]', "latent"),
        ('["words", "numeric"]', "numeric"),
        ('["v.npy"]', "v.npy"),
    ],
)
@pytest.mark.parametrize("estimator", ["multinomial_nb", "complement_nb"])
def test_values_an_estimator_cannot_take(
    tmp_path: Path, estimator: str, features: str, at_fault: str
) -> None:
    folder = project(tmp_path, f'estimator = "{estimator}"\nfeatures = {features}')
    np.save(folder / "v.npy", np.eye(40))
    with pytest.raises(ConfigError, match=f"{estimator} takes no values .*{at_fault}") as raised:
        Session.open(folder)
    assert raised.value.line is not None


def test_counts_alone_are_taken(tmp_path: Path) -> None:
    Session.open(
        project(tmp_path, 'estimator = "complement_nb"\nfeatures = ["words", "characters"]')
    ).close()


def test_a_file_of_embeddings_is_learned_from(tmp_path: Path, gold: Mapping[str, str]) -> None:
    folder = project(tmp_path, 'features = ["v.npy"]')
    right = [1.0 if row[2] == "good" else -1.0 for row in review_rows(40)]
    np.save(folder / "v.npy", np.column_stack([right, np.ones(40)]))
    with Session.open(folder) as session:
        answer(session, gold, 15, InProcessRunner())
        learned = session.learning.learned
        assert learned is not None
        for row in range(40):
            found = learned.probabilities(row)
            assert max(found, key=found.__getitem__) == gold[session.pool.ids[row]]


@pytest.mark.parametrize(
    ("name", "said"), [("gone.npy", "no such file of embeddings"), ("../v.npy", "must lie in")]
)
def test_a_file_that_may_not_be_used(tmp_path: Path, name: str, said: str) -> None:
    np.save(tmp_path / "v.npy", np.eye(40))
    with pytest.raises(ConfigError, match=said):
        Session.open(project(tmp_path, f'features = ["words", "{name}"]'))


def test_a_file_of_other_length_is_said_and_labelling_goes_on(
    tmp_path: Path, gold: Mapping[str, str]
) -> None:
    folder = project(tmp_path, 'features = ["words", "v.npy"]')
    np.save(folder / "v.npy", np.eye(39))
    with Session.open(folder) as session:
        assert len(answer(session, gold, 8, InProcessRunner())) == 8
        assert "39 rows, the data 40 items" in session.labelling.view().model.message


def test_items_that_are_held_out_are_not_seen_in_a_file(tmp_path: Path) -> None:
    folder = project(tmp_path, 'features = ["words", "v.npy"]')
    np.save(folder / "v.npy", np.eye(40))
    opened = open_project(folder)
    with pytest.raises(UsageError, match="rows for all items"):
        open_session(opened, open_pool(opened), Split(tuple(range(30)), {30: 0}))
