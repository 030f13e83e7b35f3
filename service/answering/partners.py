"""What the sources about one drug say of another that is taken with it, whichever of the two labels says it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from indexer.catalog import DocumentRow, PassageRow
from indexer.documents import Label
from indexer.drug_words import DRUG_CLASSES, EVERYDAY_SUBSTANCES
from indexer.lexical import Lexical
from indexer.names import fold, tokens
from indexer.patterns import Pattern, any_case
from indexer.sections import SectionKind, kinds_named
from indexer.text import Span, sentences
from service.answering.citations import kinds_of_passage
from service.answering.drug_classes import (
    DrugClass,
    classes_in,
    classes_of,
    is_of_another_degree,
    members_in,
    said_as,
)
from service.answering.library import Library, of_the_brand
from service.answering.manners import ASKS_WHAT_IT_IS
from service.answering.measures import AMOUNT, ASKS_DOSE, CHANGES
from service.answering.quote_edges import CELLS, is_heading, is_row, without_headings
from service.answering.table_rows import announcing, with_head
from service.answering.words import content_words, words_beside
from service.search.foods import FOOD_TABLE, FOODS, NOT_EATEN
from service.tables import lists_of, patterns_of
from service.understanding.question import Intent, Question
from service.understanding.section_intent import POPULATIONS

_SAYS = patterns_of("partners.txt")
ASKS_OF_ALLERGY = _SAYS["ASKS_OF_ALLERGY"]
_LISTS = lists_of("word_lists.txt")
_WORDS_OF_ALLERGY, _WORDS_OF_TAKING, _WORDS_OF_WHOM = (
    content_words(" ".join(_LISTS[name])) for name in ("of_allergy", "of_taking", "of_whom")
)
_MOST_DOCUMENTS = 6
"""Of each drug."""
_LOOKED_AT = 120
"""Passages of them that hold most of a partner's names and classes."""
_MOST_QUOTED = 6
_SHORTEST_NAME, _SHORTEST_CLASS = 4, 3
_ALIKE = 5
"""Letters by which a name is one of the substance in another language."""
_NEAR = 2.0
"""How many places after the first one a sentence is still quoted."""
_INCLUDES_ITSELF = re.compile(r"(?:\s\([^()]{1,20}\))?,\s(?:including|such\sas|like)\s[A-Z]{3,}\b")
"""Labels write their own brand in capitals."""
_CHANGES, _NOT_EATEN = any_case(CHANGES), any_case(NOT_EATEN)
_OF_A_ROW = 1.0
"""How many places later a row comes that has no sentence in it, or only names: what it means its head says."""
_OF_A_REST = 10.0
"""The same for a row that goes on from another passage, and what only refers to another label."""
_SAYS_SOMETHING = re.compile(r"\b[a-z]{4,}|\|")
_FEWEST_BLANKS = 3
"""In a sentence; "Nitrates" alone is a heading."""
_OF_A_CLASS, _OF_A_CLASS_WARNED = 0.5, 1.5
"""How many places later a sentence comes that names only the partner's class: one that forbids, and any other."""
_OF_INTERACTIONS, _OF_USE = 2.0, 3.0
_RANKS = (
    (kinds_named("contraindications boxed_warning"), 0.0),
    (kinds_named("interactions"), _OF_INTERACTIONS),
    (kinds_named("patient_information"), 4.0),
    (kinds_named("warnings"), 1.0),
    (kinds_named("dosage"), 2.5),
    (kinds_named("pharmacokinetics mechanism adverse_reactions overdose"), _OF_USE),
)
"""In which order sections are read for what they say of a partner; others come last."""
_LAST, _FORBIDDEN = 5.0, 1.0
_OF_ADVICE = 0.1
_SAYS_NOTHING = kinds_named("description clinical_studies how_supplied")
_LISTED = kinds_named("interactions contraindications")
_PRESCRIBES = kinds_named("dosage indication")
_TELLS_NO_WAY = _SAYS_NOTHING | kinds_named("pharmacokinetics mechanism")
"""Of how drugs are changed."""
_EFFECTS = kinds_named("adverse_reactions clinical_studies overdose")
"""Sections that tell who reacted to what is told, not who will."""
_OF_A_TREATMENT = 1.0
"""How many places later a sentence comes that only prescribes both: it says nothing of what they do together."""
_ASKS_TOGETHER = {None} | kinds_named(
    "interactions contraindications warnings boxed_warning indication dosage overdose stopping"
)
"""Kinds of section that a question of taking drugs together may seem to ask for: "was prescribed", "80 mg"."""


@dataclass(frozen=True, slots=True)
class Partner:
    """One of the things that are taken together."""

    name: str
    """As the question has it."""
    keys: frozenset[str]
    """Of the drugs here that it is; none for one that no document is about."""
    names: frozenset[str]
    """Folded."""
    classes: tuple[DrugClass, ...]
    is_class: bool = False
    """Whether it is a class or a substance that sources may call by names that are not known here."""
    of_others: frozenset[str] = frozenset()
    """Folded: other brands of the drug, where it is named by a brand."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a source about one drug that speaks of the other."""

    passage: PassageRow
    span: Span
    place: float
    """The order in which it is quoted, the first 0."""

    @property
    def forbids(self) -> bool:
        """Whether it says that the two are not to be taken together."""
        return self.place < _FORBIDDEN

    @property
    def states_a_dose(self) -> bool:
        """Whether it states an amount."""
        return AMOUNT.search(self.span.of(self.passage.text)) is not None


def partners_of(
    question: Question, library: Library, missing: Sequence[str] = (), names_of: Callable[[str], Iterable[str]] = tuple
) -> tuple[Partner, ...]:
    """The things that a question asks about taking together; none where it asks for something else.

    Who takes them may be said ("my grandma (82)"), but not asked about of each. `missing` are drugs named, as written,
    that no document is about; `names_of` a drug by one of its names.
    """
    is_asked = question.section in _ASKS_TOGETHER or _are_taken_by_somebody(question)
    if question.intent is not Intent.SEARCH or not is_asked or not question.drugs:
        return ()
    if ASKS_WHAT_IT_IS.match(question.masked_text):
        return ()
    by_keys = {frozenset(each.drugs): each for each in question.drugs}
    if len(by_keys) > 1 and _in_one_product(list(by_keys), library):
        return ()
    found = [_known(mention.text, keys, mention.name, library, names_of) for keys, mention in by_keys.items()]
    others = (*map(fold, missing), *question.names_elsewhere)  # nothing is about these; titles of trials may name some
    if others:
        found.append(_unknown((*missing, *others)[0], others))
    unnamed = words_beside(question) - content_words(" ".join(others))
    members = (each for each in members_in(question.resolved_text) if content_words(each) <= unnamed)
    classes = dict.fromkeys((*map(fold, classes_in(question.masked_text)), *members))
    supplements = _supplements(question.masked_text)
    taken = (*question.substances, *_eaten(question.masked_text), *supplements)
    asked = dict.fromkeys((*taken, *classes))
    no_classes = {*FOODS, *supplements}
    found += [replace(_unknown(each, (each, *FOODS.get(each, ()))), is_class=each not in no_classes) for each in asked]
    if len(found) < 2:
        return ()
    if question.section is not SectionKind.INTERACTIONS:
        said = (*others, *asked, *AMOUNT.findall(question.masked_text))
        beside = words_beside(question) - content_words(" ".join(said)) - _WORDS_OF_TAKING - _WORDS_OF_WHOM
        if ASKS_OF_ALLERGY.search(question.masked_text) and not _eaten(question.masked_text):
            beside -= _WORDS_OF_ALLERGY
        return tuple(found) if all(map(str.isdigit, beside)) else ()
    return tuple(found)


def _are_taken_by_somebody(question: Question) -> bool:
    """Whether a question names a group of patients, and drugs that somebody of it takes at once."""
    text = question.masked_text
    return (
        question.section in POPULATIONS
        and _SAYS["ARE_TAKEN"].search(text) is not None
        and not _SAYS["EITHER"].search(text)
    )


def _eaten(text: str) -> tuple[str, ...]:
    """What a question says is eaten or drunk; who only drinks means alcohol."""
    found = tuple(token.word for token in tokens(text) if token.word in FOODS)
    return found or (("alcohol",) if _SAYS["DRINKS"].search(text) else ())


_MINERALS = frozenset("iron calcium magnesium zinc potassium iodine".split())
_ON_TAKING = {
    SectionKind.INTERACTIONS,
    SectionKind.DOSAGE,
    SectionKind.PATIENT_INFORMATION,
    SectionKind.CONTRAINDICATIONS,
}
"""Other sections speak of the body's own minerals."""
_SUPPLEMENT = (
    rf"({'|'.join(sorted(_MINERALS))}|vitamin\s(?:a|c|d|e|k|b12|b6)\b|vitamins?|fish\soil|omega[\s-]3|folic\sacid|"
    r"supplements)\b"
)
_JOINS = r"(?:and|with|plus|&|alongside|while\s(?:on|taking))"
_TAKES_SUPPLEMENT = any_case(
    rf"\bit\s(?:together\s)?{_JOINS}\s(?:\w+\s){{0,2}}?{_SUPPLEMENT}|"
    rf"\b{_SUPPLEMENT}(?:\s(?:tablets?|pills?|supplements?))?\s(?:\w+\s)?{_JOINS}\s(?:my\s)?it\b"
)


def _supplements(text: str) -> tuple[str, ...]:
    """What a question sets beside a masked drug that is taken as a tablet, though names of other drugs may hold it."""
    return tuple(fold(each) for match in _TAKES_SUPPLEMENT.finditer(text) for each in match.groups() if each)


def _in_one_product(substances: Sequence[frozenset[str]], library: Library) -> bool:
    """Whether a label or monograph is about all of these drugs: one product, not drugs taken together."""
    about = [{row.number for row in library.documents_about_any(keys)} for keys in substances]
    return bool(set.intersection(*about))


def _known(
    text: str, keys: frozenset[str], name: str, library: Library, names_of: Callable[[str], Iterable[str]]
) -> Partner:
    records = [row.record for key in sorted(keys) for row in library.documents_about(key)[:_MOST_DOCUMENTS]]
    labels = [each for each in records if isinstance(each, Label) and len(each.generic_names) == 1]
    given = [*keys, name, text, *(word for each in labels for word in (*each.brand_names, *each.generic_names))]
    stated = {word for each in labels for word in each.pharm_classes}
    names = frozenset(folded for word in given if len(folded := fold(word)) >= _SHORTEST_NAME)
    own, generic = fold(text), {*keys, *(fold(word) for each in labels for word in each.generic_names)}
    beginnings = tuple(each[:_ALIKE] for each in (own, *generic))
    is_brand = own not in generic and any(own == fold(word) for each in labels for word in each.brand_names)
    others = (each for each in names_of(text) if is_brand and " " not in each and not each.startswith(beginnings))
    return Partner(text, keys, names, classes_of(sorted(names), sorted(stated)), of_others=frozenset(others))


def _unknown(text: str, given: Iterable[str]) -> Partner:
    folded = [name for word in given if len(name := fold(word)) >= _SHORTEST_CLASS]
    names = frozenset((*folded, *(name[:-1] for name in folded if name.endswith("s") and len(name) > _SHORTEST_NAME)))
    # an "enzyme inhibitor" says too little of grapefruit
    is_food = text in FOODS or names <= EVERYDAY_SUBSTANCES - DRUG_CLASSES
    return Partner(text, frozenset(), names, () if is_food else classes_of(sorted(names)))


def told_together(
    partners: Sequence[Partner],
    library: Library,
    lexical: Lexical,
    switching: str = "",
    of_allergy: bool = False,
    only: SectionKind | None = None,
) -> tuple[Told, ...]:
    """Sentences of sources about one of the partners that name another, or else its class, the first to quote first.

    Contraindications and boxed warnings come first, then warnings, then interactions; at most six passages.
    Only those on changing from one to the other, where a text asks about that (`switching`), without those on changing
    back where there are others; `of_allergy` those on who reacts. With `only` those of sections of that kind; of doses
    those first that state one.
    """
    asked = [fold(each.name) for each in partners]
    change = _change(partners, switching) if switching else None

    def order(each: Told) -> tuple[bool, int, float, bool]:
        is_no_dose = only is SectionKind.DOSAGE and not each.states_a_dose
        direction = change.direction(each.span.of(each.passage.text)) if change else 0
        return is_no_dose, direction, each.place, not any(name in fold(each.passage.context) for name in asked)

    found: dict[int, Told] = {}
    for own in partners:
        documents = _documents_of(own, library)
        for other in partners:
            if other is not own and documents:
                for told in _told(own, other, documents, library, lexical, change, of_allergy, only):
                    before = found.get(told.passage.number)
                    if before is None or order(told) < order(before):
                        found[told.passage.number] = told
    ordered = sorted(found.values(), key=order)
    ordered = [each for each in ordered if order(each)[1] < _BACK] or ordered
    if only is SectionKind.DOSAGE:
        of_doses = (each for each in ordered if ASKS_DOSE.search(each.span.of(each.passage.text)))
        ordered = [each for each in ordered if each.states_a_dose] or list(of_doses)
    return tuple(each for each in ordered if only or each.place <= ordered[0].place + _NEAR)[:_MOST_QUOTED]


_THERE, _EITHER_WAY, _BACK = 0, 1, 2
_LONGEST_CHANGE = 600


@dataclass(frozen=True, slots=True)
class _Change:
    """From which drug to which other one somebody changes."""

    leaving: Pattern
    back: Pattern

    def direction(self, sentence: str) -> int:
        """Whether a sentence is on this change, on any, or on the one back."""
        if self.leaving.search(sentence):
            return _THERE
        return _BACK if self.back.search(sentence) else _EITHER_WAY

    def whole(self, text: str, span: Span) -> Span:
        """The span with what follows up to the next change: how it is done."""
        for each in (each for each in sentences(text) if each.start >= span.end):
            said = each.of(text)
            if each.end - span.start > _LONGEST_CHANGE or _CHANGES.search(said) or is_heading(said):
                break
            span = Span(span.start, each.end)
        return span


def _change(partners: Sequence[Partner], text: str) -> _Change:
    """Between the first two partners, from the one that a text says is left, or the one named first."""
    first, second = partners[:2]
    left = any_case(rf"\b(?:from|after|off|stop\w*)\s(?:(?!to\s)\w+\s){{0,2}}?{re.escape(second.name)}\b")
    if left.search(text):
        first, second = second, first
    shared = set(_phrases(first.classes)) & set(_phrases(second.classes))
    called = (said_as(sorted({*each.names, *_phrases(each.classes)} - shared)).pattern for each in (first, second))
    return _Change(*(any_case(rf"(?<!\bto\sand\s)\bfrom\s(?:(?!to\s)[\w-]+\s){{0,2}}?{each}") for each in called))


def _documents_of(partner: Partner, library: Library) -> tuple[DocumentRow, ...]:
    """Monographs and labels about it: of the product that is named where they are here, and of it alone."""
    rows = library.documents_of(sorted(partner.keys))
    alone = [row for row in rows if not isinstance(row.record, Label) or len(row.record.generic_names) <= 1]
    return tuple(of_the_brand(alone or rows, partner.name))[:_MOST_DOCUMENTS]


def _told(
    own: Partner,
    other: Partner,
    documents: Sequence[DocumentRow],
    library: Library,
    lexical: Lexical,
    change: _Change | None,
    of_allergy: bool,
    only: SectionKind | None,
) -> Iterable[Told]:
    """Of each passage the sentence that is read first; of doses the first that states one."""
    beside = {key for row in documents for key in library.drugs_of(row)} - own.keys
    naming, placed = _naming(own, other, frozenset(beside)), _place_of_reacting if of_allergy else _place
    phrases = naming.phrases
    numbers = library.catalog.passages_of([row.number for row in documents])
    looked_up = (other.names, (*phrases, *(f"{phrase}s" for phrase in phrases)))  # "SSRIs" has no stem
    searched = (lexical.search(" ".join(words), _LOOKED_AT, numbers, {"body": 1.0})[0] for words in looked_up if words)
    for passage in library.catalog.passages(list(dict.fromkeys(np.concatenate(tuple(searched)).tolist()))):
        kinds = kinds_of_passage(passage)
        if other.names & _MINERALS and not kinds & _ON_TAKING:
            continue
        places = [
            (place, span)
            for span in _whole_sentences(passage.text)
            if (place := placed(span.of(passage.text), kinds, naming)) is not None
            and not (other.name in FOODS and _NOT_EATEN.search(span.of(passage.text)))
        ]
        if change is not None:
            of_change = [
                each for each in places if not kinds <= _TELLS_NO_WAY and _CHANGES.search(each[1].of(passage.text))
            ]
            places = sorted(of_change, key=lambda each: change.direction(each[1].of(passage.text)))[:1]
        if places and only in (None, *kinds) and not (kinds and kinds <= _SAYS_NOTHING):
            doses = [each for each in places if only is SectionKind.DOSAGE and AMOUNT.search(each[1].of(passage.text))]
            place, span = min(doses or places, key=lambda each: each[0])
            if change is not None:
                span = change.whole(passage.text, span)
            is_cut = span.start == 0 and passage.text[0].islower()  # it goes on from the passage before
            yield from _announced(Told(passage, span, place + is_cut * _OF_A_REST), library)


def _announced(told: Told, library: Library) -> Iterable[Told]:
    """A sentence; of a row its table's head with it, and just before it what is said of a table that began earlier."""
    passage, said = told.passage, told.span.of(told.passage.text)
    row = replace(told, span=with_head(passage.text, told.span))
    yield row
    is_above = all(CELLS in line for line in passage.text[: row.span.start].splitlines() if line)
    if CELLS in said and is_above and kinds_of_passage(passage) <= _LISTED and _says_little(said):
        before = library.next_to(passage, -1)
        span = announcing(before.text) if before else None
        if before and span and _SAYS["SAYS_WHAT"].search(span.of(before.text)):
            yield Told(before, span, told.place - _OF_ADVICE)


def _says_little(sentence: str) -> bool:
    """Whether it is a row without a sentence, or only names drugs."""
    return is_row(sentence) or not _SAYS["SAYS_WHAT"].search(sentence)


@dataclass(frozen=True, slots=True)
class _Naming:
    """How sentences of the sources about one partner speak of another."""

    itself: Pattern
    phrases: tuple[str, ...]
    """Of its classes."""
    as_class: Pattern | None
    as_another: Pattern | None
    """As another brand than the one asked about: sildenafil "when dosed as Revatio"."""
    of_others: Pattern | None
    """The classes of what else is in products that hold the first: opioids, in a label that holds acetaminophen."""

    def is_of_another(self, sentence: str) -> bool:
        """Whether a sentence that names a class speaks of another degree of it, or of what else is in the product."""
        is_of_others = self.of_others is not None and self.of_others.search(sentence) is not None
        return is_of_others or is_of_another_degree(sentence, self.phrases)


@lru_cache(maxsize=64)
def _naming(own: Partner, other: Partner, beside: frozenset[str]) -> _Naming:
    shared = frozenset(_phrases(own.classes))
    phrases = _phrases(other.classes)
    of_others = sorted(set(_phrases(classes_of(sorted(beside)))) - shared)
    stated = next((food.stated for food in FOOD_TABLE if other.name in food.words), "")
    return _Naming(
        any_case(stated) if stated else said_as(sorted(other.names - own.names) or sorted(other.names)),
        phrases,
        _as_class(phrases, shared) if phrases else None,
        _as_another(other) if other.of_others else None,
        said_as(of_others) if of_others else None,
    )


def _as_another(partner: Partner) -> Pattern:
    """How a sentence names another brand of a drug, and not the one that is asked about."""
    return any_case(rf"\A(?![\s\S]*\b{re.escape(partner.name)}\b)[\s\S]*{said_as(sorted(partner.of_others)).pattern}")


def _phrases(classes: Iterable[DrugClass]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for each in classes for phrase in each.phrases))


def _as_class(phrases: tuple[str, ...], shared: frozenset[str]) -> Pattern:
    """How a sentence names a class; one that both drugs are of only as "other NSAIDs", else it speaks of its own."""
    apart = [said_as([each]).pattern for each in phrases if each not in shared]
    others = [
        rf"\b(?:other|another|additional|two)\s(?!than)(?:\w+\s)?{said_as([each]).pattern}"
        for each in phrases
        if each in shared
    ]
    return any_case("|".join([*apart, *others]))


def _whole_sentences(text: str) -> Iterable[Span]:
    """The sentences of a text without headings before them, and no headings alone."""
    for span in (without_headings(text, each) for each in sentences(text)):
        sentence = span.of(text)
        if sentence.count(" ") >= _FEWEST_BLANKS and not is_heading(sentence) and _SAYS_SOMETHING.search(sentence):
            yield span


def _describes_another(sentence: str, of_class: re.Match[str]) -> bool:
    """Whether a class only says what a drug is, in a row of another, or of its own: "AEDs, including VIMPAT"."""
    if _INCLUDES_ITSELF.match(sentence, of_class.end()) or _SAYS["IS_NOT_TAKEN"].match(sentence, of_class.end()):
        return True
    first, cell, _ = sentence.partition(CELLS)
    drug, in_brackets, _ = first.partition(" (")
    return bool(cell and in_brackets) and len(drug) < of_class.start() < len(first)


def _place_of_reacting(sentence: str, kinds: frozenset[SectionKind], naming: _Naming) -> float | None:
    """How early a sentence is read on who reacts to another drug, or to its class: what forbids first."""
    is_named = naming.itself.search(sentence) is not None
    of_class = naming.as_class is not None and naming.as_class.search(sentence) is not None
    is_an_effect = not kinds.isdisjoint(_EFFECTS) and kinds <= _EFFECTS and not _SAYS["OF_CROSSING"].search(sentence)
    if not (is_named or of_class) or is_an_effect or not _SAYS["OF_REACTING"].search(sentence):
        return None
    place = next((rank for of_kinds, rank in _RANKS if kinds & of_kinds), _LAST)
    return place + _OF_A_CLASS * (not is_named)


def _place(sentence: str, kinds: frozenset[SectionKind], naming: _Naming) -> float | None:
    """How early a sentence is read: by its section, by whether it forbids, and by whether it names the drug itself.

    None for one that names neither the drug nor its class, or says nothing of taking both.
    """
    if _SAYS["OF_A_COMPARISON"].search(sentence):
        return None
    is_named = any(not sentence[: match.start()].endswith("other than ") for match in naming.itself.finditer(sentence))
    of_class = None if is_named or naming.as_class is None else naming.as_class.search(sentence)
    if of_class is not None and (_describes_another(sentence, of_class) or naming.is_of_another(sentence)):
        of_class = None
    if not is_named and of_class is None:
        return None
    is_contraindication = SectionKind.CONTRAINDICATIONS in kinds
    is_headed = of_class is not None and of_class.end() <= sentence.find(":")  # "ACE inhibitors: a weaker effect"
    is_listed = SectionKind.INTERACTIONS in kinds and (CELLS in sentence or is_headed)
    if of_class and not (is_contraindication or is_listed or _SAYS["TAKEN_TOGETHER"].search(sentence)):
        return None
    place = next((rank for of_kinds, rank in _RANKS if kinds & of_kinds), _LAST)
    is_together = _SAYS["SAID_TOGETHER"].search(sentence) is not None
    if not is_together and (place == _LAST or _SAYS["OF_ABUSE"].search(sentence)):
        return None
    if place < _OF_USE and _SAYS["OF_ALLERGY"].search(sentence):
        return None
    if not is_together and not is_contraindication and place < _OF_INTERACTIONS:
        place = _OF_USE  # a warning of what each of them does
    if _SAYS["REFERS"].search(sentence) or (naming.as_another and naming.as_another.search(sentence)):
        place += _OF_A_REST
    elif 0.0 < place < _LAST and _SAYS["FORBIDS"].search(sentence):
        place = 0.25
    elif _SAYS["ADVISES_AGAINST"].search(sentence):
        place -= _OF_ADVICE
    elif _says_little(sentence):
        place += _OF_A_ROW
    elif kinds <= _PRESCRIBES and _SAYS["GIVES_BOTH"].search(sentence):
        place += _OF_A_TREATMENT
    return place if is_named else place + (_OF_A_CLASS if place < 1.0 else _OF_A_CLASS_WARNED)
