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
            place = models.TextField(default="")
            secret = EncryptedTextField(null=True, bound_to="place")
            secret_index = BlindIndexField(source="secret", purpose="secret")

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


def sealed_for(model, place, text):
    return privacy.encrypt(text, model._meta.get_field("secret").context_for(place))


def test_a_field_bound_to_its_row_holds_sealed_bytes_and_takes_no_text(caller):
    field, sealed = caller._meta.get_field("secret"), sealed_for(caller, "here", "13812342041")
    caller.objects.create(place="here", secret=sealed, secret_index="1:00")
    row = caller.objects.get()
    assert row.secret == sealed and row.secret_index == "1:00"
    with pytest.raises(privacy.Unreadable):
        privacy.decrypt(row.secret, field.context_for("there"))
    for write in (caller(place="here", secret="text").save, lambda: caller.objects.update(secret="text")):
        with pytest.raises(FieldError, match="bound to place"):
            write()
    with pytest.raises(FieldError, match="bound to place"):
        field.context_for()
    with pytest.raises(FieldError, match="bound to its column"):
        caller._meta.get_field("phone").context_for("here")
    assert field.deconstruct()[3] == {"null": True, "bound_to": "place"}


def test_re_encryption_keeps_a_value_bound_to_its_row(caller):
    caller.objects.bulk_create([caller(place=p, secret=sealed_for(caller, p, p * 2)) for p in ("a", "b")])
    caller.objects.create(phone="1")
    keys.rotate()
    assert reencrypt([caller]) == 3
    keys.retire(1)
    field = caller._meta.get_field("secret")
    for row in caller.objects.exclude(secret__isnull=True):
        assert privacy.decrypt(row.secret, field.context_for(row.place)) == row.place * 2
        assert row.secret_index == privacy.blind_index("secret", row.place * 2)


def test_migrations_can_write_the_fields_down(caller):
    _, path, _, kwargs = caller._meta.get_field("phone_index").deconstruct()
    assert path.endswith("BlindIndexField")
    assert kwargs == {
        "source": "phone", "purpose": "phone", "max_length": 72, "null": True, "blank": True, "editable": False,
        "db_index": True,
    }  # fmt: skip
