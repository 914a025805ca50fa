"""Keys to session: the only room that imports textual."""

from os import environ

environ.setdefault("TEXTUAL_FPS", "5000")
# Textual reads it when imported. What is dirty waits for the next frame, twice: at 60 a second that
# makes an answer 30 ms slower. Nothing here is animated, so there are no more frames than before.
