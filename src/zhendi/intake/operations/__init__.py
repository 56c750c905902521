"""Every write of the intake."""

from zhendi.intake.export.sheets import Download
from zhendi.intake.operations.judging import change_day, correct_mapping, decide, judge_run, start_judging
from zhendi.intake.operations.sending_back import send_back
from zhendi.intake.operations.taking import Outcome, take_in
from zhendi.intake.operations.undo import UndoResult, undo
from zhendi.intake.operations.upload import Upload, discard, upload
from zhendi.intake.operations.writing import start, write_run

__all__ = [
    "Download",
    "Outcome",
    "UndoResult",
    "Upload",
    "change_day",
    "correct_mapping",
    "decide",
    "discard",
    "judge_run",
    "send_back",
    "start",
    "start_judging",
    "take_in",
    "undo",
    "upload",
    "write_run",
]
