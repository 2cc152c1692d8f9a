//! Generates the wire types, the `Api` trait and the table of RPCs from the published descriptors.
//! Nothing generated is committed, and neither protoc nor a .proto file is needed.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::PathBuf,
};

use everloop_descriptors::{CLOUD, DESCRIPTORS};
use prost::Message as _;
use prost_types::{FileDescriptorSet, field_descriptor_proto::Type};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let set = FileDescriptorSet::decode(DESCRIPTORS).expect("everloop-descriptors holds a FileDescriptorSet");

    fs::write(out.join("descriptors.bin"), DESCRIPTORS).expect("OUT_DIR is writable");
    fs::write(out.join("cloud.bin"), CLOUD).expect("OUT_DIR is writable");
    fs::write(out.join("api.rs"), api(&set)).expect("OUT_DIR is writable");
    prost_build::Config::new()
        .bytes(["."])
        // Ordered maps: the same message always has the same bytes, and the pure crates may hold them.
        .btree_map(["."])
        .boxed(large("workflow_execution_started"))
        .boxed(large("workflow_execution_continued_as_new"))
        .boxed(large("start_child_workflow_execution_initiated"))
        .boxed(rare("continued_failure"))
        .boxed(rare("versioning_override"))
        .boxed(rare("inherited_pinned_version"))
        .boxed(rare("inherited_auto_upgrade_info"))
        .boxed(rare("declined_target_version_upgrade"))
        .enable_type_names()
        .include_file("packages.rs")
        .compile_fds(set)
        .expect("the descriptors compile");
}

/// Attributes that are much larger than those of most events: inline they would give all events their size.
fn large(event: &str) -> String {
    format!(".temporal.api.history.v1.HistoryEvent.attributes.{event}_event_attributes")
}

/// Fields of started events that few have. Every run in memory has such an event.
fn rare(field: &str) -> String {
    format!(".temporal.api.history.v1.WorkflowExecutionStartedEventAttributes.{field}")
}

struct Rpc {
    path: String,
    name: String,
    method: String,
    request: String,
    response: String,
}

/// Every unary RPC of the API services, in the order of the descriptors.
fn rpcs(set: &FileDescriptorSet) -> Vec<Rpc> {
    let mut rpcs = Vec::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                assert!(
                    !method.client_streaming() && !method.server_streaming(),
                    "the Api trait has no form for the streaming RPC {}",
                    method.name()
                );
                rpcs.push(Rpc {
                    path: format!("/{}.{}/{}", file.package(), service.name(), method.name()),
                    name: method.name().to_owned(),
                    method: snake_case(method.name()),
                    request: rust_path(method.input_type()),
                    response: rust_path(method.output_type()),
                });
            }
        }
    }
    rpcs
}

fn api(set: &FileDescriptorSet) -> String {
    let rpcs = rpcs(set);
    let mut code = String::new();
    code.push_str(
        "/// One async method per RPC, wire messages in and out.\n\
         ///\n\
         /// The gRPC client implements it, the engine's service implements it, the gRPC server adapts it and\n\
         /// the worker consumes it; nobody asks which one they hold. Dropping a call's future abandons the call.\n\
         /// A method that an implementation leaves out answers UNIMPLEMENTED and names the RPC.\n\
         #[async_trait::async_trait]\npub trait Api: Send + Sync + 'static {\n",
    );
    for Rpc {
        name,
        method,
        request,
        response,
        ..
    } in &rpcs
    {
        writeln!(
            code,
            "    async fn {method}(&self, _request: {request}, _call: crate::Call) -> crate::Reply<{response}> {{\n        \
             Err(crate::RpcError::unimplemented(\"{name}\"))\n    }}"
        )
        .expect("writing to a string succeeds");
    }
    code.push_str(
        "\n    /// Hears that a connection is gone by which calls came: who made them may be gone as well.\n    \
         fn connection_closed(&self, _connection: &crate::Connection) {}\n}\n\n",
    );
    code.push_str(
        "/// Calls the macro named by its argument once with the table of all RPCs, each row\n\
         /// `(\"/package.Service/Name\", Name, method_name, Request, Response)`.\n\
         #[macro_export]\nmacro_rules! with_rpcs {\n    ($($callback:tt)+) => {\n        $($callback)+! {\n",
    );
    for Rpc {
        path,
        name,
        method,
        request,
        response,
    } in &rpcs
    {
        let (request, response) = (
            request.replacen("crate", "$crate", 1),
            response.replacen("crate", "$crate", 1),
        );
        writeln!(
            code,
            "            (\"{path}\", {name}, {method}, {request}, {response})"
        )
        .expect("writing to a string succeeds");
    }
    code.push_str("        }\n    };\n}\n");
    code.push_str(&scopes(set, &rpcs));
    code
}

/// For each request: the namespace and the task queue that it names, if it has such fields.
fn scopes(set: &FileDescriptorSet, rpcs: &[Rpc]) -> String {
    let mut code = String::from(
        "/// What a request says of whom it concerns.\npub trait Scoped {\n    \
         /// The namespace; empty if it names none.\n    \
         fn namespace(&self) -> &str {\n        \"\"\n    }\n\n    \
         /// The task queue, if it names one.\n    \
         fn task_queue(&self) -> Option<&crate::taskqueue::v1::TaskQueue> {\n        None\n    }\n}\n\n",
    );
    let requests: BTreeSet<&str> = rpcs.iter().map(|rpc| rpc.request.as_str()).collect();
    let messages = set.file.iter().flat_map(|file| {
        let package = file.package();
        let messages = file.message_type.iter();
        messages.map(move |message| (rust_path(&format!(".{package}.{}", message.name())), message))
    });
    let fields: BTreeMap<_, _> = messages.map(|(path, message)| (path, &message.field)).collect();
    for request in requests {
        let has = |name: &str, kind: Type, type_name: &str| {
            fields.get(request).is_some_and(|fields| {
                fields
                    .iter()
                    .any(|field| field.name() == name && field.r#type() == kind && field.type_name() == type_name)
            })
        };
        let namespace = if has("namespace", Type::String, "") {
            "    fn namespace(&self) -> &str {\n        &self.namespace\n    }\n"
        } else {
            ""
        };
        let task_queue = if has("task_queue", Type::Message, ".temporal.api.taskqueue.v1.TaskQueue") {
            "    fn task_queue(&self) -> Option<&crate::taskqueue::v1::TaskQueue> {\n        \
             self.task_queue.as_ref()\n    }\n"
        } else {
            ""
        };
        writeln!(code, "impl Scoped for {request} {{\n{namespace}{task_queue}}}")
            .expect("writing to a string succeeds");
    }
    code
}

fn rust_path(type_name: &str) -> String {
    match type_name {
        ".google.protobuf.Empty" => "()".to_owned(),
        _ => format!("crate{}", type_name.replace('.', "::")),
    }
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && index > 0 {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
