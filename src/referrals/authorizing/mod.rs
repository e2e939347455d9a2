//! Authorization inside the loop: what waits for it, who asks, what a decision moves.
//!
//! ```text
//! plan-routed      confirmMember ──→ AWAITING_AUTHORIZATION ── approved ──→ READY ── assign ──→ …
//!                                        │ denied: CLOSED, or READY as the plan set
//! provider-direct  requestAuthorization by the named provider ── approved: assigned to it
//! in service       requestAuthorization, CONCURRENT or RETROSPECTIVE: the loop does not wait
//! ```
//! Where the plan's policy wants it, nothing is assigned without ([`gate_in`]). What a start draws is
//! in `draw`; what the plan authorizes by itself as it starts, in `issue`. Locks: referral, member, authorization, then places.

mod answers;
mod appeal;
mod assigned;
mod automatic;
mod clip;
mod complete;
mod decide;
mod draft;
mod draw;
mod effect;
mod issue;
mod letter;
mod limits;
mod notify;
mod presume;
mod request;
mod steps;
mod sweep;
mod twice;
pub(crate) mod visit;

pub(super) use automatic::{ask_for_in, confirm_in};
pub(super) use clip::{clip_in, unclip_in};
pub(super) use complete::call_off_in;
pub use draft::AuthorizationDraft;
pub(super) use draft::lacking_in;
pub(super) use draw::give_back_in;
pub(super) use issue::cover_in;

use entity::types::{AuthorizationId, MemberId};

use super::act::Opened;
use super::error::{AssignRefusal, ReferralError};
use super::model::Referral;
use crate::authorizations::store;
use crate::db::{Reader, Tx};
use crate::error::{Failure, StoreError};
use crate::policies::{AuthorizationPolicy, authorization_store};
use crate::refusal::Refusal;

/// How the plan authorizes what a referral is for, today.
pub(super) async fn policy_in(
    reader: &Reader,
    referral: &Referral,
) -> Result<AuthorizationPolicy, StoreError> {
    let of = (referral.plan, referral.service, referral.county);
    authorization_store::authorization_policy_on(reader, of, reader.op().today()).await
}

/// On which authorization an assignment of today stands: where the plan wants one, nobody gets a
/// referral without.
pub(super) async fn gate_in(
    tx: &Tx,
    open: &Opened,
    records: &[MemberId],
) -> Result<Option<AuthorizationId>, ReferralError<AssignRefusal>> {
    let policy = policy_in(tx, &open.referral).await?;
    if policy.from_on.is_none() {
        return Ok(None);
    }
    let of = (open.referral.plan, records, open.referral.service);
    let covering = store::covering(tx, of, tx.op().today()).await?;
    match covering.first() {
        Some(first) => {
            // Before the places, as everywhere: who serves by it is written with the assignment.
            store::authorization_lock(tx, first.id).await?;
            Ok(Some(first.id))
        }
        None if policy.is_required => Err(Failure::Refused(vec![Refusal::new(
            AssignRefusal::NotAuthorized,
            "Your plan assigns this service only once it is authorized, and no authorization \
             covers today. Ask for one (requestAuthorization); a reviewer decides it \
             (decideAuthorization).",
        )])),
        None => Ok(None),
    }
}

/// Whether a referral whose member is known has to wait for its plan's authorization, and under which
/// policy: it is for the plan to assign, and nothing covers it yet.
pub(super) async fn waits_in(
    tx: &Tx,
    referral: &Referral,
) -> Result<Option<AuthorizationPolicy>, StoreError> {
    let Some(member) = referral.member else {
        return Ok(None);
    };
    // The named provider asks by itself, once it has found that the member qualifies.
    if referral.named_and_open().is_some() {
        return Ok(None);
    }
    let policy = policy_in(tx, referral).await?;
    if !policy.is_required {
        return Ok(None);
    }
    let of = (referral.plan, &[member][..], referral.service);
    let covering = store::covering(tx, of, tx.op().today()).await?;
    Ok(covering.is_empty().then_some(policy))
}
