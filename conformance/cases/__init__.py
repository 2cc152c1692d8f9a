"""The cases: each file is an ordinary everloop program with an `async def run(env)` that returns what it observed."""
