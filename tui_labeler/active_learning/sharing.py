"""How many items of a batch are random: they alone say how good the model is."""

RANDOM_FIRST = 30
"""Random items asked at every second place before the share drops."""
RANDOM_LATER = 10
"""Then one item in so many is random."""


def random_is_due(place: int, asked: int, share: float | None) -> bool:
    """Whether the item at `place` (of all batches, from 0) is random, after `asked` random ones.

    `share` None: every second until `RANDOM_FIRST` were asked, then one in `RANDOM_LATER`.
    """
    if share is not None:
        return int((place + 1) * share) > int(place * share)
    return place % (2 if asked < RANDOM_FIRST else RANDOM_LATER) == 0
