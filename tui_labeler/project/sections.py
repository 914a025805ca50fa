"""What every table of project.toml has in common."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
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


def _share(value: object) -> object:
    if value == "auto" or (_is_number(value) and 0 <= value <= 1):  # type: ignore[operator]
        return value
    raise wrong_value('must be "auto" or a number from 0 to 1')


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


AutoOrShare = Annotated[float | Literal["auto"], BeforeValidator(_share)]
Count = Annotated[int, Field(ge=1)]
Amount = Annotated[float, Field(ge=0)]
