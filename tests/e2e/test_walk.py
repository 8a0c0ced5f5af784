"""The whole way, walked once in order: each chapter goes on where the one before it ended."""

import pytest

from tests.e2e.walk import inviting, joining
from tests.e2e.walk.scene import Scene


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
