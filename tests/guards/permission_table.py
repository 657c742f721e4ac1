"""Who may do what: every address of the product, by role and by record. Read it as the manual of rights.

Columns of DESK and API: name, methods, ids, then VIEWER EDITOR MANAGER ADMIN on a record of a relation they are
linked to, and the same four on a record of a relation they are not linked to (`.` where there is no such thing).
`+` may · `-` 403, the right is missing · `0` 404, it does not exist for this person · `~` an answer that changes
nothing. VIEWER and EDITOR are linked to the first relation only; MANAGER and ADMIN to none, they reach all.

Ids: `relation` stands for relation_id; `pk=item` for a thing of tests/guards/dressing.py; `name:text` for a word.
"""

from tests.guards.permission_rows_api import API
from tests.guards.permission_rows_crm import CRM

__all__ = ["API", "BODY", "DESK", "OPEN", "PORTAL", "READING", "SEEN"]

DESK = CRM + """
desk:dashboard                GET       -                                      ++++  .
desk:search                   GET       -                                      ++++  .
desk:search_suggest           GET       -                                      ++++  .
desk:tile                     GET       key:missing                            ++++  .
desk:components               GET       -                                      ---+  .
desk:bin                      GET       -                                      -+++  .
desk:bin_restore              POST      -                                      -+++  .
desk:bin_restore_one          POST      kind:stuk pk=trashed                   -+++  -0++

dossier:tab                   GET       relation                               ++++  00++
dossier:bulk                  POST      relation                               ~+++  00++
dossier:place                 POST      relation                               -+++  -0++
dossier:bulk_undo             POST      relation key:onbekend                  ~~~~  00~~
dossier:keep_anyway           POST      relation                               -+++  -0++
dossier:bin                   GET       relation                               ++++  00++
dossier:own_folder_create     GET,POST  relation                               -+++  -0++
dossier:own_folder            GET,POST  relation folder_id=own_folder          -+++  -0++
dossier:own_folder_delete     POST      relation folder_id=own_folder          -+++  -0++
dossier:upload                POST,PUT  relation folder_id=folder              -+++  -0++
dossier:freeze                POST      relation folder_id=folder              --++  --++
dossier:thaw                  POST      relation pk=freeze                     --++  --++
dossier:item                  GET       relation pk=item                       ++++  00++
dossier:rename                POST      relation pk=item                       -+++  -0++
dossier:publish               POST      relation pk=item                       -+++  -0++
dossier:hide                  POST      relation pk=item                       -+++  -0++
dossier:seal                  POST      relation pk=item                       --++  --++
dossier:trash                 POST      relation pk=item                       -+++  -0++
dossier:restore               POST      relation pk=trashed                    -+++  -0++
dossier:destroy               POST      relation pk=trashed                    --++  --++
dossier:new_version           POST,PUT  relation pk=item                       -+++  -0++
dossier:download              GET       relation pk=item number:1              ++++  00++
dossier:page                  GET       relation pk=item number:1 page:1       ++++  00++
dossier:open                  GET       pk=item                                ++++  00++
dossier:folders               GET       -                                      ---+  .
dossier:office_bin            GET       -                                      -+++  .
dossier:folder_create         GET,POST  -                                      ---+  .
dossier:folder_edit           GET,POST  pk=office_folder                       ---+  .
dossier:folder_step           POST      pk=office_folder way:omlaag            ---+  .
dossier:folder_delete         POST      pk=office_folder                       ---+  .
dossier:office_freeze         POST      pk=office_folder                       --++  .
dossier:office_thaw           POST      pk=office_freeze                       --++  .

workflows:product_list        GET       -                                      ---+  .
workflows:product_create      GET,POST  -                                      ---+  .
workflows:product_edit        GET,POST  pk=product                             ---+  .
workflows:relation_products   GET       relation                               ++++  00++
workflows:product_add         GET,POST  relation                               -+++  -0++
workflows:product_end         GET,POST  relation pk=relation_product           -+++  -0++
workflows:product_frequency   GET,POST  relation pk=relation_product           -+++  -0++
workflows:deadline_list       GET       -                                      ---+  .
workflows:deadline_version    GET,POST  pk=deadline_rule                       ---+  .
workflows:deadline_confirm    GET,POST  pk=deadline_rule                       ---+  .
workflows:holiday_add         GET,POST  -                                      ---+  .
workflows:holiday_remove      POST      pk=holiday                             ---+  .
workflows:becon_confirm       GET,POST  year:2025                              ---+  .
workflows:becon_edit          GET,POST  pk=becon                               ---+  .
workflows:relation_extensions GET       relation                               ++++  00++
workflows:extension_add       GET,POST  relation                               -+++  -0++
workflows:extension_remove    POST      relation pk=extension                  -+++  -0++

sbr_inbox:filing_list         GET       -                                      ++++  .
sbr_inbox:completeness        GET       -                                      ++++  .
sbr_inbox:gap                 GET       relation kind:OB-end:20261130-number:0 ++++  00++
sbr_inbox:mute                GET,POST  relation kind:OB-end:20261130-number:0 -+++  -0++
sbr_inbox:shift               GET,POST  relation kind:OB-end:20261130-number:0 -+++  -0++
sbr_inbox:unmute              POST      relation pk=mute                       -+++  -0++
sbr_inbox:relation_conditions GET       relation                               ++++  00++
sbr_inbox:becon               GET       -                                      ++++  .
sbr_inbox:becon_register      POST      pk=uitstel                             --++  .
sbr_inbox:filing_upload       GET,POST  -                                      -+++  .
sbr_inbox:intake_list         GET       -                                      -+++  .
sbr_inbox:bulk_offer          POST      -                                      -+++  .
sbr_inbox:filing              GET       pk=filing                              ++++  00++
sbr_inbox:filing_link         GET,POST  pk=filing                              -+++  -0++
sbr_inbox:row_link            GET,POST  pk=uitstel position:1                  -+++  .
sbr_inbox:filing_retry        GET,POST  pk=filing                              -+++  -0++
sbr_inbox:filing_elsewhere    GET,POST  pk=filing                              -+++  -0++
sbr_inbox:filing_dossier      GET,POST  pk=filing                              -+++  -0++
sbr_inbox:filing_act          POST      pk=filing act:aanbieden                -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:intrekken                -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:weggooien                --++  00++
sbr_inbox:filing_act          POST      pk=filing act:vervangen                -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:correctie                -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:controle                 -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:gecontroleerd            -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:terugsturen              -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:goedkeuren               -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:herinneren               -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:verzenden                -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:status                   -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:nogmaals                 -+++  00++
sbr_inbox:filing_act          POST      pk=filing act:afbreken                 -+++  00++
sbr_inbox:bulk_send           POST      -                                      -+++  .
sbr_inbox:issue_board         GET       -                                      ++++  .
sbr_inbox:issue_retry         POST      code:E04                               -+++  .
sbr_inbox:issue_ignore        GET,POST  pk=filing issue=issue                  -+++  -0++
sbr_inbox:fault_list          GET       -                                      ---+  .
sbr_inbox:fault_new           GET,POST  -                                      ---+  .
sbr_inbox:fault_edit          GET,POST  pk=fault                               ---+  .
sbr_inbox:filing_offer        GET,POST  pk=filing                              -+++  -0++
sbr_inbox:filing_on_behalf    GET,POST  pk=filing                              --++  --++
sbr_inbox:filing_release      GET,POST  pk=filing                              ---+  ---+
sbr_inbox:filing_file         GET       pk=filing part:pdf                     ++++  00++
sbr_inbox:filing_text         GET       pk=filing                              -+++  00++
sbr_inbox:filing_report       GET       pk=inline page:1                       00++  00++
sbr_inbox:filing_page         GET       pk=filing page:1                       ++++  00++
sbr_inbox:relation_filings    GET       relation                               ++++  00++
sbr_inbox:kind_list           GET       -                                      ---+  .
sbr_inbox:account_list        GET       -                                      ---+  .
sbr_inbox:account_new         GET,POST  -                                      ---+  .
sbr_inbox:account_edit        GET,POST  pk=account                             ---+  .
sbr_inbox:account_confirm     POST      pk=account                             ---+  .
sbr_inbox:package_list        GET       -                                      ---+  .
sbr_inbox:package_new         GET,POST  -                                      ---+  .
sbr_inbox:package_act         POST      pk=package act:stoppen                 ---+  .
sbr_inbox:package_act         POST      pk=package act:opnieuw                 ---+  .
sbr_inbox:package_act         POST      pk=package act:uit                     ---+  .
sbr_inbox:package_act         POST      pk=package act:aan                     ---+  .
sbr_inbox:package_act         POST      pk=package act:verwijderen             ---+  .
sbr_inbox:action_list         GET       -                                      ++++  .
sbr_inbox:fetch_messages      POST      -                                      -+++  .
sbr_inbox:action_set          POST      pk=action                              -+++  -0++
sbr_inbox:authorisation_list  GET       -                                      --++  .
sbr_inbox:authorisation_new   GET,POST  -                                      --++  .
sbr_inbox:authorisation_missing GET,POST -                                     --++  .
sbr_inbox:authorisation       GET,POST  pk=authorisation                       --++  --++
sbr_inbox:authorisation_letter GET      pk=authorisation                       --++  --++
sbr_inbox:policy_list         GET       -                                      ---+  .
sbr_inbox:policy_edit         GET,POST  kind:OB                                ---+  .
sbr_inbox:policy_checks       GET,POST  -                                      ---+  .
sbr_inbox:relation_policies   GET       relation                               ---+  ---+
sbr_inbox:relation_policy     GET,POST  relation kind:OB                       ---+  ---+
sbr_inbox:relation_policy_drop POST     relation kind:OB                       ---0  ---0
sbr_inbox:kind_edit           GET,POST  kind:OB                                ---+  .
sbr_inbox:environment         GET,POST  -                                      ---+  .
sbr_inbox:environment_switch  GET,POST  -                                      ---+  .
sbr_inbox:scenario_clear      POST      -                                      ---+  .
sbr_inbox:ask_kinds           POST      -                                      ---+  .
sbr_inbox:signature_algorithm GET,POST  -                                      ---+  .
sbr_inbox:status_code_list    GET       -                                      ---+  .
sbr_inbox:status_code_new     GET,POST  -                                      ---+  .
sbr_inbox:status_code_edit    GET,POST  pk=status_code                         ---+  .
sbr_inbox:address_list        GET       -                                      ---+  .
sbr_inbox:address_edit        GET,POST  pk=address                             ---+  .
sbr_inbox:service_certificate_list    GET       -                              ---+  .
sbr_inbox:service_certificate_new     GET,POST  -                              ---+  .
sbr_inbox:service_certificate_remove  POST      pk=service_certificate         ---+  .
sbr_inbox:certificate_list    GET       -                                      ---+  .
sbr_inbox:certificate_new     GET,POST  -                                      ---+  .
sbr_inbox:certificate_use     POST      pk=certificate                         ---+  .
sbr_inbox:certificate_remove  POST      pk=certificate                         ---+  .
sbr_inbox:self_test           GET,POST  -                                      ---+  .
sbr_inbox:verify_receipt      GET,POST  -                                      ++++  .
sbr_inbox:receipt_keys        GET       -                                      ++++  .
sbr_inbox:receipt_page        GET       -                                      ++++  .
sbr_inbox:filing_proof        GET       pk=filing                              ~~~~  00~~
sbr_inbox:filing_receipt      GET       pk=filing receipt=filing part:pdf      0000  0000
sbr_inbox:key_list            GET       -                                      ---+  .
sbr_inbox:key_rotate          GET,POST  -                                      ---+  .

integrations:overview         GET       -                                      ---+  .
integrations:new              GET,POST  key:drop_folder                        ---+  .
integrations:connection       GET       pk=connection                          ---+  .
integrations:settings         GET,POST  pk=semansys                            ---+  .
integrations:run              POST      pk=connection                          ---+  .
integrations:check            POST      pk=kvk                                 ---+  .
integrations:state            POST      pk=connection                          ---+  .

offices:access_edit           GET,POST  -                                      ---+  .
offices:access_export         GET       -                                      ---+  .
offices:role_list             GET       -                                      ++++  .
offices:role_copy             GET,POST  -                                      ---+  .
offices:role                  GET,POST  pk=auth_role                           ---+  .
offices:role_delete           GET,POST  pk=auth_role                           ---+  .
offices:personal_grant_list   GET       -                                      ---+  .
offices:personal_grant_give   GET,POST  -                                      ---+  .
offices:personal_grant_end    GET,POST  pk=personal_grant                      ---+  .
offices:process_team_list     GET       -                                      ++++  .
offices:process_team_create   GET,POST  -                                      ---+  .
offices:process_team          GET,POST  pk=process_team                        ---+  .
offices:process_team_delete   POST      pk=process_team                        ---+  .
offices:owner_offer           POST      pk=member                              ---+  .
offices:owner_accept          POST      -                                      ++++  .
offices:label_list            GET       -                                      --++  .
offices:label_create          GET,POST  -                                      --++  .
offices:label                 GET,POST  pk=label                               --++  .
offices:label_merge           GET,POST  pk=label                               --++  .
offices:label_delete          POST      pk=label                               --++  .
offices:look                  GET,POST  -                                      ---+  .
offices:look_preview          GET       -                                      ---+  .
offices:look_picture          GET       kind:logo pk=logo                      ++++  .
offices:settings_history      GET       -                                      ---+  .
offices:view_list             GET       -                                      ++++  .
offices:view_save             GET,POST  screen:relations                       ++++  .
offices:view_open             GET       pk=view                                ++++  .
offices:view_edit             GET,POST  pk=view                                --++  .
offices:view_renew            POST      pk=view                                --++  .
offices:view_delete           POST      pk=view                                --++  .
offices:view_restore          POST      key:onbekend                           ~~~~  .
offices:mailbox               GET       -                                      ++++  .
offices:mail                  GET       pk=mail                                ++++  .
offices:settings              GET       -                                      ++++  .
offices:settings_general      GET,POST  -                                      ---+  .
offices:account               GET,POST  -                                      ++++  .
offices:preference            POST      -                                      ++++  .
offices:team_list             GET       -                                      ++++  .
offices:team_invite           GET,POST  -                                      ---+  .
offices:team_member           GET,POST  pk=member                              ---+  .
offices:team_end              POST      pk=member                              ---+  .
offices:team_invite_again     POST      pk=member                              ---+  .
offices:access_table          GET       -                                      ++++  .
offices:access_explain        GET       -                                      ++++  .
offices:token_list            GET       -                                      ---+  .
offices:token_create          GET,POST  -                                      ---+  .
offices:token_revoke          POST      pk=token                               00++  .
offices:activity_list         GET       -                                      --++  .
offices:activity_verify       POST      -                                      --++  .
offices:activity_export       POST      -                                      ---+  .
workflows:agenda              GET       -                                      ++++  .
workflows:appointment_create  GET,POST  -                                      ++++  .
workflows:appointment         GET,POST  pk=appointment                         ++++  00++
workflows:appointment_remove  POST      pk=appointment                         ++++  00++
workflows:agenda_link         GET,POST  -                                      ++++  .
workflows:agenda_link_revoke  POST      -                                      ++++  .
offices:job                   GET       pk=job                                 000+  .
offices:job_cancel            POST      pk=job                                 000+  .
offices:job_file              GET       pk=job                                 0000  .

offices:transfer              GET       -                                      ---+  .
offices:export_office         POST      -                                      ---+  .
integrations:webhook_list     GET       -                                      ---+  .
integrations:webhook_create   GET,POST  -                                      ---+  .
integrations:webhook          GET       pk=webhook                             ---+  .
integrations:webhook_edit     GET,POST  pk=webhook                             ---+  .
integrations:webhook_secret   POST      pk=webhook                             ---+  .
integrations:webhook_state    POST      pk=webhook                             ---+  .
integrations:webhook_test     POST      pk=webhook                             ---+  .
integrations:webhook_delete   POST      pk=webhook                             ---+  .
integrations:delivery_again   POST      pk=delivery                            ---+  .
"""

# Columns: a client with a mailed code, with a strong factor; then both on what was put before another client of the
# same office. `s` = asked for a strong factor first.
PORTAL = """
portal:home      GET   -                        ++  .
portal:switch    POST  -                        00  .
portal:filings   GET   -                        ++  .
portal:approval  GET   pk=request               ++  00
portal:approve   POST  pk=request               s+  00
portal:decline   POST  pk=request               ++  00
portal:question  POST  pk=request               ++  00
portal:seen      POST  pk=request               ++  00
portal:pdf       GET   pk=request               ++  00
portal:preview   GET   pk=request               ++  00
portal:pdf_page  GET   pk=request page:1        ++  00
portal:receipt   GET   pk=request part:json     00  00
portal:proof     GET   pk=request               ~~  00
portal:dossier   GET   -                        ++  .
portal:folder    GET   pk=folder                ++  .
portal:download  GET   pk=item                  ++  00
portal:person    GET   -                        ++  .
portal:look_picture GET kind:logo pk=logo        ++  .
"""

# Columns: nobody signed in, a member (ADMIN), a client with a mailed code. `>` = sent on, `o` = signed out.
OPEN = """
health                       GET   -                      +   +   +
brand_css                    GET   hue:200-chroma:8       +   +   +
practice_mailbox             GET   -                      0   0   0
public_agenda:feed           GET   secret:onbekend        0   0   0
public_keys:json             GET   slug=slug              +   +   +
public_keys:page             GET   slug=slug              +   +   +
public_keys:verify_page      GET   slug=slug              +   +   +
api_schema                   GET   -                      +   +   +
api_docs                     GET   -                      +   +   +
signin:home                  GET   -                      >   >   >
signin:start                 GET   -                      +   +   +
signin:start                 POST  -                      ~   ~   ~
signin:ways                  GET   -                      >   >   >
signin:code                  POST  -                      ~   ~   ~
signin:new_code              POST  -                      ~   ~   ~
signin:with_password         POST  -                      ~   ~   ~
signin:passkey_options       POST  -                      ~   ~   ~
signin:passkey               POST  -                      ~   ~   ~
signin:second                GET   -                      >   >   >
signin:second                POST  -                      ~   ~   ~
signin:step_up               GET   -                      >   +   >
signin:step_up               POST  -                      >   ~   ~
signin:step_up_options       POST  -                      >   +   ~
signin:set_up                GET   -                      >   +   +
signin:new_passkey_options   POST  -                      >   +   +
signin:new_passkey           POST  -                      >   ~   ~
signin:app                   GET   -                      >   >   +
signin:app                   POST  -                      >   ~   ~
signin:app_image             GET   -                      >   +   +
signin:password              GET   -                      >   +   >
signin:password              POST  -                      >   ~   >
signin:recovery              POST  -                      >   +   ~
signin:security              GET   -                      >   +   +
signin:remove_factor         POST  pk:1                   >   ~   ~
signin:end_device            POST  pk=item                >   ~   ~
signin:end_all               POST  -                      >   o   o
signin:sign_out              POST  -                      ~   o   o
signin:link                  GET   token:onbekend         ~   ~   ~
signin:link                  POST  token:onbekend         ~   ~   ~
one_time:approval            GET   pk=request             ~   ~   ~
one_time:approve             POST  pk=request             ~   ~   ~
one_time:decline             POST  pk=request             ~   ~   ~
one_time:question            POST  pk=request             ~   ~   ~
one_time:pdf                 GET   pk=request             ~   ~   ~
"""

# Tables a GET may touch everywhere: when somebody was here, and his session.
SEEN = {"django_session", "offices_loginsession", "offices_teammember", "offices_portalaccount", "offices_apitoken"}
# And what reading itself leaves behind: the log of reading, of downloads, and a picture made when first asked.
READING = {
    "offices:activity_list": {"offices_auditevent"},
    "crm:relation_log": {"offices_auditevent"},
    "dossier:download": {"dossier_itemaccess", "offices_auditevent"},
    "dossier:item": {"dossier_itemaccess"},
    "dossier:page": {"dossier_itemaccess", "dossier_itemversion", "dossier_pagepreview", "offices_storedfile", "offices_auditevent"},
    "sbr_inbox:filing_file": {"offices_auditevent"},
    "sbr_inbox:filing_text": {"offices_auditevent"},
    "sbr_inbox:filing_proof": {"offices_auditevent"},
    "sbr_inbox:filing_receipt": {"offices_auditevent"},
    "portal:proof": {"offices_auditevent"},
    "api_activity-list": {"offices_auditevent"},
    "api_items-content": {"dossier_itemaccess", "offices_auditevent"},
    "portal:download": {"dossier_itemaccess", "offices_auditevent"},
}
# What a POST needs before it can be judged by its right; `@thing` is the id of a thing.
BODY = {
    "sbr_inbox:filing_link": {"relation": "@relation"},
    "sbr_inbox:row_link": {"relation": "@relation"},
    "integrations:state": {"state": "PAUSED"},
    "integrations:webhook_state": {"state": "PAUSED"},
    "crm:export": {"kind": "csv", "with_bsn": "on"},
    "api_filings-link": {"relation": "@relation"},
    "api_folders-list": {"name": "Proefmap"},
    "crm:note_create": {"text": "Proef"},
    "crm:bulk": {"verb": "label", "pk": "@relation"},
    "dossier:bulk": {"verb": "trash", "pk": "@item"},
    "portal:approve": {"sha256": "@sha256", "pdf_sha256": "@pdf_sha256"},
    "portal:question": {"question": "Waarom is dit zo veel?"},
    "portal:decline": {"sha256": "@sha256", "pdf_sha256": "@pdf_sha256", "reason": "Dit bedrag klopt volgens mij niet."},
}
