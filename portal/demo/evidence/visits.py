"""The demo's quality assurance visits: shared, followed up, overdue, and one still a draft."""

from portal.demo.market import Market
from portal.providers.models import Assurance, FindingKind, QualityVisit, Service, VisitKind
from portal.providers.services import visits
from portal.providers.services.visits import VisitFacts

OFFICER, NEIGHBOUR = "imogen.hale", "ravi.menon"


def play(market: Market, services: dict[str, Service]) -> None:
    """Record the visits."""
    followed_up(market, services["Alder Lodge"])
    overdue(market, services["Dunnock Cottage"])
    assured(market, services["Elmstead"])
    draft(market, services["Bracken House"])


def followed_up(market: Market, service: Service) -> None:
    """A visit whose action the provider reports done."""
    visit = written(
        market,
        service,
        -60,
        OFFICER,
        VisitFacts(
            market.timeline.day(-61),
            VisitKind.UNANNOUNCED,
            Assurance.WITH_ACTIONS,
            "A settled home. Staff know the children well and speak of them with warmth.",
        ),
    )
    find(visit, "relationships", FindingKind.STRENGTH, "Staff stay for years.")
    find(visit, "planning", FindingKind.CONCERN, "Two plans were older than six months.")
    ask(market, visit, "Bring the two plans up to date.", -20)
    at = market.timeline.moment(-59, 11)
    visits.share(visit, by=market.members[OFFICER], at=at)
    visits.report_done(
        visit.actions[0],
        text="Both plans were reviewed with the social workers.",
        by=market.of("quillbrook"),
        at=market.timeline.moment(-22, 15),
    )
    visits.add_note(
        visit,
        text="We would place here again; ask about the school run first.",
        by=market.members[OFFICER],
        at=market.timeline.moment(-59, 12),
    )


def overdue(market: Market, service: Service) -> None:
    """A visit after which the provider is late with an action."""
    visit = written(
        market,
        service,
        -45,
        NEIGHBOUR,
        VisitFacts(
            market.timeline.day(-46),
            VisitKind.FOLLOW_UP,
            Assurance.NOT_ASSURED,
            "Supervision has lapsed, and the manager’s post is covered from another home.",
        ),
    )
    find(visit, "leadership", FindingKind.REQUIREMENT, "No manager of its own since May.")
    find(visit, "staffing", FindingKind.CONCERN, "Supervision is three months behind.")
    ask(market, visit, "Appoint a manager and tell us from when.", -10)
    ask(market, visit, "Supervise every member of staff, and keep the record.", 14)
    visits.share(visit, by=market.members[NEIGHBOUR], at=market.timeline.moment(-44, 11))


def assured(market: Market, service: Service) -> None:
    """A visit that found nothing to do."""
    visit = written(
        market,
        service,
        -200,
        NEIGHBOUR,
        VisitFacts(
            market.timeline.day(-201),
            VisitKind.ANNOUNCED,
            Assurance.ASSURED,
            "Everything that the contract asks for is in place.",
        ),
    )
    find(visit, "contract", FindingKind.STRENGTH, "Returns come complete and in time.")
    visits.share(visit, by=market.members[NEIGHBOUR], at=market.timeline.moment(-200, 15))


def draft(market: Market, service: Service) -> None:
    """A visit that is still being written up."""
    visit = written(
        market,
        service,
        -1,
        OFFICER,
        VisitFacts(
            market.timeline.day(-2),
            VisitKind.ANNOUNCED,
            Assurance.ASSURED,
            "Notes from the morning; the afternoon is still to be written up.",
        ),
    )
    find(visit, "views", FindingKind.STRENGTH, "Children chose the colours themselves.")


def written(
    market: Market, service: Service, day: int, officer: str, facts: VisitFacts
) -> QualityVisit:
    """Begin the record of a visit on a day of the demo."""
    by = market.members[officer]
    return visits.begin_visit(service, facts, by=by, at=market.timeline.moment(day))


def find(visit: QualityVisit, area: str, kind: FindingKind, text: str) -> None:
    """Add a finding as the visit was written up."""
    visits.add_finding(visit, area=area, kind=kind, text=text, by=visit.by, at=visit.recorded_at)


def ask(market: Market, visit: QualityVisit, text: str, due: int) -> None:
    """Add an action that is due on a day of the demo."""
    due_on = market.timeline.day(due)
    visits.add_action(visit, text=text, due_on=due_on, by=visit.by, at=visit.recorded_at)
