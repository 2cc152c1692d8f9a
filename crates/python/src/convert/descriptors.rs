//! The descriptors behind `everloop.api` and `everloop.bridge.proto`, file by file, so that Python loads only those it touches.

use std::sync::OnceLock;

use prost::Message;
use prost_types::{FileDescriptorProto, FileDescriptorSet};
use pyo3::{exceptions::PyKeyError, prelude::*, types::PyBytes};

const CLOUD_SERVICE: &str = "cloud/cloudservice/v1/service.proto";

fn set() -> &'static FileDescriptorSet {
    static SET: OnceLock<FileDescriptorSet> = OnceLock::new();
    SET.get_or_init(|| {
        let mut set = FileDescriptorSet::decode(everloop_proto::DESCRIPTORS)
            .expect("everloop-proto generated its types from these same bytes");
        set.file.extend(grpc_status(&set));
        let cloud =
            FileDescriptorSet::decode(everloop_proto::CLOUD_DESCRIPTORS).expect("everloop-descriptors encoded them");
        set.file.extend(cloud.file);
        let core =
            FileDescriptorSet::decode(everloop_messages::DESCRIPTORS).expect("everloop-descriptors encoded them");
        set.file.extend(core.file);
        // Comments are most of the bytes and no message class needs them.
        for file in &mut set.file {
            file.source_code_info = None;
        }
        set
    })
}

/// `temporal.api.common.v1.GrpcStatus`, which the official SDK has in place of `google.rpc.Status`, under a name that
/// no other package claims.
fn grpc_status(set: &FileDescriptorSet) -> Option<FileDescriptorProto> {
    let mut file = set
        .file
        .iter()
        .find(|file| file.name() == "google/rpc/status.proto")?
        .clone();
    file.name = Some("temporal/api/common/v1/grpc_status.proto".to_owned());
    file.package = Some("temporal.api.common.v1".to_owned());
    file.options = None;
    file.message_type.first_mut()?.name = Some("GrpcStatus".to_owned());
    Some(file)
}

/// A call of the cloud operations API.
pub(crate) struct CloudCall {
    name: String,
    pub(crate) path: String,
    pub(crate) response: String,
}

/// The calls of the cloud operations API, which the table of RPCs does not have.
pub(crate) fn cloud_calls() -> &'static [CloudCall] {
    static CALLS: OnceLock<Vec<CloudCall>> = OnceLock::new();
    CALLS.get_or_init(|| {
        let file = set().file.iter().find(|file| file.name().ends_with(CLOUD_SERVICE));
        let file = file.expect("the cloud's descriptors have its service");
        let services = file.service.iter();
        let calls = services.flat_map(|service| service.method.iter().map(move |method| (service, method)));
        calls
            .map(|(service, method)| CloudCall {
                name: snake_case(method.name()),
                path: format!("/{}.{}/{}", file.package(), service.name(), method.name()),
                response: method.output_type().rsplit('.').next().unwrap_or_default().to_owned(),
            })
            .collect()
    })
}

/// The call of that name in snake case.
pub(crate) fn cloud_call(name: &str) -> Option<&'static CloudCall> {
    cloud_calls().iter().find(|call| call.name == name)
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// One descriptor file: name, package, names it depends on, top-level messages and top-level enums.
type IndexRow<'a> = (&'a str, &'a str, Vec<&'a str>, Vec<&'a str>, Vec<&'a str>);

/// What there is: one row per descriptor file.
#[pyfunction]
pub(super) fn descriptor_index() -> Vec<IndexRow<'static>> {
    set()
        .file
        .iter()
        .map(|file| {
            (
                file.name(),
                file.package(),
                file.dependency.iter().map(String::as_str).collect(),
                file.message_type
                    .iter()
                    .map(prost_types::DescriptorProto::name)
                    .collect(),
                file.enum_type
                    .iter()
                    .map(prost_types::EnumDescriptorProto::name)
                    .collect(),
            )
        })
        .collect()
}

/// The encoded `google.protobuf.FileDescriptorProto` of that name.
///
/// # Errors
/// `KeyError` if there is no such file.
#[pyfunction]
pub(super) fn descriptor_file<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyBytes>> {
    let file = set()
        .file
        .iter()
        .find(|file| file.name() == name)
        .ok_or_else(|| PyKeyError::new_err(format!("no descriptor file {name}")))?;
    Ok(PyBytes::new(py, &file.encode_to_vec()))
}
