import asyncio

from shared.fetch.room import Room, Share


async def hold(share: Share, size: int, steps: int, held: list[int], place: int) -> None:
    with share:
        for step in range(1, steps + 1):
            await share.grow(step * size // steps)
            held[place] = step * size // steps
            await asyncio.sleep(0)
    held[place] = 0


async def test_who_holds_little_keeps_nobody_waiting() -> None:
    room = Room(100)
    with room.share() as little, room.share() as much:
        await little.grow(1)
        async with asyncio.timeout(1):
            await much.grow(90)
            await much.grow(90)


async def test_all_come_to_an_end_within_the_room_and_what_one_needs() -> None:
    room, held, most = Room(100), [0] * 30, 0
    tasks = [asyncio.create_task(hold(room.share(), 50, 10, held, place)) for place in range(30)]
    async with asyncio.timeout(5):
        while not all(task.done() for task in tasks):
            most = max(most, sum(held))
            await asyncio.sleep(0)
    assert 100 <= most <= 100 + 50


async def test_who_is_not_first_waits_for_what_others_give_back() -> None:
    room = Room(10)
    with room.share() as second:
        with room.share() as first:
            await second.grow(4)
            await first.grow(10)
            given_up, waiting = room.share(), asyncio.create_task(first.grow(12))
            with given_up:
                await asyncio.sleep(0)
                assert not waiting.done(), "there is no room, and another one was first"
            waiting.cancel()
            await asyncio.wait([waiting])
            await second.grow(60)
        async with asyncio.timeout(1):
            await second.grow(70)
    with room.share() as last:
        await last.grow(10)
