"""What a question carries from the one before it: the drug, the kind of section, the filters, a document pointed at.

Each rule reads a question alone and after another, and gives what it means then, or None where it does not apply.
"""

from dataclasses import dataclass, replace
from datetime import date

from indexer.documents import Kind
from indexer.identifiers import IdentifierKind
from indexer.lexicon import Lexicon
from indexer.names import tokens
from indexer.sections import SectionKind
from indexer.site_places import PLACE_FIELDS
from service.comparison import MOST_DRUGS
from service.facts_asked import asks_record_fact
from service.filters import NOT, Filters
from service.follow_up_words import (
    ALSO,
    ANY_OF_FIELD,
    ASKS_FOR_SOME,
    COMPARES,
    DRUG_PRONOUN,
    ELLIPTIC,
    GOES_ON,
    HOW_MANY_ARE,
    LOOKS_FOR_A_DRUG,
    OPENING,
    SUPERLATIVE,
    THEY,
    WHICH_ONE,
    YES,
)
from service.pointing import (
    asks_for_one_trial,
    counts_them,
    number_pointed_at,
    pointed_at,
    points_at_a_trial,
    points_at_several,
)
from service.question import Intent, Question, understand
from service.restatement import in_words
from service.tally_asked import NOTHING_COUNTED
from service.vocabulary import Vocabulary
from service.wording import joined


@dataclass(frozen=True, slots=True)
class Corpus:
    """What questions are read with."""

    lexicon: Lexicon
    vocabulary: Vocabulary
    today: date | None

    def read(self, text: str, filters: Filters | None = None) -> Question:
        """One question by itself."""
        return understand(text, self.lexicon, self.vocabulary, filters, self.today)


@dataclass(frozen=True, slots=True)
class Shown:
    """The documents that were last shown, one for each passage, and the number of the first of them."""

    ids: tuple[str, ...] = ()
    first: int = 1


_SHORTEST_ELLIPSIS = 3
_LONGEST_ELLIPSIS = 6
_LONGEST_GOING_ON = 12
_LONGEST_TOPIC = 120


def _repeated(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Repeat the question before: "yes", "tell me more"."""
    return replace(before, carried=_all_carried(before)) if YES.match(alone.text) else None


def _pointed_at(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Look at one document: "the second one", and "it" where one trial is in view."""
    if alone.drugs or alone.unknown_drugs:
        return None
    number = number_pointed_at(alone.text)
    if number is not None and shown.ids:
        document_id = pointed_at(number, shown.ids, shown.first)
        return _of_document(alone, document_id, corpus) if document_id else None
    in_view = before.filters.ids or tuple(
        each.value for each in before.identifiers if each.kind is IdentifierKind.NCT and each.valid
    )
    if not in_view and _is_of_trials(before) and (len(set(shown.ids)) == 1 or asks_for_one_trial(before.text)):
        in_view = shown.ids[:1]
    text = THEY.sub("it", alone.text)  # of one trial "they" are those who run it
    asks_of_it = (
        points_at_a_trial(text) or _asks_of_a_trial(alone) or (_is_elliptic(text) and not _narrows(text, corpus))
    )
    if len(in_view) == 1 and asks_of_it and not points_at_several(text):
        return _of_document(alone, in_view[0], corpus)
    return None


def _narrows(text: str, corpus: Corpus) -> bool:
    """Whether it says what else trials are to be: "only completed", "in France?"."""
    return len(corpus.read(f"trials {OPENING.sub('', text, count=1)}").filters.named) > 1


def refers_to_shown(text: str) -> bool:
    """Whether what was shown before can matter to what a text means."""
    of_one = points_at_a_trial(THEY.sub("it", text))
    return number_pointed_at(text) is not None or of_one or _is_elliptic(text)


def _asks_of_a_trial(alone: Question) -> bool:
    """Whether it asks for a section that only trials have, not saying of which: "what are the inclusion criteria?"."""
    return alone.section is not None and alone.section.is_about_trials and alone.filters.is_empty


def _of_document(alone: Question, document_id: str, corpus: Corpus) -> Question:
    """A question about one document: of a trial's facts the record answers, of its text the section asked for."""
    section, intent = alone.section, Intent.SEARCH
    if document_id.upper().startswith("NCT"):
        section = section if section and section.is_about_trials else None
        asks_fact = section in (None, SectionKind.SITES) and asks_record_fact(alone.text)
        if asks_fact or (section is None and number_pointed_at(alone.text) is not None):
            section, intent = SectionKind.SITES if asks_fact else None, Intent.LIST
    elif section is None and number_pointed_at(alone.text) is not None:
        intent = Intent.LIST
    return replace(
        alone,
        resolved_text=f"{document_id}: {_bare(alone.text) or 'all of it'}",
        ranking_text=_bare(alone.text),
        intent=intent,
        section=section,
        section_scores=alone.section_scores if section is alone.section else {},
        filters=Filters(ids=(document_id,)),
        carried=("ids",),
    )


def _refined(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Narrow the records before: "only phase 2", "in France?", "how many of those are recruiting?"."""
    if not _is_of_trials(before) or alone.unknown_drugs or before.filters.ids:
        return None
    points_back = points_at_several(alone.text) or counts_them(alone.text)
    points_back = points_back or SUPERLATIVE.search(alone.text) is not None
    points_back = points_back or HOW_MANY_ARE.search(alone.text) is not None
    if not points_back and not _is_elliptic(alone.text):
        return None
    dropped = ANY_OF_FIELD.search(alone.text)
    if dropped is not None:
        return _listed(before, _without(before.filters, dropped["field"].lower()), before.intent, before)
    facts = corpus.read(f"trials {OPENING.sub('', alone.text, count=1)}")
    if facts.filters.named == ("kind",) and len(tokens(alone.text)) <= _SHORTEST_ELLIPSIS:
        facts = corpus.read(f"trials in {OPENING.sub('', alone.text, count=1)}")  # "and Paris?"
    new = Filters(kind=()).merged(facts.filters.without("kind").without("drug"))
    if alone.drugs:
        new = new.merged(Filters(drug=alone.drug_keys))
    counts = facts.intent is Intent.COUNT or counts_them(alone.text)
    if new.is_empty and facts.sort is None and facts.tally == NOTHING_COUNTED and not counts:
        return None
    if facts.intent is Intent.SEARCH and not points_back and alone.section and not alone.section.is_about_trials:
        return None
    intent = Intent.COUNT if counts else facts.intent
    return _listed(replace(facts, text=alone.text), _elsewhere(before.filters, new).merged(new), intent, before)


def _elsewhere(before: Filters, new: Filters) -> Filters:
    """The filters before, without the place where another one is named; a city may narrow a country."""
    narrows = new.city and not (new.country or new.state or before.city)
    if narrows or not new.only(*PLACE_FIELDS).named:
        return before
    return before.without("city").without("state").without("country")


def _listed(question: Question, filters: Filters, intent: Intent, before: Question) -> Question:
    """A list with these filters, told in words; where the records before were ranked by a topic, so are these."""
    told, topic = in_words(filters), question.ranking_text if intent is Intent.SEARCH else ""
    if before.intent is Intent.SEARCH and before.ranking_text and intent is not Intent.SEARCH:
        intent, topic, told = Intent.SEARCH, before.ranking_text, f"{before.ranking_text}, {told}"
    return replace(
        question,
        resolved_text=told,
        ranking_text=topic,
        drugs=question.drugs or before.drugs,
        filters=filters,
        intent=intent,
        section=question.section,
        conditions=question.conditions or before.conditions,
        carried=("drug", "filters") if before.drugs else ("filters",),
    )


def _about_the_same_drug(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask more of the drug before: "and in pregnancy?", "how is it stored?", "any recruiting trials?"."""
    names = tuple(mention.text for mention in before.drugs)
    if before.intent is Intent.COMPARE or not names:
        names += before.unknown_drugs
    if not names:
        return None
    asks_for_trials = _is_of_trials(alone)
    side_by_side = before.intent is Intent.COMPARE and not asks_for_trials
    name = (" vs " if side_by_side else " or " if asks_for_trials else " and ").join(dict.fromkeys(names))
    pronoun = DRUG_PRONOUN.search(alone.text)
    names_another = bool(alone.unknown_drugs or (alone.drugs and before.drug_keys != alone.drug_keys))
    if names_another and ALSO.search(alone.text) and not asks_for_trials:
        others = (*(mention.text for mention in alone.drugs), *alone.unknown_drugs)
        together = corpus.read(f"Can {joined(dict.fromkeys(names))} be taken together with {joined(others)}?")
        return replace(together, resolved_text=together.text, emergency=alone.emergency, carried=("drug",))
    if (alone.drugs or alone.unknown_drugs) and not (pronoun and names_another and COMPARES.search(alone.text)):
        return None
    if asks_for_trials and not (pronoun or ASKS_FOR_SOME.search(alone.text) or _is_elliptic(alone.text)):
        return None
    if pronoun is not None and not (asks_for_trials and points_at_several(alone.text)):
        standalone = _with_name(alone.text, name)
    elif alone.section is not None or asks_for_trials or WHICH_ONE.search(alone.text) or _goes_on(alone.text):
        standalone = f"{name}: {_bare(alone.text)}"
    else:
        return None
    question = corpus.read(standalone)
    section = question.section
    if section is None and side_by_side:
        section = before.section
    return replace(
        question,
        resolved_text=standalone if pronoun else _headed(name, question, alone),
        section=section,
        emergency=question.emergency or alone.emergency or before.emergency,
        carried=("drug",),
    )


def _about_another_drug(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask the question before of another drug: "what about tizanidine?"."""
    if (
        not (alone.drugs or alone.unknown_drugs)
        or alone.section
        or _is_of_trials(alone)
        or not _is_elliptic(alone.text)
    ):
        return None
    if len(alone.text.split()) > _LONGEST_ELLIPSIS:
        return None
    name = alone.drugs[0].text if alone.drugs else alone.unknown_drugs[0]
    if _is_of_trials(before):
        filters = before.filters.without("drug").without("ids").merged(Filters(drug=alone.drug_keys))
        return replace(_listed(alone, filters, before.intent, before), drugs=alone.drugs, carried=("filters",))
    links = corpus.lexicon.link(before.resolved_text)
    if not links:
        return None
    replaced = links[
        -1 if before.section is SectionKind.INTERACTIONS else 0
    ]  # the one beside, else the one asked about
    asked = before.resolved_text[: replaced.start] + name + before.resolved_text[replaced.end :]
    if before.intent is Intent.COMPARE:
        asked = _beside(name, before)
    question = corpus.read(asked)
    return replace(
        question,
        resolved_text=question.text,
        section=question.section or before.section,
        corrections=alone.corrections,
        carried=("section",),
    )


def _beside(name: str, before: Question) -> str:
    """Another drug set beside those compared before, in the place of the last where there is no room."""
    compared = (*(mention.text for mention in before.drugs), *before.unknown_drugs)[: MOST_DRUGS - 1]
    about = f": {before.section.label.lower()}" if before.section else ""
    return f"Compare {joined((*compared, name))}{about}"


def _about_the_same_topic(alone: Question, before: Question, shown: Shown, corpus: Corpus) -> Question | None:
    """Ask more where no drug was named: "thyroid pills when pregnant" and then "which dose?"."""
    topic = before.resolved_text.strip(" ?.!,")
    if before.intent is not Intent.SEARCH or before.drugs or before.filters.named or _is_of_trials(alone):
        return None
    if alone.drugs or alone.unknown_drugs or not _is_elliptic(alone.text) or len(topic) > _LONGEST_TOPIC:
        return None
    question = corpus.read(f"{topic}: {_bare(alone.text)}")
    return replace(question, section=alone.section or question.section, carried=("topic",))


def _is_of_trials(question: Question) -> bool:
    return question.filters.kind == (Kind.TRIAL,)


def _is_elliptic(text: str) -> bool:
    """Short, or opening like the second half of a sentence."""
    count = len(tokens(text))
    return count <= _SHORTEST_ELLIPSIS or (count <= _LONGEST_ELLIPSIS and ELLIPTIC.search(text) is not None)


def _goes_on(text: str) -> bool:
    """Whether it says too little to stand alone, or asks of the person that the question before was about."""
    if LOOKS_FOR_A_DRUG.search(text):
        return False
    return _is_elliptic(text) or (len(tokens(text)) <= _LONGEST_GOING_ON and GOES_ON.search(text) is not None)


def _bare(text: str) -> str:
    """Without "and", "what about", the question mark."""
    return OPENING.sub("", text, count=1).strip(" ?.!,")


def _with_name(text: str, name: str) -> str:
    """The first pronoun replaced by the drug's name; "its half-life" is "baclofen half-life"."""
    return DRUG_PRONOUN.sub(lambda match: name, OPENING.sub("", text, count=1), count=1)


def _headed(name: str, question: Question, alone: Question) -> str:
    label = question.section.label.lower() if question.section else _bare(alone.text)
    return in_words(question.filters) if _is_of_trials(question) else f"{name}: {label}"


def _without(filters: Filters, field: str) -> Filters:
    singular = {"countries": "country", "statuses": "status", "filter": "", "filters": ""}.get(
        field, field.removesuffix("s") if field not in ("status",) else field
    )
    return filters.without(singular).without(f"{NOT}_{singular}") if singular else filters.only("kind", "drug")


def _all_carried(before: Question) -> tuple[str, ...]:
    parts = {"drug": before.drugs, "section": before.section, "filters": not before.filters.is_empty}
    return tuple(name for name, part in parts.items() if part)


CARRIES = (_repeated, _pointed_at, _refined, _about_the_same_drug, _about_another_drug, _about_the_same_topic)
"""What may be carried from the question before, tried in this order."""
