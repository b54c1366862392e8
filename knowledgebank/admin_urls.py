"""Addresses of the coordinator's views under ``/admin/spreading/``."""

from django.urls import path

from knowledgebank.views import spreading

urlpatterns = [
    path("", spreading.PlansView.as_view(), name="spreading_plans"),
    path("new/", spreading.NewPlanView.as_view(), name="spreading_new_plan"),
    path("<uuid:plan>/", spreading.PlanView.as_view(), name="spreading_plan"),
    path("<uuid:plan>/edition/", spreading.EditionView.as_view(), name="spreading_edition"),
    path("<uuid:plan>/letter/", spreading.DispatchView.as_view(), name="spreading_letter"),
    path("<uuid:plan>/<uuid:organization>/", spreading.OrganizationView.as_view(), name="spreading_organization"),
    path("<uuid:plan>/<uuid:organization>/<slug:kind>/", spreading.ActView.as_view(), name="spreading_act"),
]
