"""The run of an LLM, from any screen: its price, the question, its end."""

from typing import Any

from tui_labeler.errors import UsageError
from tui_labeler.session.views import LLMView
from tui_labeler.tui.acting import ActingScreen

LLM_COMMANDS = (
    ("ask the LLM", "let the LLM label (says what it costs, and asks first)", "ask_llm"),
    ("stop the LLM", "what it has answered is saved", "stop_llm"),
)


class LLMDialogs:
    """Asks over a screen. Labelling goes on meanwhile."""

    def __init__(self, screen: ActingScreen[Any]) -> None:
        self._screen = screen
        self._asking = self._running = False

    def ask(self) -> None:
        """What a run would cost; the question follows when that is known."""
        if self._running:
            self._screen.say("the LLM is at work: z on the Validate screen stops it")
            return
        self._asking = True
        runs = self._screen.desk.session.llm
        self._screen.act(
            runs.wish_for_run, then=lambda: self._screen.say("counting what that would cost")
        )

    def stop(self) -> None:
        """End the run; what was answered is saved."""
        runs = self._screen.desk.session.llm

        def end() -> None:
            if not runs.at_work:
                raise UsageError("no LLM is at work")
            self._screen.post_message(ActingScreen.Cancel("llm"))
            runs.stop()

        self._screen.act(end, then=lambda: self._screen.say("the LLM is stopped"))

    def news(self, llm: LLMView) -> None:
        """Ask the question when there is one; say how a run has ended."""
        ended, self._running = self._running and not llm.running, llm.running
        if ended and llm.message:
            self._screen.say(llm.message)
        if llm.question and self._asking:
            self._asking = False
            self._screen.say()
            self._confirm(llm.question)

    def _confirm(self, question: str) -> None:
        from tui_labeler.tui.screens.confirm import ConfirmScreen

        def take(yes: bool | None) -> None:
            if yes:
                self._screen.act(self._screen.desk.session.llm.start)

        self._screen.app.push_screen(ConfirmScreen("Let the LLM label?", question), take)
