"""The model fields, on a real table."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from hotline.infra import keys, privacy
from hotline.infra.fields import BlindIndexField, EncryptedTextField
from hotline.infra.reencrypt import reencrypt

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller(tmp_path, monkeypatch):
    """A model with a sealed phone number and its index."""
    monkeypatch.setenv("HOTLINE_KEYS_FILE", str(tmp_path / "keys.json"))
    keys.create()
    with isolate_apps("hotline.infra"):

        class Caller(models.Model):
            phone = EncryptedTextField(blank=True, default="")
            note = EncryptedTextField(null=True)
            phone_index = BlindIndexField(source="phone", purpose="phone", normalise=privacy.normalise_phone)

            class Meta:
                app_label = "infra"

        with connection.schema_editor() as editor:
            editor.create_model(Caller)
        yield Caller


def raw(model):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT phone, phone_index FROM {model._meta.db_table} ORDER BY id")
        return [(bytes(phone), index) for phone, index in cursor.fetchall()]


def test_the_table_holds_ciphertext_only(caller):
    caller.objects.create(phone="13812342041")
    [(stored, index)] = raw(caller)
    assert b"13812342041" not in stored
    assert "13812342041" not in index
    row = caller.objects.get()
    assert (row.phone, row.note) == ("13812342041", None)


def test_found_by_its_index_however_it_is_written(caller):
    caller.objects.create(phone="138 1234 2041")
    caller.objects.bulk_create([caller(phone="13900000000"), caller(phone="")])
    wanted = privacy.blind_indexes("phone", privacy.normalise_phone("+86 13812342041"))
    assert caller.objects.get(phone_index__in=wanted).phone == "138 1234 2041"
    assert raw(caller)[2][1] is None


def test_update_seals_too(caller):
    caller.objects.create(phone="1")
    caller.objects.update(phone="13812342041")
    assert b"13812342041" not in raw(caller)[0][0]
    assert caller.objects.get().phone == "13812342041"


@pytest.mark.parametrize("lookup", ["phone", "phone__contains", "phone__in", "phone__gt", "phone__lower"])
def test_a_sealed_field_cannot_be_searched(caller, lookup):
    with pytest.raises(FieldError, match="sealed"):
        list(caller.objects.filter(**{lookup: ["1"] if lookup.endswith("in") else "1"}))


def test_empty_notes_can_be_asked_for(caller):
    caller.objects.create(note="x")
    assert caller.objects.filter(note__isnull=True).count() == 0


def test_re_encryption_moves_everything_to_the_new_keys(caller):
    caller.objects.bulk_create([caller(phone=f"1380000{n:04}", note="n") for n in range(25)])
    keys.rotate()
    assert reencrypt([caller], batch=10) == 25
    assert {privacy.generation_of(phone) for phone, _ in raw(caller)} == {2}
    assert all(index.startswith("2:") for _, index in raw(caller))
    keys.retire(1)
    assert caller.objects.order_by("id").first().phone == "13800000000"
    assert reencrypt([caller], batch=10) == 0


def test_migrations_can_write_the_fields_down(caller):
    _, path, _, kwargs = caller._meta.get_field("phone_index").deconstruct()
    assert path.endswith("BlindIndexField")
    assert kwargs == {
        "source": "phone", "purpose": "phone", "max_length": 72, "null": True, "blank": True, "editable": False,
        "db_index": True,
    }  # fmt: skip
