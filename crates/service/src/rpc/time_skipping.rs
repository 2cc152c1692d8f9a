//! TestService: the clock of tests. Served where the clock can skip; elsewhere its RPCs answer UNIMPLEMENTED.

use std::time::Duration;

use everloop_engine::Timestamp;
use everloop_proto::{
    Call, Reply,
    testservice::v1::{
        GetCurrentTimeResponse, LockTimeSkippingRequest, LockTimeSkippingResponse, SleepRequest, SleepResponse,
        SleepUntilRequest, UnlockTimeSkippingRequest, UnlockTimeSkippingResponse,
    },
};

use crate::{
    Handle,
    request::{Request, TimeSkipping, Until, WhileAsleep},
};

pub(crate) async fn current_time(handle: &Handle, (): (), _call: Call) -> Reply<GetCurrentTimeResponse> {
    let now = handle
        .ask(|promise| Request::TimeSkipping(TimeSkipping::CurrentTime { promise }))
        .await?;
    Ok(GetCurrentTimeResponse { time: Some(now.into()) })
}

pub(crate) async fn lock(
    handle: &Handle,
    _request: LockTimeSkippingRequest,
    _call: Call,
) -> Reply<LockTimeSkippingResponse> {
    handle
        .ask(|promise| Request::TimeSkipping(TimeSkipping::Lock { promise }))
        .await?;
    Ok(LockTimeSkippingResponse {})
}

pub(crate) async fn unlock(
    handle: &Handle,
    _request: UnlockTimeSkippingRequest,
    _call: Call,
) -> Reply<UnlockTimeSkippingResponse> {
    handle
        .ask(|promise| Request::TimeSkipping(TimeSkipping::Unlock { promise }))
        .await?;
    Ok(UnlockTimeSkippingResponse {})
}

pub(crate) async fn unlock_with_sleep(handle: &Handle, request: SleepRequest, _call: Call) -> Reply<SleepResponse> {
    asleep(handle, Until::In(duration(&request)), WhileAsleep::Unlocked).await
}

pub(crate) async fn sleep(handle: &Handle, request: SleepRequest, _call: Call) -> Reply<SleepResponse> {
    asleep(handle, Until::In(duration(&request)), WhileAsleep::AsItIs).await
}

pub(crate) async fn sleep_until(handle: &Handle, request: SleepUntilRequest, _call: Call) -> Reply<SleepResponse> {
    // Wire: a request without a time is answered at once.
    let end = request.timestamp.map_or(Timestamp::from_nanos(0), Timestamp::from);
    asleep(handle, Until::At(end), WhileAsleep::AsItIs).await
}

async fn asleep(handle: &Handle, until: Until, skipping: WhileAsleep) -> Reply<SleepResponse> {
    handle
        .ask(|promise| {
            Request::TimeSkipping(TimeSkipping::Sleep {
                until,
                skipping,
                promise,
            })
        })
        .await?;
    Ok(SleepResponse {})
}

/// Wire: a negative or missing duration is none.
fn duration(request: &SleepRequest) -> Duration {
    request
        .duration
        .and_then(|duration| Duration::try_from(duration).ok())
        .unwrap_or_default()
}
