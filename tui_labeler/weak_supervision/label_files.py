"""What the functions say together, as a file; numbers are not imported here."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tui_labeler import tables


def write_labels(
    path: Path,
    names: Sequence[str],
    items: Iterable[tuple[str, int, Sequence[float]]],
) -> tuple[int, int]:
    """Write `id,label,p_<LABEL>…` of items: id, the place of the label in `names`, -1 where
    nothing fires, and its probabilities.

    Returns how many items have a label and how many have none, which are written without. Raises
    what `tables.write_rows` raises.
    """
    labelled = abstained = 0

    def rows() -> Iterator[tuple[str, ...]]:
        nonlocal labelled, abstained
        for item, place, shares in items:
            abstained += place < 0
            labelled += place >= 0
            label = names[place] if place >= 0 else ""
            yield (item, label, *(f"{share:.6g}" for share in shares))

    tables.write_rows(path, ("id", "label", *(f"p_{name}" for name in names)), rows())
    return labelled, abstained
