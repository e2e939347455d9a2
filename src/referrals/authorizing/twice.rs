//! Nobody asks a plan twice for the same. What is asked for a referral has an index for that
//! (`service_authorization_one_pending`); what is asked for a member is looked for, with all records of
//! the person held.

use crate::authorizations::{Authorization, RequestRefusal, person as standing};
use crate::db::Tx;
use crate::error::Failure;
use crate::members::person::Person;
use crate::referrals::error::ReferralError;
use crate::refusal::Refusal;

/// Refuses what the same organization asked before, while the plan has not decided it.
pub(super) async fn not_twice_in(
    tx: &Tx,
    of: &Authorization,
    person: &Person,
) -> Result<(), ReferralError<RequestRefusal>> {
    let Some(waiting) = standing::waiting_like(tx, of, &person.ids()).await? else {
        return Ok(());
    };
    Err(Failure::Refused(vec![Refusal::at(
        RequestRefusal::AskedAlready,
        &["memberId"],
        format!(
            "You asked for this: {} waits for the plan's decision, of the same kind and service and \
             for days from {} to {}. Complete it (completeAuthorization), or withdraw it first \
             (withdrawAuthorization).",
            waiting.number, waiting.asked.from_on, waiting.asked.until_on
        ),
    )]))
}
