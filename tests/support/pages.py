"""What every page must be: valid, titled, labelled, its errors tied to their fields."""

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import html5lib

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


def check_page(html: str) -> None:
    """Raise `AssertionError` with a sentence where a page breaks one of the rules."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    page: Element = parser.parse(html)
    problems = [f"{code} at {position}" for position, code, _ in parser.errors]
    assert not problems, f"The page is not valid HTML5: {'; '.join(problems[:5])}."
    _check_headings(page)
    _check_ids(page)
    _check_labels(page)
    _check_forms(page)


def text_of(element: Element) -> str:
    """The words inside an element, spaces tidied."""
    return " ".join("".join(element.itertext()).split())


def date_boxes(name: str, day: date, time: str | None = None) -> dict[str, str]:
    """What a browser sends for a `DateField`, or with a time for a `DateTimeField`."""
    boxes = {f"{name}-day": str(day.day), f"{name}-month": str(day.month)}
    boxes[f"{name}-year"] = str(day.year)
    return boxes | ({f"{name}-time": time} if time else {})


def _check_headings(page: Element) -> None:
    headings = [text_of(heading) for heading in page.iter("h1")]
    assert len(headings) == 1, f"The page has {len(headings)} h1 headings, not one: {headings}."
    assert headings[0], "The page's h1 is empty."
    title = text_of(next(page.iter("title"), Element("title"))).removeprefix("Error: ")
    assert title.startswith(headings[0]), (
        f"The title {title!r} does not start with the h1 {headings[0]!r}."
    )


def _check_ids(page: Element) -> None:
    counted = Counter(_ids(page))
    doubled = sorted(name for name, times in counted.items() if times > 1)
    assert not doubled, f"These ids stand on more than one element: {', '.join(doubled)}."
    assert "" not in counted, "An element has an empty id."
    for element in page.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            missing = set(element.get(attribute, "").split()) - set(counted)
            assert not missing, f"{attribute} names ids that do not exist: {sorted(missing)}."
    for link in _inside(page, "govuk-error-summary", "a"):
        href = link.get("href", "")
        assert href.startswith("#"), f"The error summary links to {href!r}, not to a field."
        assert href[1:] in counted, f"The error summary links to {href!r}, which does not exist."


def _check_labels(page: Element) -> None:
    labelled = {label.get("for") for label in page.iter("label") if text_of(label)}
    for kind in ("input", "select", "textarea"):
        for control in page.iter(kind):
            if kind == "input" and control.get("type", "text") in UNLABELLED:
                continue
            named = control.get("aria-label") or control.get("aria-labelledby")
            assert named or control.get("id") in labelled, (
                f"The {kind} {control.get('name')!r} has no label."
            )
    for button in page.iter("button"):
        assert text_of(button) or button.get("aria-label"), "A button has no words."


def _check_forms(page: Element) -> None:
    for form in page.iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        action = form.get("action", "")
        assert action, "A form that is posted has no action."
        tokens = [one for one in form.iter("input") if one.get("name") == "csrf_token"]
        assert len(tokens) == 1, f"The form to {action} has {len(tokens)} CSRF tokens, not one."
        assert tokens[0].get("value"), f"The CSRF token of the form to {action} is empty."


def _ids(page: Element) -> Iterator[str]:
    return (element.get("id", "") for element in page.iter() if "id" in element.attrib)


def _inside(page: Element, css_class: str, tag: str) -> Iterator[Element]:
    for element in page.iter():
        if re.search(rf"(^|\s){css_class}(\s|$)", element.get("class", "")):
            yield from element.iter(tag)
