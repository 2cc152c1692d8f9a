//! Hands what callers ask besides the daily business to who does it.

use crate::admin::Admin;

use super::Owner;

impl Owner {
    pub(super) fn administer(&mut self, request: Admin) {
        match request {
            Admin::StartBatch {
                request,
                targets,
                promise,
            } => {
                let reply = self.start_batch(*request, targets);
                self.outbox.put(promise, reply);
            }
            Admin::StopBatch { request, promise } => {
                let reply = self.stop_batch(&request);
                self.outbox.put(promise, reply);
            }
            Admin::DescribeBatch {
                namespace,
                job_id,
                promise,
            } => {
                let reply = self.describe_batch(&namespace, &job_id);
                self.outbox.put(promise, reply);
            }
            Admin::ListBatches { request, promise } => {
                let reply = self.list_batches(&request);
                self.outbox.put(promise, reply);
            }
            Admin::RecordHeartbeats { request, promise } => {
                let reply = self.record_heartbeats(&request.namespace, request.worker_heartbeat);
                self.outbox.put(promise, reply);
            }
            Admin::ListWorkers { request, promise } => {
                let reply = self.list_workers(&request);
                self.outbox.put(promise, reply);
            }
            Admin::DescribeWorker {
                namespace,
                key,
                promise,
            } => {
                let reply = self.describe_worker(&namespace, &key);
                self.outbox.put(promise, reply);
            }
            Admin::ShutDownWorker { request, promise } => {
                let reply = self.shut_down_worker(*request);
                self.outbox.put(promise, reply);
            }
            Admin::UpdateQueueConfig { request, promise } => {
                let reply = self.update_queue_config(*request);
                self.outbox.put(promise, reply);
            }
            Admin::Reset { request, promise } => {
                let reply = self.reset(*request);
                self.outbox.put(promise, reply);
            }
            Admin::UpdateWithStart(request) => self.update_with_start(*request),
            Admin::Measure { promise } => {
                let reply = self.measure();
                self.outbox.put(promise, reply);
            }
        }
    }
}
