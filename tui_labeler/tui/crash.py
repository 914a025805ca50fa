"""What is said and kept of a crash: where it happened, never what the texts said."""

import os
import platform
import shutil
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from importlib import metadata
from pathlib import Path

from tui_labeler import __version__
from tui_labeler.errors import LabelerError
from tui_labeler.project.locations import state_folder
from tui_labeler.text import one_line


def own_mistake(error: BaseException) -> LabelerError:
    """What the person is told of a mistake of ours, once it is in the log."""
    path = None
    with suppress(LabelerError):  # there is no place for a log
        path = write_crash_log(error, state_folder())
    details = f"Details: {one_line(str(path))}\n" if path else ""
    return LabelerError(
        "tui-labeler stopped because of a mistake of its own.",
        hint=f"{details}Every answer up to the last one shown as saved is safe.",
    )


def write_crash_log(error: BaseException, folder: Path) -> Path | None:
    """Write versions, the terminal and the frames of `error` to a new file only its owner reads.

    Neither locals nor messages are written: both can hold texts and keys. None when it cannot
    be written.
    """
    path = folder / time.strftime("crash-%Y%m%d-%H%M%S.log")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in _report(error))
    except OSError:
        return None
    return path


def _report(error: BaseException) -> Iterator[str]:
    size = shutil.get_terminal_size()
    yield f"tui-labeler {__version__}, textual {metadata.version('textual')}"
    yield f"Python {platform.python_version()}, {platform.platform()}"
    yield f"TERM={os.environ.get('TERM', '')} {size.columns}x{size.lines}"
    link: BaseException | None = error
    while link is not None:
        yield ""
        yield f"{type(link).__module__}.{type(link).__qualname__}"
        for frame in traceback.extract_tb(link.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
        link = link.__cause__ or link.__context__
