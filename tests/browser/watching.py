"""What a window complained of while it was used: console errors, policy violations, other hosts, failed requests."""

from playwright.sync_api import ConsoleMessage, Page, Request, Response

EXPECTED_STATUSES = {200, 204, 206, 301, 302, 303, 304}


class Watch:
    """Listens to a window from its first request on.

    ``errors``: console errors and uncaught exceptions (a violated content policy is one; an answer that is no success
    comes with its address). ``foreign``: addresses off
    the site that were asked for. ``failed``: "status address" of answers that are no success. ``requests``: every
    address asked for.
    """

    def __init__(self, page: Page, base_url: str) -> None:
        self.base_url = base_url
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.failed: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.context.on("request", self._request)
        page.context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            about = message.location["url"] if message.text.startswith("Failed to load resource") else ""
            self.errors.append(f"{message.text} {about}".strip())

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((self.base_url + "/", "data:", "blob:")):
            self.foreign.append(request.url)

    def _response(self, response: Response) -> None:
        if response.status not in EXPECTED_STATUSES:
            self.failed.append(f"{response.status} {response.url}")
