"""Settings of the demo's register that no provider here has claimed, so that it has a history."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

HOME = "Children's home"
GOOD = "Good"
ROSE, LATER = "Requires improvement to be good", "Outstanding"


@dataclass(frozen=True, slots=True)
class Stranger:
    """One setting as a file describes it; `inspected` counts days before the file's."""

    urn: str
    owner: str
    council: str
    places: int
    grade: str = GOOD
    status: str = "Active"
    inspected: int = 90


def listed(file: int, councils: tuple[str, str]) -> list[Stranger]:
    """Return the settings that the first, second or third file lists."""
    here, there = councils
    home = Stranger("SC900501", "Marlpit Homes Limited", here, 4)
    first = {
        "moved": home,
        "grew": replace(home, urn="SC900502", places=3),
        "sold": replace(home, urn="SC900503", owner="Saltmarsh Children’s Services Limited"),
        "rerated": replace(home, urn="SC900504", grade=ROSE, inspected=120),
        "suspended": replace(home, urn="SC900505", council=there),
        "gone": replace(home, urn="SC900506", places=2),
    }
    if file == 1:
        return list(first.values())
    second = first | {
        "grew": replace(first["grew"], places=5),
        "suspended": replace(first["suspended"], status="Suspended"),
        "new": replace(home, urn="SC900507", owner="Tern Lodge Care Limited", grade=""),
    }
    if file == 2:
        return list(second.values())
    third = second | {
        "moved": replace(home, council=there),
        "sold": replace(first["sold"], owner="Marlpit Homes Limited"),
        "rerated": replace(first["rerated"], grade=LATER, inspected=80),
        "suspended": first["suspended"],
    }
    del third["gone"]
    return list(third.values())


def row_of(stranger: Stranger, as_at: date, width: int) -> list[str]:
    """Return a setting as a row of a file with this many columns: without grades, or with them."""
    inspected = as_at - timedelta(days=stranger.inspected)
    rated = bool(stranger.grade)
    cells = [
        *("Demonstration", stranger.urn, HOME, "01/09/2019", stranger.status, "REDACTED"),
        *("Demonstration", stranger.council, "Private", str(stranger.places), stranger.owner),
        "Full inspection" if rated else "",
        f"{inspected:%d/%m/%Y}" if rated else "",
        f"{inspected + timedelta(days=40):%d/%m/%Y}" if rated else "",
        f"2099{stranger.urn[-4:]}" if rated else "",
        *[stranger.grade] * 3,
        "",
    ]
    return cells[:width]
