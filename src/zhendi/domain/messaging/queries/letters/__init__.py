"""Reads of letters for pages and prints."""

from zhendi.domain.messaging.queries.letters.lists import SIZE, RunFilters, RunLine, RunPage, runs
from zhendi.domain.messaging.queries.letters.records import (
    LetterRow,
    RunRecord,
    failed_subjects,
    letter,
    letters,
    run,
    subjects,
)
from zhendi.domain.messaging.queries.letters.sheets import Preview, Sheet, preview, sheets
from zhendi.domain.messaging.queries.letters.wording import (
    Occasion,
    WordRow,
    festival_text,
    festival_title,
    group_texts,
    occasions,
    wordings,
)

__all__ = [
    "SIZE", "LetterRow", "Occasion", "Preview", "RunFilters", "RunLine", "RunPage", "RunRecord", "Sheet", "WordRow", "failed_subjects",
    "festival_text", "festival_title", "group_texts", "letter", "letters", "occasions", "preview", "run", "runs", "sheets", "subjects", "wordings",
]  # fmt: skip
