"""Events without a store."""

from dataclasses import fields

from tui_labeler.store.records import Act, Event


def numbered(act: Act, number: int, *, step: int | None = None) -> Event:
    """The event the store would make of `act`."""
    values = {field.name: getattr(act, field.name) for field in fields(Act)}
    return Event(**values, id=number, step=step or number, session=1, at=float(number))
