//! The answers to the criteria of a service, and what follows from them.

use crate::authorizations::{Answer, Authorization, Criterion, CriterionAnswer, Details};
use crate::db::Tx;
use crate::reference::{Eligibility, Reference};

/// Whether the plan has what it needs: no criterion is open that could still decide it (domain notes,
/// section 4).
pub(super) fn is_complete(reference: &Reference, of: &Authorization, details: &Details) -> bool {
    !matches!(
        eligibility(reference, of, details),
        Eligibility::Unknown { .. }
    )
}

/// What follows from the answers so far.
pub(super) fn eligibility<'a>(
    reference: &'a Reference,
    of: &Authorization,
    details: &Details,
) -> Eligibility<'a> {
    let asked_on = crate::clock::day_of(of.asked.at);
    let answers = details
        .criteria
        .iter()
        .map(|one| (one.code.clone(), said(one.answer)))
        .collect();
    reference.eligibility(of.service, asked_on, &answers)
}

/// An answer as the criteria read it.
const fn said(answer: CriterionAnswer) -> crate::reference::Answer {
    match answer {
        CriterionAnswer::Yes => crate::reference::Answer::Yes,
        CriterionAnswer::No => crate::reference::Answer::No,
        CriterionAnswer::Unknown => crate::reference::Answer::Unknown,
    }
}

/// Answers as they are written.
pub(super) fn criteria(answers: &[Answer], tx: &Tx) -> Vec<Criterion> {
    answers
        .iter()
        .map(|answer| Criterion {
            code: answer.criterion.clone(),
            answer: answer.answer,
            note: answer.note.clone(),
            answered_at: tx.now(),
        })
        .collect()
}
