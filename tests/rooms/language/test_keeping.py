"""Trained models in the database: kept, refused, taken into use and back; suggestions and what became of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hotline import policy as packs
from hotline.infra import keys
from hotline.language import keeping, model_file, offers
from hotline.language.classify import learn
from hotline.language.models import Offer, TrainedModel
from hotline.language.shapes import Choice, Kind, State, Suggested, Suggestion
from hotline.language.suggesting import preset_from, suggest
from tests.rooms.language.letters import letters

LINE = "dezhou"
DAY = date(2026, 3, 15)


@pytest.fixture(autouse=True)
def fresh():
    keeping.forget()
    yield
    keeping.forget()


@pytest.fixture(scope="module")
def trained() -> bytes:
    """A model that knows two classes of the pack and one that the pack does not have."""
    texts, labels = letters()
    codes = {"交通": "C1.09", "环境": "C1.17", "教育": "gone", "社保": "C1.23"}
    return model_file.dump(learn(texts, [codes[label] for label in labels]))


def _stored(data: bytes, kind: Kind = Kind.CONTENT_CLASS) -> TrainedModel:
    return keeping.store(kind, LINE, data, {"rows": 120, "accuracy": {"value": 0.9}})


def _suggest(*fields: str) -> Suggestion:
    return suggest(fields, Kind.CONTENT_CLASS, LINE, packs.load("dezhou-12345"), DAY)


@pytest.mark.django_db
def test_a_candidate_is_not_in_use(trained):
    row = _stored(trained)
    assert row.state == State.CANDIDATE.value
    assert keeping.load_current(Kind.CONTENT_CLASS, LINE) is None


@pytest.mark.django_db(transaction=True)
def test_taken_into_use_and_back(trained):
    first, second = _stored(trained), _stored(trained)
    keeping.switch(first.id)
    keeping.switch(second.id)
    assert keeping.load_current(Kind.CONTENT_CLASS, LINE).id == str(second.id)
    assert keeping.load_current(Kind.CONTENT_CLASS, "another") is None
    assert keeping.back(Kind.CONTENT_CLASS, LINE).id == first.id
    assert keeping.load_current(Kind.CONTENT_CLASS, LINE).id == str(first.id)
    assert keeping.back(Kind.CONTENT_CLASS, LINE) is None
    assert keeping.load_current(Kind.CONTENT_CLASS, LINE) is None
    with pytest.raises(keeping.NoModel):
        keeping.back(Kind.CONTENT_CLASS, LINE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("changed", ["data", "card", "line", "signature"])
def test_what_this_platform_did_not_sign_is_refused_by_name_and_not_used(trained, changed):
    row = _stored(trained)
    keeping.switch(row.id)
    texts, labels = letters()
    foreign = model_file.dump(learn(texts[::2], labels[::2]))
    value = {"data": foreign, "card": {"rows": 1}, "line": "other", "signature": "1:" + "0" * 64}[changed]
    TrainedModel.objects.filter(pk=row.pk).update(**{changed: value})
    keeping.forget()
    keeping._loaded.clear()
    with pytest.raises(keeping.Refused) as refused:
        keeping.switch(row.id)
    assert refused.value.ident == str(row.id)
    line = "other" if changed == "line" else LINE
    assert keeping.load_current(Kind.CONTENT_CLASS, line) is None
    assert _suggest("路灯不亮", "小区门口的路灯坏了").model == ""


@pytest.mark.django_db(transaction=True)
def test_after_a_rotation_of_keys_a_model_is_signed_again(trained):
    row = _stored(trained)
    before = row.signature
    keys.rotate()
    assert keeping.sign_again() == 1 and keeping.sign_again() == 0
    row.refresh_from_db()
    assert row.signature != before
    keeping.switch(row.id)
    assert keeping.load_current(Kind.CONTENT_CLASS, LINE).id == str(row.id)


@pytest.mark.django_db(transaction=True)
def test_bytes_of_models_nobody_goes_back_to_are_given_up(trained):
    rows = [_stored(trained) for _ in range(7)]
    keeping.switch(rows[0].id)
    keeping.switch(rows[1].id)
    assert keeping.tidy(Kind.CONTENT_CLASS, LINE) == 2
    kept = set(TrainedModel.objects.filter(data__isnull=False).values_list("pk", flat=True))
    assert {rows[0].pk, rows[1].pk} <= kept and len(kept) == 2 + keeping.KEPT
    gone = TrainedModel.objects.filter(data__isnull=True).first()
    with pytest.raises(keeping.NoModel):
        keeping.switch(gone.pk)


@pytest.mark.django_db
@pytest.mark.req("CLS-2")
def test_without_data_the_words_of_the_pack_suggest_and_preset_nothing():
    found = _suggest("路灯不亮", "幸福里小区东门外路灯连续三晚不亮，请尽快维修。")
    assert found.top[0].value == "C1.03" and "路灯" in found.top[0].why
    assert len(found.top) == 3 and not found.preset and found.model == ""
    policy = packs.load("dezhou-12345")
    asked = suggest(("请问", "请问公积金提取需要什么材料，怎么办理？"), Kind.NATURE, LINE, policy, DAY)
    assert asked.top[0].value == "consultation"
    assert suggest(("", ""), Kind.NATURE, LINE, policy, DAY).top == ()


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("CLS-2")
def test_a_model_suggests_what_the_pack_still_has_and_presets_above_its_threshold(trained):
    row = _stored(trained)
    keeping.switch(row.id)
    found = _suggest("东湖小区公交车", "公交车半小时不来一趟，路口天天堵车没有交警")
    assert found.model == str(row.id) and found.top[0].value == "C1.09"
    assert found.preset == (found.top[0].confidence >= 0.9)
    assert all(one.value != "gone" for one in _suggest("小学入学", "小学入学划片不公平，老师收费补课").top)
    assert preset_from(packs.load("dezhou-12345"), LINE, DAY) == 0.9


def _shown(*values: str) -> Suggestion:
    return Suggestion(Kind.NATURE, tuple(Suggested(v, 0.5) for v in values), False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("CLS-2")
def test_what_became_of_suggestions_is_kept_without_a_text(moving_clock):
    since = keeping.clock.now() - timedelta(days=1)
    for ref, choice in [("f1", "help"), ("f2", "complaint"), ("f3", "report"), ("f4", "")]:
        offers.shown(ref, LINE, [_shown("suggestion")])
        offers.shown(ref, LINE, [_shown("help", "complaint")])
        offers.chosen(ref, {Kind.NATURE: choice})
    offers.chosen("f1", {Kind.NATURE: "report"})
    offers.shown("f1", LINE, [_shown("report")])
    kept = dict(Offer.objects.values_list("ref", "choice"))
    assert kept == {
        "f1": Choice.ACCEPTED.value,
        "f2": Choice.ANOTHER.value,
        "f3": Choice.CHANGED.value,
        "f4": Choice.OPEN.value,
    }
    moving_clock.advance(days=2)
    assert offers.settle() == 1
    (taken,) = offers.taken(LINE, since)
    assert (taken.decided, taken.accepted, taken.among, taken.ignored) == (3, 1, 2, 1)
