"""Why a message was not delivered, in words."""


class Undelivered(Exception):
    """Nothing arrived. ``str(error)`` is a plain sentence; ``final`` where trying again would not help."""

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final
