"""Sponsors in a question: by a cue ("sponsored by …"), or by the full name that records state."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from indexer.drug_words import is_english, is_ordinary, is_word
from indexer.names import Token, fold
from indexer.patterns import any_case
from service.understanding.places import is_a_demonym, is_a_place, is_large_city
from service.understanding.spans import Span, crosses, phrase_of, span_of
from service.understanding.terms import find_terms
from service.understanding.trial_words import trials_follow
from service.understanding.unapplied import led_by_a_sort
from service.understanding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class FoundSponsor:
    """A sponsor and the span that named it, with the words that lead to it."""

    value: str
    """As records state it, or the words themselves where no record has them."""
    span: Span
    also: tuple[str, ...] = ()
    """Others that are called the same: the companies of Johnson & Johnson."""

    @property
    def names(self) -> tuple[str, ...]:
        """All that are meant."""
        return (self.value, *self.also)


def find_sponsors(
    text: str, words: Sequence[Token], vocabulary: Vocabulary, of_trials: bool
) -> tuple[FoundSponsor, ...]:
    """The sponsors that a text names.

    "Sponsored by X" always names one. "By X" and "from X" do where records have a sponsor with these words. A full
    name does anywhere if it is an institution's ("University of Alberta"), or in a text about trials. A part of a name
    does right before a word for trials: "Johns Hopkins studies".
    """
    words = [replace(word, word=_WHOLE_WORDS[word.word]) if word.word in _WHOLE_WORDS else word for word in words]
    words = _joined(words, vocabulary)
    text = _with_capitals(text, words, vocabulary) if of_trials else text
    named = tuple(_by_name(text, words, vocabulary, of_trials))
    cued = [*_by_cue(text, words, vocabulary, of_trials), *_by_subject(text, words, vocabulary, of_trials)]
    cued = [each for each in cued if not _is_part(each, named)]
    short = _by_short_name(text, words, vocabulary) if of_trials else ()
    before = _before_trials(text, words, vocabulary) if of_trials else ()
    sorts = led_by_a_sort(text) if of_trials else ()
    found: list[FoundSponsor] = []
    known = (*cued, *named, *short, *before)
    for each in (*known, *(_beside(text, words, known, vocabulary) if known else ())):
        others = (*sorts, *(other.span for other in found))
        if not crosses(each.span, others) and not _collaborates(text, each.span):
            found.append(replace(each, span=(each.span[0], _with_trade(text, each.span[1]))))
    return tuple(sorted(found, key=lambda each: each.span))


def _with_capitals(text: str, words: Sequence[Token], vocabulary: Vocabulary) -> str:
    """The text with the names of sponsors of many trials as they are written: "pfizer or novartis trials".

    Names that are a word as well right before a word for trials, and beside another: "pfizer vs roche"; initials also
    where a text begins with them.
    """
    spoken, apart = vocabulary.spoken_sponsors, [word for word in words if word.word not in _BETWEEN_NAMES]
    beside = {each for pair in pairwise(apart) if all(one.word in spoken for one in pair) for each in pair}
    for word in apart:
        written = text[word.start : word.end]
        if word.word not in spoken or not written.islower():
            continue
        [name, *_] = vocabulary.short_sponsors[word.word]
        is_name = fold(name) == word.word and len(name) == len(written) >= _SHORTEST_WRITTEN
        is_sure = (is_name or word is words[0]) and not is_ordinary(word.word)
        if is_sure or word in beside or trials_follow(text, word.end):
            text = f"{text[: word.start]}{name if is_name else written.upper()}{text[word.end :]}"
    return text


_BETWEEN_NAMES = frozenset("and or vs versus".split())
_SHORTEST_WRITTEN = 5


def _joined(words: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """The words, those as one that only together are a sponsor's name: "astra zeneca", "Glaxo Smith Kline"."""
    for at in range(len(words) - 1):
        for last in (at + 3, at + 2):
            name = "".join(word.word for word in words[at:last])
            if len(name) >= _SHORTEST_JOINED and name in vocabulary.sponsors:
                one = Token(name, words[at].start, words[min(last, len(words)) - 1].end)
                return _joined([*words[:at], one, *words[last:]], vocabulary)
    return words


_SHORTEST_JOINED = 8


def _is_part(found: FoundSponsor, named: Sequence[FoundSponsor]) -> bool:
    """Whether it only stands inside a full name: the "at Birmingham" of the University of Alabama at Birmingham."""
    return any(each.span[0] < found.span[0] and found.span[1] <= each.span[1] for each in named)


def _collaborates(text: str, span: Span) -> bool:
    """Whether somebody is named who only collaborates: "with Pfizer as a collaborator"."""
    return bool(_COLLABORATOR_BEHIND.match(text, span[1]) or _COLLABORATOR_BEFORE.search(text, 0, span[0]))


_COLLABORATOR_BEHIND = any_case(r"\s(?:as\s(?:an?\s)?|is\s(?:an?\s)?)?collaborat")
_COLLABORATOR_BEFORE = any_case(r"\bcollaborat\w+\s(?:with|of|is|by)?\s?(?:the\s)?\Z")


def _with_trade(text: str, end: int) -> int:
    """Where a name ends with what its company calls itself or a part of itself: "Takeda Oncology", "Pfizer Inc."."""
    match = _TRADE.match(text, end)
    return match.end() if match else end


_TRADE = re.compile(
    r"(?:\.?,?\s(?:Pharmaceuticals?|Pharma|Oncology|Vaccines|Diagnostics|Therapeutics|Biologics|Healthcare|Laboratories|"
    r"Inc|Ltd|LLC|Corp(?:oration)?|GmbH|AG|plc|PLC|S\.A|(?i:(?:(?:&|and)\s)?(?:company|co(?!-))))\b\.?)+"
)
_WHOLE_WORDS = {"univ": "university", "hosp": "hospital", "inst": "institute", "ctr": "center", "natl": "national"}
_STRONG = any_case(
    r"\b(?:(?:sponsored|funded|run|led|conducted|organi[sz]ed|financed|registered)\sby|sponsor(?:\sis|:|\s=)|(?:with|"
    r"whose|by|has|have|the)\s(?:the\s|as\s)?sponsor|(?:by|from)(?=\s(?:the\s)?(?-i:University|Institute|College|"
    r"Ministry)\sof\s(?:the\s)?(?-i:[A-Z])))\s(?:the\s)?(?:(?:company|manufacturer)\s)?"
)
_OF_PLACE = any_case(r"(?:from|at)\b")
_WEAK = any_case(r"\b(?:by|from|at)\s(?:the\s)?(?:(?:company|manufacturer|sponsor)\s)?")
_LEADING = any_case(r"\b(?:run|ran|led|sponsor|fund|lead|conduct|organi)")
_SUBJECT = any_case(
    r"\b(?:did|does|do|has|have|is|are|was|were|(?:trials|studies)(?:\s(?:that|which))?)\s(?:the\s)?"
    r"(?=(?!(?:trials?|stud(?:y|ies)|you|they|we|it|i|any|d(?:o|oes|id)|ha[sd]|have|is|are|w(?:as|ere))\b)[\w.&'’-]+"
    r"(?:\s(?!(?:trials?|stud(?:y|ies))\b)[\w.&'’-]+){0,4}?"
    r"(?P<leads>\s(?:(?:has|have|is|are)\s)?(?:r[ua]n(?:s|ning)?|(?:sponsor|fund|lead|conduct|organi[sz])(?:e?s|e?d|"
    r"ing|e)?|led)\b)(?!\s(?:by|to)\b))"
)
_OF_ANY = any_case(r"\W*\Z|\s(?:any(?:thing)?|some)\b")
"""What stands before who leads trials, as the subject of a sentence: "did Pfizer fund any", "trials Roche ran"."""
_STOP = frozenset(
    "in on for with since that which about are is were recruiting and or posted who whom before after between "
    "other not except but excluding without".split()
)
_NAME_GOES_ON = re.compile(
    r"\s(?:of|for)\s(?:the\s)?[A-Z]|\s(?:Trust|Foundation|Institutes?|University|Hospitals?|Cent(?:er|re)s?|Council|"
    r"Society|Association|Fund|Network|Group|College|Clinics?)\b"
)
_JOINING = frozenset("and for of the in on".split())
_INSTITUTION = any_case(r"\b(?:universit|hospital|institut|college|cent(?:er|re)\b|clinic\b|school|foundation|pharma)")
_KINDS = frozenset(
    """company companies university universities hospital hospitals institute institutes institution college center
    centers centre centres clinic clinics school foundation group groups of national medical health research city state
    pharma pharmaceutical pharmaceuticals""".split()
)
"""Words of names that, alone, say only what sort of sponsor it is."""
_LONGEST_NAME = 12
_LONGEST_INITIAL = 2  # "M.D. Anderson" is one name
_QUESTION_WORDS = frozenset(
    "is are who which what of the this that these those it them someone somebody anyone anybody others other number "
    "numbers count trial trials study studies size women men patients people doctors nurses students volunteers".split()
)


def _by_cue(text: str, words: Sequence[Token], vocabulary: Vocabulary, of_trials: bool) -> Iterator[FoundSponsor]:
    for cue, is_strong in ((_STRONG, True), (_WEAK, False)):
        for match in cue.finditer(text) if is_strong or of_trials else ():
            behind = [word for word in words if word.start >= match.end()][:_LONGEST_NAME]
            if not behind or behind[0].word in _QUESTION_WORDS:
                continue
            sponsor = _stated(text, match.start(), behind, vocabulary)
            if sponsor and _OF_PLACE.match(match[0]) and is_a_place(sponsor.value, vocabulary):
                continue
            if sponsor is None and (
                is_strong
                or (match[0][:2].lower() == "by" and _is_nobody_here(text, _capitals(text, behind), vocabulary))
            ):
                sponsor = _as_written(text, match.start(), behind)
            if sponsor is not None:
                yield sponsor


def _by_subject(text: str, words: Sequence[Token], vocabulary: Vocabulary, of_trials: bool) -> Iterator[FoundSponsor]:
    """Who leads trials as the subject of a sentence; a name that no record has, too, unless it is of another kind.

    In a text without a word for trials only what is written as a name, and nothing else done.
    """
    for match in _SUBJECT.finditer(text) if _LEADING.search(text) else ():
        begun, done = match.end(), match.end("leads")
        named = [word for word in words if begun <= word.start and word.end <= match.start("leads")]
        if not named or named[0].word in _QUESTION_WORDS | _STOP:
            continue
        if not of_trials and not (text[begun].isupper() and _OF_ANY.match(text, done)):
            continue
        is_short = {named[0].word, phrase_of(named)} & vocabulary.short_sponsors.keys()
        is_name = is_short or _is_a_name(text, named)
        sponsor = _stated(text, match.start(), named, vocabulary) if is_name else None
        if sponsor and is_a_place(sponsor.value, vocabulary) and sponsor.value not in vocabulary.sponsors.values():
            continue
        if sponsor is None and _is_nobody_here(text, named, vocabulary):
            sponsor = _as_written(text, match.start(), named)
        if sponsor is not None:
            is_no_status = sponsor.span[1] == named[-1].end and text[:done].endswith("ing")
            yield replace(sponsor, span=(match.start(), done)) if is_no_status else sponsor


def _capitals(text: str, words: Sequence[Token]) -> list[Token]:
    return [*takewhile(lambda word: text[word.start].isupper(), words)]


def _is_a_name(text: str, named: Sequence[Token]) -> bool:
    is_written = any(text[word.start].isupper() for word in named)
    return is_written or any(len(word.word) >= _SHORTEST_NAME and not is_word(word.word) for word in named)


def _is_nobody_here(text: str, named: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether words can only be the name of a sponsor that no record has; initials may be of several that some have."""
    phrase = phrase_of(named)
    if all(text[word.start : word.end].isupper() for word in named):
        return False
    is_free = _INSTITUTION.search(phrase) or not _is_of_another_kind(named, phrase, vocabulary)
    return bool(is_free) and _is_a_name(text, named) and not _KINDS.issuperset(word.word for word in named)


def _stated(text: str, start: int, behind: Sequence[Token], vocabulary: Vocabulary) -> FoundSponsor | None:
    """The longest beginning of these words that is a sponsor, what one is called, or a part of one's name."""
    part = _part_of_a_name(text, behind, vocabulary)
    if part and _NAME_GOES_ON.match(text, behind[part - 1].end):  # the Cancer Institute of New Jersey is not any one
        part = 0
    ends = [
        last for last in range(len(behind), max(part - 1, 0), -1) if not _NAME_GOES_ON.match(text, behind[last - 1].end)
    ]
    for last in ends:
        phrase = phrase_of(behind[:last])
        exact = vocabulary.sponsors.get(phrase)
        called = (exact,) if exact is not None and " " not in phrase else _called(phrase, vocabulary)
        called = called or ((exact,) if exact is not None else ())
        if called:
            return FoundSponsor(called[0], (start, behind[last - 1].end), called[1:])
    return FoundSponsor(text[behind[0].start : behind[part - 1].end], (start, behind[part - 1].end)) if part else None


def _part_of_a_name(text: str, behind: Sequence[Token], vocabulary: Vocabulary) -> int:
    """How many of these words stand in a row in a sponsor's name; 0 for none, or too little to tell."""
    clause = _clause(text, behind)
    for last in range(len(clause), 0, -1):
        if _KINDS.issuperset(word.word for word in clause[:last]):
            break
        phrase = phrase_of(clause[:last])
        is_name = clause[last - 1].word not in _JOINING and len(phrase) >= _SHORTEST_NAME
        if is_name and vocabulary.is_in_a_sponsor(phrase):
            return last
    return 0


def _called(phrase: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What the sponsors that are called so are found by, where one is asked for; none where nobody is."""
    return vocabulary.short_sponsors.get(phrase) or vocabulary.cued_sponsors.get(phrase, ())


def _as_written(text: str, start: int, behind: Sequence[Token]) -> FoundSponsor | None:
    clause = _clause(text, behind)
    return FoundSponsor(text[clause[0].start : clause[-1].end], (start, clause[-1].end)) if clause else None


def _clause(text: str, behind: Sequence[Token]) -> list[Token]:
    """The words up to one that cannot be part of a name, or to punctuation."""
    found: list[Token] = []
    for word in behind:
        gap = text[found[-1].end : word.start] if found else ""
        is_short = bool(found) and (word_before := found[-1]).end - word_before.start < len(word_before.word)
        ends = re.search(r"[,;?!]", gap) or ("." in gap and not is_short and len(found[-1].word) > _LONGEST_INITIAL)
        if word.word in _STOP or ends:
            break
        found.append(word)
    return found


def _by_name(text: str, words: Sequence[Token], vocabulary: Vocabulary, of_trials: bool) -> Iterator[FoundSponsor]:
    for term in find_terms(words, vocabulary.sponsors):
        span = span_of(words[term.first : term.last])
        several = term.last - term.first > 1
        meant = (several and _INSTITUTION.search(term.value)) or (
            of_trials and (several or text[span[0]].isupper() or " " in text[slice(*span)])
        )
        if not meant or fold(term.value) in vocabulary.cities:
            continue
        if (
            not several
            and is_english(words[term.first].word)
            and words[term.first].word not in vocabulary.short_sponsors
        ):
            continue
        longer = _continued(text, words, term.first, term.last, vocabulary)
        if longer is not None:
            yield longer
        elif several or _stands_alone(text, span):
            called = _called(phrase_of(words[term.first : term.last]), vocabulary) if several else ()
            called = called or (term.value,)
            yield FoundSponsor(called[0], span, called[1:])


def _by_short_name(text: str, words: Sequence[Token], vocabulary: Vocabulary) -> Iterator[FoundSponsor]:
    """Words and initials that stand for a sponsor, as they are written: "Roche", "GSK", "J&J"."""
    for at in range(len(words)):
        for last in (at + 2, at + 1):
            named = words[at:last]
            short = vocabulary.short_sponsors.get(phrase_of(named))
            span = span_of(named)
            written = text[slice(*span)]
            is_name = len(named) > 1 or written.isupper() or (short is not None and _is_written(written, short[0]))
            is_name = is_name and all(text[each.start].isupper() for each in named)
            if short is None or not is_name or _is_a_state(text, words, at, written):
                continue
            longer = _continued(text, words, at, last, vocabulary)
            if longer is not None:
                yield longer
            elif _stands_alone(text, span):
                yield FoundSponsor(short[0], span, short[1:])
            break


def _is_written(written: str, name: str) -> bool:
    """Whether a word is a name, or one that ends in its letters: the "Moderna" of ModernaTX."""
    return name == written or (name.startswith(written) and name[len(written) :].isupper())


def _is_a_state(text: str, words: Sequence[Token], at: int, written: str) -> bool:
    """Whether two capitals are a state rather than who leads trials: "in VA", "Richmond, VA"."""
    before = words[at - 1] if at else None
    if len(written) != _LONGEST_INITIAL or before is None:
        return False
    return before.word in ("in", "near") or "," in text[before.end : words[at].start] or is_large_city(before.word)


def _before_trials(text: str, words: Sequence[Token], vocabulary: Vocabulary) -> Iterator[FoundSponsor]:
    """Words with capitals right before a word for trials that are a part of sponsors' names, and nothing else."""
    for at, word in enumerate(words):
        if not text[word.start].isupper() or word.word in _STOP:
            continue
        for last in range(min(at + _LONGEST_PART, len(words)), at, -1):
            named = words[at:last]
            if all(text[each.start].isupper() for each in named) and trials_follow(text, named[-1].end):
                found = _part(text, named, vocabulary)
                if found is not None:
                    yield found
                break


def _beside(
    text: str, words: Sequence[Token], found: Sequence[FoundSponsor], vocabulary: Vocabulary
) -> Iterator[FoundSponsor]:
    """Who is joined to a sponsor by "and" or "or": "Duke and Stanford trials", "by Mayo Clinic or Cleveland Clinic"."""
    for at in (number for number, word in enumerate(words[1:-1]) if word.word in ("and", "or")):
        behind = _capitals(text, words[at + 2 :])
        for beside, named in ((words[at], behind), (words[at + 2], words[at : at + 1])):
            if any(each.span[0] <= beside.start < each.span[1] for each in found):
                capitals = [each for each in named if text[each.start].isupper()]
                parts = (_part(text, each, vocabulary) for each in (capitals, capitals[:1]) if each)
                yield from [part for part in parts if part][:1]


def _part(text: str, named: Sequence[Token], vocabulary: Vocabulary) -> FoundSponsor | None:
    span, phrase = span_of(named), phrase_of(named)
    written = text[slice(*span)]
    if len(named) == 1:
        known = vocabulary.leading_sponsors.get(phrase)
        is_meant = (
            known is not None
            and written in (known[0], written.upper())
            and not (is_large_city(phrase) or is_a_demonym(phrase))
        )
        return FoundSponsor(known[0], span, known[1:]) if known and is_meant and _stands_alone(text, span) else None
    if _is_of_another_kind(named, phrase, vocabulary) or _KINDS.issuperset(each.word for each in named):
        return None
    return FoundSponsor(written, span) if _part_of_a_name(text, named, vocabulary) == len(named) else None


def _is_of_another_kind(named: Sequence[Token], phrase: str, vocabulary: Vocabulary) -> bool:
    """Whether words that may name a sponsor are, or hold, a condition, an intervention or a place."""
    terms = (vocabulary.conditions, vocabulary.condition_heads, vocabulary.interventions, vocabulary.countries)
    return is_a_place(phrase, vocabulary) or any(find_terms(named, each) for each in terms)


def doubtful_sponsors(
    text: str, words: Sequence[Token], vocabulary: Vocabulary, understood: Sequence[Span]
) -> Iterator[tuple[str, bool]]:
    """Unread names right before a word for trials that may be a sponsor's, and whether a place is called so."""
    for at, word in enumerate(words):
        is_name = text[word.start].isupper() and len(word.word) >= _SHORTEST_NAME
        if not is_name or not trials_follow(text, word.end):
            continue
        capitals = _capitals(text, words[at::-1])
        named = next(
            (each for n in range(len(capitals), 1, -1) if _place_of(each := capitals[n - 1 :: -1], vocabulary)), [word]
        )
        span = span_of(named)
        if not _stands_alone(text, span) or crosses(span, understood):
            continue
        is_place = _place_of(named, vocabulary)
        terms = (vocabulary.conditions, vocabulary.condition_heads, vocabulary.interventions)
        is_a_word = is_word(word.word)
        if (is_a_word and not is_place) or any(each.find(word.word) for each in terms):
            continue
        if is_place or vocabulary.is_in_a_sponsor(word.word):
            yield text[slice(*span)], is_place


def _place_of(named: Sequence[Token], vocabulary: Vocabulary) -> bool:
    return is_a_place(phrase_of(named), vocabulary)


_LONGEST_PART = 4
_SHORTEST_NAME = 4


def _continued(text: str, words: Sequence[Token], first: int, last: int, vocabulary: Vocabulary) -> FoundSponsor | None:
    """The longer name that a name begins, as far as capitals go: "Merck KGaA"; None where it is all of it."""
    behind = words[last : first + _LONGEST_NAME]
    capitals = _capitals(text, behind)
    part = _part_of_a_name(text, [*words[first:last], *capitals], vocabulary)
    if part <= last - first:
        return None
    span = span_of(words[first : first + part])
    return FoundSponsor(text[slice(*span)], span)


def _stands_alone(text: str, span: Span) -> bool:
    """Whether a single word is no piece of another one: "G-CSF", "NCI-MATCH", "GSK 2118436"; "GSK-led" is none."""
    return not text[: span[0]].endswith(_HYPHENS) and _GOES_ON.match(text, span[1]) is None


_HYPHENS = ("-", "\u2010", "\u2011", "\u2013")
_GOES_ON = any_case(
    r"[-\u2010\u2011\u2013](?!(?:sponsored|led|funded|run|initiated|supported|backed|owned|financed)\b)\w|"
    r"\s?(?!(?:19|20)\d\d\b)\d|\s(?:performance|status|scores?|criteria|scale|guidelines?|grad(?:e|ing)|stag(?:e|"
    r"ing))\b"
)
