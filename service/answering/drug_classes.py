"""Classes of drugs that sources speak of instead of each drug: "organic nitrates", "MAOIs", "CYP3A4 inhibitors"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from indexer.names import fold, tokens
from indexer.patterns import Pattern, any_case
from service.search.foods import FOOD_TABLE
from service.tables import lines_of


@dataclass(frozen=True, slots=True)
class DrugClass:
    """One class: what texts call it, and which drugs are of it."""

    phrases: tuple[str, ...]
    """As in "nonsteroidal anti-inflammatory drug", "nsaid"; in the singular."""
    said: Pattern
    """Any of the phrases, in the singular or the plural, hyphened or not."""
    members: frozenset[str]
    """Folded names."""
    endings: tuple[str, ...]
    """Of the names of its members."""

    def holds(self, name: str) -> bool:
        """Whether a folded name is that of a member."""
        return name in self.members or (bool(self.endings) and name.endswith(self.endings) and " " not in name)


def classes_of(names: Iterable[str], stated: Iterable[str] = ()) -> tuple[DrugClass, ...]:
    """The classes of a drug by its folded names, by what its label states ("… Inhibitor [EPC]"), or named as one."""
    return _classes_of(tuple(names), tuple(stated))


@lru_cache(maxsize=256)  # the same drugs are asked about again
def _classes_of(names: tuple[str, ...], stated: tuple[str, ...]) -> tuple[DrugClass, ...]:
    told = "\n".join((*stated, *names))
    return tuple(each for each in _classes() if any(map(each.holds, names)) or each.said.search(told))


def classes_in(text: str) -> tuple[str, ...]:
    """The classes that a text names, as it writes them: "MAO inhibitors"."""
    if _any_class().search(text) is None:  # most questions name none
        return ()
    found = (each.said.search(text) for each in _classes())
    return tuple(dict.fromkeys(match[0] for match in found if match))


@lru_cache(maxsize=4096)  # the conditions of lists are asked for again
def is_a_class(name: str) -> bool:
    """Whether a name is that of a class or a sort of drugs: "SGLT2 inhibitors", "steroid", "vaccine"."""
    if _A_SORT.search(name) is not None:
        return True
    is_eaten = not _EATEN.isdisjoint((name, name.partition(" ")[0]))  # labels speak of it as of a class
    return not is_eaten and any(each.said.fullmatch(name) for each in _classes())


def class_at_the_end(words: Sequence[str]) -> int:
    """How many of the last of these folded words name a class of drugs; 0 for none."""
    phrases = {length: " ".join(words[-length:]) for length in range(len(words), 0, -1)}
    if not words or not _A_SORT.search(phrases[1]):
        if not words or _any_class().search(phrases[len(words)]) is None:  # most words name none
            return 0
        return next((length for length, each in phrases.items() if is_a_class(each)), 0)
    listed = (length for length, each in phrases.items() if any(of.said.fullmatch(each) for of in _classes()))
    return next(listed, 1 if not _ACTS_ON.fullmatch(phrases[1]) else len(words) if len(words) > 1 else 0)


_ACTS_ON = any_case(r"(?:(?:inhibi|modula)tor|blocker|(?:ant)?agonist|antibod(?:y|ie))s?")
"""Says no class without what stands before it."""


_EATEN = frozenset(word for food in FOOD_TABLE for word in (*food.words, *food.called))


_A_SORT = any_case(
    r"\b(?:(?:inhibi|modula)tor|blocker|(?:ant)?agonist|antibod(?:y|ie)|vaccine|(?:chemo|immuno)therap(?:y|ie)|antibiotic|"
    r"anti(?:viral|fungal|depressant|psychotic|hypertensive|histamine|convulsant|epileptic|oxidant)(?: agent| drug)?|"
    r"probiotic|biologic|stimulant)s?\Z"
)


def members_in(text: str) -> tuple[str, ...]:
    """The words of a text that are members of classes: "isosorbide"."""
    return tuple(each.word for each in tokens(text) if any(each.word in of_class.members for of_class in _classes()))


_DEGREE = any_case(r"\b(strong|potent|moderate|weak)(?:ly)?\b(?=[^.;]{0,60}\b(?:cyp|p-?gp|p-glycoprotein))")


def is_of_another_degree(sentence: str, phrases: Iterable[str]) -> bool:
    """Whether a sentence speaks of another degree of a class than its phrases: strong inhibitors, not moderate ones."""
    stated = {each.lower() for each in _DEGREE.findall(sentence)}
    own = {word for phrase in phrases for word in phrase.split() if _DEGREE.match(f"{word} cyp")}
    return bool(stated and own and not stated & own)


@cache
def _any_class() -> Pattern:
    return said_as(phrase for each in _classes() for phrase in each.phrases)


def said_as(phrases: Iterable[str]) -> Pattern:
    """Matches any of these phrases as whole words, in the singular or the plural, hyphened or not.

    Never what is another thing by the word beside it: "non-live", "polyvinyl alcohol", "into milk", "alcohol swab".
    """
    words = (r"s?[.\s-]{0,2}".join(map(_spelled, fold(phrase).split())) for phrase in phrases)
    return any_case(rf"(?<!\w)(?<!\bnon[\s-]){_NOT_BEHIND}(?:{'|'.join(words)})(?:e?s)?(?!\w){_NOT_BEFORE}")


_NOT_BEHIND = "".join(
    rf"(?<!{word}\s)"
    for word in "vinyl benzyl cetyl cetostearyl stearyl lauryl oleyl isopropyl wool sugar breast human low into".split()
)
_NOT_BEFORE = r"(?![\s:-](?:swab|pad|wipe|prep|dehydrogenase|intolerance|plasma|production|supply))"


def _spelled(word: str) -> str:
    """A folded word as texts write it: "johns" is "John's"."""
    return f"{re.escape(word[:-1])}['’]?s" if word.endswith("s") else re.escape(word)


@cache
def _classes() -> tuple[DrugClass, ...]:
    return tuple(map(_class, lines_of("drug_classes.tsv")))


def _class(row: str) -> DrugClass:
    phrases, members = (tuple(each.strip() for each in cell.split(",")) for cell in row.split("\t"))
    return DrugClass(
        phrases,
        said_as(phrases),
        frozenset(each for each in members if not each.startswith("-")),
        tuple(each.removeprefix("-") for each in members if each.startswith("-")),
    )
