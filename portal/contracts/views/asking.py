"""What the lists of this domain and of the one above share: their filters and their links."""

from typing import Any, TypeVar

from flask import request, url_for

from portal.paging import Page

T = TypeVar("T")


def filters(*names: str) -> dict[str, str]:
    """The filters that the address of a list carries, each as text."""
    return {name: request.args.get(name, "").strip()[:100] for name in names}


def links(page: Page[T], endpoint: str, chosen: dict[str, str]) -> dict[str, str | None]:
    """The addresses of the parts before and after, with the filters kept."""
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return {
        "previous": url_for(endpoint, cursor=page.before, **kept) if page.before else None,
        "next": url_for(endpoint, cursor=page.after, **kept) if page.after else None,
    }
