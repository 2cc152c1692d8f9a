//! Versioning overrides: which version of a worker a run shall have, whatever its code says. No versions of workers are
//! known here, so that an override which names one is refused as it is where that version has never polled.

use everloop_proto::enums::v1::VersioningBehavior;
use everloop_proto::workflow::v1::VersioningOverride;
use everloop_proto::workflow::v1::versioning_override::{
    OneTimeOverride, Override, PinnedOverride, PinnedOverrideBehavior,
};

use crate::Reject;

/// Whether a run on that task queue may have the override.
pub(crate) fn check(given: Option<&VersioningOverride>, task_queue: &str) -> Result<(), Reject> {
    let Some(given) = given else {
        return Ok(());
    };
    match &given.r#override {
        Some(Override::AutoUpgrade(true)) => Ok(()),
        Some(Override::AutoUpgrade(false)) => Err(Reject::invalid("auto-upgrade override must be true")),
        Some(Override::Pinned(pinned)) => check_pinned(pinned, task_queue),
        Some(Override::OneTime(OneTimeOverride {
            target_deployment_version: Some(version),
        })) => Err(absent(&version.deployment_name, &version.build_id, task_queue)),
        Some(Override::OneTime(_)) => Err(Reject::invalid(
            "must provide target deployment version if override is one-time.",
        )),
        None => check_older(given, task_queue),
    }
}

fn check_pinned(pinned: &PinnedOverride, task_queue: &str) -> Result<(), Reject> {
    if pinned.behavior == PinnedOverrideBehavior::Unspecified as i32 {
        return Err(Reject::invalid(
            "must specify pinned override behavior if override is pinned.",
        ));
    }
    match &pinned.version {
        Some(version) => Err(absent(&version.deployment_name, &version.build_id, task_queue)),
        None => Err(Reject::invalid("must provide version if override is pinned.")),
    }
}

#[expect(deprecated, reason = "older clients say it in the older form")]
fn check_older(given: &VersioningOverride, task_queue: &str) -> Result<(), Reject> {
    let version = &given.pinned_version;
    match VersioningBehavior::try_from(given.behavior) {
        Ok(VersioningBehavior::Unspecified) => Err(Reject::invalid("override behavior is required")),
        Ok(VersioningBehavior::AutoUpgrade) if version.is_empty() => Ok(()),
        Ok(VersioningBehavior::AutoUpgrade) => {
            Err(Reject::invalid("only provide pinned version if behavior is 'PINNED'"))
        }
        Ok(VersioningBehavior::Pinned) if !version.is_empty() => Err(match version.split_once('.') {
            Some((deployment, build)) => absent(deployment, build, task_queue),
            None => Reject::invalid(format!(
                "invalid version string \"{version}\", expected format is \"<deployment_name>.<build_id>\""
            )),
        }),
        Ok(VersioningBehavior::Pinned) if given.deployment.is_some() => Ok(()),
        Ok(VersioningBehavior::Pinned) => Err(Reject::invalid(
            "must provide deployment (deprecated) or pinned version if behavior is 'PINNED'",
        )),
        Err(_) => Err(Reject::invalid(format!(
            "override behavior {} not recognized",
            given.behavior
        ))),
    }
}

fn absent(deployment: &str, build: &str, task_queue: &str) -> Reject {
    Reject::Precondition(format!(
        "Pinned version '{deployment}:{build}' is not present in task queue '{task_queue}' of type 'Workflow'"
    ))
}

/// The newer form of an override that was given in the older one.
pub(crate) fn newer(given: VersioningOverride) -> VersioningOverride {
    let is_older = given.r#override.is_none() && given.behavior() == VersioningBehavior::AutoUpgrade;
    if !is_older {
        return given;
    }
    VersioningOverride {
        r#override: Some(Override::AutoUpgrade(true)),
        ..VersioningOverride::default()
    }
}

/// An override as the event that initiates a child has it: SDKs repeat it in fields for older servers, which are left out.
pub(crate) fn without_older_form(given: VersioningOverride) -> VersioningOverride {
    match given.r#override {
        Some(_) => VersioningOverride {
            r#override: given.r#override,
            ..VersioningOverride::default()
        },
        None => given,
    }
}

/// An override as descriptions have it: in both forms.
pub(crate) fn in_both_forms(mut given: VersioningOverride) -> VersioningOverride {
    if given.r#override == Some(Override::AutoUpgrade(true)) {
        given.set_behavior(VersioningBehavior::AutoUpgrade);
    }
    given
}

#[cfg(test)]
mod tests {
    use everloop_proto::deployment::v1::{Deployment, WorkerDeploymentVersion};

    use super::*;

    fn of(given: Override) -> VersioningOverride {
        VersioningOverride {
            r#override: Some(given),
            ..VersioningOverride::default()
        }
    }

    #[expect(deprecated, reason = "older clients say it in the older form")]
    fn older(behavior: i32, version: &str) -> VersioningOverride {
        VersioningOverride {
            behavior,
            pinned_version: version.to_owned(),
            ..VersioningOverride::default()
        }
    }

    fn pinned(behavior: i32, version: bool) -> VersioningOverride {
        of(Override::Pinned(PinnedOverride {
            behavior,
            version: version.then(|| WorkerDeploymentVersion {
                deployment_name: "d".to_owned(),
                build_id: "b".to_owned(),
            }),
        }))
    }

    #[test]
    fn only_upgrades_are_taken() {
        #[expect(deprecated, reason = "older clients say it in the older form")]
        let by_deployment = VersioningOverride {
            deployment: Some(Deployment::default()),
            ..older(1, "")
        };
        for taken in [of(Override::AutoUpgrade(true)), older(2, ""), by_deployment] {
            assert_eq!(check(Some(&taken), "q"), Ok(()));
        }
        let absent = "Pinned version 'd:b' is not present in task queue 'q' of type 'Workflow'";
        for (given, text) in [
            (pinned(1, true), absent),
            (older(1, "d.b"), absent),
            (
                pinned(0, true),
                "must specify pinned override behavior if override is pinned.",
            ),
            (pinned(1, false), "must provide version if override is pinned."),
            (of(Override::AutoUpgrade(false)), "auto-upgrade override must be true"),
            (
                of(Override::OneTime(OneTimeOverride::default())),
                "must provide target deployment version if override is one-time.",
            ),
            (older(0, ""), "override behavior is required"),
            (older(2, "d.b"), "only provide pinned version if behavior is 'PINNED'"),
            (
                older(1, "db"),
                "invalid version string \"db\", expected format is \"<deployment_name>.<build_id>\"",
            ),
            (
                older(1, ""),
                "must provide deployment (deprecated) or pinned version if behavior is 'PINNED'",
            ),
            (older(77, ""), "override behavior 77 not recognized"),
        ] {
            assert_eq!(check(Some(&given), "q").unwrap_err().to_string(), text);
        }
    }

    #[test]
    fn an_upgrade_is_said_in_both_forms() {
        let upgrade = of(Override::AutoUpgrade(true));
        assert_eq!(newer(older(2, "")), upgrade);
        assert_eq!(newer(upgrade.clone()), upgrade);
        #[expect(deprecated, reason = "older clients read the older form")]
        let behavior = in_both_forms(upgrade).behavior;
        assert_eq!(behavior, VersioningBehavior::AutoUpgrade as i32);
    }
}
