"""Who may use and renew the catalogues: everybody searches, Leitung and IT import."""

from praxis.core.actors import EVERYONE, Role
from praxis.gate.rules import Act, function


class CatalogueAct(Act):
    """What is done with catalogues; none of it touches a patient."""

    SEARCH = "catalogue:search"
    IMPORT = "catalogue:import"


function(CatalogueAct.SEARCH, roles=EVERYONE)
function(CatalogueAct.IMPORT, roles={Role.OWNER, Role.IT}, jobs=("catalogue-import",))
