"""From what was found to an answer: quotes, looked-up records, lists, counts, comparisons."""
