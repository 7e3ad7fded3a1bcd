"""The knowledge base, pure: the life of an entry, terms of renewal, where announcements hold, how hits are ranked."""
