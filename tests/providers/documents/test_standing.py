"""How documents stand against what is asked, as examples and as properties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.providers.document_standing import COUNTS, LIVE, State, find_standing, in_force
from portal.providers.models import ComplianceDocument, DocumentStatus

TODAY = date(2026, 11, 23)
A_DAY = timedelta(days=1)
ACCEPTED, SUBMITTED = DocumentStatus.ACCEPTED, DocumentStatus.SUBMITTED
RETURNED, WITHDRAWN = DocumentStatus.RETURNED, DocumentStatus.WITHDRAWN


def paper(status=ACCEPTED, version=1, begins=-30, ends: int | None = 300, pounds=None):
    return ComplianceDocument(
        status=status,
        version=version,
        issued_on=TODAY + begins * A_DAY,
        expires_on=None if ends is None else TODAY + ends * A_DAY,
        sum_insured_pence=None if pounds is None else pounds * 100,
    )


@pytest.mark.parametrize(
    ("papers", "state"),
    [
        ([], State.MISSING),
        ([paper(WITHDRAWN)], State.MISSING),
        ([paper()], State.MET),
        ([paper(ends=None)], State.MET),
        ([paper(ends=0)], State.EXPIRES_SOON),
        ([paper(ends=-1)], State.EXPIRED),
        ([paper(begins=1)], State.NOT_YET_IN_FORCE),
        ([paper(begins=0)], State.MET),
        ([paper(SUBMITTED)], State.AWAITING_REVIEW),
        ([paper(SUBMITTED, ends=-1)], State.EXPIRED),
        ([paper(RETURNED)], State.RETURNED),
        ([paper(ends=-1), paper(SUBMITTED, 2)], State.AWAITING_REVIEW),
        ([paper(ends=-1), paper(RETURNED, 2)], State.RETURNED),
        ([paper(), paper(RETURNED, 2)], State.MET),
        ([paper(ends=59)], State.EXPIRES_SOON),
        ([paper(ends=60)], State.MET),
        ([paper(ends=10), paper(SUBMITTED, 2)], State.EXPIRES_SOON),
        ([paper(ends=10), paper(version=2, begins=11)], State.MET),
        ([paper(ends=10), paper(version=2, begins=12)], State.EXPIRES_SOON),
    ],
)
def test_the_newest_version_in_force_decides_and_else_what_was_sent_last(papers, state):
    assert find_standing(papers, TODAY, until=TODAY + 60 * A_DAY).state is state


def test_a_sum_below_the_minimum_says_by_how_much():
    found = find_standing([paper(pounds=4_999_999)], TODAY, minimum_pence=5_000_000_00)
    assert (found.state, found.short_by, found.counts) == (State.SUM_TOO_LOW, 100, False)


def test_a_sum_of_exactly_the_minimum_is_enough():
    found = find_standing([paper(pounds=5_000_000)], TODAY, minimum_pence=5_000_000_00)
    assert found.counts


def test_a_low_sum_is_named_before_the_end_that_comes_soon():
    low = paper(pounds=1, ends=5)
    found = find_standing([low], TODAY, minimum_pence=200, until=TODAY + 60 * A_DAY)
    assert found.state is State.SUM_TOO_LOW


papers_of_any_kind = st.lists(
    st.builds(
        paper,
        st.sampled_from(list(DocumentStatus)),
        st.integers(1, 9),
        st.integers(-400, 60),
        st.none() | st.integers(-400, 400),
        st.none() | st.integers(1, 20),
    ),
    max_size=6,
    unique_by=lambda one: one.version,
)
minimums = st.none() | st.integers(1, 2_000)


@given(papers_of_any_kind, minimums)
def test_it_counts_only_with_an_accepted_version_in_force_and_sum_enough(papers, minimum):
    found = find_standing(papers, TODAY, minimum_pence=minimum, until=TODAY + 60 * A_DAY)
    assert found.counts == (found.state in COUNTS)
    if found.counts:
        assert found.paper is not None
        assert in_force(found.paper, TODAY)
        assert (found.paper.sum_insured_pence or 0) >= (minimum or 0)


@given(papers_of_any_kind, minimums, st.randoms())
def test_the_order_of_the_versions_does_not_matter(papers, minimum, random):
    shuffled = random.sample(papers, len(papers))
    assert find_standing(shuffled, TODAY, minimum_pence=minimum) == find_standing(
        papers, TODAY, minimum_pence=minimum
    )


@given(papers_of_any_kind, minimums)
def test_what_is_withdrawn_or_superseded_changes_nothing(papers, minimum):
    live = [one for one in papers if one.status in LIVE]
    assert find_standing(live, TODAY, minimum_pence=minimum) == find_standing(
        papers, TODAY, minimum_pence=minimum
    )


@given(papers_of_any_kind, st.integers(1, 2_000))
def test_asking_for_more_never_makes_a_document_count(papers, minimum):
    more = find_standing(papers, TODAY, minimum_pence=minimum)
    less = find_standing(papers, TODAY)
    assert less.counts or not more.counts
