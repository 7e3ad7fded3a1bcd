"""What supervision shows: notices of a person, and orders that may need a supervision order."""

from hotline.supervision.candidates import open_candidates
from hotline.supervision.notices import ShownNotice, Unread
from hotline.supervision.notices import listed as notices
from hotline.supervision.notices import unread as unread_notices

__all__ = ["ShownNotice", "Unread", "notices", "open_candidates", "unread_notices"]
