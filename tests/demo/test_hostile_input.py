"""Whatever is typed, sent or put into an address, nothing breaks: it is refused in words."""

import io
import itertools
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from portal.access import Permission, permission_of
from portal.accounts.models import Membership
from portal.db import db
from tests.demo.estate import address, things_for, with_parts
from tests.demo.things import Browser, everybody, listed, may_open

pytestmark = pytest.mark.database

FINE = {200, 302, 303, 308, 400, 403, 404, 405, 410, 413, 429}
LONG = "x" * 100_000
TEXTS = {
    "nothing that can be seen": "\0\x01\x1b",
    "no digit of ours": "١٢٣٤٥",
    "beyond 64 bits": "9" * 25,
    "beyond what Python reads": "9" * 5_000,
    "below zero": "-" + "9" * 18,
    "just within a 32-bit column": "2147483648",
    "no number": "NaN",
    "mark-up": "<script>alert(1)</script>'\";--",
    "a template": "{{ 7*7 }}{% raw %}%s%n\r\nSet-Cookie: a=b",
    "long": LONG,
    "half a character": "\ud800\udfff",
    "turned round": "\u202egnp.exe\u2066",
    "no day": "31/02/2026",
    "a path": "../../etc/passwd",
}
QUERIES = (
    "%ff%fe",
    "9" * 25,
    "-1",
    "%D9%A1%D9%A2",
    "WzEsMl0",
    "W2ZhbHNlLCI5OTk5LTk5LTk5IiwxXQ",
    "W2ZhbHNlLDEsIlx1MDAwMCJd",
    "bnVsbA",
    "%F0%9F%92%A9" * 50,
    "https://example.com//evil",
    "%27%22%3E%3Cscript%3E",
)
NAMES = (
    *("cursor", "page", "next", "text", "q", "name", "kind", "status", "rule", "provider"),
    *("council", "region", "type", "sort", "mine", "overdue", "job", "lot", "route", "ending"),
    *("purpose", "search", "state", "grade", "authority", "urn"),
)
ROUNDS = 4
PIECES = ("%00", "..%2f..%2fetc", "%ff", "x" * 3_000, "A-B-C%20", "%E2%80%AE", "lot-99999999999")
NUMBERS = ("0", str(2**31), str(2**63), "9" * 400, "٣")
FORM = re.compile(r'<form[^>]*method="post"[^>]*>(.*?)</form>', re.DOTALL | re.IGNORECASE)
ACTION = re.compile(r'<form[^>]*\saction="([^"]*)"', re.IGNORECASE)
FIELD = re.compile(r'<(?:input|textarea|select|button)[^>]*\sname="([^"]+)"[^>]*>')
VALUE = re.compile(r'\svalue="([^"]*)"')


@pytest.fixture(autouse=True)
def nothing_stays(demo, monkeypatch):
    """Let every request go as far as writing, without keeping what it wrote."""
    monkeypatch.setattr(db.session, "commit", db.session.flush)
    monkeypatch.setitem(demo.config, "PROPAGATE_EXCEPTIONS", False)


def who_may(app: Flask, rule: Rule) -> Membership | None:
    """The first whose role opens a page."""
    permission = permission_of(app.view_functions[rule.endpoint])
    if permission is None or permission is Permission.PUBLIC:
        return None
    if permission is Permission.SIGNED_IN:
        return everybody()[0]
    return next(one for one in everybody() if may_open(permission, one))


def browser(app: Flask, one: Membership | None) -> Browser:
    return Browser(app).sign_in(one) if one else Browser(app)


def rules(app: Flask, method: str, *, parts: bool) -> list[Rule]:
    found = (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()))
    return sorted((one for one in found if bool(one.arguments) is parts), key=lambda r: r.rule)


def test_no_question_in_an_address_breaks_a_page(demo):
    broken = []
    for rule in rules(demo, "GET", parts=False):
        client = browser(demo, who_may(demo, rule))
        for turn in range(ROUNDS):
            given = zip(NAMES, itertools.islice(itertools.cycle(QUERIES), turn, None), strict=False)
            asked = "&".join(f"{name}={value}" for name, value in given) + "&cursor=2&%ff=1&&="
            if client.get(f"{rule.rule}?{asked}").status_code not in FINE:
                broken.append(f"{rule.rule}?{asked}")
        assert client.get(f"{rule.rule}?text=%00&%00=1").status_code == 400
    assert not broken, "\n".join(broken)


def odd_addresses(rule: Rule) -> Iterator[str]:
    """The address of a page with something odd in all of its parts."""
    numbers = {n for n, c in rule._converters.items() if isinstance(c, IntegerConverter)}
    for piece, number in zip((*PIECES, *PIECES), (*NUMBERS, *NUMBERS, *NUMBERS), strict=False):
        yield re.sub(
            r"<(?:[^:>]+:)?([^>]+)>",
            lambda part: number if part.group(1) in numbers else piece,  # noqa: B023  used at once
            rule.rule,
        )


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_oddity_in_an_address_breaks_a_page(demo, method):
    tries = [
        (place, who_may(demo, rule))
        for rule in rules(demo, method, parts=True)
        for place in list(odd_addresses(rule))[:4]
    ]
    broken = [
        place[:120]
        for place, one in (*tries, *own_with_odd_numbers(demo, method))
        if browser(demo, one).open(place, method=method).status_code not in FINE
    ]
    assert not broken, "\n".join(broken)


def own_with_odd_numbers(app: Flask, method: str) -> Iterator[tuple[str, Membership]]:
    """Addresses of what is a person's own, with a number in them that no column holds."""
    for rule in rules(app, method, parts=True):
        numbers = [n for n, c in rule._converters.items() if isinstance(c, IntegerConverter)]
        one, values = first_own(app, rule) if numbers else (None, {})
        if one is None:
            continue
        for number in (2**31, 2**63, 10**30):
            place = address(app, rule, values | dict.fromkeys(numbers, number))
            if place:
                yield place, one


def first_own(
    app: Flask, rule: Rule
) -> tuple[Membership, dict[str, Any]] | tuple[None, dict[str, Any]]:
    """Somebody whose page it is, and what goes into its address."""
    found = things_for(rule)
    permission = permission_of(app.view_functions[rule.endpoint])
    people = {one.id: one for one in everybody()}
    for owners, thing in listed(found) if found else ():
        may = [people[one] for one in owners if may_open(permission, people[one])]
        if may and rule.arguments <= thing.values.keys():
            return may[0], thing.values
    return None, {}


def forms(app: Flask) -> Iterator[tuple[str, Membership | None, dict[str, str]]]:
    """Every form that stands on a page: where it is sent, by whom, and its fields as they are."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for rule in (*rules(app, "GET", parts=False), *with_parts(app, "GET")):
        one, values = first_own(app, rule) if rule.arguments else (who_may(app, rule), {})
        place = address(app, rule, values)
        if place is None:
            continue
        page = browser(app, one).get(place)
        if page.mimetype != "text/html":
            continue
        for whole in re.finditer(FORM, page.text):
            action = ACTION.search(whole.group(0))
            fields = fields_of(whole.group(1))
            key = (rule.rule if not action else action.group(1).split("?")[0], frozenset(fields))
            if fields and (shape(key[0]), key[1]) not in seen:
                seen.add((shape(key[0]), key[1]))
                yield unescape(action.group(1)) if action else place, one, fields


def shape(place: str) -> str:
    return re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}|\d+", "*", place)


def fields_of(form: str) -> dict[str, str]:
    """The fields of a form with what they hold; of radios and boxes the last one offered."""
    found = {}
    for field in re.finditer(FIELD, form):
        value = VALUE.search(field.group(0))
        found[unescape(field.group(1))] = unescape(value.group(1)) if value else "1"
    return found


def test_nothing_typed_into_a_form_breaks_it(demo):
    broken, turn = [], itertools.count()
    for place, one, fields in list(forms(demo)):
        client = browser(demo, one)
        for name in [*fields, EVERY_FIELD]:
            # The texts go round, so that every field of a kind meets every one of them somewhere.
            what = list(TEXTS)[next(turn) % len(TEXTS)]
            odd = dict.fromkeys(fields if name == EVERY_FIELD else [name], TEXTS[what])
            got = send(client, place, fields | odd)
            if got not in FINE:
                broken.append(f"{place}: {what} in {name}, {got}")
    assert not broken, "\n".join(broken)
    assert next(turn) > 200


def send(client: Browser, place: str, data: dict[str, str]) -> int:
    """Send a form as a browser would; half a character goes out as the bytes it would have."""
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in data.items()}
    body = b"&".join(quote(name.encode()) + b"=" + quote(value) for name, value in sent.items())
    kind = "application/x-www-form-urlencoded"
    return client.post(place, data=body, content_type=kind).status_code


def quote(octets: bytes) -> bytes:
    return octets if octets.isalnum() else b"".join(b"%%%02X" % octet for octet in octets)


EVERY_FIELD = "every field"
MULTIPART = "multipart/form-data"
BODIES = {
    "files for texts": None,
    "no boundary": (b"--x\r\n", MULTIPART),
    "cut short": (b'--x\r\nContent-Disposition: form-data; name="a', f"{MULTIPART}; boundary=x"),
    "JSON": (b'{"a": [1, null]}', "application/json"),
    "nothing known": (b"\xff\x00", "text/weird; charset=none"),
    "bad escapes": (b"%zz=%f&=&&;a", "application/x-www-form-urlencoded"),
    "many fields": (b"a=1&" * 10_000, "application/x-www-form-urlencoded"),
}


def test_no_body_breaks_a_form(demo):
    broken = []
    for turn, (place, one, fields) in enumerate(list(forms(demo))):
        client = browser(demo, one)
        for what, body in itertools.islice(itertools.cycle(BODIES.items()), turn, turn + 2):
            if body is None:
                data = {name: (io.BytesIO(b"a\0b"), 'x"\r\n../y.html') for name in fields}
                got = client.post(place, data=data).status_code
            else:
                got = client.post(place, data=body[0], content_type=body[1]).status_code
            if got not in FINE:
                broken.append(f"{place}: {what}, {got}")
    assert not broken, "\n".join(broken)


def test_other_methods_are_answered(demo):
    for rule in rules(demo, "GET", parts=False):
        client = browser(demo, who_may(demo, rule))
        for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "BREW"):
            got = client.open(rule.rule, method=method)
            assert got.status_code in FINE, f"{method} {rule.rule}"
            assert method != "HEAD" or not got.data
