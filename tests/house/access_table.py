"""Who gets what at every address: the cast, an empty form, and one word for what happens.

A new address adds its line here (`./run pytest tests/attacks/test_access.py` says which are
missing); a part of an address that is new adds its subject to `attacks/subjects.py`. Then
`docs/access.md` is written anew with PRAXISTRESOR_WRITE_DOCS=1. Words: `attacks/outcome.py`.
"""

from typing import Final

PEOPLE: Final = ("ada", "ben", "cem", "otto", "ria", "lea", "eve")

# ada: doctor and owner; ben: medical assistant; cem: doctor of the other site; otto: IT;
# ria: billing; lea: owner only; eve: nobody. Everything tried belongs to the main site.
TABLE: Final = """
#                             method ada   ben   cem   otto  ria   lea   eve
catalogues:edition            GET    yes   403   403   yes   403   yes   login
catalogues:editions           GET   yes   403   403   yes   403   yes   login
catalogues:runs               GET   yes   403   403   yes   403   yes   login
catalogues:search             GET   yes   yes   yes   yes   yes   yes   login
catalogues:search             POST  yes   yes   yes   yes   yes   yes   login
catalogues:upload             POST  form  403   403   form  403   form  login
desk:command                  POST  yes   yes   yes   yes   yes   yes   login
desk:draft                    POST  form  form  form  form  form  form  login
desk:question_to_task         POST   yes   yes   404   404   404   404   login
desk:start                    GET   yes   yes   yes   yes   yes   yes   login
documents:content             GET   yes   yes   404   404   404   404   login
documents:correct             POST  form  form  404   404   404   404   login
documents:document            GET   yes   yes   404   404   404   404   login
documents:list                GET   yes   yes   404   404   403   404   login
documents:move                POST  form  form  404   403   404   403   login
documents:picture             GET   yes   yes   404   404   404   404   login
documents:restore             POST  yes   yes   404   404   404   404   login
documents:upload              POST  form  form  404   404   403   404   login
documents:version             POST  form  form  404   404   404   404   login
documents:withdraw            POST  yes   yes   404   404   404   404   login
forms:begin                   POST  404   404   404   404   404   404   login
forms:discard                 POST  404   404   404   404   404   404   login
forms:folder                  GET   yes   yes   yes   403   403   403   login
forms:form                    GET   yes   yes   404   404   404   404   login
forms:list                    GET   yes   yes   404   404   403   404   login
forms:sign                    POST  yes   yes   yes   403   403   403   login
forms:withdraw                POST  form  form  404   404   404   404   login
forms:write                   POST  404   404   404   404   404   404   login
lab:assign                    POST   yes   yes   404   404   404   404   login
lab:attachment                GET    yes   yes   404   404   404   404   login
lab:dismiss                   POST   yes   yes   404   404   404   404   login
lab:history                   GET   yes   yes   yes   403   403   403   login
lab:inbox                     GET   yes   yes   yes   403   403   403   login
lab:inbox_abnormal            GET   yes   yes   yes   403   403   403   login
lab:inbox_red                 GET   yes   yes   yes   403   403   403   login
lab:move                      POST   yes   yes   404   404   404   404   login
lab:new_patient               POST   form  form  404   404   404   404   login
lab:quarantine                GET   yes   yes   yes   403   403   403   login
lab:report                    GET    yes   yes   404   404   404   404   login
lab:seen                      POST   yes   yes   404   404   404   404   login
lab:upload                    POST  form  form  form  403   403   403   login
messages:access_log           POST  form  form  404   403   403   403   login
messages:assign               POST   yes   yes   404   404   404   404   login
messages:conversation         GET   yes   yes   404   403   403   403   login
messages:conversation         POST  form  form  404   403   403   403   login
messages:devices              GET   yes   yes   404   403   403   403   login
messages:end_device           POST   yes   yes   404   403   403   403   login
messages:end_invite           POST   yes   yes   404   403   403   403   login
messages:finish               POST   yes   yes   404   404   404   404   login
messages:inbox                GET   yes   yes   yes   403   403   403   login
messages:invite               POST  form  form  404   403   403   403   login
messages:release              GET   yes   yes   404   403   403   403   login
messages:release              POST  form  form  404   403   403   403   login
messages:switch_off           POST  yes   yes   yes   yes   403   yes   login
messages:switch_on            POST  form  form  form  form  form  form  login
office:acknowledge            POST   yes   404   404   404   404   yes   login
office:affected               GET   yes   403   403   403   403   yes   login
office:affected               POST  form  403   403   403   403   form  login
office:approve                POST  404   403   403   403   403   404   login
office:art33                  POST  form  403   403   403   403   form  login
office:art34                  POST  form  403   403   403   403   form  login
office:audit                  GET   yes   403   403   403   403   yes   login
office:audit                  POST  yes   403   403   403   403   yes   login
office:audit_event            GET    yes   403   403   403   403   yes   login
office:chain                  GET   yes   403   403   403   403   yes   login
office:check_chain            POST  yes   403   403   403   403   yes   login
office:close_site             GET   yes   403   403   403   403   yes   login
office:close_site             POST  form  403   403   403   403   form  login
office:emergencies            GET   yes   403   403   403   403   yes   login
office:export_affected        POST  form  403   403   403   403   form  login
office:health                 GET   yes   yes   yes   yes   yes   yes   login
office:hire                   GET   yes   403   403   403   403   yes   login
office:hire                   POST  form  403   403   403   403   form  login
office:keys                   GET   yes   403   403   403   403   yes   login
office:keys_check             POST  form  403   403   403   403   form  login
office:keys_progress          GET   yes   403   403   403   403   yes   login
office:keys_renew             POST  form  403   403   403   403   form  login
office:keys_root              POST  form  403   403   403   403   form  login
office:keys_sheets            POST  form  403   403   403   403   form  login
office:leave                  POST  yes   403   403   403   403   yes   login
office:light                  GET   yes   yes   yes   yes   yes   yes   login
office:lock                   POST  yes   yes   yes   yes   yes   yes   login
office:locked                 GET   yes   yes   yes   yes   yes   yes   login
office:login                  GET   yes   yes   yes   yes   yes   yes   yes
office:login_begin_app        POST  login login login login login login login
office:login_code             POST  login login login login login login login
office:login_confirm_app      POST  login login login login login login login
office:login_going_on         GET   login login login login login login login
office:login_new_password     POST  login login login login login login login
office:login_passkey          POST  login login login login login login login
office:login_passkey_options  POST  yes   yes   yes   yes   yes   yes   yes
office:login_password         POST  login login login login login login login
office:login_place            POST  login login login login login login login
office:logout                 POST  login login login login login login login
office:new_factors            POST  yes   403   403   403   403   yes   login
office:new_start_password     POST  yes   403   403   403   403   yes   login
office:own_account            GET   yes   yes   yes   yes   yes   yes   login
office:own_app                GET   yes   yes   yes   yes   yes   yes   login
office:own_app                POST  yes   yes   yes   yes   yes   yes   login
office:own_begin_app          POST  yes   yes   yes   yes   yes   yes   login
office:own_codes              POST  yes   yes   yes   yes   yes   yes   login
office:own_confirm            POST  login login login login login login login
office:own_language           POST  form  form  form  form  form  form  login
office:own_passkey_options    POST  yes   yes   yes   yes   yes   yes   login
office:own_passkeys           POST  form  form  form  form  form  form  login
office:own_password           POST  login login login login login login login
office:own_pin                POST  yes   yes   yes   yes   yes   yes   login
office:own_remove             POST   404   yes   404   404   404   404   login
office:people_here            GET   yes   yes   yes   yes   yes   yes   login
office:person                 GET   yes   403   403   403   403   yes   login
office:person                 POST  form  403   403   403   403   form  login
office:restored               GET   yes   403   403   403   403   yes   login
office:restored               POST  form  403   403   403   403   form  login
office:revoke                 POST  yes   403   403   403   403   yes   login
office:roles_and_sites        POST  yes   403   403   403   403   yes   login
office:set_up                 GET   404   404   404   404   404   404   404
office:set_up                 POST  404   404   404   404   404   404   404
office:site                   GET   yes   403   403   403   403   yes   login
office:site                   POST  form  403   403   403   403   form   login
office:sites                  GET   yes   403   403   403   403   yes   login
office:sites                  POST  form  403   403   403   403   form  login
office:switch                 POST  404   404   404   404   404   404   404
office:team                   GET   yes   403   403   403   403   yes   login
office:unlock                 POST  login login login login login login login
office:unlock_options         POST  yes   yes   yes   yes   yes   yes   login
office:unlock_passkey         POST  form  form  form  form  form  form  login
office:workstations           GET   yes   403   403   403   403   yes   login
patients:belongings           GET   yes   yes   404   404   yes   404   login
patients:close                POST  yes   403   404   404   403   404   login
patients:consent              POST  form  form  404   404   form  404   login
patients:coverage             GET   yes   yes   404   404   yes   404   login
patients:coverage             POST  form  form  404   404   form  404   login
patients:create               GET   yes   yes   yes   403   yes   403   login
patients:create               POST  yes   yes   yes   403   yes   403   login
patients:edit                 GET   yes   yes   404   404   yes   404   login
patients:edit                 POST  form  form  404   404   form  404   login
patients:emergency_search     GET   yes   yes   yes   403   yes   403   login
patients:emergency_search     POST  form  form  form  form  form  form  login
patients:insure               POST  form  form  404   404   form  404   login
patients:join                 GET   yes   yes   yes   403   yes   403   login
patients:join                 POST  form  form  form  form  form  form  login
patients:merge                POST  form  form  404   403   form  403   login
patients:open_up              POST  yes   403   404   404   403   404   login
patients:reopen               POST  yes   403   404   404   403   404   login
patients:restrict             POST  yes   403   404   404   403   404   login
patients:unname               POST  yes   403   404   404   403   404   login
patients:revoke_consent       POST   yes   yes   404   403   yes   403   login
patients:search               GET   yes   yes   yes   403   yes   403   login
patients:search               POST  yes   yes   yes   403   yes   403   login
patients:withdraw_coverage    POST  yes   yes   404   404   yes   404   login
record:chart                  GET   yes   yes   404   404   yes   404   login
record:complete               POST  yes   yes   404   404   yes   404   login
record:correct                GET   yes   yes   404   404   404   404   login
record:correct                POST  form  form  404   404   404   404   login
record:curve                  POST  404   404   404   404   403   404   login
record:history                GET   yes   yes   404   404   404   404   login
record:lab_sheet              GET   yes   yes   404   404   403   404   login
record:line                   GET   yes   yes   404   404   404   404   login
record:older                  GET   yes   yes   404   403   404   403   login
record:withdraw               POST  form  form  404   404   404   404   login
record:write                  POST  yes   yes   404   404   404   404   login
tasks:create                  POST  form  form  404   403   403   403   login
tasks:finish                  POST  yes   yes   404   404   404   404   login
tasks:give                    POST  yes   yes   404   404   404   404   login
tasks:reopen                  POST  form  form  404   404   404   404   login
tasks:task                    GET   yes   yes   404   404   404   404   login
tasks:task                    POST  form  form  404   404   404   404   login
tasks:tasks                   GET   yes   yes   yes   403   403   403   login
"""


def rows() -> dict[tuple[str, str], tuple[str, ...]]:
    """The table as (url name, method) -> one word per person, in the order of PEOPLE."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in TABLE.strip().splitlines():
        if not line.startswith("#"):
            name, method, *words = line.split()
            if (name, method) in found or len(words) != len(PEOPLE):
                raise ValueError(f"doubled or incomplete: {line}")
            found[name, method] = tuple(words)
    return found
