"""What anybody may read of invitations, and what providers do there."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from portal.access import Role
from portal.providers.models import ProvisionType
from portal.tenders.models import (
    Bid,
    Clarification,
    Interest,
    PriceFormula,
    ProcurementStatus,
)
from tests.factories.accounts import RegionFactory, member
from tests.factories.tenders import (
    ClarificationFactory,
    DeadlineExtensionFactory,
    FrameworkFactory,
    complete_lot,
    complete_procurement,
    published_procurement,
)
from tests.support.client import heading

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def published(app, at):
    return published_procurement()


@pytest.fixture
def provider(app):
    return member(None, Role.PROVIDER_ADMINISTRATOR)


def parsed(answer):
    return ElementTree.fromstring(answer.text)  # noqa: S314  it is our own feed


def page_of(published):
    return f"/opportunities/{published.reference}"


def test_anybody_reads_what_is_open_and_not_what_is_being_written(client, published):
    draft = complete_procurement(published.framework)
    page = client.get("/opportunities")
    assert heading(page) == "Opportunities"
    assert published.title in page.text
    assert draft.title not in page.text
    assert client.get(f"/opportunities/{draft.reference}").status_code == 404


def test_with_nothing_open_the_list_says_what_to_do(client, at):
    assert "Nothing is open for bids now" in client.get("/opportunities").text


def test_the_list_is_filtered_by_region_type_and_state(client, published):
    other = published_procurement(
        FrameworkFactory(region=RegionFactory()),
    )
    other.lots[0].provision_type = ProvisionType.FOSTERING_AGENCY
    region = other.framework.region.code
    for query in (f"region={region}", "type=fostering_agency"):
        text = client.get(f"/opportunities?{query}").text
        assert other.title in text
        assert published.title not in text
    published.status = ProcurementStatus.AWARDED
    text = client.get("/opportunities?state=awarded").text
    assert published.title in text
    assert other.title not in text
    text = client.get("/opportunities?state=all&region=nowhere&type=nonsense").text
    assert "No invitations match" in text


@pytest.mark.parametrize(
    ("status", "after_close", "words"),
    [
        (ProcurementStatus.PUBLISHED, False, "Open for bids"),
        (ProcurementStatus.PUBLISHED, True, "Closed"),
        (ProcurementStatus.QUALITY_OPENED, True, "Closed"),
        (ProcurementStatus.RECOMMENDED, True, "Closed"),
        (ProcurementStatus.AWARDED, True, "Awarded"),
        (ProcurementStatus.NO_AWARD, True, "Ended without an award"),
    ],
)
def test_the_public_sees_time_and_the_outcome_and_nothing_between(
    client, published, at, status, after_close, words
):
    published.status = status
    if after_close:
        at(published.closes_at)
    assert words in client.get(page_of(published)).text
    state = words.lower()
    assert published.title in client.get("/opportunities", query_string={"state": state}).text


def test_the_page_says_all_that_a_bidder_needs(client, published):
    page = client.get(page_of(published))
    assert heading(page) == published.title
    for words in (
        "18 December 2026 at midday GMT",
        "Children&#39;s home",
        "Every child has a key worker",
        "£6,500.00",
        "£7,940.00",
        "The lowest qualifying price gets the whole weight",
        "How you know",
        "Safe care",
        "at least 2 to stay in",
        "3: Acceptable",
        "a mark of 4 for “Safe care” earns 4 ÷ 5 × 60 = 48",
        "that adds 28.8 to the total",
        "Every council of the region.",
        "£120,000,000.00",
    ):
        assert words.lower() in page.text.lower()


@pytest.mark.parametrize("formula", PriceFormula)
def test_every_formula_is_explained_with_an_example(client, published, formula):
    lot = published.lots[0]
    lot.price_formula = formula
    lot.qualification_pence, lot.benchmark_pence, lot.mean_factor = 900_000, 600_000, 2000
    text = client.get(page_of(published)).text
    assert formula.explanation in text
    assert "A price of £6,352.00" in text


def test_a_later_version_of_a_specification_does_not_change_what_was_published(
    client, session, published
):
    from portal.tenders.services.specifications import add_requirement

    lot = published.lots[0]
    by = member(published.framework.region.lead, Role.COMMISSIONER)
    add_requirement(lot, text="A new wish.", mandatory=True, by=by, at=published.published_at)
    assert "A new wish." not in client.get(page_of(published)).text


def test_who_is_not_signed_in_is_sent_to_sign_in(client, published):
    text = client.get(page_of(published)).text
    assert "Sign in as a provider to bid" in text
    assert client.post(f"{page_of(published)}/interest").status_code == 303


def test_a_provider_registers_interest_once(client, session, published, provider):
    client.sign_in(provider)
    assert "Tell me of changes" in client.get(page_of(published)).text
    for _ in "ab":
        assert client.post(f"{page_of(published)}/interest").status_code == 303
    assert session.query(Interest).count() == 1
    assert "You will hear of every change" in client.get(page_of(published)).text


def test_a_provider_starts_a_bid_from_the_page(client, session, published, provider):
    client.sign_in(provider)
    assert f"/opportunities/{published.reference}/bid" in client.get(page_of(published)).text
    assert client.post(f"{page_of(published)}/bid").status_code == 303
    assert session.query(Bid).count() == 1


def test_after_the_close_nothing_can_be_started(client, published, provider, at):
    at(published.closes_at)
    client.sign_in(provider)
    text = client.get(page_of(published)).text
    assert "Bids are closed" in text
    assert "Start or open your bid" not in text
    client.post(f"{page_of(published)}/interest")
    assert "This invitation to tender is closed." in client.get(page_of(published)).text


def test_a_provider_asks_and_everybody_reads_the_answer_without_the_name(
    client, session, published, provider
):
    client.sign_in(provider)
    ask = f"{page_of(published)}/questions/new"
    assert "Enter your question" in client.post(ask, data={"text": " "}).text
    assert session.query(Clarification).count() == 0
    assert client.post(ask, data={"text": "May new homes bid?"}).status_code == 303
    assert "May new homes bid?" not in client.get(page_of(published)).text
    asked = session.query(Clarification).one()
    commissioner = member(published.framework.region.lead, Role.COMMISSIONER)
    client.sign_in(commissioner)
    questions = f"/procurements/{published.reference}/clarifications"
    listed = client.get(questions)
    assert "May new homes bid?" in listed.text
    assert provider.organisation.name not in listed.text
    answer = f"{questions}/{asked.reference}"
    assert "Enter the answer" in client.post(answer, data={}).text
    assert client.post(answer, data={"answer": "Yes, from March."}).status_code == 303
    assert "has answered this question already" in client.post(answer, data={"answer": "No."}).text
    text = client.sign_out().get(page_of(published)).text
    assert "Yes, from March." in text
    assert provider.organisation.name not in text


def test_asking_after_time_is_refused_in_words(client, published, provider, at):
    at(published.questions_close_at)
    client.sign_in(provider)
    assert "The time for questions is over" in client.get(page_of(published)).text
    page = client.post(f"{page_of(published)}/questions/new", data={"text": "Too late?"})
    assert "The time for questions is over." in page.text


def test_commissioners_do_not_act_as_providers(client, published):
    client.sign_in(member(published.framework.region.lead, Role.COMMISSIONER))
    assert client.post(f"{page_of(published)}/interest").status_code == 403
    assert client.get(f"{page_of(published)}/questions/new").status_code == 403


def test_an_answer_to_another_invitation_s_question_is_not_found(client, published):
    other = published_procurement(published.framework, [complete_lot(published.framework)])
    asked = ClarificationFactory(procurement_id=other.id)
    client.sign_in(member(published.framework.region.lead, Role.COMMISSIONER))
    path = f"/procurements/{published.reference}/clarifications/{asked.reference}"
    assert client.get(path).status_code == 404


def test_the_feed_is_atom_newest_first_and_says_when_a_deadline_moved(client, published, now):
    later = published_procurement(
        published.framework,
        [complete_lot(published.framework)],
        title="Homes & <more>",
        published_at=published.published_at + timedelta(days=1),
    )
    extension = DeadlineExtensionFactory(procurement=published)
    extension.status, extension.decided_at = "approved", now
    complete_procurement(published.framework)
    answer = client.get("/opportunities.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = parsed(answer)
    entries = feed.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}title") for one in entries] == [later.title, published.title]
    assert entries[1].findtext(f"{ATOM}updated") == now.isoformat()
    assert feed.findtext(f"{ATOM}updated") == now.isoformat()
    assert entries[0].findtext(f"{ATOM}id") == f"http://localhost/opportunities/{later.reference}"


def test_an_empty_feed_is_still_a_feed(client, at):
    assert parsed(client.get("/opportunities.atom")).tag == f"{ATOM}feed"


def test_the_list_asks_the_same_number_of_queries_for_twice_the_rows(
    client, session, published, count_queries
):
    def ask():
        session.commit()
        session.expire_all()
        with count_queries() as queries:
            assert client.get("/opportunities").status_code == 200
        return len(queries)

    published_procurement()
    before = ask()
    for _ in range(3):
        published_procurement()
    assert ask() == before


def test_long_lists_are_read_in_parts(client, published, monkeypatch):
    monkeypatch.setattr("portal.tenders.views.opportunities.PAGE_SIZE", 1)
    other = published_procurement(closes_at=published.closes_at + timedelta(days=1))
    first = client.get("/opportunities").text
    assert published.title in first
    assert other.title not in first
    href = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert other.title in client.get(href).text
