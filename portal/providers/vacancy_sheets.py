"""Vacancies in CSV files: what a provider edits and sends back, and what buyers take away."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from portal.files import written
from portal.providers.forms.vacancies import COLUMN_TITLES, COLUMNS, MOST, as_places
from portal.providers.models import PROVISION_TITLES, Service, VacancyDeclaration
from portal.providers.ofsted.table import FileRefused, RowError
from portal.providers.services.vacancies import Places
from portal.providers.sheets import Line, Reader, read_sheet

KEY, NAME, REGISTERED = "Reference", "Service", "Registered places"
MANY_SHOWN = ("Service", "Provider", "Kind", "Council", "Ages", "Registered places")
DECLARED = ("Declared as at", "Effective capacity", "Open to referrals", "Not offered")

Known = Mapping[int, VacancyDeclaration]


def to_edit(services: Iterable[Service], known: Known) -> str:
    """Return a provider's services with what was declared last, to put right and send back."""
    header = [KEY, NAME, REGISTERED, *(COLUMN_TITLES[name] for name in COLUMNS)]
    return written(header, [_line(one, known.get(one.id)) for one in services])


def to_take_away(services: Iterable[Service], known: Known) -> str:
    """Return services of any provider with what counts of their places."""
    return written([*MANY_SHOWN, *DECLARED], [_shown(one, known.get(one.id)) for one in services])


def read(
    data: bytes, *, filename: str, services: Sequence[Service], known: Known, as_at: date
) -> dict[int, tuple[Service, Places]]:
    """Read a file back: by line, a service and its places. Lines without numbers say nothing.

    Raises:
        FileRefused: with every error of the file.
    """
    columns: dict[str, Reader] = {
        KEY: str.strip,
        **{COLUMN_TITLES[name]: _number for name in COLUMNS},
    }
    required = [KEY, *(COLUMN_TITLES[name] for name in ("occupied", "available"))]
    lines = read_sheet(data, filename=filename, columns=columns, required=required, unique=KEY)
    own = {one.reference: one for one in services}
    errors = [
        RowError(line.number, KEY, line.values[KEY], "None of your registered services has it")
        for line in lines
        if line.values[KEY] not in own
    ]
    if errors:
        raise FileRefused(filename, errors)
    found: dict[int, tuple[Service, Places]] = {}
    for line in lines:
        service, numbers = own[line.values[KEY]], _numbers(line)
        if any(number is not None for number in numbers.values()):
            found[line.number] = (service, as_places(numbers, known.get(service.id), as_at))
    return found


def _line(service: Service, declared: VacancyDeclaration | None) -> list[str]:
    numbers: dict[str, int] = {}
    if declared is not None:
        numbers = {"occupied": declared.occupied, "available": declared.available}
        numbers |= {row.reason.value: row.places for row in declared.not_offered}
        numbers = {name: numbers.get(name, 0) for name in COLUMNS}
    places = "" if service.places is None else str(service.places)
    cells = [str(numbers[name]) if name in numbers else "" for name in COLUMNS]
    return [service.reference, service.name, places, *cells]


def _shown(service: Service, declared: VacancyDeclaration | None) -> list[str]:
    facts = [
        service.name,
        service.organisation.name,
        PROVISION_TITLES[service.provision_type],
        service.local_authority,
        f"{service.age_from} to {service.age_to}",
        "" if service.places is None else str(service.places),
    ]
    if declared is None:
        return [*facts, "", "", "", ""]
    numbers = (declared.effective_capacity, declared.available, declared.unavailable)
    return [*facts, declared.as_at.isoformat(), *map(str, numbers)]


def _numbers(line: Line) -> dict[str, int | None]:
    return {name: line.values.get(COLUMN_TITLES[name]) for name in COLUMNS}


def _number(cell: str) -> int | None:
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit() and int(cell[:9]) <= MOST and len(cell) <= 4):
        raise ValueError(f"Must be a whole number from 0 to {MOST:,}, or empty")
    return int(cell)
