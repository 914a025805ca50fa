"""A ticket as a row, and the writing of the generated ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from channels import CHANNELS
from concerns import Concern, draw_concern, draw_labels
from generator_common.fragments import Fragments
from generator_common.novelty import Novelty
from voices import VOICES
from writer import Writer

FRAGMENTS = Path(__file__).parent / "fragments"


@dataclass(frozen=True)
class Ticket:
    """One row of tickets.csv without id, date and given label; `concern` has the right label."""

    channel: str
    subject: str
    text: str
    concern: Concern


def generate(count: int, novelty: Novelty, rng: Random) -> Iterator[Ticket]:
    """About `count` tickets, each by a new customer; a draft that repeats too much is dropped."""
    fragments = Fragments(FRAGMENTS)
    for label in draw_labels(count, rng):
        concern = draw_concern(label, rng)
        while True:
            voice = rng.choices(list(VOICES), [voice.share for voice in VOICES.values()])[0]
            channel = rng.choices(list(CHANNELS), list(CHANNELS.values()))[0]
            writer = Writer(concern, voice, fragments, rng)
            subject, text = channel(writer)
            if text and novelty.admits(text):
                break
        novelty.add(text)
        fragments.count_uses(writer.taken)
        yield Ticket(channel.__name__, subject, text, concern)
