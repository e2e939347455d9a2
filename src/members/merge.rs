//! Two records that are one person. Nothing is rewritten: the merged record stays as it was and
//! points to the kept one, and whoever asks for it is given that. So taking it back is exact.
//! Source: `docs/adr/0020-a-merged-record-points-and-nothing-is-rewritten.md`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::types::MemberId;

use super::act::{MemberError, Needs, On, Step, member_refusals, open_in};
use super::rules::NOTE_LIMIT;
use super::{Member, Members, life, store};
use crate::access::{Action, authorize};
use crate::db::{Reader, Tx};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::refusal::{Checks, Refusal};
use crate::text;

/// A record that was merged into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedRecord {
    /// The record, as it was.
    pub member: Member,
    /// Why they are one person.
    pub reason: String,
    /// When it was merged.
    pub merged_at: DateTime<Utc>,
}

member_refusals! {
    /// Why two records were not merged.
    MergeMembersRefusal {
        /// The plan has no such other member.
        UnknownMember,
        /// Others were merged into the record that is to be merged.
        HasMerged,
        /// One of the records is restricted and the other is not.
        RestrictionDiffers,
        /// Somebody said that they are two people.
        KeptApart,
    }
    /// Why a merge was not taken back.
    UnmergeMemberRefusal {
        /// The record is merged into no other.
        NotMerged,
    }
}

impl Members {
    /// Takes back that a record was merged.
    pub async fn unmerge(
        &self,
        op: &OpCtx,
        id: MemberId,
        step: &Step,
    ) -> Result<MemberId, MemberError<UnmergeMemberRefusal>> {
        let on = On {
            operation: "unmergeMember",
            member: id,
            action: Action::MemberMerge,
            needs: Needs::Merged,
        };
        self.act_on(op, &on, step, |tx, opened| async move {
            let Some(kept) = opened.member.merged_into else {
                return Err(Failure::Refused(vec![Refusal::new(
                    UnmergeMemberRefusal::NotMerged,
                    "This record is merged into no other.",
                )]));
            };
            store::member_lock(&tx, kept).await?;
            store::merge_undo(&tx, id, opened.by).await?;
            if let Some(kept) = store::member_by_id(&tx, kept).await? {
                store::keys_set(&tx, &kept).await?;
                store::member_touch(&tx, kept.id).await?;
            }
            Ok(())
        })
        .await
    }

    /// The records that were merged into members; of those that the actor may see.
    pub async fn merged_into(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = MemberId>,
    ) -> Result<HashMap<MemberId, Vec<MergedRecord>>, StoreError> {
        store::merged_records_of(&self.db.read(op), ids).await
    }
}

/// Says that a record is the same person as the one that is kept. What follows for the loops is done
/// where they are, in the same transaction (`referrals::life`).
pub(crate) async fn merge_in(
    tx: &Tx,
    (keep, merge): (MemberId, MemberId),
    reason: &str,
    step: &Step,
) -> Result<(), MemberError<MergeMembersRefusal>> {
    let on = On {
        operation: "mergeMembers",
        member: keep,
        action: Action::MemberMerge,
        needs: Needs::Anybody,
    };
    let opened = open_in(tx, &on, step).await?;
    let mut checks = Checks::default();
    let reason = checks.text(&["reason"], text::required(reason, NOTE_LIMIT));
    store::member_lock(tx, merge).await?;
    let other = store::member_by_id(tx, merge).await?;
    let others = store::merged_into(tx, [merge]).await?;
    if let Some(refusal) = mismatch(&opened.member, other.as_ref(), !others.is_empty()) {
        checks.refuse(refusal);
    }
    if store::are_apart(tx, (keep, merge)).await? {
        checks.refuse(Refusal::at(
            MergeMembersRefusal::KeptApart,
            &["mergeId"],
            "Somebody looked at these two and said that they are two people; `keptApart` says why. \
             If that is wrong, compare them again first (compareMembersAgain).",
        ));
    }
    checks.done().map_err(Failure::Refused)?;
    let (Some(reason), Some(other)) = (reason, other) else {
        return Err(Failure::NotFound);
    };
    authorize(tx.actor(), Action::MemberMerge, &other)?;
    let pair = (&opened.member, &other);
    store::merge_insert(tx, pair, &reason, opened.by).await?;
    store::member_touch(tx, merge).await?;
    store::keys_set(tx, &opened.member).await?;
    Ok(store::member_touch(tx, keep).await?)
}

/// The records to work with, by the ids that were asked for: of a merged record the kept one, where
/// the actor may see it, and the record itself elsewhere.
pub(crate) async fn current(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, Member>, StoreError> {
    let found = store::member_by_ids(reader, ids).await?;
    let kept: Vec<MemberId> = found.iter().filter_map(|one| one.merged_into).collect();
    let kept: HashMap<MemberId, Member> = if kept.is_empty() {
        HashMap::new()
    } else {
        let kept = store::member_by_ids(reader, kept).await?;
        kept.into_iter().map(|member| (member.id, member)).collect()
    };
    Ok(found
        .into_iter()
        .map(|member| {
            let kept = member.merged_into.and_then(|id| kept.get(&id)).cloned();
            (member.id, kept.unwrap_or(member))
        })
        .collect())
}

/// The record to work with instead of one that was merged, and else the record itself.
pub(crate) async fn kept_of(reader: &Reader, member: Member) -> Result<Member, StoreError> {
    let Some(kept) = member.merged_into else {
        return Ok(member);
    };
    Ok(store::member_by_id(reader, kept).await?.unwrap_or(member))
}

/// All records of the persons whom these ids name: what hangs on one of them hangs on all. For
/// lists by member in other areas.
pub(crate) async fn records_of(reader: &Reader, id: MemberId) -> Result<Vec<MemberId>, StoreError> {
    let kept = current(reader, [id]).await?.remove(&id);
    let kept = kept.map_or(id, |member| member.id);
    let merged = store::merged_into(reader, [kept]).await?;
    let mut records = vec![kept];
    records.extend(merged.into_iter().map(|member| member.id));
    if !records.contains(&id) {
        records.push(id);
    }
    Ok(records)
}

/// Whether a person died, by all records of them, whoever asks.
pub(crate) async fn has_died(reader: &Reader, id: MemberId) -> Result<bool, StoreError> {
    let reader = reader.as_system("nobody tells the dead, whoever acts");
    let records = records_of(&reader, id).await?;
    let events = store::life_events_of_all(&reader, records).await?;
    Ok(events.values().any(|events| life::has_died(events)))
}

/// Why these two cannot be one.
fn mismatch(
    keep: &Member,
    merge: Option<&Member>,
    has_merged: bool,
) -> Option<Refusal<MergeMembersRefusal>> {
    use MergeMembersRefusal as Code;
    let Some(merge) = merge.filter(|merge| merge.plan == keep.plan && merge.id != keep.id) else {
        return Some(Refusal::at(
            Code::UnknownMember,
            &["mergeId"],
            "The plan has no such other member; search again.",
        ));
    };
    if merge.merged_into.is_some() {
        return Some(Refusal::at(
            Code::Merged,
            &["mergeId"],
            "That record was merged already; look at the one it was merged into.",
        ));
    }
    if has_merged {
        return Some(Refusal::at(
            Code::HasMerged,
            &["mergeId"],
            "Others were merged into that record: keep that one and merge this one, or take those \
             back first.",
        ));
    }
    (keep.restricted_at.is_some() != merge.restricted_at.is_some()).then(|| {
        Refusal::at(
            Code::RestrictionDiffers,
            &["mergeId"],
            "One of the records is restricted: restrict the other first, so that merging shows \
             nobody more than before.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::rules::sample;

    #[test]
    fn only_two_open_records_of_one_plan_are_merged() {
        use MergeMembersRefusal::{HasMerged, Merged, RestrictionDiffers, UnknownMember};
        let keep = sample("Ines", "Ortega", "1980-02-29");
        let id = |number| MemberId(uuid::Uuid::from_u128(number));
        let other = Member {
            id: id(7),
            ..keep.clone()
        };
        let of_another_plan = Member {
            plan: entity::types::OrganizationId(uuid::Uuid::from_u128(9)),
            ..other.clone()
        };
        let merged = Member {
            merged_into: Some(id(8)),
            ..other.clone()
        };
        let restricted = Member {
            restricted_at: Some(keep.created_at),
            ..other.clone()
        };
        for (merge, has_merged, code) in [
            (Some(&other), false, None),
            (Some(&other), true, Some(HasMerged)),
            (Some(&keep), false, Some(UnknownMember)),
            (Some(&of_another_plan), false, Some(UnknownMember)),
            (Some(&merged), false, Some(Merged)),
            (Some(&restricted), false, Some(RestrictionDiffers)),
            (None, false, Some(UnknownMember)),
        ] {
            let found = mismatch(&keep, merge, has_merged).map(|refusal| refusal.code);
            assert_eq!(found, code);
        }
    }
}
