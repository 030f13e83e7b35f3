"""Other words for the conditions that records state: turned round, in plain English or Latin, abbreviated."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import islice, permutations, product

from indexer.drug_words import is_ordinary, is_word
from indexer.names import fold
from indexer.one_spelling import spelling_key
from indexer.selection import EITHER
from service.tables import lines_of

_USE = ("dependence", "addiction", "abuse", "misuse", "use disorder", "use disorders", "related disorders")
"""Endings by which registers and people call the harmful use of a substance."""
_AFTER_HEAD = frozenset(
    """stage grade recurrent refractory with without in due type category sequelae unspecified metastatic iv iii ii
    relapsed secondary associated during after following nos mellitus""".split()
)
_BEGIN_NO_HEAD = frozenset("of and or the a an on to by for from at as s related".split())
_PEOPLE = frozenset(
    """volunteers volunteer participants participant subjects patients patient adults adult children child women
    woman men males females people persons population individuals students workers infants adolescents
    surgery therapy treatment""".split()
)
_SHORTEST_HEAD = 2
"""Words: one alone ("disorder", "cancer") is a kind of too much to be listed."""


def families_of(conditions: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Each way to call the harmful use of a substance → the conditions that mean it; those stated so are left out.

    `conditions` are folded terms with their values. "Cocaine-Related Disorders" (MeSH) is found by "cocaine abuse".
    """
    by_substance: dict[str, list[str]] = defaultdict(list)
    for folded, value in conditions.items():
        ending = next((each for each in _USE if folded.endswith(f" {each}")), None)
        if ending is not None:
            by_substance[folded.removesuffix(f" {ending}")].append(value)
    return {
        f"{substance} {ending}": tuple(values)
        for substance, values in by_substance.items()
        for ending in _USE
        if f"{substance} {ending}" not in conditions
    }


_CANCERS = (
    "Cancer Neoplasm Carcinoma Tumor Malignancy Leukemia Lymphoma Melanoma Sarcoma Myeloma Glioma Glioblastoma "
    "Neuroblastoma Retinoblastoma Medulloblastoma Adenocarcinoma Cholangiocarcinoma Mesothelioma Metastasis Metastases "
    "Metastatic Astrocytoma Osteosarcoma Seminoma Chordoma"
).split()
_ANY_CANCER = "cancer cancers neoplasm neoplasms malignancy malignancies oncology".split()


def cancers_of(conditions: Set[str], explained: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Each way to call cancer of any kind → what such conditions are called, as one value; of `conditions`, folded.

    A record of a leukemia or a melanoma seldom says that it is a cancer; one that says "CLL" alone is told by what that
    is `explained` to stand for. Empty where no condition is any.
    """
    words = {word for each in conditions for word in spelling_key(each).split()}
    kinds = {spelling_key(fold(each)): each for each in _CANCERS}
    stated = [each for key, each in kinds.items() if key in words]
    stated += [
        short.upper()
        for short, fulls in explained.items()
        if short in conditions
        and not is_ordinary(short)
        and any(kinds.keys() & set(spelling_key(each).split()) for each in fulls)
    ]
    return dict.fromkeys(_ANY_CANCER, (EITHER.join(dict.fromkeys(("Cancer", *stated))),)) if stated else {}


def turned_round(condition: str) -> str:
    """A condition in the order in which people say it, folded: "Dementia, Vascular" is "vascular dementia"."""
    head, comma, rest = condition.partition(",")
    return fold(f"{rest} {head}") if comma and "," not in rest else fold(condition)


def head_phrases(condition: str) -> Iterator[str]:
    """What a folded condition is a kind of: "lumbar spinal stenosis with cramps" is a "spinal stenosis".

    Its last words, two at least or one that names a disease by its ending ("myeloma"), before what only qualifies it.
    """
    words = condition.split()
    end = next((at for at, word in enumerate(words) if at and word in _AFTER_HEAD), len(words))
    head = words[:end]
    if head[-1] in _PEOPLE:
        return
    for at in range(len(head) - _SHORTEST_HEAD + 1):
        if (at == 0 or head[at - 1] != "non") and head[at] not in _BEGIN_NO_HEAD:
            yield " ".join(head[at:])
    if len(words) > 1 and _A_DISEASE.search(head[-1]):
        yield head[-1]


_A_DISEASE = re.compile(r"(?:oma|itis|osis|[ae]mia|pathy|iasis|penia|algia|plegia|trophy|plasia|betes)$")


_EPONYM = re.compile(r"([A-Z][^\W\d_]{4,}?)(?P<own>['\u2019]s)?\s[Dd]isease")
_ADJECTIVE = re.compile(r"(?:ing|ar|ary|ive|ic|al|ous|us|as)$")


def eponym(condition: str) -> str | None:
    """The name that is said for a disease: "Crohn" for "Crohn's Disease"; None where it is no name by itself."""
    match = _EPONYM.fullmatch(condition.strip()) if "isease" in condition else None
    if match is None:
        return None
    name = fold(match[1])
    is_a_word = is_word(name) or _ADJECTIVE.search(name)
    return None if is_a_word and not match["own"] else match[1]


def unambiguous(explained: Iterable[tuple[str, str]], known: Set[str]) -> dict[str, tuple[str, ...]]:
    """Of abbreviations, each with what it stands for as often as that is said, those that mean one thing → what.

    Most frequent first. Only those of which the short or a long form is among the `known` spelling keys: "ABC" is
    advanced breast cancer here and a bone cyst there, while acute myeloid and acute myelogenous leukemia are one.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (short, full), times in Counter(explained).items():
        found[short][full] = times
    meant = {short: (_one_meaning(fulls), fulls.total()) for short, fulls in found.items()}
    return {
        short: tuple(one)
        for short, (one, times) in meant.items()
        if one.total() >= _ALMOST_ALWAYS * times and known & {spelling_key(short), *map(spelling_key, one)}
    }


_ALMOST_ALWAYS = 0.8


def _one_meaning(fulls: Counter[str]) -> Counter[str]:
    """Of the long forms of an abbreviation the most frequent one, and those that say the same."""
    first = spelling_key(fulls.most_common(1)[0][0]).split()
    return Counter({full: times for full, times in fulls.most_common() if _says_the_same(first, full)})


def _says_the_same(words: Sequence[str], full: str) -> bool:
    """Whether another long form has the same words, or all but one of several and that one nearly: "myelogenous"."""
    others = spelling_key(full).split()
    if "".join(words) == "".join(others):
        return True
    different = [{one, other} for one, other in zip(words, others, strict=False) if one != other]
    if len(words) != len(others) or len(different) != 1 or len(words) == 1:
        return False
    one, other = different[0]
    return one[:_SAME_STEM] == other[:_SAME_STEM] or any({one, other} <= same for same in _SAME_ILLS)


_SAME_STEM = 5
_SAME_ILLS = (frozenset({"disease", "disorder", "syndrome"}), frozenset({"cancer", "carcinoma", "neoplasm"}))


_SAME_WORDS: Mapping[str, tuple[str, ...]] = {
    "cancer": ("neoplasm", "carcinoma"),
    "neoplasm": ("cancer", "tumor", "carcinoma"),
    "carcinoma": ("cancer",),
    "tumor": ("neoplasm",),
} | {
    spelling_key(word): (other,)
    for pair in (
        "kidney renal", "liver hepatic", "heart cardiac", "lung pulmonary", "stomach gastric", "prostate prostatic",
        "ovary ovarian", "pancreas pancreatic", "esophagus esophageal", "colon colonic", "uterus uterine",
    )
    for word, other in permutations(pair.split())
}  # fmt: skip


def exchanged(phrase: str) -> Iterator[str]:
    """A folded phrase with its words in Latin or in English, the nearest first: "renal failure" of "kidney failure"."""
    if _SAME_WORDS.keys().isdisjoint(spelling_key(phrase).split()):
        return
    words = phrase.split()
    choices = [(word, *_SAME_WORDS.get(spelling_key(word), ())) for word in words]
    found = (" ".join(chosen) for chosen in islice(product(*choices), _MOST_EXCHANGES))
    yield from (each for each in found if each != phrase)


_MOST_EXCHANGES = 24


@cache
def synonyms(of: str = "condition") -> Mapping[str, tuple[str, ...]]:
    """Spelling key of what a condition is called → all that it is called, folded, in patients' words and in doctors'.

    From `data/condition_synonyms.tsv`: a line holds the names of one. "intervention" and "label" have such files, too.
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in lines_of(f"{of}_synonyms.tsv"):
        names = tuple(fold(name) for name in line.split("\t"))
        found |= dict.fromkeys(map(spelling_key, names), names)
    return found
