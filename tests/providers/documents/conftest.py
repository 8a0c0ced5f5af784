"""What tests of documents share."""

import pytest
from sqlalchemy import insert

from portal.db import db
from portal.providers.document_types import DOCUMENT_TYPES
from portal.providers.models import DocumentType


@pytest.fixture
def kinds_again(application):
    """Ask for it first: puts the kinds of document back that emptying the database takes away."""
    yield
    with application.app_context():
        db.session.execute(
            insert(DocumentType),
            [row._asdict() | {"position": place} for place, row in enumerate(DOCUMENT_TYPES)],
        )
        db.session.commit()
        application.extensions["touched"].tables.discard(DocumentType.__tablename__)
