"""How copies of a review differ in a detail."""

from generator_common.copies import Change, announced, flattened, louder, mistyped, signed

CHANGES: tuple[Change, ...] = (
    louder,
    mistyped,
    announced("(repost) ", "Second try: ", "Edited. "),
    signed(" (Edit: typos.)", " Sent from my phone", " (sorry for posting twice)"),
    flattened,
)
