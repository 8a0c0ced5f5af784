"""Letters and receipts as PDF. Each is also a page, and the page is the accessible version."""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    ListFlowable,
    ListItem,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

MARGIN = 20 * mm
PADDING = 6  # What a page frame keeps free inside its margins.
EDGE = MARGIN + PADDING
WIDTH = A4[0] - 2 * EDGE
FOOT = 12 * mm
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=7)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=9, leading=12, spaceAfter=0)
STRONG = ParagraphStyle("strong", parent=SMALL, fontName="Helvetica-Bold")
RIGHT = ParagraphStyle("right", parent=SMALL, alignment=2)
STRONG_RIGHT = ParagraphStyle("strong-right", parent=STRONG, alignment=2)
SERVICE = ParagraphStyle("service", parent=BODY, fontName="Helvetica-Bold", fontSize=12)
TITLE = ParagraphStyle("title", parent=SERVICE, fontSize=20, leading=25, spaceAfter=10)
HEADING = ParagraphStyle(
    "heading", parent=SERVICE, fontSize=13, leading=18, spaceBefore=8, keepWithNext=1
)
CAPTION = ParagraphStyle("caption", parent=STRONG, spaceBefore=6, spaceAfter=3, keepWithNext=1)
NOTICE = ParagraphStyle(
    "notice",
    parent=BODY,
    borderColor=colors.black,
    borderWidth=1.5,
    borderPadding=PADDING,
    leftIndent=PADDING,
    rightIndent=PADDING,
    spaceBefore=PADDING,
    spaceAfter=14,
)
RULED = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.HexColor("#b1b4b6")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
    ]
)
# Letters that the built-in fonts lack and that do not come apart into a letter and an accent.
PLAIN = str.maketrans({"Ł": "L", "ł": "l", "đ": "d", "Đ": "D", "ħ": "h", "≥": ">="})


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading below the title."""

    text: str


@dataclass(frozen=True)
class Caption:
    """What a table below is called; it stands on the page on which the table begins."""

    text: str


@dataclass(frozen=True)
class Notice:
    """A framed paragraph that must not be missed."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A bulleted list."""

    items: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Names and their values, one pair a line."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Grid:
    """A table under headings that repeat on every page; `figures` are columns set to the right."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: Sequence[int] = ()
    widths: Sequence[float] | None = None


Block = Text | Heading | Caption | Notice | Bullets | Facts | Grid


def letter(*, service_name: str, title: str, blocks: Sequence[Block], footer: str = "") -> bytes:
    """Return a letter or receipt as PDF; the same words give the same bytes.

    Texts are plain: no mark-up in them is obeyed. Dates and money come in already written out.
    `footer` stands on every page beside its number, for instance a reference.
    """
    target = io.BytesIO()
    frame = SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + FOOT,
        title=title,
        author=service_name,
        lang="en-GB",
        invariant=1,  # No moment of creation and no random identity.
    )
    story = [paragraph(service_name, SERVICE), paragraph(title, TITLE)]
    for block in blocks:
        story += flowables(block)
    frame.build(story, canvasmaker=numbered(footer))
    return target.getvalue()


def flowables(block: Block) -> Iterator[Flowable]:
    """Turn one block into what the page builder lays out."""
    match block:
        case Text(text):
            yield paragraph(text, BODY)
        case Heading(text):
            yield paragraph(text, HEADING)
        case Caption(text):
            yield paragraph(text, CAPTION)
        case Notice(text):
            yield paragraph(text, NOTICE)
        case Bullets(items):
            points = [ListItem(paragraph(item, BODY)) for item in items]
            yield ListFlowable(points, bulletType="bullet", start="•", leftIndent=14)
        case Facts(rows):
            yield from facts(rows)
        case Grid():
            yield from grid(block)


def facts(rows: Sequence[tuple[str, str]]) -> Iterator[Flowable]:
    """Lay out names and values in two columns."""
    cells = [[paragraph(name, STRONG), paragraph(value, SMALL)] for name, value in rows]
    if cells:
        yield table(cells, [WIDTH * 0.32, WIDTH * 0.68])
        yield Spacer(1, 10)


def grid(block: Grid) -> Iterator[Flowable]:
    """Lay out a table; without widths its columns share the page evenly."""
    shares = block.widths or [1] * len(block.headings)
    widths = [WIDTH * share / sum(shares) for share in shares]
    styles = [RIGHT if at in block.figures else SMALL for at in range(len(widths))]
    heads = [STRONG_RIGHT if at in block.figures else STRONG for at in range(len(widths))]
    cells = [set_row(block.headings, heads)]
    cells += [set_row(row, styles) for row in block.rows]
    yield table(cells, widths, repeatRows=1)
    yield Spacer(1, 10)


def set_row(row: Sequence[str], styles: Sequence[ParagraphStyle]) -> list[Flowable]:
    """Set a row, each text in the style of its column; there must be one for every column."""
    return [paragraph(text, style) for text, style in zip(row, styles, strict=True)]


def table(cells: list[list[Flowable]], widths: list[float], **options: int) -> Flowable:
    """Rule a table whose rows may run over the end of a page."""
    return Table(cells, widths, style=RULED, splitInRow=1, **options)


def paragraph(text: str, style: ParagraphStyle) -> Flowable:
    """Set plain text, keeping its line breaks and obeying no mark-up."""
    return Paragraph(escape(printable(text)).replace("\n", "<br/>"), style)


def printable(text: str) -> str:
    """Return text with every character that the built-in fonts lack replaced by a near one or `?`.

    Those fonts hold Windows-1252, so a Welsh or Polish letter may lose its accent here.
    """
    return "".join(near(character) for character in text.translate(PLAIN))


def near(character: str) -> str:
    """Return the character itself, its letter without accents, or a question mark."""
    if character == "\n":
        return character
    if unicodedata.category(character)[0] == "C":
        return ""
    for form in (character, unicodedata.normalize("NFKD", character)[:1]):
        if form.encode("cp1252", "ignore"):
            return form
    return "?"


def numbered(footer: str) -> type[Canvas]:
    """Return a canvas that writes `footer` and `Page 1 of 3` at the foot of every page."""

    class NumberedCanvas(Canvas):
        """Holds pages back until their number is known."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.held: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self.held.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self.held, start=1):
                self.__dict__.update(page)
                self.setFont("Helvetica", 8.5)
                self.drawString(EDGE, FOOT, printable(footer))
                self.drawRightString(A4[0] - EDGE, FOOT, f"Page {number} of {len(self.held)}")
                super().showPage()
            super().save()

    return NumberedCanvas
