"""What every table of project.toml has in common."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


class Section(BaseModel):
    """A table of project.toml."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, protected_namespaces=()
    )


def problem(sentence: str, *key: str | int) -> PydanticCustomError:
    """An error that is a whole sentence, at `key` below the model that raises it."""
    return PydanticCustomError("sentence", "{sentence}", {"sentence": sentence, "key": key})


def wrong_value(rest: str) -> PydanticCustomError:
    """An error that is a sentence whose subject is the key: `must be …`."""
    return PydanticCustomError("value", "{rest}", {"rest": rest})


def _not_blank(value: str) -> str:
    if not value.strip():
        raise wrong_value("must not be empty")
    return value


Name = Annotated[str, AfterValidator(_not_blank)]
