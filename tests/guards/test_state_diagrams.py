"""The state diagrams of the documentation are those of the code."""

from tools.state_diagrams import DOCUMENT, MACHINES, diagram, drawn


def test_the_documented_diagrams_are_drawn_from_the_tables_of_moves():
    document = DOCUMENT.read_text()
    assert drawn(document) == document, "run python -m tools.state_diagrams"


def test_every_move_of_every_table_is_in_its_diagram():
    for moves in MACHINES.values():
        text = diagram(moves)
        for state, onward in moves.items():
            for to in onward:
                assert f"{state.value} --> {to.value}" in text
