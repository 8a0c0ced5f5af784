"""Settings: read from the environment once, listed here and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from flask import current_app

INSTANCE = Path(__file__).parent.parent / "instance"


class Environment(StrEnum):
    """Where the portal runs."""

    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"


class SettingsIncompleteError(RuntimeError):
    """Settings without a default are missing; the message names every one of them."""


@dataclass(frozen=True)
class Settings:
    """What the environment decides. Secrets have no default."""

    secret_key: str
    sealing_key: str
    environment: Environment = Environment.DEMO
    database_url: str = f"sqlite:///{INSTANCE / 'portal.sqlite3'}"
    files_url: str = f"file://{INSTANCE / 'files'}"
    smtp_url: str = ""
    mail_from: str = "Regional Care Market <no-reply@portal.invalid>"
    redis_url: str = "memory://"
    clamd_url: str = ""
    public_url: str = "http://127.0.0.1:8000"
    upload_limit_bytes: int = 20 * 1024 * 1024
    staff_second_factor: bool = False
    trusted_proxies: int = 0
    job_lease_seconds: int = 40
    metrics_token: str = ""
    audit_folder: str = str(INSTANCE / "audit")

    @property
    def demo(self) -> bool:
        return self.environment is Environment.DEMO

    @property
    def production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings.

        Raises:
            SettingsIncompleteError: a secret is missing.
        """
        environment = Environment(env.get("PORTAL_ENV", "production"))
        needed = ["SECRET_KEY", "SEALING_KEY"]
        if environment is Environment.PRODUCTION:
            needed += ["DATABASE_URL", "SMTP_URL", "PUBLIC_URL", "REDIS_URL", "FILES_URL"]
        missing = [name for name in needed if not env.get(name)]
        if missing:
            raise SettingsIncompleteError(
                f"Set these in the environment before starting: {', '.join(missing)}"
            )
        production = environment is Environment.PRODUCTION
        return cls(
            secret_key=env["SECRET_KEY"],
            sealing_key=env["SEALING_KEY"],
            environment=environment,
            database_url=env.get("DATABASE_URL") or cls.database_url,
            files_url=env.get("FILES_URL") or cls.files_url,
            smtp_url=env.get("SMTP_URL", ""),
            mail_from=env.get("MAIL_FROM") or cls.mail_from,
            redis_url=env.get("REDIS_URL") or cls.redis_url,
            clamd_url=env.get("CLAMD_URL", ""),
            public_url=env.get("PUBLIC_URL") or cls.public_url,
            upload_limit_bytes=int(env.get("UPLOAD_LIMIT_BYTES") or cls.upload_limit_bytes),
            staff_second_factor=flag(env.get("STAFF_SECOND_FACTOR"), default=production),
            trusted_proxies=int(env.get("TRUSTED_PROXIES") or 0),
            job_lease_seconds=int(env.get("JOB_LEASE_SECONDS") or cls.job_lease_seconds),
            metrics_token=env.get("METRICS_TOKEN", ""),
            audit_folder=env.get("AUDIT_FOLDER") or cls.audit_folder,
        )


def flag(text: str | None, *, default: bool) -> bool:
    """Read a yes-or-no setting; nothing set means the default."""
    return default if not text else text.strip().lower() in {"1", "true", "yes", "on"}


def settings() -> Settings:
    """Return the settings of the running application."""
    return cast("Settings", current_app.extensions["settings"])
