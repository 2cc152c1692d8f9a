//! What executions say to each other, delivered within the turn and so within the commit of what was said.

use everloop_engine::{Context, Delivery, Message, deliver};
use everloop_proto::{Code, RpcError};

use crate::request::Address;

use super::Owner;

impl Owner {
    /// Delivers all messages, and those that doing so causes.
    pub(super) fn deliver_messages(&mut self) {
        while let Some(message) = self.messages.pop_front() {
            if let Err(error) = self.deliver(*message) {
                // What was said must not be committed without being heard.
                self.broken.get_or_insert(error.to_string());
            }
        }
    }

    /// The run that a reset of this one began.
    fn reset_to(&self, key: everloop_store::Key) -> Option<String> {
        let execution = &self.executions.get(key)?.execution;
        execution.reset_run_id().map(str::to_owned)
    }

    fn deliver(&mut self, message: Message) -> Result<(), RpcError> {
        let Ok((number, namespace)) = self.namespaces.find(&message.to.namespace) else {
            tracing::error!(
                namespace = message.to.namespace,
                "a message is for a namespace that is not there"
            );
            return Ok(());
        };
        let address = Address {
            namespace: message.to.namespace.clone(),
            workflow_id: message.to.workflow_id.clone(),
            run_id: message.to.run_id.clone(),
        };
        let mut address = address;
        let recipient = loop {
            match self.find(&address) {
                Ok(key) => match self.reset_to(key) {
                    // What is for a run that was reset is for the run that took its place.
                    Some(run_id) if !address.run_id.is_empty() => address.run_id = run_id,
                    _ => break Some(key),
                },
                Err(error) if error.code == Code::NotFound => break None,
                Err(error) => return Err(error),
            }
        };
        let execution = recipient
            .and_then(|key| self.executions.touch(key))
            .map(|slot| &slot.execution);
        let mut ctx = Context {
            now: self.now,
            ids: &mut self.ids,
            limits: &self.limits,
        };
        let Delivery { existing, new, answer } = deliver(message, execution, &namespace, &mut ctx);
        // The sender hears what became of its message before it hears what that led to.
        self.messages.extend(answer);
        if let (Some(key), Some(existing)) = (recipient, existing) {
            // Its reply is for nobody: the answer, if there is one, is a message.
            let _ = self.apply(key, *existing);
        }
        if let Some(birth) = new {
            self.bear(number, *birth);
        }
        Ok(())
    }
}
