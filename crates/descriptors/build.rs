//! Takes the descriptor set that the build script of `temporalio-protos` publishes and writes the
//! part everloop speaks: the public API, its test service and health, without the private
//! messages between the official SDK's core and its languages. The cloud operations API goes into a file of its own:
//! nothing here speaks it, but Python programs may.

use std::{collections::HashSet, env, fs, path::PathBuf};

use prost::Message as _;
use prost_types::FileDescriptorSet;

const ROOTS: [&str; 7] = [
    "temporal/api/workflowservice/v1/service.proto",
    "temporal/api/operatorservice/v1/service.proto",
    "temporal/api/testservice/v1/service.proto",
    "temporal/api/errordetails/v1/message.proto",
    "temporal/api/sdk/v1/workflow_metadata.proto",
    "temporal/api/nexusservices/workerservice/v1/request_response.proto",
    "google/rpc/status.proto",
];

const CLOUD_ROOTS: [&str; 1] = ["temporal/api/cloud/cloudservice/v1/service.proto"];

fn main() {
    let path = env::var("DEP_TEMPORALIO_PROTOS_DESCRIPTOR_PATH")
        .expect("temporalio-protos publishes its descriptor path to its direct dependents");
    println!("cargo:rerun-if-changed={path}");
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("cannot read descriptors at {path}: {error}"));
    let all = FileDescriptorSet::decode(bytes.as_slice()).expect("the published descriptors are a FileDescriptorSet");

    let wanted = reachable(&all, &ROOTS);
    let cloud = &reachable(&all, &CLOUD_ROOTS) - &wanted;
    write("descriptors.bin", &all, &wanted);
    write("cloud.bin", &all, &cloud);
}

/// Writes the descriptors of the named files.
fn write(name: &str, all: &FileDescriptorSet, wanted: &HashSet<String>) {
    let files = all.file.iter().filter(|file| wanted.contains(file.name()));
    let mut trimmed = FileDescriptorSet {
        file: files.cloned().collect(),
    };
    // The comments are two thirds of the bytes, and every binary carries the set.
    trimmed.file.iter_mut().for_each(|file| file.source_code_info = None);
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join(name);
    fs::write(&out, trimmed.encode_to_vec()).expect("OUT_DIR is writable");
}

/// The names of the root files and of everything they import.
fn reachable(all: &FileDescriptorSet, roots: &[&str]) -> HashSet<String> {
    let mut wanted = HashSet::new();
    let mut pending: Vec<String> = all
        .file
        .iter()
        .map(|file| file.name().to_owned())
        .filter(|name| roots.iter().any(|root| name.ends_with(root)))
        .collect();
    assert_eq!(
        pending.len(),
        roots.len(),
        "a root file is missing from the published descriptors: found {pending:?}"
    );
    while let Some(name) = pending.pop() {
        if let Some(file) = all.file.iter().find(|file| file.name() == name)
            && wanted.insert(name)
        {
            pending.extend(file.dependency.iter().cloned());
        }
    }
    wanted
}
