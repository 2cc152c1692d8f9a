//! Where a worker runs: the machine's system, and what hosts the process, as far as variables and files tell.
//!
//! Wire: what is looked for, and in which order it is told, is as in other workers of the protocol. They tell of a runtime
//! that is compiled, whatever the language above it.

use std::{env, fs, path::Path};

use everloop_proto::worker::v1::{
    EnvironmentInfo,
    environment_info::{
        Architecture, HostingEnvironment, LinuxPlatform, MacOsPlatform, Platform, Runtime, WindowsPlatform,
        hosting_environment::HostingEnvironmentType as Hosting, linux_platform::Libc, platform::Variant,
        runtime::RuntimeType,
    },
};

/// A host, the variables of which one is set there, and the variable with its version if there is one.
const HOSTS: &[(Hosting, &[&str], Option<&str>)] = &[
    (Hosting::K8s, &["KUBERNETES_SERVICE_HOST"], None),
    (Hosting::AwsLambda, &["AWS_LAMBDA_FUNCTION_NAME"], None),
    (
        Hosting::AwsEcs,
        &["ECS_CONTAINER_METADATA_URI_V4", "ECS_CONTAINER_METADATA_URI"],
        None,
    ),
    (
        Hosting::GoogleCloudRun,
        &["K_SERVICE", "CLOUD_RUN_JOB", "CLOUD_RUN_WORKER_POOL"],
        None,
    ),
    (Hosting::GoogleAppEngine, &["GAE_SERVICE"], None),
    (
        Hosting::AzureAppService,
        &["WEBSITE_SITE_NAME"],
        Some("WEBSITE_PLATFORM_VERSION"),
    ),
    (
        Hosting::AzureFunctions,
        &["FUNCTIONS_EXTENSION_VERSION"],
        Some("FUNCTIONS_EXTENSION_VERSION"),
    ),
    (
        Hosting::AzureContainerApps,
        &["CONTAINER_APP_NAME", "CONTAINER_APP_JOB_NAME"],
        None,
    ),
];

/// What can be told of this process.
pub(crate) fn of_this_process() -> EnvironmentInfo {
    EnvironmentInfo {
        runtimes: vec![Runtime {
            r#type: RuntimeType::Native.into(),
            version: String::new(),
        }],
        hosting_environments: hosts(is_in_docker(), |name| env::var(name).ok()),
        platform: platform(),
    }
}

fn hosts(is_in_docker: bool, variable: impl Fn(&str) -> Option<String>) -> Vec<HostingEnvironment> {
    let host = |hosting: Hosting, version: String| HostingEnvironment {
        r#type: hosting.into(),
        version,
    };
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let docker = is_in_docker.then(|| host(Hosting::Docker, String::new()));
    let others = HOSTS.iter().filter_map(|(hosting, names, version)| {
        names.iter().find_map(|name| set(name))?;
        let version = version.and_then(set).unwrap_or_default();
        Some(host(*hosting, version))
    });
    docker.into_iter().chain(others).collect()
}

fn is_in_docker() -> bool {
    Path::new("/.dockerenv").exists()
        || fs::read_to_string("/proc/self/cgroup").is_ok_and(|groups| groups.contains("docker"))
}

fn platform() -> Option<Platform> {
    let version = sysinfo::System::os_version().unwrap_or_default();
    let architecture = match env::consts::ARCH {
        "x86_64" => Architecture::Amd64,
        "aarch64" => Architecture::Arm64,
        _ => Architecture::Unspecified,
    }
    .into();
    let variant = match env::consts::OS {
        "linux" => Variant::Linux(LinuxPlatform {
            version,
            architecture,
            libc: if cfg!(target_env = "musl") {
                Libc::Musl
            } else {
                Libc::Glibc
            }
            .into(),
        }),
        "macos" => Variant::Macos(MacOsPlatform { version, architecture }),
        "windows" => Variant::Windows(WindowsPlatform {
            version,
            architecture,
            ..WindowsPlatform::default()
        }),
        _ => return None,
    };
    Some(Platform { variant: Some(variant) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(is_in_docker: bool, variables: &[(&str, &str)]) -> Vec<(Hosting, String)> {
        let find = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let hosts = hosts(is_in_docker, find).into_iter();
        hosts.map(|host| (host.r#type(), host.version)).collect()
    }

    #[test]
    fn hosts_are_known_by_their_variables() {
        let plain = |hosting: Hosting| (hosting, String::new());
        assert_eq!(told(false, &[("KUBERNETES_SERVICE_HOST", "")]), []);
        assert_eq!(
            told(true, &[("K_SERVICE", "x"), ("KUBERNETES_SERVICE_HOST", "10.0.0.1")]),
            [
                plain(Hosting::Docker),
                plain(Hosting::K8s),
                plain(Hosting::GoogleCloudRun)
            ]
        );
        let azure = [
            ("FUNCTIONS_EXTENSION_VERSION", "~4"),
            ("WEBSITE_SITE_NAME", "x"),
            ("WEBSITE_PLATFORM_VERSION", "9"),
        ];
        assert_eq!(
            told(false, &azure),
            [
                (Hosting::AzureAppService, "9".to_owned()),
                (Hosting::AzureFunctions, "~4".to_owned())
            ]
        );
    }

    #[test]
    fn the_platform_is_this_one() {
        assert!(of_this_process().platform.is_some());
    }
}
