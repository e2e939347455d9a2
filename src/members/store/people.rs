//! The people around members: contacts, those who lead the care, households.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::types::{AccountId, ContactId, MemberId, OrganizationId};
use entity::{household_member, lead_care_manager, member_contact, offering, provider};
use sea_orm::{ColumnTrait, Condition, IntoActiveModel, Order};

use crate::db::{Reader, Tx};
use crate::error::StoreError;
use crate::members::Member;
use crate::members::care::LeadCareManager;
use crate::members::contacts::MemberContact;
use crate::members::household::HouseholdPlace;
use crate::reference::ServiceCode;

/// Who speaks or cares for members, in the order of their first days.
pub(in crate::members) async fn contacts_of(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, Vec<MemberContact>>, StoreError> {
    let rows = reader
        .select::<member_contact::Entity>()
        .filter(member_contact::Column::MemberId.is_in(ids))
        .order_by(member_contact::Column::FromOn, Order::Asc)
        .order_by(member_contact::Column::Id, Order::Asc)
        .all()
        .await?;
    let mut found: HashMap<MemberId, Vec<MemberContact>> = HashMap::new();
    for row in rows {
        found.entry(row.member_id).or_default().push(MemberContact {
            id: row.id,
            role: row.role,
            name: row.name,
            phone: row.phone,
            relationship: row.relationship,
            may_be_told: row.may_be_told,
            may_decide: row.may_decide,
            from_on: row.from_on,
            until_on: row.until_on,
            replaces: row.replaces_id,
        });
    }
    Ok(found)
}

/// Writes a new contact.
pub(in crate::members) async fn contact_insert(
    tx: &Tx,
    member: &Member,
    contact: &MemberContact,
    by: AccountId,
) -> Result<(), StoreError> {
    let row = member_contact::Model {
        id: contact.id,
        plan_id: member.plan,
        member_id: member.id,
        role: contact.role,
        name: contact.name.clone(),
        phone: contact.phone.clone(),
        relationship: contact.relationship.clone(),
        may_be_told: contact.may_be_told,
        may_decide: contact.may_decide,
        from_on: contact.from_on,
        until_on: contact.until_on,
        replaces_id: contact.replaces,
        recorded_at: tx.now(),
        recorded_by: by,
    };
    tx.insert(row.into_active_model()).await
}

/// Ends a contact.
pub(in crate::members) async fn contact_end(
    tx: &Tx,
    id: ContactId,
    until_on: NaiveDate,
) -> Result<(), StoreError> {
    tx.update_where::<member_contact::Entity>()
        .filter(member_contact::Column::Id.eq(id))
        .set(member_contact::Column::UntilOn, until_on)
        .run()
        .await?;
    Ok(())
}

/// Who leads and led the care of members, in the order of their first days.
pub(in crate::members) async fn leads_of(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, Vec<LeadCareManager>>, StoreError> {
    let rows = reader
        .select::<lead_care_manager::Entity>()
        .filter(lead_care_manager::Column::MemberId.is_in(ids))
        .order_by(lead_care_manager::Column::FromOn, Order::Asc)
        .order_by(lead_care_manager::Column::RecordedAt, Order::Asc)
        .order_by(lead_care_manager::Column::Id, Order::Asc)
        .all()
        .await?;
    let mut found: HashMap<MemberId, Vec<LeadCareManager>> = HashMap::new();
    for row in rows {
        found
            .entry(row.member_id)
            .or_default()
            .push(LeadCareManager {
                provider: row.provider_id,
                name: row.name,
                phone: row.phone,
                from_on: row.from_on,
                until_on: row.until_on,
            });
    }
    Ok(found)
}

/// Who leads the care does so until the day before.
pub(in crate::members) async fn lead_end(
    tx: &Tx,
    id: MemberId,
    from_on: NaiveDate,
) -> Result<(), StoreError> {
    tx.update_where::<lead_care_manager::Entity>()
        .filter(lead_care_manager::Column::MemberId.eq(id))
        .filter(lead_care_manager::Column::UntilOn.is_null())
        .set(lead_care_manager::Column::UntilOn, from_on.pred_opt())
        .run()
        .await?;
    Ok(())
}

/// Writes who leads the care.
pub(in crate::members) async fn lead_insert(
    tx: &Tx,
    member: &Member,
    lead: &LeadCareManager,
    by: AccountId,
) -> Result<(), StoreError> {
    let row = lead_care_manager::Model {
        id: tx.op().new_id(),
        plan_id: member.plan,
        member_id: member.id,
        provider_id: lead.provider,
        name: lead.name.clone(),
        phone: lead.phone.clone(),
        from_on: lead.from_on,
        until_on: lead.until_on,
        recorded_at: tx.now(),
        recorded_by: by,
    };
    tx.insert(row.into_active_model()).await
}

/// Whether a provider offers ECM on a day; `None` where there is no such provider.
pub(in crate::members) async fn offers_ecm(
    reader: &Reader,
    id: OrganizationId,
    on: NaiveDate,
) -> Result<Option<bool>, StoreError> {
    let known = reader
        .select::<provider::Entity>()
        .filter(provider::Column::Id.eq(id));
    if known.count().await? == 0 {
        return Ok(None);
    }
    let offered = reader
        .select::<offering::Entity>()
        .filter(offering::Column::ProviderId.eq(id))
        .filter(offering::Column::Service.eq(ServiceCode::Ecm.as_str()))
        .filter(offering::Column::FromOn.lte(on))
        .filter(
            Condition::any()
                .add(offering::Column::UntilOn.is_null())
                .add(offering::Column::UntilOn.gte(on)),
        );
    Ok(Some(offered.count().await? > 0))
}

/// The places of members in their households.
pub(in crate::members) async fn places_of(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, HouseholdPlace>, StoreError> {
    let rows = reader
        .select::<household_member::Entity>()
        .filter(household_member::Column::MemberId.is_in(ids))
        .filter(household_member::Column::UntilOn.is_null())
        .all()
        .await?;
    Ok(rows.iter().map(|row| (row.member_id, place(row))).collect())
}

/// Who lives in the households of members.
pub(in crate::members) async fn households_of(
    reader: &Reader,
    ids: impl IntoIterator<Item = MemberId>,
) -> Result<HashMap<MemberId, Vec<HouseholdPlace>>, StoreError> {
    let places = places_of(reader, ids).await?;
    let households = places.values().map(|place| place.household);
    let rows = reader
        .select::<household_member::Entity>()
        .filter(household_member::Column::HouseholdId.is_in(households))
        .filter(household_member::Column::UntilOn.is_null())
        .order_by(household_member::Column::FromOn, Order::Asc)
        .order_by(household_member::Column::Id, Order::Asc)
        .all()
        .await?;
    let all: Vec<HouseholdPlace> = rows.iter().map(place).collect();
    let with = |own: &HouseholdPlace| {
        let together = all.iter().filter(|one| one.household == own.household);
        together.cloned().collect()
    };
    Ok(places.iter().map(|(id, own)| (*id, with(own))).collect())
}

fn place(row: &household_member::Model) -> HouseholdPlace {
    HouseholdPlace {
        household: row.household_id,
        member: row.member_id,
        role: row.role,
        from_on: row.from_on,
    }
}

/// Writes a place in a household.
pub(in crate::members) async fn place_insert(
    tx: &Tx,
    plan: OrganizationId,
    place: &HouseholdPlace,
    by: AccountId,
) -> Result<(), StoreError> {
    let row = household_member::Model {
        id: tx.op().new_id(),
        plan_id: plan,
        household_id: place.household,
        member_id: place.member,
        role: place.role,
        from_on: place.from_on,
        until_on: None,
        recorded_at: tx.now(),
        recorded_by: by,
    };
    tx.insert(row.into_active_model()).await
}

/// Ends a place in a household.
pub(in crate::members) async fn place_end(
    tx: &Tx,
    id: MemberId,
    until_on: NaiveDate,
) -> Result<(), StoreError> {
    tx.update_where::<household_member::Entity>()
        .filter(household_member::Column::MemberId.eq(id))
        .filter(household_member::Column::UntilOn.is_null())
        .set(household_member::Column::UntilOn, until_on)
        .run()
        .await?;
    Ok(())
}
