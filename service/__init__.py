"""From a question to cited passages. Knows nothing of file formats."""
