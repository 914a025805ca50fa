"""Frames to sentences: `{a|b}` is a choice (they nest), `<name>` is a slot to be filled."""

import re
from collections.abc import Callable
from random import Random

_CHOICE = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"<([a-z]+)>")
_ARTICLE = re.compile(r"\b([Aa])n? (?=[\"“']?([A-Za-z]+))")
_SOUNDS_CONSONANT = ("uni", "use", "usu", "eur", "one", "once")
_SOUNDS_VOWEL = ("hour", "honest", "honour", "heir")
_SENTENCE_START = re.compile(r"(^|[.!?…]\s+|\n)([\"“(]?)([a-zé])")


def expand(frame: str, rng: Random, fill: Callable[[str], str]) -> str:
    """Choose among the alternatives, innermost first, then fill the slots from left to right."""
    while _CHOICE.search(frame):
        frame = _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), frame)
    return _SLOT.sub(lambda match: fill(match[1]), frame)


def with_articles(text: str) -> str:
    """`a` before a consonant sound, `an` before a vowel sound."""

    def article(match: re.Match[str]) -> str:
        word = match[2].lower()
        vowel = word[0] in "aeiou" and not word.startswith(_SOUNDS_CONSONANT)
        return match[1] + ("n " if vowel or word.startswith(_SOUNDS_VOWEL) else " ")

    return _ARTICLE.sub(article, text)


def capitalised(text: str) -> str:
    """Sentences begin with a capital letter."""
    return _SENTENCE_START.sub(lambda match: match[1] + match[2] + match[3].upper(), text)


def sentence(text: str) -> str:
    """One or more sentences in good order: capitals, a full stop at the end."""
    text = capitalised(text.strip())
    return text if text[-1] in '.!?…:,"”)' else text + "."
