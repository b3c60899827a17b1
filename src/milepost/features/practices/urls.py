"""Addresses of practices, below `o/<org>/p/<code>/`."""

from django.urls import path

from milepost.features.practices.views import doing, pages

programme_pages = [
    path("practices/", pages.practice_list, name="list"),
    path("practices/files/<uuid:file_id>", pages.practice_file, name="file"),
    path("practices/<slug:practice>/", pages.practice_page, name="practice"),
    path("practices/<slug:practice>/accept/", doing.accept, name="accept"),
    path("practices/<slug:practice>/move/<slug:rhythm>/<slug:due_on>/", doing.move, name="move"),
    *(
        path(f"practices/<slug:practice>/{name}/", doing.page_of(what), name=name)
        for name, what in doing.DOINGS.items()
    ),
]
