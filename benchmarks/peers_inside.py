# ruff: noqa: D101, D102 (five classes of the same few methods: dense, hybrid, filtered, edit)
"""One search library, loaded with the same passages; run by `benchmarks.peers` inside the library's own environment.

    python peers_inside.py NAME FOLDER

Prints one JSON object when it is loaded, then one for every line it reads: milliseconds a question for each task.
Every task gives the passages with their texts, a filter is by a stated value, and an edit (one passage deleted, then
added again) is on the disk when it returns.
"""

import json
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(sys.argv[2])
K = 10
GROUP = 7
_EDITS = 5
_SLOW = 5  # questions for a library that takes half a second for one


class Task:
    """What every library is given."""

    def __init__(self) -> None:
        held = json.loads((FOLDER / "texts.json").read_text())
        self.passages: list[str] = held["passages"]
        self.questions: list[str] = held["questions"]
        self.vectors = np.load(FOLDER / "vectors.npy")
        self.asked = np.load(FOLDER / "questions.npy")
        self.groups = np.load(FOLDER / "groups.npy")
        """What a filter is by, one of a hundred for each passage."""
        self.in_group = np.flatnonzero(self.groups == GROUP)


class Ours:
    """A published generation on disk, opened as the service opens it; an edit is a build, published and opened."""

    package = "medpath-search"
    settings = "a generation built and published from files; .6 dense / .4 lexical, each over its maximum"

    def __init__(self, task: Task) -> None:
        sys.path.insert(0, str(Path(__file__).parent.parent))
        from indexer.build import BuildOptions
        from indexer.passages import Splitter

        self.task = task
        self.corpus, self.index = FOLDER / "ours" / "corpus", FOLDER / "ours" / "index"
        self.index.mkdir(parents=True)
        self.encoder = _Given(task)
        self.options = BuildOptions(splitter=Splitter(target=100_000, longest=100_000), world_names={})
        for group in range(int(task.groups.max()) + 1):
            self._write(group)
        self.generation: Any = None
        self._publish()

    def _write(self, group: int, without: int | None = None) -> None:
        """One file per group: its passages are documents about one drug, which is what they are filtered by."""
        file = self.corpus / f"{group:02d}" / "corpus.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        rows = (row for row in np.flatnonzero(self.task.groups == group).tolist() if row != without)
        file.write_text(
            "".join(
                json.dumps({"_id": str(row), "title": _drug(group), "text": self.task.passages[row]}) + "\n"
                for row in rows
            )
        )

    def _publish(self) -> None:
        from indexer.build import build
        from indexer.generation import Generation

        build([self.corpus], self.index, self.encoder, self.options)
        former, self.generation = self.generation, Generation.open(self.index)
        if former is not None:
            former.close()

    def _records(self, numbers: Any) -> list[int]:
        """The passages with their texts, read from the catalog."""
        return [int(each.document_id) for each in self.generation.catalog.passages(numbers.tolist())]

    def dense(self, number: int) -> list[int]:
        return self._records(self.generation.vectors.search(self.task.asked[number], K)[0])

    def hybrid(self, number: int) -> list[int]:
        from service.search.fusion import over_max

        vector = self.task.asked[number]
        near = self.generation.vectors.search(vector, 50)[0]
        found, scores = self.generation.lexical.search(self.task.questions[number], 50, None, {"body": 1.0})
        pool = np.union1d(near, found)
        lexical = np.zeros(len(pool), np.float32)
        lexical[np.searchsorted(pool, found)] = scores
        total = 0.6 * over_max(self.generation.vectors.similarities(vector, pool)) + 0.4 * over_max(lexical)
        return self._records(pool[np.argsort(-total)[:K]])

    def filtered(self, number: int) -> list[int]:
        catalog = self.generation.catalog
        allowed = catalog.passages_of(catalog.select({"drug": (_drug(GROUP),)}))
        return self._records(self.generation.vectors.search(self.task.asked[number], K, allowed)[0])

    def edit(self, row: int) -> None:
        group = int(self.task.groups[row])
        self._write(group, without=row)
        self._publish()
        self._write(group)
        self._publish()


def _drug(group: int) -> str:
    return f"groupmab{group:02d}"


class _Given:
    """Gives each passage the vector that all libraries are given."""

    name, sha256, precision, dim, max_tokens = "given", "e" * 64, "given", 384, 256
    folder: Path | None = None

    def __init__(self, task: Task) -> None:
        self._vectors = task.vectors
        self._rows = {"".join(text.split()): row for row, text in enumerate(task.passages)}

    def encode(self, texts: Any) -> Any:
        return self._vectors[[self._rows["".join(text.partition("\n")[2].split())] for text in texts]]

    def count_tokens(self, text: str) -> int:
        return len(text.split())


class Txtai:
    """Faiss flat is not its default, nor is BM25: both are set, as its documentation advises for exactness."""

    package = "txtai"
    settings = "content on, hybrid, faiss IDMap,Flat (its default is IVF or HNSW by size), SQL filter"

    def __init__(self, task: Task) -> None:
        from txtai.embeddings import Embeddings

        self.task = task
        by_text = {text: row for row, text in enumerate(task.passages)}
        asked = {text: row for row, text in enumerate(task.questions)}

        def transform(texts: Any) -> Any:
            rows = [task.asked[asked[text]] if text in asked else task.vectors[by_text[text]] for text in texts]
            return np.array(rows, dtype=np.float32)

        self.index = Embeddings(
            {
                "method": "external",
                "transform": transform,
                "content": True,
                "hybrid": True,
                "faiss": {"components": "IDMap,Flat"},
                "backend": "faiss",
            }
        )
        self.index.index(
            (row, {"text": text, "part": int(task.groups[row])}, None) for row, text in enumerate(task.passages)
        )

    def dense(self, number: int) -> list[int]:
        found = self.index.search(self.task.questions[number], K, weights=1.0)
        return [int(each["id"]) for each in found]

    def hybrid(self, number: int) -> list[int]:
        return [int(each["id"]) for each in self.index.search(self.task.questions[number], K, weights=0.6)]

    def filtered(self, number: int) -> list[int]:
        question = self.task.questions[number].replace("'", "''")
        sql = f"select id, text from txtai where similar('{question}', 2000, 1.0) and part = {GROUP} limit {K}"
        return [int(each["id"]) for each in self.index.search(sql)]

    def edit(self, row: int) -> None:
        self.index.delete([row])
        self.index.upsert([(row, {"text": self.task.passages[row], "part": int(self.task.groups[row])}, None)])
        self.index.save(str(FOLDER / "txtai"))


class Chromadb:
    package = "chromadb"
    settings = "persistent client, cosine HNSW with ef_search 100; it has no BM25, so no hybrid"

    def __init__(self, task: Task) -> None:
        import chromadb

        self.task = task
        client = chromadb.PersistentClient(str(FOLDER / "chroma"))
        self.held = client.create_collection("passages", metadata={"hnsw:space": "cosine", "hnsw:search_ef": 100})
        for begin in range(0, len(task.passages), 5000):
            rows = range(begin, min(begin + 5000, len(task.passages)))
            self.held.add(
                ids=[str(row) for row in rows],
                embeddings=task.vectors[rows.start : rows.stop],
                documents=task.passages[rows.start : rows.stop],
                metadatas=[{"part": int(task.groups[row])} for row in rows],
            )

    def _ask(self, number: int, **where: Any) -> list[int]:
        found = self.held.query(query_embeddings=self.task.asked[number : number + 1], n_results=K, **where)
        return [int(each) for each in found["ids"][0]]

    def dense(self, number: int) -> list[int]:
        return self._ask(number)

    def filtered(self, number: int) -> list[int]:
        return self._ask(number, where={"part": GROUP})

    def edit(self, row: int) -> None:
        self.held.delete(ids=[str(row)])
        self.held.add(
            ids=[str(row)],
            embeddings=self.task.vectors[row : row + 1],
            documents=[self.task.passages[row]],
            metadatas=[{"part": int(self.task.groups[row])}],
        )


class Lancedb:
    package = "lancedb"
    settings = "exact vectors (its advice below 100,000 rows), native text index, reciprocal rank fusion, scalar index"

    def __init__(self, task: Task) -> None:
        import lancedb

        self.task = task
        rows = [
            {"id": row, "vector": task.vectors[row], "text": text, "part": int(task.groups[row])}
            for row, text in enumerate(task.passages)
        ]
        self.table = lancedb.connect(str(FOLDER / "lance")).create_table("passages", rows)
        self.table.create_fts_index("text", use_tantivy=False)
        self.table.create_scalar_index("part")

    def dense(self, number: int) -> list[int]:
        query = self.table.search(self.task.asked[number]).distance_type("cosine")
        return [each["id"] for each in query.select(["id", "text"]).limit(K).to_list()]

    def hybrid(self, number: int) -> list[int]:
        query = self.table.search(query_type="hybrid").vector(self.task.asked[number]).text(self.task.questions[number])
        return [each["id"] for each in query.limit(K).to_list()]

    def filtered(self, number: int) -> list[int]:
        query = (
            self.table.search(self.task.asked[number]).distance_type("cosine").where(f"part = {GROUP}", prefilter=True)
        )
        return [each["id"] for each in query.select(["id", "text"]).limit(K).to_list()]

    def edit(self, row: int) -> None:
        self.table.delete(f"id = {row}")
        self.table.add(
            [
                {
                    "id": row,
                    "vector": self.task.vectors[row],
                    "text": self.task.passages[row],
                    "part": int(self.task.groups[row]),
                }
            ]
        )


class Haystack:
    package = "haystack-ai"
    settings = "InMemoryDocumentStore, cosine, BM25L; hybrid joined by reciprocal rank fusion"

    def __init__(self, task: Task) -> None:
        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self.task, self.made = task, Document
        self.store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self.store.write_documents([self._document(row) for row in range(len(task.passages))])

    def _document(self, row: int) -> Any:
        meta = {"part": int(self.task.groups[row])}
        return self.made(
            id=str(row), content=self.task.passages[row], embedding=self.task.vectors[row].tolist(), meta=meta
        )

    def _near(self, number: int, k: int, filters: Any = None) -> list[int]:
        found = self.store.embedding_retrieval(self.task.asked[number].tolist(), top_k=k, filters=filters)
        return [int(each.id) for each in found]

    def dense(self, number: int) -> list[int]:
        return self._near(number, K)

    def hybrid(self, number: int) -> list[int]:
        words = [int(each.id) for each in self.store.bm25_retrieval(self.task.questions[number], top_k=50)]
        scores: dict[int, float] = {}
        for ranking in (words, self._near(number, 50)):
            for place, row in enumerate(ranking):
                scores[row] = scores.get(row, 0.0) + 1 / (61 + place)
        return sorted(scores, key=lambda row: -scores[row])[:K]

    def filtered(self, number: int) -> list[int]:
        return self._near(number, K, {"field": "meta.part", "operator": "==", "value": GROUP})

    def edit(self, row: int) -> None:
        self.store.delete_documents([str(row)])
        self.store.write_documents([self._document(row)])
        self.store.save_to_disk(str(FOLDER / "haystack.json"))


LIBRARIES: dict[str, Any] = {
    "ours": Ours,
    "txtai": Txtai,
    "chromadb": Chromadb,
    "lancedb": Lancedb,
    "haystack": Haystack,
}


def _timed(work: Any, items: Any) -> float:
    taken = []
    for item in items:
        began = time.perf_counter()
        work(item)
        taken.append(1000 * (time.perf_counter() - began))
    return float(np.median(taken))


def _recall(task: Task, search: Any, among: Any, numbers: range) -> float:
    shares = []
    for number in numbers:
        best = among[np.argsort(-(task.vectors[among] @ task.asked[number]))[:K]]
        shares.append(len(set(best.tolist()) & set(search(number))) / K)
    return float(np.mean(shares))


def main() -> None:
    task = Task()
    began = time.perf_counter()
    library = LIBRARIES[sys.argv[1]](task)
    library.dense(0)
    ready = {"version": metadata.version(library.package), "settings": library.settings}
    print(json.dumps(ready | {"load_s": time.perf_counter() - began}), flush=True)
    numbers = range(_SLOW if sys.argv[1] == "haystack" else len(task.questions))
    for line in sys.stdin:
        if not line.strip():
            return
        found: dict[str, float | None] = {}
        for name in ("dense", "hybrid", "filtered"):
            work = getattr(library, name, None)
            found[name] = _timed(work, numbers) if work else None
        edit = getattr(library, "edit", None)
        found["add and delete"] = _timed(edit, range(_EDITS)) if edit else None
        found["dense recall"] = _recall(task, library.dense, np.arange(len(task.passages)), numbers)
        found["filtered recall"] = _recall(task, library.filtered, task.in_group, numbers)
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
