"""Who writes: each voice has its share of the tickets, its habits and phrases of its own."""

import re
from random import Random

from generator_common.habits import MISSPELT, Voice, typed

VOICES = {
    "plain": Voice(share=0.32, typos=0.004),
    "polite": Voice(share=0.12, contracts=0.4),
    "angry": Voice(share=0.12, contracts=0.9, typos=0.008, shouts=0.5, emoji=0.04),
    "terse": Voice(share=0.09, contracts=0.9, typos=0.006, lower_case=0.3),
    "foreign": Voice(share=0.09, contracts=0.05, typos=0.012),
    "elderly": Voice(share=0.07, contracts=0.05),
    "teen": Voice(
        share=0.07,
        contracts=1.0,
        typos=0.012,
        lower_case=1.0,
        drops_apostrophes=0.6,
        emoji=0.15,
    ),
    "business": Voice(share=0.06, contracts=0.1, typos=0.001),
    "repeat": Voice(share=0.06, contracts=0.6, shouts=0.2, trails_off=0.15),
}
EMOJI = ("🙏", "😡", "😭", "🚲", "🤷", "😬", "👀")
EMOJI_OF_PRAISE = ("😍", "❤️", "🚲💨", "👍", "🎉")
SLIPS = {word: slip for word, slip in MISSPELT.items() if word != "the"} | {
    "receive": "recieve",
    "received": "recieved",
    "account": "acount",
    "address": "adress",
    "invoice": "invioce",
    "cancel": "cancle",
    "brakes": "breaks",
    "delivery": "delivary",
    "subscription": "subscribtion",
    "battery": "batery",
    "tyre": "tire",
    "which": "wich",
    "already": "allready",
    "please": "pls",
}
ARTICLES_LOST = 0.28


def in_the_hand_of(voice: str, text: str, glad: bool, rng: Random) -> str:
    """The text as this voice would type it."""
    if voice == "foreign":
        text = _learner(text, rng)
    return typed(text, VOICES[voice], EMOJI_OF_PRAISE if glad else EMOJI, rng, SLIPS)


def _learner(text: str, rng: Random) -> str:
    """Articles get lost, and `for two weeks` becomes `since two weeks`."""
    text = re.sub(r"\bfor (?=(?:two|three|five|nine|a few) (?:weeks|days))", "since ", text)
    return re.sub(
        r"(?<=[a-z] )(?:the|an?) (?=[a-z])",
        lambda match: "" if rng.random() < ARTICLES_LOST else match[0],
        text,
    )
