"""What a question denies, and how far the word that denies it reaches."""

import time

import pytest

from service.understanding.denials import find_denials, of_one_kind


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("trials without placebo in Spain", ["without placebo"]),
        ("trials outside the US in asthma", ["outside the US"]),
        ("asthma trials except those in Italy", ["except those in Italy"]),
        ("trials that do not have a site in the US or Canada", ["not have a site in the US or Canada"]),
        ("trials not in France, Germany or Spain that are open", ["not in France, Germany or Spain"]),
        ("trials not in France or in Spain", ["not in France or in Spain"]),
        ("trials neither completed nor terminated", ["neither completed nor terminated"]),
        ("trials not completed or recruiting in Spain", ["not completed or recruiting"]),
        ("trials that are not completed and are in France", ["not completed"]),
        ("trials not in the US and phase 3", ["not in the US"]),
        ("trials not in France, Germany, or Spain", ["not in France, Germany, or Spain"]),
        ("trials not in the US, for frail people, open", ["not in the US"]),
        ("trials not in the US, not recruiting, phase 2", ["not in the US", "not recruiting"]),
        ("trials excluding phase 1 and phase 2", ["excluding phase 1 and phase 2"]),
        ("trials that aren't in Canada, phase 2", ["aren't in Canada"]),
        ("trials not sponsored by Novartis in Canada", ["not sponsored by Novartis"]),
        ("trials not posted in 2020", ["not posted in 2020"]),
        ("trials not recruiting in Spain", ["not recruiting"]),
        ("phase 2 trials but not in China", ["not in China"]),
        ("non-US asthma trials", ["non-US"]),
        ("trials without aspirin but not in Peru", ["without aspirin", "not in Peru"]),
        ("non-small cell lung cancer trials", []),
        ("active, not recruiting trials", []),
        ("trials not yet recruiting", []),
        ("trials posted no later than 2010, not before 2005", []),
        ("trials with no more than 50 people", []),
        ("trials that state no phase", []),
        ("not only trials in Spain", []),
        ("I have asthma. No diabetes. Find trials.", ["No diabetes"]),
        ("man with gout, no heart failure. Find trials.", ["no heart failure"]),
        ("Lupus, no signs of nephritis or HIV. Trials?", ["no signs of nephritis or HIV"]),
        ("No diabetes. Asthma trials", ["No diabetes"]),
        ("He has gout and denies asthma. Trials?", ["denies asthma"]),
        ("asthma trials, no matter where, no preference", []),
        ("asthma. No trials in Spain? No, in France", []),
    ],
)
def test_how_far_a_denial_reaches(text: str, denied: list[str]) -> None:
    """Over a list, to the end of its clause; idioms deny nothing."""
    assert [text[each.start : each.end] for each in find_denials(text)] == denied


@pytest.mark.parametrize(
    ("text", "facts", "denied"),
    [
        ("trials not in Peru, Chile", {"Peru": "country", "Chile": "country"}, ["not in Peru, Chile"]),
        ("trials not in Peru, Lima or Chile", {"Peru": "country", "Lima": "city"}, ["not in Peru, Lima or Chile"]),
        ("trials not in Peru ended in 2012", {"Peru": "country", "ended in 2012": "completed"}, ["not in Peru"]),
        ("trials not in Peru, phase 3, open", {"Peru": "country", "phase 3": "phase"}, ["not in Peru"]),
        ("trials not in Peru or phase 3", {"Peru": "country", "phase 3": "phase"}, ["not in Peru or phase 3"]),
        ("trials other than open phase 3 ones", {"open": "status", "phase 3": "phase"},
         ["other than open phase 3 ones"]),
        ("trials not completed before 2015", {"completed": "status", "completed before 2015": "completed"},
         ["not completed before 2015"]),
    ],
)  # fmt: skip
def test_a_denial_is_of_one_kind_of_fact(text: str, facts: dict[str, str], denied: list[str]) -> None:
    """What another kind begins is asked for, unless "or" goes on."""
    spans = [((text.index(words), text.index(words) + len(words)), field) for words, field in facts.items()]
    found = of_one_kind(text, find_denials(text), spans)
    assert [text[each.start : each.end].strip() for each in found] == denied


@pytest.mark.parametrize(
    ("text", "of_people"),
    [
        ("trials in patients without diabetes", True),
        ("studies of women who are not pregnant", True),
        ("trials in adults with no history of stroke", True),
        ("trials without placebo", False),
        ("trials for women not in France", True),
    ],
)
def test_whether_a_denial_describes_who_takes_part(text: str, of_people: bool) -> None:
    """What stands behind people is said of them."""
    [found] = find_denials(text)
    assert found.of_people is of_people


@pytest.mark.parametrize(
    "text", ["not " * 250, "not in France, " * 66, "no history of " * 70, "a, " * 300 + "not " + "a, " * 30]
)
def test_many_denials_take_no_time(text: str) -> None:
    """No expression runs away: a generous bound for a busy machine."""
    began = time.process_time()
    find_denials(text)
    assert time.process_time() - began < 0.5
