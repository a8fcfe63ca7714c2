"""Who works here, at which machine, and how they prove it."""

from praxis.staff.models.accounts import Account, AccountRole, AccountSite, Language
from praxis.staff.models.attempts import Alarm, Attempt
from praxis.staff.models.factors import Passkey, RecoveryCode, Totp
from praxis.staff.models.places import Challenge, LoginStep, SentForm, Session, Workstation
from praxis.staff.models.practice import Practice, Site

__all__ = [
    "Account",
    "AccountRole",
    "AccountSite",
    "Alarm",
    "Attempt",
    "Challenge",
    "Language",
    "LoginStep",
    "Passkey",
    "Practice",
    "RecoveryCode",
    "SentForm",
    "Session",
    "Site",
    "Totp",
    "Workstation",
]
