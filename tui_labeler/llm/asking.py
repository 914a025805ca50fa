"""One question as a request, and its answer as a record for the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tui_labeler.llm import tokens
from tui_labeler.llm.abilities import Abilities
from tui_labeler.llm.client import Exchange
from tui_labeler.llm.completion import Completion, read_body, read_completion, read_usage
from tui_labeler.llm.confidence import CLAIMED, LOGPROBS, VOTE, label_probabilities
from tui_labeler.llm.failures import Failed
from tui_labeler.llm.few_shot import Chooser
from tui_labeler.llm.journal import Record, Sent
from tui_labeler.llm.parsing import Said, parse, parse_many
from tui_labeler.llm.prices import Price
from tui_labeler.llm.prompt import Message, Prompt
from tui_labeler.project.llm_section import LLMSection

REASONING = ("o1", "o3", "o4", "gpt-5")
REASONING_TOKENS = 4_000
"""They think before they answer, and it counts."""
ANSWER_TOKENS = 120
"""Per item: a label, a number, a short reason."""
VOTING_TEMPERATURE = 0.7
_PARAMETERS = {"model", "messages", "max_completion_tokens", "max_tokens", "temperature", "seed"}
_PARAMETERS |= {"logprobs", "top_logprobs", "response_format"}
TOP = 5
"""Alternatives per token that are asked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """Items that are asked about in one request; mostly one. Texts by opaque key."""

    items: tuple[str, ...]
    keys: tuple[str, ...]
    texts: tuple[str, ...]
    columns: Mapping[str, str]
    """Of the first item, for templates."""
    interrupted: Sent | None = None
    """The same question as an earlier run sent it, which was killed before the answer."""

    @property
    def many(self) -> bool:
        return len(self.items) > 1


class Asker:
    """Makes requests and reads answers, with what the server can do."""

    def __init__(
        self, section: LLMSection, prompt: Prompt, examples: Chooser, price: Price
    ) -> None:
        self.section, self.prompt, self.price = section, prompt, price
        self.abilities = Abilities()
        self._examples = examples

    @property
    def claims(self) -> bool:
        """Whether the model is asked how sure it is."""
        wanted = self.section.confidence
        return wanted == CLAIMED or (wanted == "auto" and not self.abilities.logprobs)

    @property
    def samples(self) -> int:
        """Requests per question."""
        return self.section.samples if self.section.confidence == VOTE else 1

    def messages(self, question: Question) -> list[Message]:
        """The messages of a request about `question`."""
        examples = self._examples.choose(question.texts)
        if question.many:
            texts = dict(zip(question.keys, question.texts, strict=True))
            return self.prompt.messages_for_many(texts, examples=examples, confidence=self.claims)
        return self.prompt.messages(
            question.texts[0],
            columns=question.columns,
            examples=examples,
            confidence=self.claims,
        )

    def limit(self, question: Question) -> int:
        """Tokens an answer may have."""
        if self.section.max_tokens is not None:
            return self.section.max_tokens
        base = REASONING_TOKENS if self.section.model.startswith(REASONING) else 0
        return base + ANSWER_TOKENS * len(question.items)

    def body(self, question: Question, messages: Sequence[Message]) -> dict[str, Any]:
        """The request, with no more than the server understands."""
        can = self.abilities
        body: dict[str, Any] = {
            "model": self.section.model,
            "messages": list(messages),
            can.limit: self.limit(question),
        }
        if can.temperature:
            hot = self.section.confidence == VOTE and not self.section.temperature
            body["temperature"] = VOTING_TEMPERATURE if hot else self.section.temperature
        if can.seed and self.section.confidence != VOTE:
            body["seed"] = 0
        if can.logprobs and self.section.confidence in ("auto", LOGPROBS) and not question.many:
            body |= {"logprobs": True, "top_logprobs": TOP}
        if can.form == "schema":
            schema = self.prompt.schema(confidence=self.claims, many=question.many)
            named = {"name": "labels", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif can.form == "object":
            body["response_format"] = {"type": "json_object"}
        return body

    def ceiling(self, question: Question, messages: Sequence[Message]) -> float:
        """The most that a request can cost."""
        texts = [message["content"] for message in messages]
        return self.price.of(tokens.at_most(*texts), self.limit(question))

    def blank(self, key: str, question: Question, messages: Sequence[Message]) -> Record:
        """The record of a request that is about to be sent: its cost is what is likely."""
        tokens_in = tokens.likely(*(message["content"] for message in messages))
        return {
            "key": key,
            "items": list(question.items),
            "answers": {},
            "paid": False,
            "raw": "",
            "error": None,
            "detail": "",
            "tokens_in": tokens_in,
            "tokens_out": tokens.PER_MESSAGE,
            "cost": self._cost(tokens_in, tokens.PER_MESSAGE),
            "seconds": 0.0,
        }

    def _cost(self, tokens_in: int, tokens_out: int) -> float | None:
        return self.price.of(tokens_in, tokens_out) if self.price.known else None

    def settle(self, record: Record, exchange: Exchange, key: str, seconds: float) -> None:
        """Write into `record` what came back and what it costs."""
        record["raw"] = exchange.raw(key)
        record["seconds"] = round(seconds, 4)
        record["paid"] = exchange.answered
        if not exchange.answered:
            record |= {"tokens_in": 0, "tokens_out": 0, "cost": 0.0}
            return
        record["tokens_out"] = tokens.likely(record["raw"])
        try:
            usage = read_usage(read_body(exchange.body))
        except Failed:
            usage = None
        if usage is not None:
            record["tokens_in"], record["tokens_out"] = usage.tokens_in, usage.tokens_out
        record["cost"] = self._cost(record["tokens_in"], record["tokens_out"])

    def read(self, question: Question, exchange: Exchange) -> dict[str, Record]:
        """What the answer says, by item; an item it says nothing usable about is left out.

        Raises Failed.
        """
        completion = read_completion(read_body(exchange.body))
        labels = self.prompt.names
        if question.many:
            said, _ = parse_many(completion.content, question.keys, labels)
            by_key = dict(zip(question.keys, question.items, strict=True))
            return {by_key[key]: answer(one, CLAIMED) for key, one in said.items()}
        said_one = parse(completion.content, labels)
        return {question.items[0]: self._sure(said_one, completion)}

    def _sure(self, said: Said, completion: Completion) -> Record:
        """With the confidence the settings ask for, or the next best."""
        if self.section.confidence in ("auto", LOGPROBS):
            labels = self.prompt.names
            shares = label_probabilities(completion.tokens, said.label, labels)
            if shares:
                return answer(replace(said, confidence=shares[said.label]), LOGPROBS, shares)
        return answer(said, CLAIMED)

    def repeatable(self, question: Question, sent: Sent) -> bool:
        """Whether a request as it once left costs no more than one made today."""
        body = sent.body
        if not body.keys() <= _PARAMETERS:
            return False
        limits = [body.get(name) for name in ("max_completion_tokens", "max_tokens")]
        named = [limit for limit in limits if limit is not None]
        most = self.limit(question)
        return body.get("model") == self.section.model and bool(named) and max(named) <= most

    def learn(self, question: Question, exchange: Exchange) -> bool:
        """Settle what the server can do after a good answer. True when that is news."""
        if self.abilities.known:
            return False
        completion = read_completion(read_body(exchange.body))
        gives = bool(completion.tokens) or question.many
        self.abilities = replace(
            self.abilities, known=True, logprobs=self.abilities.logprobs and gives
        )
        return True


def answer(said: Said, by: str, shares: Mapping[str, float] | None = None) -> Record:
    """An answer as it is stored. `by`: where its confidence comes from."""
    values = asdict(said) | {"by": by if said.confidence is not None else None}
    if shares:
        values["distribution"] = {label: round(share, 6) for label, share in shares.items()}
    return values
