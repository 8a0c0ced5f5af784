"""Writing a bid: nothing that is typed is lost, not even what is wrong or written twice."""

import io

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.providers.models import ProvisionType
from portal.tenders.models import Bid, BidFile, DraftAnswer, Entry
from portal.tenders.services.bids import add_entries, start_bid
from portal.tenders.services.drafts import Draft, Saved
from tests.factories.accounts import RccFactory, member
from tests.factories.bids import WRITTEN_AT, bidder, entry_of, reading, send_entry
from tests.factories.providers import ServiceFactory
from tests.factories.tenders import CLOSES_AT, published_procurement
from tests.support.client import heading


@pytest.fixture
def blank(procurement, writer):
    """An entry without a word written."""
    return entry_of(procurement, writer)


@pytest.fixture
def save(browser, blank):
    """Save the answer about the organisation's insurance; return the answer to the post."""

    def post(text, seen=0, **more):
        return browser.post(
            f"/bids/{blank.bid.reference}/answers/organisation/1",
            data={"text": text, "seen": str(seen), **more},
            follow_redirects=True,
        )

    return post


def saved(entry, place=0):
    return reading(entry.bid).entry(entry).answers[place]


def test_a_bid_is_begun_once_for_an_organisation(browser, procurement, session):
    first = browser.post(f"/opportunities/{procurement.reference}/bid")
    second = browser.post(f"/opportunities/{procurement.reference}/bid")
    assert first.status_code == 303
    assert first.location == second.location
    assert len(session.scalars(select(Bid)).all()) == 1


def test_a_bid_cannot_be_begun_on_the_deadline(browser, procurement, session, at):
    at(CLOSES_AT)
    page = browser.post(f"/opportunities/{procurement.reference}/bid", follow_redirects=True)
    assert "closed on 18 December 2026 at midday GMT" in page.text
    assert not session.scalars(select(Bid)).all()


def test_staff_cannot_begin_a_bid(client, procurement):
    client.sign_in(member(RccFactory(), Role.COMMISSIONER))
    assert client.post(f"/opportunities/{procurement.reference}/bid").status_code == 403


def test_several_services_are_added_to_a_lot_at_once(browser, procurement, writer, session):
    bid = start_bid(procurement, by=writer, at=WRITTEN_AT)
    homes = [ServiceFactory(organisation=writer.organisation) for _ in range(2)]
    path = f"/bids/{bid.reference}/lots/{procurement.lots[0].number}/services"
    page = browser.post(
        path, data={"services": [home.reference for home in homes]}, follow_redirects=True
    )
    assert "2 entries added" in page.text
    entries = session.scalars(select(Entry)).all()
    assert {entry.service_id for entry in entries} == {home.id for home in homes}
    assert "No service to add" in browser.get(path).text


def test_a_service_of_another_kind_or_provider_is_not_offered(browser, procurement, writer):
    bid = start_bid(procurement, by=writer, at=WRITTEN_AT)
    agency = ServiceFactory(
        organisation=writer.organisation, provision_type=ProvisionType.FOSTERING_AGENCY
    )
    foreign = ServiceFactory()
    path = f"/bids/{bid.reference}/lots/{procurement.lots[0].number}/services"
    assert agency.name not in browser.get(path).text
    for service in (agency, foreign):
        browser.post(path, data={"services": [service.reference]})
    assert not bid.entries


def test_the_bid_page_lists_what_is_to_do_with_the_deadline_and_its_zone(browser, blank):
    page = browser.get(f"/bids/{blank.bid.reference}")
    for words in ("18 December 2026 at midday GMT", "Insurance", "Safe care", blank.service.name):
        assert words in page.text


def test_an_answer_is_saved_and_the_next_page_comes(save, blank):
    page = save("We hold £10m of cover.")
    assert heading(page) == f"Your bid: {blank.procurement.title}"
    assert saved(blank).text == "We hold £10m of cover."


def test_an_answer_that_is_too_long_is_kept_and_says_so(save, blank):
    long = "word " * 501
    page = save(long)
    assert "Answer must be 500 words or less: it has 501" in page.text
    assert saved(blank).text == long.strip()


def test_an_empty_answer_is_asked_for_but_may_be_left_for_later(save, blank):
    assert "Enter an answer" in save("").text
    page = save("", later="y")
    assert heading(page) == f"Your bid: {blank.procurement.title}"


def test_an_over_long_answer_is_kept_for_later_without_a_word_of_blame(save, blank):
    page = save("word " * 600, later="y")
    assert "Your answer is saved. It is not submitted." in page.text
    assert len(saved(blank).text.split()) == 600


def test_two_people_writing_at_once_both_keep_their_text(save, blank, browser):
    save("Written first.", seen=0)
    page = save("Written second.", seen=0)
    assert "Somebody else changed this while you were writing" in page.text
    assert "Written first." in page.text
    assert "Written second." in page.text
    assert saved(blank).problem == "Two people wrote here at the same time: choose what to keep"
    page = save("Written first. Written second.", seen=1, settled="y")
    assert heading(page) == f"Your bid: {blank.procurement.title}"
    assert saved(blank).problem is None


def test_the_same_text_sent_twice_is_no_clash(save, blank):
    save("The same."), save("The same.")
    assert not saved(blank).draft.asides
    assert saved(blank).draft.version == 1


def test_nothing_of_an_answer_stands_in_the_clear(save, session):
    save("A secret of ours.")
    assert b"secret" not in session.scalars(select(DraftAnswer.sealed)).one()


def test_what_is_saved_after_the_close_is_kept_and_said_to_be_no_bid(save, blank, browser, at):
    at(CLOSES_AT)
    save("Too late, alas.")
    page = browser.get(f"/bids/{blank.bid.reference}/answers/organisation/1")
    assert "What you save now is not part of any bid" in page.text
    assert "Too late, alas." in page.text


def test_control_characters_do_not_keep_a_text_from_being_saved(save, blank):
    save("Pasted\x00 from\x0b elsewhere.")
    assert saved(blank).text == "Pasted from elsewhere."


def post_prices(browser, entry, seen=0, **prices):
    data = {f"price-{code}": typed for code, typed in prices.items()}
    return browser.post(
        f"/entries/{entry.reference}/prices",
        data={**data, "seen": str(seen)},
        follow_redirects=True,
    )


def test_prices_are_checked_beside_the_field_and_kept_all_the_same(browser, blank):
    page = post_prices(browser, blank, CORE="7,000.00", EDU="", H11_DAY="0")
    assert "must be £6,500.00 or less" in page.text
    assert "must be more than £0.00" in page.text
    assert 'value="7,000.00"' in page.text
    again = browser.get(f"/entries/{blank.reference}/prices")
    assert 'value="7,000.00"' in again.text


def test_prices_without_fault_lead_back_to_the_entry(browser, blank):
    page = post_prices(browser, blank, CORE="5,200", EDU="", H11_DAY="21.50")
    assert heading(page) == blank.service.name
    assert reading(blank.bid).entry(blank).pence == {"CORE": 5_200_00, "H11_DAY": 21_50}


def test_two_people_pricing_at_once_both_keep_their_prices(browser, blank):
    post_prices(browser, blank, CORE="5,200.00", H11_DAY="20.00")
    page = post_prices(browser, blank, CORE="5,300.00", H11_DAY="20.00")
    assert "Core care and accommodation: 5,300.00" in page.text
    assert 'value="5,200.00"' in page.text
    assert "Extra one-to-one hours, day: 20.00" not in page.text


def test_a_requirement_is_confirmed_or_explained(browser, blank):
    first, second = reading(blank.bid).entry(blank).requirements
    path = f"/entries/{blank.reference}/requirements"
    page = browser.post(
        path, data={f"said-{first.id}": "confirm", f"said-{second.id}": "explain", "seen": "0"}
    )
    assert "Explain requirement 2" in page.text
    page = browser.post(
        path,
        data={
            f"said-{first.id}": "confirm",
            f"said-{second.id}": "explain",
            f"why-{second.id}": "We rent the garden next door.",
            "seen": "1",
        },
        follow_redirects=True,
    )
    assert heading(page) == "Prices"
    assert reading(blank.bid).entry(blank).confirmed == {
        first.id: (True, ""),
        second.id: (False, "We rent the garden next door."),
    }


def test_an_explanation_is_kept_though_nothing_was_chosen(browser, blank):
    first, _ = reading(blank.bid).entry(blank).requirements
    path = f"/entries/{blank.reference}/requirements"
    browser.post(path, data={f"why-{first.id}": "Half a thought", "seen": "0", "later": "y"})
    assert "Half a thought" in browser.get(path).text


def send_file(save, name="plan.txt", content=b"Our plan.\n", **more):
    return save("Answered.", file=(io.BytesIO(content), name), **more)


def test_a_file_is_sealed_with_its_name_and_comes_back_as_it_was(save, session, browser, blank):
    page = send_file(save, name="Rosehip budget.txt")
    assert "Rosehip budget.txt" in page.text
    row = session.scalars(select(BidFile)).one()
    assert b"Rosehip" not in row.sealed_facts
    sent = browser.get(f"/bids/{blank.bid.reference}/files/{row.reference}")
    assert sent.data == b"Our plan.\n"
    assert "attachment" in sent.headers["Content-Disposition"]


def test_a_file_of_another_kind_is_refused_and_the_text_is_kept(save, blank, session):
    page = send_file(save, name="run.exe", content=b"MZ\x90\x00\x03\x00\x00\x00")
    assert "The selected file must be a" in page.text
    assert saved(blank).text == "Answered."
    assert not session.scalars(select(BidFile)).all()


def test_an_answer_holds_five_files_at_most(save, session):
    for number in range(5):
        send_file(save, name=f"{number}.txt")
    assert "at most 5 files" in send_file(save).text
    assert len(session.scalars(select(BidFile)).all()) == 5


def test_a_removed_file_leaves_the_answer(save, session, browser, blank):
    send_file(save)
    row = session.scalars(select(BidFile)).one()
    page = browser.post(
        f"/bids/{blank.bid.reference}/files/{row.reference}/remove", follow_redirects=True
    )
    assert "The file is removed" in page.text
    assert not saved(blank).files


def test_an_entry_that_was_never_sent_can_be_removed(browser, entry, session):
    page = browser.post(f"/entries/{entry.reference}/remove", follow_redirects=True)
    assert "The entry is removed" in page.text
    assert not session.scalars(select(Entry)).all()
    keys = set(session.scalars(select(DraftAnswer.scope_key)))
    assert keys == {"organisation", f"lot:{entry.lot_id}"}


def test_an_entry_that_was_sent_stays(browser, entry, writer, session):
    send_entry(entry, writer)
    page = browser.post(f"/entries/{entry.reference}/remove", follow_redirects=True)
    assert "cannot be removed" in page.text
    assert session.scalars(select(Entry)).one() is entry


def test_unknown_questions_and_lots_are_not_found(browser, blank):
    bid = blank.bid.reference
    for path in (
        f"/bids/{bid}/answers/organisation/2",
        f"/bids/{bid}/answers/lot-999/2",
        f"/bids/{bid}/answers/lot-x/2",
        f"/bids/{bid}/answers/nowhere/2",
        f"/bids/{bid}/lots/999/services",
        f"/bids/{bid}/receipts/none",
        f"/bids/{bid}/late/none",
    ):
        assert browser.get(path).status_code == 404, path


def test_a_list_of_bids_asks_as_often_for_many_as_for_one(browser, writer, count_queries, session):
    def ask():
        session.expire_all()
        with count_queries() as queries:
            assert browser.get("/bids").status_code == 200
        return len(queries)

    entry_of(published_procurement(), writer)
    once = ask()
    for _ in range(3):
        entry_of(published_procurement(), writer)
    assert ask() <= once


def test_a_bid_page_asks_as_often_for_many_entries_as_for_one(
    browser, procurement, writer, count_queries, session
):
    def ask():
        session.expire_all()
        with count_queries() as queries:
            assert browser.get(f"/bids/{bid.reference}").status_code == 200
        return len(queries)

    bid = entry_of(procurement, writer).bid
    once = ask()
    homes = [ServiceFactory(organisation=writer.organisation) for _ in range(4)]
    add_entries(bid, procurement.lots[0], homes, by=writer, at=WRITTEN_AT)
    assert ask() == once


def test_a_provider_without_bids_is_told_where_to_begin(browser):
    assert "You have not begun a bid" in browser.get("/bids").text


def test_saving_over_a_newer_version_sets_aside(writer):
    first, outcome = Draft("").save("one", seen=0, by=writer, at=WRITTEN_AT)
    assert (first.value, first.version, outcome) == ("one", 1, Saved.KEPT)
    second, outcome = first.save("two", seen=0, by=bidder(), at=WRITTEN_AT)
    assert (second.value, second.version, outcome) == ("one", 1, Saved.SET_ASIDE)
    assert Draft.from_json(second.as_json()) == second
