"""The compiled module. One section per area; only `everloop._bridge` imports it."""

from typing import Any, final

# Conversion: crates/python/src/convert

__version__: str

@final
class PayloadRef:
    def message(self) -> Any: ...

@final
class FailureRef:
    def message(self) -> Any: ...

@final
class JsonCodec:
    def __new__(cls) -> JsonCodec: ...
    def dumps(self, value: object) -> bytes: ...
    def loads(self, text: bytes, hint: Any = None) -> Any: ...

def failure_from_exception(
    exception: BaseException,
    payload_converter: object,
    encode_common_attributes: bool,
    failure_converter: object,
) -> bytes: ...
def exception_from_failure(failure: Any, payload_converter: object, failure_converter: object) -> BaseException: ...
def descriptor_index() -> list[tuple[str, str, list[str], list[str], list[str]]]: ...
def descriptor_file(name: str) -> bytes: ...
