"""The classifier: learns, says how sure it is and why, starts from descriptions, is kept without pickle."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from hotline.language import calibration, measures, model_file
from hotline.language.classify import Model, Options, Prior, learn, untaught
from hotline.language.features import RUNS, features, numbered, numbers_of, read
from hotline.language.learning import GIST, Learner, folds
from hotline.language.model import _largest
from hotline.language.segment import default_segmenter
from tests.rooms.language.letters import letters

DESCRIBED = {
    "交通": ["公交", "停车", "道路"],
    "环境": ["污染", "噪声"],
    "教育": ["学校", "入学"],
    "社保": ["养老金", "工资"],
}


@pytest.fixture(scope="module")
def model() -> Model:
    texts, labels = letters()
    return learn(texts, labels, options=Options(alike=0.9))


def test_it_tells_the_class_how_sure_and_why(model: Model) -> None:
    answer = model.answer(("西苑公交车站", "等公交车等了一个小时，太堵车了"))
    first = answer.suggestions[0]
    assert first.label == "交通"
    assert answer.preset == (first.probability >= model.threshold)
    assert len(answer.suggestions) == 3
    assert any("公交" in reason.word for reason in first.reasons)
    assert [reason.weight for reason in first.reasons] == sorted((r.weight for r in first.reasons), reverse=True)
    assert model.probabilities(("西苑公交车站",)).sum() == pytest.approx(1, abs=1e-5)


def test_the_same_messages_give_the_same_bytes(model: Model) -> None:
    texts, labels = letters()
    assert model_file.dump(learn(texts, labels, options=Options(alike=0.9))) == model_file.dump(model)


def test_a_model_is_kept_and_read_again(model: Model) -> None:
    data = model_file.dump(model)
    again = model_file.load(data)
    text = ("青山路污水", "污水横流臭气熏天")
    assert again.answer(text) == model.answer(text)
    assert again.threshold == model.threshold


def test_a_model_of_the_form_before_is_still_read(model: Model) -> None:
    wide = replace(model, blocks=tuple(replace(block, weights=block.weights.astype("<f4")) for block in model.blocks))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model_file, "MAGIC", model_file.BEFORE)
        patch.setattr(model_file, "_ARRAYS", dict.fromkeys(("idf", "weights", "constant"), "<f4"))
        data = model_file.dump(wide)
    assert data.startswith(b"hotline-classifier-1")
    text = ("青山路污水", "污水横流臭气熏天")
    assert model_file.load(data).answer(text) == model.answer(text)


@pytest.mark.parametrize("kind", ["short", "foreign", "changed", "empty"])
def test_a_damaged_model_is_refused(model: Model, kind: str) -> None:
    data = model_file.dump(model)
    spoiled = {"short": data[:-1], "foreign": b"x" + data, "changed": data[:50] + b"\0" + data[51:], "empty": b""}
    with pytest.raises(model_file.ModelFileError):
        model_file.load(spoiled[kind])


def test_a_new_centre_starts_from_descriptions_and_presets_nothing() -> None:
    cold = untaught(Prior(DESCRIBED))
    answer = cold.answer(("小学入学", "孩子入学报名被学校拒绝"))
    assert answer.suggestions[0].label == "教育"
    assert not answer.preset
    assert any("入学" in reason.word for reason in answer.suggestions[0].reasons)
    again = model_file.load(model_file.dump(cold))
    assert again.answer(("养老金",)) == cold.answer(("养老金",))


def test_a_word_of_the_same_subject_speaks_for_a_class_in_part() -> None:
    evidence = Prior(DESCRIBED).evidence("地铁站")
    assert set(evidence) == {"交通"}


def test_few_examples_fall_back_on_descriptions() -> None:
    with pytest.raises(ValueError, match="examples"):
        learn([("公交", "")], ["交通"])
    assert learn([("公交", "")], ["交通"], DESCRIBED).rows == 0


def test_a_class_that_has_only_a_description_may_still_come_first() -> None:
    texts, labels = letters()
    described = {**DESCRIBED, "旅游": ["景区", "导游", "门票"]}
    made = learn(texts, labels, described, Options(alike=0.9))
    assert "旅游" not in made.classes or made.answer(("景区导游",)).suggestions


def test_folds_keep_groups_together_and_test_everything_once() -> None:
    targets = np.array([0, 0, 0, 1, 1, 1, 0, 1])
    groups = np.array([0, 0, 2, 3, 3, 5, 6, 7])
    parts = folds(targets, groups, 3, 1)
    assert sorted(i for _, test in parts for i in test) == list(range(8))
    for train, test in parts:
        assert not set(groups[train]) & set(groups[test])


def test_the_threshold_keeps_the_wanted_precision() -> None:
    sure = np.array([0.9, 0.8, 0.7, 0.6], np.float32)
    right = np.array([True, True, False, True])
    assert calibration.threshold(sure, right, 0.9, 1) == pytest.approx(0.8)
    assert calibration.threshold(sure, right, 0.7, 1) == pytest.approx(0.6)
    assert calibration.threshold(sure, ~right, 0.9, 1) == calibration.NEVER
    assert calibration.threshold(sure, right, 0.7, 5) == calibration.NEVER


def test_the_first_choice_is_made_as_sure_as_it_is_right() -> None:
    sure = np.full(200, 0.9, np.float32)
    right = np.arange(200) % 2 == 0
    curve = replace(calibration.untaught(2), first=calibration.fit_first(sure, right))
    chances = np.array([[0.9, 0.1]], np.float32)
    made = calibration.straighten(curve, chances, np.array([0]))
    assert made[0, 0] == pytest.approx(0.5, abs=0.05)
    assert made.sum() == pytest.approx(1, abs=1e-5)


def test_measures_by_hand() -> None:
    targets, given = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    table = measures.confusion(targets, given, 2)
    assert measures.f1_scores(table).tolist() == pytest.approx([2 / 3, 0.8])
    assert measures.macro(table) == pytest.approx((2 / 3 + 0.8) / 2)
    assert [row.recall for row in measures.per_class(targets, given, "ab")] == [0.5, 1.0]
    sure = np.array([0.95, 0.9, 0.6, 0.5], np.float32)
    right = given == targets
    assert measures.coverage(sure, right, 0.75) == 1.0
    assert measures.coverage(sure, right, 0.99) == 0.25
    assert measures.expected_calibration_error(np.ones(4, np.float32), right) == pytest.approx(0.25)
    macro, accuracy = measures.intervals(targets, given, 2, np.arange(4), 3)
    assert macro.low <= macro.value <= macro.high
    assert accuracy.value == 0.75


@pytest.mark.parametrize("text", ["", "灯", "路灯", "路灯不亮，路灯又不亮", "电话13900000000在18栋", "𠮷野家旁𠮷" * 3])
@pytest.mark.parametrize("block", sorted(RUNS))
def test_runs_of_characters_are_the_same_as_texts_and_as_numbers(text: str, block: str) -> None:
    reading = read(text, default_segmenter())
    told = Counter(features(block, reading))
    numbers, often = numbered(block, reading)
    by_number = dict(zip(numbers_of(list(told)).tolist(), told.values(), strict=True))
    assert len(by_number) == len(told)
    assert dict(zip(numbers.tolist(), often.tolist(), strict=True)) == by_number


def test_the_largest_are_those_of_a_whole_order() -> None:
    values = np.array([0.5, 2.0, -1.0, 2.0, 0.5, 0.5, 3.0], np.float32)
    whole = np.argsort(-values, kind="stable")
    for count in range(1, 9):
        assert _largest(values, count).tolist() == whole[:count].tolist()


def test_a_difference_is_paired_on_the_same_resamples() -> None:
    targets = np.tile(np.arange(4), 50)
    given = np.where(np.arange(200) % 5 == 0, (targets + 1) % 4, targets)
    worse = np.where(np.arange(200) % 10 < 3, (targets + 1) % 4, targets)  # wrong wherever `given` is, and elsewhere
    groups = np.arange(200)
    f1, accuracy = measures.differences(targets, given, worse, 4, groups, 7)
    assert 0 < f1.low < f1.value < f1.high
    assert accuracy.value == pytest.approx(np.mean(given == targets) - np.mean(worse == targets))
    same, _ = measures.differences(targets, given, given, 4, groups, 7)
    assert (same.low, same.value, same.high) == (0, 0, 0)


def test_a_class_of_which_only_the_name_is_known_hears_the_words_of_its_subject() -> None:
    bare = Prior({"教育": (), "交通": (), "洛南县政府": ()})
    assert set(bare.evidence("路口红绿灯坏了")) == {"交通"}
    assert set(bare.evidence("班主任体罚学生")) == {"教育"}
    assert set(bare.evidence("洛南到西安的班车")) >= {"洛南县政府"}, "a county is known by its short name"


def test_with_few_messages_words_that_stand_together_count_too() -> None:
    texts, labels = letters()
    few, classes = Learner(texts, labels), len(set(labels))
    assert set(GIST) <= set(few.views)
    everything = np.arange(len(labels))
    weights, constant = few._view("gist of words", everything, few._rarity("gist of words", everything))
    assert weights.shape == (sum(len(few.blocks[name].features) for name in GIST["gist of words"]), classes)
    assert constant.shape == (classes,)
    two = everything[few.targets < 2]
    weights, constant = few._view("gist of words", two, few._rarity("gist of words", two))
    scores = few._matrix("gist of words", two, few._rarity("gist of words", two)) @ weights + constant
    assert np.mean(scores.argmax(axis=1) == few.targets[two]) > 0.95
    assert (scores[:, 2:] < scores[:, :2].max(axis=1, keepdims=True)).all(), "what had no example is never first"
