"""What tokens cost, for the models most used; project.toml's prices come first.

Prices change: the table is dated, and the date is shown with every estimate made from it. A model
that is not in it has no price, and its tokens are counted: a guess would be a wrong bill.

Standard tier, as copied from developers.openai.com/api/docs/pricing by public price lists, at least
two of which agree on each row (among them API Commons' plans for OpenAI of the date below, and the
tables of openai-models, tysm and adk-model on docs.rs). The vendor's page itself was not read.
Newer models, whose prices were still moving, are left out.
"""

from dataclasses import dataclass

AS_OF = "2026-05-22"
MILLION = 1_000_000
BATCH_SHARE = 0.5
"""The Batch API costs half."""

# US dollars per million tokens, in and out, by the start of the model's name.
_PRICES: dict[str, tuple[float, float]] = {
    "gpt-5.5": (5.0, 30.0),
    "gpt-5.4": (2.5, 15.0),
    "gpt-5.4-mini": (0.75, 4.5),
    "gpt-5.4-nano": (0.2, 1.25),
    "gpt-5.2": (1.75, 14.0),
    "gpt-5.1": (1.25, 10.0),
    "gpt-5": (1.25, 10.0),
    "gpt-5-mini": (0.25, 2.0),
    "gpt-5-nano": (0.05, 0.4),
    "gpt-4.1": (2.0, 8.0),
    "gpt-4.1-mini": (0.4, 1.6),
    "gpt-4.1-nano": (0.1, 0.4),
    "gpt-4o": (2.5, 10.0),
    "gpt-4o-mini": (0.15, 0.6),
    "gpt-4-turbo": (10.0, 30.0),
    "gpt-3.5-turbo": (0.5, 1.5),
    "o3": (2.0, 8.0),
    "o3-mini": (1.1, 4.4),
    "o4-mini": (1.1, 4.4),
}


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens; not known: tokens are counted in their place."""

    input: float
    output: float
    known: bool = True
    source: str = ""

    def of(self, tokens_in: int, tokens_out: int) -> float:
        """What so many tokens cost: dollars, or millions of tokens where no price is known."""
        return (tokens_in * self.input + tokens_out * self.output) / MILLION

    def half(self) -> "Price":
        """The price in a batch."""
        if not self.known:
            return self
        return Price(
            self.input * BATCH_SHARE, self.output * BATCH_SHARE, True, f"{self.source}, batch"
        )


TOKENS = Price(1.0, 1.0, known=False, source="price not known: the cap counts million tokens")


def price_of(model: str, input_price: float | None, output_price: float | None) -> Price:
    """The price of `model`: project.toml's, else the table's (a dated name counts as its family).

    >>> price_of("gpt-4o-mini-2024-07-18", None, None).output
    0.6
    >>> price_of("my-model", None, None).known
    False
    """
    if input_price is not None and output_price is not None:
        return Price(input_price, output_price, source="project.toml")
    for family, (into, out) in sorted(_PRICES.items(), key=lambda entry: -len(entry[0])):
        rest = model.removeprefix(family)
        if rest != model and (not rest or rest.startswith("-20")):
            return Price(into, out, source=f"prices of {AS_OF}")
    return TOKENS
