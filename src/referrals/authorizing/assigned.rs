//! Where a yes is the assignment: of the reviewer to a named provider's request, and the standing one
//! to a provider that may presume (S0; domain notes, section 11).

use entity::types::{OrganizationId, ReferralId};

use crate::db::Tx;
use crate::error::Failure;
use crate::referrals::act::Opened;
use crate::referrals::assign::AssignError;
use crate::referrals::error::{AssignRefusal, ReferralError};
use crate::referrals::input::AssignReferral;
use crate::referrals::served::served_in;
use crate::referrals::state::{self, Act};
use crate::referrals::{ActSource, Referrals, store};
use crate::refusal::Refusal;

/// Gives a referral to that provider, for whom `by` said yes.
pub(super) async fn assign_in(
    referrals: &Referrals,
    tx: &Tx,
    (id, provider): (ReferralId, OrganizationId),
    by: Option<OrganizationId>,
) -> Result<(), AssignError> {
    let system = tx.acting_as_system("a plan's yes is the assignment, whoever sets it off");
    let referral = store::referral_by_id(&system, id)
        .await?
        .ok_or(Failure::NotFound)?;
    let next =
        state::step(Act::Assign, ActSource::Live, referral.status, None).map_err(|refusal| {
            Failure::Refused(vec![Refusal::new(
                AssignRefusal::WrongState,
                refusal.message(),
            )])
        })?;
    let mut opened = Opened::noting(&system, referral);
    opened.by = by;
    opened.next = next;
    let assign = AssignReferral {
        referral: id,
        provider: Some(provider),
        reason: None,
        held_until: None,
    };
    let served = served_in(&system, &opened).await?;
    referrals.give_in(&system, opened, served, &assign).await
}

/// Why the yes could not be given, in the words of the act that was to give it.
pub(super) fn not_assignable<C: Clone>(
    failure: AssignError,
    code: C,
    what: &str,
    advice: &str,
) -> ReferralError<C> {
    match failure {
        Failure::Refused(refusals) => Failure::Refused(
            refusals
                .into_iter()
                .map(|refusal| {
                    let message = format!("{what}: {} {advice}", refusal.message);
                    Refusal::new(code.clone(), message)
                })
                .collect(),
        ),
        Failure::NotFound => Failure::NotFound,
        Failure::Denied => Failure::Denied,
        Failure::Store(error) => Failure::Store(error),
    }
}
