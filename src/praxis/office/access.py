"""Who may run the practice: Leitung only; no clinical role opens anything here."""

from praxis.core.actors import EVERYONE, Role
from praxis.gate.rules import Act, function


class OfficeAct(Act):
    """What is done in the office; none of it touches a patient."""

    MANAGE_STAFF = "staff:manage"
    MANAGE_WORKSTATIONS = "workstation:manage"
    READ_AUDIT = "audit:read"
    READ_AFFECTED = "audit:affected"
    VERIFY_AUDIT = "audit:verify"
    MANAGE_KEYS = "keys:manage"
    READ_HEALTH = "health:read"
    CONFIRM_RESTORE = "restore:confirm"


function(OfficeAct.MANAGE_STAFF, roles={Role.OWNER})
function(OfficeAct.MANAGE_WORKSTATIONS, roles={Role.OWNER})
function(OfficeAct.READ_AUDIT, roles={Role.OWNER})
function(OfficeAct.READ_AFFECTED, roles={Role.OWNER})
function(OfficeAct.VERIFY_AUDIT, roles={Role.OWNER})
function(OfficeAct.MANAGE_KEYS, roles={Role.OWNER})
function(OfficeAct.CONFIRM_RESTORE, roles={Role.OWNER})
function(OfficeAct.READ_HEALTH, roles=EVERYONE)
