//! What is left of an authorization, for the engine of the module around: the product's statements, one
//! after the other.

use std::sync::LazyLock;

use anyhow::{Result, ensure};
use chrono::NaiveDate;
use entity::service_authorization;
use handoff::db::statements::authorizations as sql;
use sea_orm::sqlx::{Row as _, query};
use uuid::Uuid;

use super::super::now;
use super::super::text::select;
use super::handlers::{Pools, text};
use super::{BEGIN, Connection};
use crate::data::Granted;

static COVERING: LazyLock<String> = LazyLock::new(|| {
    select::<service_authorization::Entity>(
        "member_id IN ($1) AND service = $2 AND until_on >= $3 AND from_on <= $4 AND plan_id = $5 \
         AND status <> $6 ORDER BY until_on, id",
    )
});

/// How many units are left for a service of that day.
pub(in super::super) async fn left(pools: &Pools, of: &Granted, day: NaiveDate) -> Result<i32> {
    let mut reader = pools.read.acquire().await?;
    covering(&mut reader, of, day).await
}

/// Looks again, uses one of them and gives it back, in one transaction.
pub(in super::super) async fn use_one(pools: &Pools, of: &Granted, day: NaiveDate) -> Result<()> {
    let mut tx = pools.write.begin_with(BEGIN).await?;
    covering(&mut tx, of, day).await?;
    let draw = query(text(&sql::DRAW));
    let draw = draw.bind(of.authorization).bind(1).bind(0_i64).bind(day);
    let drawn = draw.execute(&mut *tx).await?;
    ensure!(drawn.rows_affected() == 1, "nothing was left");
    enter(&mut tx, of, ("DRAWN", -1), day).await?;
    let give_back = query(text(&sql::RETURN));
    let give_back = give_back.bind(of.authorization).bind(1).bind(0_i64);
    let returned = give_back.execute(&mut *tx).await?;
    ensure!(returned.rows_affected() == 1, "nothing was used");
    enter(&mut tx, of, ("RETURNED", 1), day).await?;
    tx.commit().await?;
    Ok(())
}

async fn covering(connection: &mut Connection, of: &Granted, day: NaiveDate) -> Result<i32> {
    let covering = query(COVERING.as_str())
        .bind(of.member)
        .bind(&of.service)
        .bind(day)
        .bind(day)
        .bind(of.plan)
        .bind("VOID");
    let mut left = 0;
    for row in covering.fetch_all(connection).await? {
        left += row.try_get::<i32, _>("units")? - row.try_get::<i32, _>("used_units")?;
    }
    ensure!(left > 0, "nothing is left");
    Ok(left)
}

async fn enter(
    connection: &mut Connection,
    of: &Granted,
    (kind, units): (&str, i32),
    day: NaiveDate,
) -> Result<()> {
    let entry = query(text(&sql::ENTRY))
        .bind(of.authorization)
        .bind(kind)
        .bind(units)
        .bind(0_i64)
        .bind(of.assignment)
        .bind(day)
        .bind(now())
        .bind(None::<Uuid>);
    let entered = entry.execute(connection).await?;
    ensure!(entered.rows_affected() == 1, "no entry");
    Ok(())
}
