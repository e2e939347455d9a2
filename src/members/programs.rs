//! Programmes that coordinate a member's care already: PACE, hospice and the like.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::types::MemberId;

use super::act::{MemberError, Needs, On, Step, member_refusals};
use super::care::changes;
use super::{Members, store};
use crate::access::Action;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::reference::OtherProgram;
use crate::refusal::Refusal;

/// A programme that a member is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberProgram {
    /// Which.
    pub program: OtherProgram,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day. One before the first: it never held.
    pub until_on: Option<NaiveDate>,
}

member_refusals! {
    /// Why programmes were not set.
    SetProgramsRefusal {
        /// The day is in the future.
        InvalidDate,
    }
}

impl Members {
    /// Sets the programmes that a member is in from a day on.
    pub async fn set_programs(
        &self,
        op: &OpCtx,
        id: MemberId,
        (programs, from_on): (&[OtherProgram], NaiveDate),
        step: &Step,
    ) -> Result<MemberId, MemberError<SetProgramsRefusal>> {
        let on = On {
            operation: "setPrograms",
            member: id,
            action: Action::MemberUpdate,
            needs: Needs::Living,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            if from_on > opened.today {
                return Err(Failure::Refused(vec![Refusal::at(
                    SetProgramsRefusal::InvalidDate,
                    &["fromOn"],
                    "This day is in the future; enter the change when it has come.",
                )]));
            }
            let known = store::programs_of(&tx, [id]).await?.remove(&id);
            let known: Vec<OtherProgram> = known
                .unwrap_or_default()
                .into_iter()
                .filter(|one| one.until_on.is_none())
                .map(|one| one.program)
                .collect();
            let (joined, left) = changes(&known, programs);
            store::programs_end(&tx, id, (&left, from_on)).await?;
            let since = (from_on, opened.by);
            store::programs_insert(&tx, &opened.member, &joined, since).await?;
            Ok(())
        })
        .await
    }

    /// The programmes of members, in the order of their first days.
    pub async fn programs_of(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<HashMap<MemberId, Vec<MemberProgram>>, StoreError> {
        store::programs_of(&self.db.read(op), ids).await
    }
}
