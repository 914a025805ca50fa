"""One request to a chat completion server, through openai: bytes in, bytes or a typed failure out.

openai's own retries and defaults are not used: they wait minutes in silence (Retry-After is kept
twice over), follow redirects with the prompt, and a slow drip never times out.
"""

import asyncio
import email.utils
import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import openai

from tui_labeler.llm.failures import DETAIL, Failed, Kind, scrub, storable
from tui_labeler.llm.server import NO_KEY, Server
from tui_labeler.project.llm_section import USUAL_KEY
from tui_labeler.text import one_line

T = TypeVar("T")
BODY = 4_000_000
"""Bytes of an answer that are read; a label is shorter."""
RAW = 20_000
"""Characters of an answer that are kept."""
CONNECT = 10.0
KEY_NOT_SENT = (
    "(no key was sent: api_key_env in project.toml names the variable that holds it, another than "
    f"{USUAL_KEY})"
)
_STATUS = {
    401: Kind.AUTH,
    403: Kind.AUTH,
    404: Kind.MODEL,
    408: Kind.SERVER,
    409: Kind.SERVER,
    413: Kind.TOO_LONG,
}


@dataclass(slots=True)
class Exchange:
    """How far a request has come: filled in while it runs, kept when it is given up."""

    answered: bool = False
    """The server began a good answer: it will be on the bill."""
    body: bytes = b""

    def raw(self, key: str) -> str:
        """What is kept of the answer."""
        return storable(scrub(self.body[: 4 * RAW].decode("utf-8", "replace"), key), RAW)


class Client:
    """A connection pool to one server. Used within one event loop."""

    def __init__(self, server: Server, key: str, *, timeout: float) -> None:
        self.key = key
        self._timeout = timeout
        connect = min(CONNECT, timeout)
        self.openai = openai.AsyncOpenAI(
            api_key=key,
            base_url=server.base_url,
            timeout=openai.Timeout(timeout, connect=connect),
            max_retries=0,
            # A small answer needs no compression, and what is not compressed cannot explode.
            default_headers={"Accept-Encoding": "identity"},
            http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
        )

    async def close(self) -> None:
        """Close all connections."""
        await self.openai.close()

    async def complete(self, body: Mapping[str, Any], exchange: Exchange, once: str) -> None:
        """Send a chat completion request and read the answer into `exchange.body`.

        `once`: its idempotency key. The time limit is a total: connecting, waiting and every byte.
        Raises Failed.
        """
        await self.guarded(self._exchange(body, exchange, once), self._timeout)

    async def guarded(self, sending: Awaitable[T], seconds: float) -> T:
        """The value of `sending`, within `seconds` in all. Raises Failed for whatever it raises."""
        try:
            async with asyncio.timeout(seconds):
                return await sending
        except Failed:
            raise
        except (TimeoutError, openai.APITimeoutError):
            raise Failed(Kind.TIMEOUT, f"no answer within {seconds:g} s") from None
        except openai.APIStatusError as error:
            raise self._status(error) from None
        except openai.APIConnectionError as error:
            raise Failed(Kind.NETWORK, self._cause(error)) from None
        except (openai.OpenAIError, UnicodeError, ValueError, TypeError) as error:
            raise Failed(Kind.REQUEST, self._detail(str(error))) from None
        except Exception as error:  # the transport's own errors while the body is read
            raise Failed(Kind.NETWORK, self._cause(error)) from None

    async def _exchange(self, body: Mapping[str, Any], exchange: Exchange, once: str) -> None:
        create = self.openai.chat.completions.with_streaming_response.create
        async with create(**body, extra_headers={"Idempotency-Key": once}) as response:
            exchange.answered = True
            received = bytearray()
            async for chunk in response.iter_bytes():
                received += chunk
                exchange.body = bytes(received[:BODY])
                if len(received) > BODY:
                    raise Failed(Kind.UNREADABLE, f"the answer is longer than {BODY:,} bytes")

    def _detail(self, text: str) -> str:
        return storable(one_line(scrub(text, self.key), DETAIL), DETAIL)

    def _cause(self, error: BaseException) -> str:
        """The reason is in the innermost cause; openai's own message is "Connection error."."""
        while error.__cause__ is not None:
            error = error.__cause__
        words = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return self._detail(words)

    def _status(self, error: openai.APIStatusError) -> Failed:
        status = error.status_code
        code = str(error.code or "")
        detail = self._detail(f"{status}: {_message(error)}")
        lower = f"{code} {detail}".lower()
        wait = retry_after(error.response.headers)
        if status == 429:
            spent = "quota" in lower or "billing" in lower
            return Failed(Kind.QUOTA if spent else Kind.RATE_LIMIT, detail, wait=wait)
        if status in _STATUS:
            if _STATUS[status] == Kind.AUTH and self.key == NO_KEY:
                detail += f" {KEY_NOT_SENT}"
            return Failed(_STATUS[status], detail, wait=wait)
        if status >= 500:
            return Failed(Kind.SERVER, detail, wait=wait)
        if status < 400:
            place = error.response.headers.get("location", "another address")
            told = self._detail(f"{status}: base_url is not the server's, it sends on to {place}")
            return Failed(Kind.REDIRECT, told)
        if "context_length" in lower or "context length" in lower or "too long" in lower:
            return Failed(Kind.TOO_LONG, detail)
        if "content_filter" in lower or "content management policy" in lower:
            return Failed(Kind.FILTERED, detail)
        return Failed(Kind.REQUEST, detail)


def _message(error: openai.APIStatusError) -> str:
    """The server's own words, where it sent some in the usual form."""
    body = error.body
    said = body.get("message") if isinstance(body, dict) else None
    return said if isinstance(said, str) else error.message


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the server asks us to wait: `Retry-After` in seconds or as a date."""
    value = headers.get("retry-after-ms")
    try:
        if value is not None:
            return max(0.0, float(value) / 1000)
        value = headers.get("retry-after", "")
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value or "").timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
