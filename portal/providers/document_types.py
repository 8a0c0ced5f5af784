"""The kinds of compliance document that an installation starts with."""

from typing import NamedTuple

from portal.providers.models import DocumentHolder

ORGANISATION, SERVICE = DocumentHolder.ORGANISATION, DocumentHolder.SERVICE


class TypeRow(NamedTuple):
    """One kind as the list gives it. An empty label says that it has no such thing."""

    code: str
    title: str
    guidance: str
    held_by: DocumentHolder = ORGANISATION
    insures: bool = False
    minimum_pence: int | None = None
    number_label: str = ""
    issuer_label: str = ""
    expiry_label: str = ""
    valid_months: int | None = 12
    expected: bool = False
    confirmable: bool = False


POLICY_NUMBER, INSURER, ENDS, REVIEW = (
    "Policy number",
    "Insurer",
    "Last day of cover",
    "Date of its next review",
)


def insurance(code: str, title: str, guidance: str, minimum_pence: int) -> TypeRow:
    """Return an insurance that every provider is expected to hold."""
    return TypeRow(
        code,
        title,
        guidance,
        insures=True,
        minimum_pence=minimum_pence,
        number_label=POLICY_NUMBER,
        issuer_label=INSURER,
        expiry_label=ENDS,
        expected=True,
    )


def policy(code: str, title: str, guidance: str, *, expected: bool = False) -> TypeRow:
    """Return a policy that its owner reviews each year, and may confirm unchanged."""
    return TypeRow(code, title, guidance, expiry_label=REVIEW, expected=expected, confirmable=True)


DOCUMENT_TYPES: tuple[TypeRow, ...] = (
    insurance(
        "employers_liability",
        "Employers’ liability insurance",
        "The certificate of insurance. The law asks for at least £5 million.",
        5_000_000_00,
    ),
    insurance(
        "public_liability",
        "Public liability insurance",
        "The certificate or schedule that shows the sum insured for any one claim.",
        10_000_000_00,
    ),
    insurance(
        "professional_indemnity",
        "Professional indemnity insurance",
        "The certificate or schedule that shows the sum insured for any one claim.",
        5_000_000_00,
    ),
    TypeRow(
        "ico_registration",
        "Data protection registration (ICO)",
        "The certificate of registration with the Information Commissioner’s Office, "
        "renewed each year.",
        number_label="Registration number",
        expiry_label="Last day of the registration",
        expected=True,
    ),
    TypeRow(
        "accounts",
        "Accounts",
        "The latest accounts as they were filed or signed.",
        expiry_label="Date by which the next accounts are due",
        expected=True,
    ),
    TypeRow(
        "statement_of_purpose",
        "Statement of purpose",
        "The statement of this service as the regulator has it.",
        held_by=SERVICE,
        expiry_label=REVIEW,
        expected=True,
        confirmable=True,
    ),
    policy(
        "safeguarding",
        "Safeguarding policy",
        "How children are kept safe, with the name of who is responsible.",
        expected=True,
    ),
    policy(
        "safer_recruitment",
        "Safer recruitment and DBS declaration",
        "Signed by the responsible individual: how staff are checked, and that every check is "
        "in date.",
        expected=True,
    ),
    policy(
        "modern_slavery",
        "Modern slavery statement",
        "The statement for the last financial year, or one that says why none is due.",
        expected=True,
    ),
    policy(
        "business_continuity",
        "Business continuity plan",
        "What happens when a home, its people or its systems are lost.",
    ),
    policy("complaints", "Complaints policy", "How children and others complain, and to whom."),
    policy("data_protection", "Data protection policy", "How records of children are kept."),
    policy("health_and_safety", "Health and safety policy", "Signed within the last year."),
    policy(
        "equality", "Equality and diversity policy", "For children and for people who work for you."
    ),
)
