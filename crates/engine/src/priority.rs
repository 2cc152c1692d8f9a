//! Which priority something a workflow starts has: each field is its own, or else the workflow's.

use everloop_proto::common::v1::Priority;

/// Fills the fields that `own` leaves open with those of the workflow that starts it.
pub(crate) fn inherited(own: Option<&Priority>, workflow: Option<&Priority>) -> Option<Priority> {
    let (Some(own), Some(workflow)) = (own, workflow) else {
        return own.or(workflow).cloned();
    };
    let mut merged = own.clone();
    if merged.priority_key == 0 {
        merged.priority_key = workflow.priority_key;
    }
    if merged.fairness_key.is_empty() {
        merged.fairness_key.clone_from(&workflow.fairness_key);
    }
    if merged.fairness_weight == 0.0 {
        merged.fairness_weight = workflow.fairness_weight;
    }
    Some(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn priority(priority_key: i32, fairness_key: &str, fairness_weight: f32) -> Priority {
        Priority {
            priority_key,
            fairness_key: fairness_key.to_owned(),
            fairness_weight,
        }
    }

    #[test]
    fn each_field_is_its_own_or_the_workflows() {
        let workflow = priority(2, "tenant", 0.5);
        assert_eq!(inherited(None, Some(&workflow)), Some(workflow.clone()));
        assert_eq!(inherited(Some(&workflow), None), Some(workflow.clone()));
        assert_eq!(inherited(None, None), None);
        let some = priority(0, "", 3.0);
        assert_eq!(
            inherited(Some(&some), Some(&workflow)),
            Some(priority(2, "tenant", 3.0))
        );
        let other = priority(5, "own", 0.0);
        assert_eq!(inherited(Some(&other), Some(&workflow)), Some(priority(5, "own", 0.5)));
    }
}
