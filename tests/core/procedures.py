"""The procedures of the policies by hand: one of each kind of stage."""

from hotline.core.deadlines import NaturalDays, WorkingDays
from hotline.core.policy.procedures import OutcomeSpec, ProcedureSpec, StageSpec, StepField
from hotline.core.vocabulary import Party, ProcedureEffect, Role, Ruling

SHEET = ProcedureSpec(
    "sheet",
    "互动单",
    (Role.SUPERVISOR,),
    about_unit=True,
    stages=(
        StageSpec(
            "notify", "通知自查", (Role.SUPERVISOR,), (OutcomeSpec("sent", "已通知", "check"),), documents=("互动单",)
        ),
        StageSpec(
            "check",
            "自查",
            (Role.UNIT_LEADER,),
            (
                OutcomeSpec("admitted", "承认", ruling=Ruling.AT_FAULT, proposes=("通报",)),
                OutcomeSpec("denied", "有异议", "judge"),
                OutcomeSpec("silent", "逾期不报", ruling=Ruling.AT_FAULT, proposes=("通报", "扣奖金")),
            ),
            by=Party.UNIT,
            fields=(StepField("post", "责任岗位"), StepField("remark", "备注", required=False)),
            documents=("自查报告",),
            late_outcome="silent",
        ),
        StageSpec(
            "judge",
            "裁定",
            (Role.SUPERVISOR, Role.CENTRE_DIRECTOR),
            (
                OutcomeSpec("at_fault", "认定有责", "notice", Ruling.AT_FAULT),
                OutcomeSpec("cleared", "认定无责", ruling=Ruling.NOT_AT_FAULT),
            ),
        ),
        StageSpec("notice", "通报", (Role.SUPERVISOR,), (OutcomeSpec("done", "已通报", proposes=("扣奖金",)),)),
    ),
)
"""S3 首问责任制: silence is a breach; what was ruled holds though the last step rules nothing."""

HEARING = ProcedureSpec(
    "hearing",
    "听证",
    (Role.AGENT, Role.DISPATCHER),
    natures=("complaint",),
    stages=(
        StageSpec(
            "fix",
            "定期",
            (Role.DISPATCHER,),
            (OutcomeSpec("fixed", "已定期", "summon", day_label="听证日"), OutcomeSpec("none", "不听证")),
        ),
        StageSpec(
            "summon",
            "送达通知",
            (Role.AGENT, Role.DISPATCHER),
            (
                OutcomeSpec("summoned", "已送达", "hold", day_label="开会日"),
                OutcomeSpec("moved", "改期", "summon", day_label="听证日"),
            ),
        ),
        StageSpec(
            "hold",
            "听证",
            (Role.DISPATCHER,),
            (
                OutcomeSpec("agreed", "达成协议", ruling=Ruling.AGREED),
                OutcomeSpec("failed", "未达成协议", ruling=Ruling.NOT_AGREED),
            ),
        ),
    ),
)
"""A day is named; the summons must be served three days before it."""

CONFERENCE = ProcedureSpec(
    "conference",
    "协调会商",
    (Role.SUPERVISOR, Role.DISPATCHER),
    about_unit=True,
    content_classes=("C1",),
    stages=(
        StageSpec("assent", "上级意见", (Role.UNIT_LEADER,), (OutcomeSpec("given", "已出具", "meet"),), by=Party.ABOVE),
        StageSpec(
            "meet",
            "会商",
            (Role.SUPERVISOR,),
            (OutcomeSpec("settled", "明确责任单位", ruling=Ruling.GRANTED, effect=ProcedureEffect.CATALOGUE),),
            documents=("minutes",),
        ),
    ),
)
"""The superior speaks first; the minutes say who answers for such matters from now on (PRA-12)."""

AID = ProcedureSpec(
    "aid",
    "法律援助",
    (Role.UNIT_CLERK,),
    stages=(StageSpec("grant", "审查", (Role.DISPATCHER,), (OutcomeSpec("granted", "准予", ruling=Ruling.GRANTED),)),),
)
"""Opened by the unit that handles the matter."""

PROCEDURES = (SHEET, HEARING, CONFERENCE, AID)

LIMITS = {
    "clock.procedure.sheet.check": (WorkingDays(5), Role.UNIT_LEADER, None),
    "clock.procedure.hearing.summon": (NaturalDays(1), Role.DISPATCHER, NaturalDays(3)),
    "clock.procedure.conference.assent": (WorkingDays(2), Role.UNIT_LEADER, None),
}
"""Topic → length, owner, and how long ahead of a named day it ends. The hearing itself has no rule: to its day."""
