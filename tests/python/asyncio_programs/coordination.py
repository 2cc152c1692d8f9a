"""Tasks that coordinate themselves: queues, locks and what is made of them."""

from __future__ import annotations

import asyncio

from ._program import Log, after, program


@program
async def queue__bounded(log: Log) -> None:
    queue: asyncio.Queue[int] = asyncio.Queue(2)

    async def produce() -> None:
        for item in range(5):
            await queue.put(item)
            log("put", item, queue.qsize())

    producer = asyncio.create_task(produce())
    for _ in range(5):
        await asyncio.sleep(0.1)
        log("got", await queue.get(), queue.full(), queue.empty())
        queue.task_done()
    await queue.join()
    await producer


@program
async def queue__kinds(log: Log) -> None:
    for kind in (asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue):
        queue: asyncio.Queue[int] = kind()
        for item in (2, 3, 1):
            queue.put_nowait(item)
        log([queue.get_nowait() for _ in range(3)])
        try:
            queue.get_nowait()
        except asyncio.QueueEmpty:
            log("empty")


@program
async def queue__getter_cancelled(log: Log) -> None:
    queue: asyncio.Queue[int] = asyncio.Queue()
    first, second = asyncio.create_task(queue.get()), asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    first.cancel()
    queue.put_nowait(1)
    log(await second)
    await asyncio.wait([first])
    log(first.cancelled())


@program
async def lock__is_fair(log: Log) -> None:
    lock = asyncio.Lock()

    async def work(name: str) -> None:
        async with lock:
            log("in", name)
            await asyncio.sleep(0.1)

    await asyncio.gather(*(work(name) for name in "abc"))
    log(lock.locked())


@program
async def lock__waiter_cancelled(log: Log) -> None:
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = [asyncio.create_task(lock.acquire()) for _ in range(3)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    lock.release()
    log(await tasks[1])
    lock.release()
    log(await tasks[2])
    lock.release()


@program
async def event__wakes_all(log: Log) -> None:
    event = asyncio.Event()

    async def wait(name: str) -> None:
        await event.wait()
        log(name)

    tasks = [asyncio.create_task(wait(name)) for name in "abc"]
    await asyncio.sleep(0.1)
    event.set()
    await asyncio.gather(*tasks)
    event.clear()
    log(event.is_set())


@program
async def condition__notify(log: Log) -> None:
    condition = asyncio.Condition()
    ready: list[int] = []

    async def wait(name: str, count: int) -> None:
        async with condition:
            await condition.wait_for(lambda: len(ready) >= count)
            log(name)

    tasks = [asyncio.create_task(wait(name, count)) for name, count in (("a", 2), ("b", 1), ("c", 3))]
    for item in range(3):
        await asyncio.sleep(0.1)
        async with condition:
            ready.append(item)
            condition.notify_all()
    await asyncio.gather(*tasks)


@program
async def semaphore__limits(log: Log) -> None:
    semaphore = asyncio.Semaphore(2)

    async def work(name: str) -> None:
        async with semaphore:
            await after(log, 0.1, name)

    await asyncio.gather(*(work(name) for name in "abcde"))
    log(semaphore.locked())


@program
async def semaphore__bounded(log: Log) -> None:
    semaphore = asyncio.BoundedSemaphore(1)
    async with semaphore:
        log(semaphore.locked())
    try:
        semaphore.release()
    except ValueError:
        log("released too often")


@program
async def barrier__meets(log: Log) -> None:
    barrier = asyncio.Barrier(3)

    async def arrive(delay: float) -> None:
        await asyncio.sleep(delay)
        position = await barrier.wait()
        log("through", delay, position)

    await asyncio.gather(*(arrive(delay) for delay in (0.1, 0.2, 0.3)))


@program
async def barrier__broken(log: Log) -> None:
    barrier = asyncio.Barrier(2)
    task = asyncio.create_task(barrier.wait())
    await asyncio.sleep(0)
    await barrier.abort()
    try:
        await task
    except asyncio.BrokenBarrierError:
        log("broken", barrier.broken)
