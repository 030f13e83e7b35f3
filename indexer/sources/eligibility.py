"""Splits a trial's eligibility criteria, one text in every registry format, into who may and who may not take part."""

import re
from dataclasses import dataclass

_ADJECTIVES = (
    r"(?:key|main|major|general|primary|principal|specific|important|common|overall|additional|other|study|trial|"
    r"patient|patients|subject|participant|participants|case|control|donor|recipient|the|protocol|full|part|phase|"
    r"cohort|arm|group|stage|step|period|[a-d0-9]{1,2}|i{1,3}|and|:|for)"
)
# "Inclusion Criteria:", "**Key inclusion criteria**", "2. EXCLUSION:", "Exclusion criteria for cohort A (adults)".
_HEADING = re.compile(
    rf"""
    ^[*\-•\#>_ \t]*+(?:\(?(?:\d{{1,2}}(?:\.\d)*|[a-z]|[ivx]{{1,4}})[.):]+[ \t]*)?[*_]*
    (?:{_ADJECTIVES}[ ,/:-]+){{0,4}}
    (?P<kind>inclusions?|exclusions?|ineligibility)
    (?:[ \t]*(?:criteri(?:a|on|ons|um)|requirements?))?
    (?P<more>[^:\n.;]{{0,80}}?)
    [ \t]*[*_]*(?:(?P<colon>:)[*_]*[ \t]*(?P<rest>[^\n]*)|[.*_]*[ \t]*$)
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
# The same words in the middle of a line begin a part only where a sentence has just ended and a colon follows.
_INLINE = re.compile(
    r"(?<=[^\n]{5}[.;!?)])[ \t]+(?=(?:Key |Main )?(?:Inclusion|Exclusion|INCLUSION|EXCLUSION)(?: [Cc]riteria| CRITERIA)? ?:)"  # noqa: E501
)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What the criteria say; `whole` where they do not come in two parts."""

    inclusion: str | None = None
    exclusion: str | None = None
    whole: str | None = None


def split_eligibility(text: str) -> Eligibility:
    """Split canonical criteria at their headings, which go; a heading that says more ("for cohort B") stays.

    Several inclusion parts, of several cohorts, are joined in order, and so are the exclusion parts. Words before the
    first heading count as inclusion, as they do in the registry. Without an exclusion heading all of it is inclusion
    if an inclusion heading opens it, else it stays whole.
    """
    text = _INLINE.sub("\n", text)
    headings = [match for match in _HEADING.finditer(text) if _is_heading(match)]
    excludes = any(_excludes(match) for match in headings)
    if not headings or (not excludes and text[: headings[0].start()].strip()):
        return Eligibility(whole=text or None)
    inclusion = [text[: headings[0].start()]]
    exclusion: list[str] = []
    for match, following in zip(headings, [*headings[1:], None], strict=True):
        body = text[match.end() : following.start() if following else len(text)]
        part = "\n".join(
            words for words in (_kept_heading(match), match["rest"] or "", body.strip("\n")) if words.strip()
        )
        (exclusion if _excludes(match) else inclusion).append(part)
    return Eligibility(_joined(inclusion), _joined(exclusion))


def _is_heading(match: re.Match[str]) -> bool:
    """Whether it announces a part: "Exclusion of pregnancy" is a criterion itself."""
    if re.search(r"inclusion\W+(?:and |or )?exclusion", match[0], re.IGNORECASE):
        return False  # "Inclusion/exclusion criteria:" opens both at once
    names_criteria = re.search(r"criteri|requirement", match[0], re.IGNORECASE)
    more = match["more"].strip(" -–—*_()")
    if names_criteria:
        return bool(match["colon"]) or len(more.split()) <= 8
    return not more


def _excludes(match: re.Match[str]) -> bool:
    return not match["kind"].lower().startswith("incl")


def _kept_heading(match: re.Match[str]) -> str:
    """Return the heading where it says more than which of the two parts it opens."""
    heading = match[0][: match.start("rest") - match.start()] if match["rest"] is not None else match[0]
    says = re.sub(r"(?i)\b(?:key|main|major|general|inclusions?|exclusions?|criteri\w+|the|study)\b", "", heading)
    return heading.strip(" *_#\t") if re.search(r"[A-Za-z]{2}|\b[A-D]\b|(?<=[a-z] )\d", says) else ""


def _joined(parts: list[str]) -> str | None:
    return "\n\n".join(part.strip() for part in parts if part.strip()) or None
