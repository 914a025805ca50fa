"""Joins sentences so that they answer each other: a turn gets its `but`, a series its `also`."""

import re
from random import Random

TURN = {
    "good": ("But", "Still,", "Then again,", "Even so,", "At least", "In its favour:", "Luckily"),
    "bad": ("But", "That said,", "Sadly,", "Then again,", "On the other hand,", "However,", "Yet"),
    "mixed": ("That said,", "Otherwise", "Well,", "For the rest,"),
}
MORE = ("And", "Also,", "Besides,", "What is more,", "On top of that,", "Plus,")
BACK = ("All the same,", "Never mind:", "No matter:", "Anyway.", "In short:", "So:")

_LOWERED = re.compile(
    r"A|An|At|Do|Dry|During|Each|Even|Every|Everybody|Everyone|Everything|"
    r"Finally|From|Funny|Good|Half|Hardly|He|How|If|It|Most|My|No|Nobody|"
    r"Not|Nothing|One|Only|People|She|Some|Somebody|That|The|There|These|They|"
    r"This|Two|Under|Watch|We|What|You"
)


def after(connector: str, sentence: str) -> str | None:
    """The sentence behind its connector, or None where its first word is no beginning for that."""
    first = sentence.split()[0].strip(",.:")
    if connector.endswith("."):
        return f"{connector} {sentence}"
    if first in ("I", "I'm", "I've"):
        return f"{connector} {sentence}"
    if not _LOWERED.fullmatch(first):
        return None
    return f"{connector} {sentence[0].lower()}{sentence[1:]}"


def join_aspects(sentences: list[tuple[str, str]], rng: Random) -> list[str]:
    """Connects (polarity, sentence) pairs; a connector is used once."""
    joined: list[str] = []
    used: set[str] = set()
    previous = None
    for polarity, sentence in sentences:
        choices: tuple[str, ...] = ()
        if previous and polarity != previous and "mixed" not in (previous,):
            choices = TURN[polarity] if rng.random() < 0.75 else ()
        elif previous == polarity and polarity != "mixed":
            choices = MORE if rng.random() < 0.22 else ()
        fresh = [connector for connector in choices if connector not in used]
        connector = rng.choice(fresh) if fresh else ""
        connected = after(connector, sentence) if connector else None
        if connected:
            used.add(connector)
        joined.append(connected or sentence)
        previous = polarity
    return joined


def come_back(sentence: str, rng: Random) -> str:
    """The opinion again, after something was said against it."""
    return after(rng.choice(BACK), sentence) or sentence
