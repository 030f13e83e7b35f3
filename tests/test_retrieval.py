"""What is ranked first, and what never is, over the small served corpus and the toy encoder."""

from pathlib import Path

import pytest
from threadpoolctl import threadpool_info

from service.engine import Engine
from service.search.confidence import Outcome, Reason
from service.search.ranking import Level, Mode, Ranking, Switches
from tests.serving import open_toy
from tests.toy import ToyEncoder
from tests.toy_corpus import write_monograph


def ids(engine: Engine, ranking: Ranking) -> list[str]:
    """The documents of the hits, best first."""
    return [row.document_id for row in engine.library.catalog.passages([hit.passage_number for hit in ranking.hits])]


def passages(engine: Engine, ranking: Ranking) -> list[str]:
    """The hits, best first."""
    return [row.passage_id for row in engine.library.catalog.passages([hit.passage_number for hit in ranking.hits])]


def ask(engine: Engine, text: str, **options: object) -> Ranking:
    """Understand and rank."""
    return engine.retriever.retrieve(engine.understand(text), **options)  # type: ignore[arg-type]


def test_products_of_a_question_take_one_thread(engine: Engine) -> None:
    """A second one would be waited for wherever its core has other work."""
    ask(engine, "What is baclofen used for?")
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}


def test_a_drugs_name_is_encoded_before_the_first_question_about_it(tmp_path: Path) -> None:
    """While nobody waits; the question then encodes its own words alone."""
    for drug in ("Baclofen", "Tizanidine"):
        write_monograph(tmp_path / "corpus", drug, {"Storage": "Keep it in a dry place."})
    encoder = ToyEncoder()
    engine = open_toy(tmp_path, encoder)
    engine.read_ahead()
    del encoder.encoded[:]
    ask(engine, "how is tizanidine stored")
    assert encoder.encoded == ["how is tizanidine stored"]
    engine.close()


def test_titles_weigh_less_in_a_long_question(engine: Engine) -> None:
    """Its many words are in many titles by chance; what titles give up goes to the text."""
    long = "cramps dizziness drowsiness weakness headache nausea bleeding sleep muscles pain falls"
    short_one, long_one = (
        max(hit.parts["names"] for hit in ask(engine, text).hits) for text in ("cramps study", f"{long} study")
    )
    assert short_one > long_one > 0.0


@pytest.mark.parametrize(
    "spelling", ["NCT90000001", "nct 9000 0001", "NCT-90000001", "nct#90000001", "What is NCT90000001?"]
)
def test_an_identifier_names_its_record_alone(engine: Engine, spelling: str) -> None:
    """In any spelling, and nothing else comes with it."""
    assert set(ids(engine, ask(engine, spelling))) == {"NCT90000001"}


def test_an_identifier_one_digit_off_finds_nothing(engine: Engine) -> None:
    """Never a neighbour."""
    ranking = ask(engine, "NCT90000009")
    assert ranking.hits == ()
    assert engine.confidence.decide(ranking.features).reason is Reason.UNKNOWN_IDENTIFIER


@pytest.mark.parametrize("mode", Mode)
def test_passages_of_the_named_drug_come_first(engine: Engine, mode: Mode) -> None:
    """In every mode."""
    assert ids(engine, ask(engine, "tizanidine", mode=mode))[0] == "tizanidine"


def test_a_passage_of_another_drug_is_no_hit(engine: Engine) -> None:
    """What tizanidine's monograph says without naming baclofen is no answer about baclofen."""
    ranking = ask(engine, "side effects of baclofen", limit=100)
    rows = engine.library.catalog.passages([hit.passage_number for hit in ranking.hits])
    assert [row for row in rows if row.document_id == "tizanidine" and "baclofen" not in row.text.casefold()] == []


def test_every_passage_of_a_drug_or_naming_it_is_a_hit(engine: Engine) -> None:
    """However far it is from the question, and none else."""
    question = engine.understand("side effects of baclofen")
    rows = engine.library.catalog.all_passages()
    about = set(engine.library.catalog.select({"drug": ("baclofen",)}).tolist())
    naming = {row.passage_id for row in rows if row.document in about or "baclofen" in row.text.casefold()}
    switches = Switches.without("diversity")
    ranking = engine.retriever.retrieve(question, limit=1000, switches=switches)
    assert set(passages(engine, ranking)) == naming
    searched = engine.retriever.retrieve(question, limit=1000, switches=switches, level=Level.SECTION)
    assert {hit.document for hit in searched.hits} > {hit.document for hit in ranking.hits}


def test_a_drugs_own_document_is_not_cut_short_for_others(tmp_path: Path) -> None:
    """All that its own ones say comes before what another document says of it in passing, not two passages alone."""
    texts = {name: f"Baclofen and {name.lower()}: tell your doctor." for name in ("Storage", "Overdose", "Dosage")}
    for drug in ("Baclofen", "Baclofen and aspirin"):
        write_monograph(tmp_path / "corpus", drug, texts)
    write_monograph(tmp_path / "corpus", "Tizanidine", {"Interactions": "Baclofen adds to it. Tell your doctor."})
    engine = open_toy(tmp_path)
    assert ids(engine, ask(engine, "what must I tell my doctor of baclofen"))[:3] == ["baclofen"] * 3
    engine.close()


def test_a_drug_of_the_world_that_the_corpus_lacks_is_not_answered(engine: Engine) -> None:
    """The toy world knows warfarin."""
    decision = engine.confidence.decide(ask(engine, "side effects of warfarin").features)
    assert (decision.outcome, decision.reason) == (Outcome.NOT_IN_CORPUS, Reason.UNKNOWN_DRUG)


def test_filters_leave_only_what_they_allow(engine: Engine) -> None:
    """Whatever the words say."""
    ranking = ask(engine, "recruiting trials of baclofen for spasticity", limit=100)
    allowed = engine.library.catalog.select({"kind": "trial", "status": "RECRUITING"})
    assert ranking.hits
    assert {hit.document for hit in ranking.hits} <= set(allowed.tolist())


def test_a_list_leaves_nothing_out(engine: Engine) -> None:
    """Every trial, though only some match by words."""
    found = ids(engine, ask(engine, "all trials", limit=100, level=Level.DOCUMENT))
    catalog = engine.library.catalog
    assert sorted(found) == sorted(catalog.document_ids(catalog.select({"kind": "trial"})))


def test_a_document_stands_once_by_its_best_passage(engine: Engine) -> None:
    """Ranked by documents, sections or passages, the same passage is first."""
    first = {level: ask(engine, "how does baclofen work", level=level).hits[0].passage_number for level in Level}
    assert len(set(first.values())) == 1
    found = ids(engine, ask(engine, "how does baclofen work", limit=100, level=Level.DOCUMENT))
    assert len(found) == len(set(found))


def test_the_parts_add_up_to_the_score(engine: Engine) -> None:
    """`explain` shows what each part gave; the raw scores of the indexes stand beside them."""
    hits = ask(engine, "side effects of baclofen").hits
    assert hits
    for hit in hits:
        added = [value for name, value in hit.parts.items() if name not in ("dense", "beside", "lexical")]
        assert sum(added) == pytest.approx(hit.score, abs=1e-5)


@pytest.mark.parametrize(("part", "shown"), [("drugs", "drug"), ("section", "section"), ("standout", "standout")])
def test_every_part_can_be_left_out(engine: Engine, part: str, shown: str) -> None:
    """And then gives nothing to any hit."""
    ranking = ask(engine, "side effects of baclofen", switches=Switches.without(part))
    assert ranking.hits
    assert all(shown not in hit.parts for hit in ranking.hits)


def test_what_is_asked_beside_a_drug_can_be_left_out(engine: Engine) -> None:
    """And then what is near to the rest of the question is what is near to the whole of it."""
    whole = ask(engine, "side effects of baclofen").hits
    without = ask(engine, "side effects of baclofen", switches=Switches.without("beside")).hits
    assert any(hit.parts["beside"] != hit.parts["dense"] for hit in whole)
    assert [hit.parts["beside"] for hit in without] == [hit.parts["dense"] for hit in without] != []


def test_a_part_that_does_not_exist_cannot_be_left_out() -> None:
    """A misspelled ablation must not measure the whole."""
    with pytest.raises(TypeError):
        Switches.without("sectoin")


def test_asking_twice_gives_the_same(engine: Engine) -> None:
    """Ties are broken by passage id."""
    assert ask(engine, "muscle spasm") == ask(engine, "muscle spasm")


def test_a_drugs_own_document_counts_more_than_that_of_a_combination(tmp_path: Path) -> None:
    """A question that names both drugs means either."""
    for name in ("Baclofen and aspirin", "Baclofen"):
        write_monograph(tmp_path / "corpus", name, {"Adverse reactions": "Nausea and dizziness are common."})
    engine = open_toy(tmp_path)

    def counts(text: str) -> dict[str, float]:
        ranking = ask(engine, text)
        return {name: hit.parts["drug"] for name, hit in zip(ids(engine, ranking), ranking.hits, strict=True)}

    assert counts("side effects of baclofen") == {"baclofen": 0.25, "baclofen_and_aspirin": 0.15}
    assert set(counts("side effects of baclofen and aspirin").values()) == {0.25}
    engine.close()


def test_a_passage_is_found_by_the_words_of_its_title(tmp_path: Path) -> None:
    """A passage in the middle of a document does not say again what the document is about."""
    write_monograph(tmp_path / "corpus", "Baclofen", {"Storage": "Keep it dry. Do not freeze."})
    write_monograph(tmp_path / "corpus", "Tizanidine", {"Storage": "Keep it dry. Do not freeze."})
    engine = open_toy(tmp_path)
    ranking = ask(engine, "tizanidine", mode=Mode.LEXICAL, switches=Switches.without("fields"))
    assert "tizanidine#storage-1" in passages(engine, ranking)
    assert set(ids(engine, ranking)) == {"tizanidine"}


def test_a_drug_asked_for_by_another_name_is_covered(tmp_path: Path) -> None:
    """What counts as said of the question is its drug, by whatever name, not the letters that were typed."""
    write_monograph(tmp_path / "corpus", "Baclofen", {"Storage": "Baclofen is kept dry."}, brand_names="[Lioresal]")
    engine = open_toy(tmp_path)
    by_brand, by_name = (ask(engine, f"{name} dry").features.evidence for name in ("Lioresal", "baclofen"))
    assert (by_brand.coverage, by_brand.absent) == (by_name.coverage, by_name.absent) == (1.0, 0.0)
