"""A query strategy by its name in project.toml: one of the registry, or a function of the person.

`"module:function"` is a function in `module.py` of the project folder, with modAL's signature; that
one file is run, so the person must have said yes to it. It is read anew whenever it is asked for:
an edit counts from the next model on.
"""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from tui_labeler.active_learning.registry import STRATEGIES
from tui_labeler.errors import JobError
from tui_labeler.registry import resolve
from tui_labeler.text import one_line


def strategy_called(name: str, file: str | None = None) -> Callable[..., Any]:
    """The strategy `name`; `file`: where a `"module:function"` is read from.

    Raises `UnknownName`, and `JobError` where the file or the function in it is at fault.
    """
    module_name, own, function = name.partition(":")
    if not own or file is None:
        strategy: Callable[..., Any] = resolve(STRATEGIES, name, "query strategy")
        return strategy
    module = ModuleType(module_name)
    module.__file__ = file
    try:
        exec(compile(Path(file).read_bytes(), file, "exec", dont_inherit=True), vars(module))
    except Exception as error:
        said = one_line(f"{type(error).__name__}: {error}", 120)
        raise JobError(f"the query strategy's file cannot be run: {said}", file=file) from error
    found: Callable[..., Any] | None = getattr(module, function, None)
    if found is None or not callable(found):
        raise JobError(
            f'there is no function "{one_line(function, 60)}"',
            file=file,
            hint="A strategy is (classifier, X_pool, n_instances=1, **kw) -> (rows, scores).",
        )
    return found
