//! The remaining-units check: what of a plan's authorizations is left for a member's service, and one
//! unit drawn and given back. An act of another kind is around them in life, so both sides run in
//! this process, without HTTP, in turns; no server runs meanwhile.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use chrono::NaiveDate;
use entity::service_authorization::{self, Column};
use entity::types::AuthorizationStatus;
use handoff::app::World;
use handoff::db::statements::authorizations as sql;
use handoff::db::{Db, Reader, Tx};
use handoff::error::StoreError;
use sea_orm::{ColumnTrait, Order, Value};
use uuid::Uuid;

use crate::data::{GRANTED, Granted, granted};
use crate::floor::{CONNECTIONS, Floor};
use crate::looks::{Look, look};

/// Times that each is looked at; the median of all counts.
const TIMES: u64 = 10;

/// Measures on a database that nobody else uses.
pub async fn measure(url: &str, world: &World, size: u64) -> Result<Vec<Look>> {
    let db = Db::open(url, CONNECTIONS).await?;
    let floor = Floor::open(url, false).await?;
    let (mut reads, mut floor_reads) = (Vec::new(), Vec::new());
    let (mut uses, mut floor_uses) = (Vec::new(), Vec::new());
    for n in (0..TIMES).flat_map(|_| 0..GRANTED) {
        let of = granted(size, n);
        let op = world.system_op("bench");
        let day = op.today();

        let started = Instant::now();
        let left = covering(&db.read(&op), &of, day).await?;
        reads.push(started.elapsed());
        let started = Instant::now();
        let floor_left = floor.units_left(&of, day).await?;
        floor_reads.push(started.elapsed());
        ensure!(left == floor_left, "{left} units are left, or {floor_left}");

        let started = Instant::now();
        let done: Result<bool, StoreError> = db.write(&op, |tx| use_one(tx, of.clone(), day)).await;
        ensure!(done?, "no unit is left");
        uses.push(started.elapsed());
        let started = Instant::now();
        floor.use_one(&of, day).await?;
        floor_uses.push(started.elapsed());
    }
    db.close().await?;
    Ok(vec![
        beside(
            "units left of a member's service",
            &mut reads,
            &mut floor_reads,
        ),
        beside("a unit drawn and given back", &mut uses, &mut floor_uses),
    ])
}

fn beside(name: &'static str, ours: &mut [Duration], floor: &mut [Duration]) -> Look {
    let floor = look(name, floor, String::new()).milliseconds;
    let ours = look(name, ours, String::new());
    let ratio = floor / ours.milliseconds;
    Look {
        note: format!("(floor {floor:.2} ms, ratio {ratio:.2})"),
        ..ours
    }
}

/// The statement of `authorizations::store::covering`, through the same door.
async fn covering(reader: &Reader, of: &Granted, day: NaiveDate) -> Result<i32, StoreError> {
    let rows = reader
        .select::<service_authorization::Entity>()
        .filter(Column::MemberId.is_in([of.member]))
        .filter(Column::Service.eq(of.service.as_str()))
        .filter(Column::UntilOn.gte(day))
        .filter(Column::FromOn.lte(day))
        .filter(Column::PlanId.eq(of.plan))
        .filter(Column::Status.ne(AuthorizationStatus::Void))
        .order_by(Column::UntilOn, Order::Asc)
        .order_by(Column::Id, Order::Asc)
        .all()
        .await?;
    let left = rows
        .iter()
        .map(|row| row.units.unwrap_or(0) - row.used_units);
    Ok(left.sum())
}

/// The statements of `authorizations::ledger`: looks again, uses a unit and gives it back.
async fn use_one(tx: Tx, of: Granted, day: NaiveDate) -> Result<bool, StoreError> {
    let authorization = of.authorization;
    if covering(&tx, &of, day).await? == 0 {
        return Ok(false);
    }
    let draw: [Value; 4] = [authorization.into(), 1.into(), 0_i64.into(), day.into()];
    let drawn = tx.change(&sql::DRAW, draw).await?;
    let entered = tx
        .change(&sql::ENTRY, entry(&tx, &of, ("DRAWN", -1), day))
        .await?;
    let give_back: [Value; 3] = [authorization.into(), 1.into(), 0_i64.into()];
    let returned = tx.change(&sql::RETURN, give_back).await?;
    let last = tx
        .change(&sql::ENTRY, entry(&tx, &of, ("RETURNED", 1), day))
        .await?;
    Ok([drawn, entered, returned, last] == [1; 4])
}

fn entry(tx: &Tx, of: &Granted, (kind, units): (&str, i32), day: NaiveDate) -> [Value; 8] {
    [
        of.authorization.into(),
        kind.into(),
        units.into(),
        0_i64.into(),
        of.assignment.into(),
        day.into(),
        tx.now().into(),
        None::<Uuid>.into(),
    ]
}
