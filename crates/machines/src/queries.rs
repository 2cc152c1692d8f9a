//! Queries: questions that come with a workflow task, or one that comes alone.

use std::collections::BTreeMap;

use everloop_proto::{
    common::v1::{Payload, Payloads},
    enums::v1::QueryResultType,
    failure::v1::Failure,
    query::v1::{WorkflowQuery, WorkflowQueryResult},
};

use crate::{
    activation::{Job, Query, headers},
    failures, wire,
};

/// What the one query without a task is called.
const ALONE: &str = "legacy_query";

/// The jobs that ask.
pub(crate) fn jobs(alone: Option<&WorkflowQuery>, with_task: BTreeMap<String, WorkflowQuery>) -> Vec<Job> {
    match alone {
        Some(query) => vec![job(ALONE.to_owned(), query.clone())],
        None => with_task.into_iter().map(|(id, query)| job(id, query)).collect(),
    }
}

fn job(id: String, query: WorkflowQuery) -> Job {
    Job::Query(Box::new(Query {
        id,
        query_type: query.query_type,
        arguments: wire::from_payloads(query.query_args),
        headers: headers(query.header),
    }))
}

/// An answer as a workflow task's completion holds it.
pub(crate) fn result(outcome: Result<Payload, Failure>) -> WorkflowQueryResult {
    match outcome {
        Ok(payload) => WorkflowQueryResult {
            result_type: QueryResultType::Answered.into(),
            answer: Some(Payloads {
                payloads: vec![payload],
            }),
            ..WorkflowQueryResult::default()
        },
        Err(failure) => WorkflowQueryResult {
            result_type: QueryResultType::Failed.into(),
            error_message: failure.message.clone(),
            failure: Some(failure),
            ..WorkflowQueryResult::default()
        },
    }
}

/// The answer to the one query without a task.
pub(crate) fn outcome(result: Option<(String, WorkflowQueryResult)>) -> Result<Payloads, Failure> {
    let Some((_, result)) = result else {
        return Err(failures::application(
            "the workflow did not answer the query",
            "QueryNotAnswered",
        ));
    };
    match result.failure {
        Some(failure) => Err(failure),
        None => Ok(result.answer.unwrap_or_default()),
    }
}
