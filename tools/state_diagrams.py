"""Draws the state diagrams of docs/domain.md from the tables of moves that the code runs by."""

import re
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from portal.contracts.models import (
    APPOINTMENT_MOVES,
    DISPUTE_MOVES,
    PROPOSAL_MOVES,
    SEARCH_MOVES,
)
from portal.monitoring.models import BREACH_MOVES, PUT_MOVES
from portal.providers.models import (
    ACTION_MOVES,
    DOCUMENT_MOVES,
    REGISTRATION_MOVES,
    SUCCESSION_MOVES,
    VISIT_MOVES,
)
from portal.providers.models import DISPUTE_MOVES as CLAIM_MOVES
from portal.tenders.models import (
    ENTRY_MOVES,
    EXTENSION_MOVES,
    PROCUREMENT_MOVES,
    RECOMMENDATION_MOVES,
)

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "domain.md"
START, END = "<!-- diagrams -->", "<!-- end of diagrams -->"

Moves = Mapping[Any, Any]

MACHINES: dict[str, Moves] = {
    "Registration of a service": REGISTRATION_MOVES,
    "Disputed claim": CLAIM_MOVES,
    "Service succession": SUCCESSION_MOVES,
    "Quality assurance visit": VISIT_MOVES,
    "Action of a visit": ACTION_MOVES,
    "Compliance document": DOCUMENT_MOVES,
    "Procurement": PROCUREMENT_MOVES,
    "Later deadline": EXTENSION_MOVES,
    "Entry of a bid": ENTRY_MOVES,
    "Recommendation": RECOMMENDATION_MOVES,
    "Appointment": APPOINTMENT_MOVES,
    "Proposed suspension": PROPOSAL_MOVES,
    "Search": SEARCH_MOVES,
    "Dispute of a record": DISPUTE_MOVES,
    "Breach": BREACH_MOVES,
    "Breach put to the provider": PUT_MOVES,
}


def diagram(moves: Moves) -> str:
    """Return a Mermaid state diagram of one table of moves: the enum's first state begins."""
    kind: type[StrEnum] = type(next(iter(moves)))
    states = list(kind)
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {states[0].value}"]
    for state in states:
        onward = moves.get(state, set())
        lines += [f"    {state.value} --> {to.value}" for to in states if to in onward]
        if not onward:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join([*lines, "```"])


def section() -> str:
    """Return every diagram under its heading."""
    return "\n\n".join(f"### {title}\n\n{diagram(moves)}" for title, moves in MACHINES.items())


def drawn(document: str) -> str:
    """Return a document with the diagrams between its two marks drawn anew."""
    pattern = re.compile(f"{re.escape(START)}.*{re.escape(END)}", re.DOTALL)
    return pattern.sub(lambda _found: f"{START}\n\n{section()}\n\n{END}", document)


if __name__ == "__main__":
    DOCUMENT.write_text(drawn(DOCUMENT.read_text()))
    sys.stdout.write(f"{DOCUMENT.name} is drawn\n")
