//! Where members live and lived, and by which phones they are reached.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::types::{AccountId, MemberId};
use entity::{former_address, member, member_phone};
use sea_orm::{ColumnTrait, IntoActiveModel, Order};

use crate::db::{Reader, Tx};
use crate::error::StoreError;
use crate::members::model::{FormerAddress, Member, MemberAddress, MemberPhone};

/// Writes where a member lives from a day on, and where it lived before.
pub(in crate::members) async fn address_set(
    tx: &Tx,
    (before, after): (&Member, &Member),
    (from_on, by): (NaiveDate, AccountId),
) -> Result<(), StoreError> {
    if let Some(until_on) = from_on.pred_opt() {
        let address = before.address.as_ref();
        let row = former_address::Model {
            id: tx.op().new_id(),
            plan_id: before.plan,
            member_id: before.id,
            from_on: before.address_from_on,
            until_on,
            street: address.map(|address| address.street.clone()),
            city: address.map(|address| address.city.clone()),
            zip: before.zip.map(|zip| zip.to_string()),
            county_fips: before.county.to_string(),
            whereabouts: before.whereabouts.clone(),
            replaced_at: tx.now(),
            replaced_by: by,
        };
        // One that began the same day was never lived at: it was a mistake of that day.
        if before.address_from_on.is_none_or(|began| began <= until_on) {
            tx.insert(row.into_active_model()).await?;
        }
    }
    let address = after.address.as_ref();
    tx.update_where::<member::Entity>()
        .filter(member::Column::Id.eq(after.id))
        .set(
            member::Column::Street,
            address.map(|address| address.street.clone()),
        )
        .set(
            member::Column::City,
            address.map(|address| address.city.clone()),
        )
        .set(member::Column::Zip, after.zip.map(|zip| zip.to_string()))
        .set(member::Column::CountyFips, after.county.to_string())
        .set(member::Column::Whereabouts, after.whereabouts.clone())
        .set(member::Column::AddressFromOn, from_on)
        .run()
        .await?;
    Ok(())
}

/// Where members lived before, the last first.
pub(in crate::members) async fn former_addresses_of(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, Vec<FormerAddress>>, StoreError> {
    let rows = reader
        .select::<former_address::Entity>()
        .filter(former_address::Column::MemberId.is_in(ids))
        .order_by(former_address::Column::UntilOn, Order::Desc)
        .order_by(former_address::Column::Id, Order::Desc)
        .all()
        .await?;
    let mut found: HashMap<MemberId, Vec<FormerAddress>> = HashMap::new();
    for row in rows {
        let of = found.entry(row.member_id).or_default();
        of.push(former_address(row)?);
    }
    Ok(found)
}

fn former_address(row: former_address::Model) -> Result<FormerAddress, StoreError> {
    let unreadable = |column: &str| StoreError::Corrupt(format!("former_address.{column}"));
    Ok(FormerAddress {
        from_on: row.from_on,
        until_on: row.until_on,
        address: row.street.map(|street| MemberAddress {
            street,
            city: row.city.unwrap_or_default(),
        }),
        zip: row
            .zip
            .map(|zip| zip.parse())
            .transpose()
            .map_err(|_| unreadable("zip"))?,
        county: row
            .county_fips
            .parse()
            .map_err(|_| unreadable("county_fips"))?,
        whereabouts: row.whereabouts,
    })
}

/// The phones of members, the best first. Whose phones were never set has the one of its
/// registration.
pub(in crate::members) async fn phones_of(
    reader: &Reader,
    members: &[Member],
) -> Result<HashMap<MemberId, Vec<MemberPhone>>, StoreError> {
    let rows = reader
        .select::<member_phone::Entity>()
        .filter(member_phone::Column::MemberId.is_in(members.iter().map(|member| member.id)))
        .filter(member_phone::Column::EndedAt.is_null())
        .order_by(member_phone::Column::Position, Order::Asc)
        .all()
        .await?;
    let mut found: HashMap<MemberId, Vec<MemberPhone>> = HashMap::new();
    for row in rows {
        found.entry(row.member_id).or_default().push(MemberPhone {
            number: row.number,
            kind: Some(row.kind),
        });
    }
    for member in members {
        let Some(number) = member.phone.clone() else {
            continue;
        };
        let registered = MemberPhone { number, kind: None };
        found.entry(member.id).or_insert_with(|| vec![registered]);
    }
    Ok(found)
}

/// Replaces the phones of a member; the first is the best.
pub(in crate::members) async fn phones_set(
    tx: &Tx,
    member: &Member,
    phones: &[(String, entity::types::PhoneKind)],
    by: AccountId,
) -> Result<(), StoreError> {
    tx.update_where::<member_phone::Entity>()
        .filter(member_phone::Column::MemberId.eq(member.id))
        .filter(member_phone::Column::EndedAt.is_null())
        .set(member_phone::Column::EndedAt, tx.now())
        .run()
        .await?;
    let rows = (1..).zip(phones).map(|(position, (number, kind))| {
        member_phone::Model {
            id: tx.op().new_id(),
            plan_id: member.plan,
            member_id: member.id,
            position,
            number: number.clone(),
            kind: *kind,
            set_at: tx.now(),
            set_by: by,
            ended_at: None,
        }
        .into_active_model()
    });
    tx.insert_all(rows.collect()).await?;
    tx.update_where::<member::Entity>()
        .filter(member::Column::Id.eq(member.id))
        .set(
            member::Column::Phone,
            phones.first().map(|(number, _)| number.clone()),
        )
        .run()
        .await?;
    Ok(())
}
