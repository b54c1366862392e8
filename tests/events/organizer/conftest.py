"""An organizer who is signed in, and the addresses of the desk."""

import pytest
from django.urls import reverse

from tests.factories.events import make_organizer


@pytest.fixture
def organizer(client):
    user = make_organizer()
    client.force_login(user)
    return user


@pytest.fixture
def desk():
    """A function that gives a page's address: ``desk("add", occasion)``; "" is the event's own page."""

    def address(name, occasion, *more):
        return reverse(f"events_admin_{name}" if name else "events_admin_occasion", args=[occasion.code, *more])

    return address
