"""The rules run over what changed; a breach is worked on, waived by two people, rechecked."""

from portal.monitoring.jobs.long_work import do_waiting
from portal.monitoring.task_handlers import TASK_HANDLERS
from tests.e2e.walk.scene import Scene, day


def manager_runs_rules(scene: Scene) -> None:
    """The contract manager asks for the job that looks at what changed."""
    helen = scene.as_("Helen Tranter").follow("Jobs").look("jobs")
    helen.press("Run now Check again what has changed").look("job waits")
    with scene.app.app_context():
        do_waiting(TASK_HANDLERS)
    helen.go("/jobs").look("jobs done")


def manager_works_on_breach(scene: Scene) -> None:
    """The breach of the spot purchase stands in the queue, is assigned and may be waived."""
    helen = scene.as_("Helen Tranter").look("home with breaches").follow("Breaches")
    helen.expect("Fairwater House").look("breaches")
    helen.fill(rule="price-above-own-rate", council="Thornmoor Council").press("Apply filters")
    helen.look("breaches filtered").pick("Fairwater House").expect("£1,571.43").look("breach")
    helen.fill(assignee="Dev Sandhu").press("Assign").expect("Assigned to Dev Sandhu")
    helen.press("Propose a waiver").press("Propose the waiver").look("waiver with errors")
    helen.fill(reason="The only home that could take both brothers.", until=day(90))
    helen.press("Propose the waiver").expect("Somebody else has to approve it").look("proposed")


def colleague_approves(scene: Scene) -> None:
    """Another person approves, and asks for a recheck."""
    dev = scene.as_("Dev Sandhu").follow("Breaches").look("queue of a colleague")
    dev.follow("Waivers to decide").look("waivers to decide").pick("Fairwater House")
    dev.press("Decide this waiver").look("decide waiver")
    dev.fill(decision="approve", note="Agreed for this term.")
    dev.press("Save the decision").expect("Waived until").press("Ask for a recheck")
    dev.expect("The rule still finds it").look("rechecked")
