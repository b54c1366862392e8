"""What the host's owner does on the first day: make a calendar and an event, let somebody register, send the mail.

Run by ``tests/journeys/test_plugin_host.py`` in a process of its own. Prints one word per step that worked.
"""

import json
import os
import re
import sys
from io import StringIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "host.settings")

import django  # noqa: E402

django.setup()

from django.core import mail  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone, translation  # noqa: E402
from wagtail.models import Locale, Page, Site  # noqa: E402

from cms.models import HomePage  # noqa: E402
from events.models import EventIndexPage  # noqa: E402


def make_site() -> None:
    """A start page of the host's language with a calendar under it."""
    root = Page.objects.get(depth=1)
    home = root.add_child(
        instance=HomePage(title="Värden", slug="start", locale=Locale.objects.get(language_code="sv"), live=True)
    )
    home.save_revision().publish()
    site = Site.objects.get(is_default_site=True)
    site.root_page = home
    site.save()
    calendar = home.add_child(instance=EventIndexPage(title="Kalender", slug="calendar", locale=home.locale))
    calendar.save_revision().publish()


def make_event() -> dict:
    """An event by the command, open at once."""
    out = StringIO()
    starts = timezone.localtime() + timezone.timedelta(days=30)
    day = starts.strftime("%Y-%m-%d")
    call_command(
        "event",
        "create",
        "--title",
        "Seminarium hos värden",
        "--lang",
        "sv",
        "--starts",
        f"{day}T09:00",
        "--ends",
        f"{day}T12:00",
        "--capacity",
        "1",
        "--format",
        "json",
        stdout=out,
    )
    return json.loads(out.getvalue())


def main() -> int:
    make_site()
    event = make_event()
    print("event")
    client = Client(headers={"host": "localhost"})
    form_path = "/" + event["form_url"].split("/", 3)[3]
    listed = client.get("/sv/calendar/")
    assert listed.status_code == 200, listed.status_code
    assert "Seminarium hos värden" in listed.content.decode()
    print("calendar")
    feed = client.get("/sv/calendar/all.ics")
    assert feed.status_code == 200
    assert feed.content.count(b"BEGIN:VEVENT") == 1
    print("feed")
    form = client.get(form_path).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form))
    hidden.pop("csrfmiddlewaretoken", None)
    with translation.override("sv"):
        answer = client.post(form_path, {**hidden, "name": "Deltagare Ett", "email": "ett@example.org"}, follow=True)
    assert answer.status_code == 200, answer.status_code
    print("registered")
    call_command("send_outgoing_mail", stdout=StringIO())
    assert [message.to for message in mail.outbox] == [["ett@example.org"]], mail.outbox
    print("mailed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
