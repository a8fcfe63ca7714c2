"""The addresses of the office."""

from django.urls import path

from praxis.office.views import coming_back, first_run, login

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
]
