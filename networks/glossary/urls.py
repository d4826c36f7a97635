from django.urls import URLPattern, path

from networks.glossary.views import glossary

urlpatterns: list[URLPattern] = [
    path("glossary/", glossary, name="glossary"),
]
