"""A database apart, in which what is committed stays: for threads, and for processes that die."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from ocop_portal import embedded
from tests.conftest import clone, connected_to, drop

from .sittings import acting

NAME = f"test_apart_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@contextmanager
def apart(blocker: Any) -> Iterator[None]:
    """Work in a fresh clone."""
    clone(NAME)
    with blocker.unblock(), connected_to(NAME):
        yield
    drop(NAME)


def race(*acts: Any, login: str = "thao") -> tuple[list[Any], list[str]]:
    """Let people act at the same moment; return what succeeded and what was refused."""
    start, done, refused = threading.Barrier(len(acts)), [], []

    def run(act: Any) -> None:
        connection.settings_dict["NAME"] = NAME
        try:
            start.wait()
            with acting(login):
                done.append(act())
        except Exception as error:  # what it is, the test asserts
            refused.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, refused


def killed(code: str, media: Any) -> None:
    """Run code in a process of its own that kills itself: no cleaning up, no answer, no goodbye."""
    script = "import os, signal, django\ndjango.setup()\n" + textwrap.dedent(code)
    script += "\nos.kill(os.getpid(), signal.SIGKILL)\n"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": embedded.url(embedded.OWNER, NAME),
        "DATABASE_OWNER_URL": embedded.url(embedded.OWNER, NAME),
        "SECRET_KEY": "of a process that dies",
        "MEDIA_ROOT": str(media),
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=embedded.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
