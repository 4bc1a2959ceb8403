"""Default deny: every address of the site is declared here, asks for signing in, and refuses whom it does not concern."""

import uuid

import pytest
from django.urls import get_resolver, reverse

from tests.contracts.rights import ADDRESSES, EVERYBODY, FORMS_ONLY, IMPORTERS, PUBLIC
from union_site.core.registry import registers

SAMPLES = {
    "uuid": uuid.UUID("01890000-0000-7000-8000-000000000000"),
    "int": 999999,
    "slug": "unknown",
    "str": "unknown",
}
SIGN_IN = "/sign-in/"


def addresses(resolver=None, namespace=""):
    """(name, {argument: sample}) of every address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            kinds = {
                name: type(c).__name__.removesuffix("Converter").lower()
                for name, c in pattern.pattern.converters.items()
            }
            yield (
                f"{namespace}{pattern.name}",
                {name: SAMPLES["str" if kind == "string" else kind] for name, kind in kinds.items()},
            )


def allowed(name: str, arguments: dict | None = None) -> set[str] | None:
    """Who gets in; None: the address is not declared. The registers' addresses have a matrix of their own."""
    if name == "core:import-start" and arguments:  # of a register that does not exist, which no department keeps
        return IMPORTERS - {"officer", "org_officer"}
    if name.startswith("core:import-"):
        return IMPORTERS
    return EVERYBODY if name.startswith("records:") else ADDRESSES.get(name)


def test_every_address_is_declared():
    names = {name for name, _ in addresses()}
    assert sorted(name for name in names - PUBLIC if allowed(name) is None) == []
    assert sorted(set(ADDRESSES) - names) == []
    assert {f"records:{key}-list" for key in registers} <= names


@pytest.mark.django_db
def test_nobody_gets_in_without_signing_in(client):
    let_in = []
    for name, arguments in addresses():
        if name in PUBLIC:
            continue
        address = reverse(name, kwargs=arguments)
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            if answer.status_code != 302 or not answer["Location"].startswith(SIGN_IN):
                let_in.append((name, method, answer.status_code))
    assert let_in == []


def test_others_are_refused(cast, client_of):
    wrong = []
    for username, user in cast.items():
        client = client_of(user)
        for name, arguments in addresses():
            if name in PUBLIC or name.startswith("records:") or name == "core:logout":
                continue
            method = "post" if name in FORMS_ONLY else "get"
            answer = getattr(client, method)(reverse(name, kwargs=arguments))
            if username in allowed(name, arguments):
                if answer.status_code == 403 or answer.status_code >= 500:
                    wrong.append((username, name, answer.status_code))
            elif answer.status_code not in {403, 404}:
                wrong.append((username, name, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))
