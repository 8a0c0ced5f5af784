"""The front page: what the portal is, or what needs doing now."""

from collections.abc import Callable, Iterable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from flask import Blueprint, current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock, inbox
from portal.access import public
from portal.accounts import navigation
from portal.accounts.models import Membership
from portal.accounts.todo import ToDo
from portal.db import all_of

bp = Blueprint("home", __name__)

Gatherer = Callable[..., list[ToDo]]
LATEST = 5
