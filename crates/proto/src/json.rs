//! The proto-JSON form of messages, as the official tools write and read it.

use std::sync::LazyLock;

use prost::{Message, Name};
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, SerializeOptions};

/// Why a text is not the JSON of a message.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("not the JSON of a {message}: {source}")]
    Syntax { message: String, source: serde_json::Error },
    #[error("no message is named {0}")]
    UnknownMessage(String),
    #[error("not the bytes of a {message}: {source}")]
    Bytes {
        message: String,
        source: prost::DecodeError,
    },
}

static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(crate::DESCRIPTORS).expect("the descriptors were compiled at build time"));

fn descriptor(name: &str) -> Result<MessageDescriptor, Error> {
    POOL.get_message_by_name(name)
        .ok_or_else(|| Error::UnknownMessage(name.to_owned()))
}

/// The JSON of encoded bytes of the message with that full protobuf name.
pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<String, Error> {
    let message = DynamicMessage::decode(descriptor(name)?, bytes).map_err(|source| Error::Bytes {
        message: name.to_owned(),
        source,
    })?;
    let mut json = Vec::new();
    message
        .serialize_with_options(&mut serde_json::Serializer::new(&mut json), &SerializeOptions::new())
        .map_err(|source| Error::Syntax {
            message: name.to_owned(),
            source,
        })?;
    Ok(String::from_utf8(json).expect("serde_json writes UTF-8"))
}

/// The encoded bytes of the message with that full protobuf name that `json` describes.
pub fn to_bytes(name: &str, json: &str) -> Result<Vec<u8>, Error> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let message = DynamicMessage::deserialize(descriptor(name)?, &mut reader)
        .and_then(|message| reader.end().map(|()| message))
        .map_err(|source| Error::Syntax {
            message: name.to_owned(),
            source,
        })?;
    Ok(message.encode_to_vec())
}

/// The JSON of a message.
pub fn to_string<M: Message + Name>(message: &M) -> Result<String, Error> {
    from_bytes(&M::full_name(), &message.encode_to_vec())
}

/// The message that `json` describes.
pub fn from_str<M: Message + Name + Default>(json: &str) -> Result<M, Error> {
    let name = M::full_name();
    let bytes = to_bytes(&name, json)?;
    M::decode(bytes.as_slice()).map_err(|source| Error::Bytes { message: name, source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::common::v1::{Payload, WorkflowExecution};

    #[test]
    fn a_message_survives_its_json() {
        let execution = WorkflowExecution {
            workflow_id: "order".to_owned(),
            run_id: "1".to_owned(),
        };
        let json = to_string(&execution).unwrap();
        assert_eq!(json, r#"{"workflowId":"order","runId":"1"}"#);
        assert_eq!(from_str::<WorkflowExecution>(&json).unwrap(), execution);
    }

    #[test]
    fn a_wrong_text_names_the_message() {
        let error = from_str::<Payload>("[]").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("not the JSON of a temporal.api.common.v1.Payload"),
            "{error}"
        );
    }
}
