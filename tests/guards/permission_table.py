"""Who may do what: every address of the product, by role and by record. Read it as the manual of rights.

Columns of DESK and API: name, methods, ids, then VIEWER EDITOR MANAGER ADMIN on a record of a relation they are
linked to, and the same four on a record of a relation they are not linked to (`.` where there is no such thing).
`+` may · `-` 403, the right is missing · `0` 404, it does not exist for this person · `~` an answer that changes
nothing. VIEWER and EDITOR are linked to the first relation only; MANAGER and ADMIN to none, they reach all.

Ids: `relation` stands for relation_id; `pk=item` for a thing of tests/guards/dressing.py; `name:text` for a word.
"""

DESK = """
desk:dashboard                GET       -                                      ++++  .
desk:search                   GET       -                                      ++++  .
desk:search_suggest           GET       -                                      ++++  .
desk:tile                     GET       key:missing                            ++++  .
desk:components               GET       -                                      ---+  .
desk:bin                      GET       -                                      -+++  .
desk:bin_restore              POST      -                                      -+++  .
desk:bin_restore_one          POST      kind:stuk pk=trashed                   -+++  -0++

crm:relation_list             GET       -                                      ++++  .
crm:import_home               GET,POST  -                                      --++  .
crm:import_template           GET       -                                      --++  .
crm:import_batch              GET       pk=import                              --++  .
crm:import_columns            POST      pk=import                              --++  .
crm:import_choices            POST      pk=import                              --++  .
crm:import_whole              POST      pk=import                              --++  .
crm:import_rows               POST      pk=import                              --++  .
crm:import_repair             POST      pk=import row_id=import_row            --++  .
crm:import_invalid            GET       pk=import                              --++  .
crm:import_plan               POST      pk=import                              --++  .
crm:import_plan_file          GET       pk=import                              --++  .
crm:import_apply              POST      pk=import                              --++  .
crm:import_undo               POST      pk=import                              --++  .
crm:import_cancel             POST      pk=import                              --++  .
crm:import_again              POST      pk=import                              --++  .
crm:team_matrix               GET       -                                      ++++  .
crm:team_served               GET       -                                      ++++  .
crm:role_cell                 GET,POST  relation role_id=role                  --++  --++
crm:map                       GET       -                                      ++++  .
crm:map_unplaced              GET       -                                      ++++  .
crm:relation_insights         GET       -                                      ++++  .
crm:contact_insights          GET       -                                      ++++  .
crm:columns                   GET       screen:relations                       ++++  .
crm:export                    GET,POST  screen:relations                       --++  .
crm:bulk                      POST      screen:relations                       -+++  .
crm:bulk_plan                 GET       pk=bulk_plan                           000+  .
crm:bulk_apply                POST      pk=bulk_plan                           000+  .
crm:bulk_undo                 POST      pk=bulk_plan                           000+  .
crm:bulk_again                POST      pk=bulk_plan                           000+  .
crm:relation_create           GET,POST  -                                      -+++  .
crm:relation_duplicates       POST      -                                      -+++  .
crm:form_row                  GET       name:ob_nummers                        ++++  .
crm:relation                  GET       relation                               ++++  00++
crm:relation_edit             GET,POST  relation                               -+++  -0++
crm:relation_fields           GET       relation                               ++++  00++
crm:address_lookup            POST      -                                      ++++  .
crm:register_fill             POST      -                                      -+++  .
crm:register                  GET       relation                               ++++  00++
crm:register                  POST      relation                               -+++  -0++
crm:register_snapshot         GET       relation pk=snapshot                   ++++  00++
crm:register_snapshot         POST      relation pk=snapshot                   -+++  -0++
crm:field_history             GET       relation name:name                     ++++  00++
crm:field_history             GET       relation name:addresses                ++++  00++
crm:field_restore             POST      relation name:name-event:1             -+++  -0++
crm:contact_history           GET       contact_id=contact name:email          ++++  00++
crm:contact_restore           POST      contact_id=contact name:email-event:1  -+++  -0++
crm:as_of                     GET       relation                               ++++  00++
crm:as_of_day                 GET       relation day:20260101                  ++++  00++
crm:relation_log              GET       relation                               --++  --++
crm:bsn_masked                GET       relation                               ++++  00++
crm:bsn_reveal                POST      relation                               -+++  -0++
crm:relation_timeline         GET       relation                               ++++  00++
crm:relation_avatar           GET       relation                               ++++  00++
crm:unity_create              GET,POST  relation                               -+++  -0++
crm:unity_leave               POST      relation pk=unity                      -+++  -0++
crm:note_list                 GET       relation                               ++++  00++
crm:note_edit                 GET,POST  relation pk=note                       --++  -0++
crm:note_pin                  POST      relation pk=note                       --++  -0++
crm:completeness              GET       relation                               ++++  00++
crm:relation_structure        GET       relation                               ++++  00++
crm:stake_create              GET,POST  relation                               -+++  -0++
crm:stake_edit                GET,POST  relation pk=stake                      -+++  -0++
crm:stake_remove              POST      relation pk=stake                      -+++  -0++
crm:third_party_create        GET,POST  relation                               -+++  -0++
crm:third_party_edit          GET,POST  relation pk=third                      -+++  -0++
crm:third_party_remove        POST      relation pk=third                      -+++  -0++
crm:sbr_data                  GET,POST  relation                               -+++  -0++
crm:offboard                  GET,POST  relation                               --++  --++
crm:relation_delete           POST      relation                               ---+  ---+
crm:relation_undelete         POST      relation                               ---0  ---0
crm:relation_merge            GET,POST  row_id=relation                        --++  --++
crm:relation_merge_do         GET,POST  row_id=relation plan_id=relation       --00  --00
crm:relation_merge_undo       POST      row_id=relation plan_id=relation       --00  --00
crm:shared_entity_list        GET       -                                      ++++  .
crm:shared_entity_create      GET,POST  -                                      -+++  .
crm:shared_entity             GET       pk=entity                              ++++  00++
crm:shared_entity_edit        GET,POST  pk=entity                              -+++  -0++
crm:shared_entity_delete      POST      pk=entity                              -+++  -0++
crm:entity_stake_create       GET,POST  pk=entity                              -+++  -0++
crm:custom_field_list         GET       -                                      ---+  .
crm:custom_field_create       GET,POST  -                                      ---+  .
crm:custom_field              GET,POST  pk=custom_field                        ---+  .
crm:custom_field_move         POST      pk=custom_field way:omhoog             ---+  .
crm:note_create               POST      relation                               -+++  -0++
crm:status_form               GET       relation status:ENDED                  --++  00++
crm:status_move               POST      relation status:ENDED                  --++  00++
crm:relation_team             GET       relation                               ++++  00++
crm:team_assign               GET,POST  relation                               --++  --++
crm:team_unassign             POST      relation pk=assignment                 --++  --++
crm:team_restore              POST      relation role_id=role member_id=member --++  --++
crm:relation_contacts         GET       relation                               ++++  00++
crm:link_create               GET,POST  relation                               -+++  -0++
crm:link_search               GET       relation                               -+++  -0++
crm:link_edit                 GET,POST  relation pk=link                       -+++  -0++
crm:link_prefer               POST      relation pk=link                       -+++  -0++
crm:link_unlink               POST      relation pk=link                       -+++  -0++
crm:link_restore              POST      relation contact_id=contact            -000  -000
crm:relation_mandates         GET       relation                               ++++  00++
crm:mandate_create            GET,POST  relation                               --++  --++
crm:mandate_end               GET,POST  relation pk=mandate                    --++  --++
crm:mandate_evidence          GET       relation pk=mandate                    ++++  00++
crm:partner_create            GET,POST  relation                               -+++  -0++
crm:partner_end               GET,POST  relation pk=mandate                    -000  -000
crm:contact_list              GET       -                                      ++++  .
crm:contact_create            GET,POST  -                                      -+++  .
crm:contact                   GET       contact_id=contact                     ++++  00++
crm:contact_edit              GET,POST  contact_id=contact                     -+++  -0++
crm:person_create             GET,POST  contact_id=contact                     -+++  -0++
crm:contact_merge             GET,POST  row_id=contact                         --++  --++
crm:contact_merge_do          GET,POST  row_id=contact plan_id=contact         --00  --00
crm:contact_merge_undo        POST      row_id=contact plan_id=contact         --00  --00
crm:contact_delete            POST      contact_id=contact                     ---+  ---+
crm:contact_undelete          POST      contact_id=contact                     ---0  ---0
crm:invite                    GET,POST  contact_id=contact                     -+++  -0++
crm:invite_revoke             POST      contact_id=contact pk=invitation       -+++  -0++

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

crm:team_role_list            GET       -                                      ++++  .
crm:team_role_create          GET,POST  -                                      ---+  .
crm:team_role                 GET,POST  pk=role                                ---+  .
crm:team_role_delete          GET,POST  pk=role                                ---+  .
crm:default_role_list         GET       -                                      ++++  .
crm:default_role_create       GET,POST  -                                      ---+  .
crm:default_role              GET,POST  pk=default_role                        ---+  .
crm:default_role_delete       POST      pk=default_role                        ---+  .
crm:stand_in_list             GET       -                                      ++++  .
crm:stand_in_create           GET,POST  -                                      ++++  .
crm:stand_in_end              GET,POST  pk=stand_in                            +--+  .
crm:hand_over                 GET,POST  pk=member                              ---+  .
crm:hand_over_plan            GET,POST  pk=hand_over                           ---+  .
crm:kind_list                 GET       -                                      ---+  .
crm:kind_create               GET,POST  -                                      ---+  .
crm:kind                      GET,POST  pk=kind                                ---+  .
crm:kind_delete               GET,POST  pk=kind                                ---+  .
crm:group_list                GET       -                                      ---+  .
crm:group_create              GET,POST  -                                      ---+  .
crm:group                     GET,POST  pk=group                               ---+  .
crm:group_delete              POST      pk=group                               ---+  .
crm:number_format             GET,POST  -                                      ---+  .
crm:number_preview            GET       -                                      ---+  .
crm:apps                      GET       -                                      ++++  .
crm:app_link_list             GET       -                                      ---+  .
crm:app_link_create           GET,POST  -                                      ---+  .
crm:app_link                  GET,POST  pk=app_link                            ---+  .
crm:app_link_delete           POST      pk=app_link                            ---+  .
crm:relation_links            GET       relation                               ++++  00++
crm:relation_link             POST      relation pk=app_link                   -+++  -0++

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

crm:relation_pack             GET,POST  relation                               --++  --++
crm:pack_receive              GET,POST  -                                      --++  .
crm:pack                      GET,POST  pk=pack                                --++  .
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

# The same columns, with tokens of members in place of their browsers.
API = """
api_relations-list    GET    -           ++++  .
api_relations-list    POST   -           -+++  .
api_relations-detail  GET    pk=relation ++++  00++
api_relations-detail  PATCH  pk=relation -+++  -0++
api_contacts-list     GET    -           ++++  .
api_contacts-list     POST   -           -+++  .
api_contacts-detail   GET    pk=contact  ++++  00++
api_contacts-detail   PATCH  pk=contact  -+++  -0++
api_folders-list      GET    -           ++++  .
api_folders-list      POST   -           ---+  .
api_folders-detail    GET    pk=own_folder ++++  00++
api_folders-detail    PATCH  pk=own_folder -+++  -0++
api_items-list        GET    -           ++++  .
api_items-list        POST   -           -+++  .
api_items-detail      GET    pk=item     ++++  00++
api_items-detail      PATCH  pk=item     -+++  -0++
api_items-content     GET    pk=item     ++++  00++
api_filings-list      GET    -           ++++  .
api_filings-list      POST   -           -+++  .
api_filings-detail    GET    pk=filing   ++++  00++
api_filings-link      POST   pk=filing   -+++  -0++
api_filings-offer     POST   pk=filing   -+++  -0++
api_filings-withdraw  POST   pk=filing   -+++  -0++
api_filings-send      POST   pk=filing   -+++  -0++
api_filings-statuses  GET    pk=filing   ++++  00++
api_relations-bulk    POST   -           -+++  .
api_contacts-bulk     POST   -           -+++  .
api_links-list        GET    -           ++++  .
api_links-list        POST   -           -+++  .
api_links-detail      GET    pk=link     ++++  00++
api_links-detail      PATCH,DELETE pk=link -+++  -0++
api_assignments-list  GET    -           ++++  .
api_assignments-list  POST   -           --++  .
api_assignments-detail GET   pk=assignment ++++  00++
api_assignments-detail DELETE pk=assignment --++  --++
api_team_roles-list   GET    -           ++++  .
api_team_roles-detail GET    pk=role     ++++  .
api_notes-list        GET    -           ++++  .
api_notes-list        POST   -           -+++  .
api_notes-detail      GET    pk=note     ++++  00++
api_notes-detail      PATCH  pk=note     -+++  -0++
api_third_parties-list GET   -           ++++  .
api_third_parties-list POST  -           -+++  .
api_third_parties-detail GET pk=third    ++++  00++
api_third_parties-detail PATCH,DELETE pk=third -+++  -0++
api_entities-list     GET    -           ++++  .
api_entities-list     POST   -           -+++  .
api_entities-detail   GET    pk=entity   ++++  00++
api_entities-detail   PATCH,DELETE pk=entity -+++  -0++
api_stakes-list       GET    -           ++++  .
api_stakes-list       POST   -           -+++  .
api_stakes-detail     GET    pk=stake    ++++  00++
api_stakes-detail     PATCH,DELETE pk=stake -+++  -0++
api_kinds-list        GET    -           ++++  .
api_kinds-detail      GET    pk=kind     ++++  .
api_groups-list       GET    -           ++++  .
api_groups-detail     GET    pk=group    ++++  .
api_labels-list       GET    -           ++++  .
api_labels-list       POST   -           --++  .
api_labels-detail     GET    pk=label    ++++  .
api_labels-detail     PATCH,DELETE pk=label --++  .
api_custom_fields-list GET   -           ++++  .
api_custom_fields-list POST  -           ---+  .
api_custom_fields-detail GET pk=custom_field ++++  .
api_custom_fields-detail PATCH pk=custom_field ---+  .
api_imports-list      GET,POST -         --++  .
api_imports-detail    GET    pk=import   --++  .
api_imports-rows      GET    pk=import   --++  .
api_imports-match     POST   pk=import   --++  .
api_imports-decide    POST   pk=import   --++  .
api_imports-plan      POST   pk=import   --++  .
api_imports-apply     POST   pk=import   --++  .
api_imports-undo      POST   pk=import   --++  .
api_imports-cancel    POST   pk=import   --++  .
api_register-list     GET    -           -+++  .
api_register-profile  GET    kvk_nummer:12 -+++  .
api_register-snapshots GET   -           ++++  .
api_register-take     POST   -           -+++  .
api_search-list       GET    -           ++++  .
api_views-list        GET,POST -         ++++  .
api_views-detail      GET,PATCH,DELETE pk=view 000+  .
api_activity-list     GET    -           --++  .
api_activity-detail   GET    pk=event    --++  .
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
    "api_filings-link": {"relation": "@relation"},
    "api_folders-list": {"name": "Proefmap"},
    "crm:note_create": {"text": "Proef"},
    "crm:bulk": {"verb": "label", "pk": "@relation"},
    "dossier:bulk": {"verb": "trash", "pk": "@item"},
    "portal:approve": {"sha256": "@sha256", "pdf_sha256": "@pdf_sha256"},
    "portal:question": {"question": "Waarom is dit zo veel?"},
    "portal:decline": {"sha256": "@sha256", "pdf_sha256": "@pdf_sha256", "reason": "Dit bedrag klopt volgens mij niet."},
}
