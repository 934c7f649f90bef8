"""Refusals that a person can read. The message says what is wrong and what to do next; ``code`` never changes."""


class Refused(Exception):
    """An act was refused and nothing has changed. ``str(error)`` is a sentence in the user's language."""

    def __init__(self, message: str, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refused):
    """This person may not do it."""


class WrongState(Refused):
    """Nobody may do it now."""


class Conflict(Refused):
    """Somebody else was faster; the newer version is kept and the refused text is still in the caller's hands."""


class BadInput(Refused):
    """What was given cannot be used."""


class BadPicture(BadInput):
    """A file is not a picture that can be shown."""


class BadFile(BadInput):
    """A file is neither a video that browsers play nor a document that may be offered for download."""
