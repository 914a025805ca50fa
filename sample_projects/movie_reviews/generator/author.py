"""One reviewer at work on one film: an opinion, a voice, and the sentences drawn so far."""

from random import Random

from films import Film
from generator_common.fragments import Fragments
from generator_common.grammar import expand, sentence, with_articles
from telling import Telling

GENERAL_ASPECTS = (
    "acting",
    "script",
    "pacing",
    "music",
    "camera",
    "ending",
    "dialogue",
    "characters",
    "feeling",
    "scene",
    "place",
    "direction",
)
GENRE_ASPECTS = {
    "comedy": ("jokes",),
    "horror": ("scares",),
    "thriller": ("twist",),
    "mystery": ("twist",),
    "science fiction": ("effects",),
    "action": ("effects",),
    "fantasy": ("effects",),
    "romance": ("romance",),
    "documentary": ("documentary",),
    "animation": ("animation",),
    "musical": ("songs",),
    "western": ("frontier",),
    "family": ("family", "jokes"),
    "drama": (),
}
NOT_FOR_GENRE = {
    "documentary": ("acting", "dialogue", "script"),
    "animation": ("acting", "camera"),
}
PLAINLY = 0.6  # the share of aspects spoken of in plain words

NEUTRAL_ASPECTS = ("good", "bad", *["mixed"] * 9)
OPPOSITE = {"good": "bad", "bad": "good"}


class Author:
    """Draws finished sentences; `opinion` is good, bad or neutral."""

    def __init__(
        self,
        opinion: str,
        voice: str,
        film: Film,
        telling: Telling,
        fragments: Fragments,
        rng: Random,
    ) -> None:
        self.opinion = opinion
        self.film = film
        self.rng = rng
        self.taken: set[str] = set()
        self._voice = voice
        self._telling = telling
        self._fragments = fragments
        self._aspects = self._order_aspects()

    def _order_aspects(self) -> list[str]:
        """A random order in which what the genre is about tends to come early."""
        own = GENRE_ASPECTS[self.film.genre]
        barred = NOT_FOR_GENRE.get(self.film.genre, ())
        general = [aspect for aspect in GENERAL_ASPECTS if aspect not in barred]
        return sorted(
            [*general, *own], key=lambda name: self.rng.random() * (0.4 if name in own else 1)
        )

    def phrase(self, name: str, section: str) -> str:
        """A drawn frame, filled in, as it stands: for list items and notes."""
        if self._fragments.has(name, f"{section} {self.film.genre}"):
            section = f"{section} {self.film.genre}"
        frame = self._fragments.draw(name, section, self.rng, self.taken)
        return with_articles(expand(frame, self.rng, self._telling.fill))

    def say(self, name: str, section: str | None = None) -> str:
        """A whole sentence (or a few) from a section; the opinion's section where none is named."""
        return sentence(self.phrase(name, section or self.opinion))

    def verdict(self) -> str:
        return self._in_own_words("verdicts")

    def closing(self) -> str:
        return self._in_own_words("closings")

    def _in_own_words(self, otherwise: str) -> str:
        """A phrase of the voice, or a common one: a voice says at most two things of its own."""
        own = f"voices/{self._voice}"
        spoken = sum(frame in self.taken for frame in self._own_frames())
        if self._fragments.has(own, self.opinion) and spoken < 2 and self.rng.random() < 0.6:
            return self.say(own)
        return self.say(otherwise)

    def _own_frames(self) -> list[str]:
        own = f"voices/{self._voice}"
        has_own = self._fragments.has(own, self.opinion)
        return self._fragments.section(own, self.opinion) if has_own else []

    def aspect(self, polarity: str) -> str:
        """A sentence on something not talked about yet; polarity is good, bad or mixed."""
        if self.rng.random() >= PLAINLY:
            return self.say(f"aspects/{self._aspects.pop(0)}", polarity)
        topics = [
            self.rng.choice(self._fragments.section("topics", it)) for it in self._aspects[:2]
        ]
        self._telling.talk_of(*topics)
        conceded = polarity == OPPOSITE.get(self.opinion)
        plain = self.say("plain", f"a little {polarity}" if conceded else polarity)
        del self._aspects[: 2 if topics[1] in plain.lower() else 1]
        return plain

    def polarities(self, count: int) -> list[str]:
        """The tendency of `count` aspects: praise has its buts, and complaint its at-leasts."""
        if self.opinion == "neutral":
            first = self.rng.choice(("good", "bad"))
            pattern = [first, OPPOSITE[first], "mixed"] if self.rng.random() < 0.2 else []
            rest = [self.rng.choice(NEUTRAL_ASPECTS) for _ in range(count)]
            return [*pattern, *rest][:count]
        chosen = [self.opinion] * count
        for position in range(count):
            draw = self.rng.random()
            if draw < 0.07:
                chosen[position] = OPPOSITE[self.opinion]
            elif draw < 0.09:
                chosen[position] = "mixed"
        while chosen.count(self.opinion) * 2 < count + (count > 1):
            others = [at for at in range(count) if chosen[at] != self.opinion]
            chosen[self.rng.choice(others)] = self.opinion
        return chosen
