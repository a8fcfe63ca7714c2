"""The addresses of the office."""

from django.urls import path

from praxis.office.views import account, coming_back, first_run, login, team, workstations

app_name = "office"
urlpatterns = [
    path("einrichten/", first_run.set_up, name="set_up"),
    path("anmelden/", login.start, name="login"),
    path("anmelden/passwort/", login.with_password, name="login_password"),
    path("anmelden/weiter/", login.going_on, name="login_going_on"),
    path("anmelden/code/", login.with_code, name="login_code"),
    path("anmelden/passkey/beginnen/", login.passkey_options, name="login_passkey_options"),
    path("anmelden/passkey/", login.with_passkey, name="login_passkey"),
    path("anmelden/neues-passwort/", login.new_password, name="login_new_password"),
    path("anmelden/app/beginnen/", login.begin_app, name="login_begin_app"),
    path("anmelden/app/", login.confirm_app, name="login_confirm_app"),
    path("anmelden/arbeitsplatz/", login.at_place, name="login_place"),
    path("sperren/", coming_back.lock, name="lock"),
    path("sperre/", coming_back.locked, name="locked"),
    path("entsperren/", coming_back.unlock, name="unlock"),
    path("entsperren/passkey/beginnen/", coming_back.passkey_options, name="unlock_options"),
    path("entsperren/passkey/", coming_back.unlock_with_passkey, name="unlock_passkey"),
    path("wechseln/", coming_back.people_here, name="people_here"),
    path("wechseln/person/", coming_back.switch, name="switch"),
    path("abmelden/", coming_back.logout, name="logout"),
    path("konto/", account.mine, name="own_account"),
    path("konto/bestaetigen/", account.confirm, name="own_confirm"),
    path("konto/passwort/", account.password, name="own_password"),
    path("konto/pin/", account.pin, name="own_pin"),
    path("konto/app/beginnen/", account.begin_app, name="own_begin_app"),
    path("konto/app/", account.app, name="own_app"),
    path("konto/codes/", account.codes, name="own_codes"),
    path("konto/passkeys/beginnen/", account.passkey_options, name="own_passkey_options"),
    path("konto/passkeys/", account.add_passkey, name="own_passkeys"),
    path("konto/passkeys/<uuid:passkey_id>/entfernen/", account.remove_passkey, name="own_remove"),
    path("team/", team.everyone, name="team"),
    path("team/neu/", team.hire, name="hire"),
    path("team/<uuid:account_id>/", team.person, name="person"),
    path("team/<uuid:account_id>/rollen/", team.roles_and_sites, name="roles_and_sites"),
    path("team/<uuid:account_id>/passwort/", team.new_start_password, name="new_start_password"),
    path("team/<uuid:account_id>/faktoren/", team.new_factors, name="new_factors"),
    path("team/<uuid:account_id>/austritt/", team.leave, name="leave"),
    path("arbeitsplaetze/", workstations.everywhere, name="workstations"),
    path("arbeitsplaetze/<uuid:workstation_id>/freigeben/", workstations.approve, name="approve"),
    path("arbeitsplaetze/<uuid:workstation_id>/entziehen/", workstations.revoke, name="revoke"),
]
