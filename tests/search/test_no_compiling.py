"""PostgreSQL compiles no query: a search has many steps of which few are taken, and all of them would be compiled."""

import pytest
from django.db import connections

pytestmark = [pytest.mark.django_db, pytest.mark.postgres_only]


def test_a_new_connection_has_jit_off() -> None:
    new = connections.create_connection("default")
    try:
        with new.cursor() as cursor:
            cursor.execute("SHOW jit")
            assert cursor.fetchone() == ("off",)
    finally:
        new.close()
