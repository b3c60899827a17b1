"""An exception as its type and the frames it rose through: messages of exceptions quote what people typed."""

import traceback


def told_error(error: BaseException, *, messages: bool = False) -> str:
    """The text for a line of the log, with what it came after; with `messages` all that Python would say."""
    if messages:
        return "".join(traceback.format_exception(error))
    parts, seen = [], set[int]()
    next_one: BaseException | None = error
    while next_one is not None and id(next_one) not in seen:
        seen.add(id(next_one))
        frames = "".join(traceback.format_tb(next_one.__traceback__))
        parts.append(f"{frames}{type(next_one).__module__}.{type(next_one).__qualname__}")
        next_one = next_one.__cause__ or (None if next_one.__suppress_context__ else next_one.__context__)
    return "\nwhich came after:\n".join(parts)
