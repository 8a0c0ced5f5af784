"""Forms of the answer library."""

from wtforms import HiddenField

from portal.forms import PortalForm


class ReuseForm(PortalForm):
    """Which earlier answer to put into a bid, and whether its files come along."""

    answer = HiddenField()
    files = HiddenField()
