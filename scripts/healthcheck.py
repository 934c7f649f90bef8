"""Exit status 0 when the site answers on this machine, 1 when not: the HEALTHCHECK of the container."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def main() -> int:
    host = urlsplit(os.environ.get("SITE_URL", "")).netloc or "127.0.0.1"
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or 8000), timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        print(error, file=sys.stderr)
        return 1
    print(status)
    return 0 if status < 400 else 1


if __name__ == "__main__":
    sys.exit(main())
