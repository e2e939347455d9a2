//! The member table.

use chrono::{DateTime, Utc};
use entity::member;
use entity::types::{MemberId, OrganizationId};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ExprTrait, IntoActiveModel, Order};

use super::model::{GoBetween, Member, MemberAddress, MemberFilter, SafeContact, SafeHours};
use super::rules::name_key;
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Tx, statements};
use crate::error::StoreError;

const BY_NAME: &str = "members/name";

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

/// A page of members by name.
pub async fn member_list(
    reader: &Reader,
    filter: &MemberFilter,
    page: &PageRequest,
) -> Result<Result<Page<Member>, CursorError>, StoreError> {
    let after: Option<(String, uuid::Uuid)> = match page.after(BY_NAME) {
        Ok(after) => after,
        Err(error) => return Ok(Err(error)),
    };
    let page = scope(reader, filter)
        .filter_if(after, |(name, id)| {
            Condition::any()
                .add(member::Column::NameKey.gt(name.as_str()))
                .add(
                    Condition::all()
                        .add(member::Column::NameKey.eq(name))
                        .add(member::Column::Id.gt(id)),
                )
        })
        .order_by(member::Column::NameKey, Order::Asc)
        .order_by(member::Column::Id, Order::Asc)
        .page(page, |row| {
            Cursor::encode(BY_NAME, &(&row.name_key, row.id.0))
        })
        .await?;
    page.try_map(from_row).map(Ok)
}

/// How many members match.
pub async fn member_count(reader: &Reader, filter: &MemberFilter) -> Result<u64, StoreError> {
    scope(reader, filter).count().await
}

fn scope<'a>(reader: &'a Reader, filter: &MemberFilter) -> crate::db::Scoped<'a, member::Entity> {
    reader
        .select::<member::Entity>()
        .filter_if(filter.cin.as_ref(), |cin| {
            member::Column::Cin.eq(cin.as_str()).into()
        })
        .filter_if(filter.name.as_deref(), |name| {
            // A range, not a pattern: it uses the index on both engines whatever the collation.
            Condition::all()
                .add(member::Column::NameKey.gte(name))
                .add(member::Column::NameKey.lt(format!("{name}\u{10FFFF}")))
        })
        .filter_if(filter.birth_on, |birth_on| {
            member::Column::BirthOn.eq(birth_on).into()
        })
}

/// Writes a new member.
pub async fn member_insert(tx: &Tx, member: &Member) -> Result<(), StoreError> {
    tx.insert(to_row(member).into_active_model()).await
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
        version: 1,
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
    })
}
