"""Visitors who register over real HTTP, each with a connection, a cookie and an answer page of their own."""

import http.client
import random
import re
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

FORM_OPEN_SECONDS = 3.2  # a form sent sooner is held until its address is confirmed
ANSWERS_WITHIN_SECONDS = 120
ARRIVE_WITHIN_SECONDS = 0.5


@dataclass
class Reply:
    """What a visitor was told. ``status``: of the POST, 0 when the line broke before an answer came.

    ``state``: confirmed or waitlisted; ``place``: on the list.
    """

    email: str
    status: int = 0
    state: str = ""
    place: int | None = None
    receipt: str = ""


class Visitor:
    """One person with a browser: opens the form, sends it, reads the answer."""

    def __init__(self, port: int, code: str, *, email: str, address: str) -> None:
        self.port = port
        self.path = f"/sv/events/{code}/register/"
        self.reply = Reply(email)
        self.headers = {"X-Forwarded-For": address, "Host": f"127.0.0.1:{port}"}
        self.values: dict[str, str] = {}

    def open_form(self) -> None:
        status, headers, page = self._ask("GET", self.path)
        assert status == 200, (status, page[-2000:])
        self.headers["Cookie"] = headers.get("Set-Cookie", "").partition(";")[0]
        self.values = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        self.values |= {"name": f"Deltagare {self.reply.email.partition('@')[0]}", "email": self.reply.email}

    def send(self) -> None:
        body = urllib.parse.urlencode(self.values)
        content = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            self.reply.status, headers, _page = self._ask("POST", self.path, body, content)
        except (OSError, http.client.HTTPException):
            return
        self.reply.receipt = headers.get("Location", "")

    def read_answer(self) -> None:
        status, _headers, page = self._ask("GET", self.reply.receipt)
        assert status == 200, (status, page[-2000:])
        title = re.search(r'class="outcome__title">\s*([^<]+?)\s*<', page)[1]
        place = re.fullmatch(r"Väntelista, plats (\d+)", title)
        self.reply.state = "waitlisted" if place else {"Bekräftad": "confirmed"}.get(title, title)
        self.reply.place = int(place[1]) if place else None

    def _ask(self, method: str, path: str, body: str = "", more: dict[str, str] | None = None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWERS_WITHIN_SECONDS)
        try:
            connection.request(method, path, body or None, {**self.headers, **(more or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()


def make_visitors(port: int, code: str, *, count: int, seed: int) -> list[Visitor]:
    """Return visitors of one office address, who have not opened the form yet."""
    address = f"10.{seed // 250 % 250}.{seed % 250}.7"
    return [Visitor(port, code, email=f"gast{number}.{seed}@example.org", address=address) for number in range(count)]


def open_all(visitors: list[Visitor]) -> None:
    """Open the form for each, and wait as long as a person takes at least."""
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(Visitor.open_form, visitors))
    time.sleep(FORM_OPEN_SECONDS)


def send_all(visitors: list[Visitor], *, seed: int) -> None:
    """Send all forms at once, in an order and with little pauses given by the seed."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    pauses = [chance.random() * ARRIVE_WITHIN_SECONDS for _visitor in visitors]
    barrier = threading.Barrier(len(visitors))

    def send(visitor: Visitor, pause: float) -> None:
        barrier.wait()
        time.sleep(pause)
        visitor.send()

    threads = [threading.Thread(target=send, args=pair, daemon=True) for pair in zip(visitors, pauses, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def read_all(visitors: list[Visitor]) -> None:
    """Read the answer page of each who got one."""
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(Visitor.read_answer, [visitor for visitor in visitors if visitor.reply.receipt]))
