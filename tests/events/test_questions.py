"""The organizer's form and the participant's answers: conditions, needs, changes, the days they are kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from cms.exceptions import IdempotencyKeyReused
from cms.models import IdempotencyKey
from events.domain import given_answers, questions, registration
from events.domain.answers import jobs
from events.domain.given_answers import GivenAnswers, answers_of, change_answers, remove_due_answers
from events.domain.questions import QuestionPlan, change_question, move_question, questions_of
from events.domain.transitions import COMMAND
from events.exceptions import (
    AnsweredAlready,
    AnswerMissing,
    AnswersFrozen,
    ChoicesMissing,
    ConditionNotBefore,
    PurposeMissing,
    QuestionIsNeeded,
    RefusedTransition,
    RetentionRefused,
)
from events.models import Answer, Question, Registration, SensitiveAnswer
from tests.factories.events import NOW, START, make_applicant, make_occasion, make_question

pytestmark = pytest.mark.django_db
END = START + timedelta(hours=7)


def answer(occasion, number=1, **values):
    """Register a person with answers by key and return the row."""
    given = GivenAnswers(questions_of(occasion), values)
    done = registration.register(occasion, applicant=make_applicant(number), now=NOW, given=given)
    return Registration.objects.get(pk=done.registration_id)


def stored(row):
    return answers_of(row, questions_of(row.occasion))


def plan_of(question, **values):
    names = list(QuestionPlan.__dataclass_fields__)
    return QuestionPlan(**{**{name: getattr(question, name) for name in names}, **values})


# --- making the form ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"purpose": " "}, PurposeMissing),
        ({"retention_days": None}, RetentionRefused),
        ({"retention_days": 0}, RetentionRefused),
        ({"retention_days": 731}, RetentionRefused),
        ({"retention_days": 8, "sensitive": True}, RetentionRefused),
        ({"type": "one_of", "choices": [{"en": "Green"}]}, ChoicesMissing),
        ({"show_if": [["gone", "yes"]]}, ConditionNotBefore),
    ],
)
def test_a_question_without_purpose_days_or_choices_is_refused(values, refusal):
    occasion = make_occasion()

    with pytest.raises(refusal):
        make_question(occasion, **{"type": "short", **values})

    assert questions_of(occasion) == []


@pytest.mark.parametrize(
    "values", [{"purpose": ""}, {"retention_days": 0}, {"retention_days": 8, "sensitive": True}, {"type": "file"}]
)
def test_the_database_holds_the_rules_too(values):
    row = make_question(make_occasion())

    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=row.pk).update(**values)


def test_keys_are_made_of_the_swedish_words_once_and_stay():
    occasion = make_occasion()
    first = make_question(occasion, "one_of", label="Vilken färg?")
    second = make_question(occasion, label="Vilken färg?")
    renamed = change_question(
        first,
        plan_of(first, label="Välj färg", choices=[{"key": "rod", "sv": "Vinröd"}, {"sv": "Grön"}, {"sv": "Grön"}]),
        by=COMMAND,
    )

    assert (first.key, second.key, renamed.key) == ("vilken-farg", "vilken-farg-2", "vilken-farg")
    assert [choice["key"] for choice in first.choices] == ["gron", "rod", "bla"]
    assert [(choice["key"], choice["sv"]) for choice in renamed.choices] == [
        ("rod", "Vinröd"),
        ("gron", "Grön"),
        ("gron-2", "Grön"),
    ]


def test_words_are_in_the_readers_language_or_in_the_first_there_is():
    row = make_question(
        make_occasion(),
        "one_of",
        label="Vilken färg?",
        translations={"en": {"label": "Which colour?"}},
        choices=[{"sv": "Grön", "fa-af": "سبز"}],
    )

    assert questions.words_of_question(row, "label", language="en") == questions.Words("Which colour?", "en")
    assert questions.words_of_question(row, "label", language="fa-af") == questions.Words("Vilken färg?", "sv")
    assert questions.words_of_choice(row, "gron", language="fa-af") == questions.Words("سبز", "fa-af")
    assert questions.words_of_choice(row, "gron", language="en") == questions.Words("Grön", "sv")
    assert questions.missing_translations(row) == ["en", "fa-af"]


def test_a_question_moves_but_never_above_the_one_it_depends_on():
    occasion = make_occasion()
    first, second = make_question(occasion, "yes_no"), make_question(occasion, "short")
    third = make_question(occasion, "long", show_if=[["fraga-yes_no", "yes"]])
    move_question(third, up=True, by=COMMAND)
    move_question(first, up=True, by=COMMAND)

    with pytest.raises(ConditionNotBefore):
        move_question(third, up=True, by=COMMAND)

    assert [row.key for row in questions_of(occasion)] == [first.key, third.key, second.key]


@pytest.mark.parametrize("stage", ["registration", "after_approval"])
def test_a_question_depends_on_nothing_that_is_asked_later(stage):
    occasion = make_occasion()
    source = make_question(occasion, "yes_no", stage="after_approval")

    def add():
        return make_question(occasion, "short", stage=stage, show_if=[[source.key, "yes"]])

    if stage == "registration":
        with pytest.raises(ConditionNotBefore):
            add()
    else:
        assert add().show_if == [[source.key, "yes"]]


def test_what_another_question_depends_on_is_neither_removed_nor_loses_its_choice():
    occasion = make_occasion()
    source = make_question(occasion, "one_of")
    make_question(occasion, show_if=[[source.key, "rod"]])

    with pytest.raises(QuestionIsNeeded):
        questions.remove_question(source, by=COMMAND)
    with pytest.raises(QuestionIsNeeded):
        change_question(source, plan_of(source, choices=[{"key": "gron", "sv": "Grön"}]), by=COMMAND)

    assert len(questions_of(occasion)) == 2


@pytest.mark.parametrize("sensitive", [False, True])
@pytest.mark.parametrize(
    "change", [{"type": "short"}, {"sensitive": None}, {"choices": [{"key": "gron", "sv": "Grön"}]}]
)
def test_an_answered_question_keeps_what_its_answers_mean(sensitive, change):
    occasion = make_occasion()
    row = make_question(occasion, "one_of", sensitive=sensitive)
    change = {**change, "sensitive": not sensitive} if "sensitive" in change else change
    answer(occasion, **{row.key: "rod"})

    with pytest.raises(AnsweredAlready):
        change_question(row, plan_of(row, **change), by=COMMAND)

    kept = Question.objects.get(pk=row.pk)
    assert (kept.type, kept.sensitive, len(kept.choices)) == ("one_of", sensitive, 3)


def test_a_form_without_questions_asks_the_database_nothing(django_assert_num_queries):
    occasion = make_occasion()
    with django_assert_num_queries(0):
        assert questions_of(occasion) == []
    row = make_question(occasion)
    occasion.refresh_from_db()
    assert (occasion.asks_questions, questions_of(occasion)) == (True, [row])
    questions.remove_question(row, by=COMMAND)
    occasion.refresh_from_db()
    assert (occasion.asks_questions, Question.objects.count()) == (False, 0)


# --- answering ----------------------------------------------------------------------------------------------------


def test_hidden_answers_are_dropped_on_the_server_also_down_a_chain():
    occasion = make_occasion()
    food = make_question(occasion, "yes_no", label="Mat?")
    diet = make_question(occasion, "one_of", label="Kost?", show_if=[["mat", "yes"]])
    colour = make_question(occasion, "short", label="Varför röd?", show_if=[["kost", "rod"]])
    values = {diet.key: "rod", colour.key: "Därför"}

    assert stored(answer(occasion, 1, mat=False, **values)) == {food.key: False}
    assert stored(answer(occasion, 2, mat=True, **values)) == {food.key: True, **values}
    assert stored(answer(occasion, 3, mat=True, kost="gron", **{colour.key: "Därför"})) == {"mat": True, "kost": "gron"}


def test_what_must_be_answered_must_be_so_only_when_it_is_asked():
    occasion = make_occasion()
    make_question(occasion, "yes_no", label="Mat?", required=True)
    make_question(occasion, "short", label="Vad?", required=True, show_if=[["mat", "yes"]])

    with pytest.raises(AnswerMissing):
        answer(occasion, 1)
    with pytest.raises(AnswerMissing):
        answer(occasion, 2, mat=True)

    assert Registration.objects.count() == 0
    assert stored(answer(occasion, 3, mat=False)) == {"mat": False}


def test_needs_lie_encrypted_in_a_table_of_their_own():
    occasion = make_occasion()
    need = make_question(occasion, "long", label="Mat", sensitive=True)
    make_question(occasion, "long", label="Bil")
    row = answer(occasion, mat="glutenintolerant", bil="elbil")

    assert stored(row) == {"mat": "glutenintolerant", "bil": "elbil"}
    assert answers_of(row, questions_of(occasion), with_needs=False) == {"bil": "elbil"}
    assert list(Answer.objects.values_list("value", flat=True)) == ["elbil"]
    kept = SensitiveAnswer.objects.get(question=need)
    assert b"gluten" not in bytes(kept.sealed)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "glutenintolerant" not in repr(cursor.fetchall()), table


def test_a_need_that_no_key_opens_is_left_out(settings):
    occasion = make_occasion()
    make_question(occasion, "long", label="Mat", sensitive=True)
    row = answer(occasion, mat="vegan")

    settings.SECRET_KEY = "another"

    assert stored(row) == {}


def test_the_key_of_a_form_covers_the_answers_and_gives_none_away():
    occasion = make_occasion()
    make_question(occasion, "yes_no", label="Vegan?", sensitive=True)
    asked = questions_of(occasion)

    def send(value):
        given = GivenAnswers(asked, {"vegan": value})
        return registration.register(
            occasion, applicant=make_applicant(1), now=NOW, given=given, idempotency_key="nyckel"
        )

    first = send(True)
    assert send(True).receipt_id == first.receipt_id
    with pytest.raises(IdempotencyKeyReused):
        send(False)
    assert stored(Registration.objects.get()) == {"vegan": True}
    prints = {value: GivenAnswers(asked, {"vegan": value}).fingerprint() for value in (True, False)}
    assert len(set(prints.values())) == 2
    assert "vegan" not in repr(IdempotencyKey.objects.values())


def test_a_second_try_changes_no_answer():
    occasion = make_occasion()
    make_question(occasion, "short", label="Bil")
    row = answer(occasion, bil="elbil")

    given = GivenAnswers(questions_of(occasion), {"bil": "cykel"})
    registration.register(occasion, applicant=make_applicant(1), now=NOW, given=given)

    assert stored(row) == {"bil": "elbil"}
    assert Answer.objects.count() == 1


def test_answers_are_changed_until_frozen_and_by_the_organizer_later():
    occasion = make_occasion(frozen_at=START - timedelta(days=3))
    make_question(occasion, "short", label="Bil")
    row = answer(occasion, bil="elbil")
    asked = questions_of(occasion)

    change_answers(row, GivenAnswers(asked, {"bil": "cykel"}), now=START - timedelta(days=3, seconds=1))
    assert stored(row) == {"bil": "cykel"}
    with pytest.raises(AnswersFrozen):
        change_answers(row, GivenAnswers(asked, {"bil": "buss"}), now=START - timedelta(days=3))
    change_answers(row, GivenAnswers(asked, {"bil": "tåg"}), now=START, by=COMMAND)
    assert stored(row) == {"bil": "tåg"}


def test_without_a_frozen_time_answers_are_changed_until_the_first_day():
    occasion = make_occasion()
    make_question(occasion, "short", label="Bil")
    row = answer(occasion)

    with pytest.raises(AnswersFrozen):
        change_answers(row, GivenAnswers(questions_of(occasion), {"bil": "buss"}), now=START)


def test_a_change_drops_what_is_no_longer_asked_and_leaves_other_stages_alone():
    occasion = make_occasion()
    make_question(occasion, "yes_no", label="Mat?")
    make_question(occasion, "one_of", label="Kost?", sensitive=True, show_if=[["mat", "yes"]])
    make_question(occasion, "short", label="Rum?", stage="after_approval")
    asked = questions_of(occasion)
    row = answer(occasion, mat=True, kost="rod")
    change_answers(row, GivenAnswers(asked[2:], {"rum": "ja"}), now=NOW)
    assert stored(row) == {"mat": True, "kost": "rod", "rum": "ja"}

    change_answers(row, GivenAnswers(asked[:2], {"mat": False, "kost": "rod"}), now=NOW)

    assert stored(row) == {"mat": False, "rum": "ja"}
    assert not SensitiveAnswer.objects.exists()


def test_a_registration_that_has_ended_takes_no_answers():
    occasion = make_occasion()
    make_question(occasion, "short", label="Bil")
    row = answer(occasion)
    registration.cancel(row, now=NOW)

    with pytest.raises(RefusedTransition):
        change_answers(row, GivenAnswers(questions_of(occasion), {"bil": "buss"}), now=NOW)


def test_more_is_asked_when_the_seat_is_confirmed_and_all_of_the_organizer():
    occasion = make_occasion(capacity=1)
    confirmed, waiting = answer(occasion, 1), answer(occasion, 2)

    assert given_answers.stages_of(confirmed, by=registration.PERSON) == {"registration", "after_approval"}
    assert given_answers.stages_of(waiting, by=registration.PERSON) == {"registration"}
    assert given_answers.stages_of(waiting, by=COMMAND) == {"registration", "after_approval", "check_in"}


# --- how long -----------------------------------------------------------------------------------------------------


def test_needs_go_seven_days_after_the_end_and_others_after_their_own_days():
    occasion = make_occasion()
    make_question(occasion, "short", label="Mat", sensitive=True)
    make_question(occasion, "short", label="Bil", retention_days=30)
    row = answer(occasion, mat="vegan", bil="elbil")

    remove_due_answers(END + timedelta(days=7, seconds=-1))
    assert stored(row) == {"mat": "vegan", "bil": "elbil"}
    remove_due_answers(END + timedelta(days=7))
    assert stored(row) == {"bil": "elbil"}
    remove_due_answers(END + timedelta(days=30))
    remove_due_answers(END + timedelta(days=30))
    assert stored(row) == {}
    assert Registration.objects.filter(pk=row.pk).exists()


def test_needs_of_who_no_longer_comes_go_at_once_and_others_stay():
    occasion = make_occasion()
    make_question(occasion, "short", label="Mat", sensitive=True)
    make_question(occasion, "short", label="Bil")
    gone, comes = answer(occasion, 1, mat="vegan", bil="elbil"), answer(occasion, 2, mat="allt")
    registration.cancel(gone, now=NOW)

    remove_due_answers(NOW)

    assert stored(gone) == {"bil": "elbil"}
    assert stored(comes) == {"mat": "allt"}


def test_the_last_of_several_days_is_the_end_and_so_is_calling_off():
    days = [(START, END), (START + timedelta(days=5), END + timedelta(days=5))]
    occasion = make_occasion(days=days)
    make_question(occasion, "short", label="Bil", retention_days=1)
    row = answer(occasion, bil="elbil")

    remove_due_answers(END + timedelta(days=2))
    assert stored(row) == {"bil": "elbil"}
    type(occasion).objects.filter(pk=occasion.pk).update(status="cancelled", cancelled_at=END)
    remove_due_answers(END + timedelta(days=2))
    assert stored(row) == {}


def test_the_job_is_run_each_hour():
    (job,) = [job for job in jobs() if job.name == "events.answers"]
    assert (job.every_seconds, job.run) == (3600, remove_due_answers)
