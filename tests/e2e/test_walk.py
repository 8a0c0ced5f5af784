"""The whole way, walked once in order: each chapter goes on where the one before it ended."""

import pytest

from tests.e2e.walk import (
    bidding,
    contracting,
    inviting,
    joining,
    judging,
    placing,
    watching,
)
from tests.e2e.walk.scene import Scene

pytestmark = pytest.mark.usefixtures("closed_windows")


@pytest.fixture(scope="module")
def scene(walked_app, visitor, clock) -> Scene:
    """The stage, on the demo's own day."""
    scene = Scene(walked_app, visitor, clock)
    scene.on(0, 9)
    return scene


def test_the_administrator_imports_a_newer_register(scene, tmp_path):
    joining.administrator_imports(scene, tmp_path)


def test_a_new_provider_registers_and_claims_its_homes(scene):
    joining.provider_registers(scene)
    joining.provider_claims(scene)


def test_a_commissioner_writes_a_framework(scene):
    inviting.commissioner_writes_framework(scene)


def test_a_commissioner_writes_and_publishes_an_invitation(scene):
    inviting.commissioner_writes_invitation(scene)


def test_a_question_is_answered_for_everybody(scene):
    scene.on(3, 10)
    inviting.provider_asks(scene)
    scene.on(4, 10)
    inviting.commissioner_answers(scene)


def test_a_new_provider_bids_and_keeps_its_receipt(scene):
    scene.on(20, 10)
    bidding.newcomer_bids(scene)


def test_a_second_provider_bids_until_the_deadline_and_is_late_on_it(scene):
    scene.on(28, 11, 40)
    bidding.second_provider_bids(scene)


def test_two_officers_open_the_bids(scene):
    scene.on(29, 10)
    judging.officers_open(scene)


def test_evaluators_mark_alone_and_the_panel_agrees(scene):
    scene.on(32, 10)
    judging.evaluators_mark(scene)
    judging.panel_agrees(scene)


def test_prices_open_last_and_the_ranking_explains_itself(scene):
    scene.on(35, 10)
    judging.prices_open(scene)
    judging.commissioner_recommends(scene)


def test_another_person_approves_and_bidders_read_why(scene):
    scene.on(36, 10)
    judging.manager_checks(scene)
    judging.approver_approves(scene)
    judging.bidders_read_results(scene)


def test_awards_become_appointments_and_a_block_contract(scene):
    scene.on(38, 10)
    contracting.manager_appoints(scene)
    contracting.manager_makes_block(scene)
    scene.on(41, 9)
    contracting.provider_sees_contracts(scene)


def test_a_placements_officer_searches_and_places(scene):
    scene.on(41, 10)
    placing.officer_searches(scene)
    scene.on(44, 10)
    placing.officer_calls_off(scene)
    scene.on(60, 10)
    placing.officer_buys_spot(scene)
    placing.officer_records_emergency(scene)


def test_a_price_breach_is_found_worked_on_and_waived_by_two_people(scene):
    scene.on(61, 10)
    watching.manager_runs_rules(scene)
    watching.manager_works_on_breach(scene)
    watching.colleague_approves(scene)
