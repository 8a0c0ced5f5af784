"""What comes out of a quality envelope: responses to mark, confirmations, and files to read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.db import db
from portal.files import FileMissingError
from portal.tenders.models import (
    Confirmation,
    Entry,
    Procurement,
    Question,
    Response,
    Scope,
    Submission,
)
from portal.tenders.queries import bids as queries
from portal.tenders.sealing.canonical import sha256
from portal.tenders.sealing.errors import SealBrokenError
from portal.tenders.services.bid_files import file_content, read_file
from portal.tenders.services.document_standing import opened_documents
from portal.tenders.services.drafts import scope_key
from portal.tenders.services.receipts import reference_of
from portal.tenders.services.vault import Vault


@dataclass
class Opened:
    """An entry's document as it was opened, and what is wrong with its files."""

    entry: Entry
    submission: Submission
    document: Mapping[str, Any]
    file_problems: list[str] = field(default_factory=list)


def version_problem(
    submission: Submission, document: Mapping[str, Any], procurement: Procurement
) -> None:
    """Check that a document says that it belongs to the version it was sealed for.

    Raises:
        SealBrokenError: it says otherwise.
    """
    about = document["about"]
    said = (about["procurement"], about["entry"], about["version"])
    if said != (procurement.reference, submission.entry.reference, submission.version):
        raise SealBrokenError("This document belongs to another entry or version.")


def file_problems(opened: Opened, vault: Vault) -> list[str]:
    """Check every file of an entry against the digest its document lists; name what fails."""
    problems = []
    for listed in opened.document["files"]:
        try:
            intact = sha256(content_of(opened.entry, listed["member"], vault)) == listed["sha256"]
        except (FileMissingError, SealBrokenError):
            intact = False
        if not intact:
            problems.append(
                f"{listed['name']}: missing from the store, or not the file that was submitted"
            )
    return problems


def content_of(entry: Entry, member: str, vault: Vault) -> bytes:
    """Read a file of a version by its name in the documents."""
    row = db.session.scalars(queries.file_of(entry.bid, reference_of(member))).first()
    if row is None:
        raise FileMissingError(member)
    return file_content(entry.bid, row, vault)


def listed_file(response: Response, reference: str) -> dict[str, Any] | None:
    """Return what the opened document lists of one file of an answer, if it lists it."""
    listed = (file for file in response.files if reference_of(file["member"]) == reference)
    return next(listed, None)


def opened_file(response: Response, listed: Mapping[str, Any], vault: Vault) -> tuple[bytes, str]:
    """Return the bytes and the media type of a file of an opened answer.

    Raises:
        FileMissingError: the store does not hold it.
        SealBrokenError: it is not the file that was submitted.
    """
    row = db.session.scalars(queries.file_of(response.bid, reference_of(listed["member"]))).one()
    content = file_content(response.bid, row, vault)
    if sha256(content) != listed["sha256"]:
        raise SealBrokenError("This file is not the one that was submitted: its digest differs.")
    return content, read_file(response.bid, row, vault).media_type


def write_responses(procurement: Procurement, opened: Iterable[Opened]) -> None:
    """Write what evaluators mark: each answer once for its scope, from what arrived last.

    An answer for the organisation or for a lot stands in every entry that shares it; the version
    that the bidder submitted last is the one that counts.
    """
    questions = {question.id: question for question in procurement.questions}
    responses: dict[tuple[int, int, str], Response] = {}
    in_order = sorted(opened, key=lambda one: (one.submission.received_at, one.submission.id))
    for one in in_order:
        files = {listed["member"]: dict(listed) for listed in one.document["files"]}
        for answer in one.document["content"]["answers"]:
            question = questions.get(answer["question"])
            if question is not None:
                made = response_to(question, answer, one.entry, files)
                responses[(question.id, made.bid_id, made.scope_key)] = made
        db.session.add_all(confirmations_of(one))
        db.session.add_all(opened_documents(one.entry, one.document["content"]))
    db.session.add_all(responses.values())
    db.session.flush()


def response_to(
    question: Question,
    answer: Mapping[str, Any],
    entry: Entry,
    files: Mapping[str, dict[str, Any]],
) -> Response:
    """Write one answer as a response; it belongs to lot and entry as its question's scope says."""
    return Response(
        procurement_id=entry.procurement_id,
        question_id=question.id,
        bid_id=entry.bid_id,
        scope_key=scope_key(question, lot_id=entry.lot_id, entry_id=entry.id),
        lot_id=None if question.scope is Scope.ORGANISATION else entry.lot_id,
        entry_id=entry.id if question.scope is Scope.SERVICE else None,
        text=answer["text"],
        files=[files[member] for member in answer["files"]],
    )


def confirmations_of(opened: Opened) -> list[Confirmation]:
    """Write an entry's word on each requirement."""
    return [
        Confirmation(
            entry_id=opened.entry.id,
            requirement_id=said["requirement"],
            confirmed=said["confirmed"],
            explanation=said["explanation"],
        )
        for said in opened.document["content"]["requirements"]
    ]
