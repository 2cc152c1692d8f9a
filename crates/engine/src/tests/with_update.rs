//! Update-with-start that comes again.

use everloop_proto::update::v1 as update;
use everloop_proto::workflowservice::v1::UpdateWorkflowExecutionRequest;

use super::world::{World, complete_workflow, namespace, request};
use crate::{Context, RefusedOperation, Reject, UpdateWithStartDecision, update_with_start};

fn both(world: &mut World, request_id: &str) -> Result<UpdateWithStartDecision, RefusedOperation> {
    let mut start = request();
    start.request_id = request_id.to_owned();
    let update = UpdateWorkflowExecutionRequest {
        request: Some(update::Request {
            meta: Some(update::Meta {
                update_id: "u".to_owned(),
                identity: "client".to_owned(),
            }),
            input: Some(update::Input {
                name: "set".to_owned(),
                ..update::Input::default()
            }),
            ..update::Request::default()
        }),
        ..UpdateWorkflowExecutionRequest::default()
    };
    let current = world.execution.clone();
    let mut ctx = Context {
        now: world.now,
        ids: &mut world.ids,
        limits: &world.limits,
    };
    update_with_start(start, update, &namespace(), Some(&current), &mut ctx)
}

#[test]
fn a_request_that_comes_again_updates_its_run_and_begins_no_other() {
    let mut world = World::started();
    let same = world.execution.start_request_id().to_owned();
    let open = both(&mut world, &same).unwrap();
    assert!(open.start.new.is_none() && open.start.existing.is_some());
    world.run_task(vec![complete_workflow()]);
    let refused = both(&mut world, &same).unwrap_err();
    let text = "Workflow was not started: StartDeduped".to_owned();
    assert_eq!(refused, RefusedOperation::Start(Reject::Unavailable(text)));
    let another = both(&mut world, "another").unwrap();
    assert!(another.start.new.is_some(), "another request begins another run");
}
