"""What was asked for lately is kept, up to a size."""

from indexer.kept import Kept


def test_what_nobody_asked_for_longest_goes_first() -> None:
    """To ask for something is to ask for it lately."""
    kept = Kept[str, int](2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    assert kept.get("a") == 1
    kept.keep("c", 3)
    assert [kept.get(each) for each in "abc"] == [1, None, 3]


def test_sizes_are_added_up() -> None:
    """What takes the place of a value takes its size as well; what is larger than all there is room for is not kept."""
    kept = Kept[str, str](5, len)
    kept.keep("a", "12")
    kept.keep("b", "123")
    kept.keep("a", "1")
    assert (kept.get("a"), kept.get("b")) == ("1", "123")
    kept.keep("c", "12")
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (None, "123", "12")
    kept.keep("d", "123456")
    assert [kept.get(each) for each in "abcd"] == [None] * 4
