from django.urls import URLPattern, path

from evaluations.writing.views import approval, author_order, project

urlpatterns: list[URLPattern] = [
    path("groups/<uuid:pk>/projects/", project.group_projects, name="group_projects"),
    path("groups/<uuid:pk>/projects/new/", project.project_new, name="project_new"),
    path("projects/<uuid:pk>/", project.project, name="project"),
    path("projects/<uuid:pk>/edit/", project.project_edit, name="project_edit"),
    path("projects/<uuid:pk>/lay/<str:act>/", project.project_shelve, name="project_shelve"),
    path(
        "projects/<uuid:pk>/steps/<str:step>/",
        project.project_milestone,
        name="project_milestone",
    ),
    path("projects/<uuid:pk>/drafts/", project.draft_add, name="draft_add"),
    path("projects/<uuid:pk>/authors/", author_order.author_add, name="author_add"),
    path("projects/<uuid:pk>/authors/leave/", author_order.author_leave, name="author_leave"),
    path("projects/<uuid:pk>/order/", author_order.order, name="author_order"),
    path("authors/<uuid:pk>/", author_order.author, name="author"),
    path("authors/<uuid:pk>/agree/", author_order.author_agree, name="author_agree"),
    path("orders/<uuid:pk>/<str:act>/", author_order.order_answer, name="order_answer"),
    path("drafts/<uuid:pk>/file/", project.draft_file, name="draft_file"),
    path("drafts/<uuid:pk>/delete/", project.draft_delete, name="draft_delete"),
    path("drafts/<uuid:pk>/readers/", project.draft_readers, name="draft_readers"),
    path("reviews/<uuid:pk>/", project.draft_review, name="draft_review"),
    path("projects/<uuid:pk>/approval/", approval.final_ask, name="final_ask"),
    path("approvals/<uuid:pk>/<str:act>/", approval.final_answer, name="final_answer"),
    path("projects/<uuid:pk>/authors/outside/", approval.outside_add, name="outside_add"),
    path("authors/<uuid:pk>/contact/", approval.author_contact, name="author_contact"),
    path("authors/<uuid:pk>/remove/", approval.outside_remove, name="outside_remove"),
    path("authors/<uuid:pk>/ask/", approval.outside_ask, name="outside_ask"),
    path("w/<str:token>/", approval.author_link, name="author_link"),
]
