"""Words around drug names that name no drug by themselves: salts, forms, vehicles, controls, and ordinary words.

`ordinary_words.txt` holds the whole English words of the vocabulary of BERT (Apache-2.0), without the few
drugs among them, and words of patients and of clinicians added by hand. `english_words.txt` holds rarer ones
("aerobic", "dilation"), five letters and more, sorted: those of SymSpell's English dictionary (MIT).
"""

from bisect import bisect_left
from functools import cache
from importlib.resources import files

from indexer.tables import text_of

SALTS = frozenset(
    """acetate alaninate anhydrous arginine ascorbate aspartate besilate besylate bicarbonate bisulfate bitartrate
    bromide calcium camsylate carbonate chloride citrate cypionate decanoate diethanolamine dihydrate
    dihydrochloride diphosphate dipropionate disodium dimeglumine edisylate embonate enanthate erbumine esilate
    esylate ethanolate etexilate fluoride fumarate furoate gluconate glucuronate glutamate glycolate hcl hbr
    hemihydrate hemifumarate hyclate hydrate hydrobromide hydrochloride hydrogensulfate hydroxide iodide
    isethionate isetionate lactate lysine magnesium malate maleate meglumine mepesuccinate mesilate mesylate
    methylsulfate methanesulfonate monohydrate monohydrochloride monosodium mucate napsylate nicotinate nitrate
    olamine oleate orotate oxalate palmitate pamoate pentahydrate phosphate pivalate potassium propionate
    saccharate salicylate sesquihydrate sodium stearate strontium succinate sulfate sulphate tannate tartrate
    tebutate tetrahydrate teoclate tosilate tosylate triethanolamine trihydrate tromethamine undecanoate
    valerate xinafoate zinc hydrogentartrate hemitartrate sulfonate trifluoroacetate human recombinant""".split()
)
"""Counter-ions, solvates and esters that leave the drug what it is."""

ELEMENTS = frozenset(
    "sodium potassium calcium magnesium zinc iron ferrous ferric aluminum aluminium ammonium barium silver".split()
)
"""Names that a salt word must not be taken from: potassium chloride is not "potassium"."""

FORMS = frozenset(
    """tablet tablets tab tabs capsule capsules cap caps caplet caplets pill pills injection injectable injections
    infusion solution suspension cream ointment gel lotion foam shampoo spray inhaler inhalation inhalations
    nebulizer powder granules syrup elixir drops lozenge lozenges patch patches film films suppository
    suppositories kit vial vials ampule ampoule syringe prefilled pen oral orally intravenous iv intramuscular
    im subcutaneous sc sublingual buccal topical ophthalmic otic nasal rectal vaginal transdermal intrathecal
    extended delayed immediate sustained controlled modified prolonged release er xr sr cr ir xl dr la odt xt
    disintegrating chewable effervescent enteric coated concentrate lyophilized dry mini product dose doses
    dosage form usp only single multiple liquid pellets implant insert ring system respimat neohaler""".split()
)
"""Dosage forms, routes and release forms, as they trail a drug's name."""

UNITS = frozenset(
    "mg mcg ug g gm gram grams ml l iu unit units kg meq mmol percent milligram milligrams microgram micrograms".split()
)
"""What follows a number in a strength."""

NOT_DRUGS = frozenset(
    """placebo placebos sham saline vehicle control comparator standard usual care treatment therapy chemotherapy
    radiotherapy radiation surgery exercise diet education questionnaire counseling counselling observation
    monitoring drug medication group arm cohort intervention active other test water sugar alcohol
    glucose dextrose dose oxygen vaccine isopropyl""".split()
)
"""Words of trial interventions that say what is done rather than which drug is given."""


def _listed(names: str) -> frozenset[str]:
    """Names of one or more words, between commas."""
    return frozenset(" ".join(name.split()) for name in names.split(","))


DRUG_CLASSES = _listed(
    """hormone, hormones, steroid, steroids, opioid, opioids, opiate, opiates, antibiotic, antibiotics, statin,
    statins, nsaid, nsaids, ssri, ssris, maoi, maois, narcotic, narcotics, vaccine, vaccines, vaccination,
    probiotic, probiotics, biologic, biologics, diuretic, diuretics, antidepressant, antidepressants, antacid,
    antacids, laxative, laxatives, supplement, supplements, antihistamine, antihistamines, antifungal, antifungals,
    antiviral, antivirals, corticosteroid, corticosteroids, benzodiazepine, benzodiazepines, barbiturate,
    barbiturates, stimulant, stimulants, sedative, sedatives, decongestant, decongestants, contraceptive,
    contraceptives, contraception, painkiller, painkillers, antipsychotic, antipsychotics, anticonvulsant,
    anticonvulsants, anticoagulant, anticoagulants, chemo, beta blocker, beta blockers, birth control, the pill,
    anti inflammatory, anti inflammatories, blood thinner, blood thinners, ace inhibitor, ace inhibitors,
    water pill, water pills, sleeping pill, sleeping pills, diet pill, diet pills, pain medication,
    pain medications, pain killers, thyroid medication, thyroid medications, pressure medication,
    pressure medications, allergy medication, cold medicine, cough medicine"""
)
"""What people call drugs that do the same, of which labels often name the members alone."""

EVERYDAY_SUBSTANCES = DRUG_CLASSES | _listed(
    """alcohol, ethanol, water, oxygen, caffeine, coffee, tea, nicotine, tobacco, glucose, sugar, salt, sodium,
    potassium, calcium, magnesium, zinc, iron, iodine, vitamin, vitamins, milk, dairy, grapefruit, walnut, honey,
    garlic, ginger, turmeric, soy, gluten, lactose, dopamine, serotonin, histamine, gaba, glutamate, adrenaline,
    acetylcholine, cholesterol, creatinine, bilirubin, albumin, protein, marijuana, cannabis, collagen, peppermint,
    lamb, sugarcane, antibodies, mrna, latex, silver, gold, sulfur, fluoride, carbon dioxide, fish oil, sea salt,
    vitamin c, vitamin d, vitamin b12, vitamin a, vitamin e, vitamin k, folic acid, omega 3"""
)
"""Food, body chemistry and classes: a question that names them asks about something else than a drug."""

DRUG_STEMS = tuple(
    """mab nib statin sartan prazole conazole cillin mycin floxacin gliptin gliflozin glutide parib ciclib triptan
    setron tidine oxetine azepam zolam barbital dipine parin xaban gatran lukast dronate thiazide semide
    cycline caine navir tegravir buvir previr asvir ciclovir vudine citabine rubicin taxel platin limus
    degib rafenib curonium profen coxib sone solone terol tropium azosin peridone piprazole gepant pril
    olol tinib zumab ximab""".split()
)
"""Endings that the WHO's INN programme keeps for drugs (a choice of those that end no common word)."""


@cache
def ordinary_words() -> frozenset[str]:
    """About 22,000 lower-case words that, typed alone, are English or medical prose rather than a drug's name."""
    return frozenset(text_of("ordinary_words.txt").split())


def is_ordinary(word: str) -> bool:
    """Whether a folded word, or the word it is a form of ("worsened", "tablets"), is ordinary."""
    words = ordinary_words()
    return word in words or any(
        word.endswith(ending) and (word[: -len(ending)] in words or f"{word[: -len(ending)]}e" in words)
        for ending in ("s", "es", "ed", "d", "ing", "ly", "er", "ness")
    )


def is_english(word: str) -> bool:
    """Whether a folded word is a rarer English one: it may name a drug, but it is no misspelling of one."""
    words, sought = _english_words(), word.encode()
    place = bisect_left(range(len(words)), sought, key=lambda at: _line_around(words, at))
    return place < len(words) and _line_around(words, place) == sought


def is_word(word: str) -> bool:
    """Whether a folded word is an English one, ordinary or rarer."""
    return is_ordinary(word) or is_english(word)


def _line_around(lines: bytes, at: int) -> bytes:
    return lines[lines.rfind(b"\n", 0, at) + 1 : lines.index(b"\n", at)]


@cache
def _english_words() -> bytes:
    """One per line, sorted; few words of a question are looked up, and a set of all would take ten times the memory."""
    return files("indexer").joinpath("data/english_words.txt").read_bytes()
