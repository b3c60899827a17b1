"""Addresses of governance, below `o/<org>/p/<code>/`."""

from django.urls import path

from milepost.features.governance.views import board, commitment, meetings, obstacles, overview, people

programme_pages = [
    path("governance/", overview.overview, name="overview"),
    path("governance/people/key/<path:key>", overview.by_key, {"kind": "person"}, name="person-by-key"),
    path("governance/meetings/key/<path:key>", overview.by_key, {"kind": "meeting"}, name="meeting-by-key"),
    path("governance/obstacles/key/<path:key>", overview.by_key, {"kind": "obstacle"}, name="obstacle-by-key"),
    path("governance/people/new/<slug:role>/", people.person_new, name="person-new"),
    path("governance/people/of/<str:number>/", people.person, name="person"),
    path("governance/people/of/<str:number>/week/", people.week, name="week"),
    path("governance/rhythm/", meetings.rhythm, name="rhythm"),
    path("governance/rhythm/<uuid:key>/remove/", meetings.rhythm_remove, name="rhythm-remove"),
    path("governance/meetings/", meetings.meeting_list, name="meetings"),
    path("governance/meetings/new/", meetings.meeting_new, name="meeting-new"),
    path("governance/meetings/of/<str:number>/", meetings.meeting, name="meeting"),
    path("governance/meetings/of/<str:number>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("governance/meetings/of/<str:number>/action/", meetings.meeting_action, name="meeting-action"),
    path("governance/obstacles/", obstacles.obstacle_list, name="obstacles"),
    path("governance/obstacles/new/", obstacles.obstacle_new, name="obstacle-new"),
    path("governance/obstacles/of/<str:number>/", obstacles.obstacle, name="obstacle"),
    path("governance/board/new/", board.board_new, name="board-new"),
    path("governance/board/of/<str:number>/", board.board, name="board"),
    path("governance/commitment/", commitment.commitment, name="commitment"),
    path("governance/commitment/new/", commitment.commitment_write, name="commitment-new"),
    path("governance/commitment/of/<str:number>/", commitment.commitment, name="commitment-of"),
    path("governance/commitment/of/<str:number>/words/", commitment.commitment_write, name="commitment-words"),
    path("governance/commitment/of/<str:number>/paper/", commitment.commitment_paper, name="commitment-paper"),
    path("governance/commitment/of/<str:number>/check/<uuid:key>/", commitment.commitment_check,
         name="commitment-check"),
    path("governance/commitment/of/<str:number>/withdraw/", commitment.commitment_withdraw,
         name="commitment-withdraw"),
    path("governance/files/<uuid:file_id>", board.file, name="file"),
]  # fmt: skip
