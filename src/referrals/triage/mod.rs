//! What the plan looks at before it assigns: is the person its member today, does it offer the
//! service there, does another programme exclude it, is the same need being met already?
//!
//! It is shown to the plan alone. Whoever referred gets a receipt: what stands here would tell
//! whether a membership or another referral exists (domain notes, section 11).

mod rules;
mod store;

pub(super) use rules::check;
pub use rules::{Finding, Ground, Weight};
pub(super) use store::triage_in;

use std::collections::HashMap;

use entity::types::ReferralId;

use super::Referrals;
use super::model::Referral;
use super::sight::InHands;
use crate::access::{Action, authorize};
use crate::error::StoreError;
use crate::op::OpCtx;

impl Referrals {
    /// What speaks against assigning these referrals today; of those that the actor may assign,
    /// and whose member is known.
    pub async fn triage(
        &self,
        op: &OpCtx,
        referrals: &[Referral],
    ) -> Result<HashMap<ReferralId, Vec<Finding>>, StoreError> {
        let may_assign = |referral: &&Referral| {
            let row = InHands {
                referral,
                live: None,
            };
            authorize(op.actor(), Action::ReferralAssign, &row).is_ok()
        };
        let mine: Vec<&Referral> = referrals.iter().filter(may_assign).collect();
        let reader = self.db.read(op);
        let mut found = triage_in(&reader, &mine).await?;
        let offered = store::offered_in(&reader, &mine, self.reference).await?;
        for referral in mine {
            if referral.member.is_some() && !offered.contains(&referral.id) {
                found
                    .entry(referral.id)
                    .or_default()
                    .push(Finding::not_offered());
            }
        }
        Ok(found)
    }
}
