"""The browser tests' site may live on another day; production never does."""

import os
import subprocess
import sys
from datetime import datetime

import pytest

from ocop_portal import embedded
from territories import clock

ASK = (
    "import threading, django; django.setup(); from territories import clock;"
    " thread = threading.Thread(target=lambda: print(clock.today())); thread.start()"
)


def today_of(settings: str, **over: str) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OCOP_", "DJANGO_"))}
    environment = kept | {
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": "postgres://nobody@localhost/none",
        "SECRET_KEY": "for this question only",
        "IS_HTTPS": "0",
    }
    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=embedded.BASE_DIR,
        env=environment | over,
        check=True,
        capture_output=True,
        text=True,
    )
    return answer.stdout.strip()


@pytest.mark.parametrize(
    ("module", "over", "is_then"),
    [
        ("tests.site_settings", {"SITE_TODAY": "2024-09-16"}, True),
        ("tests.site_settings", {}, False),
        ("ocop_portal.settings", {"SITE_TODAY": "2024-09-16"}, False),
    ],
)
def test_only_the_browser_tests_site_lives_on_another_day(
    module: str, over: dict[str, str], is_then: bool
) -> None:
    expected = "2024-09-16" if is_then else f"{datetime.now(clock.ZONE).date()}"
    assert today_of(module, **over) == expected
