"""Staff pages about people and access; included in offices/urls.py under the address of an office."""

from django.urls import path

from offices.views import account, activity, team, tokens

urlpatterns = [
    path("mijn-account/", account.AccountView.as_view(), name="account"),
    path("mijn-account/voorkeur/", account.PreferenceView.as_view(), name="preference"),
    path("beheer/teamleden/", team.TeamList.as_view(), name="team_list"),
    path("beheer/teamleden/uitnodigen/", team.InviteMember.as_view(), name="team_invite"),
    path("beheer/teamleden/<uuid:pk>/", team.ChangeMember.as_view(), name="team_member"),
    path("beheer/teamleden/<uuid:pk>/beeindigen/", team.EndMember.as_view(), name="team_end"),
    path(
        "beheer/teamleden/<uuid:pk>/opnieuw-uitnodigen/", team.InviteAgain.as_view(), name="team_invite_again"
    ),
    path("beheer/autorisatie/waarom/", team.ExplainAccess.as_view(), name="access_explain"),
    path("beheer/api-tokens/", tokens.TokenList.as_view(), name="token_list"),
    path("beheer/api-tokens/nieuw/", tokens.TokenCreate.as_view(), name="token_create"),
    path("beheer/api-tokens/<uuid:pk>/intrekken/", tokens.TokenRevoke.as_view(), name="token_revoke"),
    path("beheer/activiteitenlog/", activity.ActivityList.as_view(), name="activity_list"),
    path("beheer/activiteitenlog/exporteren/", activity.ExportLog.as_view(), name="activity_export"),
    path("beheer/activiteitenlog/narekenen/", activity.VerifyLog.as_view(), name="activity_verify"),
]
