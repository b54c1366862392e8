"""How the tests are shared out to the workers: file by file, and files that need something costly together.

The marker ``xdist_group`` would say the same, but xdist 3.8 does not see it with pytest 9.2.
"""

from xdist.scheduler import LoadScopeScheduling

DEMO = "tests/journeys/demo/"
BROWSER = "tests/browser/"
CRAWLS = ("test_accessibility", "test_html", "test_layout", "test_reader_privacy", "test_without_scripts")


class SharingOut(LoadScopeScheduling):
    """The demo content to one worker, a browser with its site to each of two, all other files one by one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if file.startswith(DEMO):
            return DEMO
        if file.startswith(BROWSER):
            return f"{BROWSER}{'crawls' if file.removeprefix(BROWSER).startswith(CRAWLS) else 'journeys'}"
        return file
