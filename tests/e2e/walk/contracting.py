"""The contract manager makes appointments and a block contract of what was awarded."""

from tests.e2e.walk.scene import FRAMEWORK, NEWCOMER, Scene

SHARES = {"Thornmoor Council": 1, "Brackwater Council": 1}


def manager_appoints(scene: Scene) -> None:
    """Every successful service is appointed at once, at the prices of its bid."""
    helen = scene.as_("Helen Tranter").look("contract manager home").follow("Awards")
    helen.look("awards to act on").press("Make all appointments").look("appoint all")
    helen.press("Make all appointments").expect("3 appointments made").look("appointments")
    helen.pick("Rowan Cottage").expect("5,150.00").look("appointment")


def manager_makes_block(scene: Scene) -> None:
    """The block is shared by two councils; shares that do not add up are refused."""
    helen = scene.as_("Helen Tranter").follow("Awards").follow("Make block contract")
    helen.page.get_by_label("Thornmoor Council").fill("3")
    helen.press("Make block contract").expect("There is a problem").look("shares refused")
    for council, places in SHARES.items():
        helen.page.get_by_label(council).fill(str(places))
    helen.press("Make block contract").expect("is made").look("block contract")
    helen.follow("Block contracts").look("block contracts")


def provider_sees_contracts(scene: Scene) -> None:
    """The provider finds its appointments, and the public finds the framework."""
    scene.as_newcomer().follow("Appointments").look("own appointments")
    public = scene.arrive().go("/framework-register").expect(FRAMEWORK)
    public.expect(NEWCOMER).look("framework register")
