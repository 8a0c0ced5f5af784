"""No page can be made to do something by another site."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from portal import csrf


def posts(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]


def address(app: Flask, rule: Rule) -> str:
    known = {"envelope": "quality", "route": "spot", "action": "suspend"}
    parts = {name: known.get(name, 1) for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, parts, method="POST")


@pytest.fixture
def guarded(app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return app


def test_a_form_without_our_token_is_refused_everywhere(guarded, client):
    let_through = [
        rule.rule
        for rule in posts(guarded)
        if client.post(address(guarded, rule)).status_code != 400
    ]
    assert not let_through
    assert len(posts(guarded)) > 50


def test_no_view_is_left_out_of_the_check(guarded):
    assert not csrf._exempt_views
    assert not csrf._exempt_blueprints


def test_nothing_that_changes_the_portal_is_reached_by_a_link(app):
    """Signing out, sending, deciding: each asks for a POST."""
    doing = ("sign_out", "remove", "approve", "retry", "run_now", "switch", "work_out", "recheck")
    assert not [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[-1] in doing
        and "GET" in (rule.methods or ())
        and "POST" not in (rule.methods or ())
    ]
