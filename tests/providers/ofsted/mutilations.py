"""Ways in which a published file comes to harm on its way here."""

import csv
import io

from hypothesis import strategies as st

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "mac_roman")
JUNK = (
    "",
    "\0",
    "REDACTED",
    "31/02/2024",
    "-1",
    "=1+1",
    "4.5",
    '"',
    "Good *",
    "\N{SNOWMAN}",
    "x" * 400,
)


def table_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig", errors="replace"))))


def bytes_of(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@st.composite
def mutilated(draw, files: tuple[bytes, ...]) -> bytes:
    """One of some files after one to four mishaps to its cells and then to its bytes."""
    rows = table_of(draw(st.sampled_from(files)))
    for _ in range(draw(st.integers(0, 3))):
        rows = draw(st.sampled_from(CELL_MISHAPS))(draw, rows)
    data = bytes_of(rows)
    if draw(st.booleans()):
        data = draw(st.sampled_from(BYTE_MISHAPS))(draw, data)
    return data


def _row(draw, rows):
    return draw(st.integers(0, len(rows) - 1)) if rows else 0


def _column(draw, rows):
    return draw(st.integers(0, max(max((len(row) for row in rows), default=1) - 1, 0)))


def _row_cut(draw, rows):
    place = _row(draw, rows)
    return [*rows[:place], *rows[place + 1 :]]


def _row_twice(draw, rows):
    place = _row(draw, rows)
    return [*rows[: place + 1], *rows[place:]]


def _row_short(draw, rows):
    place = _row(draw, rows)
    return [row[:-1] if at == place else row for at, row in enumerate(rows)]


def _column_dropped(draw, rows):
    place = _column(draw, rows)
    return [[*row[:place], *row[place + 1 :]] for row in rows]


def _column_twice(draw, rows):
    place = _column(draw, rows)
    return [[*row[: place + 1], *row[place:]] for row in rows]


def _cell(draw, rows):
    place, column = _row(draw, rows), _column(draw, rows)
    junk = draw(st.sampled_from(JUNK) | st.text(max_size=20))
    return [
        [junk if (at, here) == (place, column) else cell for here, cell in enumerate(row)]
        for at, row in enumerate(rows)
    ]


def _cells_moved(draw, rows):
    place = _row(draw, rows)
    return [["", *row] if at == place else row for at, row in enumerate(rows)]


CELL_MISHAPS = (
    *(_row_cut, _row_twice, _row_short, _column_dropped, _column_twice, _cell, _cell),
    _cells_moved,
)


def _flipped(draw, data):
    found = bytearray(data)
    for _ in range(draw(st.integers(1, 5))):
        if found:
            found[draw(st.integers(0, len(found) - 1))] = draw(st.integers(0, 255))
    return bytes(found)


def _cut(draw, data):
    return data[: draw(st.integers(0, len(data)))]


def _recoded(draw, data):
    return data.decode().encode(draw(st.sampled_from(ENCODINGS)), errors="replace")


def _spoilt(draw, data):
    place = draw(st.integers(0, len(data)))
    return data[:place] + draw(st.sampled_from((b"\0", b'"', b"\xff\xfe", b"\r"))) + data[place:]


def _other_kind(draw, data):
    return draw(st.sampled_from((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-1.7\n", b""))) + data


def _nothing(_draw, _data):
    return b""


BYTE_MISHAPS = (_flipped, _cut, _recoded, _spoilt, _other_kind, _nothing)
