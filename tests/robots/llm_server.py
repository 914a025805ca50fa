"""A chat completion server on loopback that speaks OpenAI's protocol and misbehaves on demand.

with LLMServer(label=lambda text: "good") as server:
    server.faults = {"r007": ["500", "ok"]}     # by a word of the prompt's text, then as scripted
    ...
    assert server.paid == 1000
"""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

from tests.robots.llm_handler import KEY as KEY
from tests.robots.llm_handler import Asked, Batch, Handler, Listener, asked_about


class LLMServer:
    """Answers with `label(text)`; `fault(text, n)` says what is wrong with the n-th try of a text.

    `paid` counts good answers that were begun: what a real server would bill. A request that comes
    again under the idempotency key of one that was billed is not billed again (`idempotent`).
    """

    def __init__(
        self,
        label: Callable[[str], str],
        *,
        fault: Callable[[str, int], str] = lambda text, n: "ok",
        delay: float = 0.0,
        usage: bool = True,
        logprobs: bool = True,
        refuses: Sequence[str] = (),
        batch_ends: str = "completed",
        idempotent: bool = True,
    ) -> None:
        self.label, self.fault, self.delay = label, fault, delay
        self.usage, self.logprobs, self.refuses = usage, logprobs, tuple(refuses)
        self.batch_ends = batch_ends
        self.idempotent = idempotent
        self._billed: dict[str, str] = {}
        self.keys: set[str] = set()
        """The authorizations that came."""
        self.conflicts = 0
        """Two different requests under one idempotency key."""
        self.batches: dict[str, Batch] = {}
        self.files: dict[str, bytes] = {}
        self.asked: list[Asked] = []
        self.paid = 0
        self.paid_texts: Counter[str] = Counter()
        self.most_at_once = 0
        self._now = 0
        self._tries: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.hanging = threading.Event()
        self._http = Listener(("127.0.0.1", 0), Handler)
        self._http.robot = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """For `base_url`."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> "LLMServer":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hanging.set()
        self._http.shutdown()
        self._http.server_close()

    # --- what the handler asks -----------------------------------------------------------------

    def begin(self, body: dict[str, Any], once: str = "") -> Asked:
        """Note a request and choose its fault."""
        texts = [text for _, text in asked_about(body)]
        first = texts[0] if texts else ""
        with self._lock:
            self._tries[first] += 1
            asked = Asked(body, texts, self.fault(first, self._tries[first]), once)
            self.asked.append(asked)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        return asked

    def end(self) -> None:
        """A request is over."""
        with self._lock:
            self._now -= 1

    def bill(self, asked: Asked) -> None:
        """A good answer begins."""
        body = json.dumps(asked.body)
        with self._lock:
            known = asked.once in self._billed
            if self.idempotent and asked.once:
                self.conflicts += self._billed.setdefault(asked.once, body) != body
            if not known:
                self.paid += 1
                self.paid_texts.update(asked.texts)

    def answer(self, asked: Asked) -> dict[str, Any]:
        """The completion of a request without fault."""
        entries = asked_about(asked.body)
        schema = json.dumps(asked.body.get("response_format", ""))
        extra = {"confidence": 0.8} if '"confidence"' in schema else {}
        if '"reason"' in schema:
            extra["reason"] = "because"  # type: ignore[assignment]
        if len(entries) == 1 and entries[0][0] is None:
            content = json.dumps({"label": self.label(entries[0][1]), **extra})
        else:
            items = [{"key": key, "label": self.label(text), **extra} for key, text in entries]
            content = json.dumps({"items": items[::-1]})
        return self.completion(content, asked.body)

    def completion(self, content: Any, body: Mapping[str, Any]) -> dict[str, Any]:
        """A chat completion with this content."""
        choice: dict[str, Any] = {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": content, "refusal": None},
        }
        if self.logprobs and body.get("logprobs") and isinstance(content, str):
            pieces = re.findall(r"\w+|\W+", content)
            tokens = [
                {
                    "token": piece,
                    "logprob": -0.1,
                    "bytes": None,
                    "top_logprobs": [{"token": piece, "logprob": -0.1, "bytes": None}],
                }
                for piece in pieces
            ]
            choice["logprobs"] = {"content": tokens}
        made: dict[str, Any] = {
            "id": "c1",
            "object": "chat.completion",
            "created": 1,
            "model": body.get("model"),
            "choices": [choice],
        }
        if self.usage:
            made["usage"] = {"prompt_tokens": 50, "completion_tokens": 5, "total_tokens": 55}
        return made
