"""Small asyncio programs, each of which must do the same on CPython's event loop and in a workflow.

Their names say what they show; the part before the first double underscore is the row of `docs/ASYNCIO.md`.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

Log = Callable[..., None]
Program = Callable[[Log], Coroutine[Any, Any, Any]]
PROGRAMS: dict[str, Program] = {}
_variable: contextvars.ContextVar[str] = contextvars.ContextVar("_variable", default="unset")


def program(function: Program) -> Program:
    PROGRAMS[function.__name__] = function
    return function


async def after(log: Log, delay: float, name: str, error: type[BaseException] | None = None) -> str:
    log("start", name)
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError as cancelled:
        log("cancelled", name, *cancelled.args)
        raise
    log("end", name)
    if error is not None:
        raise error(name)
    return name


def shape(error: BaseException) -> Any:
    if sys.version_info >= (3, 11) and isinstance(error, BaseExceptionGroup):  # noqa: F821
        return [type(error).__name__, [shape(inner) for inner in error.exceptions]]
    return [type(error).__name__, *map(str, error.args)]


@program
async def tasks__interleave_in_order(log: Log) -> None:
    async def steps(name: str) -> None:
        for step in range(3):
            log(name, step)
            await asyncio.sleep(0)

    await asyncio.gather(*(steps(name) for name in "abc"))


@program
async def tasks__names_and_current(log: Log) -> None:
    async def named() -> str:
        task = asyncio.current_task()
        assert task is not None
        return task.get_name()

    task = asyncio.create_task(named(), name="mine")
    log(await task, task.done(), task.cancelled(), task.result())
    task.set_name("other")
    log(task.get_name(), len(asyncio.all_tasks()))


@program
async def tasks__done_callbacks_in_order(log: Log) -> None:
    task = asyncio.create_task(after(log, 0.1, "a"))
    task.add_done_callback(lambda done: log("first", done.result()))
    removed: Callable[[Any], None] = lambda _: log("never")  # noqa: E731
    task.add_done_callback(removed)
    task.add_done_callback(lambda done: log("second", done.result()))
    log(task.remove_done_callback(removed))
    await task
    log("awaited")
    task.add_done_callback(lambda _: log("late"))
    await asyncio.sleep(0)


@program
async def tasks__exception_is_kept(log: Log) -> None:
    task = asyncio.create_task(after(log, 0.1, "a", ValueError))
    await asyncio.wait([task])
    log(shape(task.exception() or Exception()))
    try:
        await task
    except ValueError as error:
        log("again", str(error))


@program
async def tasks__awaiting_a_finished_one_does_not_yield(log: Log) -> None:
    task = asyncio.create_task(after(log, 0, "a"))
    await asyncio.sleep(0.1)
    asyncio.get_running_loop().call_soon(log, "soon")
    await task
    log("not yet")
    await asyncio.sleep(0)


@program
async def cancellation__before_start(log: Log) -> None:
    task = asyncio.create_task(after(log, 1, "never"))
    log(task.cancel("why"))
    try:
        await task
    except asyncio.CancelledError as error:
        log("cancelled", *error.args)
    log(task.cancelled(), task.cancel())


@program
async def cancellation__message(log: Log) -> None:
    task = asyncio.create_task(after(log, 1, "a"))
    await asyncio.sleep(0.1)
    task.cancel("why")
    try:
        await task
    except asyncio.CancelledError as error:
        log(*error.args)


@program
async def cancellation__swallowed(log: Log) -> None:
    async def stubborn() -> str:
        for attempt in range(3):
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                log("no", attempt)
        return "done"

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.sleep(0.1)
    task.cancel()
    log(await task, task.cancelling())


@program
async def cancellation__counts(log: Log) -> None:
    async def counting() -> None:
        task = asyncio.current_task()
        assert task is not None
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            log(task.cancelling())
            log(task.uncancel(), task.uncancel(), task.cancelling())
        await asyncio.sleep(0.1)
        log("went on")

    task = asyncio.create_task(counting())
    await asyncio.sleep(0.1)
    task.cancel()
    task.cancel()
    await task
    log(task.cancelled())


@program
async def cancellation__awaits_in_finally(log: Log) -> None:
    async def careful() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(0.5)
            log("cleaned")

    task = asyncio.create_task(careful())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
    log(task.cancelled())


@program
async def cancellation__of_what_is_awaited(log: Log) -> None:
    inner = asyncio.create_task(after(log, 1, "inner"))

    async def outer() -> None:
        await inner

    waiting = asyncio.create_task(outer())
    await asyncio.sleep(0.1)
    waiting.cancel()
    await asyncio.wait([waiting, inner])
    log(waiting.cancelled(), inner.cancelled())


@program
async def cancellation__of_oneself(log: Log) -> None:
    async def suicidal() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        log("still here")
        await asyncio.sleep(0)
        log("never")

    task = asyncio.create_task(suicidal())
    await asyncio.wait([task])
    log(task.cancelled())


@program
async def task_group__results(log: Log) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(after(log, delay, str(delay))) for delay in (0.3, 0.1, 0.2)]
    log([task.result() for task in tasks])


@program
async def task_group__failure_cancels_the_others(log: Log) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(after(log, 0.2, "slow"))
            group.create_task(after(log, 0.1, "bad", ValueError))
            await asyncio.sleep(5)
    except BaseExceptionGroup as errors:  # noqa: F821
        log(shape(errors))


@program
async def task_group__several_failures(log: Log) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(after(log, 0.1, "one", ValueError))
            group.create_task(after(log, 0.1, "two", KeyError))
            raise TypeError("body")
    except BaseExceptionGroup as errors:  # noqa: F821
        log(shape(errors))


@program
async def task_group__nested(log: Log) -> None:
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(after(log, 1, "outer"))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(after(log, 0.1, "inner", ValueError))
    except BaseExceptionGroup as errors:  # noqa: F821
        log(shape(errors))
    task = asyncio.current_task()
    assert task is not None
    log(task.cancelling())


@program
async def task_group__cancelled_from_outside(log: Log) -> None:
    async def grouped() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(after(log, 1, "a"))
            group.create_task(after(log, 1, "b"))

    task = asyncio.create_task(grouped())
    await asyncio.sleep(0.1)
    task.cancel("stop")
    await asyncio.wait([task])
    log(task.cancelled())


@program
async def task_group__refuses_when_over(log: Log) -> None:
    async with asyncio.TaskGroup() as group:
        pass
    coroutine = after(log, 0, "never")
    try:
        group.create_task(coroutine)
    except RuntimeError as error:
        log(shape(error)[0])
    coroutine.close()


@program
async def timeout__expires(log: Log) -> None:
    try:
        async with asyncio.timeout(0.1) as scope:
            await after(log, 1, "slow")
    except TimeoutError:
        log("timeout", scope.expired())
    task = asyncio.current_task()
    assert task is not None
    log(task.cancelling())


@program
async def timeout__not_reached(log: Log) -> None:
    async with asyncio.timeout(1) as scope:
        log(await after(log, 0.1, "quick"))
    log(scope.expired())
    await asyncio.sleep(2)


@program
async def timeout__nested(log: Log) -> None:
    try:
        async with asyncio.timeout(0.3):
            try:
                async with asyncio.timeout(0.1):
                    await after(log, 1, "inner")
            except TimeoutError:
                log("inner")
            await after(log, 1, "outer")
    except TimeoutError:
        log("outer")


@program
async def timeout__outer_first(log: Log) -> None:
    try:
        async with asyncio.timeout(0.1):
            try:
                async with asyncio.timeout(0.3):
                    await after(log, 1, "x")
            except TimeoutError:
                log("never")
    except TimeoutError:
        log("outer")


@program
async def timeout__rescheduled(log: Log) -> None:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(None) as scope:
            log(scope.when())
            scope.reschedule(loop.time() + 0.2)
            await asyncio.sleep(10)
    except TimeoutError:
        log("timeout")


@program
async def timeout__at(log: Log) -> None:
    try:
        async with asyncio.timeout_at(asyncio.get_running_loop().time() + 0.25):
            await asyncio.sleep(10)
    except TimeoutError:
        log("timeout")


@program
async def timeout__zero(log: Log) -> None:
    try:
        async with asyncio.timeout(0):
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            await asyncio.sleep(1)
            log("never")
    except TimeoutError:
        log("timeout")


@program
async def timeout__and_cancelled(log: Log) -> None:
    async def both() -> None:
        async with asyncio.timeout(0.2):
            await asyncio.sleep(1)

    task = asyncio.create_task(both())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
    log(task.cancelled())


@program
async def wait_for__in_time(log: Log) -> None:
    log(await asyncio.wait_for(after(log, 0.1, "a"), 1))
    log(await asyncio.wait_for(after(log, 0.1, "b"), None))


@program
async def wait_for__expires(log: Log) -> None:
    task = asyncio.create_task(after(log, 1, "a"))
    try:
        await asyncio.wait_for(task, 0.1)
    except asyncio.TimeoutError:
        log("timeout", task.cancelled())


@program
async def wait_for__waits_for_the_cancellation(log: Log) -> None:
    async def careful() -> str:
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(0.5)
            log("cleaned")
        return "never"

    try:
        await asyncio.wait_for(careful(), 0.1)
    except asyncio.TimeoutError:
        log("timeout")


@program
async def wait_for__raises_what_it_waits_for(log: Log) -> None:
    try:
        await asyncio.wait_for(after(log, 0.1, "a", ValueError), 1)
    except ValueError as error:
        log(str(error))


@program
async def wait_for__zero(log: Log) -> None:
    try:
        await asyncio.wait_for(after(log, 1, "a"), 0)
    except asyncio.TimeoutError:
        log("timeout")


@program
async def gather__results_in_order(log: Log) -> None:
    log(await asyncio.gather(*(after(log, delay, str(delay)) for delay in (0.3, 0.1, 0.2))))
    log(await asyncio.gather())


@program
async def gather__first_failure(log: Log) -> None:
    tasks = [asyncio.create_task(after(log, 0.1, "bad", ValueError)), asyncio.create_task(after(log, 0.2, "good"))]
    try:
        await asyncio.gather(*tasks)
    except ValueError as error:
        log(str(error), tasks[1].done())
    log(await tasks[1])


@program
async def gather__failures_returned(log: Log) -> None:
    results = await asyncio.gather(
        after(log, 0.1, "a", ValueError), after(log, 0.2, "b"), after(log, 0, "c", KeyError), return_exceptions=True
    )
    log([shape(result) if isinstance(result, BaseException) else result for result in results])


@program
async def gather__cancelled(log: Log) -> None:
    gathered = asyncio.gather(after(log, 1, "a"), after(log, 1, "b"))
    await asyncio.sleep(0.1)
    log(gathered.cancel())
    try:
        await gathered
    except asyncio.CancelledError:
        log("cancelled", gathered.cancelled())


@program
async def gather__same_twice(log: Log) -> None:
    task = asyncio.create_task(after(log, 0.1, "a"))
    log(await asyncio.gather(task, task))


@program
async def wait__first_completed(log: Log) -> None:
    tasks = [asyncio.create_task(after(log, delay, str(delay))) for delay in (0.3, 0.1, 0.2)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    log(sorted(task.result() for task in done), len(pending))
    done, pending = await asyncio.wait(pending)
    log(sorted(task.result() for task in done), len(pending))


@program
async def wait__first_exception(log: Log) -> None:
    tasks = [
        asyncio.create_task(after(log, 0.1, "a")),
        asyncio.create_task(after(log, 0.2, "b", ValueError)),
        asyncio.create_task(after(log, 0.3, "c")),
    ]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    log(len(done), len(pending))
    await asyncio.wait(pending)


@program
async def wait__timeout(log: Log) -> None:
    tasks = [asyncio.create_task(after(log, delay, str(delay))) for delay in (0.1, 0.5)]
    done, pending = await asyncio.wait(tasks, timeout=0.2)
    log(len(done), len(pending))
    for task in pending:
        task.cancel()
    await asyncio.wait(pending)


@program
async def as_completed__order(log: Log) -> None:
    # Of tasks: coroutines it starts in any order, for which there is `workflow.as_completed`.
    tasks = [asyncio.create_task(after(log, delay, str(delay))) for delay in (0.3, 0.1, 0.2)]
    for next_done in asyncio.as_completed(tasks):
        log(await next_done)


@program
async def as_completed__timeout(log: Log) -> None:
    tasks = [asyncio.create_task(after(log, delay, str(delay))) for delay in (0.1, 1)]
    try:
        for next_done in asyncio.as_completed(tasks, timeout=0.5):
            log(await next_done)
    except asyncio.TimeoutError:
        log("timeout", tasks[1].done())
    tasks[1].cancel()
    await asyncio.wait(tasks)


@program
async def shield__inner_goes_on(log: Log) -> None:
    inner = asyncio.create_task(after(log, 0.5, "inner"))

    async def outer() -> None:
        await asyncio.shield(inner)

    task = asyncio.create_task(outer())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
    log(task.cancelled(), inner.done())
    log(await inner)


@program
async def shield__with_a_timeout(log: Log) -> None:
    inner = asyncio.create_task(after(log, 0.5, "inner"))
    try:
        await asyncio.wait_for(asyncio.shield(inner), 0.1)
    except asyncio.TimeoutError:
        log("timeout", inner.done())
    log(await inner)


@program
async def shield__raises_what_it_shields(log: Log) -> None:
    try:
        await asyncio.shield(after(log, 0.1, "a", ValueError))
    except ValueError as error:
        log(str(error))


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


@program
async def context__each_task_has_its_own(log: Log) -> None:
    _variable.set("outer")

    async def inner(value: str) -> None:
        log(_variable.get())
        _variable.set(value)
        await asyncio.sleep(0)
        log(_variable.get())

    await asyncio.gather(inner("a"), inner("b"))
    log(_variable.get())


@program
async def context__given(log: Log) -> None:
    context = contextvars.copy_context()
    context.run(_variable.set, "given")

    async def read() -> str:
        return _variable.get()

    log(await asyncio.create_task(read(), context=context))
    asyncio.get_running_loop().call_soon(lambda: log(_variable.get()), context=context)
    await asyncio.sleep(0)


@program
async def generator__closed_early(log: Log) -> None:
    async def numbers() -> AsyncGenerator[int]:
        try:
            for number in range(5):
                yield number
                await asyncio.sleep(0.1)
        finally:
            await asyncio.sleep(0.1)
            log("closed")

    async with contextlib.aclosing(numbers()) as stream:
        async for number in stream:
            log(number)
            if number == 2:
                break
    log("after")


@program
async def generator__sent_and_thrown_into(log: Log) -> None:
    async def echo() -> AsyncGenerator[Any, Any]:
        received = None
        while True:
            try:
                received = yield received
            except ValueError as error:
                await asyncio.sleep(0.1)
                received = f"caught {error}"

    stream = echo()
    log(await stream.asend(None), await stream.asend(1), await stream.athrow(ValueError("x")))
    await stream.aclose()


@program
async def generator__comprehension(log: Log) -> None:
    async def numbers() -> AsyncGenerator[int]:
        for number in range(3):
            await asyncio.sleep(0.1)
            yield number

    log([number async for number in numbers()])
    log({number: await after(log, 0.1, str(number)) async for number in numbers()})


@program
async def exit_stack__unwinds(log: Log) -> None:
    @contextlib.asynccontextmanager
    async def resource(name: str) -> AsyncGenerator[str]:
        log("open", name)
        try:
            yield name
        finally:
            await asyncio.sleep(0.1)
            log("close", name)

    try:
        async with contextlib.AsyncExitStack() as stack:
            for name in "ab":
                await stack.enter_async_context(resource(name))
            raise ValueError("inside")
    except ValueError as error:
        log(str(error))


@program
async def loop__callbacks_in_order(log: Log) -> None:
    loop = asyncio.get_running_loop()
    loop.call_soon(log, "soon")
    loop.call_later(0.2, log, "later")
    loop.call_later(0.1, log, "sooner")
    cancelled = loop.call_later(0.15, log, "never")
    cancelled.cancel()
    loop.call_at(loop.time() + 0.3, log, "at")
    log("now", cancelled.cancelled())
    await asyncio.sleep(0.5)


@program
async def loop__same_moment_in_order(log: Log) -> None:
    # Of more than two timers that are due at the same time CPython may take any first.
    loop = asyncio.get_running_loop()
    loop.call_later(0.1, log, "a")
    await after(log, 0.1, "b")


@program
async def loop__futures(log: Log) -> None:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[str] = loop.create_future()
    loop.call_later(0.1, future.set_result, "value")
    log(await future)
    failed: asyncio.Future[str] = loop.create_future()
    loop.call_soon(failed.set_exception, ValueError("no"))
    try:
        await failed
    except ValueError as error:
        log(str(error))
    cancelled: asyncio.Future[str] = loop.create_future()
    loop.call_soon(cancelled.cancel)
    try:
        await cancelled
    except asyncio.CancelledError:
        log(cancelled.cancelled())
    try:
        future.set_result("twice")
    except asyncio.InvalidStateError:
        log("invalid")


@program
async def loop__exceptions_in_callbacks(log: Log) -> None:
    loop = asyncio.get_running_loop()
    seen: list[Any] = []
    loop.set_exception_handler(lambda _, context: seen.append(shape(context["exception"])))

    def bad() -> None:
        raise ValueError("in callback")

    loop.call_soon(bad)
    loop.call_soon(log, "the next one runs")
    await asyncio.sleep(0)
    log(seen)
    loop.call_exception_handler({"message": "by hand", "exception": KeyError("k")})
    log(seen)
    loop.set_exception_handler(None)
    log(loop.get_exception_handler())


@program
async def loop__task_factory(log: Log) -> None:
    loop = asyncio.get_running_loop()

    def factory(loop: Any, coroutine: Any, **options: Any) -> Any:
        log("made")
        return asyncio.Task(coroutine, loop=loop, **options)

    loop.set_task_factory(factory)
    log(await asyncio.create_task(after(log, 0, "a")), loop.get_task_factory() is factory)
    loop.set_task_factory(None)


@program
async def loop__is_what_asyncio_says(log: Log) -> None:
    loop = asyncio.get_running_loop()
    log(loop is asyncio.get_event_loop(), loop.is_running(), loop.is_closed(), loop.get_debug())
    future = asyncio.ensure_future(after(log, 0, "a"))
    log(future.get_loop() is loop, await future)


if sys.version_info >= (3, 12):

    @program
    async def eager__task_runs_at_once(log: Log) -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.Task(after(log, 0.1, "a"), loop=loop, eager_start=True)
        log("made")
        log(await task)

    @program
    async def eager__factory(log: Log) -> None:
        loop = asyncio.get_running_loop()
        loop.set_task_factory(asyncio.eager_task_factory)

        async def immediate() -> int:
            return 7

        task = asyncio.create_task(immediate())
        log(task.done(), await task)
        loop.set_task_factory(None)


if sys.version_info < (3, 11):
    # What these show is not there yet.
    _COUNTED = ("counts", "message", "swallowed")
    _NEWER = ("barrier__", "context__given", "task_group__", "timeout__", *(f"cancellation__{it}" for it in _COUNTED))
    for _name in [name for name in PROGRAMS if name.startswith(_NEWER)]:
        del PROGRAMS[_name]
