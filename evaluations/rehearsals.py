"""What tells a rehearsal: a sitting for practice on samples that no producer handed in."""

from typing import Any

# In the place of a province's name, which has no such sign; a submission never changes.
SAMPLE_ORIGIN = "#mau"
# A rehearsal that nobody deletes is deleted after these days.
KEPT_DAYS = 7


def is_sample(submission: Any) -> bool:
    """Tell whether a submission is a sample, which no real sitting may judge."""
    return submission.participation_id is None and submission.origin == SAMPLE_ORIGIN
