"""Quality: recordings that are inspected, and what people record about the work with a document."""
