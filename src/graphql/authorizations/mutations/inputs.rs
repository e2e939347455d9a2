//! Parts of what is typed.

use async_graphql::InputObject;

use crate::authorizations;
use crate::graphql::authorizations::codes::{CriterionAnswer, ExceptionGround};

/// What is said to one criterion of the service.
#[derive(InputObject)]
pub struct CriterionAnswerInput {
    /// Code of the criterion, as in `authorizationPolicy`.
    code: String,
    /// What is said.
    answer: CriterionAnswer,
    /// Words beside the answer, at most 2000 letters.
    note: Option<String>,
}

/// A document that is kept elsewhere.
#[derive(InputObject)]
pub struct AttachmentInput {
    /// What it is, at most 200 letters.
    title: String,
    /// Where it is found, at most 500 letters: a number or an address in the system that keeps it.
    reference: String,
}

/// As the service takes them.
pub fn answers(typed: Option<Vec<CriterionAnswerInput>>) -> Vec<authorizations::Answer> {
    typed
        .unwrap_or_default()
        .into_iter()
        .map(|answer| authorizations::Answer {
            criterion: answer.code,
            answer: answer.answer.into(),
            note: answer.note,
        })
        .collect()
}

/// As the service takes them.
pub fn attachments(typed: Option<Vec<AttachmentInput>>) -> Vec<authorizations::Attachment> {
    typed
        .unwrap_or_default()
        .into_iter()
        .map(|one| authorizations::Attachment {
            title: one.title,
            reference: one.reference,
        })
        .collect()
}

/// An exception by which a grant goes beyond a limit.
#[derive(InputObject)]
pub struct LimitExceptionInput {
    /// Whether the terms of the limit foresee it.
    ground: ExceptionGround,
    /// Why it is granted, at most 2000 letters.
    reason: String,
    /// What shows it: a document and where it is found, at most 2000 letters.
    evidence: String,
}

impl From<LimitExceptionInput> for authorizations::GrantedException {
    fn from(exception: LimitExceptionInput) -> Self {
        Self {
            ground: exception.ground.into(),
            reason: exception.reason,
            evidence: exception.evidence,
        }
    }
}
