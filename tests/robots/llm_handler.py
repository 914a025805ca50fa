"""The HTTP side of the chat completion server: requests in, answers and every fault out."""

import json
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.robots.llm_server import LLMServer


KEY = "sk-test-SECRETKEY1234567890"


@dataclass
class Asked:
    """One request as the server saw it."""

    body: dict[str, Any]
    texts: list[str]
    fault: str
    once: str = ""
    """Its idempotency key."""


@dataclass
class Batch:
    """A batch and the answers it will have."""

    id: str
    lines: list[dict[str, Any]]
    metadata: Mapping[str, str]
    status: str = "in_progress"
    failing: set[str] = field(default_factory=set)


def asked_about(body: Mapping[str, Any]) -> list[tuple[str | None, str]]:
    """(key, text) of what a request asks about; one text has no key."""
    try:
        value = json.loads(body["messages"][-1]["content"])
    except ValueError:
        return [(None, body["messages"][-1]["content"])]
    if isinstance(value, dict):
        return [(None, value["text"])]
    return [(entry["key"], entry["text"]) for entry in value]


class Listener(ThreadingHTTPServer):
    robot: "LLMServer"
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class Handler(BaseHTTPRequestHandler):
    server: Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""

    def do_POST(self) -> None:
        robot = self.server.robot
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/files"):
            return self._file(data)
        body = json.loads(data)
        if self.path.endswith("/batches"):
            return self._make_batch(body)
        robot.keys.add(self.headers.get("Authorization", ""))
        asked = robot.begin(body, self.headers.get("Idempotency-Key", ""))
        try:
            if robot.delay:
                time.sleep(robot.delay)
            self._chat(robot, asked)
        finally:
            robot.end()

    def do_GET(self) -> None:
        robot = self.server.robot
        parts = self.path.partition("?")[0].strip("/").split("/")
        if parts[-1] == "batches":
            found = [self._described(batch) for batch in robot.batches.values()]
            return self._json({"object": "list", "data": found, "has_more": False})
        if parts[-2] == "batches":
            batch = robot.batches[parts[-1]]
            if batch.status == "in_progress":
                batch.status = robot.batch_ends
            return self._json(self._described(batch))
        if parts[-1] == "content":
            return self._send(200, robot.files[parts[-2]], "application/jsonl")
        return self._error(404, "not found")

    # --- chat ----------------------------------------------------------------------------------

    def _chat(self, robot: "LLMServer", asked: Asked) -> None:
        for name in robot.refuses:
            if name in asked.body or name in json.dumps(asked.body.get("response_format", "")):
                return self._error(400, f"Unsupported parameter: '{name}'")
        fault = asked.fault
        if fault.isdecimal() or fault.startswith(("429", "503")):
            return self._status(fault)
        if fault == "late":
            robot.bill(asked)
        if fault in ("hang", "late"):
            robot.hanging.wait(30)
            self.close_connection = True
            return None
        if fault in ("rst", "close"):
            return self._break(fault)
        if fault == "307":
            self.send_response(307)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        robot.bill(asked)
        return self._odd(robot, asked, fault)

    def _odd(self, robot: "LLMServer", asked: Asked, fault: str) -> None:
        """An answer with status 200, good or not."""
        body = robot.answer(asked)
        choice = body["choices"][0]
        message = choice["message"]
        odd: dict[str, Any] = {"list": [], "null": None, "no_choices": {"choices": []}}
        if fault in odd:
            return self._json(odd[fault])
        if fault == "html":
            return self._send(200, b"<html>log in</html>", "text/html")
        data = json.dumps(body).encode()
        if fault == "truncated":
            return self._send(200, data[: len(data) // 2], "application/json")
        if fault == "utf8":
            return self._send(200, b'{"choices": "\xff"}', "application/json")
        if fault == "nan":
            return self._send(200, data.replace(b'"index": 0', b'"index": NaN'), "application/json")
        if fault == "drip":
            return self._drip(robot, data)
        if fault == "length":
            choice["finish_reason"] = "length"
        elif fault == "filter":
            choice["finish_reason"] = "content_filter"
        elif fault == "refusal":
            message |= {"content": None, "refusal": "I cannot"}
        elif fault == "null_content":
            message["content"] = None
        elif fault == "list_content":
            message["content"] = [{"type": "text", "text": message["content"]}]
        elif fault.startswith("say:"):
            message["content"] = fault.removeprefix("say:")
            choice.pop("logprobs", None)
        return self._json(body)

    def _drip(self, robot: "LLMServer", data: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        for byte in data:
            self.wfile.write(bytes([byte]))
            if robot.hanging.wait(0.05):
                break
        self.close_connection = True

    def _break(self, how: str) -> None:
        if how == "rst":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True

    def _status(self, fault: str) -> None:
        """`500`, `429:1` (Retry-After), `429:quota`."""
        status, _, detail = fault.partition(":")
        if detail == "quota":
            return self._error(429, "You exceeded your current quota", code="insufficient_quota")
        if status == "401":
            return self._error(401, f"Incorrect API key provided: {KEY}", code="invalid_api_key")
        if status == "502":
            return self._send(502, b"<html>bad gateway</html>", "text/html")
        headers = {"Retry-After": detail} if detail else {}
        return self._error(int(status), f"status {status}", headers=headers)

    def _error(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        body = {"error": {"message": message, "type": "error", "code": code}}
        self._send(status, json.dumps(body).encode(), "application/json", headers or {})

    def _json(self, value: Any) -> None:
        self._send(200, json.dumps(value).encode(), "application/json")

    def _send(
        self, status: int, data: bytes, kind: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    # --- batches -------------------------------------------------------------------------------

    def _file(self, data: bytes) -> None:
        robot = self.server.robot
        name = f"file-{len(robot.files)}"
        # The only part that is more than a word is the file itself.
        parts = data.split(b"\r\n\r\n")
        content = max((part.rpartition(b"\r\n--")[0] for part in parts[1:]), key=len)
        robot.files[name] = content
        self._json({"id": name, "object": "file", "purpose": "batch", "bytes": len(content)})

    def _make_batch(self, body: dict[str, Any]) -> None:
        robot = self.server.robot
        lines = [json.loads(line) for line in robot.files[body["input_file_id"]].splitlines()]
        batch = Batch(f"batch-{len(robot.batches)}", lines, body.get("metadata") or {})
        robot.batches[batch.id] = batch
        self._json(self._described(batch))

    def _described(self, batch: Batch) -> dict[str, Any]:
        robot = self.server.robot
        made: dict[str, Any] = {
            "id": batch.id,
            "object": "batch",
            "endpoint": "/v1/chat/completions",
            "input_file_id": "file-0",
            "completion_window": "24h",
            "created_at": 1,
            "status": batch.status,
            "metadata": dict(batch.metadata),
        }
        if batch.status in ("completed", "expired") and f"out-{batch.id}" not in robot.files:
            self._answer_batch(robot, batch)
        if batch.status in ("completed", "expired"):
            made |= {"output_file_id": f"out-{batch.id}", "error_file_id": f"err-{batch.id}"}
        return made

    def _answer_batch(self, robot: "LLMServer", batch: Batch) -> None:
        """Every fifth request fails; when the batch expires, only half of them have an answer."""
        good, bad = [], []
        some = batch.lines if batch.status == "completed" else batch.lines[::2]
        for number, line in enumerate(some):
            asked = robot.begin(line["body"])
            robot.end()
            if number % 5 == 4:
                error = {"error": {"message": "server error", "code": "server_error"}}
                response = {"status_code": 500, "body": error}
                bad.append({"custom_id": line["custom_id"], "response": response, "error": None})
                continue
            robot.bill(asked)
            response = {"status_code": 200, "body": robot.answer(asked)}
            good.append({"custom_id": line["custom_id"], "response": response, "error": None})
        for name, lines in (("out", good[::-1]), ("err", bad)):
            text = "\n".join(json.dumps(line) for line in lines)
            robot.files[f"{name}-{batch.id}"] = text.encode()
