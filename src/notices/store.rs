//! The mailbox's tables.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::types::{AccountId, AssignmentId, NoticeKind, OrganizationId};
use entity::{mailbox, notice};
use sea_orm::sea_query::{Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ExprTrait, FromQueryResult, IntoActiveModel, IntoSimpleExpr, Order,
};

use super::model::{MailboxEnd, Notice, NoticeDelivery, NoticeDraft};
use crate::access::{VisibleTo, told_in_part};
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;

#[derive(FromQueryResult)]
struct LastSeq {
    last_seq: i64,
}

/// Gives the drafts the next numbers of their mailboxes and writes them.
///
/// One statement per mailbox takes the row lock that makes the numbers commit in order, without
/// gaps; mailboxes are taken in the order of their ids, so two transactions never wait for each
/// other in a ring.
pub async fn append_in(tx: &Tx, drafts: Vec<NoticeDraft>) -> Result<(), StoreError> {
    let mut by_mailbox: BTreeMap<OrganizationId, Vec<NoticeDraft>> = BTreeMap::new();
    for draft in drafts {
        by_mailbox
            .entry(draft.organization)
            .or_default()
            .push(draft);
    }
    let mut rows = Vec::new();
    for (organization, drafts) in by_mailbox {
        let count = i64::try_from(drafts.len()).unwrap_or(i64::MAX);
        let advanced: Vec<LastSeq> = tx
            .sql(
                &statements::MAILBOX_ADVANCE,
                [count.into(), organization.into()],
            )
            .await?;
        let last = advanced.first().ok_or_else(|| {
            StoreError::Corrupt(format!("organization {organization} has no mailbox"))
        })?;
        rows.extend(
            (last.last_seq - count + 1..)
                .zip(drafts)
                .map(|(seq, draft)| {
                    notice::Model {
                        organization_id: organization,
                        seq,
                        kind: draft.kind,
                        referral_id: draft.referral,
                        assignment_id: draft.assignment,
                        member_id: draft.member,
                        is_for_lead: draft.is_for_lead,
                        occurred_at: draft.occurred_at,
                        delivered_at: None,
                        acknowledged_at: None,
                        acknowledged_by: None,
                    }
                    .into_active_model()
                }),
        );
    }
    if rows.is_empty() {
        Ok(())
    } else {
        tx.insert_all(rows).await
    }
}

/// Where the mailbox ends.
pub(super) async fn end(
    reader: &Reader,
    organization: OrganizationId,
) -> Result<Option<MailboxEnd>, StoreError> {
    let rows: Vec<EndRow> = reader
        .sql(&statements::MAILBOX_END, [organization.into()])
        .await?;
    Ok(rows.into_iter().next().map(|row| MailboxEnd {
        organization,
        epoch: row.epoch,
        last_seq: row.last_seq,
    }))
}

#[derive(FromQueryResult)]
struct EndRow {
    epoch: i64,
    last_seq: i64,
}

/// The number of the oldest unacknowledged notice that the reader sees.
pub(super) async fn oldest_unacknowledged(
    reader: &Reader,
    organization: OrganizationId,
) -> Result<Option<i64>, StoreError> {
    let oldest = reader
        .select::<notice::Entity>()
        .filter(unacknowledged(organization))
        .order_by(notice::Column::Seq, Order::Asc)
        .limit(1)
        .column(notice::Column::Seq)
        .await?;
    Ok(oldest.first().copied())
}

fn unacknowledged(organization: OrganizationId) -> Condition {
    Condition::all()
        .add(notice::Column::OrganizationId.eq(organization))
        .add(notice::Column::AcknowledgedAt.is_null())
}

/// The numbers of the last notices of some mailboxes.
pub(super) async fn last_seqs(
    reader: &Reader,
    organizations: Vec<OrganizationId>,
) -> Result<Vec<(OrganizationId, i64)>, StoreError> {
    let rows = reader
        .select::<mailbox::Entity>()
        .filter(mailbox::Column::OrganizationId.is_in(organizations))
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.organization_id, row.last_seq))
        .collect())
}

/// Notices after a number, or from the oldest unacknowledged that the reader sees on; oldest first.
pub(super) async fn list(
    reader: &Reader,
    organization: OrganizationId,
    after: Option<i64>,
    kinds: Option<&[NoticeKind]>,
    limit: u64,
) -> Result<Vec<Notice>, StoreError> {
    let from = match after {
        Some(seq) => notice::Column::Seq.gt(seq),
        None => notice::Column::Seq.into_simple_expr().gte(SimpleExpr::from(
            Query::select()
                .expr(notice::Column::Seq.min())
                .from(notice::Entity)
                .cond_where(notice::Entity::visible_to(reader.actor()))
                .cond_where(unacknowledged(organization))
                .to_owned(),
        )),
    };
    let rows = reader
        .select::<notice::Entity>()
        .filter(notice::Column::OrganizationId.eq(organization))
        .filter(from)
        .filter_if(kinds, |kinds| {
            notice::Column::Kind.is_in(kinds.iter().copied()).into()
        })
        .order_by(notice::Column::Seq, Order::Asc)
        .limit(limit)
        .all_marked(told_in_part(reader.actor()))
        .await?;
    let is_person = reader.actor().as_person().is_some();
    Ok(rows
        .into_iter()
        .map(|(row, is_partial)| {
            let notice = Notice {
                is_partial,
                ..from_row(&row)
            };
            if is_partial && is_person {
                notice.by_day()
            } else {
                notice
            }
        })
        .collect())
}

/// What the assigned providers were told about these assignments, and when.
pub(super) async fn assignment_deliveries(
    reader: &Reader,
    assignments: Vec<AssignmentId>,
) -> Result<Vec<Notice>, StoreError> {
    let rows = reader
        .select::<notice::Entity>()
        .filter(notice::Column::AssignmentId.is_in(assignments))
        .filter(notice::Column::Kind.eq(NoticeKind::ReferralAssigned))
        .all()
        .await?;
    Ok(rows.iter().map(from_row).collect())
}

/// Notes the first time that notices went out. Later times change nothing.
pub(super) async fn mark_delivered(
    tx: &Tx,
    organization: OrganizationId,
    first: i64,
    last: i64,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.update_where::<notice::Entity>()
        .filter(notice::Column::OrganizationId.eq(organization))
        .filter(notice::Column::Seq.between(first, last))
        .filter(notice::Column::DeliveredAt.is_null())
        .set(notice::Column::DeliveredAt, at)
        .run()
        .await?;
    Ok(())
}

/// Acknowledges what is not acknowledged yet; gives how many that were.
pub(super) async fn acknowledge(
    tx: &Tx,
    organization: OrganizationId,
    by: AccountId,
    up_to: i64,
    kinds: Option<&[NoticeKind]>,
) -> Result<u64, StoreError> {
    let mut wanted = unacknowledged(organization).add(notice::Column::Seq.lte(up_to));
    if let Some(kinds) = kinds {
        wanted = wanted.add(notice::Column::Kind.is_in(kinds.iter().copied()));
    }
    tx.update_where::<notice::Entity>()
        .filter(wanted)
        .set(notice::Column::AcknowledgedAt, tx.now())
        .set(notice::Column::AcknowledgedBy, by)
        .run()
        .await
}

fn from_row(row: &notice::Model) -> Notice {
    Notice {
        organization: row.organization_id,
        seq: row.seq,
        kind: row.kind,
        referral: row.referral_id,
        assignment: row.assignment_id,
        member: row.member_id,
        occurred_at: row.occurred_at,
        delivery: NoticeDelivery {
            sent_at: row.occurred_at,
            delivered_at: row.delivered_at,
            acknowledged_at: row.acknowledged_at,
        },
        is_partial: false,
    }
}
