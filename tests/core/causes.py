"""Which act may cause which event. An event from any other act has no legal cause."""

from hotline.core.vocabulary import CommandName

_ENDS_THE_ORDER = (
    "record_callback judge_dissatisfaction waive_callback "
    # where the pack asks for no call-back, the answer itself closes
    "approve_answer submit_answer adopt_answer adopt_group_answer"
)
_ENDS_A_PART = f"{_ENDS_THE_ORDER} recall_assignment rule_dispute order_rework send_back_to_agent join_group amend"
_GIVES_A_PART = "assign_to_unit give_instruction rule_dispute add_assisting order_rework"
_TAKES_EFFECT = "grant_request request_return make_commitment"

CAUSES: dict[str, str] = {
    "registered": "register",
    "amended": "amend correct_contact",
    "answered_directly": "answer_directly",
    "acceptance_declined": "decline_acceptance",
    "submitted_for_dispatch": "submit_for_dispatch",
    "progress_told": "tell_progress",
    "three_way_call_recorded": "record_three_way_call",
    "emergency_handed_over": "hand_over_emergency",
    "order_linked": "link_order",
    "order_unlinked": "unlink_order",
    "group_joined": "join_group",
    "group_left": "leave_group",
    "note_added": "add_note",
    "file_attached": "attach_file",
    "assigned": _GIVES_A_PART,
    "sent_back_to_agent": "send_back_to_agent",
    "leader_submission_issued": "submit_to_leader",
    "instruction_given": "give_instruction",
    "instruction_reported": "report_instruction",
    "dispute_escalated": "escalate_dispute",
    "dispute_ruled": "rule_dispute",
    "assignment_bound": "rule_dispute",
    "assignment_recalled": _ENDS_A_PART,
    "signed_for": "sign_for",
    "forwarded_inside": "forward_inside",
    "contact_logged": "log_contact",
    "passed_down": "pass_down",
    "answer_submitted": "submit_answer",
    "answer_approved": "approve_answer submit_answer adopt_answer",
    "answer_sent_back": "send_back_answer",
    "answer_adopted": "adopt_answer",
    "sent_down_again": "send_down_again",
    "taken_back_up": "recall_assignment rule_dispute grant_request request_return",
    "lateness_explained": "explain_lateness",
    "order_replied": "approve_answer submit_answer adopt_answer adopt_group_answer",
    "request_asked": "request_return request_extension request_suspension request_co_signature make_commitment "
    "raise_objection file_appeal",
    "request_endorsed": "endorse_request",
    "request_granted": _TAKES_EFFECT,
    "request_refused": "refuse_request rule_dispute",
    "request_withdrawn": f"withdraw_request {_ENDS_A_PART} {_TAKES_EFFECT}",
    "assignment_returned": "grant_request request_return",
    "commitment_held": "grant_request make_commitment",
    "handling_suspended": "grant_request",
    "handling_resumed": "resume_handling fire_clock",
    "urged": "urge",
    "supervision_placed": "place_under_supervision",
    "supervision_answered": "answer_supervision",
    "supervision_lifted": "lift_supervision",
    "callback_taken": "take_callback",
    "callback_token_issued": "issue_callback_token",
    "callback_recorded": "record_callback",
    "dissatisfaction_judged": "judge_dissatisfaction",
    "rework_ordered": "order_rework",
    "callback_waived": "waive_callback",
    "order_closed": _ENDS_THE_ORDER,
    "archived": "archive",
    "clock_paused": "grant_request",
    "clock_resumed": "resume_handling fire_clock",
    "clock_moved": "grant_request recompute_clocks set_due",
    "reminder_sent": "fire_clock",
    "procedure_opened": "open_procedure",
    "step_taken": "take_step fire_clock",
    "procedure_ended": "take_step fire_clock",
    "procedure_cancelled": "cancel_procedure amend",
    "catalogue_change_ruled": "take_step rule_dispute",
}
"""The events of clocks that start, stop or are breached may come from many acts: see `NEVER`."""

FREE = frozenset({"clock_started", "clock_stopped", "clock_breached"})

_NO_CLOCK = (
    "register tell_progress link_order unlink_order add_note attach_file take_callback issue_callback_token urge "
)
NEVER: dict[str, str] = {
    "clock_started": _NO_CLOCK + "amend answer_directly decline_acceptance hand_over_emergency archive forward_inside "
    "cancel_procedure",
    "clock_stopped": _NO_CLOCK + "open_procedure escalate_dispute endorse_request set_due",
    "clock_breached": _NO_CLOCK + "open_procedure escalate_dispute endorse_request recompute_clocks set_due",
}


def is_legal(event: str, cause: CommandName) -> bool:
    if event in FREE:
        return cause.value not in NEVER[event].split()
    return cause.value in CAUSES[event].split()
