"""What sign-in remembers for a while is one memory for all processes: the broker's."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from allauth.mfa.totp.internal import auth
from django.core.cache.backends.redis import RedisCache

from ocop_portal import settings as production
from ocop_portal.launch import valkey
from tests.cast import person


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """Run a broker of one's own."""
    address = f"unix://{tmp_path}/b.sock"
    command = [valkey(), "--port", "0", "--unixsocket", f"{tmp_path}/b.sock", "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    for _attempt in range(100):
        try:
            with redis.Redis.from_url(address) as client:
                client.ping()
            break
        except redis.RedisError:
            time.sleep(0.05)
    yield address
    process.terminate()
    process.wait(20)


@pytest.mark.django_db
def test_code_of_a_second_factor_that_one_process_took_is_used_in_all(
    broker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = production.CACHES["default"]
    assert ours["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert ours["LOCATION"] == production.REDIS_URL
    totp = auth.TOTP.activate(person("kiem"), secret := auth.generate_totp_secret())
    code = auth.format_hotp_value(
        auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time()))
    )
    taken = []
    for _process in range(2):  # each with connections of its own, as workers have
        cache = RedisCache(broker, {"KEY_PREFIX": ours["KEY_PREFIX"]})
        monkeypatch.setattr(auth, "cache", cache)
        taken.append(totp.validate_code(code))
    assert taken == [True, False]
