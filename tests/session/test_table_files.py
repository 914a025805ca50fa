"""Labels through plain csv, tsv, jsonl and parquet files: what went out comes in again."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.robots.projects import review_rows, write_project
from tui_labeler.session import Session
from tui_labeler.session.exchange import export_labels, import_labels
from tui_labeler.store import Annotation
from tui_labeler.tables import FORMATS

LABELS = ("good", "=bad", "a, 'b'", "Ü 한")
IDS = [row[0] for row in review_rows(12)]
ANSWERS = st.dictionaries(st.sampled_from(IDS), st.sampled_from(LABELS), min_size=1)
SHARES = st.none() | st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)


def fresh(folder: str, name: str) -> Session:
    """A new project with the labels."""
    return Session.open(write_project(Path(folder) / name, review_rows(12), labels=LABELS))


@pytest.mark.parametrize("ending", FORMATS)
@settings(max_examples=8, deadline=None)
@given(answers=ANSWERS, shares=st.lists(SHARES, min_size=12, max_size=12))
def test_labels_and_confidences_come_back(
    ending: str, answers: dict[str, str], shares: list[float | None]
) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    pairs = zip(answers.items(), shares, strict=False)
    said = {item: (label, share) for (item, label), share in pairs}
    with TemporaryDirectory() as folder:
        person, llm = Path(folder) / f"person.{ending}", Path(folder) / f"llm.{ending}"
        with fresh(folder, "one") as one:
            for item, label in answers.items():
                one.labelling.visit(item)
                one.labelling.answer(label)
            one.llm_labels.add(
                [
                    Annotation(
                        source="llm", annotator="m", item=item, label=label, confidence=share
                    )
                    for item, (label, share) in said.items()
                ]
            )
            export_labels(one, person, source="human")
            export_labels(one, llm, source="llm")
        with fresh(folder, "other") as other:
            import_labels(other, person, source="human", mapping={})
            import_labels(other, llm, source="llm", mapping={})
            assert {item: event.label for item, event in other.state.answers()} == answers
            assert {
                item: (found.label, found.confidence)
                for item in other.llm_labels.items()
                if (found := other.llm_labels.of(item)) is not None
            } == said
