"""Labels per hour, and when a break is proposed."""

from tui_labeler.session.pace import pace
from tui_labeler.store.records import Event


def answers(seconds: list[float], *, apart: float = 10.0) -> list[Event]:
    """Answers `apart` seconds from each other, newest first."""
    return [
        Event(kind="label", item="x", seconds=s, id=n, step=n, session=1, at=n * apart)
        for n, s in reversed(list(enumerate(seconds)))
    ]


def test_the_median_of_the_last_twenty_makes_the_pace() -> None:
    assert pace(answers([100.0] * 5 + [6.0] * 19 + [900.0])).per_hour == 600
    assert pace(answers([6.0, 6.0])).per_hour is None


def test_a_long_stretch_asks_for_a_break_and_a_pause_ends_it() -> None:
    long = answers([5.0] * 30, apart=60.0)
    assert pace(long).rest
    later = [
        Event(kind="label", item="x", seconds=5.0, id=99 - n, step=1, session=1, at=9000.0 - n)
        for n in range(4)
    ]
    assert not pace([*later, *long]).rest


def test_getting_slower_asks_for_a_break() -> None:
    assert pace(answers([5.0] * 20 + [8.0] * 20)).rest
    assert not pace(answers([5.0] * 20 + [6.0] * 20)).rest
