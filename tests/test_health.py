"""What watches the portal from outside, the footer's pages, and the headers of every answer."""

from dataclasses import replace

import pytest

from portal import outbox
from portal.config import Environment
from portal.web import FOOTER
from tests.support.client import heading


@pytest.fixture
def change(app, monkeypatch):
    """Change settings for the length of a test."""

    def apply(**changed):
        settings = replace(app.extensions["settings"], **changed)
        monkeypatch.setitem(app.extensions, "settings", settings)

    return apply


def test_a_living_process_says_so(client):
    assert client.get("/health/live").json == {"status": "ok"}


def test_a_process_that_can_work_says_so(client):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json["checks"]) == (200, {"database": "ok", "files": "ok"})


def test_a_process_without_its_files_says_so(client, change):
    change(files_url="nonsense://nowhere")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json["checks"]["files"]) == (503, "unavailable")


def test_figures_are_for_this_machine_unless_there_is_a_token(client, change, now):
    outbox.queue_mail("lin@example.com", "Subject", "Text", at=now)
    text = client.get("/metrics").text
    assert "portal_requests_total" in text
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    change(metrics_token="word")
    assert client.get("/metrics").status_code == 404
    headers = {"Authorization": "Bearer word"}
    assert client.get("/metrics", headers=headers).status_code == 200


def test_production_gives_figures_only_for_a_token(client, change):
    change(environment=Environment.PRODUCTION)
    assert client.get("/metrics").status_code == 404


def test_figures_carry_no_address_of_a_page(client):
    client.get("/forgotten-password/secret-token")
    assert "secret-token" not in client.get("/metrics").text


@pytest.mark.parametrize("name", FOOTER)
def test_the_footer_leads_to_real_pages(client, name):
    assert f'href="/{name}"' in client.get("/").text
    page = client.get(f"/{name}")
    assert page.status_code == 200
    assert heading(page) == FOOTER[name][0]


def test_every_answer_forbids_framing_sniffing_and_foreign_scripts(client):
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_an_address_that_is_not_there_gets_a_page(client):
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "<h1" in answer.text
