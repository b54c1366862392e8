"""A checklist works on paper and without scripts; with them, its ticks stay on the device and are never sent."""

CHECKLIST = "knowledgebank.ChecklistPage"


def test_ticks_stay_after_the_page_is_opened_again_and_nothing_is_sent(page, public_pages):
    page.goto(public_pages.one(CHECKLIST, "sv"), wait_until="networkidle")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))  # of the page, not of the worker that keeps pages

    page.locator("[data-item]").nth(1).check()
    page.evaluate("fetch('/healthz')")  # what a page sends is seen here
    seen = list(sent)
    page.reload()

    assert [url.rpartition("/")[2] for url in seen] == ["healthz"]
    assert [box.is_checked() for box in page.locator("[data-item]").all()[:3]] == [False, True, False]
    assert page.inner_text("[data-checklist-done]") == "1"


def test_ticks_are_the_same_in_every_language_of_the_list(page, public_pages):
    page.goto(public_pages.one(CHECKLIST, "sv"))
    page.locator("[data-item]").first.check()

    page.goto(public_pages.one(CHECKLIST, "fa-af"))

    assert page.locator("[data-item]").first.is_checked()
    assert page.inner_text("[data-checklist-done]") == "۱"


def test_clear_takes_every_tick_away(page, public_pages):
    page.goto(public_pages.one(CHECKLIST, "sv"))
    page.locator("[data-item]").first.check()

    page.click("[data-checklist-clear]")
    page.reload()

    assert page.locator("[data-item]:checked").count() == 0
    assert not page.locator("[data-checklist-clear]").is_visible()


def test_without_scripts_boxes_can_be_ticked_and_nothing_promises_to_keep_them(open_page, public_pages):
    page = open_page(scripts=False)
    page.goto(public_pages.one(CHECKLIST, "sv"))

    page.locator("[data-item]").first.check()

    assert page.locator("[data-item]").first.is_checked()
    assert not page.locator(".checklist-foot").is_visible()
