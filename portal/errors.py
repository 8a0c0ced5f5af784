"""Errors that a person can cause and act on."""


class DomainError(Exception):
    """A rule said no: `message` tells the person what to do, `field` names the input at fault."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class MoveRefusedError(DomainError):
    """A state does not lead where somebody wants to take it."""
