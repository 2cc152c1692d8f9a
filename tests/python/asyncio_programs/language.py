"""What the language itself does with tasks: contexts, generators, exits."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import AsyncGenerator
from typing import Any

from ._program import Log, after, program

_variable: contextvars.ContextVar[str] = contextvars.ContextVar("_variable", default="unset")


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
