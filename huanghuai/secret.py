"""The secret key of an installation that was not given one."""

import os
import secrets
from pathlib import Path


def stored_secret_key(folder: Path) -> str:
    """Return the key kept in ``folder/secret_key``, making it (mode 0600) at the first call.

    Two processes starting at once agree on one key: the file is created exclusively and the loser reads the
    winner's. Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret_key"
    draft = folder / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
    if not path.exists():
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)  # atomic and fails if another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
