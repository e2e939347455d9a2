//! The tables of the audit trail.

use entity::types::OrganizationId;
use entity::{audit_event, audit_head};
use sea_orm::{ColumnTrait, FromQueryResult, IntoActiveModel, Order};

use super::chain::{BEGINNING, Mac};
use super::seal::Head;
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;

/// Writes rows with the act that they are about.
pub async fn events_insert_in(tx: &Tx, rows: Vec<audit_event::Model>) -> Result<(), StoreError> {
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    tx.insert_all(rows.collect()).await
}

/// The organizations with rows that wait for their seal.
pub(super) async fn unsealed_organizations(
    reader: &Reader,
) -> Result<Vec<OrganizationId>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        organization_id: OrganizationId,
    }
    let rows: Vec<Row> = reader.sql(&statements::audit::UNSEALED, []).await?;
    Ok(rows.into_iter().map(|row| row.organization_id).collect())
}

/// Locks a chain, which may have to begin; `None` while another instance is at it.
pub(super) async fn head_lock(
    tx: &Tx,
    organization: OrganizationId,
) -> Result<Option<Head>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        seq: i64,
        mac: Vec<u8>,
    }
    let rows: Vec<Row> = tx
        .sql(&statements::audit::LOCK_HEAD, [organization.into()])
        .await?;
    if let Some(row) = rows.first() {
        return Ok(Some(Head {
            seq: row.seq,
            mac: mac(&row.mac)?,
        }));
    }
    let head = audit_head::Model {
        organization_id: organization,
        seq: 0,
        mac: BEGINNING.0.to_vec(),
        sealed_at: tx.now(),
    };
    let is_new = tx.insert_if_absent(head.into_active_model()).await?;
    Ok(is_new.then_some(Head::NONE))
}

/// The oldest rows of a chain that wait for their seal.
pub(super) async fn unsealed(
    tx: &Tx,
    organization: OrganizationId,
    most: u64,
) -> Result<Vec<audit_event::Model>, StoreError> {
    tx.select::<audit_event::Entity>()
        .filter(audit_event::Column::OrganizationId.eq(organization))
        .filter(audit_event::Column::SealSeq.is_null())
        .order_by(audit_event::Column::Id, Order::Asc)
        .limit(most)
        .all()
        .await
}

/// Writes the seals of rows that follow each other.
pub(super) async fn seal(
    tx: &Tx,
    first: i64,
    rows: &[audit_event::Model],
    macs: &[Mac],
) -> Result<(), StoreError> {
    let ids: Vec<u8> = rows.iter().flat_map(|row| row.id.into_bytes()).collect();
    let seals: Vec<u8> = macs.iter().flat_map(|mac| mac.0).collect();
    let sealed = tx
        .change(
            &statements::audit::SEAL,
            [ids.into(), seals.into(), first.into()],
        )
        .await?;
    if usize::try_from(sealed) == Ok(rows.len()) {
        Ok(())
    } else {
        Err(StoreError::Corrupt("audit_event.seal_seq".to_owned()))
    }
}

/// Lists the members of a stretch of a chain.
pub(super) async fn disclose(
    tx: &Tx,
    organization: OrganizationId,
    first: i64,
    last: i64,
) -> Result<(), StoreError> {
    let stretch = [organization.into(), first.into(), last.into()];
    tx.change(&statements::audit::DISCLOSE, stretch).await?;
    Ok(())
}

/// Moves the head of a chain that is locked.
pub(super) async fn head_move(
    tx: &Tx,
    organization: OrganizationId,
    head: &Head,
) -> Result<(), StoreError> {
    tx.update_where::<audit_head::Entity>()
        .filter(audit_head::Column::OrganizationId.eq(organization))
        .set(audit_head::Column::Seq, head.seq)
        .set(audit_head::Column::Mac, head.mac.0.to_vec())
        .set(audit_head::Column::SealedAt, tx.now())
        .run()
        .await?;
    Ok(())
}

/// Where every chain ends, or that of one organization.
pub(super) async fn heads(
    reader: &Reader,
    organization: Option<OrganizationId>,
) -> Result<Vec<(OrganizationId, Head)>, StoreError> {
    let rows = reader
        .select::<audit_head::Entity>()
        .filter_if(organization, |organization| {
            audit_head::Column::OrganizationId.eq(organization).into()
        })
        .order_by(audit_head::Column::OrganizationId, Order::Asc)
        .all()
        .await?;
    rows.into_iter()
        .map(|row| {
            let head = Head {
                seq: row.seq,
                mac: mac(&row.mac)?,
            };
            Ok((row.organization_id, head))
        })
        .collect()
}

/// The next rows of a chain after that place, in order.
pub(super) async fn sealed_after(
    reader: &Reader,
    organization: OrganizationId,
    seq: i64,
    most: u64,
) -> Result<Vec<audit_event::Model>, StoreError> {
    reader
        .select::<audit_event::Entity>()
        .filter(audit_event::Column::OrganizationId.eq(organization))
        .filter(audit_event::Column::SealSeq.gt(seq))
        .order_by(audit_event::Column::SealSeq, Order::Asc)
        .limit(most)
        .all()
        .await
}

/// The organizations that have sealed rows, whether or not a head says so.
pub(super) async fn sealed_organizations(
    reader: &Reader,
) -> Result<Vec<OrganizationId>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        organization_id: OrganizationId,
    }
    let rows: Vec<Row> = reader.sql(&statements::audit::CHAINS, []).await?;
    Ok(rows.into_iter().map(|row| row.organization_id).collect())
}

/// The first place of a stretch with a member who is missing in the list of disclosures.
pub(super) async fn unlisted(
    reader: &Reader,
    organization: OrganizationId,
    first: i64,
    last: i64,
) -> Result<Option<i64>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        seq: Option<i64>,
    }
    let stretch = [organization.into(), first.into(), last.into()];
    let rows: Vec<Row> = reader.sql(&statements::audit::UNLISTED, stretch).await?;
    Ok(rows.first().and_then(|row| row.seq))
}

fn mac(bytes: &[u8]) -> Result<Mac, StoreError> {
    Mac::read(bytes).ok_or_else(|| StoreError::Corrupt("audit_head.mac".to_owned()))
}
