"""One call, answered at once: the agent files and answers, the archivist seals."""

import pytest

from hotline.core.vocabulary import Phase
from tests.journeys import steps
from tests.journeys.people import PHONE
from tests.journeys.written import by, events_of, last, order_of

pytestmark = pytest.mark.journey

ANSWER = {
    "答复内容": "社保卡补办可到任一合作银行网点，带身份证，当场领取。",
    "依据": "知识库",
    "依据的条目、公告、单号或渠道": "社保卡补办指南",
}
QUESTION = {
    "诉求内容": "社保卡丢了，想问到哪里补办，要带什么材料。",
    "标题": "咨询社保卡补办",
    "性质": "咨询",
}


def test_a_question_is_answered_at_once_and_archived(sit, people):
    agent = sit("agent", door=True)
    number = agent.file_order("直接答复", ANSWER, matter=QUESTION)
    agent.sees_phase("直接答复")
    agent.sees("咨询社保卡补办", "任一合作银行网点", "依据知识库（社保卡补办指南）直接答复了来电人", "139****1234")
    assert PHONE not in agent.page.content()
    assert events_of(number) == ["registered", "answered_directly"]
    assert by(number, "answered_directly") == [str(people["agent"].id)]
    assert last(number, "answered_directly").answer == ANSWER["答复内容"]

    archivist = sit("archivist", door=True)
    steps.archive(archivist, number)
    archivist.sees("吴芳把工单归档封存，永久保存")
    assert archivist.button("写备注").count() == 0
    assert order_of(number).phase is Phase.ARCHIVED
    assert events_of(number)[-1] == "archived"
    assert by(number, "archived") == [str(people["archivist"].id)]
