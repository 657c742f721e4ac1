from django.urls import URLPattern

app_name = "sbr_inbox"
urlpatterns: list[URLPattern] = []
