"""Addresses of the organizer's pages, under ``/admin/events/``."""

from django.urls import path

from events.views.organizer import (
    acts,
    answers,
    capacity,
    decisions,
    imports,
    invitations,
    mail_previews,
    messages,
    overview,
    planning,
    questions,
    registrations,
    series,
    undo_import,
)

urlpatterns = [
    path("", planning.OccasionList.as_view(), name="events_admin"),
    path("new/", planning.NewEvent.as_view(), name="events_admin_new"),
    path("<str:code>/", overview.OccasionDetail.as_view(), name="events_admin_occasion"),
    path("<str:code>/history/", overview.OccasionHistory.as_view(), name="events_admin_history"),
    path("<str:code>/change/", planning.ChangeEvent.as_view(), name="events_admin_change"),
    path("<str:code>/status/", planning.ChangeStatus.as_view(), name="events_admin_status"),
    path("<str:code>/cancel/", planning.CancelEvent.as_view(), name="events_admin_cancel"),
    path("<str:code>/series/", series.SeriesView.as_view(), name="events_admin_series"),
    path("<str:code>/seats/<int:pool_id>/", capacity.ChangeCapacity.as_view(), name="events_admin_seats"),
    path("<str:code>/add/", acts.AddByHand.as_view(), name="events_admin_add"),
    path("<str:code>/decisions/", decisions.Decisions.as_view(), name="events_admin_decisions"),
    path("<str:code>/reminders/add/", decisions.AddReminder.as_view(), name="events_admin_add_reminder"),
    path(
        "<str:code>/reminders/<int:reminder_id>/remove/",
        decisions.RemoveReminder.as_view(),
        name="events_admin_remove_reminder",
    ),
    path(
        "<str:code>/changes/<int:request_id>/approve/",
        decisions.ApproveChange.as_view(),
        name="events_admin_approve_change",
    ),
    path(
        "<str:code>/changes/<int:request_id>/refuse/",
        decisions.RefuseChange.as_view(),
        name="events_admin_refuse_change",
    ),
    path(
        "<str:code>/registrations/<uuid:public_id>/approve/", decisions.Approve.as_view(), name="events_admin_approve"
    ),
    path(
        "<str:code>/registrations/<uuid:public_id>/decline/", decisions.Decline.as_view(), name="events_admin_decline"
    ),
    path(
        "<str:code>/registrations/<uuid:public_id>/later/",
        decisions.LaterDate.as_view(),
        name="events_admin_later_date",
    ),
    path("<str:code>/answers/", answers.AnswerList.as_view(), name="events_admin_answers"),
    path("<str:code>/answers.csv", answers.AnswerFile.as_view(), name="events_admin_answer_file"),
    path(
        "<str:code>/registrations/<uuid:public_id>/answers/",
        answers.ChangeAnswers.as_view(),
        name="events_admin_change_answers",
    ),
    path("<str:code>/questions/", questions.QuestionList.as_view(), name="events_admin_questions"),
    path("<str:code>/questions/new/", questions.EditQuestion.as_view(), name="events_admin_question_new"),
    path("<str:code>/questions/ready/", questions.AddReady.as_view(), name="events_admin_question_ready"),
    path("<str:code>/questions/try/<slug:language>/", questions.TryForm.as_view(), name="events_admin_question_try"),
    path("<str:code>/questions/<slug:key>/change/", questions.EditQuestion.as_view(), name="events_admin_question"),
    path("<str:code>/questions/<slug:key>/move/", questions.MoveQuestion.as_view(), name="events_admin_question_move"),
    path(
        "<str:code>/questions/<slug:key>/remove/",
        questions.RemoveQuestion.as_view(),
        name="events_admin_question_remove",
    ),
    path("<str:code>/invitations/", invitations.InvitationList.as_view(), name="events_admin_invitations"),
    path("<str:code>/invitations/network/", invitations.InviteNetwork.as_view(), name="events_admin_invite"),
    path("<str:code>/invitations/one/", invitations.InviteOne.as_view(), name="events_admin_invite_one"),
    path("<str:code>/invitations/missing/", invitations.InviteMissing.as_view(), name="events_admin_invite_missing"),
    path("<str:code>/invitations/remind/", invitations.RemindInvited.as_view(), name="events_admin_remind_invited"),
    path(
        "<str:code>/invitations/<uuid:public_id>/withdraw/",
        invitations.WithdrawInvitation.as_view(),
        name="events_admin_withdraw_invitation",
    ),
    path(
        "<str:code>/invitations/<uuid:public_id>/again/",
        invitations.SendAgain.as_view(),
        name="events_admin_invitation_again",
    ),
    path(
        "<str:code>/invitations/<uuid:public_id>/bounced/",
        invitations.MarkBounced.as_view(),
        name="events_admin_invitation_bounced",
    ),
    path("<str:code>/import/", imports.ImportParticipants.as_view(), name="events_admin_import"),
    path("<str:code>/import/<uuid:public_id>/undo/", undo_import.UndoList.as_view(), name="events_admin_undo_list"),
    path("<str:code>/write/", messages.WriteToParticipants.as_view(), name="events_admin_write"),
    path("<str:code>/mails/", mail_previews.MailList.as_view(), name="events_admin_mails"),
    path("<str:code>/mails/<slug:mail>/", mail_previews.MailDetail.as_view(), name="events_admin_mail"),
    path(
        "<str:code>/mails/<slug:mail>/<slug:language>/",
        mail_previews.MailBody.as_view(),
        name="events_admin_mail_body",
    ),
    path("<str:code>/registrations/", registrations.ParticipantList.as_view(), name="events_admin_participants"),
    path("<str:code>/registrations/print/", registrations.PrintList.as_view(), name="events_admin_print"),
    path(
        "<str:code>/registrations/export.<slug:kind>",
        registrations.ExportParticipants.as_view(),
        name="events_admin_export",
    ),
    path(
        "<str:code>/registrations/<uuid:public_id>/",
        registrations.RegistrationDetail.as_view(),
        name="events_admin_registration",
    ),
    path(
        "<str:code>/registrations/<uuid:public_id>/cancel/",
        acts.CancelRegistration.as_view(),
        name="events_admin_cancel_registration",
    ),
    path(
        "<str:code>/registrations/<uuid:public_id>/cancel-group/",
        acts.CancelGroup.as_view(),
        name="events_admin_cancel_group",
    ),
    path(
        "<str:code>/registrations/<uuid:public_id>/move/",
        acts.MoveRegistration.as_view(),
        name="events_admin_move",
    ),
    path(
        "<str:code>/registrations/<uuid:public_id>/link/",
        acts.ResendLink.as_view(),
        name="events_admin_resend",
    ),
]
