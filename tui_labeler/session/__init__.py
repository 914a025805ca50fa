"""The one object that remembers. It knows nothing of terminals and imports nothing heavy."""

from tui_labeler.session.session import Session

__all__ = ["Session"]
