"""Journey 6: a person operates the site: health, sign-in and its lock, sign-out, mails that leave the outbox."""

import json
import secrets

from tests.browser.mail_files import wait_for_letters

WRONG_TRIES_ALLOWED = 5
OUTBOX = """
import json
from django.db.models import Count
from cms.models import OutgoingMail
print("STATES" + json.dumps(dict(OutgoingMail.objects.values_list("state").annotate(Count("pk")))))
"""


def states_of(site) -> dict[str, int]:
    return json.loads(site.manage("shell", "-c", OUTBOX).split("STATES", 1)[1].splitlines()[0])


def test_health_when_asked_then_process_and_installation_answer(open_page):
    page = open_page()

    alive, ready = page.request.get("/healthz"), page.request.get("/readyz")

    assert (alive.status, alive.text()) == (200, "ok\n")
    assert ready.status == 200
    assert list(ready.json()) == ["state"]  # why it is degraded is for who holds the token
    assert ready.json()["state"] in ("ok", "degraded")
    assert ready.headers["cache-control"].startswith("no-store")


def test_sign_in_when_wrong_five_times_then_the_name_is_locked_and_the_page_says_so(open_page):
    page = open_page()
    name = f"nobody-{secrets.token_hex(3)}"  # of its own: the lock holds for fifteen minutes
    statuses = []
    page.on("response", lambda answer: statuses.append(answer.status) if answer.request.method == "POST" else None)

    for _attempt in range(WRONG_TRIES_ALLOWED):
        page.goto("/admin/login/")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", "wrong-word")
        page.click("main button[type=submit]")
        page.wait_for_load_state()

    assert statuses == [*[200] * (WRONG_TRIES_ALLOWED - 1), 429]
    assert page.inner_text("h1") == "För många försök"
    assert page.inner_text("main").count("15 minuter") == 1


def test_sign_out_when_looked_at_then_one_stays_in_and_by_the_button_one_is_out(page, sign_in):
    sign_in(page, "editor")
    page.goto("/admin/logout/")
    assert page.locator("main form[method=post] button").count() == 1
    page.goto("/admin/")
    assert page.url.endswith("/admin/")

    page.goto("/admin/logout/")
    page.click("main form button[type=submit]")
    page.wait_for_load_state()

    page.goto("/admin/")
    assert "/admin/login/" in page.url
    assert page.inner_text("h1") == "Logga in"


def test_mail_when_queued_by_a_form_then_the_worker_writes_it_and_the_outbox_is_empty(
    open_page, public_pages, mails, site
):
    page = open_page()
    address = f"drift-{secrets.token_hex(3)}@example.org"
    page.goto(public_pages.one("registration", "sv"))
    page.fill("#id_name", "Drift Exempel")
    page.fill("#id_email", address)
    page.click(
        "main form button[type=submit]"
    )  # at once, as a robot would: the seat is held until the mail is answered
    page.wait_for_url("**/events/receipt/**")
    assert page.inner_text("h1") == "Bekräfta din adress"

    [letter] = wait_for_letters(address, 1, mails)

    assert letter.text.count(letter.path_of_link()) == 1
    assert "ready" not in states_of(site)
