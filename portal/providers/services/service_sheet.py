"""A provider's services as a CSV file, and the same file read back with its changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar

from portal.accounts.models import Authority
from portal.errors import DomainError
from portal.files import written
from portal.providers import sheets
from portal.providers.models import (
    ACCEPTS_TITLES,
    NEED_TITLES,
    PROVISION_TITLES,
    RATIO_TITLES,
    Need,
    Service,
)
from portal.providers.ofsted import cells
from portal.providers.ofsted.table import FileRefused, RowError, shown
from portal.providers.ofsted.text import key_of, tidy
from portal.providers.services.changing_many import FACTS, Plan, in_words
from portal.providers.services.describing import (
    MET,
    ServiceDetails,
    details_of,
    needs_met,
    tidy_postcode,
)

EnumT = TypeVar("EnumT", bound=StrEnum)

REFERENCE, KIND, NUMBER, STATE = "Reference", "Kind", "Number", "Registration"
COLUMN_OF = dict(FACTS)
FACT_OF = {title: name for name, title in FACTS.items()}
HEADER = (REFERENCE, KIND, NUMBER, STATE, *COLUMN_OF.values())
LONGEST_NAME, LONGEST_DESCRIPTION, MOST_WORDS = 200, 2000, 150


def write_services(services: Sequence[Service]) -> str:
    """Return services as a CSV file, a row for each."""
    return written(HEADER, [_row(one) for one in services])


def read_services(
    data: bytes,
    *,
    filename: str,
    services: Sequence[Service],
    authorities: Sequence[Authority],
) -> Plan:
    """Work out what a file changes in some services; nothing is written.

    A file may leave out columns and services: what it does not name stays as it is.

    Raises:
        FileRefused: with every error in the file.
    """
    lines, errors = sheets.scan_sheet(
        data,
        filename=filename,
        columns=_readers(authorities),
        required=[REFERENCE],
        unique=REFERENCE,
        known_only=True,
    )
    by_reference = {one.reference: one for one in services}
    plan = Plan()
    for line in lines:
        service = by_reference.get(line.values[REFERENCE])
        if service is None:
            reason = "You have no open service with this reference"
            errors.append(RowError(line.number, REFERENCE, line.values[REFERENCE], reason))
            continue
        found = list(_fixed(service, line))
        wanted = _wanted(service, line.values)
        if not found and (error := plan.add(service, wanted)):
            column = COLUMN_OF.get(error.field or "", "")
            value = in_words(error.field, line.values.get(column)) if error.field else ""
            found.append(RowError(line.number, column, shown(value), error.message))
        errors += found
    if errors:
        raise FileRefused(filename, sorted(errors, key=lambda error: error.line))
    return plan


def _row(service: Service) -> list[str]:
    values = {name: getattr(service, name) for name in FACTS if name != MET}
    values[MET] = needs_met(service)
    return [*_unchanging(service).values(), *(in_words(name, values[name]) for name in FACTS)]


def _unchanging(service: Service) -> dict[str, str]:
    """What the file says of a service for its reader's sake: it cannot be changed there."""
    return {
        REFERENCE: service.reference,
        KIND: PROVISION_TITLES[service.provision_type],
        NUMBER: service.urn or service.registration_number or "",
        STATE: service.status.value,
    }


def _fixed(service: Service, line: sheets.Line) -> list[RowError]:
    return [
        RowError(line.number, column, shown(line.values[column]), f"It is “{value}” and stays so")
        for column, value in _unchanging(service).items()
        if column in line.values and key_of(line.values[column]) != key_of(value)
    ]


def _wanted(service: Service, values: Mapping[str, Any]) -> Callable[[], ServiceDetails]:
    """Return what makes the details that a row asks for."""

    def make() -> ServiceDetails:
        said = {FACT_OF[column]: value for column, value in values.items() if column in FACT_OF}
        council = said.pop("local_authority", None)
        if isinstance(council, Authority):
            said["authority"] = council
        elif council is not None and key_of(council) != key_of(service.local_authority):
            raise DomainError("There is no council of this name", "local_authority")
        return replace(details_of(service), **said)

    return make


def _readers(authorities: Sequence[Authority]) -> dict[str, sheets.Reader]:
    councils = {key_of(one.name): one for one in authorities}

    def council(words: str) -> Authority | str:
        return councils.get(key_of(words), words)

    return {
        REFERENCE: lambda words: cells.some_text(words).upper(),
        KIND: tidy,
        NUMBER: tidy,
        STATE: tidy,
        COLUMN_OF["name"]: _name,
        COLUMN_OF["places"]: _number,
        COLUMN_OF["age_from"]: _age,
        COLUMN_OF["age_to"]: _age,
        COLUMN_OF[MET]: _needs,
        COLUMN_OF["needs"]: _description,
        COLUMN_OF["local_authority"]: council,
        COLUMN_OF["postcode"]: _postcode,
        COLUMN_OF["staffing_ratio"]: lambda words: _one_of(RATIO_TITLES, words),
        COLUMN_OF["adults_by_day"]: _number,
        COLUMN_OF["adults_by_night"]: _number,
        COLUMN_OF["accepts"]: lambda words: _one_of(ACCEPTS_TITLES, words),
    }


def _name(words: str) -> str:
    words = tidy(words)
    if not words:
        raise ValueError("Empty: every service needs a name")
    if len(words) > LONGEST_NAME:
        raise ValueError(f"Longer than {LONGEST_NAME} characters")
    return words


def _description(words: str) -> str:
    words = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(words) > LONGEST_DESCRIPTION or len(words.split()) > MOST_WORDS:
        raise ValueError(f"Longer than {MOST_WORDS} words or {LONGEST_DESCRIPTION:,} characters")
    return words


def _number(words: str) -> int | None:
    return cells.count(words)


def _age(words: str) -> int:
    found = cells.count(words)
    if found is None:
        raise ValueError("Empty: every service needs its ages")
    return found


def _postcode(words: str) -> str | None:
    try:
        return tidy_postcode(words)
    except DomainError as error:
        raise ValueError(error.message) from error


def _needs(words: str) -> frozenset[Need]:
    parts = [part.strip() for part in words.split(";")]
    return frozenset(need for part in parts if part and (need := _one_of(NEED_TITLES, part)))


def _one_of(titles: Mapping[EnumT, str], words: str) -> EnumT | None:
    """Return the member of a list that is written by its title or code, or None for nothing."""
    if not words.strip():
        return None
    key = key_of(words)
    for member, title in titles.items():
        if key in {key_of(title), key_of(member.value)}:
            return member
    raise ValueError(f"Not one of the list: use {'; '.join(titles.values())}")
