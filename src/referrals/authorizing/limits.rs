//! What is granted fits within the limits of the service, or an exception says why it may not.

use super::complete::OpenAuthorization;
use crate::authorizations::limits::Weight;
use crate::authorizations::rules::check_text;
use crate::authorizations::{Grant, GrantedException, usage};
use crate::db::Tx;
use crate::error::Failure;
use crate::referrals::error::ReferralError;
use crate::refusal::{Refusal, Refusals, TextCodes};

/// An exception is complete: why, and what shows it.
pub(super) fn check_exception<C: TextCodes>(
    typed: Option<&GrantedException>,
) -> Result<Option<GrantedException>, Refusals<C>> {
    let Some(typed) = typed else {
        return Ok(None);
    };
    let reason = check_text(&typed.reason, &["exception", "reason"]);
    let evidence = check_text(&typed.evidence, &["exception", "evidence"]);
    match (reason, evidence) {
        (Ok(reason), Ok(evidence)) => Ok(Some(GrantedException {
            ground: typed.ground,
            reason,
            evidence,
        })),
        (reason, evidence) => {
            let mistakes = [reason.err(), evidence.err()];
            Err(mistakes.into_iter().flatten().flatten().collect())
        }
    }
}

/// What is to be granted fits; else it is refused with `refused`. All records of the person are held.
pub(super) async fn fits_in<C: Clone>(
    tx: &Tx,
    open: &OpenAuthorization,
    grant: Grant,
    (exception, refused): (Option<&GrantedException>, C),
) -> Result<(), ReferralError<C>> {
    let Some(person) = &open.person else {
        return Ok(());
    };
    let reviewer = tx.actor().as_person().ok_or(Failure::Denied)?.account;
    let exception = exception.map(|exception| (reviewer, exception));
    let found = usage::check_in(tx, (&open.of, grant), person, exception).await?;
    for other in &person.elsewhere {
        if found.names_another_plan() {
            tx.concerns(other.plan, Some(other.id));
        }
    }
    let refusals: Refusals<C> = found
        .findings
        .into_iter()
        .filter(|finding| finding.weight == Weight::Refuses)
        .map(|finding| Refusal::at(refused.clone(), &["exception"], finding.message))
        .collect();
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(Failure::Refused(refusals))
    }
}
