//! What a command carries besides its attributes, for people to read. It ends up on the command's event and decides
//! nothing, so it is no part of what replays.

use everloop_proto::sdk::v1::{EventGroupMarker, UserMetadata};

/// See the module.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Trimmings {
    pub(crate) user_metadata: Option<UserMetadata>,
    pub(crate) event_group_markers: Vec<EventGroupMarker>,
}

impl Trimmings {
    /// Itself for those who keep it, or nothing if it is empty, as it mostly is.
    pub(crate) fn kept(&self) -> Kept {
        let is_empty = self.user_metadata.is_none() && self.event_group_markers.is_empty();
        Kept((!is_empty).then(|| Box::new(self.clone())))
    }
}

/// Wire: what a command carried is carried again by its cancellation, and by the marker of a local activity.
#[derive(Debug, Default)]
pub(crate) struct Kept(Option<Box<Trimmings>>);

impl Kept {
    pub(crate) fn again(&self) -> Trimmings {
        self.0.as_deref().cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_again() {
        let marked = Trimmings {
            event_group_markers: vec![EventGroupMarker::default()],
            ..Trimmings::default()
        };
        let described = Trimmings {
            user_metadata: Some(UserMetadata::default()),
            ..Trimmings::default()
        };
        for trimmings in [Trimmings::default(), marked, described] {
            assert_eq!(trimmings.kept().again(), trimmings);
        }
        assert!(Trimmings::default().kept().0.is_none(), "nothing takes no room");
    }
}
