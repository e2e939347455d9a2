//! Is the ledger right? Every pool and share is computed anew, from its entries and from the
//! assignments that hold a place, and each disagreement is named.

use std::fmt;

use entity::types::{OrganizationId, PoolId};
use sea_orm::FromQueryResult;

use crate::db::{Db, statements::capacity as sql};
use crate::error::StoreError;
use crate::op::OpCtx;

/// What was looked at, and what does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Pools that were computed anew.
    pub pools: usize,
    /// Shares likewise.
    pub shares: usize,
    /// What does not agree; empty when all does.
    pub disagreements: Vec<Disagreement>,
}

/// A figure that two places know differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// In which pool.
    pub pool: PoolId,
    /// In which plan's share of it; `None` for the pool itself.
    pub plan: Option<OrganizationId>,
    /// Which figure.
    pub figure: &'static str,
    /// What stands in the row.
    pub stands: i64,
    /// Who says otherwise.
    pub witness: &'static str,
    /// What they say.
    pub says: i64,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pool {}", self.pool)?;
        if let Some(plan) = self.plan {
            write!(f, ", plan {plan}")?;
        }
        let (figure, stands, witness, says) = (self.figure, self.stands, self.witness, self.says);
        write!(f, ": {figure} is {stands}, by {witness} {says}")
    }
}

#[derive(FromQueryResult)]
struct ShareRow {
    pool_id: PoolId,
    plan_id: OrganizationId,
    held: i64,
    active: i64,
    entries_held: i64,
    entries_active: i64,
    slots_held: i64,
    slots_active: i64,
}

#[derive(FromQueryResult)]
struct PoolRow {
    pool_id: PoolId,
    held: i64,
    active: i64,
    capacity: i64,
    last_entry: i64,
    shares_held: i64,
    shares_active: i64,
    entries_held: i64,
    entries_active: i64,
    entries: i64,
    breaks: i64,
    entered_capacity: i64,
}

/// Computes every pool and share anew. Two statements, each of one instant: it may be asked while
/// a server runs.
pub async fn verify(db: &Db, op: &OpCtx) -> Result<Verification, StoreError> {
    let reader = db.read_as_system(op, "the ledger of all providers is computed anew");
    let shares: Vec<ShareRow> = reader.sql(&sql::VERIFY_SHARES, []).await?;
    let pools: Vec<PoolRow> = reader.sql(&sql::VERIFY_POOLS, []).await?;
    let mut disagreements: Vec<Disagreement> = pools.iter().flat_map(of_pool).collect();
    disagreements.extend(shares.iter().flat_map(of_share));
    Ok(Verification {
        pools: pools.len(),
        shares: shares.len(),
        disagreements,
    })
}

const ENTRIES: &str = "its entries";
const ASSIGNMENTS: &str = "the assignments that hold a place";

fn of_share(row: &ShareRow) -> impl Iterator<Item = Disagreement> + use<> {
    let whose = (row.pool_id, Some(row.plan_id));
    differences(
        whose,
        [
            ("held", row.held, ENTRIES, row.entries_held),
            ("active", row.active, ENTRIES, row.entries_active),
            ("held", row.held, ASSIGNMENTS, row.slots_held),
            ("active", row.active, ASSIGNMENTS, row.slots_active),
        ],
    )
}

fn of_pool(row: &PoolRow) -> impl Iterator<Item = Disagreement> + use<> {
    const SHARES: &str = "its shares";
    differences(
        (row.pool_id, None),
        [
            ("held", row.held, SHARES, row.shares_held),
            ("active", row.active, SHARES, row.shares_active),
            ("held", row.held, ENTRIES, row.entries_held),
            ("active", row.active, ENTRIES, row.entries_active),
            (
                "the number of its last entry",
                row.last_entry,
                "their count",
                row.entries,
            ),
            (
                "the limit",
                row.capacity,
                "its last entry",
                row.entered_capacity,
            ),
            (
                "the number of entries that do not follow",
                row.breaks,
                "right",
                0,
            ),
        ],
    )
}

fn differences<const N: usize>(
    (pool, plan): (PoolId, Option<OrganizationId>),
    figures: [(&'static str, i64, &'static str, i64); N],
) -> impl Iterator<Item = Disagreement> {
    figures
        .into_iter()
        .filter(|(_, stands, _, says)| stands != says)
        .map(move |(figure, stands, witness, says)| Disagreement {
            pool,
            plan,
            figure,
            stands,
            witness,
            says,
        })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_disagreement_is_named_in_a_sentence() {
        let row = ShareRow {
            pool_id: PoolId(Uuid::nil()),
            plan_id: OrganizationId(Uuid::nil()),
            held: 3,
            active: 1,
            entries_held: 3,
            entries_active: 1,
            slots_held: 2,
            slots_active: 1,
        };
        let found: Vec<String> = of_share(&row).map(|one| one.to_string()).collect();
        let nil = Uuid::nil();
        assert_eq!(
            found,
            [format!(
                "pool {nil}, plan {nil}: held is 3, by the assignments that hold a place 2"
            )]
        );
    }
}
