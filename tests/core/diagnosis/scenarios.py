"""Scenarios for the tests: a set-top box, an account that is looked up, and random ones."""

from __future__ import annotations

from hypothesis import strategies as st

from hotline.core.diagnosis.shapes import (
    AnswerKind,
    Choice,
    Conclusion,
    Condition,
    Detection,
    Ending,
    Fork,
    LookUp,
    Operator,
    OrderDraft,
    Question,
    Scenario,
    Step,
    Way,
    Within,
)

ACCOUNT = Scenario(
    id="account",
    title="查账户",
    start="look",
    told=("number",),
    steps=(
        LookUp(
            id="look",
            text="查询用户{number}的账户",
            connector="billing",
            arguments={"account": "{number}"},
            fields={"balance": "余额（元）"},
            name="acc",
            to="owes",
            nothing="unknown",
            down="by_hand",
        ),
        Fork(
            id="owes",
            ways=(Way((Condition("acc.balance", Operator.UNDER, "0"),), "stopped", "余额{acc.balance}元，小于0"),),
            otherwise="paid",
            why_otherwise="余额{acc.balance}元，没有欠费",
        ),
        Conclusion(id="stopped", title="欠费停机", answer="您的账户余额{acc.balance}元，缴费后自动恢复。"),
        Conclusion(id="paid", title="没有欠费", answer="您的账户没有欠费。"),
        Conclusion(id="unknown", title="没有这个用户", answer="没有查到用户{number}，请核对号码。"),
        Conclusion(
            id="by_hand",
            title="系统查询不了",
            answer="账务系统现在查不到，我请专人查后回复您。",
            ending=Ending.ORDER,
            order=OrderDraft(title="人工查询账户", content="用户{number}的账户"),
        ),
    ),
)

BOX = Scenario(
    id="box",
    title="机顶盒无信号",
    start="light",
    detection=Detection(words=("机顶盒", "无信号")),
    steps=(
        Question(
            id="light",
            text="机顶盒的灯亮吗？",
            choices=(
                Choice("yes", "亮", "number", known_as=("灯亮着",)),
                Choice("no", "不亮", "power", known_as=("灯不亮", "灯也不亮")),
            ),
        ),
        Conclusion(id="power", title="没有通电", answer="请检查电源插座和开关。", basis="篇五 四1"),
        Question(id="number", text="您的用户编号是？", kind=AnswerKind.IDENT, to="account"),
        Within(
            id="account",
            scenario="account",
            given={"number": "{number}"},
            ways={"paid": "visit", "stopped": "pay"},
        ),
        Conclusion(id="pay", title="欠费", answer="余额{account.acc.balance}元，请缴费。"),
        Conclusion(
            id="visit",
            title="上门",
            answer="我为您登记上门检修。",
            ending=Ending.ORDER,
            order=OrderDraft(title="机顶盒无信号", content="用户{number}，灯亮，账户正常"),
        ),
    ),
)
LIBRARY = {s.id: s for s in (ACCOUNT, BOX)}


@st.composite
def sound(draw: st.DrawFn) -> Scenario:
    """A scenario whose steps only lead to later ones and which always ends."""
    count = draw(st.integers(2, 12))
    steps: list[Step] = []

    def later(at: int) -> str:
        return f"s{draw(st.integers(at + 1, count))}"

    for at in range(count):
        kind = draw(st.sampled_from(["choice", "text", "look", "fork"]))
        ident = f"s{at}"
        if kind == "choice":
            steps.append(Question(ident, "?", choices=(Choice("a", "a", later(at)), Choice("b", "b", later(at)))))
        elif kind == "text":
            steps.append(Question(ident, "?", AnswerKind.NUMBER, to=later(at), may_skip=draw(st.booleans())))
        elif kind == "look":
            ways = later(at), later(at), later(at)
            steps.append(LookUp(ident, "?", "c", *ways, fields={"x": "x"}, may_lack=True))
        else:
            when = (Condition("s0", Operator.KNOWN),)
            steps.append(Fork(ident, (Way(when, later(at)),), later(at)))
    steps.append(Conclusion(f"s{count}", "end", "done"))
    return Scenario("random", "random", "s0", tuple(steps))


def nest(levels: int) -> dict[str, Scenario]:
    """s0 runs s1, which runs s2, and so on: `levels` scenarios inside the first."""
    end = Conclusion("end", "完", "好了")
    found = {
        f"s{n}": Scenario(f"s{n}", f"第{n}层", "in", (Within("in", f"s{n + 1}", {"end": "end"}), end))
        for n in range(levels)
    }
    return found | {f"s{levels}": Scenario(f"s{levels}", "最里层", "end", (end,))}
