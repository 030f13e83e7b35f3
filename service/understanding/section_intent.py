"""Which kind of section a question asks for: rules in the field's words, and a model of the question's vector.

The model is a multinomial logistic regression over the sentence vector, trained by
`benchmarks/quality/train_section_intent.py` on `data/section_questions.tsv`, questions written for this project.
Its weights lie beside it as plain arrays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from indexer.patterns import any_case
from indexer.sections import SectionKind, kinds_named

UNTIL_A_CHILD = (
    r"(?:how\s(?:long|soon|many)|when\s(?:can|could|may|should))\b(?![^?]*\bbefore\b)(?=[^?]*\b(?:after|stop\w*|last\sdose|wait\w*|off)\b)"
    r"[^.?!]{0,80}\b(?:pregnan|conceiv|contracepti|birth\scontrol|father|a\sbaby)\w*|"
    r"(?:after|stopp\w*)\b[^.?!]{0,60}\bhow\s(?:long|soon)\b[^.?!]{0,60}\b(?:pregnan|conceiv|father|a\sbaby)\w*|"
    r"wait\w*\b[^.?!]{0,60}\b(?:pregnan|conceiv|father|a\sbaby)\w*|"
    r"(?:contracepti\w*|birth\scontrol|father\w*|conceiv\w*)\b[^.?!]{0,60}\b(?:last\sdose|stopp\w*|how\s(?:long|many))\b"
)
"""Asks how long after a drug nobody is to become pregnant by it."""


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
    return (sections_named(text, SURE) & POPULATIONS) | _group_at_end(text)[1]


def before_groups(text: str) -> str:
    """A text without the group of patients at its end: "gout"."""
    return text[: _group_at_end(text)[0]]


def _group_at_end(text: str) -> tuple[int, frozenset[SectionKind]]:
    """Where it begins, and which it is; the end of the text and none where there is none."""
    for each in _OF_WHOM.finditer(text):
        if found := sections_named(f"in {text[each.end() :]}", SURE) & POPULATIONS:
            return each.start(), found
    return len(text), frozenset()


def sections_named(text: str, least: float) -> frozenset[SectionKind]:
    """All kinds that the rules give at least this weight; `text` is masked."""
    return frozenset(kind for kind, weight in _ruled(text).items() if weight >= least)


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
SURE = 0.9
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

_TESTED = r"\s(?:function\s|enzyme\s|blood\s)?(?:tests?|labs?|panels?)\b"
OF_A_GENOTYPE = (
    r"\W*(?:\*|(?:poor|intermediate|slow|normal|rapid|ultra\W?rapid|extensive)\b|pms?\b|genotyp|allele|variant)"
)
"""What behind an enzyme's name makes it the patient's, and not what another drug inhibits."""
NOT_IMPAIRED = r"[\s-](?:cell|transplant\w*|tx\b|allograft|graft|cancers?|carcinoma|tumou?rs?|metasta\w+)\b"
"""What behind an organ's name makes it no impairment: a graft works, and a cancer is what is treated."""
ORGAN_TESTS = rf"(?:liver|kidney|hepatic|renal){_TESTED}"
"""How an organ is tested is asked of everybody, not of those who have a disease of it."""
_ORGAN = r"(?:liver|hepatic|kidneys?|renal)"
HARMS_AN_ORGAN = any_case(
    rf"\b(?:affects?|caus\w+|damag\w+|hurts?|harm\w*|bad\sfor|hard\son|toxic\sto)\s(?:\w+\s){{0,3}}?{_ORGAN}\b|(?:hepato|nephro)tox\w+|"
    rf"(?<!with\s)(?<!have\s)(?<!has\s)(?<!had\s)(?<!in\s)\b{_ORGAN}\s(?:toxicity|injury|damage|stones)\b"
)
"""What a drug does to an organ, not how it is given to people in whom that fails."""
_DOSE_FOR = any_case(r"\bdos(?:e|es|age|ing)\sfor\b|^\W*it\sdos(?:e|age|ing)\s\w+\W*$")
_NAMES_A_SYMPTOM = 0.5
"""The weight of a symptom alone, which is what a drug does to people or what it is taken for."""
_NO_USE = (
    r"people|patients?|persons?|some\w+|those|child\w*|kids?|bab(?:y|ies)|infants?|toddlers?|teen\w*|adolescents?|adults?|"
    r"elderly|seniors?|old\w*|wom[ae]n|m[ae]n|me|him|her|pregnan\w*|breast\W?fe\w+|lactat\w*|nursing|dogs?|cats?|pets?|animals?|\w+(?:tics|kers)|"
    r"how|what|long\w*|short\w*|life|sale|it|one|two|three|\d+|years?|months?|weeks?|days?|every\w*"
)
"""What follows "for" and is nothing that a drug treats: for whom, how long."""
_RULES: tuple[tuple[SectionKind, float, re.Pattern[str]], ...] = tuple(
    (SectionKind(kind), weight, any_case(rf"\b(?:{words})" ))
    for kind, weight, words in (
        ("adverse_reactions", 1.0, r"side[\s-]?[ae]ff?ects?|(?:bad|ill|harmful|negative|nasty)\seffects?|"
         r"adverse\s(?:event|effect|reaction|drug)s?|reactions\b|unwanted\seffects?|undesirable\seffects?|"
         r"does\sit\s(?:make|cause)|(?:can|could|will|would|may|might)\sit\s(?:cause|make|give|lead|raise|lower)|"
         r"(?:caused|triggered)\sby\sit|tolerab\w+|tolerated|risks?\sof\s(?:taking\s)?it\b"),
        ("adverse_reactions", _NAMES_A_SYMPTOM, r"(?<!for\s)(?:weight\s(?:gain|loss)|hair\sloss|drows\w+|sleepy|"
         r"nause\w+|rash|headaches?|dizz\w+|constipat\w+|insomnia|breast\s(?:growth|enlargement)|gyn\w+mastia|"
         r"tinnitus|ringing|hallucinat\w+|nightmares?|dry\smouth|bruis\w+|faint(?:ing|ed|s)?\b|blurr\w+|memory\sloss|bleed\w*)"),
        ("interactions", 1.0, r"interact\w*|grapefruit|(?<!precautions\sto\s)(?<!precautions\sshould\si\s)"
         r"(?<!precautions\sshould\sbe\s)(?:take|taken|taking|use|used|mix|mixed|mixing|combin\w+|"
         r"drink\w*|eat\w*|have)\s(?:[\w-]+\s){0,3}?(?:with|together|alongside)\s(?:it|alcohol|milk|other|another|"
         r"antacid\w*|vitamin\w*|ibuprofen|caffeine|coffee)|(?:with|and)\s(?:alcohol|grapefruit|beer|wine)|"
         r"it\s(?:with|plus|together\swith)\sit\b|(?:take|taking|use|using|mix|give)\sit\sand\sit\b|"
         rf"drink\s(?:alcohol|wine|beer)|concomitant\w*|other\s(?:drugs|medicines|medications)|cyp\d\w*\b(?!{OF_A_GENOTYPE})|"
         r"inhibitors?\sof\scyp"),
        ("interactions", 1.1, r"(?:hormonal|oral|combined|estrogen\w*)\s(?:contracepti\w+|birth\scontrol)|"
         r"birth[\s-]control|contraceptive\s(?:pills?|patch(?:es)?|rings?|implants?)|contraceptives\b"),
        ("pregnancy", 1.0, r"(?<!\bnot\s)pregnan\w*|trimester|teratogen\w*|birth\sdefects?|unborn|fetus|fetal|foet\w+|"
         r"conceiv\w+|expecting\sa\sbaby|(?<!hormonal\s)(?<!oral\s)(?<!combined\s)contracepti(?:on|ve)\b(?!\s(?:pill|patch|ring|"
         r"implant))|fertil\w+|trying\sfor\sa\sbaby|expectant\smothers?|father(?:ing)?\san?\s(?:child|baby)"),
        ("pregnancy", 1.2, r"(?:need|use|using|require)\s(?:\w+\s){0,2}?(?:birth\scontrol|"
         r"contraception)\b(?!\s(?:pill|patch|ring|implant))"),
        ("lactation", 1.0, r"brea?st[\s-]?fe\w+|lactat\w+|nursing|breast\s?milk|breastmilk|(?:pass|get|go|come|"
         r"excreted|secreted|transferred|found|present)\w*\s(?:through\s)?(?:in|into|to)\s(?:the\s|my\s)?milk"),
        ("pediatric", 0.9, r"child(?:ren|hood)?\b(?!\sresist)|kids?\b|p(?:a)?ediatric\w*|infants?|bab(?:y|ies)|"
         r"toddlers?|adolescents?|teen\w*|newborns?|neonat\w*|my\s(?:son|daughter)|(?<!\d)(?:1[0-7]|"
         r"[1-9])[\s-]?(?:(?:years?|yrs?)[\s-]old|y/?o\b)|\d+[\s-]?(?:month|mo|week|wk|day)s?[\s-]old|from\swhat\sage|at\swhat\sage|minimum\sage|"
         r"(?:how|too)\syoung"),
        ("geriatric", 0.9, r"elderly|geriatric\w*|(?:older|(?<!years\s)(?<!year\s)(?<!-)old)\s(?:people|"
         r"adults?|patients?|persons?)|seniors?|old\sage|"
         r"(?:over|above|older\sthan|past|beyond)\s(?:the\sage\sof\s)?[6-9]\d(?!\d|[.,]\d|\s?(?:%|m|k|g\b|u|percent|"
         r"beats))|aged?\s(?:over\s)?(?:6[5-9]|[789]\d)|(?:6[5-9]|[789]\d|10\d)[\s-]years?[\s-](?:old|of\sage)|"
         r"(?:6[0-9]|[789]\d)\s(?:years\s)?(?:and|or)\s(?:older|over|above)|grand(?:mother|father|ma|pa|mom|dad|"
         r"parents?)|pensioners?|octogenarians?"),
        ("renal", 1.0, rf"(?:renal\w*|kidneys?)(?!{_TESTED}|{NOT_IMPAIRED})|dialysis|ckd|creatinine\sclearance|"
         rf"cr?cl(?:cr)?\b|cl\s?cr\b|gfr\b|egfr\b(?!\W+(?:mutat|positive|negative|inhibit|tki|exon|t790|wild|amplif|express|gene))|"
         rf"h(?:a)?emodialysis|nephr\w+"),
        ("hepatic", 1.0, rf"hepatic\w*|liver(?!{_TESTED}|{NOT_IMPAIRED})|cirrho\w+|child[\s-]pugh"),
        ("overdose", 1.2, r"over[\s-]?do(?:s|es|z)\w*|too\s(?:much|many)|"
         r"poison\w*(?!\s(?:ivy|oak|sumac))|(?<!\w\s)toxicity|"
         r"(?:it|of|acute|from|and|its|with|is)\stoxicity|lethal|fatal\sdose|antidote|(?:accident(?:al)?ly|took|"
         r"taken|swallowed)\s(?:\w+\s){0,2}(?:double|twice|extra|two\sdoses)"),
        ("boxed_warning", 1.2, r"(?:black[\s-]?)?box(?:ed)?[\s-]?warning|black\sbox|important\swarnings?"),
        ("contraindications", 1.0, r"contra[\s-]?indicat\w*|who\s(?:should|must|can|may)\s?(?:not|never|n't)|"
         r"who\s(?:can'?t|cannot|shouldn'?t|mustn'?t)|(?:should|must|can)(?:\snot|n't)\s(?:i\s)?(?:take|use|be)|"
         r"not\s(?:be\s)?(?:take|taken|use|used|given|suitable|recommended)\b|when\snot\sto|avoid(?:ed)?\b|(?:am|is|"
         r"are|if)\s(?:\w+\s){0,3}allergic|allergy\sto"),
        ("warnings", 1.1, r"(?<!how\s)(?:can|could|may|should|is|are|would)\s(?:\w+\s){0,3}(?:used?|tak(?:e|en|ing)|"
         r"given|safe|ok(?:ay)?|prescribed)\s(?:it\s)?(?:in|by|to|for|if|when)\s(?:i|you|he|she|they|someone|anyone|"
         r"somebody|people|persons?|patients?|an?\s(?:person|patient|man|woman)|those|my\s\w+)\s(?:with|who|have|has|"
         r"had|suffer\w*|having)\s(?!missed|taken|forgot|to\b|been|side|any|trouble|too\b)"),
        ("warnings", 1.1, ORGAN_TESTS + r"|(?:tests?|exams?|checks?|labs?)\b[^.?!]{0,20}\bhow\s(?:often|frequently)|"
         r"how\s(?:often|frequently)\b[^.?!]{0,60}\b(?:check|monitor|measur|test)(?:s|ed|ing|e)?\b|"
         r"(?:what|which)\s(?:labs?|(?:lab\w*\s|blood\s)?tests?)\b"),
        ("warnings", 0.8, r"(?:if|when)\s(?:i|you|he|she)\s(?:have|has|had|suffer)\s(?!missed|taken|forgot|to\b|been|"
         r"side|any|trouble|too\b)|with\s(?:my|a\shistory\sof)\b"),
        ("warnings", 1.0, r"warnings?(?!\slabel)|precautions?|caution\w*|dangers?|dangerous|safety\sconcerns?|"
         r"watch\s(?:out\s)?for|monitor\w*|careful|is\sit\ssafe\b(?!\s(?:in|during|while|for))|black\slist|"
         r"serious\srisks?|before\s(?:i\s)?(?:start|tak)\w*\sit"),
        ("pregnancy", 1.6, UNTIL_A_CHILD),
        ("stopping", 1.1, r"(?:stop|quit|discontinu|wean|taper|come\soff|get\soff|coming\soff|going\soff|go\soff)\w*|"
         r"cold\sturkey|(?<!alcohol\s)(?<!opioid\s)(?<!opiate\s)withdrawal(?!\sfrom\s(?:alcohol|opi))\b|suddenly\sstopp\w*"),
        ("abuse", 1.0, r"addict\w*|abus\w*|misus\w*|habit[\s-]forming|dependence|dependen\w+\son|"
         r"controlled\ssubstance|(?:what|which)\sschedule\b|schedule\s(?:i+v?|v|\d)\b|get\s(?:you\s)?high|recreational\w*"),
        ("storage", 1.2, r"how\slong\b[^.?!]{0,40}\bgood\b|shelf[\s-]?life|(?:after|once)\s(?:\w+\s)?(?:mixing|mixed|"
         r"reconstitut\w+|dilut\w+|opening|opened)\b"),
        ("storage", 1.1, r"stor(?:e|ed|ing|age)\b|refrigerat\w*|fridge|freez\w*|expir\w*|shelf[\s-]?life|dispos\w*|"
         r"throw\s(?:away|out|it)|discard\w*|room\stemperature|keep\sit|kept|left\sout|get\srid|out\sof\sdate"),
        ("how_supplied", 1.0, r"look\slike|"
         r"(?<!urine\s)(?<!stool\s)(?<!skin\s)(?<!hair\s)colou?rs?\b(?!\sof\s(?:\w+\s)?(?:urine|stool|skin|hair))|"
         r"shapes?|appearance|imprint\w*|markings?|pictures?|show\sme\sit|strengths?|(?:what|which)\s(?:mgs?|"
         r"milligrams?|doses?)\s(?:\w+\s){0,4}?available|come\sin|comes\sin|available\s(?:as|in|forms?)|(?:what|"
         r"which)\sforms?|pack\s?(?:size|age|aging)\w*|how\s(?:is|are)\sit\ssupplied|supplied|ndc\b|"
         r"tablets?\sor\scapsules?|milligram\ssizes"),
        ("description", 1.0, r"ingredients?|excipients?|contain\w*|made\s(?:of|from|with)|what\sis\sin\s(?:it|a|the)|"
         r"what'?s\sin\s(?:it|a|the)|gluten|lactose|gelatin|inactive|chemical\s(?:formula|name|structure)|molecular|"
         r"formula\b|cas\snumber|unii\b|composition|sold\sas|brand\snames?|other\snames?|generic\sname|"
         r"also\s(?:called|known)"),
        ("mechanism", 1.0, r"mechanism|how\s(?:does|do|did)\sit\s(?:\w+\s)?(?:work|act|function|lower|help)|"
         r"mode\sof\saction|pharmacodynamic\w*|receptors?|neurotransmitter|act(?:s)?\son\b|what\s(?:kind|type|class|"
         r"sort)\sof\s(?:drug|medicine|medication)|(?:drug|what|which)\sclass|how\sit\sworks|what\sdoes\sit\sdo\b"),
        ("pharmacokinetics", 1.0, r"half[\s-]?li\w*|pharmacokinetic\w*|absor\w+|metaboli(?![sz]ers?\b)\w+|"
         r"eliminat\w+|excret\w+|clearance\b|bioavailab\w+|peak\s(?:plasma|level|concentration)\w*|(?:stay|stays|"
         r"remain|last|lasts|leave|leaves|out\sof)\s(?:in\s)?(?:your|the|my|a)\s(?:system|body|blood|urine)|"
         r"protein\sbinding|distribution|how\slong\sdoes\sit\s(?:last|stay|take\sto\s(?:work|kick))|kick\sin|onset|"
         r"how\s(?:fast|quickly|soon)\sdoes\sit|start\sworking|steady\sstate|food\seffect|drug\stest"),
        # how it is taken: neither an interaction with food nor a precaution
        ("dosage", 1.3, r"(?:with|without|on|before|after|between|around)\s(?:or\s\w+\s)?(?:\w+\s){0,2}?(?:food|"
         r"meals?|eating|breakfast|lunch|dinner|supper)\b|(?:empty|full)\sstomach|eat(?:ing)?\s(?:\w+\s)?(?:before|"
         r"after|while|when|right|first)\b|(?:before|after)\s(?:i\s|you\s)?eat\b|time\sof\s(?:the\s)?day|(?:tak(?:e|"
         r"en|ing)|given?|used?)\b[^.?!]{0,60}\b(?:morning|evening|bedtime|at\snight|before\sbed)\b|crush\w*|chew\w*|"
         r"split\w*|halv(?:e|ed|ing)|in\shalf|sprinkl\w+|dissolv\w+|applesauce|(?:tablets?|pills?|capsules?|"
         r"caps?)\s(?:be\s)?(?:cut|broken|opened|open|mixed)\b|(?:cut|break|open)\s(?:\w+\s){0,3}?(?:tablets?|pills?|"
         r"capsules?|caps?)\b|swallow\w*\s(?:\w+\s){0,3}whole|(?:feeding|ng)\stube"),
        # not the names of studies: a dose challenge, a dose-finding trial
        ("dosage", 1.0, r"dos(?:e|es|ed|age|ages|ing)\b(?!\W(?:challenge|finding|ranging|response|limiting))|"
         r"how\s(?:much|many\s(?:mg|milligrams|tablets|pills|times))|how\soften|how\s(?:do|should|to|is|can|"
         r"must)\s?(?:i|it|you|we|one|people)?\s?(?:be\s)?(?:take|use|taken|used|given|administ\w*|inject\w*|apply|"
         r"applied|inhale\w*|swallow\w*)|what\stime\sof\sday|with\sor\swithout\sfood|empty\sstomach|"
         r"before\sor\safter|(?:once|twice|times)\s(?:a|per)\sday|miss(?:ed)?\s(?:a\s|my\s|one\s)?dose|forg[eo]t\w*|"
         r"administ(?:er|ration|ered)\w*|crush\w*|split|titrat\w*|(?:ramp|step)\w*[\s-]up\b|maximum|max\b|starting\samount|"
         r"how\slong\s(?:should|can|do|must)\s(?:i|it|you)\s(?:\w+\s)?(?:take|use)|mg\b|lowest\sdose|at\snight|"
         r"in\sthe\smorning"),
        ("indication", 1.0, r"^\W*(?:(?:what(?:'s|\sis|\sare)?|the)\s)*it(?:'s)?\suses?\W*$|used?\s(?:for|to\streat)|"
         r"what\s(?:is|are)\sit\s(?:for|good\sfor|taken\sfor|prescribed)|indicat(?:ed|ion|ions)\b|"
         r"prescribed\s?(?:for)?|treats?\b|(?:does|do|can|will|would|could)\sit\s(?:help|treat|cure|work\sfor|"
         r"relieve|be\sused(?!\s(?:in|by|if|when)\b|\s(?:to|for)\s(?:los|weight|slim|get\shigh)))|"
         r"(?:associated\s(?:conditions?|diseases?)|(?:conditions?|diseases?)\s(?:associated|linked|connected))|"
         r"why\s(?:do\speople\s|would\s\w+\s|is\sit\s)?(?:take|taking|given|prescribed)|purpose\sof|approved\sfor|"
         r"uses\sof|conditions?\s(?:is|are)\sit|what\sconditions|good\sfor"),
        ("indication", 0.95, r"^\W*(?:is\s)?it(?:\s(?:and|with|plus|or)\sit)?\sfor\s"
         rf"(?!(?:(?:an?|the|my|his|her|your|use|treating)\s)*(?:{_NO_USE})\b)\w"),
        ("patient_information", 1.0, r"tell\s(?:my|the|your|their|his|her|a|any)\s(?:doctor|dentist|physician|"
         r"surgeon|pharmacist|nurse|gp|health\s?care\s\w+)"),
        ("patient_information", 0.8, r"ask\smy\sdoctor|counsel\w*|patient\s(?:information|leaflet|advice)|"
         r"medication\sguide|what\sshould\s(?:i|patients)\sknow|leaflet|driv(?:e|ing)\b|operate\smachinery"),
        ("background", 0.9, r"history\sof\sit|first\s(?:designed|developed|made|approved|synthesi[sz]ed|used)|"
         r"discover\w*|invent\w*|when\swas\sit\s(?:approved|first)|background|who\sdeveloped|originally"),
        ("clinical_studies", 0.9, r"(?:clinical\s)?(?:studies|trials|evidence)\s(?:show|support|prove)\w*|"
         r"how\s(?:well|effective)|effective(?:ness)?|efficacy|success\srate|survival|response\srate"),
        ("toxicology", 0.9, r"carcinogen\w*|cause\scancer|mutagen\w*|genotox\w*|animal\s(?:studies|data|toxic\w*)|"
         r"in\s(?:rats|mice|rabbits|animals)|ld50"),
        ("eligibility", 1.0, r"eligib\w*|inclusion|exclusion|criteria|who\scan\s(?:join|take\spart|participate|"
         r"enroll?)|can\s(?:i|my\s\w+)\s(?:join|take\spart|participate|enroll?)|qualif\w+"),
        ("outcomes", 1.0, r"outcomes?|end\s?points?|(?:being\s)?measur(?:e|ed|es|ing)\b"),
        ("arms", 1.0, r"(?<!single[\s-])\barms?\b|intervention\sgroups?|comparators?|placebo\sgroup|randomi[sz]ed\sto"),
        ("results", 1.0, r"results?\sof\s(?:the|this|that)\s(?:trial|study)|what\sdid\s(?:the|this|that)\s(?:trial|"
         r"study)\s(?:find|show)|(?<!dose\W)findings?\b"),
        ("sites", 1.0, r"where\s(?:is|are|was|were|does|do)\s(?:the|this|that|it|they)\b|which\s(?:sites|hospitals|"
         r"centers|centres)|locations?|who\s(?:is\s)?(?:sponsor|run|fund|conduct)\w*|sponsor\sof|(?:is|are)\s(?:it|"
         r"they|this|that)\s(?:still\s)?recruiting"),
        ("summary", 0.9, r"(?:purpose|aim|goal|objective)s?\sof\s(?:the|this|that)\s(?:trial|study)|what\s(?:is|"
         r"does)\s(?:the|this|that)\s(?:trial|study)\s(?:about|test|study|investigate)|summar\w+"),
    )
)  # fmt: skip


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
    }.items()
}
