"""Every declared personal field exists, and every field of a person is declared or named as none."""

from django.apps import apps

from cms.hooks import JOB, PERSONAL_DATA, REFERENCES, ask_strictly, flatten
from networks.models import Person

NOT_PERSONAL = {"id", "public_id", "row_version", "is_erased", "merged_into", "last_confirmed_on"}


def test_declared_personal_fields_exist():
    declared = [field for field in flatten(ask_strictly(PERSONAL_DATA)) if field.model.startswith("networks.")]

    for field in declared:
        assert apps.get_model(field.model)._meta.get_field(field.field).name == field.field
    assert len(declared) > 20


def test_every_field_of_a_person_is_declared():
    declared = {field.field for field in flatten(ask_strictly(PERSONAL_DATA)) if field.model == "networks.Person"}

    assert {field.name for field in Person._meta.concrete_fields} - NOT_PERSONAL == declared


def test_hooks_of_references_and_jobs_are_answered():
    references = {name: rule for answer in ask_strictly(REFERENCES) for name, rule in answer.items()}
    jobs = {job.name for job in flatten(ask_strictly(JOB))}

    assert references["networks.Membership"] == "move"
    assert {"networks.purge_imports", "networks.forget_personal_values"} <= jobs
