"""Made by tools/api_stubs.py from protoc-gen-openapiv2/options/openapiv2.proto, protoc-gen-openapiv2/options/annotations.proto."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import google.protobuf.struct_pb2
from google.protobuf.internal.containers import MessageMap, RepeatedCompositeFieldContainer, RepeatedScalarFieldContainer, ScalarMap
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class _Scheme(_EnumWrapper):
    UNKNOWN: int
    HTTP: int
    HTTPS: int
    WS: int
    WSS: int
class Scheme(metaclass=_Scheme):
    ValueType: TypeAlias = int
UNKNOWN: int
HTTP: int
HTTPS: int
WS: int
WSS: int

class Swagger(_Message):
    swagger: str
    @property
    def info(self) -> Info: ...
    host: str
    base_path: str
    @property
    def schemes(self) -> RepeatedScalarFieldContainer[Scheme.ValueType]: ...
    @property
    def consumes(self) -> RepeatedScalarFieldContainer[str]: ...
    @property
    def produces(self) -> RepeatedScalarFieldContainer[str]: ...
    @property
    def responses(self) -> MessageMap[str, Response]: ...
    @property
    def security_definitions(self) -> SecurityDefinitions: ...
    @property
    def security(self) -> RepeatedCompositeFieldContainer[SecurityRequirement]: ...
    @property
    def tags(self) -> RepeatedCompositeFieldContainer[Tag]: ...
    @property
    def external_docs(self) -> ExternalDocumentation: ...
    @property
    def extensions(self) -> MessageMap[str, google.protobuf.struct_pb2.Value]: ...
    def __init__(self, *, swagger: str | None = ..., info: Info | None = ..., host: str | None = ..., base_path: str | None = ..., schemes: Iterable[Scheme.ValueType] | None = ..., consumes: Iterable[str] | None = ..., produces: Iterable[str] | None = ..., responses: Mapping[str, Response] | None = ..., security_definitions: SecurityDefinitions | None = ..., security: Iterable[SecurityRequirement] | None = ..., tags: Iterable[Tag] | None = ..., external_docs: ExternalDocumentation | None = ..., extensions: Mapping[str, google.protobuf.struct_pb2.Value] | None = ...) -> None: ...

class Operation(_Message):
    @property
    def tags(self) -> RepeatedScalarFieldContainer[str]: ...
    summary: str
    description: str
    @property
    def external_docs(self) -> ExternalDocumentation: ...
    operation_id: str
    @property
    def consumes(self) -> RepeatedScalarFieldContainer[str]: ...
    @property
    def produces(self) -> RepeatedScalarFieldContainer[str]: ...
    @property
    def responses(self) -> MessageMap[str, Response]: ...
    @property
    def schemes(self) -> RepeatedScalarFieldContainer[Scheme.ValueType]: ...
    deprecated: bool
    @property
    def security(self) -> RepeatedCompositeFieldContainer[SecurityRequirement]: ...
    @property
    def extensions(self) -> MessageMap[str, google.protobuf.struct_pb2.Value]: ...
    @property
    def parameters(self) -> Parameters: ...
    def __init__(self, *, tags: Iterable[str] | None = ..., summary: str | None = ..., description: str | None = ..., external_docs: ExternalDocumentation | None = ..., operation_id: str | None = ..., consumes: Iterable[str] | None = ..., produces: Iterable[str] | None = ..., responses: Mapping[str, Response] | None = ..., schemes: Iterable[Scheme.ValueType] | None = ..., deprecated: bool | None = ..., security: Iterable[SecurityRequirement] | None = ..., extensions: Mapping[str, google.protobuf.struct_pb2.Value] | None = ..., parameters: Parameters | None = ...) -> None: ...

class Parameters(_Message):
    @property
    def headers(self) -> RepeatedCompositeFieldContainer[HeaderParameter]: ...
    def __init__(self, *, headers: Iterable[HeaderParameter] | None = ...) -> None: ...

class HeaderParameter(_Message):
    class _Type(_EnumWrapper):
        UNKNOWN: int
        STRING: int
        NUMBER: int
        INTEGER: int
        BOOLEAN: int
    class Type(metaclass=_Type):
        ValueType: TypeAlias = int
    UNKNOWN: int
    STRING: int
    NUMBER: int
    INTEGER: int
    BOOLEAN: int

    name: str
    description: str
    type: HeaderParameter.Type.ValueType
    format: str
    required: bool
    def __init__(self, *, name: str | None = ..., description: str | None = ..., type: HeaderParameter.Type.ValueType | None = ..., format: str | None = ..., required: bool | None = ...) -> None: ...

class Header(_Message):
    description: str
    type: str
    format: str
    default: str
    pattern: str
    def __init__(self, *, description: str | None = ..., type: str | None = ..., format: str | None = ..., default: str | None = ..., pattern: str | None = ...) -> None: ...

class Response(_Message):
    description: str
    @property
    def schema(self) -> Schema: ...
    @property
    def headers(self) -> MessageMap[str, Header]: ...
    @property
    def examples(self) -> ScalarMap[str, str]: ...
    @property
    def extensions(self) -> MessageMap[str, google.protobuf.struct_pb2.Value]: ...
    def __init__(self, *, description: str | None = ..., schema: Schema | None = ..., headers: Mapping[str, Header] | None = ..., examples: Mapping[str, str] | None = ..., extensions: Mapping[str, google.protobuf.struct_pb2.Value] | None = ...) -> None: ...

class Info(_Message):
    title: str
    description: str
    terms_of_service: str
    @property
    def contact(self) -> Contact: ...
    @property
    def license(self) -> License: ...
    version: str
    @property
    def extensions(self) -> MessageMap[str, google.protobuf.struct_pb2.Value]: ...
    def __init__(self, *, title: str | None = ..., description: str | None = ..., terms_of_service: str | None = ..., contact: Contact | None = ..., license: License | None = ..., version: str | None = ..., extensions: Mapping[str, google.protobuf.struct_pb2.Value] | None = ...) -> None: ...

class Contact(_Message):
    name: str
    url: str
    email: str
    def __init__(self, *, name: str | None = ..., url: str | None = ..., email: str | None = ...) -> None: ...

class License(_Message):
    name: str
    url: str
    def __init__(self, *, name: str | None = ..., url: str | None = ...) -> None: ...

class ExternalDocumentation(_Message):
    description: str
    url: str
    def __init__(self, *, description: str | None = ..., url: str | None = ...) -> None: ...

class Schema(_Message):
    @property
    def json_schema(self) -> JSONSchema: ...
    discriminator: str
    read_only: bool
    @property
    def external_docs(self) -> ExternalDocumentation: ...
    example: str
    def __init__(self, *, json_schema: JSONSchema | None = ..., discriminator: str | None = ..., read_only: bool | None = ..., external_docs: ExternalDocumentation | None = ..., example: str | None = ...) -> None: ...

class EnumSchema(_Message):
    description: str
    default: str
    title: str
    required: bool
    read_only: bool
    @property
    def external_docs(self) -> ExternalDocumentation: ...
    example: str
    ref: str
    @property
    def extensions(self) -> MessageMap[str, google.protobuf.struct_pb2.Value]: ...
    def __init__(self, *, description: str | None = ..., default: str | None = ..., title: str | None = ..., required: bool | None = ..., read_only: bool | None = ..., external_docs: ExternalDocumentation | None = ..., example: str | None = ..., ref: str | None = ..., extensions: Mapping[str, google.protobuf.struct_pb2.Value] | None = ...) -> None: ...

class JSONSchema(_Message):
    class _JSONSchemaSimpleTypes(_EnumWrapper):
        UNKNOWN: int
        ARRAY: int
        BOOLEAN: int
        INTEGER: int
        NULL: int
        NUMBER: int
        OBJECT: int
        STRING: int
    class JSONSchemaSimpleTypes(metaclass=_JSONSchemaSimpleTypes):
        ValueType: TypeAlias = int
    UNKNOWN: int
    ARRAY: int
    BOOLEAN: int
    INTEGER: int
    NULL: int
    NUMBER: int
    OBJECT: int
    STRING: int

    class FieldConfiguration(_Message):
        path_param_name: str
        def __init__(self, *, path_param_name: str | None = ...) -> None: ...

    ref: str
    title: str
    description: str
    default: str
    read_only: bool
    example: str
    multiple_of: float
    maximum: float
    exclusive_maximum: bool
    minimum: float
    exclusive_minimum: bool
    max_length: int
    min_length: int
    pattern: str
    max_items: int
    min_items: int
    unique_items: bool
    max_properties: int
    min_properties: int
    @property
    def required(self) -> RepeatedScalarFieldContainer[str]: ...
    @property
    def array(self) -> RepeatedScalarFieldContainer[str]: ...
    @property
    def type(self) -> RepeatedScalarFieldContainer[JSONSchema.JSONSchemaSimpleTypes.ValueType]: ...
    format: str
    @property
    def enum(self) -> RepeatedScalarFieldContainer[str]: ...
    @property
    def field_configuration(self) -> JSONSchema.FieldConfiguration: ...
    @property
    def extensions(self) -> MessageMap[str, google.protobuf.struct_pb2.Value]: ...
    def __init__(self, *, ref: str | None = ..., title: str | None = ..., description: str | None = ..., default: str | None = ..., read_only: bool | None = ..., example: str | None = ..., multiple_of: float | None = ..., maximum: float | None = ..., exclusive_maximum: bool | None = ..., minimum: float | None = ..., exclusive_minimum: bool | None = ..., max_length: int | None = ..., min_length: int | None = ..., pattern: str | None = ..., max_items: int | None = ..., min_items: int | None = ..., unique_items: bool | None = ..., max_properties: int | None = ..., min_properties: int | None = ..., required: Iterable[str] | None = ..., array: Iterable[str] | None = ..., type: Iterable[JSONSchema.JSONSchemaSimpleTypes.ValueType] | None = ..., format: str | None = ..., enum: Iterable[str] | None = ..., field_configuration: JSONSchema.FieldConfiguration | None = ..., extensions: Mapping[str, google.protobuf.struct_pb2.Value] | None = ...) -> None: ...

class Tag(_Message):
    name: str
    description: str
    @property
    def external_docs(self) -> ExternalDocumentation: ...
    @property
    def extensions(self) -> MessageMap[str, google.protobuf.struct_pb2.Value]: ...
    def __init__(self, *, name: str | None = ..., description: str | None = ..., external_docs: ExternalDocumentation | None = ..., extensions: Mapping[str, google.protobuf.struct_pb2.Value] | None = ...) -> None: ...

class SecurityDefinitions(_Message):
    @property
    def security(self) -> MessageMap[str, SecurityScheme]: ...
    def __init__(self, *, security: Mapping[str, SecurityScheme] | None = ...) -> None: ...

class SecurityScheme(_Message):
    class _Type(_EnumWrapper):
        TYPE_INVALID: int
        TYPE_BASIC: int
        TYPE_API_KEY: int
        TYPE_OAUTH2: int
    class Type(metaclass=_Type):
        ValueType: TypeAlias = int
    TYPE_INVALID: int
    TYPE_BASIC: int
    TYPE_API_KEY: int
    TYPE_OAUTH2: int

    class _In(_EnumWrapper):
        IN_INVALID: int
        IN_QUERY: int
        IN_HEADER: int
    class In(metaclass=_In):
        ValueType: TypeAlias = int
    IN_INVALID: int
    IN_QUERY: int
    IN_HEADER: int

    class _Flow(_EnumWrapper):
        FLOW_INVALID: int
        FLOW_IMPLICIT: int
        FLOW_PASSWORD: int
        FLOW_APPLICATION: int
        FLOW_ACCESS_CODE: int
    class Flow(metaclass=_Flow):
        ValueType: TypeAlias = int
    FLOW_INVALID: int
    FLOW_IMPLICIT: int
    FLOW_PASSWORD: int
    FLOW_APPLICATION: int
    FLOW_ACCESS_CODE: int

    type: SecurityScheme.Type.ValueType
    description: str
    name: str
    flow: SecurityScheme.Flow.ValueType
    authorization_url: str
    token_url: str
    @property
    def scopes(self) -> Scopes: ...
    @property
    def extensions(self) -> MessageMap[str, google.protobuf.struct_pb2.Value]: ...
    def __init__(self, *, type: SecurityScheme.Type.ValueType | None = ..., description: str | None = ..., name: str | None = ..., flow: SecurityScheme.Flow.ValueType | None = ..., authorization_url: str | None = ..., token_url: str | None = ..., scopes: Scopes | None = ..., extensions: Mapping[str, google.protobuf.struct_pb2.Value] | None = ...) -> None: ...

class SecurityRequirement(_Message):
    class SecurityRequirementValue(_Message):
        @property
        def scope(self) -> RepeatedScalarFieldContainer[str]: ...
        def __init__(self, *, scope: Iterable[str] | None = ...) -> None: ...

    @property
    def security_requirement(self) -> MessageMap[str, SecurityRequirement.SecurityRequirementValue]: ...
    def __init__(self, *, security_requirement: Mapping[str, SecurityRequirement.SecurityRequirementValue] | None = ...) -> None: ...

class Scopes(_Message):
    @property
    def scope(self) -> ScalarMap[str, str]: ...
    def __init__(self, *, scope: Mapping[str, str] | None = ...) -> None: ...

