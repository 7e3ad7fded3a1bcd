"""A case is sealed with the list of everything in it, and any later change shows."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection

from hotline.accounts import services as accounts
from hotline.archive import manifest, selectors, services
from hotline.archive.models import SealedFile
from hotline.core import commands as c
from hotline.core.vocabulary import Phase, RefusalCode
from hotline.handling import services as handling
from hotline.infra import keys, vault
from hotline.orders import services as orders
from hotline.orders.selectors import NotFound, get, records
from hotline.orders.services import Contact, Refused, Stale
from hotline.orders.verification import verify
from hotline.project.commands.keys import reencrypt
from hotline.project.commands.verify import command as verify_command
from tests.rooms.orders import city

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))
    # The commands on the database of the test, not on a server of their own.
    for command in (reencrypt, verify_command):
        callback = command.callback
        monkeypatch.setattr(command, "callback", getattr(callback, "__wrapped__", callback))


def closed(town, **changed):
    order = city.replied(town, **changed)
    handling.attach(order.id, town["agent"], "现场.png", PNG)
    orders.apply(order.id, c.TakeCallback(), town["caller"])
    return orders.apply(order.id, city.SATISFIED, town["caller"])


def test_everything_is_listed_in_order(town):
    order = closed(town)
    made = manifest.build(order.id, order.version)
    events = made.contents["events"]
    assert [e[0] for e in events] == list(range(1, order.version + 1))
    assert [e[1] for e in events] == [r.name for r in records(order.id)]
    ((_seq, _file, digest, size),) = made.contents["attachments"]
    assert size == len(PNG) and vault.intact(digest)
    assert made.contents["contact"] and city.CONTACT.phone not in str(made.contents)
    assert manifest.build(order.id, order.version).digest == made.digest


def test_the_digest_goes_into_the_last_event(town):
    order = closed(town)
    sealed = services.seal(order.id, town["archivist"])
    kept = selectors.sealed_file(town["archivist"], order.id)
    assert sealed.order.phase is Phase.ARCHIVED and sealed.order.seal == kept.digest
    assert kept.version == order.version and kept.keep_until is None
    assert selectors.check(order.id).ok and verify().ok


def test_a_person_without_the_role_seals_nothing(town):
    order = closed(town)
    with pytest.raises(Refused):
        services.seal(order.id, town["agent"])
    with pytest.raises(Refused):
        services.seal(city.in_hand(town).id, town["archivist"])
    assert not SealedFile.objects.exists() and get(order.id).phase is Phase.CLOSED


def test_what_happened_meanwhile_is_not_left_out(town):
    order = closed(town)
    orders.apply(order.id, c.AddNote(text="补充"), town["agent"])
    with pytest.raises(Stale):
        services.seal(order.id, town["archivist"], expected_version=order.version)
    assert not SealedFile.objects.exists()


def test_a_stranger_sees_no_sealed_file(town):
    order = closed(town)
    with pytest.raises(NotFound):
        selectors.sealed_file(town["archivist"], order.id)
    services.seal(order.id)
    with pytest.raises(NotFound):
        selectors.sealed_file(town["streets_clerk"], order.id)
    with pytest.raises(NotFound):
        selectors.check(city.registered(town).id)


# --- changes show ---------------------------------------------------------------------------------------------------


def tamper(*statements):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_orderevent DISABLE TRIGGER append_only")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("ALTER TABLE orders_orderevent ENABLE ALWAYS TRIGGER append_only")


def test_a_changed_event_shows(town):
    order = services.seal(closed(town).id)
    tamper("UPDATE orders_orderevent SET hash = '\\x00' WHERE name = 'signed_for'")
    (differs,) = selectors.check(order.id).differs
    seq = next(r.seq for r in records(order.id) if r.name == "signed_for")
    assert differs == f"event {seq}"


def test_a_missing_event_shows(town):
    order = services.seal(closed(town).id)
    tamper("DELETE FROM orders_orderevent WHERE name = 'file_attached'")
    assert set(selectors.check(order.id).differs) >= {"attachments"}


def test_a_changed_file_shows(town):
    order = closed(town)
    services.seal(order.id)
    ((_seq, _file, digest, _size),) = SealedFile.objects.get().contents["attachments"]
    vault.path(digest).write_bytes(b"other")
    assert selectors.check(order.id).differs == (f"file {digest[:12]}",)


@pytest.mark.parametrize("change", ["address = NULL", "phone = name"])
def test_a_changed_contact_shows(town, change):
    order = services.seal(closed(town).id)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE orders_contactrecord SET {change}")
    assert selectors.check(order.id).differs == ("contact",)


def test_a_changed_list_shows(town):
    order = services.seal(closed(town).id)
    kept = SealedFile.objects.get()
    kept.contents["number"] = "DZ00000000-00000"
    kept.save()
    assert set(selectors.check(order.id).differs) == {"number", "list"}


def test_a_contact_is_checked_across_a_change_of_keys(town, tmp_path, monkeypatch):
    monkeypatch.setenv("HOTLINE_KEYS_FILE", str(tmp_path / "keys.json"))
    keys.create()
    order = services.seal(closed(town).id)
    keys.rotate()
    assert selectors.check(order.id).ok
    assert selectors.key_generations() == {1}
    said = CliRunner().invoke(reencrypt, ["--retire"])
    assert said.exit_code == 0 and "generation 1 is kept" in said.output
    assert selectors.check(order.id).ok


def test_a_generation_that_no_file_needs_is_forgotten(town, tmp_path, monkeypatch):
    monkeypatch.setenv("HOTLINE_KEYS_FILE", str(tmp_path / "keys.json"))
    keys.create()
    city.registered(town)
    keys.rotate()
    assert "generation 1 forgotten" in CliRunner().invoke(reencrypt, ["--retire"]).output
    services.seal(closed(town).id)
    assert selectors.key_generations() == {2}


def test_verify_names_sealed_files_that_were_changed_or_are_gone(town):
    sound, changed, gone = (services.seal(closed(town).id) for _ in range(3))
    assert CliRunner().invoke(verify_command).exit_code == 0
    kept = SealedFile.objects.get(order_id=changed.id)
    kept.contents["pack"] = "other"
    kept.save()
    SealedFile.objects.filter(order_id=gone.id).delete()
    said = CliRunner().invoke(verify_command)
    assert said.exit_code == 1 and said.stdout.strip().endswith("，2 处不一致")
    assert f"{changed.number}：案卷与封存时不一致：pack, list" in said.stderr
    assert f"{gone.number}：案卷与封存时不一致：file" in said.stderr and sound.number not in said.stderr
    assert CliRunner().invoke(verify_command, [sound.number]).exit_code == 0


def test_an_order_without_a_contact_is_sealed_too(town):
    order = city.registered(town, contact=Contact())
    answered = orders.register(city.FIELDS, Contact(), town["agent"], then=[
        c.DeclineAcceptance(reason="outside_scope", told=True)])  # fmt: skip
    services.seal(answered.id)
    assert selectors.check(answered.id).ok and get(order.id).phase is Phase.AWAITING_DISPATCH


# --- by the system --------------------------------------------------------------------------------------------------


def test_the_system_seals_what_has_waited(town, moving_clock):
    old = closed(town)
    moving_clock.advance(days=5)
    fresh = closed(town)
    orders.apply(old.id, c.AddNote(text="补充"), town["agent"])
    moving_clock.advance(days=3)
    assert services.seal_ended() == services.Sealed(0, 1)  # the old one was touched three days ago
    moving_clock.advance(days=5)
    assert services.seal_ended() == services.Sealed(2, 0)
    assert all(get(o.id).phase is Phase.ARCHIVED and selectors.check(o.id).ok for o in (old, fresh))
    assert services.seal_ended() == services.Sealed(0, 0)


def test_what_is_still_open_waits_and_does_not_block_the_rest(town, moving_clock, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 1)
    blocked = closed(town)
    part = c.RaiseObjection(assignment="a1", about="答复", reason="请复核")
    orders.apply(blocked.id, part, town["lamps_leader"])
    moving_clock.advance(hours=1)
    free = closed(town)
    moving_clock.advance(days=10)
    assert services.seal_ended() == services.Sealed(1, 1)
    assert get(free.id).phase is Phase.ARCHIVED and get(blocked.id).phase is Phase.CLOSED


def test_where_the_pack_wants_a_person_the_system_does_not_seal(town, moving_clock):
    accounts.save_lines([{"id": "mailbox", "name": "市长信箱", "prefix": "KL", "pack": "karamay-12345"}])
    (agent,) = accounts.save_people([{"username": "agent", "name": "a", "lines": ["mailbox"]}])
    order = orders.register(city.FIELDS | {"line": "mailbox"}, city.CONTACT, agent, then=[
        c.DeclineAcceptance(reason="empty", told=True)])  # fmt: skip
    moving_clock.advance(days=30)
    assert services.seal_ended() == services.Sealed(0, 1)
    with pytest.raises(Refused) as no:
        services.seal(order.id)
    assert no.value.refusal.code is RefusalCode.WRONG_ROLE
    services.seal(order.id, agent)
    assert selectors.check(order.id).ok


def test_files_come_up_for_review_when_their_time_is_over(town):
    services.seal(closed(town).id)
    SealedFile.objects.update(keep_until=date(2031, 1, 1))
    assert selectors.due_for_review(date(2030, 12, 31)) == []
    assert [f.number for f in selectors.due_for_review(date(2031, 1, 1))] == [SealedFile.objects.get().number]
