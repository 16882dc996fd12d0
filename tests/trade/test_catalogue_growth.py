"""The catalogue asks as many questions for three products as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.evaluations.decided import make_certificate

from .test_catalogue import API, LIST

pytestmark = pytest.mark.django_db


def test_queries_do_not_grow_with_the_products(client) -> None:
    counts = []
    for extra in (1, 2):
        for _one in range(extra):
            make_certificate()
        for path in (LIST, API):
            client.get(path)
            with CaptureQueriesContext(connection) as seen:
                client.get(path)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
