"""The command that checks every price, and what the front page says waits."""

from sqlalchemy import select

from portal.contracts.models import PricePiece
from tests.factories.contracts import appointed, award_for, placed


def test_every_price_is_checked_by_a_command(app, session, vale):
    placed(vale.council, vale.lot)
    session.commit()
    result = app.test_cli_runner().invoke(args=["placements", "check", "--all"])
    assert result.exit_code == 0
    assert "Checked 1 placement." in result.output
    first = session.scalars(select(PricePiece).order_by(PricePiece.starts_on)).first()
    assert first.reference_kind == "lot_ceiling"


def test_the_command_wants_to_be_told_that_all_are_meant(app):
    result = app.test_cli_runner().invoke(args=["placements", "check"])
    assert result.exit_code == 2


def test_a_contract_manager_is_told_of_awards_and_of_ends(client, session, vale, now, at):
    award_for(vale.lot)
    appointed(vale.lot, ends_on=now.date().replace(year=2027, month=1))
    page = client.sign_in(vale.manager).get("/").text
    assert "Act on awards" in page
    assert "Decide about appointments that end soon" in page


def test_an_officer_without_anything_open_is_told_nothing(client, vale, at):
    page = client.sign_in(vale.officer).get("/").text
    assert "Complete emergency records" not in page
    assert "Go on with open searches" not in page
