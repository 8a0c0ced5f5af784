"""A provider's record as PDF: the sections of the page, without its charts."""

from collections.abc import Iterable, Sequence

from portal.monitoring.record_parts import Block, Section, Table, Words
from portal.monitoring.record_parts import Facts as FactsOfPage
from portal.pdf import Block as Printed
from portal.pdf import Caption, Facts, Grid, Heading, Text, letter


def record_pdf(
    *, service_name: str, title: str, notes: Sequence[str], sections: Iterable[Section]
) -> bytes:
    """Return the record; the same words give the same bytes."""
    blocks: list[Printed] = [Text(one) for one in notes]
    for section in sections:
        blocks.append(Heading(section.title))
        for block in section.blocks:
            blocks += _printed(block)
    return letter(service_name=service_name, title=title, blocks=blocks, footer=title)


def _printed(block: Block) -> list[Printed]:
    if isinstance(block, Words):
        return [Text(block.text)]
    if isinstance(block, FactsOfPage):
        return [Facts([(name, cell.text) for name, cell in block.rows])]
    if isinstance(block, Table):
        if not block.rows:
            return [Text(f"{block.caption}: {block.empty[:1].lower()}{block.empty[1:]}")]
        rows = [[cell.text for cell in row] for row in block.rows]
        return [Caption(block.caption), Grid(block.columns, rows, block.figures, block.widths)]
    return []
