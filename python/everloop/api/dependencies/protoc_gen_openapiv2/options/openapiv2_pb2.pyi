"""Made by tools/api_stubs.py from protoc-gen-openapiv2/options/openapiv2.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.dependencies.protoc_gen_openapiv2.options import (
    Contact as Contact,
    EnumSchema as EnumSchema,
    ExternalDocumentation as ExternalDocumentation,
    HTTP as HTTP,
    HTTPS as HTTPS,
    Header as Header,
    HeaderParameter as HeaderParameter,
    Info as Info,
    JSONSchema as JSONSchema,
    License as License,
    Operation as Operation,
    Parameters as Parameters,
    Response as Response,
    Schema as Schema,
    Scheme as Scheme,
    Scopes as Scopes,
    SecurityDefinitions as SecurityDefinitions,
    SecurityRequirement as SecurityRequirement,
    SecurityScheme as SecurityScheme,
    Swagger as Swagger,
    Tag as Tag,
    UNKNOWN as UNKNOWN,
    WS as WS,
    WSS as WSS,
)

DESCRIPTOR: FileDescriptor
