"""Who may reach which page, a line for each route: python -m tests.guards.access_table."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from portal.access import Permission, Role, allows, permission_of

OPEN_TO_ALL = {Permission.PUBLIC: "everyone", Permission.SIGNED_IN: "everyone signed in"}


class Holder:
    """A membership that holds one role."""

    def __init__(self, role: Role) -> None:
        self.roles = frozenset({role})


def lines(app: Flask) -> Iterator[str]:
    """Yield a line for each route: its methods and address, its endpoint, and who may use it."""
    rules = (rule for rule in app.url_map.iter_rules())
    for rule in sorted(rules, key=lambda rule: (rule.endpoint, rule.rule, methods(rule))):
        permission = permission_of(app.view_functions[rule.endpoint])
        yield f"{rule.endpoint} | {methods(rule)} {rule.rule} | {who(permission)}"


def methods(rule: Rule) -> str:
    return ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def who(permission: Permission | None) -> str:
    """Return those whom a permission lets through; without a permission that is nobody."""
    if permission is None:
        return "nobody"
    if permission in OPEN_TO_ALL:
        return OPEN_TO_ALL[permission]
    allowed = [role for role in Role if allows(permission, Holder(role))]
    everyone = len(allowed) == len(Role)
    return "every role" if everyone else ", ".join(allowed) or "nobody"


if __name__ == "__main__":
    from tests.support.applications import plain_app

    print("\n".join(lines(plain_app())))
