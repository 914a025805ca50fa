"""Where requests go and with which key, checked before anything is sent."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tui_labeler.errors import LLMError
from tui_labeler.project.llm_section import USUAL_KEY
from tui_labeler.text import one_line

OPENAI = "https://api.openai.com/v1"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
NO_KEY = "none"
"""Sent where a server on this machine needs no key."""


@dataclass(frozen=True, slots=True)
class Server:
    """An OpenAI-compatible server."""

    base_url: str
    host: str
    """Host and port, for messages and the ledger."""
    loopback: bool
    encrypted: bool
    named_by_project: bool

    @property
    def is_openai(self) -> bool:
        return self.base_url.rstrip("/") == OPENAI


def server_of(base_url: str | None, environment: Mapping[str, str] = os.environ) -> Server:
    """The server of project.toml's `base_url`, else of OPENAI_BASE_URL, else OpenAI's.

    Raises LLMError for what is no http(s) address.
    """
    address = base_url or environment.get("OPENAI_BASE_URL") or OPENAI
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise LLMError(
            f'"{one_line(address, 60)}" is no address of a server.',
            hint='base_url must look like "http://localhost:11434/v1".',
        )
    if parts.username or parts.password:
        raise LLMError(
            "base_url must not hold a user name or password.",
            hint="Put the key into an environment variable and name it with api_key_env.",
        )
    named = host if port is None else f"{host}:{port}"
    return Server(address, named, host in LOOPBACK, parts.scheme == "https", bool(base_url))


def read_key(server: Server, variable: str, environment: Mapping[str, str] = os.environ) -> str:
    """The API key from the environment; `NO_KEY` for a server that can do without.

    A server on this machine that project.toml names does not get the usual key: behind its port may
    be anybody who works here. No message quotes the key. Raises LLMError where it is missing or
    cannot be a key.
    """
    if server.loopback and server.named_by_project and variable == USUAL_KEY:
        return NO_KEY
    key = environment.get(variable, "")
    if not key.strip():
        if server.loopback or not server.encrypted:
            return NO_KEY
        raise LLMError(
            f"{variable} is not set, so no LLM labels can be made.",
            hint=f"export {variable}=…      or for a local server:  "
            "export OPENAI_BASE_URL=http://localhost:8000/v1\n"
            "Nothing was sent. Labelling works without it.",
        )
    if not server.encrypted and not server.loopback:
        raise LLMError(
            f"the key in {variable} would travel unencrypted to {one_line(server.host, 60)}.",
            hint=f"Use https, or unset {variable} if this server needs no key. Nothing was sent.",
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise LLMError(
            f"{variable} holds a line break, a space or a character that no key has.",
            hint="Copy the key again, without what is around it. Nothing was sent.",
        )
    return key
