"""XML read one record at a time, without document types, entities or external references."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from indexer.errors import SourceError
from indexer.sources.guarded import GuardedStream
from indexer.sources.reading import SourceFile

MAX_DEPTH = 64
"""Levels of elements. The deepest registry record, one with results, has 12."""


def elements(source: SourceFile, tag: str) -> Iterator[Element]:
    """Yield each element of this name, complete; it is emptied when the next one is asked for.

    Raises SourceError for what is not XML, for a document type or entities, for nesting deeper than MAX_DEPTH and for
    an element that is too long; the elements before it have been yielded.
    """
    above: list[Element] = []
    with source.open() as raw:
        stream = GuardedStream(raw, source.path)
        try:
            for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    above.append(element)
                    if len(above) > MAX_DEPTH:
                        raise SourceError(source.path, f"nested deeper than {MAX_DEPTH} levels; refused")
                    continue
                above.pop()
                if element.tag == tag:
                    yield element
                    stream.record_done()
                    (above[-1] if above else element).clear()
        except DefusedXmlException as error:
            raise SourceError(source.path, "declares a document type or entities of its own; refused") from error
        except (ParseError, ValueError, LookupError) as error:
            raise SourceError(source.path, f"not valid XML: {error}") from error
