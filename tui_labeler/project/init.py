"""`init`: a project folder from a data file, made whole or not at all."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote

from tui_labeler.errors import ConfigError, LabelerError, ProjectError, UsageError
from tui_labeler.jobs import Progress
from tui_labeler.project.guess import Guess, guess
from tui_labeler.project.locations import PROJECT_FILE
from tui_labeler.project.pool import open_pool
from tui_labeler.project.project import open_project
from tui_labeler.project.template import project_toml
from tui_labeler.tables import atomic_write
from tui_labeler.text import printable

__all__ = ["Guess", "create", "guess", "preview"]


def preview(folder: Path, data: Path, guess: Guess, *, in_place: bool = False) -> str:
    """The project.toml that `create` would write. Raises UsageError as `create` does."""
    _check(folder, guess)
    name, _ = _placing(folder, data, in_place=in_place)
    return _text(folder, name, guess).decode()


def create(
    folder: Path,
    data: Path,
    guess: Guess,
    *,
    in_place: bool = False,
    told: Callable[[Progress], None] = lambda _: None,
) -> Path:
    """Make the folder, with parents; copy the data, or write where it is; return project.toml.
    `told`: how far the reading of the data is.

    The new project is opened once, so that one that is made can be used. Raises UsageError where
    there is a project already, no labels are known or names collide, DataError for data that is no
    pool, LabelerError when the disk does not take it. Then nothing that was made is left.
    """
    _check(folder, guess)
    file = folder / PROJECT_FILE
    with _all_or_nothing(folder) as made:
        name, target = _placing(folder, data, in_place=in_place)
        if target is not None:
            made.append(target)
            with data.open("rb") as source, atomic_write(target) as out:
                shutil.copyfileobj(source, out, 1 << 20)
        made.append(file)
        with atomic_write(file) as out:
            out.write(_text(folder, name, guess))
        try:
            open_pool(open_project(folder), told)
        except ConfigError as error:
            raise UsageError(error.message, hint=error.hint) from error
        except ProjectError as error:
            error.file = str(data)
            raise
    return file


def _check(folder: Path, guess: Guess) -> None:
    file = folder / PROJECT_FILE
    if file.exists() or file.is_symlink():
        opens = f"Open it:  tui-labeler {printable(quote(str(folder)))}"
        raise UsageError(
            "there is a project already.",
            hint=f"{opens}\nOr choose another folder.",
            file=folder,
        )
    if not guess.labels:
        raise UsageError(
            "which labels are there to choose from?", hint="Say them: --labels good,bad"
        )
    if folder.exists() and not folder.is_dir():
        raise UsageError("this is a file.", hint="Choose another name.", file=folder)


def _text(folder: Path, name: str, guess: Guess) -> bytes:
    try:
        return project_toml(
            name=Path(os.path.realpath(folder)).name or "project",
            file=name,
            text=guess.text,
            labels=guess.labels,
            id=guess.id,
            show=guess.show,
            given_labels=guess.given_labels,
            separator=guess.separator,
            encoding=guess.encoding,
        ).encode()
    except UnicodeEncodeError:
        raise UsageError(
            "the name of the file, of a column or of a label is not Unicode text.",
            hint="Rename it.",
            file=name,
        ) from None


def _placing(folder: Path, data: Path, *, in_place: bool) -> tuple[str, Path | None]:
    """The name project.toml shall have for the data file, and where to copy it to, if at all."""
    ours = data.name.lower().startswith("labels.")
    file, home = Path(os.path.realpath(data)), Path(os.path.realpath(folder))
    if file.parent == home:
        if ours:
            raise UsageError("labels are written here later.", hint="Rename it.", file=data)
        return data.name, None
    if in_place and file.is_relative_to(home):
        return str(file.relative_to(home)), None
    if in_place:
        return str(data.absolute()), None
    target = folder / ("data" + "".join(data.suffixes) if ours else data.name)
    if target.exists() or target.is_symlink():
        raise UsageError(
            "another file of that name is there.", hint="Use it, or choose another.", file=target
        )
    return target.name, target


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[list[Path]]:
    """Make the folder; on an error remove it, or of a folder that was there what is in the list."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    made: list[Path] = []
    cache = folder / ".cache"
    if not cache.exists():
        made.append(cache)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield made
    except BaseException as error:
        for path in made:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            with suppress(OSError):
                path.unlink()
        for place in missing:
            with suppress(OSError):
                place.rmdir()
        if isinstance(error, OSError):
            raise LabelerError(
                f"the project cannot be made: {error.strerror}.", file=folder
            ) from error
        raise
