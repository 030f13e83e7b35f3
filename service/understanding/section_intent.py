"""Which kind of section a question asks for: rules in the field's words, and a model of the question's vector.

The model is a multinomial logistic regression over the sentence vector, trained by
`benchmarks/quality/train_section_intent.py` on `data/section_questions.tsv`, questions written for this project.
Its weights lie beside it as plain arrays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from indexer.patterns import Pattern, any_case
from indexer.sections import SectionKind, kinds_named
from service.tables import texts_of

NO_SECTION = "none"
"""The model's class for questions that ask for no section of a document: lists, counts, small talk, other subjects."""
_RULES_SHARE = 0.6
"""Of the joint estimate where a rule speaks. Set before judging; .6 to .8 measured alike on the silver questions."""
_CERTAIN = 0.5


def section_scores(text: str, vector: NDArray[np.float32] | None) -> Mapping[SectionKind, float]:
    """How likely each kind of section is asked for, 0 to 1; the sum stays at or below 1, the rest is "none of them".

    `text` has its drug names masked ("side effects of it"); `vector` is the unit vector of the whole question, shape
    (dim,), or None before there is one: then the rules speak alone, and nothing matched is an empty mapping.
    """
    ruled = _ruled(text)
    total = sum(ruled.values())
    by_rule = {kind: weight / max(total, 1.0) for kind, weight in ruled.items()}
    if vector is None:
        return by_rule
    learned = _model().probabilities(vector)
    share = _RULES_SHARE * min(1.0, max(ruled.values(), default=0.0))
    joint = {kind: share * by_rule.get(kind, 0.0) + (1 - share) * probability for kind, probability in learned.items()}
    return {kind: score for kind, score in joint.items() if score >= _NEGLIGIBLE}


def asked_section(text: str) -> SectionKind | None:
    """The kind that the rules are certain of, the strongest first; None where they are silent. `text` is masked."""
    ruled = _ruled(text)
    if not ruled:
        return None
    kind = max(ruled, key=lambda each: (ruled[each], -_ORDER[each]))
    return kind if ruled[kind] >= _CERTAIN else None


def groups_in(text: str) -> frozenset[SectionKind]:
    """The groups of patients that a text names, at its end where it names no drug: "gout in kidney failure"."""
    return (sections_named(text) & POPULATIONS) | _group_at_end(text)[1]


def before_groups(text: str) -> str:
    """A text without the group of patients at its end: "gout"."""
    return text[: _group_at_end(text)[0]]


def _group_at_end(text: str) -> tuple[int, frozenset[SectionKind]]:
    """Where it begins, and which it is; the end of the text and none where there is none."""
    for each in _OF_WHOM.finditer(text):
        if found := sections_named(f"in {text[each.end() :]}") & POPULATIONS:
            return each.start(), found
    return len(text), frozenset()


def sections_named(text: str) -> frozenset[SectionKind]:
    """All kinds that the rules are sure of; `text` is masked."""
    return frozenset(kind for kind, weight in _ruled(text).items() if weight >= _SURE)


@dataclass(frozen=True)
class _Model:
    kinds: tuple[str, ...]
    weights: NDArray[np.float32]
    """Shape (kinds, dim)."""
    bias: NDArray[np.float32]
    """Shape (kinds,)."""

    def probabilities(self, vector: NDArray[np.float32]) -> dict[SectionKind, float]:
        """Softmax over all kinds; what falls to "none" is left out."""
        logits = self.weights @ vector + self.bias
        exponents = np.exp(logits - logits.max())
        shares = exponents / exponents.sum()
        return {
            SectionKind(kind): float(share)
            for kind, share in zip(self.kinds, shares, strict=True)
            if kind != NO_SECTION
        }


@cache
def _model() -> _Model:
    with (
        as_file(files("service").joinpath("data/section_intent.npz")) as path,
        np.load(path, allow_pickle=False) as stored,
    ):
        return _Model(tuple(str(kind) for kind in stored["kinds"]), stored["weights"], stored["bias"])


_NEGLIGIBLE = 0.005
_ORDER = {kind: number for number, kind in enumerate(SectionKind)}
_SURE = 0.9
"""What the rules give to a kind of section that is plainly named."""
ORGANS = kinds_named("renal hepatic")
POPULATIONS = ORGANS | kinds_named("pregnancy lactation pediatric geriatric")
OF_USE = POPULATIONS | kinds_named(
    "dosage contraindications warnings boxed_warning adverse_reactions interactions overdose stopping storage"
    " how_supplied patient_information"
)
"""What is for a label or a monograph to say: a trial states it of the people it took, under its own conditions."""
# a population alone ("cramps in patients with liver cirrhosis") describes patients; beside a drug it asks for a section
_ABOUT_A_DRUG = any_case(
    r"\b(?:it|its|this|these|that|the\s(?:drug|medicine|medication|label)|dos\w*|take|taken|taking|use|used|safe|"
    r"safely)\b"
)
_OF_WHOM = any_case(r"\b(?:in|during|while|with|when)\s")
_ELLIPSIS = any_case(r"^\W*(?:and|but|what\sabout|how\sabout|in|for|during|while|with|if|or)\b")
_LONGEST_ELLIPSIS = 7

_WORDS = texts_of("section_words.txt")
UNTIL_A_CHILD, ASKS_TO_AVOID = _WORDS["until_a_child"], _WORDS["asks_to_avoid"]
"""Ask how long after a drug nobody is to become pregnant by it, and what is not to be done beside it."""
OF_A_GENOTYPE = _WORDS["of_a_genotype"]
"""What behind an enzyme's name makes it the patient's, and not what another drug inhibits."""
NOT_IMPAIRED = _WORDS["not_impaired"]
"""What behind an organ's name makes it no impairment."""
ORGAN_TESTS = _WORDS["organ_tests"]
_ORGAN = r"(?:liver|hepatic|kidneys?|renal)"
HARMS_AN_ORGAN = any_case(
    rf"\b(?:affects?|caus\w+|damag\w+|hurts?|harm\w*|bad\sfor|hard\son|toxic\sto)\s(?:\w+\s){{0,3}}?{_ORGAN}\b|"
    r"(?:hepato|nephro)tox\w+|"
    rf"(?<!with\s)(?<!have\s)(?<!has\s)(?<!had\s)(?<!in\s)\b{_ORGAN}\s(?:toxicity|injury|damage|stones)\b"
)
"""What a drug does to an organ, not how it is given to people in whom that fails."""
_DOSE_FOR = any_case(r"\bdos(?:e|es|age|ing)\sfor\b|^\W*it\sdos(?:e|age|ing)\s\w+\W*$")
_NAMES_A_SYMPTOM = 0.5
"""The weight of a symptom alone, which is what a drug does to people or what it is taken for."""
_RULES: tuple[tuple[SectionKind, float, Pattern], ...] = tuple(
    (SectionKind(kind), float(weight), any_case(rf"\b(?:{words})"))
    for rule, words in _WORDS.items()
    for kind, _, weight in (rule.partition(" "),)
    if weight
)


@lru_cache(maxsize=64)  # asked several times of one question
def _ruled(text: str) -> Mapping[SectionKind, float]:
    """The weight of each kind that a rule finds; the strongest rule of a kind counts."""
    asks_population = _ABOUT_A_DRUG.search(text) is not None or (
        _ELLIPSIS.search(text) is not None and len(text.split()) <= _LONGEST_ELLIPSIS
    )
    found: dict[SectionKind, float] = {}
    for kind, weight, pattern in _RULES:
        if weight > found.get(kind, 0.0) and pattern.search(text) and (asks_population or kind not in POPULATIONS):
            found[kind] = weight
    if found.get(SectionKind.ADVERSE_REACTIONS) == _NAMES_A_SYMPTOM and _DOSE_FOR.search(text):
        del found[SectionKind.ADVERSE_REACTIONS]
    if HARMS_AN_ORGAN.search(text):
        found = {SectionKind.WARNINGS: 1.2, **{kind: found[kind] for kind in found.keys() - ORGANS}}
    return _preferred(found)


def _preferred(found: dict[SectionKind, float]) -> Mapping[SectionKind, float]:
    """A special kind is meant rather than the general one that its words contain."""
    if SectionKind.INDICATION in found and found.get(SectionKind.ADVERSE_REACTIONS, 0.0) == _NAMES_A_SYMPTOM:
        del found[SectionKind.ADVERSE_REACTIONS]  # what it is used for, or treats
    for special, generals in _MORE_SPECIAL.items():
        if special in found:
            found = {kind: weight * (0.4 if kind in generals else 1.0) for kind, weight in found.items()}
    return found


_GENERAL = "dosage indication warnings contraindications patient_information"
_MORE_SPECIAL: Mapping[SectionKind, frozenset[SectionKind]] = {
    SectionKind(kind): kinds_named(generals)
    for kind, generals in {
        "boxed_warning": "warnings",
        "overdose": f"{_GENERAL} adverse_reactions stopping",
        "stopping": "dosage adverse_reactions warnings abuse",
        "storage": f"{_GENERAL} how_supplied",
        "interactions": f"{_GENERAL} adverse_reactions",
        "adverse_reactions": "indication warnings dosage",
        "pharmacokinetics": "dosage mechanism indication",
        "how_supplied": "dosage description",
        "background": "indication",
        "clinical_studies": "indication",
        **dict.fromkeys(map(str, POPULATIONS), f"{_GENERAL} adverse_reactions"),
        **dict.fromkeys(("pregnancy", "lactation"), f"{_GENERAL} adverse_reactions stopping"),
    }.items()
}
