"""Finding workflows by what they are about: `python examples/search_attributes.py [ADDRESS]`.

Search attributes are typed, indexed fields that you define. They are set when a workflow starts and by the
workflow itself, and lists and counts filter by them together with type, status and times.
"""

import asyncio
import sys

from everloop import workflow
from everloop.api.enums.v1 import IndexedValueType
from everloop.api.operatorservice.v1 import AddSearchAttributesRequest
from everloop.client import Client
from everloop.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from everloop.service import RPCError, RPCStatusCode
from everloop.worker import Worker

CITY = SearchAttributeKey.for_keyword("ExampleCity")
STARS = SearchAttributeKey.for_int("ExampleStars")


@workflow.defn
class Review:
    @workflow.run
    async def run(self, stars: int) -> None:
        workflow.upsert_search_attributes([STARS.value_set(stars)])


async def define_attributes(client: Client) -> None:
    """Tell the namespace their names and types; on a cluster an administrator does that once."""
    types = {
        CITY.name: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
        STARS.name: IndexedValueType.INDEXED_VALUE_TYPE_INT,
    }
    try:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=types)
        )
    except RPCError as error:
        if error.status != RPCStatusCode.ALREADY_EXISTS:
            raise


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    await define_attributes(client)
    async with Worker(client, task_queue="reviews", workflows=[Review]):
        for number, (city, stars) in enumerate([("Oslo", 5), ("Lima", 2), ("Oslo", 3), ("Oslo", 4)]):
            await client.execute_workflow(
                Review.run,
                stars,
                id=f"review-{number}",
                task_queue="reviews",
                search_attributes=TypedSearchAttributes([SearchAttributePair(CITY, city)]),
            )
    query = "WorkflowType = 'Review' AND ExampleCity = 'Oslo' AND ExampleStars >= 4"
    # Our engine's lists know at once what was acknowledged; those of a cluster take a moment.
    while (await client.count_workflows(query)).count < 2:
        await asyncio.sleep(0.1)
    async for found in client.list_workflows(query):
        print(f"{found.id}: {found.typed_search_attributes[STARS]} stars")


if __name__ == "__main__":
    asyncio.run(main())
