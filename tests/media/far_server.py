"""A server that plays the internet: real sockets on this machine, behind names and addresses that are public."""

import socket
import threading
from collections.abc import Callable
from contextlib import closing

from news.media.fetch import Network

Answer = Callable[[socket.socket, bytes], None]
PUBLIC = "93.184.215.14"


class FarServer:
    """Answers each connection by host and path; keeps what it was asked and which addresses were dialled."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.dialled: list[tuple[str, int]] = []
        self.names: dict[str, list[list[str]]] = {}
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def put(
        self, url: str, body: bytes = b"", kind: str = "text/html; charset=utf-8", status: int = 200, **more: str
    ) -> None:
        """Let an address answer; ``more`` are headers, ``_`` for ``-``."""
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
        if kind:
            lines.append(f"Content-Type: {kind}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
        data = "\r\n".join([*lines, "", ""]).encode() + body
        self.pages[url] = lambda connection, _request: connection.sendall(data)

    def name(self, host: str, *answers: str | list[str]) -> None:
        """Let a name resolve to these, one answer after the other; the last stays."""
        self.names[host] = [[item] if isinstance(item, str) else item for item in answers]

    @property
    def network(self) -> Network:
        """What ``fetch`` is given instead of the internet."""
        return Network(resolve=self._resolve, dial=self._dial)

    def _resolve(self, host: str, port: int) -> list[str]:
        answers = self.names.get(host)
        if answers is None:
            if host.endswith(".example"):
                return [PUBLIC]
            raise socket.gaierror(host)
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _dial(self, address: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append((address, port))
        return socket.create_connection(self.listener.getsockname(), timeout=seconds)

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with closing(connection):
            request = b""
            try:
                while b"\r\n\r\n" not in request and (part := connection.recv(4096)):
                    request += part
                    if request[:1] == b"\x16":  # the first byte of a TLS handshake
                        break
                self.asked.append(request.decode("latin-1"))
                lines = self.asked[-1].split("\r\n")
                host = next((line[6:] for line in lines if line.startswith("Host: ")), "")
                path = lines[0].split(" ")[1] if " " in lines[0] else ""
                answer = self.pages.get(f"http://{host}{path}") or self.pages.get("*")
                if answer is None:
                    connection.sendall(b"HTTP/1.1 404 Gone\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n")
                else:
                    answer(connection, request)
            except OSError:
                return

    def close(self) -> None:
        """Stop listening."""
        self.listener.close()
