"""Scenarios as forms: taken over, changed, checked, tried, published, compared, withdrawn."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from hotline.accounts.models import Person
from hotline.core.diagnosis.shapes import AnswerKind, Choice, Question, Scenario
from hotline.desk.diagnosing import bound, typed
from hotline.desk.diagnosing.differing import differences
from hotline.desk.diagnosing.drawing import drawing, title_of
from hotline.knowledge.diagnosis import keeping, models, scenarios
from hotline.policy.scenarios import everywhere
from tests.core.diagnosis.scenarios import nest
from tests.rooms.knowledge import base
from tests.rooms.orders.city import LINE

pytestmark = pytest.mark.req("KNW-5")


@pytest.fixture
def editor(town: dict[str, Person]) -> Client:
    person = base.editors()["editor"]
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def own(editor: Client) -> models.Scenario:
    """The set-top box, taken over from its pack."""
    led = editor.post("/diagnosis/new/", {"line": LINE, "pack": "cable-tv/set-top-box"})
    assert led.status_code == 302
    return models.Scenario.objects.get()


def fields_of(page: str, step: str) -> dict[str, str]:
    """What the form of a step holds, as a browser would send it."""
    form = page.split(f'data-testid="step-{step}"')[1].split("</form>")[0]
    found = dict(re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', form, re.S):
        found[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    found |= dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)" value="yes" checked', form), "yes")
    return found


def post(client: Client, row: models.Scenario, path: str = "", **given: str) -> Any:
    row.refresh_from_db()
    return client.post(f"/diagnosis/{row.pk}/{path}", {"revision": str(row.revision)} | given)


@pytest.mark.parametrize("name", [one.id for _, one in everywhere()])
def test_every_step_comes_back_from_its_form_as_it_was(name: str) -> None:
    scenario = next(one for _, one in everywhere() if one.id == name)
    for step in scenario.steps:
        sent: dict[str, str] = {}
        for field in bound.form_of(step, scenario):
            if field["kind"] == "rows":
                sent |= {cell["name"]: cell["value"] for row in field["rows"] for cell in row}
            elif field["kind"] != "tick" or field["on"]:
                sent[field["name"]] = field["value"]
        assert typed.read_step(step, sent) == step


@pytest.mark.parametrize("name", [one.id for _, one in everywhere()])
def test_no_two_steps_of_a_drawing_lie_on_each_other(name: str) -> None:
    scenario = next(one for _, one in everywhere() if one.id == name)
    drawn = drawing(scenario)
    places = [(node["x"], node["y"]) for node in drawn["nodes"]]
    assert len(places) == len(scenario.steps) and len(set(places)) == len(places)
    for x, y in places:
        assert [one for one in places if one[0] == x and 0 < one[1] - y < drawn["high"]] == []


@pytest.mark.django_db(transaction=True)
def test_from_a_pack_to_a_version_that_is_run(editor: Client, own: models.Scenario) -> None:
    page = editor.get(f"/diagnosis/{own.pk}/").content.decode()
    assert 'data-testid="drawing"' in page and "检查过了" in page
    sent = fields_of(page, "standby") | {"step": "standby", "do": "step", "answer": "请按一下电源键。"}
    assert post(editor, own, **sent).status_code == 302
    assert "set-top-box" not in scenarios.of_line(LINE)
    assert post(editor, own, "act/", do="publish", note="更短").status_code == 302
    known = scenarios.of_line(LINE)["set-top-box"]
    step = known.scenario.step("standby")
    assert known.version == 1 and step is not None and step.answer == "请按一下电源键。"
    listed = editor.get(f"/diagnosis/?line={LINE}").content.decode()
    assert "第 1 版在用" in listed and "电视无信号" in listed
    sent = fields_of(editor.get(f"/diagnosis/{own.pk}/").content.decode(), "standby")
    post(editor, own, **sent | {"step": "standby", "do": "step", "answer": "请按红色电源键。"})
    compared = editor.get(f"/diagnosis/{own.pk}/compare/?one=1&other=0").content.decode()
    assert "请按一下电源键。" in compared and "请按红色电源键。" in compared
    assert post(editor, own, "act/", do="bring_back", number="1").status_code == 302
    post(editor, own, "act/", do="withdraw")
    assert "set-top-box" not in scenarios.of_line(LINE)
    acts = {act.act for act in keeping.history(own)}
    assert acts == {"taken_over", "published", "withdrawn", "brought_back", "written"}


@pytest.mark.django_db(transaction=True)
def test_faults_stand_beside_the_step_and_stop_a_publication(editor: Client, own: models.Scenario) -> None:
    page = editor.get(f"/diagnosis/{own.pk}/").content.decode()
    sent = fields_of(page, "standby") | {"step": "standby", "do": "step", "answer": ""}
    post(editor, own, **sent)
    page = editor.get(f"/diagnosis/{own.pk}/").content.decode()
    assert "结论没有给来电人的答复。" in page and "has-fault" in page
    refused = post(editor, own, "act/", do="publish")
    assert refused.status_code == 422 and "还有 1 处问题" in refused.content.decode()
    in_use = post(editor, own, step="standby", do="remove")
    assert in_use.status_code == 422 and "还有别的步骤通到这一步" in in_use.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_stale_form_and_a_bad_name_are_told(editor: Client, own: models.Scenario, town: dict[str, Person]) -> None:
    stale = editor.post(f"/diagnosis/{own.pk}/", {"revision": "0", "do": "add", "is": "ask"})
    assert stale.status_code == 409 and "刚改过" in stale.content.decode()
    for name in ("set-top-box", "Bad Name"):
        bad = editor.post("/diagnosis/new/", {"line": LINE, "name": name, "title": "x"})
        assert bad.status_code == 422 and "英文名" in bad.content.decode()
    assert post(editor, own, do="add", **{"is": "fork"}).status_code == 302
    agent = Client()
    agent.force_login(town["agent"])
    assert agent.get(f"/diagnosis/{own.pk}/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_dry_run_with_invented_sources_keeps_nothing(editor: Client) -> None:
    editor.post("/diagnosis/new/", {"line": LINE, "pack": "hubei-mobile-10086/bill"})
    row = models.Scenario.objects.get()

    def go(**given: str) -> str:
        page = editor.post(f"/diagnosis/{row.pk}/try/", {"inputs": held[-1], **given}).content.decode()
        held.append(re.findall(r'name="inputs" value="([^"]*)"', page)[0].replace("&quot;", '"').replace("&#x27;", "'"))
        return page

    held = ["[]"]
    assert "请说要查的手机号码" in go()
    assert "没有接通" in go(step="number", value="13900000001")
    assert "账务系统没有接通，登记核对" in go(step="account", came="down")
    go(back="yes")
    data = {"data-balance": "-5", "data-fee": "1", "data-plan": "1", "data-extra": "0", "data-item": "-"}
    page = go(step="account", came="found", **data)
    assert "您的余额是-5元" in page and "13900000001" not in page.split('name="inputs"')[0]


@pytest.mark.parametrize("name", [one.id for _, one in everywhere()])
def test_a_drawing_names_steps_by_their_words(name: str) -> None:
    known = {one.id: one for _, one in everywhere()}
    drawn = drawing(known[name], (), known)
    said = [node["label"] + node["title"] for node in drawn["nodes"]] + [edge["label"] for edge in drawn["edges"]]
    ids = {step.id for one in known.values() for step in one.steps}
    assert [text for text in said if set(re.findall(r"[a-z_]+", text)) & ids] == []


def test_a_long_and_a_winding_draft_are_drawn() -> None:
    steps = tuple(Question(f"q{n}", "?", AnswerKind.TEXT, to=f"q{n + 1}") for n in range(1500))
    drawn = drawing(Scenario("s", "s", "q0", steps))
    assert len(drawn["nodes"]) == 1500 and drawn["nodes"][-1]["x"] > drawn["nodes"][0]["x"]
    layers = [Question(f"{n}{side}", "?", choices=tuple(Choice(s, s, f"{n + 1}{s}") for s in "ab"))
              for n in range(40) for side in "ab"]  # fmt: skip
    assert len(drawing(Scenario("s", "s", "0a", tuple(layers)))["nodes"]) == 80


def publish(person: Person, scenario: models.Scenario | Any) -> models.Scenario:
    """The scenario of the line with this text, published."""
    row = models.Scenario.objects.filter(name=scenario.id).first()
    row = row or keeping.create(person, LINE, scenario.id, scenario)
    row = keeping.write(person, row.pk, row.revision, scenario)
    keeping.publish(person, row.pk, row.revision)
    return row


@pytest.mark.django_db(transaction=True)
def test_scenarios_deep_inside_each_other_are_told_not_run(editor: Client, town: dict[str, Person]) -> None:
    person = Person.objects.get(username="editor")
    levels = nest(12)
    for n in range(12, 3, -1):
        publish(person, levels[f"s{n}"])
    row = keeping.create(person, LINE, "s3", levels["s3"])
    page = editor.get(f"/diagnosis/{row.pk}/try/").content.decode()
    assert 'data-testid="broken"' in page and "1 另一场景：“第4层”里面一层套一层" in page
    with pytest.raises(keeping.NotClean):
        keeping.publish(person, row.pk, row.revision)
    end = nest(0)["s0"]
    for n in (3, 2, 1, 0):  # each is sound when it is published; then what is inside grows
        publish(person, replace(end, id="s3") if n == 3 else levels[f"s{n}"])
    publish(person, replace(levels["s4"], id="s3"))
    agent = Client()
    agent.force_login(town["agent"])
    begun = agent.post("/diagnosis/begin/", {"line": LINE, "scenario": "s0", "content": "x"})
    assert begun.status_code == 409 and "套得太深" in begun.content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_a_dry_run_carries_may_be_anything(editor: Client, own: models.Scenario) -> None:
    first = {"step": keeping.draft_of(own).start, "found": "answered"}
    odd = [json.dumps([first | more]) for more in ({"value": {"a": 1}}, {"value": None}, {"data": {"x": 5}})]
    for inputs in ("[" * 50_000, "[1]", '[{"step": 1}]', "null", *odd):
        page = editor.post(f"/diagnosis/{own.pk}/try/", {"inputs": inputs})
        assert page.status_code == 200 and 'data-testid="broken"' not in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_faults_and_differences_name_steps_by_their_words(editor: Client, own: models.Scenario) -> None:
    draft = keeping.draft_of(own)
    first, second = draft.steps[0], draft.steps[1]
    assert isinstance(first, Question)
    turned = replace(first, choices=tuple(replace(c, to=first.id) for c in first.choices))
    keeping.write(
        Person.objects.get(username="editor"), own.pk, own.revision, replace(draft, steps=(turned, *draft.steps[1:]))
    )
    page = editor.get(f"/diagnosis/{own.pk}/").content.decode()
    assert f"1 {first.text} → 1 {first.text}" in page and f">2 {title_of(second)}</a>" in page
    told = differences(draft, replace(draft, steps=(turned, *draft.steps[1:])))
    assert [row["step"] for row in told] == [f"1 {first.text}"]
    assert f"接着到 1 {first.text}" in told[0]["other"] and first.id not in told[0]["other"].split()
