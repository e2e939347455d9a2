//! The table of keys, kept in step with names and phones.

use std::collections::HashMap;

use entity::types::MemberId;
use entity::{member, member_key};
use sea_orm::{ColumnTrait, FromQueryResult, IntoActiveModel};

use super::{from_row, phones_of};
use crate::db::{Tx, statements};
use crate::error::StoreError;
use crate::members::Member;
use crate::members::keys::keys_of;

/// Writes the keys of a member anew.
pub(in crate::members) async fn keys_set(tx: &Tx, member: &Member) -> Result<(), StoreError> {
    tx.change(&statements::members::FORGET_KEYS, [member.id.0.into()])
        .await?;
    keys_add(tx, vec![member.clone()]).await
}

#[derive(FromQueryResult)]
struct Unkeyed {
    id: MemberId,
}

/// Writes the keys of some members that have none; gives how many.
pub(in crate::members) async fn keys_fill(tx: &Tx) -> Result<usize, StoreError> {
    let unkeyed: Vec<Unkeyed> = tx.sql(&statements::members::UNKEYED, []).await?;
    let members = super::member_by_ids(tx, unkeyed.iter().map(|row| row.id)).await?;
    let filled = members.len();
    if filled > 0 {
        keys_add(tx, members).await?;
    }
    Ok(filled)
}

/// A member is found by its own names and phones, and by those of the records that were merged into
/// it.
async fn keys_add(tx: &Tx, members: Vec<Member>) -> Result<(), StoreError> {
    let ids: Vec<MemberId> = members.iter().map(|member| member.id).collect();
    let merged = tx
        .select::<member::Entity>()
        .filter(member::Column::MergedInto.is_in(ids.iter().copied()))
        .all()
        .await?;
    let plans: HashMap<_, _> = members.iter().map(|one| (one.id, one.plan)).collect();
    let mut records: HashMap<MemberId, Vec<Member>> = HashMap::new();
    let merged: Vec<Member> = merged.into_iter().map(from_row).collect::<Result<_, _>>()?;
    let all: Vec<Member> = members.into_iter().chain(merged).collect();
    let phones = phones_of(tx, &all).await?;
    for record in all {
        let known_as = match record.merged_into {
            Some(kept) if plans.contains_key(&kept) => kept,
            _ => record.id,
        };
        records.entry(known_as).or_default().push(record);
    }
    let mut rows = Vec::new();
    for (id, plan) in plans {
        let records = records.get(&id).map_or(&[] as &[Member], Vec::as_slice);
        let names = records
            .iter()
            .map(|record| (record.first_name.as_str(), record.last_name.as_str()));
        let phones = records
            .iter()
            .filter_map(|record| phones.get(&record.id))
            .flatten()
            .map(|phone| phone.number.as_str());
        rows.extend(keys_of(names, phones).into_iter().map(|key| {
            member_key::Model {
                plan_id: plan,
                key,
                member_id: id,
            }
            .into_active_model()
        }));
    }
    tx.insert_all(rows).await?;
    tx.update_where::<member::Entity>()
        .filter(member::Column::Id.is_in(ids))
        .set(member::Column::IsKeyed, true)
        .run()
        .await?;
    Ok(())
}
