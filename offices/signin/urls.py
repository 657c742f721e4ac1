"""Addresses without an office: signing in, one's own security, one-time links."""

from django.urls import path

from offices.signin.views import factors, person, start, step_up

app_name = "signin"
urlpatterns = [
    path("", person.HomeView.as_view(), name="home"),
    path("inloggen/", start.StartView.as_view(), name="start"),
    path("inloggen/verder/", start.WaysView.as_view(), name="ways"),
    path("inloggen/code/", start.CodeView.as_view(), name="code"),
    path("inloggen/nieuwe-code/", start.NewCodeView.as_view(), name="new_code"),
    path("inloggen/wachtwoord/", start.PasswordView.as_view(), name="with_password"),
    path("inloggen/passkey/opties/", start.PasskeyOptionsView.as_view(), name="passkey_options"),
    path("inloggen/passkey/", start.PasskeyView.as_view(), name="passkey"),
    path("inloggen/tweede-stap/", start.SecondView.as_view(), name="second"),
    path("inloggen/stap-omhoog/", step_up.StepUpView.as_view(), name="step_up"),
    path("inloggen/stap-omhoog/opties/", step_up.StepUpOptionsView.as_view(), name="step_up_options"),
    path("inloggen/instellen/", factors.SetUpView.as_view(), name="set_up"),
    path(
        "inloggen/instellen/passkey/opties/",
        factors.NewPasskeyOptionsView.as_view(),
        name="new_passkey_options",
    ),
    path("inloggen/instellen/passkey/", factors.NewPasskeyView.as_view(), name="new_passkey"),
    path("inloggen/instellen/app/", factors.AppView.as_view(), name="app"),
    path("inloggen/instellen/app/qr.svg", factors.AppImageView.as_view(), name="app_image"),
    path("inloggen/instellen/wachtwoord/", factors.PasswordView.as_view(), name="password"),
    path("inloggen/instellen/herstelcodes/", factors.RecoveryView.as_view(), name="recovery"),
    path("inloggen/beveiliging/", person.SecurityView.as_view(), name="security"),
    path(
        "inloggen/beveiliging/<int:pk>/verwijderen/", factors.RemoveFactorView.as_view(), name="remove_factor"
    ),
    path(
        "inloggen/beveiliging/apparaten/<uuid:pk>/afmelden/",
        person.EndDeviceView.as_view(),
        name="end_device",
    ),
    path("inloggen/beveiliging/afmelden-overal/", person.EndAllView.as_view(), name="end_all"),
    path("uitloggen/", start.SignOutView.as_view(), name="sign_out"),
    path("l/<str:token>/", person.LinkView.as_view(), name="link"),
]
