"""What the visits of one poll share."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AsyncExitStack

from sources.source import SharedParts


class Part(AbstractAsyncContextManager["Part"]):
    def __init__(self, size: int) -> None:
        self.size = size
        self.is_closed = False

    async def __aexit__(self, *_error: object) -> None:
        self.is_closed = True


async def test_a_part_is_made_once_for_the_same_arguments_and_closed_at_the_end() -> None:
    async with AsyncExitStack() as stack:
        shared = SharedParts(stack)
        small, large = shared.get(Part, 1), shared.get(Part, size=2)
        assert shared.get(Part, 1) is small
        assert (small.size, large.size, small.is_closed) == (1, 2, False)
    assert small.is_closed
    assert large.is_closed
