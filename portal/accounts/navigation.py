"""The menu of a page: the sections that a person's roles work with most, in their order."""

from flask import current_app, g, request, url_for

from portal.access import Acting, Role, allows
from portal.accounts.sections import SECTIONS, Section

# Pages of these blueprints belong to the section whose own pages the second one shows.
FAMILIES: dict[str, str] = {
    "answers": "bidding",
    "entries": "bidding",
    "receipts": "bidding",
    "sending": "bidding",
    "breach_actions": "breaches",
    "rules": "breaches",
    "charges": "council_placements",
    "disputing": "agreeing",
    "putting": "breaches",
    "recording": "council_placements",
    "details": "services",
    "unit_costs": "services",
    "profile_people": "profile",
    "declaration": "profile",
    "referees": "profile",
    "diligence_records": "diligence",
    "rating_reports": "services",
    "premises": "services",
    "claim_disputes": "services",
    "documents": "profile",
    "required_documents": "profile",
    "framework_documents": "frameworks",
    "bid_documents": "bidding",
    "entry_documents": "ranking",
    "imports": "register",
    "lots": "frameworks",
    "visit_records": "visits",
    "moderation": "marking",
    "clarifications": "procurements",
    "deadlines": "procurements",
    "declarations": "procurements",
    "officers": "procurements",
    "opening": "procurements",
    "questions": "procurements",
    "panel": "ranking",
}


INBOX = "inbox.inbox"
# What each role works with most, in the order of its work, so that the menu fits one row. Whatever
# else a role may open is on its front page.
MENU: dict[Role, tuple[str, ...]] = {
    Role.PROVIDER_ADMINISTRATOR: (
        "opportunities.opportunities",
        "bidding.bids",
        "results.index",
        "own_contracts.index",
        "own_placements.index",
        "agreeing.index",
        "services.own",
    ),
    Role.BID_WRITER: (
        "opportunities.opportunities",
        "bidding.bids",
        "results.index",
        "own_contracts.index",
        "own_placements.index",
    ),
    Role.COMMISSIONER: (
        "frameworks.frameworks",
        "procurements.procurements",
        "ranking.index",
        "awards.index",
        "appointments.index",
        "providers.providers",
    ),
    Role.EVALUATOR: ("marking.index", "procurements.procurements"),
    Role.APPROVER: (
        "award.index",
        "procurements.procurements",
        "ranking.index",
        "appointments.index",
        "breaches.queue",
    ),
    Role.CONTRACT_MANAGER: (
        "breaches.queue",
        "region_placements.index",
        "awards.index",
        "appointments.index",
        "blocks.index",
        "providers.providers",
    ),
    Role.AUDITOR: (
        "audit_trail.index",
        "procurements.procurements",
        "ranking.index",
        "appointments.index",
        "breaches.queue",
    ),
    Role.PLACEMENTS_OFFICER: (
        "searches.index",
        "council_placements.index",
        "disputes.index",
        "find_services.index",
        "appointments.index",
        "blocks.index",
    ),
    Role.QUALITY_OFFICER: ("visits.index", "providers.providers"),
    Role.COUNCIL_FINANCE: (
        "council_placements.index",
        "disputes.index",
        "appointments.index",
        "blocks.index",
        "colleagues.colleagues",
    ),
    Role.SERVICE_MANAGER: (
        "services.own",
        "profile.profile",
        "own_placements.index",
        "agreeing.index",
        "own_contracts.index",
    ),
    Role.SYSTEM_ADMINISTRATOR: (
        "regions.regions",
        "organisations.organisations",
        "claim_decisions.index",
        "register.settings",
        "job_runs.job_runs",
        "mail.failed_mail",
    ),
}


def sections_for(acting: Acting | None) -> list[Section]:
    """Return the sections that a membership may open, as far as this installation has them."""
    return [
        section
        for section in SECTIONS
        if allows(section.permission, acting) and section.endpoint in current_app.view_functions
    ]


def menu_for(acting: Acting | None) -> list[Section]:
    """Return the sections of a membership's menu: what its roles work with most, in their order."""
    if acting is None:
        return []
    held = [endpoint for role in MENU if role in acting.roles for endpoint in MENU[role]]
    places = {endpoint: place for place, endpoint in reversed([*enumerate([INBOX, *held])])}
    chosen = [one for one in sections_for(acting) if one.endpoint in places]
    return sorted(chosen, key=lambda one: places[one.endpoint])


def other_sections(acting: Acting | None) -> list[Section]:
    """Return the sections that a membership may open and that its menu leaves out."""
    return [one for one in sections_for(acting) if one not in menu_for(acting)]


def navigation() -> list[dict[str, object]]:
    """Return the menu of the page at hand."""
    home: dict[str, object] = {
        "text": "Home",
        "href": url_for("home.home"),
        "active": request.endpoint == "home.home",
    }
    sections = menu_for(g.get("membership"))
    return [home, *(_item(section) for section in sections)] if g.get("person") else []


def _item(section: Section) -> dict[str, object]:
    blueprint = section.endpoint.partition(".")[0]
    return {
        "text": section.text,
        "href": url_for(section.endpoint),
        "active": request.blueprint == blueprint,
    }
