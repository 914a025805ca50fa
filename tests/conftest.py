"""Fixtures every test may use, and a home of its own for each of them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("same every time", derandomize=True)
settings.load_profile("same every time")

pytest_plugins = ["tests.faults.plugin"]

CHECKOUT = Path(__file__).resolve().parents[1]
XDG = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_CACHE_HOME": ".cache",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
}


class FakeClock:
    """A clock that moves only when told: `clock()` is the time in seconds."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self.now += seconds


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty HOME with its XDG directories, no settings of the developer, no animations."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("TUI_LABELER_", "XDG_")) and name != "TUI_LABELER_DATA":
                patch.delenv(name)
        for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(home))
        for variable, folder in XDG.items():
            (home / folder).mkdir(parents=True)
            patch.setenv(variable, str(home / folder))
        patch.setenv("TEXTUAL_ANIMATIONS", "none")
        yield home


@pytest.fixture
def clock() -> FakeClock:
    """Time that stands still until a test advances it."""
    return FakeClock()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets: `TUI_LABELER_DATA`, else `../shared/data` of the checkout."""
    folder = Path(os.environ.get("TUI_LABELER_DATA") or CHECKOUT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no real data: {folder} is absent (set TUI_LABELER_DATA)")
    return folder
