//! Routing that explains itself: every provider that could be meant, in order, and why.

mod rules;
mod store;

pub use rules::{Candidate, Exclusion};
pub(super) use store::{candidates_in, considered_insert};

use std::collections::HashMap;

use entity::types::AssignmentId;

use super::Referrals;
use super::model::Referral;
use crate::error::StoreError;
use crate::op::OpCtx;

impl Referrals {
    /// Who could get a referral, in order, for who may assign it: included and excluded, each with
    /// its reasons.
    pub async fn candidates(
        &self,
        op: &OpCtx,
        referral: &Referral,
    ) -> Result<Vec<Candidate>, StoreError> {
        candidates_in(&self.db.read(op), referral, self.reference).await
    }

    /// Who was thought of when assignments were made, in order, by assignment.
    pub async fn considered(
        &self,
        op: &OpCtx,
        assignments: impl IntoIterator<Item = AssignmentId>,
    ) -> Result<HashMap<AssignmentId, Vec<Candidate>>, StoreError> {
        store::considered(&self.db.read(op), assignments).await
    }
}
