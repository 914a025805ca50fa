"""The sample projects that `demo` copies: in the wheel, or in a checkout beside the package."""

import shutil
from pathlib import Path

import tui_labeler
from tui_labeler.errors import LabelerError, UsageError
from tui_labeler.project.locations import PROJECT_FILE, STORE_FILE

SAMPLE = "movie_reviews"
SAMPLES = {
    SAMPLE: "2,064 film reviews, labeling functions in Python",
    "support_tickets": "3,031 tickets, 8 labels, rules, LLM labels, given labels with errors",
    "spot_check": "300 messages labelled by an LLM: can it be trusted?",
}
"""Name -> what there is to try."""
_WORK = (STORE_FILE, "labels.csv")
"""What a session leaves in the folder: not copied from a checkout somebody tried it in."""


def sample_folder(name: str = SAMPLE) -> Path:
    """Where a sample project lies. Raises LabelerError where it was not installed."""
    package = Path(tui_labeler.__file__).parent
    for place in (package / "sample_projects", package.parent / "sample_projects"):
        if (place / name / PROJECT_FILE).is_file():
            return place / name
    raise LabelerError(
        "this installation has no sample project.",
        hint="Start with your own texts:  tui-labeler init DIR --data FILE",
    )


def copy_sample(target: Path, name: str = SAMPLE) -> None:
    """Copy a sample project's files to a new or empty folder. Raises UsageError, LabelerError."""
    source = sample_folder(name)
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UsageError("this is there already.", hint="Choose another folder.", file=target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for file in source.iterdir():
            if file.is_file() and not file.name.startswith((".", *_WORK)):
                shutil.copyfile(file, target / file.name)
    except OSError as error:
        raise LabelerError(
            f"the sample cannot be copied: {error.strerror}.", file=target
        ) from error
