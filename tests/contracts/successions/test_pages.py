"""Providers ask and agree, contract managers decide; others find nothing."""

from portal.access import Role
from portal.contracts.models import (
    Placement,
)
from portal.providers.models import (
    Succession,
    SuccessionStatus,
)
from tests.contracts.successions.asking import ON, ask, one
from tests.factories.accounts import OrganisationFactory, RegionFactory, member
from tests.factories.contracts import (
    appointed,
    council_of,
    placed,
)
from tests.factories.providers import ServiceFactory
from tests.support.client import heading
from tests.support.pages import date_boxes


class TestPages:
    def form(self, old, **changes):
        sent = {
            "old_service": old.service.urn,
            "reason": "new_registration",
            "explanation": "The company took another legal form.",
        }
        return sent | date_boxes("on_date", ON) | changes

    def test_a_provider_asks_and_a_manager_approves(
        self, client, session, old, new, owner, vale, at
    ):
        placed(vale.council, vale.lot, old.service)
        client.sign_in(owner)
        assert "No requests" in client.get("/services/successions").text
        answer = client.post(
            "/services/successions/new",
            data=self.form(old, new_service=new.reference),
            follow_redirects=True,
        )
        assert "Your request is sent" in answer.text
        asked = one(session, Succession)
        client.sign_in(vale.manager)
        assert "Awaiting approval" in client.get("/successions").text
        page = client.get(f"/successions/{asked.reference}")
        assert "What approval would carry over" in page.text
        answer = client.post(
            f"/successions/{asked.reference}/decide",
            data={"decision": "approve", "reason": "The registration was seen."},
            follow_redirects=True,
        )
        assert "1 appointment, no block contracts and 1 placement were carried over" in " ".join(
            answer.text.split()
        )
        assert "Appointments carried over" in answer.text
        assert one(session, Placement).service_id == new.id
        again = client.get(f"/successions/{asked.reference}/decide")
        assert again.status_code == 404
        number = one(session, Placement).reference
        assert "Until 1 September 2026" in client.get(f"/placements/{number}").text
        place = f"/providers/{old.organisation.reference}/services/{new.reference}"
        assert "Follows, since 1 September 2026" in client.get(place).text
        client.sign_in(owner)
        page = client.get(f"/services/successions/{asked.reference}")
        assert "The registration was seen." in page.text
        page = client.get(f"/services/{old.service.reference}")
        assert "Followed by, since 1 September 2026" in page.text

    def test_what_is_wrong_is_said_beside_the_field(self, client, old, new, owner, at):
        client.sign_in(owner)
        sent = self.form(old, new_service=new.reference, old_service="SC999999")
        page = client.post("/services/successions/new", data=sent)
        assert "No service on this portal has this registration number" in page.text

    def test_another_provider_agrees_and_neither_reads_names_of_homes(
        self, client, session, old, owner, vale, at
    ):
        theirs = ServiceFactory(name="Distant House")
        asking = member(theirs.organisation, Role.PROVIDER_ADMINISTRATOR)
        client.sign_in(asking)
        answer = client.post(
            "/services/successions/new",
            data=self.form(old, new_service=theirs.reference, reason="new_owner"),
            follow_redirects=True,
        )
        assert "Waiting for agreement" in answer.text
        assert old.service.name not in answer.text
        assert old.organisation.name not in answer.text
        asked = one(session, Succession)
        path = f"/services/successions/{asked.reference}"
        client.post(f"{path}/agree")
        session.refresh(asked)
        assert asked.agreed_at is None
        client.sign_in(owner)
        page = client.get(path)
        assert theirs.organisation.name in page.text
        assert "Distant House" not in page.text
        answer = client.post(f"{path}/agree", follow_redirects=True)
        assert "You have agreed" in answer.text

    def test_the_old_provider_may_say_no(self, client, session, old, owner, at, now):
        theirs = ServiceFactory()
        asking = member(theirs.organisation, Role.PROVIDER_ADMINISTRATOR)
        asked = ask(old.service, theirs, asking, now)
        path = f"/services/successions/{asked.reference}"
        client.sign_in(owner)
        assert "Do not agree" in client.get(f"{path}/withdraw").text
        client.post(f"{path}/withdraw", data={"reason": "We have sold nothing."})
        session.refresh(asked)
        assert asked.status is SuccessionStatus.WITHDRAWN
        assert client.get(f"{path}/withdraw").status_code == 404

    def test_staff_ask_and_a_colleague_decides(self, client, session, old, new, vale, at):
        client.sign_in(vale.manager)
        client.post("/successions/new", data=self.form(old, new_service=new.urn))
        asked = one(session, Succession)
        path = f"/successions/{asked.reference}"
        assert "somebody else than the one who asked" in client.get(path).text
        answer = client.post(f"{path}/decide", data={"decision": "approve", "reason": "Seen."})
        assert "You asked for this, so somebody else has to decide it" in answer.text
        client.sign_in(member(vale.region.lead, Role.CONTRACT_MANAGER))
        answer = client.post(
            f"{path}/decide", data={"decision": "refuse", "reason": "No."}, follow_redirects=True
        )
        assert "The request is refused" in answer.text

    def test_others_do_not_find_it(self, client, asked, at):
        client.sign_in(member(OrganisationFactory(), Role.PROVIDER_ADMINISTRATOR))
        assert client.get(f"/services/successions/{asked.reference}").status_code == 404
        there = RegionFactory()
        client.sign_in(member(there.lead, Role.CONTRACT_MANAGER))
        assert client.get(f"/successions/{asked.reference}").status_code == 404
        assert heading(client.get("/successions")) == "Successions"
        client.sign_in(member(council_of(there), Role.PLACEMENTS_OFFICER))
        assert client.get("/successions").status_code == 403

    def test_the_lists_ask_as_many_queries_however_long(
        self, client, asked, old, owner, vale, at, now, count_queries
    ):
        def counted(by, path):
            client.sign_in(by)
            with count_queries() as queries:
                assert client.get(path).status_code == 200
            return len(queries)

        pages = [(owner, "/services/successions"), (vale.manager, "/successions")]
        few = [counted(*page) for page in pages]
        for _ in range(6):
            more = appointed(vale.lot)
            ask(more.service, ServiceFactory(organisation=old.organisation), owner, now)
        assert [counted(*page) for page in pages] == few
