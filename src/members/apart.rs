//! Two records that look like one person and are two. Somebody has looked: they no longer show among
//! possible duplicates, until that is taken back.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::types::MemberId;

use super::act::{MemberError, Needs, On, Step, member_refusals};
use super::rules::NOTE_LIMIT;
use super::{Member, Members, store};
use crate::access::{Action, authorize};
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::refusal::{Checks, Refusal};
use crate::text;

/// A record that looks like a member and is somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptApart {
    /// The other.
    pub member: Member,
    /// Why they are two people.
    pub reason: String,
    /// When that was said.
    pub decided_at: DateTime<Utc>,
}

member_refusals! {
    /// Why two records were not kept apart.
    KeepMembersApartRefusal {
        /// The plan has no such other member.
        UnknownMember,
        /// They are kept apart already.
        KeptApart,
    }
    /// Why it was not taken back that two records are two people.
    CompareMembersAgainRefusal {
        /// They are not kept apart.
        NotKeptApart,
    }
}

impl Members {
    /// Says that two records are two people.
    pub async fn keep_apart(
        &self,
        op: &OpCtx,
        (id, other): (MemberId, MemberId),
        reason: &str,
        step: &Step,
    ) -> Result<MemberId, MemberError<KeepMembersApartRefusal>> {
        use KeepMembersApartRefusal as Code;
        let on = On {
            operation: "keepMembersApart",
            member: id,
            action: Action::MemberMerge,
            needs: Needs::Anybody,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            let mut checks = Checks::default();
            let reason = checks.text(&["reason"], text::required(reason, NOTE_LIMIT));
            let other = other_in(&tx, &opened.member, other).await?;
            let Some(other) = other else {
                checks.refuse(Refusal::at(
                    Code::UnknownMember,
                    &["otherId"],
                    "The plan has no such other member; search again.",
                ));
                return Err(checks
                    .done()
                    .err()
                    .map_or(Failure::NotFound, Failure::Refused));
            };
            tx.concerns(other.plan, Some(other.id));
            authorize(tx.actor(), Action::MemberMerge, &other)?;
            if store::are_apart(&tx, (id, other.id)).await? {
                checks.refuse(Refusal::at(
                    Code::KeptApart,
                    &["otherId"],
                    "Somebody has looked at these two already: they are two people.",
                ));
            }
            checks.done().map_err(Failure::Refused)?;
            let reason = reason.ok_or(Failure::NotFound)?;
            Ok(store::apart_insert(&tx, (&opened.member, &other), &reason, opened.by).await?)
        })
        .await
    }

    /// Takes back that two records are two people: they are compared again.
    pub async fn compare_again(
        &self,
        op: &OpCtx,
        (id, other): (MemberId, MemberId),
        step: &Step,
    ) -> Result<MemberId, MemberError<CompareMembersAgainRefusal>> {
        let on = On {
            operation: "compareMembersAgain",
            member: id,
            action: Action::MemberMerge,
            needs: Needs::Anybody,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            if store::apart_undo(&tx, (id, other), opened.by).await? == 0 {
                return Err(Failure::Refused(vec![Refusal::at(
                    CompareMembersAgainRefusal::NotKeptApart,
                    &["otherId"],
                    "Nobody has said that these two are two people.",
                )]));
            }
            Ok(())
        })
        .await
    }

    /// Whom members look like and are not; of those that the actor may see.
    pub async fn kept_apart(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<HashMap<MemberId, Vec<KeptApart>>, StoreError> {
        store::apart_of(&self.db.read(op), ids).await
    }
}

/// Another record of the same plan that the actor may see.
async fn other_in(tx: &Tx, member: &Member, other: MemberId) -> Result<Option<Member>, StoreError> {
    let found = store::member_by_id(tx, other).await?;
    Ok(found.filter(|other| other.plan == member.plan && other.id != member.id))
}
