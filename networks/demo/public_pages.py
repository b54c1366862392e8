"""Make the demo pages of networks: the list, and one page for some public networks, in three languages."""

from typing import Any

from wagtail.models import Page

from cms.demo.pages import ensure_page, home_page, stream_maker
from cms.demo.texts import PhraseBook
from networks.models import Network
from networks.models.pages import NetworkIndexPage, NetworkPage


def load_pages(index: dict[str, Any], networks: list[tuple[dict[str, Any], Network]], *, user: Any) -> None:
    """Make the pages that are missing; ``networks``: the words of a page, and the network that it is about."""
    parent = ensure_page(home_page(), index["slug"], lambda book: _index(index, book), user=user)
    for row, network in networks:
        _ensure_network_page(parent, row, network, user=user)


def _ensure_network_page(parent: Page, row: dict[str, Any], network: Network, *, user: Any) -> None:
    ensure_page(parent, row["slug"], lambda book: _network_page(row, network, book), user=user)


def _index(row: dict[str, Any], book: PhraseBook) -> Page:
    return NetworkIndexPage(title=book.plain(row["title"]), intro=book.plain(row["intro"]))


def _network_page(row: dict[str, Any], network: Network, book: PhraseBook) -> Page:
    page = NetworkPage(title=book.plain(row["title"]), intro=book.plain(row["intro"]), network=network)
    field = NetworkPage._meta.get_field("body")
    page.body = field.to_python(stream_maker(book, row["slug"]).stream(field.stream_block, "body", row["body"]))
    return page
