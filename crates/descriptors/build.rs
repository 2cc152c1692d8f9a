//! Takes the descriptor set that the build script of `temporalio-protos` publishes and writes the
//! part everloop speaks: the public API, its test service and health. Two parts go into files of their own: the cloud
//! operations API, which nothing here speaks but Python programs may, and the messages between the official SDK's core
//! and its languages, which are those of workflow runners that users write.

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

const CORE_ROOTS: [&str; 2] = [
    "temporal/sdk/core/core_interface.proto",
    "temporal/sdk/core/nexus/nexus.proto",
];

fn main() {
    let path = env::var("DEP_TEMPORALIO_PROTOS_DESCRIPTOR_PATH")
        .expect("temporalio-protos publishes its descriptor path to its direct dependents");
    println!("cargo:rerun-if-changed={path}");
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("cannot read descriptors at {path}: {error}"));
    let all = FileDescriptorSet::decode(bytes.as_slice()).expect("the published descriptors are a FileDescriptorSet");

    let wanted = reachable(&all, &ROOTS);
    let cloud = &reachable(&all, &CLOUD_ROOTS) - &wanted;
    let core = &reachable(&all, &CORE_ROOTS) - &wanted;
    write("descriptors.bin", &all, &wanted);
    write("cloud.bin", &all, &cloud);
    write("core.bin", &all, &core);
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
