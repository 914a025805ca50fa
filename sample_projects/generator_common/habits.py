"""How the same sentences come out of different keyboards: contractions, case, typos, emoji."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

_CONTRACTIONS = (
    (r"\b(do|does|did|is|was|were|would|could|should|has|are)( not)\b(?! only| even)", r"\1n't"),
    (r"\b([Cc])annot\b", r"\1an't"),
    (r"\bwill not\b", "won't"),
    (r"\bI am (?=\w)", "I'm "),
    (r"\b([Yy]ou|[Tt]hey|[Ww]e) are (?=\w)", r"\1're "),
    (r"\bI have (?=(?:never|seen|been|read|not|had|already)\b)", "I've "),
    (r"\b(I|[Yy]ou|[Ii]t) will (?=\w)", r"\1'll "),
    (r"\b(I|[Yy]ou) would (?=\w)", r"\1'd "),
    (
        r"(?<!hat )(?<![Aa]s )(?<!of )\b([Ii]t|[Tt]hat|[Tt]here|[Ss]?[Hh]e) is (?=\w)(?!to )",
        r"\1's ",
    ),
    (r"(?<!how )\b([Ww]hat) is (?=\w)", r"\1's "),
)
MISSPELT = {
    "definitely": "definately",
    "believe": "beleive",
    "really": "realy",
    "because": "becuase",
    "their": "there",
    "the": "teh",
    "beautiful": "beautifull",
    "character": "charachter",
    "through": "trough",
    "expected": "excpected",
    "until": "untill",
    "watched": "wached",
    "boring": "borring",
    "scene": "sceen",
    "friend": "freind",
    "tomorrow": "tommorow",
    "embarrassing": "embarassing",
    "disappointed": "dissapointed",
    "disappointing": "dissapointing",
    "rhythm": "rythm",
    "whole": "hole",
    "tragedy": "tradegy",
    "recommended": "reccomended",
}


@dataclass(frozen=True)
class Voice:
    """Chances (0 to 1) of what this writer does; `typos` is per word."""

    share: float
    contracts: float = 0.7
    typos: float = 0.002
    lower_case: float = 0.0
    drops_apostrophes: float = 0.0
    shouts: float = 0.0
    trails_off: float = 0.0
    emoji: float = 0.0


def contracted(text: str) -> str:
    for pattern, short in _CONTRACTIONS:
        text = re.sub(pattern, short, text)
    return text


def with_typos(
    text: str, per_word: float, rng: Random, misspelt: Mapping[str, str] = MISSPELT
) -> str:
    """Now and then a known misspelling, or letters of a longer word swapped, lost or doubled."""

    def mistype(match: re.Match[str]) -> str:
        word = match[0]
        if rng.random() >= per_word * (4 if word in misspelt else 1):
            return word
        if word in misspelt:
            return misspelt[word]
        if len(word) < 5:
            return word
        at = rng.randint(1, len(word) - 3)
        damaged = (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
        return rng.choice(damaged)

    return re.sub(r"(?<![\w'])[a-z]+(?![\w'])", mistype, text)


def typed(
    text: str,
    voice: Voice,
    emoji: Sequence[str],
    rng: Random,
    misspelt: Mapping[str, str] = MISSPELT,
) -> str:
    """The text as this voice would type it; one writer contracts or does not, throughout."""
    if rng.random() < voice.contracts:
        text = contracted(text)
    text = with_typos(text, voice.typos, rng, misspelt)
    if rng.random() < voice.lower_case:
        text = text.lower()
        text = text.removesuffix(".") if rng.random() < 0.7 else text
    if rng.random() < voice.drops_apostrophes:
        text = re.sub(r"(?<=[a-z])'(?=(?:t|s|m|re|ve|d|ll)\b)", "", text)
    if rng.random() < voice.trails_off:
        text = re.sub(r"(?<=\w)\. (?=\w)", "... ", text, count=1)
    if rng.random() < voice.shouts:
        text = re.sub(r"(?<=\w)\.$", rng.choice(("!", "!!", "!")), text)
    if rng.random() < voice.emoji:
        text += " " + rng.choice(emoji)
    return text
