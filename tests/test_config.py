"""Settings come from the environment; secrets have no default."""

import pytest

from portal.config import Environment, Settings, SettingsIncompleteError, flag, settings

SECRETS = {"SECRET_KEY": "one", "SEALING_KEY": "two"}
PRODUCTION = SECRETS | {
    "DATABASE_URL": "postgresql+psycopg://db/portal",
    "SMTP_URL": "smtps://mail",
    "PUBLIC_URL": "https://portal.example",
    "REDIS_URL": "redis://cache",
    "FILES_URL": "s3://bucket",
}


def test_production_is_the_default_and_names_everything_that_is_missing():
    with pytest.raises(SettingsIncompleteError) as caught:
        Settings.from_env({})
    for name in PRODUCTION:
        assert name in str(caught.value)


def test_production_starts_with_everything_set_and_asks_staff_for_a_second_factor():
    made = Settings.from_env(PRODUCTION)
    assert made.production
    assert not made.demo
    assert made.staff_second_factor


def test_a_demo_needs_secrets_only():
    made = Settings.from_env(SECRETS | {"PORTAL_ENV": "demo"})
    assert made.demo
    assert made.database_url.startswith("sqlite:///")
    assert not made.staff_second_factor
    with pytest.raises(SettingsIncompleteError, match="SEALING_KEY"):
        Settings.from_env({"PORTAL_ENV": "demo", "SECRET_KEY": "one"})


def test_an_environment_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="staging"):
        Settings.from_env(SECRETS | {"PORTAL_ENV": "staging"})


def test_what_is_set_counts():
    made = Settings.from_env(
        SECRETS
        | {
            "PORTAL_ENV": "demo",
            "STAFF_SECOND_FACTOR": "yes",
            "TRUSTED_PROXIES": "2",
            "UPLOAD_LIMIT_BYTES": "1000",
            "METRICS_TOKEN": "word",
            "AUDIT_FOLDER": "/var/audit",
        }
    )
    assert made.staff_second_factor
    assert (made.trusted_proxies, made.upload_limit_bytes) == (2, 1000)
    assert (made.metrics_token, made.audit_folder) == ("word", "/var/audit")


@pytest.mark.parametrize(
    ("text", "read"),
    [("1", True), (" TRUE ", True), ("on", True), ("0", False), ("no", False), ("nonsense", False)],
)
def test_a_yes_or_no_is_read(text, read):
    assert flag(text, default=not read) is read


@pytest.mark.parametrize("default", [True, False])
def test_nothing_set_is_the_default(default):
    assert flag(None, default=default) is default
    assert flag("", default=default) is default


def test_the_application_knows_its_settings(app):
    assert settings().environment is Environment.TEST
