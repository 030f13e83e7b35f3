"""Which hits come first because they are looked up rather than weighed: the section, the organ, the quantity asked."""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain, islice, zip_longest

from indexer.catalog import PassageRow
from indexer.documents import Kind, Trial
from indexer.names import tokens
from indexer.patterns import any_case
from indexer.sections import SectionKind
from indexer.text import sentences
from service.answering.citations import kinds_of_passage
from service.answering.conditions_named import FORBIDS
from service.answering.library import Library
from service.answering.markers import contradicts
from service.answering.quotable import nearness
from service.answering.quoting import answers_in
from service.answering.sought import EVIDENCE, OF_MAXIMUM, Sought
from service.answering.words import content_words, words_beside
from service.search.ranking import Hit
from service.understanding.question import Intent, Question

_FIRST = 3
"""Passages that are read to see whether they answer."""
_SHOWN = 10
"""Hits among which they are: further down they are on no first page."""
_DEEP = 60
"""Passages about the drug that are read where the first ones do not."""
_DEEPER = 200
"""The same where one look at a passage's text tells whether it may be one."""


def in_order(library: Library, hits: Sequence[Hit], question: Question, sought: Sought) -> Sequence[Hit]:
    """The hits as they are ranked, behind those that are looked up.

    Of one document the section asked for; for the name of a drug alone what it is for; for a section as a whole what
    that is there for; and where the first passages do not speak of the organ, group of patients or quantity asked
    about, those about the drug that do. What is negative where the positive is asked for comes last.
    """
    if question.section is not None and (question.identifiers or question.filters.ids):
        return _asked_section_first(library, hits, question)
    if is_a_name(question):
        return _first(_indication(library, question), hits)
    hits = _other_products_last(library, _contrary_last(library, hits, sought), question)
    if question.drugs and question.section is not None and sought.is_of_a_section:
        return _first(_of_the_section(library, hits, question, question.section, sought), hits)
    if question.drugs and sought.is_particular:
        return _first(_answering(library, hits, question, sought), hits)
    return hits


def is_a_name(question: Question) -> bool:
    """Whether a question is the name of one drug and nothing else, or asks whether it is here.

    "warfarin", "What is warfarin?", "Do you have anything on warfarin?"
    """
    if question.intent is not Intent.SEARCH or len(question.drugs) != 1:
        return False
    filters = question.filters.without("drug")
    if not (filters if Kind.TRIAL in filters.kind else filters.without("kind")).is_empty:
        return False
    if _ASKS_WHETHER_HERE.fullmatch(question.masked_text) or _IS_TAKEN.fullmatch(question.masked_text):
        return True
    words = {token.word for token in tokens(question.masked_text)}
    return question.section in (None, SectionKind.SUMMARY) and words <= _WHAT_IS


_SOURCES = (
    r"(?:(?:(?:any|some|the|a|an|all|more)\s)*(?:anything|something|everything|information|info|data|details|sources?|"
    r"documents?|entry|entries|labels?|monographs?|leaflets?|(?:package|product)\sinserts?|prescribing\sinformation)\s)"
)
_ASKS_WHETHER_HERE = any_case(
    rf"\W*(?:please\s)?(?:(?:(?:do|does|can|could|would)\s)?(?:you|this(?:\s\w+)?|i)\s(?:also\s)?(?:have|has|know|"
    rf"cover|hold|include|find|see|give\sme|show\sme)\s{_SOURCES}?(?:(?:about|on|of|for|regarding)\s)?it|"
    rf"(?:is|are)\sthere\s{_SOURCES}(?:about|on|of|for|regarding)\sit|{_SOURCES}(?:about|on|of|for|regarding)\sit|"
    r"(?:is|are)\sit\s(?:in|covered|included|listed|available|part\sof|one\sof)(?:\s(?:in|by|among))?|"
    r"what\s(?:do|does|can)\s(?:you|this(?:\s\w+)?)\s(?:have|know|tell\sme)\s(?:about|on)\sit)"
    r"(?:\s(?:(?:in|on|by|the|this|that|your|our|here|there|corpus|collection|database|index|system|site|sources?|"
    r"labels?|drugs?|please|too)\b\s?)*)?\W*"
)
_IS_TAKEN = any_case(
    r"\W*(?:hi\W+|hello\W+)?(?:i|i['’]m|i\sam|my\s\w+|he|she|we|patient)\s(?:(?:is|am|was|has|have|been|just|also|now|currently|"
    r"daily)\s)*(?:on|takes?|taking|started(?:\s(?:on|taking))?|prescribed|given|put\son|got)\s(?:\w+\s)?it\W*"
)
"""Says that a drug is taken, and asks nothing of it."""
_WHAT_IS = frozenset(
    "what who whats s is are was it this that a an the drug medicine medication please about tell me of on for give"
    " brief short quick general overview summary introduction basics info information facts describe".split()
)
"""Words that ask for a thing as such, beside its name; "when" and "how" ask for something of it."""


def _first(chosen: Sequence[Hit], hits: Sequence[Hit]) -> Sequence[Hit]:
    """Those chosen, then the others; each once, with the score it is ranked by where it is ranked."""
    looked_up, ranked = ({hit.passage_number: hit for hit in some} for some in (chosen, hits))
    return list((looked_up | ranked).values())


def _contrary_last(library: Library, hits: Sequence[Hit], sought: Sought) -> Sequence[Hit]:
    """The hits without those among the first that say the opposite of a marker asked for, which come last."""
    if not sought.markers:
        return hits
    rows = library.catalog.passages([hit.passage_number for hit in hits[:_DEEP]])
    contrary = {row.number for row in rows if contradicts(sought.markers, f"{row.context}\n{row.text}")}
    return sorted(hits, key=lambda hit: hit.passage_number in contrary)


def _other_products_last(library: Library, hits: Sequence[Hit], question: Question) -> Sequence[Hit]:
    """The hits, those in labels of other products of a drug than the brand that is named behind all others."""
    own = {row.number for row in library.documents_named(question)}
    every = {row.number for mention in question.drugs for row in library.documents_of(mention.drugs)}
    return sorted(hits, key=lambda hit: hit.document in every - own) if every - own else hits


def beside_criteria(library: Library, question: Question) -> frozenset[str] | None:
    """What else than the criteria of one trial is asked, in words; None where they are not asked for."""
    ids = (*question.filters.ids, *(each.value for each in question.identifiers))
    row = library.catalog.document(ids[0]) if len(ids) == 1 and question.section is SectionKind.ELIGIBILITY else None
    if row is None or not isinstance(row.record, Trial):
        return None
    return words_beside(question) - content_words(f"{ids[0]} {row.title} {row.record.acronym}") - _OF_CRITERIA


def is_of_criteria(passage: PassageRow, question: Question) -> bool:
    """Whether a passage is of a trial's criteria, where one side of them is asked for of that one."""
    text = _KEEPS_OUT.sub("exclusion", question.resolved_text.lower())
    sides = [side for side in ("exclusion", "inclusion") if side[:5] in text]
    is_asked = len(sides) != 1 or sides[0] in passage.section_title.lower()
    return is_asked and SectionKind.ELIGIBILITY in kinds_of_passage(passage)


_KEEPS_OUT = any_case(
    r"\b(?:can(?:not|['’]t|\snot)|(?:may|must|should)\snot|rules?\sout|ineligible|not\s(?:be\s)?(?:eligible|allowed))\b"
)
_OF_CRITERIA = content_words(
    "criteria criterion inclusion exclusion include included includes exclude excluded excludes eligible eligibility"
    " list all every full complete entire key main major give show tell summary summarise summarize detail trial study"
    " what which who can may must join part participate participant participants enter enroll allow allowed accept"
    " accepted require required need about regarding concerning related anyone anybody people patients person woman"
    " women man men needed score status level cannot rule rules out ineligible participation qualify qualifies"
)


def _asked_section_first(library: Library, hits: Sequence[Hit], question: Question) -> Sequence[Hit]:
    """Of several such sections the one whose title is in the question; criteria asked for as such as they are read."""
    if beside_criteria(library, question) == frozenset():
        own = _hits_of_kind(library, {hit.document for hit in hits}, SectionKind.ELIGIBILITY)
        rows = library.catalog.passages([hit.passage_number for hit in own])
        own = [hit for hit, row in zip(own, rows, strict=True) if is_of_criteria(row, question)]
        if own:
            return _first(own, hits)
    passages = library.catalog.passages([each.passage_number for each in hits])
    order = {each.number: nearness(each, question) for each in passages}
    return sorted(hits, key=lambda hit: order[hit.passage_number], reverse=True)


def _indication(library: Library, question: Question) -> Sequence[Hit]:
    """The beginning of what a drug is for, from the first source about it that says so."""
    order = _order_of_sources(library, question)
    hits = _hits_of_kind(library, order, SectionKind.INDICATION)
    rows = library.catalog.passages([hit.passage_number for hit in hits])
    placed = ((order[row.document], row.start, row.number, hit) for row, hit in zip(rows, hits, strict=True))
    return [hit for *_, hit in sorted(placed)[:1]]


def _of_the_section(
    library: Library, hits: Sequence[Hit], question: Question, kind: SectionKind, sought: Sought
) -> Sequence[Hit]:
    """Up to three passages that say what a kind of section is there for: of those ranked first, as they are read.

    Warnings are told as each label orders them: what its box begins with, then its section on them.
    """
    section_of, order = library.catalog.section_of, _order_of_sources(library, question)
    ranked = dict.fromkeys(section_of[[hit.passage_number for hit in hits]].tolist())
    places = {section: place for place, section in enumerate(ranked)}
    is_gravest_first = sought.manner is not None and sought.manner.is_gravest_first

    def place(held: tuple[Hit, PassageRow]) -> tuple[int, bool, int]:
        hit, row = held
        if is_gravest_first:
            return order[hit.document], row.start > 0, hit.passage_number
        return places.get(int(section_of[hit.passage_number]), len(places)), False, hit.passage_number

    own = sorted(_rows(library, _hits_of_kind(library, order, kind)[:_DEEP], sought), key=place)
    return _telling(own, sought)


def _telling(held: Sequence[tuple[Hit, PassageRow]], sought: Sought) -> Sequence[Hit]:
    """Of passages in their order the first of each document that answers, then the second: two labels, two products.

    No passage behind those that are needed is read.
    """
    places = {hit.passage_number: place for place, (hit, _) in enumerate(held)}
    documents: dict[int, list[tuple[Hit, PassageRow]]] = {}
    for hit, row in held:
        documents.setdefault(hit.document, []).append((hit, row))
    of_each = [(hit for hit, row in rows if answers_in(row, sought) >= sought.evidence) for rows in documents.values()]
    turns = (sorted(filter(None, turn), key=lambda hit: places[hit.passage_number]) for turn in zip_longest(*of_each))
    return list(islice(chain.from_iterable(turns), _FIRST))


def _answering(library: Library, hits: Sequence[Hit], question: Question, sought: Sought) -> Sequence[Hit]:
    """Up to three passages about the drug with a sentence that answers, where none of the first three has one."""
    order = _order_of_sources(library, question)
    forbidding = _forbidding(library, order, sought)
    own = [hit for hit in hits if hit.document in order]
    warning = _hits_of_kind(library, order, SectionKind.WARNINGS) if sought.conditions and not forbidding else []
    if sought.conditions and (told := forbidding or _of_whom(library, warning, sought)):
        return told
    if sought.conditions and not question.conditions:
        return _of_whom(library, own[:_DEEP], sought)
    first = [hit for hit in hits[:_SHOWN] if hit.document in order][:_FIRST]
    best = max((worth for _, worth, _ in _read(library, first, sought)), default=0.0)
    if best >= (OF_MAXIMUM if sought.is_of_maximum else sought.evidence):
        return forbidding
    deeper: Sequence[Hit] = own[len(first) : _DEEPER if sought.measure else _DEEP]
    if sought.is_of_manner and question.section is not None:
        deeper = _hits_of_kind(library, order, question.section)[:_DEEP]
    if sought.asks_dose or sought.patient:  # doses stand in few passages, however they are ranked
        deeper = [*deeper, *_hits_of_kind(library, order, SectionKind.DOSAGE, {hit.passage_number for hit in deeper})]
    read = _read(library, deeper, sought)
    answering = [
        (hit, worth, row.number) for hit, worth, row in read if worth >= min(EVIDENCE, sought.evidence) and worth > best
    ]
    if not answering and best < EVIDENCE:  # a row of a table is no sentence, but may state what is asked
        return forbidding or [hit for hit, _, passage in read if sought.is_stated_in(passage)][:_FIRST]
    in_reading_order = sorted(answering, key=lambda each: (-round(each[1], 2), each[2]))
    return _first(forbidding, [hit for hit, _, _ in in_reading_order])[:_FIRST]


def _forbidding(library: Library, documents: Iterable[int], sought: Sought) -> Sequence[Hit]:
    """The passages that state a contraindication for the conditions asked about, or a boxed warning, at most three."""
    if not sought.may_be_forbidden:
        return []
    kinds = (SectionKind.CONTRAINDICATIONS, SectionKind.BOXED_WARNING)
    hits = [hit for kind in kinds for hit in _hits_of_kind(library, documents, kind)]
    rows = library.catalog.passages([hit.passage_number for hit in hits])
    spans = ((hit, row, sought.forbidden_in(row)) for hit, row in zip(hits, rows, strict=True))
    stating = [(FORBIDS.search(span.of(row.text)) is None, hit) for hit, row, span in spans if span is not None]
    return [hit for _, hit in sorted(stating, key=lambda each: each[0])[:_FIRST]]


def _of_whom(library: Library, hits: Sequence[Hit], sought: Sought) -> Sequence[Hit]:
    """The first three of some passages with a sentence on whom, or on all words of what, is asked about."""
    rows = _rows(library, hits, sought)
    said = [(hit, [each.of(row.text) for each in sentences(row.text)]) for hit, row in rows]
    told = [(hit, texts) for hit, texts in said if any(map(sought.is_of_whom, texts))]
    if sought.is_of_a_patient:
        told.sort(key=lambda each: not any(map(sought.tells_of_those_with, each[1])))
    return [hit for hit, _ in told[:_FIRST]]


def _hits_of_kind(
    library: Library, documents: Iterable[int], kind: SectionKind, without: Collection[int] = ()
) -> Sequence[Hit]:
    """The passages of a kind of section of these documents, however they are ranked."""
    numbers = library.passages_of_kind(documents, kind).tolist()
    of_document = library.catalog.document_of
    return [Hit(number, int(of_document[number]), 0.0) for number in numbers if number not in without]


def _rows(library: Library, hits: Sequence[Hit], sought: Sought) -> list[tuple[Hit, PassageRow]]:
    """The hits that may hold a sentence that answers, with their passages, in their order."""
    rows = library.catalog.passages([hit.passage_number for hit in hits])
    return [(hit, row) for hit, row in zip(hits, rows, strict=True) if sought.may_be_in(row)]


def _read(library: Library, hits: Sequence[Hit], sought: Sought) -> list[tuple[Hit, float, PassageRow]]:
    """The hits that may hold a sentence that answers, each with what its best one is worth and with its passage."""
    return [(hit, answers_in(row, sought), row) for hit, row in _rows(library, hits, sought)]


def _order_of_sources(library: Library, question: Question) -> dict[int, int]:
    """Numbers of the monographs and labels about the drugs named that the filters leave, in their order of reading."""
    rows = library.left(question.filters, library.documents_named(question))
    return {row.number: place for place, row in enumerate(rows)}
