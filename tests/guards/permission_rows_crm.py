"""The addresses of the crm in the table of rights; how to read them stands in permission_table."""

CRM = """
crm:relation_list             GET       -                                      ++++  .
crm:import_home               GET,POST  -                                      --++  .
crm:import_template           GET       -                                      --++  .
crm:import_batch              GET       pk=import                              --++  .
crm:import_columns            POST      pk=import                              --++  .
crm:import_choices            POST      pk=import                              --++  .
crm:import_whole              POST      pk=import                              --++  .
crm:import_rows               POST      pk=import                              --++  .
crm:import_words              POST      pk=import                              --++  .
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
crm:relation_pack             GET,POST  relation                               --++  --++
crm:pack_receive              GET,POST  -                                      --++  .
crm:pack                      GET,POST  pk=pack                                --++  .
"""
