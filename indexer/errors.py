"""What can go wrong, each message saying what, where, what was expected and what to do.

MedPathError
├── CorpusError            nothing to index, or a folder that is not there
├── SourceError            one file, or one record in it, that cannot be read
├── ModelError             the embedding model is missing or is not the one it claims to be
├── GenerationError        an index folder that cannot be served
│   ├── GenerationMissing      there is none yet
│   ├── GenerationMismatch     made by another model or schema
│   └── GenerationDamaged      a file is missing, short or altered
├── BuildError             an index cannot be written: the disk is full, read-only or failing
├── UsageError             a command that cannot be understood
├── BuildLocked            another build is writing to the same index
└── FetchError             a public service could not be reached or answered wrongly

A question without an answer is not an error: it is an answer.
"""

from pathlib import Path


class MedPathError(Exception):
    """The root: what the command line turns into exit status 1 and the service into a problem."""


class CorpusError(MedPathError):
    """There is nothing to index, or the folder named does not exist."""


class SourceError(MedPathError):
    """A file, or one record of it, that cannot be read.

    `path` is relative to its corpus folder; `where` is a line, a record number or an identifier.
    """

    def __init__(self, path: str, reason: str, where: str | None = None) -> None:
        super().__init__(f"{path}:{where}: {reason}" if where else f"{path}: {reason}")
        self.path = path
        self.where = where
        self.reason = reason


class ModelError(MedPathError):
    """The embedding model cannot be loaded, or its weights are not those that were expected."""


class GenerationError(MedPathError):
    """An index folder that cannot be served; the message says what to run."""


class GenerationMissing(GenerationError):
    """The index folder holds no published generation."""


class GenerationMismatch(GenerationError):
    """The generation was made by another model, or by another version of the index schema."""


class GenerationDamaged(GenerationError):
    """A file of the generation is missing, short or altered."""


class BuildError(MedPathError):
    """An index cannot be written; what was served before still is."""

    @classmethod
    def of(cls, index_dir: Path, error: Exception) -> "BuildError":
        """What the system, or a library that asked it, said of writing to an index folder."""
        return cls(
            f"{index_dir}: the index could not be written ({error}); what was served before still is. "
            "Make room or repair the disk, see that the folder may be written to, then build again"
        )


class UsageError(MedPathError):
    """A command, or a value of one of its options, that cannot be understood: exit status 2."""


class BuildLocked(MedPathError):
    """Another build is writing to the same index folder."""


class FetchError(MedPathError):
    """A public service could not be reached, or its answer could not be used."""
