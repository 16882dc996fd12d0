"""Members of many sittings who tick at once: how soon each is answered, and whether all is kept."""

import asyncio
import contextlib
import json
import random
import secrets
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from evaluations.models import MarkOperation, Score
from territories.models import Province
from territories.tenancy import acting_for

EVERY = 3.0  # seconds between a member's ticks
REPLAY = 20  # one in so many is sent twice, as a device does that lost the answer
REQUEST = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    "Cookie: sessionid={session}; csrftoken={token}\r\nX-CSRFToken: {token}\r\n"
    "Content-Length: {length}\r\nConnection: close\r\n\r\n"
)


@dataclass
class Seat:
    """A member before his sheet, who ticks one criterion after the other."""

    person: int
    sheet: int
    session: str
    path: str
    criteria: Sequence[tuple[str | int, list[int]]]  # as the address takes them, with their levels
    replays: int = REPLAY  # none: 0
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    versions: Counter[int] = field(default_factory=Counter)  # by place among the criteria
    number: int = 0
    took: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    async def work(self, port: int, end: float) -> None:
        """Tick every three seconds; a late answer is waited for, the next tick comes at once."""
        at = time.monotonic() + random.random() * EVERY
        while at < end:
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            began = time.monotonic()
            await self.tick(port)
            self.took.append(time.monotonic() - began)
            at = max(at + EVERY, time.monotonic())

    async def tick(self, port: int) -> None:
        """Save one mark; some are sent once more with the same number."""
        place = self.number % len(self.criteria)
        criterion, levels = self.criteria[place]
        version = self.versions[place]
        body = {
            "criterion": criterion,
            "version": version,
            "level": levels[version % len(levels)],
            "operation": str(uuid4()),
        }
        self.number += 1
        for _time in range(2 if self.replays and self.number % self.replays == 0 else 1):
            status, text = await self._send(port, json.dumps(body).encode())
            if status != 200:
                self.refused.append(f"{status} {text[:200]!r}")
                return
        self.versions[place] += 1

    async def _send(self, port: int, body: bytes) -> tuple[int, bytes]:
        head = REQUEST.format(
            path=self.path, port=port, session=self.session, token=self.token, length=len(body)
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(head.encode() + body)
            answer = await reader.read()
        finally:
            writer.close()
        return int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[2]


@dataclass(frozen=True)
class Load:
    """What came of it: answers a second, seconds until one in two and all but one in twenty."""

    asked: int
    per_second: float
    half: float
    p95: float
    refused: list[str]
    lost: int = 0
    doubled: int = 0


def run(seats: list[Seat], port: int, seconds: float) -> Load:
    """Let them all work; return how soon they were answered."""

    async def all_of_them() -> None:
        end = time.monotonic() + seconds
        await asyncio.gather(*(seat.work(port, end) for seat in seats))

    began = time.monotonic()
    asyncio.run(all_of_them())
    took = [one for seat in seats for one in seat.took]
    cuts = statistics.quantiles(took, n=20)
    refused = [one for seat in seats for one in seat.refused]
    return Load(len(took), len(took) / (time.monotonic() - began), cuts[9], cuts[18], refused)


def kept(seats: list[Seat], province: Province) -> tuple[int, int]:
    """Count what was acknowledged and is not there, and what is there more than once."""
    lost = doubled = 0
    for seat in seats:
        with acting_for(province, seat.person):  # nobody else may see his marks
            logged = MarkOperation.objects.filter(sheet=seat.sheet).count()
            versions = Score.objects.filter(sheet=seat.sheet).values_list("version", flat=True)
            stored = sum(versions)
        sent = sum(seat.versions.values())
        lost += max(0, sent - min(logged, stored))
        doubled += max(0, max(logged, stored) - sent)
    return lost, doubled


@contextlib.contextmanager
def served() -> Iterator[int]:
    """Serve the portal and its floor as `make run` does; give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "bench.wsgi", "--bind", f"127.0.0.1:{port}"),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "error"),
        ]
    )
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/tra-cuu/", timeout=5)
                break
            time.sleep(0.3)
        yield port
    finally:
        server.terminate()
        server.wait(30)
