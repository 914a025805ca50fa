"""One customer at the keyboard: the sentences of one ticket, drawn so far."""

import re
from random import Random

from concerns import GRIEVANCES, Concern
from facts import Facts
from generator_common.fragments import Fragments
from generator_common.grammar import expand, sentence, with_articles

_SENTENCE = r"(?:[^.!?]|\.(?=\d))*"
_QUESTION = re.compile(
    rf"((?<![^.!?] )\b(?:Can|Could|Will|Would) (?:you|I|we|it|somebody|the){_SENTENCE})\.(?=\s|$)"
)
_REQUEST = re.compile(rf"((?<![^.!?] )\b(?:Please|Kindly){_SENTENCE})\?(?=\s|$)")
LINE_END = "⏎"  # in a frame


class Writer:
    """Draws finished sentences for one concern in one voice."""

    def __init__(self, concern: Concern, voice: str, fragments: Fragments, rng: Random) -> None:
        self.concern = concern
        self.voice = voice
        self.rng = rng
        self.taken: set[str] = set()
        self._fragments = fragments
        self._facts = Facts(rng)
        self._story = concern.label
        if concern.how == "demand" and concern.also and concern.label != "SAFETY":
            self._story = concern.also
        grieved = self._story != concern.label or concern.how == "sarcasm"
        self._issue = (
            rng.choice(GRIEVANCES[self._story]) if grieved else self._draw_issue(self._story)
        )

    def chance(self, likely: float) -> bool:
        return self.rng.random() < likely

    def phrase(self, name: str, section: str) -> str:
        """A drawn frame, filled in, as it stands."""
        frame = self._fragments.draw(name, section, self.rng, self.taken)
        said = with_articles(expand(frame, self.rng, self._facts.fill))
        return said.strip().replace(LINE_END, "\n")

    def say(self, name: str, section: str) -> str:
        """The same as one or more whole sentences."""
        said = self.phrase(name, section)
        return _punctuated(sentence(said)) if said else ""

    def person(self, section: str) -> str:
        """A phrase of this voice, or a common one where the voice has none of its own."""
        own = f"{section} {self.voice}"
        return self.phrase("people", own if self._fragments.has("people", own) else section)

    def issue(self, part: str) -> str:
        """A part of the story: problem, detail, ask, subject, note."""
        said = self.phrase(_file(self._story), f"{self._issue} {part}")
        return said if part == "subject" else _punctuated(sentence(said))

    def about(self, label: str, section: str) -> str:
        return self.say(_file(label), section)

    def other_problem(self, label: str) -> str:
        return self.say(_file(label), f"{self._draw_issue(label)} problem")

    def second_problem(self) -> str:
        """One more of the same label, but another issue."""
        issue = self._issue
        while issue == self._issue:
            issue = self._draw_issue(self.concern.label)
        return self.say(_file(self.concern.label), f"{issue} problem")

    def consequence(self) -> str:
        has = self._fragments.has(_file(self._story), "consequence")
        return self.about(self._story, "consequence") if has else ""

    def _draw_issue(self, label: str) -> str:
        sections = self._fragments.sections(_file(label))
        issues = [name.removesuffix(" problem") for name in sections if name.endswith(" problem")]
        return self.rng.choice(issues)


def _punctuated(text: str) -> str:
    """Alternatives of one frame may ask or request: each gets its own full stop."""
    text = re.sub(r" (?=[.,?!])", "", text)
    return _REQUEST.sub(r"\1.", _QUESTION.sub(r"\1?", text))


def _file(label: str) -> str:
    return f"issues/{label.lower()}"
