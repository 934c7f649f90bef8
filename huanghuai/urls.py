"""Root addresses: the desk, and the site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("news.urls")),
]

handler400 = "news.views.errors.bad_request"
handler403 = "news.views.errors.forbidden"
handler404 = "news.views.errors.not_found"
handler500 = "news.views.errors.server_error"
