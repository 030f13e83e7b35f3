"""The drugs that a conversation has spoken of, one after the other: "compare them", "the latter", "drop it"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.lexicon import Link
from indexer.names import fold, tokens
from indexer.sections import SectionKind
from indexer.site_places import PLACE_FIELDS
from service.follow_ups import follow_up_words as phrases
from service.follow_ups.follow_up import Corpus, Shown, bare, is_of_trials, names_of
from service.follow_ups.narrowing import listed, narrowed
from service.follow_ups.pointing import OTHER, drug_pointed_at, few_pointed_at, pointed_at
from service.follow_ups.taken_together import links_of
from service.understanding.filters import VALUES
from service.understanding.question import MOST_COMPARED, Question
from service.understanding.unapplied import Unapplied
from service.wording import joined

_FEWEST = 2
_NOT_ASKED_ABOUT = "It is none of the drugs asked about, so nothing was left out."
_ONLY_ONE = "It is the only drug asked about, so nothing was left out."


def spoken_after(earlier: Sequence[str], question: Question, corpus: Corpus) -> tuple[str, ...]:
    """The drugs spoken of once a question was asked, the latest last; one that is only pointed at keeps its place.

    None after a question about something else.
    """
    names = tuple(each.text for each in links_of(question, corpus)) or names_of(question)
    if not names:
        return tuple(earlier) if question.carried else ()
    if points_at_a_drug(question):
        return tuple(earlier)
    known = {fold(each) for each in names}
    return (*(each for each in earlier if fold(each) not in known), *names)


def points_at_a_drug(question: Question) -> bool:
    """Whether it asked of one of several drugs by its place: "is the second one safe?"."""
    return question.carried == ("drug",) and drug_pointed_at(question.text) is not None


# one of them, or all


def the_one_meant(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> str | None:
    """The drug that a text points at by its place: of those of the question before, or of those spoken of."""
    pointer = drug_pointed_at(alone.text)
    if pointer is None or is_of_trials(before) or names_of(alone):
        return None
    named = tuple(each.text for each in links_of(before, corpus))
    if pointer[0] == OTHER:
        return _the_other(named, shown.drugs[-_FEWEST:])
    if len(named) < _FEWEST and not _is_of_spoken(alone, before):
        return None
    of = named if len(named) >= _FEWEST else shown.drugs
    return pointed_at(pointer[0], of, 1) if len(of) >= _FEWEST else None


def _the_other(named: Sequence[str], two: Sequence[str]) -> str | None:
    """Of the two drugs last spoken of the one that was not asked about last."""
    asked = {fold(each) for each in named}
    left = [each for each in two if fold(each) not in asked]
    return left[0] if len(two) == _FEWEST and len(left) == len(asked) == 1 else None


def _is_of_spoken(alone: Question, before: Question) -> bool:
    """Whether a place is one among the drugs spoken of, rather than among the passages shown."""
    asks_of_a_drug = alone.section is not None and not alone.section.is_about_trials
    says_so = phrases.OF_THE_PLACE.search(alone.text) is not None
    return points_at_a_drug(before) or asks_of_a_drug or is_of_trials(alone) or says_so


def of_several(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask of drugs spoken of one after the other: "compare them", "can they be taken together?", "trials of both"."""
    if names_of(alone) or phrases.LOOKS_FOR_A_DRUG.search(alone.text):
        return None
    if phrases.POINTS_AT_SEVERAL.search(alone.text) is None:
        return None
    if is_of_trials(before):
        return _trials_of_both(alone, before, shown, corpus)
    named = [each.text for each in links_of(before, corpus)]
    are_apart = len(named) < _FEWEST
    drugs = _several_meant(alone.text, shown.drugs) if are_apart else named
    is_of_both = is_of_trials(alone) or phrases.TOGETHER.search(alone.text) is not None
    if len(drugs) < _FEWEST or not (are_apart or is_of_both):
        return None
    words = bare(alone.text)
    if is_of_trials(alone):
        asked = f"{joined(drugs)}: {phrases.SIDE_BY_SIDE_IN_TRIALS.sub('with both', words)}"
    else:
        asked = f"{(joined if is_of_both else ' vs '.join)(drugs)}: {words}"
    question = corpus.read(asked)
    section = question.section
    if section is None and not is_of_trials(question):
        section = SectionKind.INTERACTIONS if is_of_both else before.section
    return replace(question, resolved_text=asked, section=section, carried=("drug",))


def _trials_of_both(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """The trials before, of both the drugs whose trials were asked for one after the other: "and with both?"."""
    drugs = _several_meant(alone.text, shown.drugs)
    of_both = phrases.BOTH_OF_THEM.search(alone.text)
    if len(before.drugs) != 1 or before.filters.ids or len(drugs) < _FEWEST or not of_both:
        return None
    both = corpus.read(f"{joined(drugs)}: trials with both")
    filters = before.filters.without("drug").merged(both.filters).merged(alone.filters)
    return listed(replace(alone, drugs=both.drugs), filters, before.intent, before)


def _several_meant(text: str, spoken: Sequence[str]) -> Sequence[str]:
    """Those that a text points at: the first two, all three, else the last two; none where there are not so many."""
    few = phrases.FIRST_OR_LAST_FEW.search(text)
    count = 3 if re.search(r"\bthree\b", few[0] if few else text, re.IGNORECASE) else _FEWEST
    if re.search(r"\ball\b", text, re.IGNORECASE):
        count = max(_FEWEST, min(len(spoken), MOST_COMPARED))
    if len(spoken) < count:
        return ()
    return spoken[:count] if few and few["first"] else spoken[-count:]


# one fewer


def with_fewer(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask again of some of the drugs: "drop warfarin", "without the second one", "only the first two".

    Where nothing can be left out the question is asked again as it was, and that is said.
    """
    named = links_of(before, corpus)
    removes, keeps = phrases.REMOVES.match(alone.text), phrases.KEEPS_ONLY.match(alone.text)
    opening = removes or keeps
    if opening is None or is_of_trials(before) or not named:
        return None
    meant = _drugs_meant(alone, opening.end(), named, corpus)
    if meant is None:
        return None
    known = {link.keys for link in named}
    others = [each for each in corpus.lexicon.link(alone.text) if each.keys not in known]
    if removes and len(meant) == len(others) == 1:  # "not warfarin, apixaban"
        return _swapped(before, meant[0], others[0], alone, corpus)
    left = [each for each in named if (each in meant) is not (removes is not None)]
    if meant and left and len(named) >= _FEWEST:
        return _of_those_left(before, named, left, corpus)
    if removes is None:
        return None
    unsaid = Unapplied(bare(alone.text), _ONLY_ONE if meant else _NOT_ASKED_ABOUT)
    return replace(before, unapplied=(unsaid,), carried=("drug",))


def _drugs_meant(alone: Question, start: int, named: Sequence[Link], corpus: Corpus) -> Sequence[Link] | None:
    """Which of the drugs before a text means, by names or places; None where it says more than which."""
    text = alone.text[start:]
    links = corpus.lexicon.link(text)
    for link in reversed(links):
        text = link.replaced(text, " ")
    few = phrases.FIRST_OR_LAST_FEW.search(text)
    pointer = drug_pointed_at(text)
    if few is not None:
        span, found = few.span(), few_pointed_at(few, named)
    elif pointer is not None:
        span, one = pointer[1], pointed_at(pointer[0], named, 1) if pointer[0] != OTHER else None
        found = [one] if one else []
    elif links:
        keys = {link.keys for link in links}
        span, found = (0, 0), [each for each in named if each.keys in keys]
    else:
        return None
    rest = {token.word for token in tokens(text[: span[0]] + " " + text[span[1] :])}
    return found if rest <= _SAYS_NO_MORE else None


_SAYS_NO_MORE = frozenset("a an the and or please now from of it out this that comparison table list one ones".split())


def _of_those_left(before: Question, named: Sequence[Link], left: Sequence[Link], corpus: Corpus) -> Question:
    """The question before, of fewer drugs: each of the others goes with the word that joins it."""
    if len(left) == 1:
        asked = of_one(left[0].text, before, named)
    else:
        asked = before.resolved_text
        for place, link in reversed(list(enumerate(named))):
            if link not in left:
                start, end = (named[place - 1].end, link.end) if place else (link.start, named[1].start)
                asked = asked[:start] + asked[end:]
    return corpus.read_anew(asked, before, emergency=before.emergency)


def of_one(name: str, before: Question, named: Sequence[Link]) -> str:
    """What was asked of several, of one: the section, else the words beside their names and those that join them."""
    if before.section is not None:
        return f"{name}: {before.section.label.lower()}"
    text = before.resolved_text
    for link in reversed(named):
        text = link.replaced(text, " ")
    words = " ".join(phrases.JOINS_DRUGS.sub(" ", text).split()).strip(" :,?.")
    return f"{name}: {words}" if words else name


def in_its_place(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask again of another drug, or place, in the place of one: "replace warfarin with apixaban"."""
    match = phrases.TAKES_THE_PLACE.match(alone.text)
    if match is None:
        return None
    old, new = match["old"] or match["out"] or match["no"], match["new"] or match["in"] or match["but"]
    named = links_of(before, corpus)
    if is_of_trials(before):
        goes, comes = (corpus.read(f"trials in {each}").filters.without("kind") for each in (old, new))
        fields = {each for each in VALUES if set(getattr(goes, each)) & set(getattr(before.filters, each))}
        is_alike = fields & set(comes.named) or (fields <= set(PLACE_FIELDS) >= set(comes.named))
        return narrowed(corpus.read(new), before, shown, corpus) if fields and is_alike else None
    gone = {link.keys for link in corpus.lexicon.link(old)}
    links = corpus.lexicon.link(new)
    replaced = [each for each in named if each.keys in gone]
    if len(replaced) != 1 or len(links) != 1 or links[0].text.casefold() != new.strip().casefold():
        return None
    return _swapped(before, replaced[0], links[0], alone, corpus)


def _swapped(before: Question, old: Link, new: Link, alone: Question, corpus: Corpus) -> Question:
    """The question before with one drug in the place of another."""
    asked = old.replaced(before.resolved_text, new.text)
    return corpus.read_anew(asked, before, corrections=alone.corrections)
