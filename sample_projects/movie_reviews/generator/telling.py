"""What one review remembers while it is written: who was introduced, which words were used."""

from random import Random

from films import PRONOUNS, Film
from generator_common.fragments import Fragments

GENRE_NOUNS = {
    "drama": ("drama", "dramas"),
    "comedy": ("comedy", "comedies"),
    "horror": ("horror film", "horror films"),
    "thriller": ("thriller", "thrillers"),
    "science fiction": ("science-fiction film", "science fiction"),
    "western": ("western", "westerns"),
    "animation": ("cartoon", "animated films"),
    "documentary": ("documentary", "documentaries"),
    "action": ("action film", "action films"),
    "musical": ("musical", "musicals"),
    "mystery": ("whodunit", "mysteries"),
    "fantasy": ("fantasy film", "fantasy"),
    "family": ("family film", "family films"),
    "romance": ("romance", "romances"),
}


class Telling:
    """Fills the slots of the frames for one review of one film."""

    def __init__(self, film: Film, films: list[Film], fragments: Fragments, rng: Random) -> None:
        self.film = film
        self._fragments = fragments
        self._rng = rng
        self._scenes = rng.sample(film.scenes, len(film.scenes))
        self._introduced: set[str] = set()
        self._said: set[str] = set()
        siblings = [other for other in films if other.director == film.director and other != film]
        others = [
            other
            for other in films
            if other.genre == film.genre and other.director != film.director
        ]
        singular, plural = GENRE_NOUNS[film.genre]
        subject, object_, possessive = PRONOUNS[film.pronoun]
        self._facts = {
            "title": film.title,
            "role": film.role,
            "place": film.place,
            "goal": film.goal,
            "turn": film.turn,
            "year": str(film.year),
            "minutes": str(film.minutes),
            "genre": singular,
            "genres": plural,
            "sibling": rng.choice(siblings).title,
            "other": rng.choice(others).title,
            "companion": rng.choice(fragments.section("words", "companion")),
            "subj": subject,
            "obj": object_,
            "poss": possessive,
        }

    def talk_of(self, topic: str, second: str) -> None:
        self._facts |= {"topic": topic, "second": second}

    def fill(self, slot: str) -> str:
        if slot in self._facts:
            return self._facts[slot]
        if slot == "scene":
            self._scenes.append(self._scenes.pop(0))
            return self._scenes[-1]
        if slot in ("lead", "support", "director"):
            return self._person(getattr(self.film, slot))
        return self._word(slot)

    def _person(self, name: str) -> str:
        if name in self._introduced:
            return name.split()[-1]
        self._introduced.add(name)
        return name

    def _word(self, pool: str) -> str:
        """A word of a pool, the common ones (they stand first) more often."""
        words = self._fragments.section("words", pool)
        fresh = [word for word in words if word not in self._said] or words
        word = fresh[int(len(fresh) * self._rng.random() ** 2.5)]
        self._said.add(word)
        return word
