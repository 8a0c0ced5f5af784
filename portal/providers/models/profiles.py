"""What an organisation says of itself: each saved profile, the groups above it, its people."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation
from portal.db import Base, enum_column, random_reference


class LegalForm(StrEnum):
    """What an organisation is in law."""

    BY_SHARES = "company_limited_by_shares"
    BY_GUARANTEE = "company_limited_by_guarantee"
    CIC = "community_interest_company"
    PUBLIC_COMPANY = "public_limited_company"
    CIO = "charitable_incorporated_organisation"
    CHARITY = "other_charity"
    SOCIETY = "registered_society"
    LLP = "limited_liability_partnership"
    PARTNERSHIP = "partnership"
    SOLE_TRADER = "sole_trader"
    PUBLIC_BODY = "public_body"
    OTHER = "other"


LEGAL_FORM_TITLES = {
    LegalForm.BY_SHARES: "Company limited by shares",
    LegalForm.BY_GUARANTEE: "Company limited by guarantee",
    LegalForm.CIC: "Community interest company",
    LegalForm.PUBLIC_COMPANY: "Public limited company",
    LegalForm.CIO: "Charitable incorporated organisation",
    LegalForm.CHARITY: "Other charity or charitable trust",
    LegalForm.SOCIETY: "Registered society or co-operative",
    LegalForm.LLP: "Limited liability partnership",
    LegalForm.PARTNERSHIP: "Partnership",
    LegalForm.SOLE_TRADER: "Sole trader",
    LegalForm.PUBLIC_BODY: "Council, children’s trust or other public body",
    LegalForm.OTHER: "Something else",
}


class OrganisationSize(StrEnum):
    """How large an organisation is; the first three are small and medium-sized enterprises."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class ProfileVersion(Base):
    """An organisation's profile as it was saved once. The latest one holds; none is changed.

    `number` counts from 1 within the organisation. Version 1 is what stood before anybody saved a
    profile here, and has nobody in `by`. `ppon` is the number that the central digital platform
    gave; `vcse` and `size` are None while they have not been said.
    """

    __tablename__ = "profile_version"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    name: Mapped[str]
    trading_name: Mapped[str | None]
    legal_form: Mapped[LegalForm | None] = enum_column(LegalForm)
    company_number: Mapped[str | None]
    charity_number: Mapped[str | None]
    ppon: Mapped[str | None]
    share_code: Mapped[str | None]
    vcse: Mapped[bool | None]
    size: Mapped[OrganisationSize | None] = enum_column(OrganisationSize)
    website: Mapped[str | None]
    address: Mapped[str | None]
    contact_email: Mapped[str | None]
    saved_at: Mapped[datetime]
    by_membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))

    by: Mapped[Membership | None] = relationship()


class OwnerGroup(Base):
    """A group of companies that stands above providers. `name_key` is its name as compared."""

    __tablename__ = "owner_group"
    __table_args__ = (
        UniqueConstraint("country", "company_number"),
        CheckConstraint("name <> ''", name="named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    company_number: Mapped[str | None]
    country: Mapped[str]
    added_at: Mapped[datetime]


class GroupSpell(Base):
    """The group above an organisation from a date up to, not including, another.

    Without a group it says that none stands above. One that ends on its first day was a mistake.
    """

    __tablename__ = "group_spell"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index(
            "uq_group_spell_open",
            "organisation_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
        Index("ix_group_spell_organisation_dates", "organisation_id", "starts_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("owner_group.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    added_at: Mapped[datetime]
    by_membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))

    organisation: Mapped[Organisation] = relationship()
    group: Mapped[OwnerGroup | None] = relationship()


class Connection(StrEnum):
    """How somebody is connected with a supplier, or relied on by it."""

    DIRECTOR = "director"
    CONTROL = "significant_control"
    PARENT = "parent_undertaking"
    SUBSIDIARY = "subsidiary"
    PREDECESSOR = "predecessor"
    ASSOCIATED = "associated_supplier"


CONNECTION_TITLES = {
    Connection.DIRECTOR: "Director, trustee or partner",
    Connection.CONTROL: "Person with significant control",
    Connection.PARENT: "Parent undertaking",
    Connection.SUBSIDIARY: "Subsidiary undertaking",
    Connection.PREDECESSOR: "Predecessor company",
    Connection.ASSOCIATED: "Associated supplier that you rely on",
}


class ConnectedPerson(Base):
    """A person or body connected with an organisation, from a date up to, not including, another.

    Connected persons are those of section 26 and Schedule 6 of the Procurement Act 2023; an
    associated supplier is one relied on to meet conditions of participation. Ended, never deleted.
    """

    __tablename__ = "connected_person"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[Connection] = enum_column(Connection)
    name: Mapped[str]
    body_number: Mapped[str | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    added_at: Mapped[datetime]
    by_membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))

    organisation: Mapped[Organisation] = relationship()


class Purpose(StrEnum):
    """What a contact is for."""

    REFERRALS = "referrals"
    CONTRACTS = "contracts"
    TENDERS = "tenders"
    FINANCE = "finance"
    SAFEGUARDING = "safeguarding"
    DATA_PROTECTION = "data_protection"
    OUT_OF_HOURS = "out_of_hours"


PURPOSE_TITLES = {
    Purpose.REFERRALS: "Referrals and placements",
    Purpose.CONTRACTS: "Contracts",
    Purpose.TENDERS: "Tenders",
    Purpose.FINANCE: "Finance",
    Purpose.SAFEGUARDING: "Safeguarding (designated lead)",
    Purpose.DATA_PROTECTION: "Data protection",
    Purpose.OUT_OF_HOURS: "Out of hours",
}


class Contact(Base):
    """Whom to ask at an organisation for one purpose, until ended. Ended, never deleted."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="can_be_reached"),
        Index("ix_contact_organisation_purpose", "organisation_id", "purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    purpose: Mapped[Purpose] = enum_column(Purpose)
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    added_at: Mapped[datetime]
    by_membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
