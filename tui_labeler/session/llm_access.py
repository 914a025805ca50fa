"""Which LLM may be asked: project.toml's section, server, key, trust and prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_labeler.errors import LLMError
from tui_labeler.llm.server import Server, read_key, server_of
from tui_labeler.project.llm_section import USUAL_KEY, LLMSection
from tui_labeler.project.locations import state_folder
from tui_labeler.project.trust import Trust

if TYPE_CHECKING:
    from tui_labeler.llm.prompt import Prompt
    from tui_labeler.session.session import Session


class LLMAccess:
    """What project.toml says about its LLMs. `llm`: the number of the [[llm]]."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def section(self, llm: int = 0) -> LLMSection:
        """The [[llm]] number `llm`. Raises LLMError where there is none."""
        sections = self.session.project.config.llm
        if llm >= len(sections):
            raise LLMError(
                "project.toml has no [llm] section, so no LLM can be asked.",
                hint='Add:  [llm]\n      model = "gpt-4o-mini"',
            )
        return sections[llm]

    def server(self, llm: int = 0) -> Server:
        """Where it is asked. Raises LLMError."""
        return server_of(self.section(llm).base_url)

    def server_and_model(self, llm: int = 0) -> str:
        """What abilities belong to."""
        return f"{self.server(llm).base_url} {self.section(llm).model}"

    def check(self, llm: int = 0) -> None:
        """Raise LLMError where nothing could be sent: no key, no such address."""
        read_key(self.server(llm), self.section(llm).api_key_env)

    def stranger(self, llm: int = 0) -> str | None:
        """The server and key this folder wants used, where nobody has said yes to that yet."""
        section = self.section(llm)
        usual_key = section.api_key_env == USUAL_KEY
        if section.base_url is None and usual_key:
            return None
        if self.server(llm).loopback and usual_key:
            return None
        address = self._address(llm)
        trusted = Trust(state_folder()).is_trusted_server(self.session.project, address)
        return None if trusted else address

    def trust_server(self, llm: int = 0) -> None:
        """Remember that this folder may use its server and key."""
        Trust(state_folder()).trust_server(self.session.project, self._address(llm))

    def _address(self, llm: int) -> str:
        return f"{self.server(llm).base_url} with the key in {self.section(llm).api_key_env}"

    def prompt(self, llm: int = 0) -> Prompt:
        """What is asked. Raises ConfigError for guidelines or a template that cannot be read."""
        from tui_labeler.llm.prompt import Prompt

        project, section = self.session.project, self.section(llm)
        sampling = {
            name: getattr(section, name)
            for name in ("model", "temperature", "few_shot", "few_shot_by", "confidence", "samples")
        }
        return Prompt(
            task=project.config.project.task,
            labels=tuple((label.name, label.description) for label in project.config.labels),
            guidelines=project.read_guidelines(),
            template=project.read_prompt(llm),
            reason=section.reason,
            choices=repr({**sampling, "items_per_prompt": section.items_per_prompt}),
        )

    def prompt_number(self, llm: int = 0) -> int:
        """The number of the prompt as it is; a new prompt is saved and gets the next."""
        prompt = self.prompt(llm)
        return self.session.store.llm.prompt(prompt.digest(), prompt.content())
