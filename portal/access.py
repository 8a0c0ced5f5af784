"""Who may do what: one map from permission to predicate, and the stamp every view carries.

A view without a stamp is refused. What a person may see of the things behind a permission is a
`where` in the domain's queries, so that what is not theirs answers 404.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

P = ParamSpec("P")
R = TypeVar("R")


class OrganisationKind(StrEnum):
    """What an organisation is in the market."""

    PROVIDER = "provider"
    COUNCIL = "council"
    TRUST = "trust"
    RCC = "rcc"
    PARTNER = "partner"
    OPERATOR = "operator"


class Role(StrEnum):
    """What a person does for the organisation they act for."""

    PROVIDER_ADMINISTRATOR = "provider_administrator"
    BID_WRITER = "bid_writer"
    COMMISSIONER = "commissioner"
    EVALUATOR = "evaluator"
    APPROVER = "approver"
    CONTRACT_MANAGER = "contract_manager"
    AUDITOR = "auditor"
    PLACEMENTS_OFFICER = "placements_officer"
    COUNCIL_FINANCE = "council_finance"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SERVICE_MANAGER = "service_manager"
    QUALITY_OFFICER = "quality_officer"


COUNCIL_ROLES = frozenset(
    {
        Role.PLACEMENTS_OFFICER,
        Role.COUNCIL_FINANCE,
        Role.EVALUATOR,
        Role.AUDITOR,
        Role.SERVICE_MANAGER,
        Role.QUALITY_OFFICER,
    }
)

ROLES_OF_KIND: dict[OrganisationKind, frozenset[Role]] = {
    OrganisationKind.PROVIDER: frozenset({Role.PROVIDER_ADMINISTRATOR, Role.BID_WRITER}),
    OrganisationKind.COUNCIL: COUNCIL_ROLES,
    OrganisationKind.TRUST: COUNCIL_ROLES,
    OrganisationKind.RCC: frozenset(
        {
            Role.COMMISSIONER,
            Role.EVALUATOR,
            Role.APPROVER,
            Role.CONTRACT_MANAGER,
            Role.AUDITOR,
            Role.SERVICE_MANAGER,
            Role.QUALITY_OFFICER,
        }
    ),
    OrganisationKind.PARTNER: frozenset({Role.EVALUATOR, Role.COUNCIL_FINANCE}),
    OrganisationKind.OPERATOR: frozenset({Role.SYSTEM_ADMINISTRATOR}),
}

STAFF_ROLES = frozenset(Role) - {Role.PROVIDER_ADMINISTRATOR, Role.BID_WRITER}


class Acting(Protocol):
    """The membership a person acts in: what predicates look at."""

    @property
    def roles(self) -> frozenset[Role]: ...


class Permission(StrEnum):
    """What a view may ask for. PUBLIC needs nobody, SIGNED_IN any person with an account."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    ACT = "act in a membership"
    MANAGE_COLLEAGUES = "manage colleagues"
    ADMINISTER = "administer the installation"
    READ_AUDIT = "read the audit trail"
    SEE_REGISTER = "see the Ofsted register"
    IMPORT_REGISTER = "import the Ofsted register"
    MANAGE_PROVIDER = "manage a provider's profile and services"
    SEE_PROVIDERS = "see providers and their services"
    DECIDE_CLAIMS = "decide disputed claims of services"
    DECIDE_SUCCESSIONS = "approve that one service follows another"
    RECORD_REGULATORY_ACTIONS = "record what a regulator has done about a service"
    REVIEW_DOCUMENTS = "review compliance documents"
    SEE_DOCUMENT_TYPES = "see the kinds of compliance document"
    CHECK_PROVIDERS = "record due diligence on providers"
    SEE_VISITS = "see quality assurance visits of the region"
    RECORD_VISITS = "record quality assurance visits"
    SEE_FRAMEWORKS = "see frameworks in preparation"
    WRITE_FRAMEWORK = "write frameworks and invitations"
    SEE_INVITATIONS = "see invitations to tender as a provider"
    WRITE_BID = "write a bid"
    SUBMIT_BID = "submit a bid"
    SEE_PROCUREMENT = "see how a procurement stands"
    APPROVE_EXTENSION = "approve a later deadline"
    OPEN_BIDS = "open bids"
    MARK_BIDS = "mark bids"
    MODERATE = "moderate marks"
    RECOMMEND_AWARD = "recommend an award"
    APPROVE_AWARD = "approve an award"
    SEE_CONTRACTS = "see appointments, rates and block contracts"
    MANAGE_CONTRACTS = "manage appointments, rates and block contracts"
    SEE_OWN_CONTRACTS = "see own appointments and placements as a provider"
    AGREE_PLACEMENTS = "agree or dispute what is recorded at own services"
    SEE_PLACEMENTS = "see placements of the region without children"
    RECORD_PLACEMENT = "record searches and placements"
    SEE_COUNCIL_PLACEMENTS = "see own council's placements"
    SEE_BREACHES = "see breaches"
    WORK_BREACHES = "work on breaches"
    ANSWER_BREACHES = "answer breaches put to one's own organisation"
    APPROVE_WAIVER = "approve a waiver"
    RUN_JOBS = "run jobs and see their runs"


Predicate = Callable[[Acting], bool]


def anybody(_acting: Acting) -> bool:
    """Allow every membership."""
    return True


def holds(*roles: Role) -> Predicate:
    """Return a predicate: the membership holds at least one of these roles."""
    wanted = frozenset(roles)

    def predicate(acting: Acting) -> bool:
        return bool(acting.roles & wanted)

    return predicate


PROVIDER_PEOPLE = holds(Role.PROVIDER_ADMINISTRATOR, Role.BID_WRITER)
MARKET_STAFF = holds(Role.COMMISSIONER, Role.CONTRACT_MANAGER, Role.APPROVER, Role.AUDITOR)
PROVIDER_STAFF = holds(Role.PROVIDER_ADMINISTRATOR, Role.SERVICE_MANAGER)
BUYERS = holds(
    Role.COMMISSIONER,
    Role.CONTRACT_MANAGER,
    Role.APPROVER,
    Role.AUDITOR,
    Role.PLACEMENTS_OFFICER,
    Role.COUNCIL_FINANCE,
    Role.QUALITY_OFFICER,
)
PANEL = holds(Role.COMMISSIONER, Role.EVALUATOR, Role.APPROVER, Role.CONTRACT_MANAGER, Role.AUDITOR)

POLICY: dict[Permission, Predicate] = {
    Permission.ACT: anybody,
    Permission.MANAGE_COLLEAGUES: holds(
        Role.PROVIDER_ADMINISTRATOR,
        Role.COMMISSIONER,
        Role.COUNCIL_FINANCE,
        Role.SYSTEM_ADMINISTRATOR,
    ),
    Permission.ADMINISTER: holds(Role.SYSTEM_ADMINISTRATOR),
    Permission.READ_AUDIT: holds(Role.AUDITOR),
    Permission.SEE_REGISTER: anybody,
    Permission.IMPORT_REGISTER: holds(Role.SYSTEM_ADMINISTRATOR, Role.CONTRACT_MANAGER),
    Permission.MANAGE_PROVIDER: PROVIDER_STAFF,
    Permission.SEE_PROVIDERS: BUYERS,
    Permission.DECIDE_CLAIMS: holds(Role.SYSTEM_ADMINISTRATOR),
    Permission.DECIDE_SUCCESSIONS: holds(Role.CONTRACT_MANAGER),
    Permission.RECORD_REGULATORY_ACTIONS: holds(Role.CONTRACT_MANAGER),
    Permission.REVIEW_DOCUMENTS: holds(Role.CONTRACT_MANAGER, Role.COMMISSIONER),
    Permission.SEE_DOCUMENT_TYPES: holds(
        Role.SYSTEM_ADMINISTRATOR, Role.CONTRACT_MANAGER, Role.COMMISSIONER
    ),
    Permission.CHECK_PROVIDERS: holds(Role.CONTRACT_MANAGER, Role.COMMISSIONER),
    Permission.SEE_VISITS: BUYERS,
    Permission.RECORD_VISITS: holds(Role.QUALITY_OFFICER, Role.CONTRACT_MANAGER),
    Permission.SEE_FRAMEWORKS: MARKET_STAFF,
    Permission.WRITE_FRAMEWORK: holds(Role.COMMISSIONER),
    Permission.SEE_INVITATIONS: PROVIDER_PEOPLE,
    Permission.WRITE_BID: PROVIDER_PEOPLE,
    Permission.SUBMIT_BID: PROVIDER_PEOPLE,
    Permission.SEE_PROCUREMENT: PANEL,
    Permission.APPROVE_EXTENSION: holds(Role.APPROVER, Role.COMMISSIONER),
    Permission.OPEN_BIDS: PANEL,
    Permission.MARK_BIDS: PANEL,
    Permission.MODERATE: PANEL,
    Permission.RECOMMEND_AWARD: holds(Role.COMMISSIONER),
    Permission.APPROVE_AWARD: holds(Role.APPROVER),
    Permission.SEE_CONTRACTS: holds(
        Role.COMMISSIONER,
        Role.CONTRACT_MANAGER,
        Role.APPROVER,
        Role.AUDITOR,
        Role.PLACEMENTS_OFFICER,
        Role.COUNCIL_FINANCE,
    ),
    Permission.MANAGE_CONTRACTS: holds(Role.CONTRACT_MANAGER),
    Permission.SEE_OWN_CONTRACTS: holds(
        Role.PROVIDER_ADMINISTRATOR, Role.BID_WRITER, Role.SERVICE_MANAGER
    ),
    Permission.AGREE_PLACEMENTS: PROVIDER_STAFF,
    Permission.SEE_PLACEMENTS: holds(Role.CONTRACT_MANAGER),
    Permission.RECORD_PLACEMENT: holds(Role.PLACEMENTS_OFFICER),
    Permission.SEE_COUNCIL_PLACEMENTS: holds(Role.PLACEMENTS_OFFICER, Role.COUNCIL_FINANCE),
    Permission.SEE_BREACHES: holds(Role.CONTRACT_MANAGER, Role.APPROVER, Role.AUDITOR),
    Permission.WORK_BREACHES: holds(Role.CONTRACT_MANAGER),
    Permission.ANSWER_BREACHES: PROVIDER_STAFF,
    Permission.APPROVE_WAIVER: holds(Role.CONTRACT_MANAGER, Role.APPROVER),
    Permission.RUN_JOBS: holds(Role.CONTRACT_MANAGER, Role.SYSTEM_ADMINISTRATOR),
}


def allows(permission: Permission, acting: Acting | None) -> bool:
    """Say whether a membership (None for nobody) may do something. Unknown means no."""
    if permission is Permission.PUBLIC:
        return True
    predicate = POLICY.get(permission)
    return predicate is not None and acting is not None and predicate(acting)


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Stamp a view with the permission that it asks for."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def stamped(*args: P.args, **kwargs: P.kwargs) -> R:
            return view(*args, **kwargs)

        stamped.permission = permission  # type: ignore[attr-defined]  # functions take attributes
        return stamped

    return decorate


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Stamp a view that needs nobody to be signed in."""
    return requires(Permission.PUBLIC)(view)


def stamp(app: Flask, endpoint: str, permission: Permission) -> None:
    """Stamp a view that a library brought with it."""
    views: dict[str, Any] = app.view_functions
    views[endpoint] = requires(permission)(views[endpoint])


def permission_of(view: Callable[..., Any] | None) -> Permission | None:
    """Return the stamp of a view, or None when it has none."""
    return getattr(view, "permission", None)


def guard() -> ResponseReturnValue | None:
    """Before each request: let through what the stamp allows and refuse everything else."""
    if request.endpoint is None:
        return None
    permission = permission_of(current_app.view_functions[request.endpoint])
    if permission is None:
        abort(404)
    if permission is Permission.PUBLIC:
        return None
    if g.get("person") is None:
        return redirect(url_for("sign_in.sign_in", next=request.full_path.rstrip("?")), code=303)
    if permission is not Permission.SIGNED_IN and not allows(permission, g.get("membership")):
        abort(403)
    return None
