"""What may stand in an address: numbers that a column can hold, and text without a NUL."""

import re
from typing import Any

from flask import Flask, abort, request
from werkzeug.routing import BaseConverter, IntegerConverter, UnicodeConverter, ValidationError

from portal.opaque import hide, reveal

LARGEST = 2**31 - 1
ADDRESS = "address"


class Number(IntegerConverter):
    """A whole number in our digits; one that no column can hold leads nowhere."""

    regex = r"[0-9]{1,10}"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.max = LARGEST if self.max is None else self.max


class Word(UnicodeConverter):
    """Text up to the next slash. PostgreSQL has no NUL in its texts, so none is looked for."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.regex = self.regex.replace("[^/]", r"[^/\x00]")


class Hidden(BaseConverter):
    """The number of a row whose reference nobody needs, written so that it counts nothing."""

    regex = r"[A-Za-z0-9_-]{8,200}"

    def to_python(self, value: str) -> int:
        found = reveal(value, purpose=ADDRESS)
        if found is None or not re.fullmatch("[0-9]{1,10}", found):
            raise ValidationError
        return int(found)

    def to_url(self, value: Any) -> str:
        return hide(str(value), purpose=ADDRESS)


def init_addresses(app: Flask) -> None:
    """Read the parts of every address this way; before the first page is registered."""
    app.url_map.converters.update(
        {"int": Number, "default": Word, "string": Word, "hidden": Hidden}
    )
    app.before_request(refuse_nul)


def refuse_nul() -> None:
    """Before each request: refuse a question that nobody can have typed."""
    if any("\0" in text for pair in request.args.items(multi=True) for text in pair):
        abort(400)
