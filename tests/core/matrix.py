"""Reads the two matrices, and leads an order into each of their columns through real commands."""

from collections.abc import Callable, Iterator
from pathlib import Path

from hotline.core import commands as c
from hotline.core.vocabulary import AssignmentState, CommandName, Phase, RefusalCode, SupervisionForm, SupervisionReason
from tests.core.builders import (
    AGENT,
    CALLER,
    DISPATCHER,
    SUPERVISOR,
    SYSTEM,
    Life,
    answer_of,
    clerk,
    direct_answer,
    leader,
)

Code = RefusalCode
WORDS: dict[str, RefusalCode | None] = {
    "ok": None,
    "exists": Code.ALREADY_EXISTS,
    "phase": Code.WRONG_PHASE,
    "state": Code.WRONG_STATE,
    "sealed": Code.SEALED,
    "part": Code.NO_SUCH_PART,
    "req": Code.NO_SUCH_REQUEST,
    "doc": Code.NO_SUCH_DOCUMENT,
    "clock": Code.NO_SUCH_CLOCK,
    "noth": Code.NOTHING_TO_DO,
    "alone": Code.NOT_IN_GROUP,
    "quiet": Code.NO_DISPUTE,
    "above": Code.NOT_ABOVE_UNIT,
    "still": Code.NO_RUNNING_CLOCK,
    "bound": Code.BOUND_BY_RULING,
    "asked": Code.REQUEST_PENDING,
    "none": Code.NOT_OFFERED,
    "done": Code.REQUEST_SETTLED,
    "happy": Code.NOT_DISSATISFIED,
    "early": Code.NOT_REACHED,
    "fired": Code.ALREADY_FIRED,
    "known": Code.DUE_KNOWN,
    "first": Code.CONTACT_FIRST,
    "proc": Code.NO_SUCH_PROCEDURE,
    "over": Code.PROCEDURE_ENDED,
}


def read(file: str) -> Iterator[tuple[CommandName, str, RefusalCode | None]]:
    """(command, column, expected code or None) for every cell."""
    text = (Path(__file__).parent / file).read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    _command, *columns = lines[0]
    for name, *cells in lines[1:]:
        assert len(cells) == len(columns), name
        for column, word in zip(columns, cells, strict=True):
            yield CommandName(name), column, WORDS[word]


# --- the columns of phase_matrix.txt ----------------------------------------------------------------------------------


def _beside(life: Life) -> Life:
    """An objection that waits, a supervision order that is open, and a unit that is asked to look into itself."""
    life.do(clerk("water"), c.RaiseObjection(assignment="a1", about="the class", reason="wrong"))
    order = c.PlaceUnderSupervision(
        assignment="a1", reason=SupervisionReason.HOT, form=SupervisionForm.WRITTEN, text="hurry"
    )
    life.do(SUPERVISOR, order)
    life.do(SUPERVISOR, c.OpenProcedure(kind="sheet", unit="water", text="nobody answered the phone"))
    life.do(SUPERVISOR, c.TakeStep(procedure="p1", outcome="sent", text="sent"))
    return life


def _registered() -> Life:
    return Life()


def _answered() -> Life:
    life = Life()
    life.do(AGENT, direct_answer())
    return life


def _refused() -> Life:
    life = Life()
    life.do(AGENT, c.DeclineAcceptance(reason="court", told=True))
    return life


def _awaiting_dispatch() -> Life:
    return Life().submitted()


def _sent_back() -> Life:
    life = Life().submitted()
    life.do(DISPATCHER, c.SendBackToAgent(reason="which street?"))
    return life


def _awaiting_instruction() -> Life:
    life = Life().submitted()
    life.do(DISPATCHER, c.SubmitToLeader(text="grave"))
    return life


def _in_hand() -> Life:
    return _beside(Life().working())


def _replied() -> Life:
    life = _in_hand().answer("water")
    life.do(AGENT, c.TellProgress(told="they burn again", result_told=True))
    return life


def _calling_back() -> Life:
    life = _replied()
    life.do(CALLER, c.TakeCallback())
    return life


def _rework() -> Life:
    return _beside(Life().rework())


def _closed() -> Life:
    life = _replied()
    life.do(SUPERVISOR, c.RefuseRequest(request="r1", reason="no"))
    life.do(SUPERVISOR, c.LiftSupervision(document="d1", text="done"))
    life.do(leader("water"), c.TakeStep(procedure="p1", outcome="admitted", text="yes", given={"post": "desk"}))
    life.do(CALLER, c.RecordCallback(reached=True, satisfied_result=True))
    return life


def _archived() -> Life:
    life = _closed()
    life.do(SYSTEM, c.Archive(manifest="5ea1"))
    return life


PHASES: dict[str, tuple[Phase, Callable[[], Life]]] = {
    "reg": (Phase.REGISTERED, _registered),
    "ans": (Phase.ANSWERED_DIRECTLY, _answered),
    "ref": (Phase.REFUSED, _refused),
    "awd": (Phase.AWAITING_DISPATCH, _awaiting_dispatch),
    "sbk": (Phase.SENT_BACK, _sent_back),
    "awi": (Phase.AWAITING_INSTRUCTION, _awaiting_instruction),
    "inh": (Phase.IN_HAND, _in_hand),
    "rpl": (Phase.REPLIED, _replied),
    "cal": (Phase.CALLING_BACK, _calling_back),
    "rwk": (Phase.REWORK, _rework),
    "clo": (Phase.CLOSED, _closed),
    "arc": (Phase.ARCHIVED, _archived),
}


# --- the columns of assignment_matrix.txt -----------------------------------------------------------------------------


def _return_requested() -> Life:
    life = Life().assigned()
    life.do(clerk("water"), c.RequestReturn(assignment="a1", reason="not ours"))
    return life


def _passed_down() -> Life:
    return Life().passed("water", "water-county").answer("water-county")


def _in_review() -> Life:
    life = Life().working()
    life.do(clerk("water"), answer_of("a1"))
    return life


def _returned() -> Life:
    life = _return_requested()
    life.do(DISPATCHER, c.GrantRequest(request="r1"))
    return life


def _recalled() -> Life:
    life = Life().assigned()
    life.do(DISPATCHER, c.RecallAssignment(assignment="a1", reason="wrong unit"))
    return life


STATES: dict[str, tuple[AssignmentState, str, Callable[[], Life]]] = {
    "asg": (AssignmentState.ASSIGNED, "a1", lambda: Life().assigned()),
    "sgn": (AssignmentState.SIGNED, "a1", lambda: Life().signed()),
    "rrq": (AssignmentState.RETURN_REQUESTED, "a1", _return_requested),
    "psd": (AssignmentState.PASSED_DOWN, "a1", _passed_down),
    "ans": (AssignmentState.ANSWERING, "a1", lambda: Life().working()),
    "rev": (AssignmentState.IN_REVIEW, "a1", _in_review),
    "sub": (AssignmentState.SUBMITTED, "a1", lambda: Life().replied()),
    "rtn": (AssignmentState.RETURNED, "a1", _returned),
    "rcl": (AssignmentState.RECALLED, "a1", _recalled),
    "low": (AssignmentState.SUBMITTED, "a2", _passed_down),
}
