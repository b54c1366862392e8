"""Addresses of the directory in the admin, under ``/admin/networks/``. Rows are named by public id."""

from django.urls import path, re_path

from networks.views import acts, coverage, directory, editing, imports

ROW = "<uuid:public_id>"

urlpatterns = [
    path("", directory.NetworkList.as_view(), name="networks_networks"),
    path("new/", editing.RegisterNetwork.as_view(), name="networks_network_new"),
    path("organizations/", directory.OrganizationList.as_view(), name="networks_organizations"),
    path("organizations/new/", editing.RegisterOrganization.as_view(), name="networks_organization_new"),
    path(f"organizations/{ROW}/", directory.OrganizationDetail.as_view(), name="networks_organization"),
    path(f"organizations/{ROW}/edit/", editing.CorrectOrganization.as_view(), name="networks_organization_edit"),
    path(f"organizations/{ROW}/end/", editing.EndOrganization.as_view(), name="networks_organization_end"),
    path("persons/", directory.PersonList.as_view(), name="networks_persons"),
    path("persons/new/", editing.RegisterPerson.as_view(), name="networks_person_new"),
    path(f"persons/{ROW}/", directory.PersonDetail.as_view(), name="networks_person"),
    path(f"persons/{ROW}/edit/", editing.CorrectPerson.as_view(), name="networks_person_edit"),
    path(f"persons/{ROW}/functions/new/", editing.RegisterEngagement.as_view(), name="networks_engagement_new"),
    path(f"functions/{ROW}/end/", editing.EndEngagement.as_view(), name="networks_engagement_end"),
    path("key-persons/", directory.KeyPersonList.as_view(), name="networks_key_persons"),
    path(f"key-persons/{ROW}/end/", editing.EndKeyPerson.as_view(), name="networks_key_person_end"),
    path("gaps/", coverage.GapReportView.as_view(), name="networks_gaps"),
    path("import/", imports.UploadImport.as_view(), name="networks_import"),
    path(f"import/{ROW}/preview/", imports.PreviewImport.as_view(), name="networks_import_preview"),
    path(f"import/{ROW}/map/", imports.MapColumns.as_view(), name="networks_import_map"),
    path(f"import/{ROW}/confirm/", imports.ConfirmImport.as_view(), name="networks_import_confirm"),
    path(f"import/{ROW}/discard/", imports.DiscardImport.as_view(), name="networks_import_discard"),
    path(f"import/{ROW}/result/", imports.ImportResult.as_view(), name="networks_import_result"),
    path(f"import/{ROW}/errors.csv", imports.ImportErrors.as_view(), name="networks_import_errors"),
    re_path(r"^export/(?P<target>[a-z_]+)\.(?P<kind>csv|xlsx)$", imports.Export.as_view(), name="networks_export"),
    path(f"seats/{ROW}/end/", editing.CloseSeat.as_view(), name="networks_seat_end"),
    path(f"memberships/{ROW}/end/", editing.LeaveNetwork.as_view(), name="networks_membership_end"),
    path(f"memberships/{ROW}/role/", editing.ChangeRole.as_view(), name="networks_membership_role"),
    path(f"acts/{ROW}/", acts.ActDetail.as_view(), name="networks_act"),
    path(f"acts/{ROW}/revert/", acts.RevertAct.as_view(), name="networks_act_revert"),
    path(f"{ROW}/", directory.NetworkDetail.as_view(), name="networks_network"),
    path(f"{ROW}/edit/", editing.CorrectNetwork.as_view(), name="networks_network_edit"),
    path(f"{ROW}/end/", editing.EndNetwork.as_view(), name="networks_network_end"),
    path(f"{ROW}/seats/new/", editing.OpenSeat.as_view(), name="networks_seat_new"),
    path(f"{ROW}/members/new/", editing.JoinNetwork.as_view(), name="networks_membership_new"),
    path(f"{ROW}/key-persons/new/", editing.AppointKeyPerson.as_view(), name="networks_key_person_new"),
]
