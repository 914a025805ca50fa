"""Writes messages.csv, llm_labels.csv and gold.csv: messages to the makers of a note-taking app.

Every message is put together from sentences written for this project. The labels of the "LLM" are
the right ones, except where a message sounds like something else: a bug told as a question, a wish
told as a complaint. There it is often wrong, and seldom unsure.
"""

import csv
import random
from pathlib import Path

HERE = Path(__file__).parent
PARTS = (
    "the search", "the tag list", "the calendar view", "the export to PDF", "the dark theme",
    "the table editor", "the share link", "the voice memo", "the widget", "the sync",
    "the image preview", "the password lock", "the trash folder", "the template picker",
)  # fmt: skip
PLACES = (
    "on my tablet", "on the web", "after the last update", "since Monday", "in a long note",
    "with two accounts", "when I am offline", "on a borrowed laptop", "in full screen", "at work",
)  # fmt: skip
BUGS = (
    "{Part} crashes {place}.",
    "{Part} shows yesterday's notes {place}, and nothing I do brings the new ones.",
    "I lost half a page: {part} froze {place} and came back empty.",
    "{Part} stays grey {place}. Restarting does not help.",
    "Every time I open {part} {place} I get error 17.",
)
HIDDEN_BUGS = (
    "Is it normal that {part} deletes the title {place}?",
    "Do you know why {part} shows me another person's notes {place}?",
    "How can it be that {part} takes four minutes {place}?",
)
QUESTIONS = (
    "How do I turn {part} off {place}?",
    "Where do I find {part} {place}?",
    "Does {part} count towards my storage {place}?",
    "Can two people use {part} at the same time {place}?",
    "What happens to {part} if I cancel my plan {place}?",
)
HIDDEN_QUESTIONS = (
    "I cannot find {part} {place}. I suppose it is somewhere in the menu.",
    "I would like to know whether {part} works {place}.",
)
WISHES = (
    "Please let me reorder {part} {place}.",
    "It would be great if {part} had a shortcut {place}.",
    "I would pay for a larger version of {part} {place}.",
    "Could you add colours to {part}? I would use them {place} every day.",
    "My one wish: {part} with one hand, {place}.",
)
HIDDEN_WISHES = (
    "{Part} is useless {place} as long as it cannot be printed.",
    "I still cannot pin {part} {place}, which every other app can.",
)
# label -> sentences that sound like it, sentences that sound like another, and that other.
KINDS = {
    "bug": (BUGS, HIDDEN_BUGS, "question"),
    "question": (QUESTIONS, HIDDEN_QUESTIONS, "bug"),
    "request": (WISHES, HIDDEN_WISHES, "bug"),
}
HIDDEN = 0.14
MISLED = 0.6
ITEMS = 300


def messages(rng: random.Random) -> list[tuple[str, str, str, float]]:
    """(text, right label, the LLM's label, its confidence)."""
    found: dict[str, tuple[str, str, str, float]] = {}
    while len(found) < ITEMS:
        label = rng.choices(list(KINDS), (5, 4, 3))[0]
        plain, hidden, other = KINDS[label]
        sly = rng.random() < HIDDEN
        part, place = rng.choice(PARTS), rng.choice(PLACES)
        sentence = rng.choice(hidden if sly else plain)
        text = sentence.format(part=part, Part=part.capitalize(), place=place)
        said = other if sly and rng.random() < MISLED else label
        sure = rng.uniform(0.62, 0.95) if sly else rng.uniform(0.8, 0.99)
        found.setdefault(text, (text, label, said, round(sure, 2)))
    return list(found.values())


def main() -> None:
    """Write the three files."""
    rows = [
        (f"m{number:03}", *row) for number, row in enumerate(messages(random.Random(4)), start=1)
    ]
    _write("messages.csv", ("id", "text"), [(row[0], row[1]) for row in rows])
    _write("gold.csv", ("id", "label"), [(row[0], row[2]) for row in rows])
    said = [(row[0], row[3], row[4], "example-llm") for row in rows]
    _write("llm_labels.csv", ("id", "label", "confidence", "model"), said)


def _write(name: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with (HERE / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
