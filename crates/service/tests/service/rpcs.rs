//! Every RPC of the descriptors is served or says by name that it is not, and docs/STATUS.md says the same.

use std::{collections::BTreeSet, time::Duration};

use everloop_proto::{Call, Code, DESCRIPTORS, invoke};
use prost::Message as _;
use prost_types::{FileDescriptorSet, MethodDescriptorProto};

use crate::skipping::skipping;

const STATUS: &str = include_str!("../../../../docs/STATUS.md");
const HEADING: &str = "## RPCs that are not served";

/// All RPCs: the path, the name, and the number of the request's field `namespace`.
fn rpcs() -> Vec<(String, String, Option<i32>)> {
    let set = FileDescriptorSet::decode(DESCRIPTORS).unwrap();
    let namespace_of = |method: &MethodDescriptorProto| {
        let messages = set
            .file
            .iter()
            .flat_map(|file| file.message_type.iter().map(move |message| (file.package(), message)));
        let mut requests =
            messages.filter(|(package, message)| format!(".{package}.{}", message.name()) == method.input_type());
        let (_, message) = requests.next()?;
        let field = message.field.iter().find(|field| field.name() == "namespace")?;
        Some(field.number())
    };
    let mut all = Vec::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                let path = format!("/{}.{}/{}", file.package(), service.name(), method.name());
                all.push((path, method.name().to_owned(), namespace_of(method)));
            }
        }
    }
    all
}

/// A request that says no more than its namespace.
fn request(namespace: Option<i32>) -> Vec<u8> {
    let Some(number) = namespace else { return Vec::new() };
    let mut bytes = Vec::new();
    prost::encoding::string::encode(u32::try_from(number).unwrap(), &"default".to_owned(), &mut bytes);
    bytes
}

/// The RPCs that docs/STATUS.md names as not served: those to come, and those that are refused for good.
fn documented() -> (BTreeSet<String>, BTreeSet<String>) {
    let section = STATUS.split_once(HEADING).expect("the section is there").1;
    let section = section.split("\n## ").next().unwrap();
    let (to_come, refused) = section
        .split_once("\nRefused")
        .expect("the paragraph of what is refused is there");
    let names = |text: &str| {
        text.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
    };
    (names(to_come), names(refused))
}

#[tokio::test]
async fn what_is_not_served_says_so_and_the_documentation_knows() {
    // TestService is served over a clock that can skip.
    let engine = skipping();
    let (mut to_come, mut refused) = (BTreeSet::new(), BTreeSet::new());
    let all = rpcs();
    assert!(all.len() > 140, "the descriptors have {} RPCs", all.len());
    for (path, name, namespace) in all {
        let body = request(namespace).into();
        let answer = invoke(&engine.handle, &path, body, Call::within(Duration::from_secs(30)));
        let answer = tokio::time::timeout(Duration::from_secs(60), answer).await;
        let answer = answer.unwrap_or_else(|_| panic!("{name} does not answer an empty request"));
        match answer {
            Err(error) if error.code == Code::Unimplemented && error.message.contains("does not serve") => {
                assert!(error.message.contains(&name), "{name}: {error}");
                to_come.insert(name);
            }
            // The codes and texts of features that are switched off: conformance/cases/refused_rpcs.py.
            Err(error) if matches!(error.code, Code::Unimplemented | Code::PermissionDenied) => {
                refused.insert(name);
            }
            Err(error) => assert_ne!(error.code, Code::Internal, "{name}: {error}"),
            Ok(_) => {}
        }
    }
    let (documented_to_come, documented_refused) = documented();
    for (found, documented) in [(to_come, documented_to_come), (refused, documented_refused)] {
        let differing: Vec<_> = found.symmetric_difference(&documented).collect();
        assert!(differing.is_empty(), "docs/STATUS.md, {HEADING:?}: {differing:?}");
    }
}
