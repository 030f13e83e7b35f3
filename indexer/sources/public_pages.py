"""Where the public reads the records that sources name."""


def label_page(set_id: str) -> str:
    """A US drug label's page at DailyMed."""
    return f"https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={set_id}"


def trial_page(nct_id: str) -> str:
    """A trial's page at ClinicalTrials.gov."""
    return f"https://clinicaltrials.gov/study/{nct_id}"
