"""What can be wrong with something sealed."""

from portal.errors import DomainError


class SealBrokenError(DomainError):
    """What was sealed was changed, cut short, or put where it does not belong."""


class WrongSealingKeyError(DomainError):
    """The installation holds none of the master keys under which a key was wrapped."""
