"""Which parts of words a regular expression cannot match without."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

Parts: TypeAlias = frozenset[str]
"""One of these stands in every match, as a part of a word, case ignored."""
SHORTEST = 2


def required_parts(pattern: str) -> Parts | None:
    """What `re.search(pattern, text)` needs in a text; None: nothing in particular.

    Only ASCII letters and digits are looked at: others have cases that do not fold one to one.
    """
    try:
        parser = re._parser  # type: ignore[attr-defined]
    except AttributeError:  # a Python that moved it: every text is looked into
        return None
    return _best(list(parser.parse(pattern)))


def _best(sequence: Sequence[tuple[Any, Any]]) -> Parts | None:
    """The most telling of what the elements of a sequence need."""
    needs = [needed for needed in _needs(sequence) if needed]
    return max(needs, key=lambda needed: min(map(len, needed)), default=None)


def _needs(sequence: Sequence[tuple[Any, Any]]) -> Iterable[Parts | None]:
    run = ""
    for operation, value in [*sequence, (None, None)]:
        if str(operation) == "LITERAL" and value < 128 and chr(value).isalnum():
            run += chr(value).lower()
            continue
        if len(run) >= SHORTEST:
            yield frozenset([run])
        run = ""
        yield _inside(str(operation), value)


def _inside(operation: str, value: Any) -> Parts | None:
    """What a group, a repetition or an alternative needs."""
    if operation in ("SUBPATTERN", "ATOMIC_GROUP"):
        return _best(list(value[-1] if operation == "SUBPATTERN" else value))
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] > 0:
        return _best(list(value[2]))
    if operation == "BRANCH":
        branches = [_best(list(branch)) for branch in value[1]]
        if all(branches):
            return frozenset().union(*(branch for branch in branches if branch))
    return None
