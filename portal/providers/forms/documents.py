"""The forms of compliance documents."""

from typing import Any

from portal.files.uploads import in_words
from portal.forms import (
    CheckboxField,
    Choice,
    DateField,
    FileField,
    IntegerField,
    OnceForm,
    PortalForm,
    PoundsField,
    RadiosField,
    SubmitField,
    TextAreaField,
    TextField,
    form_with,
)
from portal.providers.models import ComplianceDocument, DocumentHolder, DocumentType
from portal.providers.services.documents import DocumentFacts

LARGEST_SUM = 1_000_000_000_00
ACCEPT, RETURN = "accept", "return"


class DocumentForm(OnceForm):
    """The facts of one document; which fields there are depends on its kind."""

    def facts(self) -> DocumentFacts:
        """Return what was typed."""
        return DocumentFacts(
            issued_on=self["issued_on"].data,
            expires_on=self._typed("expires_on"),
            sum_insured_pence=self._typed("sum_insured"),
            number=self._typed("number") or "",
            issuer=self._typed("issuer") or "",
        )

    def _typed(self, name: str) -> Any:
        return self[name].data if name in self else None


def document_form(kind: DocumentType, *, max_bytes: int) -> DocumentForm:
    """Return the form for a document of a kind, with a file of so many bytes at the most."""
    fields: dict[str, Any] = {
        "file": FileField(
            "File",
            required="Select a file",
            hint="A PDF, Word document (DOCX), spreadsheet (XLSX), PNG or JPG, smaller than "
            f"{in_words(max_bytes)}.",
            accept=".pdf,.docx,.xlsx,.png,.jpg,.jpeg",
        )
    }
    begins = "First day of cover" if kind.insures else "Date of the document"
    fields["issued_on"] = DateField(
        begins, what="Date", required=f"Enter the {begins[0].lower()}{begins[1:]}"
    )
    if kind.expiry_label:
        months = f"Usually within {kind.valid_months} months." if kind.valid_months else ""
        fields["expires_on"] = DateField(
            kind.expiry_label, what="Date", required=_enter(kind.expiry_label), hint=months
        )
    if kind.insures:
        fields["sum_insured"] = PoundsField(
            "Sum insured",
            required="Enter the sum insured",
            hint="For any one claim, in pounds, as the certificate says it.",
            minimum=1,
            maximum=LARGEST_SUM,
        )
    if kind.number_label:
        fields["number"] = TextField(
            kind.number_label, required=_enter(kind.number_label), max_length=60, width=20
        )
    if kind.issuer_label:
        fields["issuer"] = TextField(
            kind.issuer_label, required=_enter(kind.issuer_label), max_length=120
        )
    fields["submit"] = SubmitField("Add this document")
    return form_with(DocumentForm, fields)()


def _enter(label: str) -> str:
    return f"Enter the {label[0].lower()}{label[1:]}"


class ConfirmForm(PortalForm):
    """One button that is pressed knowingly."""

    submit = SubmitField("Continue")


class ReviewForm(PortalForm):
    """A reviewer's decision about one document."""

    decision = RadiosField(
        "What do you decide?",
        required="Choose whether to accept or return the document",
        choices=[
            Choice(ACCEPT, "Accept it", "It counts for every framework and region."),
            Choice(RETURN, "Return it", "The provider is told why, and adds it again."),
        ],
    )
    expiry_seen = CheckboxField("The dates entered are the dates on the document")
    sum_seen = CheckboxField("The sum insured entered is the sum on the document")
    reason = TextAreaField(
        "What the provider must put right",
        hint="If you return it.",
        max_length=2000,
        rows=3,
        say_optional=False,
    )
    submit = SubmitField("Save decision")


def review_form(document: ComplianceDocument) -> ReviewForm:
    """Return the form of a review, with the confirmations that the document calls for."""
    form = ReviewForm()
    if not document.type.insures:
        del form.sum_seen
    if document.type.expiry_label == "":
        form.expiry_seen.label.text = "The date entered is the date on the document"
    return form


class DocumentTypeForm(PortalForm):
    """A kind of document that is to be asked for."""

    title = TextField("Name of the document", required="Enter the name of the document")
    guidance = TextAreaField(
        "What it must show", required="Enter what the document must show", rows=2, max_length=500
    )
    held_by = RadiosField(
        "Who holds it",
        required="Choose who holds it",
        choices=[
            Choice(DocumentHolder.ORGANISATION.value, "The organisation, once"),
            Choice(DocumentHolder.SERVICE.value, "Each of its services"),
        ],
    )
    valid_months = IntegerField(
        "Months for which it usually holds",
        hint="Leave empty for a document without an end.",
        minimum=1,
        maximum=120,
        width=3,
    )
    number_label = TextField(
        "What its number is called", hint="Leave empty when it has none.", max_length=60, width=20
    )
    insures = CheckboxField("It insures a sum")
    expected = CheckboxField("Every provider is expected to hold it")
    submit = SubmitField("Add this kind")
