"""The sections of the portal: what each permission opens. Each domain adds its own lines."""

from typing import NamedTuple

from portal.access import Permission


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
