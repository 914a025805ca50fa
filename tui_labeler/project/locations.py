"""Where everything lies, in the project folder and outside it."""

import os
import stat
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import platformdirs

from tui_labeler.errors import LabelerError

APP = "tui-labeler"
PROJECT_FILE = "project.toml"
STORE_FILE = "labels.sqlite"
EMBEDDING_FILE = ".npy"
"""How the name of a file ends that `features` may name beside the kinds of features."""
CHECKS_FOLDER = "label-errors"
"""In the cache: what a check of the labels found."""
RESOLVED_FOLDER = "resolved"
"""In the cache: one label per item from all who spoke."""


def cache_folder(folder: Path) -> Path:
    """What can be computed again: `.cache` in the project, made when it is missing.

    Where the project folder takes no `.cache` of our own, or came with one that holds links, a
    folder of the user's cache directory.
    """
    inside = folder / ".cache"
    if not inside.is_symlink() and os.access(folder, os.W_OK):
        with suppress(OSError):
            if _plain(_private(inside)):
                return inside
    key = blake2b(os.fsencode(folder.resolve()), digest_size=8).hexdigest()
    return _private(Path(platformdirs.user_cache_dir(APP, appauthor=False)) / key)


def _plain(folder: Path) -> bool:
    """Whether there are only files and folders in it: what is written to a link lands elsewhere,
    and a pipe is never read to its end."""
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            with suppress(FileNotFoundError):  # another process has just removed it
                mode = os.lstat(os.path.join(place, name)).st_mode
                if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                    return False
    return True


def state_folder() -> Path:
    """What outlives sessions and belongs to no project: recent projects, trust, crash logs.

    Raises LabelerError when it cannot be made.
    """
    folder = Path(platformdirs.user_state_dir(APP, appauthor=False))
    try:
        return _private(folder)
    except OSError as error:
        raise LabelerError(
            f"this folder of your own cannot be used: {error.strerror}.",
            hint="Set XDG_STATE_HOME to a folder that you can write to.",
            file=folder,
        ) from error


def user_config_file() -> Path:
    """What the user likes in every project; it need not be there."""
    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "config.toml"


def _private(folder: Path) -> Path:
    """Make a folder that only this user can open. Raises OSError when something is in the way."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"{folder} cannot be written to")
    return folder
