"""Programs of two offices, each with the token of a member."""

import pytest
from django.test import Client

from offices.rules.tokens import make_token


class Program:
    """A program with a token; answers come as (status, JSON)."""

    def __init__(self, raw: str):
        self.client, self.headers = Client(), {"HTTP_AUTHORIZATION": f"Bearer {raw}"}

    def get(self, path: str, **query):
        return self.told(self.client.get(f"/api/v1/{path}", query, **self.headers))

    def post(self, path: str, body=None, *, key: str = "", **files):
        more = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        if files:
            return self.told(self.client.post(f"/api/v1/{path}", (body or {}) | files, **self.headers, **more))
        return self.told(self.client.post(f"/api/v1/{path}", body or {}, content_type="application/json", **self.headers, **more))

    def patch(self, path: str, body):
        return self.told(self.client.patch(f"/api/v1/{path}", body, content_type="application/json", **self.headers))

    @staticmethod
    def told(response):
        if response.get("Content-Type", "").startswith("application/json"):
            return response.status_code, response.json()
        return response.status_code, response


def program_of(member, **more) -> Program:
    """A program that works with the rights of this member."""
    from offices.scope import office_scope

    with office_scope(member.office_id):
        return Program(make_token(member, name="Proef", by=member, **more)[1])


@pytest.fixture
def program(alfa):
    """A program of the admin of alfa."""
    return program_of(alfa.admin)


@pytest.fixture
def stranger(beta):
    """A program of the admin of beta."""
    return program_of(beta.admin)
