"""The invented films: what a review can refer to, so that its sentences speak of the same thing."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

FILE = Path(__file__).with_name("films.txt")

PRONOUNS = {"he": ("he", "him", "his"), "she": ("she", "her", "her")}


@dataclass(frozen=True)
class Film:
    """One line of films.txt; `appeal` shifts how many of its reviewers liked it."""

    title: str
    genre: str
    year: int
    director: str
    lead: str
    pronoun: str
    support: str
    role: str
    place: str
    goal: str
    turn: str
    scenes: tuple[str, ...]
    minutes: int
    appeal: float


def load_films(file: Path = FILE) -> list[Film]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_film(line) for line in lines if line and not line.startswith("#")]


def _film(line: str) -> Film:
    cells = [cell.strip() for cell in line.split("|")]
    title, genre, year, director, lead, support, role, place, goal, turn, scenes = cells
    name, pronoun = lead.removesuffix(")").split(" (")
    fate = Random(title)
    return Film(
        title=title,
        genre=genre,
        year=int(year),
        director=director,
        lead=name,
        pronoun=pronoun,
        support=support,
        role=role,
        place=place,
        goal=goal,
        turn=turn,
        scenes=tuple(scene.strip() for scene in scenes.split(";")),
        minutes=fate.randint(81, 158),
        appeal=fate.uniform(-0.12, 0.12),
    )
