"""Addresses of document control, below `o/<org>/p/<code>/`, and of how an organisation's documents look."""

from django.urls import path

from milepost.features.documents.views import acting, doing, intake, lists, pages, style

organisation_pages = [
    path("document-style", style.style, name="style"),
    path("document-style/preview.<slug:form>", style.preview, name="style-preview"),
]
programme_pages = [
    path("documents/", lists.master_list, name="list"),
    path("documents/new/", lists.new, name="new"),
    path("documents/import/", intake.intake, name="import"),
    path("documents/files/<uuid:file_id>/", pages.file, name="file"),
    path("documents/<uuid:key>/", pages.document_page, name="document"),
    path("documents/<uuid:key>/v/<int:number>/", pages.version_page, name="version"),
    path("documents/<uuid:key>/v/<int:number>/file.<slug:form>", pages.printed, name="printed"),
    path("documents/<uuid:key>/details/", lists.details, name="details"),
    path("documents/<uuid:key>/draft/", doing.draft, name="draft"),
    path("documents/<uuid:key>/submit/", doing.page_of(doing.SUBMIT), name="submit"),
    path("documents/<uuid:key>/approve/", acting.approve, name="approve"),
    path("documents/<uuid:key>/reviewed/", acting.reviewed, name="reviewed"),
    path("documents/<uuid:key>/return/", doing.page_of(doing.RETURN), name="return"),
    path("documents/<uuid:key>/replace/<uuid:step>/", doing.step_page_of(doing.REPLACE), name="replace"),
    path("documents/<uuid:key>/paper/<uuid:step>/", doing.step_page_of(doing.PAPER), name="paper"),
    path("documents/<uuid:key>/check/<uuid:step>/", acting.check, name="check"),
    path("documents/<uuid:key>/remarks/", acting.remark, name="remark"),
    path("documents/<uuid:key>/remarks/<int:remark>/", acting.settle_remark, name="settle"),
    path("documents/<uuid:key>/confirm/", doing.page_of(doing.CONFIRM), name="confirm"),
    path("documents/<uuid:key>/translate/", doing.page_of(doing.TRANSLATE), name="translate"),
    path("documents/<uuid:key>/hand-out/", doing.page_of(doing.HAND_OUT), name="hand-out"),
    path("documents/<uuid:key>/read/", acting.read, name="read"),
    path("documents/<uuid:key>/adopt/", doing.page_of(doing.ADOPT), name="adopt"),
    path("documents/<uuid:key>/withdraw/", doing.page_of(doing.WITHDRAW), name="withdraw"),
]
