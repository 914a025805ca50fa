"""The reference is what the program is."""

import pytest

from docs.make_reference import PAGES
from tests.conftest import CHECKOUT


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_up_to_date(name: str) -> None:
    written = (CHECKOUT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run: python -m docs.make_reference"
