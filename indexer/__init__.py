"""From the files of a corpus to a searchable generation. Knows nothing of HTTP."""
