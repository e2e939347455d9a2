//! Routing that explains itself: every provider that could be meant, in order, and why.

mod rules;
mod store;

pub use rules::{Candidate, Exclusion};
pub(super) use store::{Candidates, KEPT, candidates_in, considered_insert};

use std::collections::HashMap;

use entity::types::AssignmentId;

use super::Referrals;
use super::model::Referral;
use crate::db::Reader;
use crate::error::StoreError;
use crate::members::{self, Member};
use crate::op::OpCtx;

impl Referrals {
    /// The first of those who could get a referral, in order, for who may assign it: included and
    /// excluded, each with its reasons.
    pub async fn candidates(
        &self,
        op: &OpCtx,
        referral: &Referral,
        first: usize,
    ) -> Result<Vec<Candidate>, StoreError> {
        let reader = self.db.read(op);
        let Some(member) = member_of(&reader, referral).await? else {
            return Ok(Vec::new());
        };
        let of = (referral, &member);
        let mut found = candidates_in(&reader, of, self.reference, first).await?;
        found.list.truncate(first);
        Ok(found.list)
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

/// The record of a referral's member that is worked with, where the member is known.
pub(super) async fn member_of(
    reader: &Reader,
    referral: &Referral,
) -> Result<Option<Member>, StoreError> {
    let Some(member) = referral.member else {
        return Ok(None);
    };
    let mut found = members::merge::current(reader, [member]).await?;
    Ok(found.remove(&member))
}
