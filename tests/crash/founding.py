"""How the practices of these tests begin: set up by Ada, with Dora as their patient."""

from canary.job import PASSWORD
from standing.desk import Desk
from standing.practice import StandingPractice


def founded(practice: StandingPractice) -> Desk:
    """Ada's place at a practice she has just set up."""
    ada = Desk(practice, "ada")
    ada.set_up(
        PASSWORD["ada"], practice="Praxis", site="Hauptpraxis", bsnr="123456700",
        login_name="ada", display_name="Ada Beispiel", title="", lanr="", doctor="1",
    )  # fmt: skip
    return ada


def admitted(ada: Desk, family: str = "Demo", given: str = "Dora") -> str:
    """A new patient's path."""
    form = {"family_name": family, "given_name": given, "aufnehmen": "1"}
    return ada.done("/patienten/neu/", form).location.removesuffix("karteikarte/")
