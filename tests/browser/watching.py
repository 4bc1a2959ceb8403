"""What must not happen while anybody uses the site, whatever a test is about."""

from urllib.parse import urlsplit

from playwright.sync_api import Page


class Watcher:
    """Collects script errors, broken content policy, server errors, missing files and requests to other hosts."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.problems: list[str] = []
        self.expected_statuses: set[int] = set()

    def expect_status(self, status: int) -> None:
        """This test opens a page that is refused on purpose; the browser logs that as an error."""
        self.expected_statuses.add(status)

    def watch(self, page: Page) -> Page:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)
        return page

    def _console(self, message) -> None:
        if message.type not in ("error", "warning"):
            return
        if message.text.startswith("Failed to load resource") and any(
            f"status of {status}" in message.text for status in self.expected_statuses
        ):
            return
        self.problems.append(f"{message.location.get('url', '')}: {message.text}")

    def _request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.host:
            self.problems.append(f"{request.url}: another host")

    def _response(self, response) -> None:
        if response.status >= 400 and response.status not in self.expected_statuses:
            self.problems.append(f"{response.url}: {response.status}")
