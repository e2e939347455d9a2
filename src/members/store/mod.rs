//! The member table, and in a file each the tables around it.

mod addresses;
mod apart;
mod enrolments;
mod keys;
mod life;
mod merges;
mod people;
mod search;
mod sets;

pub(super) use addresses::{address_set, former_addresses_of, phones_of, phones_set};
pub(super) use apart::{apart_insert, apart_of, apart_undo, are_apart};
pub(crate) use enrolments::{end_to_follow, ends_followed, ends_to_follow};
pub(super) use enrolments::{enrolment_end, enrolment_insert, enrolments_of};
pub(super) use keys::{keys_fill, keys_set};
pub(crate) use life::life_events_of;
pub(super) use life::{life_event_insert, life_events_of_all};
pub(super) use merges::{
    alike, members_to_review, members_to_review_count, merge_insert, merge_undo, merged_into,
    merged_records_of,
};
pub(super) use people::{
    contact_end, contact_insert, contacts_of, households_of, lead_end, lead_insert, leads_of,
    offers_ecm, place_end, place_insert, places_of,
};
pub(super) use search::{member_count, member_list};
pub(super) use sets::{
    populations_end, populations_insert, populations_of, programs_end, programs_insert, programs_of,
};

use chrono::{DateTime, Utc};
use entity::member;
use entity::types::{MemberId, OrganizationId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ExprTrait, IntoActiveModel, Order};

use super::model::{GoBetween, Member, MemberAddress, SafeContact, SafeHours};
use super::rules::name_key;
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;

/// The member of that id, if the actor may see it.
pub async fn member_by_id(reader: &Reader, id: MemberId) -> Result<Option<Member>, StoreError> {
    let row = reader
        .select::<member::Entity>()
        .filter(member::Column::Id.eq(id))
        .one()
        .await?;
    row.map(from_row).transpose()
}

/// The members of those ids that the actor may see.
pub async fn member_by_ids(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<Vec<Member>, StoreError> {
    let rows = reader
        .select::<member::Entity>()
        .filter(member::Column::Id.is_in(ids))
        .all()
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Keeps others from changing a member, such as restricting it, until the transaction ends.
pub async fn member_hold(tx: &Tx, id: MemberId) -> Result<(), StoreError> {
    tx.lock(&statements::HOLD_MEMBER, id.0).await
}

/// Locks a member, to change it.
pub async fn member_lock(tx: &Tx, id: MemberId) -> Result<(), StoreError> {
    tx.lock(&statements::LOCK_MEMBER, id.0).await
}

/// Locks a member and reads it, in one statement, for a plan or the server: see [`Tx::select_locked`].
pub async fn member_locked(tx: &Tx, id: MemberId) -> Result<Option<Member>, StoreError> {
    let row = tx
        .select_locked::<member::Entity>()
        .filter(member::Column::Id.eq(id))
        .one()
        .await?;
    row.map(from_row).transpose()
}

/// Restricts a member, or lifts the restriction.
pub async fn member_restrict(
    tx: &Tx,
    id: MemberId,
    since: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    tx.update_where::<member::Entity>()
        .filter(member::Column::Id.eq(id))
        .set(member::Column::RestrictedAt, since)
        .set(
            member::Column::Version,
            Expr::col(member::Column::Version).add(1),
        )
        .run()
        .await?;
    Ok(())
}

/// Writes how a member may be contacted without harm.
pub async fn safe_contact_set(tx: &Tx, id: MemberId, safe: &SafeContact) -> Result<(), StoreError> {
    let between = safe.go_between.as_ref();
    tx.update_where::<member::Entity>()
        .filter(member::Column::Id.eq(id))
        .set(member::Column::NoContactSince, safe.no_contact_since)
        .set(
            member::Column::ContactChannel,
            safe.channel.map(sea_orm::ActiveEnum::into_value),
        )
        .set(
            member::Column::ContactFrom,
            safe.hours.map(|hours| hours.from),
        )
        .set(
            member::Column::ContactUntil,
            safe.hours.map(|hours| hours.until),
        )
        .set(member::Column::ContactNoVoicemail, safe.no_voicemail)
        .set(
            member::Column::GoBetweenName,
            between.map(|one| one.name.clone()),
        )
        .set(
            member::Column::GoBetweenPhone,
            between.and_then(|one| one.phone.clone()),
        )
        .set(member::Column::ContactNote, safe.note.clone())
        .set(member::Column::ContactSetAt, safe.set_at)
        .set(
            member::Column::Version,
            Expr::col(member::Column::Version).add(1),
        )
        .run()
        .await?;
    Ok(())
}

/// The plan's member with that CIN.
pub async fn member_by_cin(
    reader: &Reader,
    plan: OrganizationId,
    cin: &str,
) -> Result<Option<Member>, StoreError> {
    let row = reader
        .select::<member::Entity>()
        .filter(member::Column::PlanId.eq(plan))
        .filter(member::Column::Cin.eq(cin))
        .one()
        .await?;
    row.map(from_row).transpose()
}

/// The members of all plans with one of those CINs that the actor may see.
pub(super) async fn member_by_cins(
    reader: &Reader,
    cins: Vec<&str>,
) -> Result<Vec<Member>, StoreError> {
    let rows = reader
        .select::<member::Entity>()
        .filter(member::Column::Cin.is_in(cins))
        .order_by(member::Column::Id, Order::Asc)
        .all()
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Writes a new member, and the keys it is found by.
pub async fn member_insert(tx: &Tx, member: &Member) -> Result<(), StoreError> {
    tx.insert(to_row(member).into_active_model()).await?;
    keys_set(tx, member).await
}

/// Writes who a member is and what they need to be spoken to.
pub(super) async fn details_set(tx: &Tx, member: &Member) -> Result<(), StoreError> {
    tx.update_where::<member::Entity>()
        .filter(member::Column::Id.eq(member.id))
        .set(member::Column::FirstName, member.first_name.as_str())
        .set(member::Column::LastName, member.last_name.as_str())
        .set(
            member::Column::NameKey,
            name_key(&member.last_name, &member.first_name),
        )
        .set(member::Column::BirthOn, member.birth_on)
        .set(member::Column::Language, member.language.to_string())
        .set(
            member::Column::IsInterpreterNeeded,
            member.is_interpreter_needed,
        )
        .set(
            member::Column::AlternativeFormat,
            member
                .alternative_format
                .map(sea_orm::ActiveEnum::into_value),
        )
        .run()
        .await?;
    Ok(())
}

/// The member's record is another than before.
pub(super) async fn member_touch(tx: &Tx, id: MemberId) -> Result<(), StoreError> {
    tx.update_where::<member::Entity>()
        .filter(member::Column::Id.eq(id))
        .set(
            member::Column::Version,
            Expr::col(member::Column::Version).add(1),
        )
        .run()
        .await?;
    Ok(())
}

fn to_row(member: &Member) -> member::Model {
    let safe = member.safe_contact.clone().unwrap_or_default();
    let (go_between_name, go_between_phone) = safe
        .go_between
        .map_or((None, None), |one| (Some(one.name), one.phone));
    member::Model {
        id: member.id,
        plan_id: member.plan,
        cin: member.cin.as_str().to_owned(),
        first_name: member.first_name.clone(),
        last_name: member.last_name.clone(),
        name_key: name_key(&member.last_name, &member.first_name),
        birth_on: member.birth_on,
        phone: member.phone.clone(),
        language: member.language.to_string(),
        street: member
            .address
            .as_ref()
            .map(|address| address.street.clone()),
        city: member.address.as_ref().map(|address| address.city.clone()),
        zip: member.zip.map(|zip| zip.to_string()),
        county_fips: member.county.to_string(),
        whereabouts: member.whereabouts.clone(),
        version: member.version,
        created_at: member.created_at,
        restricted_at: member.restricted_at,
        no_contact_since: safe.no_contact_since,
        contact_channel: safe.channel,
        contact_from: safe.hours.map(|hours| hours.from),
        contact_until: safe.hours.map(|hours| hours.until),
        contact_no_voicemail: safe.no_voicemail,
        go_between_name,
        go_between_phone,
        contact_note: safe.note,
        contact_set_at: member.safe_contact.as_ref().map(|safe| safe.set_at),
        is_interpreter_needed: member.is_interpreter_needed,
        alternative_format: member.alternative_format,
        address_from_on: member.address_from_on,
        merged_into: member.merged_into,
        is_keyed: false,
    }
}

pub(crate) fn from_row(row: member::Model) -> Result<Member, StoreError> {
    let unreadable = |column: &str| StoreError::Corrupt(format!("member.{column}"));
    let safe_contact = row.contact_set_at.map(|set_at| SafeContact {
        no_contact_since: row.no_contact_since,
        channel: row.contact_channel,
        hours: row
            .contact_from
            .zip(row.contact_until)
            .map(|(from, until)| SafeHours { from, until }),
        no_voicemail: row.contact_no_voicemail,
        go_between: row.go_between_name.map(|name| GoBetween {
            name,
            phone: row.go_between_phone,
        }),
        note: row.contact_note,
        set_at,
    });
    Ok(Member {
        id: row.id,
        plan: row.plan_id,
        cin: row.cin.parse().map_err(|_| unreadable("cin"))?,
        first_name: row.first_name,
        last_name: row.last_name,
        birth_on: row.birth_on,
        phone: row.phone,
        language: row.language.parse().map_err(|_| unreadable("language"))?,
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
        created_at: row.created_at,
        restricted_at: row.restricted_at,
        safe_contact,
        is_interpreter_needed: row.is_interpreter_needed,
        alternative_format: row.alternative_format,
        address_from_on: row.address_from_on,
        merged_into: row.merged_into,
        version: row.version,
    })
}
