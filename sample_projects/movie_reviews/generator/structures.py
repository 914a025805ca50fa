"""The shapes a review can take; each is one function from an author to a text."""

import re
from collections.abc import Callable

from author import Author
from connect import come_back, join_aspects
from generator_common.grammar import sentence


def _aspects(author: Author, fewest: int, most: int) -> list[str]:
    polarities = author.polarities(author.rng.randint(fewest, most))
    spoken = join_aspects(
        [(polarity, author.aspect(polarity)) for polarity in polarities], author.rng
    )
    if polarities and author.opinion in ("good", "bad") and polarities[-1] != author.opinion:
        spoken.append(come_back(author.closing(), author.rng))
    elif author.opinion == "neutral" or author.rng.random() < 0.7:
        spoken.append(author.closing())
    return spoken


def _fact(author: Author) -> list[str]:
    """A plain fact now and then; who has no strong opinion tells more of them."""
    likely = 0.5 if author.opinion == "neutral" else 0.2
    return [author.say("facts", "neutral")] if author.rng.random() < likely else []


def verdict_first(author: Author) -> str:
    return " ".join([author.verdict(), *_fact(author), *_aspects(author, 1, 5)])


def story_first(author: Author) -> str:
    story = [author.say("story", "setup")]
    if author.rng.random() < 0.3:
        story.append(author.say("story", "turn"))
    if author.rng.random() < 0.75:
        story.append(author.verdict())
    return " ".join([*story, *_aspects(author, 2, 4)])


def anecdote(author: Author) -> str:
    opening = [author.say("anecdotes", "start")]
    if author.rng.random() < 0.75:
        opening.append(author.say("anecdotes"))
    else:
        opening.append(author.verdict())
    return " ".join([*opening, *_aspects(author, 1, 4)])


def comparison(author: Author) -> str:
    lines = [author.say("comparisons"), *_aspects(author, 2, 4)]
    return " ".join(lines if author.rng.random() < 0.6 else [author.verdict(), *lines])


def expectation(author: Author) -> str:
    return " ".join([author.say("expectations"), *_aspects(author, 1, 4)])


def question(author: Author) -> str:
    return " ".join([author.say("questions"), *_fact(author), *_aspects(author, 2, 4)])


def one_liner(author: Author) -> str:
    lines = [author.say("oneliners")]
    if author.rng.random() < 0.3:
        lines.append(author.say("oneliners"))
    return " ".join(lines)


def aspects_only(author: Author) -> str:
    return " ".join(_aspects(author, 3, 5))


def _nouns(items: list[str]) -> set[str]:
    return {word for item in items for word in re.findall(r"\w{5,}", item.lower())}


def _items(author: Author, section: str, count: int, spoken_of: set[str]) -> list[str]:
    """List items that share no longer word with each other or with what was spoken of."""
    items: list[str] = []
    while len(items) < count:
        item = author.phrase("lists", section)
        if not _nouns([item]) & (spoken_of | _nouns(items)):
            items.append(item)
    return items


def pros_and_cons(author: Author) -> str:
    many, few = author.rng.randint(2, 4), author.rng.randint(0, 2)
    counts = {"good": (many, few), "bad": (few, many), "neutral": (2, 2)}[author.opinion]
    pros = _items(author, "good", counts[0], set())
    cons = _items(author, "bad", counts[1], _nouns(pros))
    style = author.rng.choice(("words", "signs", "likes"))
    if style == "signs":
        lines = [f"+ {item}" for item in pros] + [f"- {item}" for item in cons]
        text = "\n".join(lines)
    else:
        plus, minus = ("Pros", "Cons") if style == "words" else ("What I liked", "What I did not")
        nothing = author.rng.choice(("none", "nothing", "I looked and found none"))
        text = f"{plus}: {'; '.join(pros) or nothing}. {minus}: {'; '.join(cons) or nothing}."
    if author.opinion == "neutral" and author.rng.random() < 0.6:
        return f"{text}\n{author.say('lists')}"
    return f"{text}\n{author.closing()}" if author.rng.random() < 0.5 else text


def letter(author: Author) -> str:
    lines = [author.phrase("letters", "salutation"), author.say("letters")]
    lines.append(" ".join(_aspects(author, 1, 2)))
    if author.rng.random() < 0.8:
        lines.append(author.phrase("letters", "signoff"))
    return "\n".join(lines)


def notes(author: Author) -> str:
    """What the reviewer scribbled in the dark, with the minute of the film."""
    minute, lines = 0, []
    step = author.film.minutes // 4
    for polarity in author.polarities(author.rng.randint(3, 4)):
        minute += author.rng.randint(4, step)
        section = "neutral" if polarity == "mixed" else polarity
        lines.append(f"Minute {minute}: {sentence(author.phrase('notes', section))}")
    return " ".join([*lines, author.verdict()])


def scorecard(author: Author) -> str:
    middle = {"good": 4, "neutral": 3, "bad": 2}[author.opinion]
    parts = author.rng.sample(("story", "pictures", "music", "ending", "length", "fun"), 4)
    scores = [min(5, max(1, middle + author.rng.choice((-1, 0, 0, 1)))) for _ in parts]
    card = ", ".join(f"{part} {score}/5" for part, score in zip(parts, scores, strict=True))
    return f"{sentence(card)} {author.verdict()}"


def essay(author: Author) -> str:
    first = [author.verdict(), author.say("story", "setup"), author.say("story", "turn")]
    second = _aspects(author, 4, 6)
    third = [author.say("comparisons"), *_fact(author)]
    return "\n\n".join(" ".join(paragraph) for paragraph in (first, second, third))


STRUCTURES: dict[Callable[[Author], str], float] = {
    verdict_first: 0.26,
    story_first: 0.18,
    anecdote: 0.12,
    aspects_only: 0.08,
    one_liner: 0.05,
    comparison: 0.07,
    expectation: 0.07,
    question: 0.05,
    pros_and_cons: 0.05,
    letter: 0.02,
    notes: 0.02,
    scorecard: 0.01,
    essay: 0.02,
}
