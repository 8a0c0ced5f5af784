"""The factories of this domain make things that hold together."""

import pytest

from portal.tenders.models import Duty, SealingKey
from tests.factories import tenders

MODELS = [
    tenders.FrameworkFactory,
    tenders.LotFactory,
    tenders.BlockLotFactory,
    tenders.PriceLineFactory,
    tenders.SpecificationFactory,
    tenders.RequirementFactory,
    tenders.ProcurementFactory,
    tenders.QuestionFactory,
    tenders.AssignmentFactory,
    tenders.DeadlineExtensionFactory,
]


@pytest.mark.parametrize("factory", MODELS, ids=lambda made: made.__name__)
def test_a_factory_alone_makes_a_row(session, factory):
    made = factory()
    session.commit()
    assert session.get(type(made), made.id) is made


@pytest.mark.parametrize("factory", [tenders.InterestFactory, tenders.ClarificationFactory])
def test_what_belongs_to_an_invitation_is_made_with_its_id(session, factory):
    made = factory(procurement_id=tenders.ProcurementFactory().id)
    session.commit()
    assert made.id


def test_a_published_invitation_has_keys_questions_and_people(session, now):
    procurement = tenders.published_procurement()
    session.commit()
    keys = session.query(SealingKey).filter_by(procurement_id=procurement.id).all()
    assert len(keys) == 2
    assert len(procurement.scale) == 6
    assert [question.weight for question in procurement.questions] == [None, 60, 40]
    assert len(tenders.people_of(procurement, Duty.OPENER)) == 2
    assert len(procurement.lots[0].price_lines) == 3
    assert len(procurement.lots[0].specifications[0].requirements) == 2
    assert procurement.is_open(now)
