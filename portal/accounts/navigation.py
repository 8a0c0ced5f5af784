"""The sections of the menu: what each permission opens. Each domain adds its own lines."""

from typing import NamedTuple

from flask import current_app, g, request, url_for

from portal.access import Acting, Permission, Role, allows


class Section(NamedTuple):
    """One entry of the menu. `about` is the line under it on the home page."""

    permission: Permission
    text: str
    endpoint: str
    about: str = ""


SECTIONS: tuple[Section, ...] = (
    Section(Permission.ACT, "Inbox", "inbox.inbox", "What you have been told, newest first"),
    Section(
        Permission.MANAGE_PROVIDER,
        "Organisation",
        "profile.profile",
        "What you say of your organisation once, for every framework and council",
    ),
    Section(
        Permission.MANAGE_PROVIDER,
        "Services",
        "services.own",
        "Claim and describe your services, report their ratings",
    ),
    Section(
        Permission.SEE_PROVIDERS,
        "Providers",
        "providers.providers",
        "Providers, their services and ratings",
    ),
    Section(
        Permission.CHECK_PROVIDERS,
        "Due diligence",
        "diligence.index",
        "What providers declared, and who is to be looked up on the debarment list",
    ),
    Section(
        Permission.REVIEW_DOCUMENTS,
        "Documents",
        "document_review.queue",
        "Insurances, policies and statements of providers to review",
    ),
    Section(
        Permission.MANAGE_CONTRACTS,
        "Ratings",
        "ratings.index",
        "What providers reported of inspections, against Ofsted’s list",
    ),
    Section(
        Permission.RECORD_REGULATORY_ACTIONS,
        "Regulatory actions",
        "regulatory_actions.index",
        "Restrictions, suspensions and notices about services of the region",
    ),
    Section(
        Permission.MANAGE_CONTRACTS,
        "Proposed suspensions",
        "suspension_proposals.index",
        "Appointments whose suspension a rating or a regulator’s action calls for",
    ),
    Section(
        Permission.RECORD_PLACEMENT,
        "Reviews",
        "placement_reviews.index",
        "Placements to look at again after a lower rating or a restriction",
    ),
    Section(
        Permission.SEE_PROVIDERS,
        "Find services",
        "find_services.index",
        "Services of all providers by kind, place, need, age, rating and distance",
    ),
    Section(
        Permission.DECIDE_CLAIMS,
        "Claims",
        "claim_decisions.index",
        "Services that two organisations say are theirs",
    ),
    Section(
        Permission.SEE_PROVIDERS,
        "Vacancies",
        "region_vacancies.index",
        "Places that providers have declared, with their dates",
    ),
    Section(
        Permission.MANAGE_PROVIDER,
        "Vacancies",
        "vacancies.of_all",
        "Declare which places are lived in, open to referrals, or not offered",
    ),
    Section(
        Permission.MANAGE_PROVIDER,
        "Services that follow others",
        "own_successions.index",
        "Carry contracts over to a service registered anew, moved or merged",
    ),
    Section(
        Permission.DECIDE_SUCCESSIONS,
        "Successions",
        "successions.index",
        "Services that follow others, with what approval carries over",
    ),
    Section(
        Permission.SEE_VISITS,
        "Quality visits",
        "visits.index",
        "What quality assurance visits found, shared by the councils of the region",
    ),
    Section(
        Permission.MANAGE_PROVIDER,
        "Quality visits",
        "own_visits.index",
        "What visitors found at your services, and what they ask you to do",
    ),
    Section(
        Permission.SEE_REGISTER,
        "Ofsted register",
        "register.settings",
        "Every setting and agency that Ofsted lists in England",
    ),
    Section(
        Permission.SEE_FRAMEWORKS,
        "Frameworks",
        "frameworks.frameworks",
        "Frameworks of your regions, their lots, prices and specifications",
    ),
    Section(
        Permission.SEE_PROCUREMENT,
        "Invitations",
        "procurements.procurements",
        "Invitations to tender, from draft to award",
    ),
    Section(
        Permission.SEE_INVITATIONS,
        "Opportunities",
        "opportunities.opportunities",
        "Invitations to tender that you can bid for",
    ),
    Section(
        Permission.MARK_BIDS,
        "Marking",
        "marking.index",
        "Bids that you mark, and panels that you chair",
    ),
    Section(
        Permission.SEE_FRAMEWORKS,
        "Evaluation",
        "ranking.index",
        "How bids came out, and what is recommended",
    ),
    Section(
        Permission.APPROVE_AWARD,
        "Approvals",
        "award.index",
        "Recommendations that wait for your approval",
    ),
    Section(
        Permission.WRITE_BID,
        "Your bids",
        "bidding.bids",
        "Bids that you write, and what you have submitted",
    ),
    Section(
        Permission.WRITE_BID,
        "Answer library",
        "library.index",
        "What you answered in earlier bids, and how it was marked",
    ),
    Section(
        Permission.SEE_INVITATIONS,
        "Results",
        "results.index",
        "How your bids came out, with the reasons",
    ),
    Section(
        Permission.SEE_FRAMEWORKS,
        "Awards",
        "awards.index",
        "Decided awards that still need an appointment or a block contract",
    ),
    Section(
        Permission.SEE_CONTRACTS,
        "Appointments",
        "appointments.index",
        "Which services hold a place on a lot, and their agreed rates",
    ),
    Section(
        Permission.SEE_CONTRACTS,
        "Block contracts",
        "blocks.index",
        "Places bought together, with shares and occupancy",
    ),
    Section(
        Permission.RECORD_PLACEMENT,
        "Searches",
        "searches.index",
        "Children who need a home, and what you have tried",
    ),
    Section(
        Permission.SEE_COUNCIL_PLACEMENTS,
        "Placements",
        "council_placements.index",
        "Where your children live, and what it should cost",
    ),
    Section(
        Permission.SEE_PLACEMENTS,
        "Placements",
        "region_placements.index",
        "Every placement of the region by agreement number, with its price check",
    ),
    Section(
        Permission.SEE_BREACHES,
        "Breaches",
        "breaches.queue",
        "Prices, ratings and purchases that break a rule, and what is done",
    ),
    Section(
        Permission.READ_AUDIT,
        "Audit trail",
        "audit_trail.index",
        "Who did what, and when, and whether the record is unchanged",
    ),
    Section(
        Permission.RUN_JOBS,
        "Jobs",
        "job_runs.job_runs",
        "Checks and mail that run by themselves, and how they went",
    ),
    Section(
        Permission.SEE_OWN_CONTRACTS,
        "Appointments",
        "own_contracts.index",
        "Your places on lots, agreed rates and block contracts",
    ),
    Section(
        Permission.SEE_OWN_CONTRACTS,
        "Placements",
        "own_placements.index",
        "What councils have recorded at your services",
    ),
    Section(
        Permission.AGREE_PLACEMENTS,
        "To agree",
        "agreeing.index",
        "Agree or dispute what councils have recorded at your services",
    ),
    Section(
        Permission.ANSWER_BREACHES,
        "Breaches",
        "own_breaches.index",
        "Breaches of contract put to you, and your replies",
    ),
    Section(
        Permission.AGREE_PLACEMENTS,
        "What is due",
        "due.index",
        "Everything that you have to send or to answer, by date",
    ),
    Section(
        Permission.SEE_COUNCIL_PLACEMENTS,
        "Disputes",
        "disputes.index",
        "What providers say you have recorded wrongly",
    ),
    Section(
        Permission.SEE_PLACEMENTS,
        "Disputes",
        "region_disputes.index",
        "What providers dispute in the region, by agreement number",
    ),
    Section(
        Permission.MANAGE_COLLEAGUES,
        "Colleagues",
        "colleagues.colleagues",
        "Invite people and say what they may do",
    ),
    Section(
        Permission.ADMINISTER,
        "Organisations",
        "organisations.organisations",
        "Councils, co-operatives and partners on this portal",
    ),
    Section(
        Permission.ADMINISTER,
        "Regions",
        "regions.regions",
        "Regions, who leads them and who belongs to them",
    ),
    Section(
        Permission.ADMINISTER,
        "Mail",
        "mail.failed_mail",
        "Messages that could not be sent",
    ),
)

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
