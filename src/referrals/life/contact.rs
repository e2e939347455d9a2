//! How a member may be contacted without harm; what they were to be told is called off where they
//! must not be.

use entity::types::MemberId;

use crate::audit;
use crate::error::Failure;
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::members::{self, NewSafeContact, SafeContactError, SafeContactRefusal};
use crate::op::OpCtx;
use crate::referrals::Referrals;
use crate::tasks;

impl Referrals {
    /// Sets how a member may be contacted without harm.
    pub async fn set_safe_contact(
        &self,
        op: &OpCtx,
        id: MemberId,
        new: &NewSafeContact,
        key: Option<&IdempotencyKey>,
    ) -> Result<MemberId, SafeContactError> {
        self.db
            .act(op, audit::Act::on("setSafeContact", id), |tx| async move {
                let reused = SafeContactRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(id);
                }
                // Who does not see the member locks nothing of theirs.
                if members::store::member_by_id(&tx, id).await?.is_none() {
                    return Err(Failure::NotFound);
                }
                // A task is made under the lock of the record that its referral names.
                let mut records = members::merge::records_of(&tx, id).await?;
                records.sort_unstable();
                for record in &records {
                    members::store::member_lock(&tx, *record).await?;
                }
                if !members::safe_contact::set_in(&tx, id, new).await? {
                    tasks::call_off_members_in(&tx, &records).await?;
                }
                Ok(id)
            })
            .await
    }
}
