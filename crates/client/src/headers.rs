//! The headers of a call: who calls, for which namespace, with which key, and what the caller adds.

use std::{collections::BTreeMap, sync::LazyLock};

use everloop_proto::{Code, DESCRIPTORS, RpcError};
use prost::{Message, encoding};
use prost_types::FileDescriptorSet;
use tonic::metadata::{AsciiMetadataKey, AsciiMetadataValue, BinaryMetadataKey, BinaryMetadataValue, MetadataMap};

use crate::options::{Error, Options};

/// The headers that every call of a connection carries.
pub(crate) fn of(options: &Options) -> Result<MetadataMap, Error> {
    let mut headers = MetadataMap::new();
    let own = [
        ("client-name", &options.client_name),
        ("client-version", &options.client_version),
    ];
    for (name, value) in own {
        add(&mut headers, name, value.as_bytes()).map_err(|reason| Error::Header {
            name: name.to_owned(),
            reason,
        })?;
    }
    if let Some(key) = &options.api_key {
        add(&mut headers, "authorization", format!("Bearer {key}").as_bytes()).map_err(|reason| Error::Header {
            name: "authorization".to_owned(),
            reason,
        })?;
    }
    for (name, value) in &options.metadata {
        add(&mut headers, name, value).map_err(|reason| Error::Header {
            name: name.clone(),
            reason,
        })?;
    }
    Ok(headers)
}

/// Adds what one call says of itself, which wins over what the connection says.
pub(crate) fn extend(headers: &mut MetadataMap, metadata: &[(String, Vec<u8>)]) -> Result<(), RpcError> {
    for (name, value) in metadata {
        add(headers, name, value).map_err(|reason| {
            RpcError::new(
                Code::InvalidArgument,
                format!("header {name:?} cannot be sent: {reason}"),
            )
        })?;
    }
    Ok(())
}

/// Adds the `temporal-namespace` header, by which proxies in front of a server route calls.
pub(crate) fn name_namespace(headers: &mut MetadataMap, path: &str, request: &[u8]) {
    if headers.contains_key("temporal-namespace") {
        return;
    }
    if let Some(value) = namespace(path, request).and_then(|namespace| AsciiMetadataValue::try_from(namespace).ok()) {
        headers.insert("temporal-namespace", value);
    }
}

/// The namespace that an encoded request names.
#[must_use]
pub fn namespace<'a>(path: &str, request: &'a [u8]) -> Option<&'a str> {
    NAMESPACE_FIELDS.get(path).and_then(|&field| text_field(request, field))
}

/// The task queue that an encoded request of a start or a poll names; of a sticky one, whose it is.
pub(crate) fn task_queue<'a>(path: &str, request: &'a [u8]) -> Option<&'a str> {
    let queue = bytes_field(request, task_queue_field(path)?)?;
    let own = |field| text_field(queue, field).filter(|name| !name.is_empty());
    own(3).or_else(|| own(1))
}

/// The number of the field `task_queue` in requests of starts and polls.
pub(crate) fn task_queue_field(path: &str) -> Option<u32> {
    match path.rsplit('/').next()? {
        "StartWorkflowExecution" | "SignalWithStartWorkflowExecution" => Some(4),
        "PollWorkflowTaskQueue" | "PollActivityTaskQueue" => Some(2),
        "PollNexusTaskQueue" => Some(3),
        _ => None,
    }
}

/// Says whether a header can be sent: with a connection or with one call.
///
/// # Errors
///
/// When its name is none, or its value has characters that headers must not have.
pub fn check_header(name: &str, value: &[u8]) -> Result<(), Error> {
    add(&mut MetadataMap::new(), name, value).map_err(|reason| Error::Header {
        name: name.to_owned(),
        reason,
    })
}

fn add(headers: &mut MetadataMap, name: &str, value: &[u8]) -> Result<(), &'static str> {
    const NAME: &str = "its name is not a lower-case header name";
    if name.ends_with("-bin") {
        let key = BinaryMetadataKey::from_bytes(name.as_bytes()).map_err(|_| NAME)?;
        headers.insert_bin(key, BinaryMetadataValue::from_bytes(value));
    } else {
        let key = AsciiMetadataKey::from_bytes(name.as_bytes()).map_err(|_| NAME)?;
        let value = AsciiMetadataValue::try_from(value)
            .map_err(|_| "its value is not printable ASCII; names of binary headers end in -bin")?;
        headers.insert(key, value);
    }
    Ok(())
}

/// The number of the field `namespace` in the request of each path that has one.
static NAMESPACE_FIELDS: LazyLock<BTreeMap<String, u32>> = LazyLock::new(|| {
    let set = FileDescriptorSet::decode(DESCRIPTORS).expect("the descriptors were compiled at build time");
    let mut fields = BTreeMap::new();
    for file in &set.file {
        for message in &file.message_type {
            let field = message.field.iter().find(|field| field.name() == "namespace");
            if let Some(field) =
                field.filter(|field| field.r#type() == prost_types::field_descriptor_proto::Type::String)
            {
                fields.insert(
                    format!(".{}.{}", file.package(), message.name()),
                    field.number().unsigned_abs(),
                );
            }
        }
    }
    let mut by_path = BTreeMap::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                if let Some(&field) = fields.get(method.input_type()) {
                    by_path.insert(
                        format!("/{}.{}/{}", file.package(), service.name(), method.name()),
                        field,
                    );
                }
            }
        }
    }
    by_path
});

/// The text of that field of an encoded message, if it is there.
fn text_field(message: &[u8], field: u32) -> Option<&str> {
    std::str::from_utf8(bytes_field(message, field)?).ok()
}

/// The same, as bytes.
fn bytes_field(mut message: &[u8], field: u32) -> Option<&[u8]> {
    while !message.is_empty() {
        let (tag, wire_type) = encoding::decode_key(&mut message).ok()?;
        if wire_type != encoding::WireType::LengthDelimited {
            encoding::skip_field(wire_type, tag, &mut message, encoding::DecodeContext::default()).ok()?;
            continue;
        }
        let length = usize::try_from(encoding::decode_varint(&mut message).ok()?).ok()?;
        let value = message.get(..length)?;
        if tag == field {
            return Some(value);
        }
        message = &message[length..];
    }
    None
}

#[cfg(test)]
mod tests {
    use everloop_proto::workflowservice::v1::{RespondWorkflowTaskCompletedRequest, StartWorkflowExecutionRequest};

    use super::*;

    fn namespace(method: &str, request: &impl Message) -> Option<String> {
        let mut headers = MetadataMap::new();
        let path = format!("/temporal.api.workflowservice.v1.WorkflowService/{method}");
        name_namespace(&mut headers, &path, &request.encode_to_vec());
        headers
            .get("temporal-namespace")
            .map(|value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn the_namespace_is_found_wherever_its_field_is() {
        let start = StartWorkflowExecutionRequest {
            namespace: "one".to_owned(),
            workflow_id: "id".to_owned(),
            ..Default::default()
        };
        assert_eq!(namespace("StartWorkflowExecution", &start).as_deref(), Some("one"));
        let respond = RespondWorkflowTaskCompletedRequest {
            task_token: "token".into(),
            return_new_workflow_task: true,
            namespace: "two".to_owned(),
            ..Default::default()
        };
        assert_eq!(
            namespace("RespondWorkflowTaskCompleted", &respond).as_deref(),
            Some("two")
        );
        assert_eq!(namespace("GetSystemInfo", &()), None);
    }

    #[test]
    fn a_header_that_cannot_be_sent_is_named() {
        let mut options = Options::new("x:1");
        options.metadata.insert("Upper Case".to_owned(), b"1".to_vec());
        assert!(of(&options).unwrap_err().to_string().contains("\"Upper Case\""));
    }
}
