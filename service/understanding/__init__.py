"""What a question says: names, the section asked for, filters, lists and counts; nothing is looked up here."""
