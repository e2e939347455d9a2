//! The tables of the area.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::types::{CapacityProposalId, OrganizationId, PoolId, ProposalStatus};
use entity::{agreed_capacity, capacity_proposal, offering, pool, pool_share};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, Order};

use super::ledger::Pause;
use super::model::{PoolFigures, Queue, ShareFigures, Viewer};
use super::pool::{Pool, Proposal, Share};
use super::rules::{self, NOBODY_WAITS};
use crate::access::Actor;
use crate::db::statements::{self, capacity as sql};
use crate::db::{Reader, Tx, id_list};
use crate::error::StoreError;
use crate::policies::LoopPolicy;
use crate::reference::ServiceCode;

/// Most proposals that are shown of the pools of one answer.
const PROPOSALS: u64 = 100;

/// What a plan agreed to, as of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub(super) struct Agreed {
    pub(super) plan_id: OrganizationId,
    pub(super) places: Option<i32>,
    pub(super) is_contracted: bool,
}

/// What the plans that share a pool agreed to, as of today.
pub(super) async fn agreed_list(reader: &Reader, pool: PoolId) -> Result<Vec<Agreed>, StoreError> {
    let values = [pool.into(), reader.op().today().into()];
    reader.sql(&sql::AGREED, values).await
}

/// After how many days a provider is asked to confirm a pool: the shortest of the plans' policies.
pub(super) async fn confirm_days(reader: &Reader, pool: PoolId) -> Result<i32, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        days: Option<i32>,
    }
    let default = LoopPolicy::default().confirm_capacity_days;
    let values = [pool.into(), reader.op().today().into(), default.into()];
    let rows: Vec<Row> = reader.sql(&sql::CONFIRM_DAYS, values).await?;
    let shortest = rows.into_iter().find_map(|row| row.days);
    Ok(shortest.unwrap_or(default))
}

/// The row of a pool.
pub(super) async fn pool_by_id(
    reader: &Reader,
    id: PoolId,
) -> Result<Option<pool::Model>, StoreError> {
    reader
        .select::<pool::Entity>()
        .filter(pool::Column::Id.eq(id))
        .one()
        .await
}

/// Whether the reader's plan has a share of a pool.
pub(super) async fn has_share(reader: &Reader, pool: PoolId) -> Result<bool, StoreError> {
    let shares = reader
        .select::<pool_share::Entity>()
        .filter(pool_share::Column::PoolId.eq(pool));
    Ok(shares.count().await? > 0)
}

/// The row of a proposal.
pub(super) async fn proposal_by_id(
    reader: &Reader,
    id: CapacityProposalId,
) -> Result<Option<capacity_proposal::Model>, StoreError> {
    reader
        .select::<capacity_proposal::Entity>()
        .filter(capacity_proposal::Column::Id.eq(id))
        .one()
        .await
}

/// Says what became of an open proposal.
pub(super) async fn proposal_decide(
    tx: &Tx,
    which: Condition,
    (status, reason): (ProposalStatus, Option<String>),
) -> Result<u64, StoreError> {
    use capacity_proposal::Column as C;
    let by = tx.actor().as_person().map(|person| person.account);
    tx.update_where::<capacity_proposal::Entity>()
        .filter(which)
        .filter(C::Status.eq(ProposalStatus::Open))
        .set(C::Status, status.code())
        .set(C::DecidedAt, tx.now())
        .set(C::DecidedBy, by.map(|account| account.0))
        .set(C::Reason, reason)
        .run()
        .await
}

/// The pools of a provider, or that one, in which the reader takes part: its own, or those of which
/// its plan has a share. Six statements, whatever their number.
pub(super) async fn pool_list(reader: &Reader, which: Condition) -> Result<Vec<Pool>, StoreError> {
    let rows = reader
        .select::<pool::Entity>()
        .filter(which)
        .order_by(pool::Column::Name, Order::Asc)
        .order_by(pool::Column::Id, Order::Asc)
        .all()
        .await?;
    let ids: Vec<PoolId> = rows.iter().map(|row| row.id).collect();
    let shares = reader
        .select::<pool_share::Entity>()
        .filter(pool_share::Column::PoolId.is_in(ids.iter().copied()))
        .order_by(pool_share::Column::PlanId, Order::Asc)
        .all()
        .await?;
    let agreed = agreed_by_share(reader, &ids).await?;
    let services = services_by_pool(reader, &ids).await?;
    let queues = queues_of(reader, &ids).await?;
    let of_these = capacity_proposal::Column::PoolId.is_in(ids.iter().copied());
    let mut proposals = proposal_list(reader, of_these.into()).await?;
    let actor = reader.actor();
    let mut pools = Vec::with_capacity(rows.len());
    for row in rows {
        let own: Vec<Share> = shares
            .iter()
            .filter(|share| share.pool_id == row.id)
            .filter(|share| !actor.is_plan() || actor.belongs_to(share.plan_id))
            .map(|share| Share {
                plan: share.plan_id,
                cap: share.cap,
                agreed: agreed.get(&(row.id, share.plan_id)).copied(),
                held: Some(share.held),
                active: Some(share.active),
            })
            .collect();
        if own.is_empty() && !actor.belongs_to(row.provider_id) {
            continue;
        }
        let (its, others) = proposals.into_iter().partition(|one| one.pool == row.id);
        proposals = others;
        let its_services = services.get(&row.id).cloned().unwrap_or_default();
        let queue = queues.get(&row.id).copied().unwrap_or(NOBODY_WAITS);
        pools.push(pool_from_row(row, actor, own, (its_services, its), queue));
    }
    Ok(pools)
}

/// Proposals that the reader may know, the newest first.
pub(super) async fn proposal_list(
    reader: &Reader,
    which: Condition,
) -> Result<Vec<Proposal>, StoreError> {
    let rows = reader
        .select::<capacity_proposal::Entity>()
        .filter(which)
        .order_by(capacity_proposal::Column::ProposedAt, Order::Desc)
        .order_by(capacity_proposal::Column::Id, Order::Desc)
        .limit(PROPOSALS)
        .all()
        .await?;
    Ok(rows.into_iter().map(proposal_from_row).collect())
}

/// Who waits for pools: for a plan its own people.
async fn queues_of(
    reader: &Reader,
    pools: &[PoolId],
) -> Result<BTreeMap<PoolId, Queue>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        pool_id: PoolId,
        ahead: i64,
        waiting: i64,
    }
    let actor = reader.actor();
    let plan = actor.organization().filter(|_| actor.is_plan());
    let values = [
        id_list(pools.iter().map(|id| id.0)).into(),
        reader.op().today().into(),
        plan.map(|plan| plan.0).into(),
    ];
    let rows: Vec<Row> = reader.sql(&statements::routing::QUEUES, values).await?;
    let queue = |row: &Row| Queue {
        ahead: row.ahead,
        waiting: row.waiting,
    };
    Ok(rows.iter().map(|row| (row.pool_id, queue(row))).collect())
}

async fn agreed_by_share(
    reader: &Reader,
    pools: &[PoolId],
) -> Result<BTreeMap<(PoolId, OrganizationId), i32>, StoreError> {
    let today: NaiveDate = reader.op().today();
    let rows = reader
        .select::<agreed_capacity::Entity>()
        .filter(agreed_capacity::Column::PoolId.is_in(pools.iter().copied()))
        .filter(agreed_capacity::Column::FromOn.lte(today))
        // The last one in force stays in the map.
        .order_by(agreed_capacity::Column::FromOn, Order::Asc)
        .all()
        .await?;
    let agreed = rows
        .into_iter()
        .map(|row| ((row.pool_id, row.plan_id), row.places));
    Ok(agreed.collect())
}

async fn services_by_pool(
    reader: &Reader,
    pools: &[PoolId],
) -> Result<BTreeMap<PoolId, Vec<ServiceCode>>, StoreError> {
    let rows = reader
        .select::<offering::Entity>()
        .filter(offering::Column::PoolId.is_in(pools.iter().copied()))
        .all()
        .await?;
    let mut services: BTreeMap<PoolId, Vec<ServiceCode>> = BTreeMap::new();
    for row in rows {
        let service = row
            .service
            .parse()
            .map_err(|_| StoreError::Corrupt("offering.service".to_owned()))?;
        services.entry(row.pool_id).or_default().push(service);
    }
    for of_pool in services.values_mut() {
        of_pool.sort_unstable();
        of_pool.dedup();
    }
    Ok(services)
}

fn pool_from_row(
    row: pool::Model,
    actor: &Actor,
    shares: Vec<Share>,
    (services, proposals): (Vec<ServiceCode>, Vec<Proposal>),
    queue: Queue,
) -> Pool {
    let share = shares.iter().find(|share| actor.belongs_to(share.plan));
    let share = share.map(|share| ShareFigures {
        cap: share.cap,
        held: share.held.unwrap_or_default(),
        active: share.active.unwrap_or_default(),
    });
    let viewer = Viewer::of(actor, row.provider_id, share);
    Pool {
        id: row.id,
        provider: row.provider_id,
        capacity: rules::view(&figures(&row), viewer, queue).shown_to(actor),
        pause: pause(&row),
        prefers_own: row.prefers_own,
        name: row.name,
        services,
        shares: shares
            .into_iter()
            .map(|share| share.shown_to(actor))
            .collect(),
        proposals,
    }
}

/// The figures of a row.
pub(super) fn figures(row: &pool::Model) -> PoolFigures {
    PoolFigures {
        capacity: row.capacity,
        held: row.held,
        active: row.active,
        is_paused: row.is_paused,
        updated_at: row.updated_at,
    }
}

/// The pause of a row.
pub(super) fn pause(row: &pool::Model) -> Option<Pause> {
    row.is_paused.then(|| Pause {
        reason: row.pause_reason.clone(),
        until: row.paused_until,
    })
}

fn proposal_from_row(row: capacity_proposal::Model) -> Proposal {
    Proposal {
        id: row.id,
        pool: row.pool_id,
        provider: row.provider_id,
        plan: row.plan_id,
        places: row.places,
        status: row.status,
        proposed_at: row.proposed_at,
        decided_at: row.decided_at,
        reason: row.reason,
    }
}
