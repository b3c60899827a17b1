"""Addresses of the plan and of the wizard."""

from django.urls import path

from milepost.features.plans.activity.views import activity, activity_new, progress
from milepost.features.plans.baselines import views as baselines
from milepost.features.plans.budget import views as budget
from milepost.features.plans.effort import views as effort
from milepost.features.plans.effort.recalibrating.views import recalibration
from milepost.features.plans.exchange.views import exchange
from milepost.features.plans.forecasting.views import forecast
from milepost.features.plans.gantt.views import gantt
from milepost.features.plans.load.views import load
from milepost.features.plans.views import done, plan_list
from milepost.features.plans.whatif.views import what_if
from milepost.features.plans.wizard.views import wizard

organisation_pages = [path("programmes/new", wizard, name="new")]

programme_pages = [
    path("plan", plan_list, name="list"),
    path("plan/forecast", forecast, name="forecast"),
    path("plan/gantt", gantt, name="gantt"),  # before any address that begins with an activity's key
    # with a slash at their end, which no activity's address has
    path("plan/baselines/", baselines.baseline_list, name="baselines"),
    path("plan/baselines/<str:baseline>/", baselines.baseline, name="baseline"),
    path("plan/baselines/<str:baseline>/endorse/", baselines.endorse, name="endorse"),
    path("plan/baselines/<str:baseline>/sign/", baselines.sign, name="baseline-sign"),
    path("plan/variance/", baselines.variance, name="variance"),
    path("plan/exchange/", exchange, name="exchange"),
    path("plan/load/", load, name="load"),
    path("plan/what-if/", what_if, name="what-if"),
    path("plan/effort/", effort.effort, name="effort"),
    path("plan/effort/<str:entry>/", effort.entry, name="effort-entry"),
    path("plan/effort/<str:entry>/take-back/", effort.take_back, name="effort-take-back"),
    path("plan/recalibration/", recalibration, name="recalibration"),
    path("plan/budget/", budget.budget, name="budget"),
    path("plan/budget/<str:line>/", budget.budget_line, name="budget-line"),
    path("plan/budget/<str:line>/remove/", budget.remove, name="budget-line-remove"),
    path("plan/new", activity_new, name="activity-new"),
    path("plan/<str:key>", activity, name="activity"),
    path("plan/<str:key>/progress", progress, name="progress"),
    path("plan/<str:key>/log", effort.log, name="log"),
    path("plan/<str:key>/done", done, name="done"),
]
