"""Writes tickets.csv, gold.csv and llm_labels.csv; the same seed gives the same bytes.

python build.py            write the files
python build.py --check    compare them with what would be written; exit code 1 if they differ
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

sys.path.append(str(Path(__file__).resolve().parents[2]))

from concerns import Concern
from generator_common.copies import announced, copies, flattened, louder, mistyped, signed
from generator_common.files import csv_table, write_or_check
from generator_common.novelty import Novelty
from labellers import given_labels, llm_labels
from tickets import Ticket, generate

PROJECT = Path(__file__).resolve().parents[1]
HANDWRITTEN = Path(__file__).with_name("handwritten.jsonl")
SEED = 20260312
GENERATED = 2870
COPIES = 55
FIRST_DAY = date(2025, 3, 3)
DAYS = 364
LLM = "simulated-llm"
CHANGES = (
    louder,
    mistyped,
    flattened,
    announced("(sent again) ", "Second try: ", "Resending: ", "FWD: "),
    signed(" (no answer so far)", "\nSent from my phone", " Please!", "\n(sent twice, sorry)"),
)


def load_handwritten() -> list[Ticket]:
    rows = [json.loads(line) for line in HANDWRITTEN.read_text(encoding="utf-8").splitlines()]
    return [_ticket(**row) for row in rows]


def _ticket(
    channel: str, subject: str, text: str, label: str, how: str = "plain", also: str | None = None
) -> Ticket:
    return Ticket(channel, subject, text, Concern(label, how, also))


def build() -> dict[str, str]:
    """File name to content."""
    rng = Random(SEED)
    handwritten = load_handwritten()
    novelty = Novelty()
    for ticket in handwritten:
        novelty.add(ticket.text)
    originals = [*handwritten, *generate(GENERATED, novelty, rng)]
    tickets = originals + [copy for _, copy in copies(originals, COPIES, CHANGES, rng)]
    rng.shuffle(tickets)
    ids = [f"t{number:04}" for number in range(1, len(tickets) + 1)]
    days = sorted(FIRST_DAY + timedelta(days=rng.randrange(DAYS)) for _ in tickets)
    given = given_labels(tickets, rng)
    answers = llm_labels(tickets, rng)
    return {
        "tickets.csv": csv_table(
            ("id", "channel", "date", "subject", "text", "given_label"),
            (
                (name, ticket.channel, day.isoformat(), ticket.subject, ticket.text, label)
                for name, ticket, day, label in zip(ids, tickets, days, given, strict=True)
            ),
        ),
        "gold.csv": csv_table(
            ("id", "label"),
            ((name, ticket.concern.label) for name, ticket in zip(ids, tickets, strict=True)),
        ),
        "llm_labels.csv": csv_table(
            ("id", "label", "confidence", "model"),
            (
                (name, label, f"{confidence:.2f}", LLM)
                for name, (label, confidence) in zip(ids, answers, strict=True)
            ),
        ),
    }


if __name__ == "__main__":
    sys.exit(write_or_check(PROJECT, build, __doc__))
