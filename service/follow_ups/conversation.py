"""Follow-up questions: what an earlier question meant is carried until the person says something else.

Stateless: the conversation so far is read again from its texts, in order, each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.lexicon import Lexicon
from service.follow_ups import follow_up_words as phrases
from service.follow_ups.carrying import CARRIES
from service.follow_ups.follow_up import Corpus, Shown
from service.follow_ups.looked_at import refers_to_shown
from service.follow_ups.spoken_of import spoken_after
from service.follow_ups.taken_together import taken_in
from service.understanding.filters import NO_FILTERS, Filters
from service.understanding.question import Intent, Question
from service.understanding.side_by_side import asks_side_by_side
from service.understanding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and what was shown for it."""

    text: str
    document_ids: tuple[str, ...] = ()
    """Of the documents shown, in their order, one for each passage: what "the second one" counts in."""
    filters: Filters | None = None
    """What the person added by hand."""
    taken: tuple[str, ...] = ()
    """What the person took away from its reading: "drug", "section" or a filter's name."""
    first: int = 1
    """The number of the first one shown: 11 on a second page of ten."""


MOST_TURNS = 20
"""Earlier turns that are read: as many as the API takes and the page keeps."""


def resolve(
    text: str,
    history: Sequence[Turn | str],
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    filters: Filters | None = None,
    today: date | None = None,
) -> Question:
    """Understand a question after others; without history it is `understand`.

    Carried are the drug, the kind of section, the filters and the documents pointed at ("the second one"). A new
    drug drops the old one; a question that stands by itself carries nothing; "new question" forgets everything, and
    "thanks" nothing.
    """
    corpus = Corpus(lexicon, vocabulary, today)
    before: Question | None = None
    shown = Shown()
    turns = [Turn(each) if isinstance(each, str) else each for each in history[-MOST_TURNS:]]
    turns = [each for each in turns if not phrases.ASKS_NOTHING.match(each.text)]
    for turn, next_text in zip(turns, [*(each.text for each in turns), text][1:], strict=True):
        earlier, before = before, _after(before, shown, turn.text, corpus, turn.filters)
        for name in turn.taken:
            before = before.without(name)
        drugs = spoken_after(shown.drugs, before, corpus)
        taken = (*shown.taken, *taken_in(before, corpus)) if drugs else ()
        ids = turn.document_ids or before.filters.ids
        is_new = "ids" not in before.carried or before.alike  # else one after the other of a list is looked at
        if ids and is_new:
            shown = Shown(ids, turn.first, of=before, at=shown.at if ids == shown.ids else None)
        elif ids:
            shown = replace(shown, at=ids[0])
        elif before.is_list and (turn is turns[-1] or refers_to_shown(next_text)):
            shown = Shown(of=shown.of)  # an empty list has no first one
        shown = replace(shown, drugs=drugs, taken=taken, earlier=earlier)
    return _after(before, shown, text, corpus, filters)


def follow(before: Question, text: str, lexicon: Lexicon, vocabulary: Vocabulary) -> Question:
    """Understand a text after one question that is understood, of whose documents none is pointed at."""
    return _after(before, Shown(), text, Corpus(lexicon, vocabulary, None), None)


def asks_nothing(text: str) -> bool:
    """Whether it only thanks, greets, asks what can be asked, or forgets what was said."""
    return phrases.ASKS_NOTHING.match(phrases.RESET.sub("", text)) is not None


def asks_for_proof(text: str) -> bool:
    """Whether it asks where the answer before stands, which is given once more."""
    return phrases.ASKS_FOR_PROOF.match(text) is not None


def _after(before: Question | None, shown: Shown, text: str, corpus: Corpus, given: Filters | None) -> Question:
    """The question understood after one other, whose documents were `shown`."""
    typed, text = text, phrases.AFTERTHOUGHT.sub("", text)
    text = _meant(text) if before is not None else text
    alone = corpus.read(text, given)
    if before is not None and len(alone.identifiers) == 1 and asks_side_by_side(text):
        ids = before.filters.ids or tuple(each.value for each in before.identifiers)
        alone = corpus.read(f"compare {ids[0]} with {alone.identifiers[0].value}") if len(ids) == 1 else alone
    if before is None or alone.identifiers or alone.intent is Intent.NOTE or phrases.ASKS_NOTHING.match(text):
        return replace(alone, text=typed)
    if phrases.RESET.search(text):
        return replace(corpus.read(phrases.RESET.sub("", text).strip() or text, given), text=typed)
    for carry in CARRIES:
        question = carry(alone, before, shown, corpus)
        if question is not None:
            earlier = before.filters.merged(
                Filters(drug=tuple(dict.fromkeys((*before.drug_keys, *before.filters.drug))))
            )
            filters = question.filters.merged(given or NO_FILTERS)
            emergency = question.emergency or alone.emergency
            return replace(question, text=typed, filters=filters, emergency=emergency, before=earlier)
    return replace(alone, text=typed, resolved_text=alone.resolved_text.removeprefix(_WHAT_ABOUT))


_WHAT_ABOUT = "what about "


def _meant(text: str) -> str:
    """What is asked; what is meant instead of what was said is asked as "what about" it."""
    meant = phrases.CORRECTS.sub("", text)
    return text if meant == text else meant if phrases.ASKS_ANEW.search(meant) else _WHAT_ABOUT + meant
