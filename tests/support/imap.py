"""A small IMAP server for one mailbox: what our reader uses of RFC 3501, and nothing more."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Mailbox(socketserver.ThreadingTCPServer):
    """Mails by number, each with its flags; `broken` numbers answer a FETCH with NO."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, *, user: str = "calendar", password: str = "s3cret") -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.user, self.password = user, password
        self.mails: dict[int, bytes] = {}
        self.flags: dict[int, set[str]] = {}
        self.commands: list[str] = []

    def put(self, mail: bytes) -> int:
        number = len(self.mails) + 1
        self.mails[number], self.flags[number] = mail, set()
        return number

    @property
    def url(self) -> str:
        return f"imap://{self.user}:{self.password}@127.0.0.1:{self.server_address[1]}/INBOX"


class _Session(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.say(b"* OK ready")
        while line := self.rfile.readline():
            tag, _space, rest = line.decode().strip().partition(" ")
            self.server.commands.append(rest)
            if not self.answer(tag.encode(), rest):
                return

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def answer(self, tag: bytes, command: str) -> bool:
        verb = command.split(" ")[0].upper()
        if verb == "UID":
            self.uid(command[4:])
        elif verb == "CAPABILITY":
            self.say(b"* CAPABILITY IMAP4rev1")
        elif verb == "LOGIN":
            wanted = f'LOGIN {self.server.user} "{self.server.password}"'
            if command != wanted:
                self.say(tag + b" NO wrong password")
                return True
        elif verb == "SELECT":
            self.say(b"* %d EXISTS" % len(self.server.mails))
        elif verb == "LOGOUT":
            self.say(b"* BYE")
            self.say(tag + b" OK done")
            return False
        self.say(tag + b" OK done")
        return True

    def uid(self, command: str) -> None:
        box = self.server
        if command.startswith("SEARCH"):
            found = [str(one) for one in box.mails if r"\Seen" not in box.flags[one]]
            self.say(f"* SEARCH {' '.join(found)}".encode().rstrip())
        elif "RFC822.SIZE" in command:
            number = int(command.split(" ")[1])
            self.say(
                b"* %d FETCH (UID %d RFC822.SIZE %d)" % (number, number, len(box.mails[number]))
            )
        elif "BODY.PEEK[]" in command:
            number = int(command.split(" ")[1])
            mail = box.mails[number]
            self.say(b"* %d FETCH (UID %d BODY[] {%d}" % (number, number, len(mail)))
            self.wfile.write(mail + b")\r\n")
        elif command.startswith("STORE"):
            number = int(command.split(" ")[1])
            box.flags[number] |= set(re.findall(r"\\\w+", command))


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mailbox on this machine for as long as the block lasts."""
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
