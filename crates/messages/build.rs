//! Generates the types of the messages from the published descriptors. Those of the API are `everloop-proto`'s.

use std::{env, fs, path::PathBuf};

use everloop_descriptors::{CORE, DESCRIPTORS};
use prost::Message as _;
use prost_types::FileDescriptorSet;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("core.bin"), CORE).expect("OUT_DIR is writable");

    let mut set = FileDescriptorSet::decode(DESCRIPTORS).expect("everloop-descriptors holds a FileDescriptorSet");
    set.file.extend(FileDescriptorSet::decode(CORE).expect("as above").file);
    // As in `everloop-proto`, whose types they hold.
    prost_build::Config::new()
        .bytes(["."])
        .btree_map(["."])
        .extern_path(".temporal.api", "::everloop_proto::temporal::api")
        .extern_path(".google.rpc", "::everloop_proto::google::rpc")
        .include_file("packages.rs")
        .compile_fds(set)
        .expect("the descriptors compile");
}
