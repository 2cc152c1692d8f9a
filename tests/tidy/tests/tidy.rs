//! The shape of the repository, checked: which crate may reach which, who may name what, and how
//! files open. The tables here are those of ARCHITECTURE.md; change both in one commit.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Which of our crates each crate may depend on, dev-dependencies included.
const ARROWS: [(&str, &[&str]); 17] = [
    ("descriptors", &[]),
    ("proto", &["descriptors"]),
    ("engine", &["proto"]),
    ("machines", &["proto"]),
    ("messages", &["descriptors", "machines", "proto"]),
    ("metrics", &[]),
    ("faults", &[]),
    ("store", &["faults"]),
    ("service", &["engine", "metrics", "proto", "store"]),
    ("client", &["metrics", "proto"]),
    ("telemetry", &["client", "metrics", "proto"]),
    ("worker", &["machines", "metrics", "proto"]),
    ("server", &["client", "metrics", "proto"]),
    ("share", &["client", "metrics", "proto", "server", "service", "store"]),
    (
        "python",
        &[
            "cli",
            "client",
            "machines",
            "messages",
            "metrics",
            "proto",
            "server",
            "service",
            "share",
            "telemetry",
            "worker",
        ],
    ),
    (
        "cli",
        &[
            "client",
            "proto",
            "server",
            "service",
            "share",
            "store",
            "telemetry",
            "metrics",
        ],
    ),
    ("sim", &["engine", "faults", "machines", "proto", "service", "store"]),
];

/// Packages that must not be reachable from a crate, not even through dev-dependencies.
/// Build dependencies run at build time only and are left out.
const UNREACHABLE: [(&str, &[&str]); 8] = [
    ("proto", &["tokio", "tonic", "rusqlite", "pyo3"]),
    ("engine", &["tokio", "tonic", "rusqlite", "pyo3", "tracing", "rand"]),
    ("machines", &["tokio", "tonic", "rusqlite", "pyo3", "tracing", "rand"]),
    ("store", &["tokio", "tonic", "pyo3", "everloop-proto"]),
    ("service", &["tonic", "pyo3"]),
    ("client", &["rusqlite", "pyo3"]),
    ("worker", &["tonic", "rusqlite", "pyo3"]),
    ("server", &["rusqlite", "pyo3"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

struct Graph {
    /// Package name to the names it depends on at run time or in its tests.
    edges: BTreeMap<String, BTreeSet<String>>,
    /// The same without the dev-dependencies.
    shipped: BTreeMap<String, BTreeSet<String>>,
}

fn graph() -> Graph {
    let output = Command::new(env!("CARGO"))
        // Only this platform's packages: those of others are never downloaded.
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--offline",
            "--filter-platform",
            env!("TARGET"),
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: BTreeMap<&str, &str> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (package["id"].as_str().unwrap(), package["name"].as_str().unwrap()))
        .collect();
    let mut graph = Graph {
        edges: BTreeMap::new(),
        shipped: BTreeMap::new(),
    };
    for node in metadata["resolve"]["nodes"].as_array().unwrap() {
        let name = names[node["id"].as_str().unwrap()].to_owned();
        for dep in node["deps"].as_array().unwrap() {
            let target = names[dep["pkg"].as_str().unwrap()].to_owned();
            let kinds: Vec<Option<&str>> = dep["dep_kinds"]
                .as_array()
                .unwrap()
                .iter()
                .map(|kind| kind["kind"].as_str())
                .collect();
            if kinds.contains(&None) {
                graph.shipped.entry(name.clone()).or_default().insert(target.clone());
            }
            if kinds.contains(&None) || kinds.contains(&Some("dev")) {
                graph.edges.entry(name.clone()).or_default().insert(target);
            }
        }
    }
    graph
}

/// Everything that the tests of `package` link: its own dev-dependencies, and what ships below them.
fn reachable(graph: &Graph, package: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut pending: Vec<&String> = graph.edges.get(package).into_iter().flatten().collect();
    while let Some(name) = pending.pop() {
        if seen.insert(name.clone()) {
            pending.extend(graph.shipped.get(name).into_iter().flatten());
        }
    }
    seen
}

/// Every tracked or new file with that extension, ignored ones left out.
fn files(extension: &str) -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "git ls-files: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let listing = String::from_utf8(output.stdout).unwrap();
    listing
        .lines()
        .map(|line| root().join(line))
        .filter(|path| path.extension().is_some_and(|found| found == extension) && path.exists())
        .collect()
}

fn crate_of(path: &Path) -> Option<String> {
    let relative = path.strip_prefix(root().join("crates")).ok()?;
    Some(relative.components().next()?.as_os_str().to_str()?.to_owned())
}

fn crate_folders() -> Vec<String> {
    let mut folders: Vec<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("Cargo.toml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    folders
}

#[test]
fn arrows_point_one_way() {
    let graph = graph();
    let table: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    for folder in crate_folders() {
        let allowed = table
            .get(folder.as_str())
            .unwrap_or_else(|| panic!("crates/{folder} is not in the table"));
        let found = graph
            .edges
            .get(&format!("everloop-{folder}"))
            .cloned()
            .unwrap_or_default();
        for target in found.iter().filter_map(|name| name.strip_prefix("everloop-")) {
            assert!(
                allowed.contains(&target),
                "everloop-{folder} must not depend on everloop-{target}"
            );
        }
    }
}

#[test]
fn pure_crates_stay_pure() {
    let graph = graph();
    for (folder, banned) in UNREACHABLE {
        let reached = reachable(&graph, &format!("everloop-{folder}"));
        for name in banned {
            assert!(!reached.contains(*name), "everloop-{folder} reaches {name}");
        }
    }
    for folder in crate_folders() {
        let direct = graph
            .edges
            .get(&format!("everloop-{folder}"))
            .cloned()
            .unwrap_or_default();
        assert!(
            folder == "python" || !direct.contains("pyo3"),
            "only python names pyo3, not {folder}"
        );
        assert!(
            matches!(folder.as_str(), "store" | "faults") || !direct.contains("rusqlite"),
            "only store names rusqlite, and who watches its disk, not {folder}"
        );
    }
}

#[test]
fn only_store_speaks_sql() {
    for path in files("rs") {
        let Some(folder) = crate_of(&path) else { continue };
        if folder == "store" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for statement in ["INSERT INTO ", "CREATE TABLE", "DELETE FROM ", "PRAGMA "] {
            assert!(!text.contains(statement), "{} holds SQL: {statement}", path.display());
        }
    }
}

#[test]
fn every_source_file_says_what_it_is_for() {
    for path in files("rs") {
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("//!"),
            "{} does not open with what it is for",
            path.display()
        );
    }
    for path in files("py").into_iter().chain(files("pyi")) {
        let text = fs::read_to_string(&path).unwrap();
        let body = text.strip_prefix("#!/usr/bin/env python3\n").unwrap_or(&text);
        assert!(
            body.trim().is_empty() || body.starts_with("\"\"\"") || body.starts_with("r\"\"\""),
            "{} does not open with what it is for",
            path.display()
        );
    }
}

#[test]
fn every_crate_has_its_paragraph() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for folder in crate_folders() {
        assert!(
            architecture.contains(&format!("### `{folder}`")),
            "ARCHITECTURE.md has no paragraph on {folder}"
        );
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let section = manifest
        .split("[workspace.dependencies]")
        .nth(1)
        .unwrap()
        .split("\n[")
        .next()
        .unwrap();
    for line in section
        .lines()
        .filter(|line| line.contains('=') && !line.starts_with("everloop-"))
    {
        let name = line.split('=').next().unwrap().trim();
        assert!(
            architecture.contains(&format!("`{name}`")),
            "ARCHITECTURE.md does not say why {name} is used"
        );
    }
}

#[test]
fn the_pure_crates_ban_clocks_randomness_threads_and_hash_maps() {
    for folder in ["engine", "machines"] {
        let bans = fs::read_to_string(root().join("crates").join(folder).join("clippy.toml")).unwrap();
        for banned in [
            "HashMap",
            "HashSet",
            "SystemTime::now",
            "Instant::now",
            "thread::spawn",
            "RandomState",
        ] {
            assert!(
                bans.contains(banned),
                "crates/{folder}/clippy.toml does not ban {banned}"
            );
        }
    }
}
