from django.urls import URLPattern, URLResolver, path

from profiles.views import activation

app_name = "profiles"

urlpatterns: list[URLPattern | URLResolver] = [
    path("activate/", activation.fresh_activation_link, name="fresh_activation_link"),
    path("activate/<str:token>/", activation.activate_account, name="activate"),
]
