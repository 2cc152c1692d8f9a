//! Who had the workflow task is gone: what would happen when its time is up happens now.

use crate::draft::Draft;
use crate::state::TaskInHand;
use crate::{Reject, Reply, task};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, hand: &TaskInHand) -> Result<Reply, Reject> {
    if !draft.next.is_in_hand(hand) {
        // It was answered, or timed out, before the news came.
        return Err(Reject::Stale);
    }
    task::start_to_close_timed_out(draft, None);
    Ok(Reply::Done)
}
