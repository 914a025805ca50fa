"""One cluster of two processes for all tests of this folder."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from distributed import Client


@pytest.fixture(scope="session")
def client() -> Iterator["Client"]:
    """Its client; skips where the extra is not installed."""
    pytest.importorskip("distributed", reason="needs the extra: tui-labeler[distributed]")
    from tui_labeler.distributed.cluster import on_this_machine

    with on_this_machine(2) as client:
        yield client
