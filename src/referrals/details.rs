//! What came in with a referral beyond the least, and what of it is missing.

use std::collections::HashMap;

use entity::types::{
    Agreement, IntakeId, OrganizationId, ReferralId, Relationship, SourceKind, TransitionedFrom,
};
use entity::{intake, referral_need};
use sea_orm::{ColumnTrait, IntoActiveModel, Order};

use super::Referrals;
use super::model::Referral;
use crate::db::{Reader, Tx};
use crate::error::StoreError;
use crate::op::OpCtx;
use crate::providers::Npi;
use crate::reference::LanguageCode;
use crate::tasks::{self, FaxAgreement};

/// What came in with a referral, or with several for one person, beyond the least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// From what kind of source it comes.
    pub source: SourceKind,
    /// How whoever referred stands to the person.
    pub relationship: Option<Relationship>,
    /// NPI of the source.
    pub source_npi: Option<Npi>,
    /// Address of the source.
    pub source_address: Option<String>,
    /// Whether the person agrees to be referred.
    pub agrees: Agreement,
    /// Whoever referred says that it is accurate and verified.
    pub is_attested: bool,
    /// The person has no phone.
    pub has_no_phone: bool,
    /// The person has no address.
    pub has_no_address: bool,
    /// Street of the person.
    pub street: Option<String>,
    /// City of the person.
    pub city: Option<String>,
    /// Where the person is found.
    pub whereabouts: Option<String>,
    /// Who knows where the person is.
    pub go_between: Option<GoBetween>,
    /// Language of the person.
    pub language: Option<LanguageCode>,
    /// What the person gets already.
    pub current_services: Option<String>,
    /// The programme that ended, from which the person comes.
    pub transitioned_from: Option<TransitionedFrom>,
    /// That the source and the plan agreed on faxes.
    pub fax: Option<FaxAgreement>,
}

/// Somebody who knows where the person is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoBetween {
    /// Name.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
}

/// A block of the referral form that is still to be filled in (domain notes, section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MissingBlock {
    /// How whoever referred stands to the person.
    Relationship,
    /// Address of the source.
    SourceAddress,
    /// That it is accurate and verified.
    Attestation,
    /// Whether the person agrees.
    Agreement,
    /// Birth date.
    BirthDate,
    /// Client index number.
    Cin,
    /// A phone, or that there is none.
    Phone,
    /// An address, or that there is none.
    Address,
    /// Where somebody without phone or address is found, or who knows.
    Whereabouts,
    /// The language the person speaks.
    Language,
    /// What the person gets already.
    CurrentServices,
    /// Words or codes for what is needed.
    Needs,
}

/// What is missing, in the order of the form. It is asked for, and refuses nothing: a plan may not
/// ask for more than the standard form before it takes a referral (domain notes, section 9).
#[must_use]
pub fn missing(referral: &Referral, intake: Option<&Intake>, has_codes: bool) -> Vec<MissingBlock> {
    use MissingBlock as Block;
    let person = referral.person.as_ref();
    let is_from_member = intake.is_some_and(|intake| {
        matches!(intake.source, SourceKind::Member | SourceKind::OutreachList)
    });
    let has = |field: fn(&Intake) -> bool| intake.is_some_and(field);
    let has_phone = person.is_some_and(|person| person.phone.is_some());
    let has_address = has(|intake| intake.street.is_some());
    let is_found = has(|intake| intake.whereabouts.is_some() || intake.go_between.is_some());
    [
        (
            Block::Relationship,
            is_from_member || has(|intake| intake.relationship.is_some()),
        ),
        (
            Block::SourceAddress,
            is_from_member || has(|intake| intake.source_address.is_some()),
        ),
        (Block::Attestation, has(|intake| intake.is_attested)),
        (
            Block::Agreement,
            has(|intake| intake.agrees != Agreement::Unknown),
        ),
        (
            Block::BirthDate,
            person.is_some_and(|person| person.birth_on.is_some()),
        ),
        (
            Block::Cin,
            person.is_some_and(|person| person.cin.is_some()),
        ),
        (Block::Phone, has_phone || has(|intake| intake.has_no_phone)),
        (
            Block::Address,
            has_address || has(|intake| intake.has_no_address),
        ),
        (Block::Whereabouts, has_phone || has_address || is_found),
        (Block::Language, has(|intake| intake.language.is_some())),
        (
            Block::CurrentServices,
            has(|intake| intake.current_services.is_some()),
        ),
        (Block::Needs, referral.needs.is_some() || has_codes),
    ]
    .into_iter()
    .filter(|(_, is_there)| !is_there)
    .map(|(block, _)| block)
    .collect()
}

impl Referrals {
    /// What came in with referrals that the actor sees in full.
    pub async fn intakes(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = IntakeId>,
    ) -> Result<HashMap<IntakeId, Intake>, StoreError> {
        let reader = self.db.read(op);
        let rows = reader
            .select::<intake::Entity>()
            .filter(intake::Column::Id.is_in(ids))
            .all()
            .await?;
        rows.into_iter()
            .map(|row| Ok((row.id, intake_from_row(row)?)))
            .collect()
    }

    /// Codes of the social needs that referrals name, by referral.
    pub async fn social_needs(
        &self,
        op: &OpCtx,
        referrals: impl IntoIterator<Item = ReferralId>,
    ) -> Result<HashMap<ReferralId, Vec<String>>, StoreError> {
        let reader = self.db.read(op);
        let rows = reader
            .select::<referral_need::Entity>()
            .filter(referral_need::Column::ReferralId.is_in(referrals))
            .order_by(referral_need::Column::Code, Order::Asc)
            .all()
            .await?;
        let mut needs: HashMap<ReferralId, Vec<String>> = HashMap::new();
        for row in rows {
            needs.entry(row.referral_id).or_default().push(row.code);
        }
        Ok(needs)
    }
}

/// Copies what came in for another plan; gives the copy.
pub(super) async fn intake_copy_in(
    tx: &Tx,
    from: IntakeId,
    plan: OrganizationId,
) -> Result<Option<IntakeId>, StoreError> {
    let row = tx
        .select::<intake::Entity>()
        .filter(intake::Column::Id.eq(from))
        .one()
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let id = IntakeId(tx.op().new_id());
    let copy = intake::Model {
        id,
        plan_id: plan,
        // What was agreed was agreed with the other plan.
        fax_number: None,
        fax_agreed_on: None,
        fax_recorded_by: None,
        ..row
    };
    tx.insert(copy.into_active_model()).await?;
    Ok(Some(id))
}

/// Copies the social needs of a referral to one that follows from it.
pub(super) async fn needs_copy_in(
    tx: &Tx,
    from: ReferralId,
    to: ReferralId,
) -> Result<(), StoreError> {
    let rows = tx
        .select::<referral_need::Entity>()
        .filter(referral_need::Column::ReferralId.eq(from))
        .all()
        .await?;
    let copies = rows.into_iter().map(|row| {
        referral_need::Model {
            referral_id: to,
            ..row
        }
        .into_active_model()
    });
    tx.insert_all(copies.collect()).await
}

/// From what kind of source an intake came. Read with the server's eyes: it decides who is told.
pub(super) async fn source_of(
    reader: &Reader,
    id: Option<IntakeId>,
) -> Result<Option<SourceKind>, StoreError> {
    let Some(id) = id else {
        return Ok(None);
    };
    let row = reader
        .as_system("whoever referred is told whoever acts")
        .select::<intake::Entity>()
        .filter(intake::Column::Id.eq(id))
        .one()
        .await?;
    Ok(row.map(|row| row.source))
}

/// From which programme that ended the person comes. Read with the server's eyes: it says by when the
/// member is reassessed, whoever starts the service.
pub(super) async fn transitioned_from(
    reader: &Reader,
    id: Option<IntakeId>,
) -> Result<Option<TransitionedFrom>, StoreError> {
    let Some(id) = id else {
        return Ok(None);
    };
    let row = reader
        .as_system("by when a member is reassessed follows from what came in")
        .select::<intake::Entity>()
        .filter(intake::Column::Id.eq(id))
        .one()
        .await?;
    Ok(row.and_then(|row| row.transitioned_from))
}

pub(super) async fn intake_insert(
    tx: &Tx,
    id: IntakeId,
    plan: OrganizationId,
    intake: Intake,
) -> Result<(), StoreError> {
    let fax = intake.fax;
    let (name, phone) = match intake.go_between {
        Some(go_between) => (Some(go_between.name), go_between.phone),
        None => (None, None),
    };
    let row = intake::Model {
        id,
        plan_id: plan,
        source: intake.source,
        relationship: intake.relationship,
        source_npi: intake.source_npi.map(|npi| npi.to_string()),
        source_address: intake.source_address,
        agrees: intake.agrees,
        is_attested: intake.is_attested,
        has_no_phone: intake.has_no_phone,
        has_no_address: intake.has_no_address,
        street: intake.street,
        city: intake.city,
        whereabouts: intake.whereabouts,
        go_between_name: name,
        go_between_phone: phone,
        language: intake.language.map(|language| language.to_string()),
        current_services: intake.current_services,
        transitioned_from: intake.transitioned_from,
        fax_agreed_on: fax.as_ref().map(|fax| fax.agreed_on),
        fax_recorded_by: fax.as_ref().map(|fax| fax.recorded_by),
        fax_number: fax.map(|fax| fax.number),
    };
    tx.insert(row.into_active_model()).await
}

pub(super) async fn needs_insert(
    tx: &Tx,
    referral: ReferralId,
    codes: &[String],
) -> Result<(), StoreError> {
    let rows = codes.iter().map(|code| {
        referral_need::Model {
            referral_id: referral,
            code: code.clone(),
        }
        .into_active_model()
    });
    tx.insert_all(rows.collect()).await
}

fn intake_from_row(row: intake::Model) -> Result<Intake, StoreError> {
    let unreadable = |column: &str| StoreError::Corrupt(format!("intake.{column}"));
    let fax = tasks::fax_of(&row);
    Ok(Intake {
        fax,
        source: row.source,
        relationship: row.relationship,
        source_npi: row
            .source_npi
            .map(|npi| npi.parse())
            .transpose()
            .map_err(|_| unreadable("source_npi"))?,
        source_address: row.source_address,
        agrees: row.agrees,
        is_attested: row.is_attested,
        has_no_phone: row.has_no_phone,
        has_no_address: row.has_no_address,
        street: row.street,
        city: row.city,
        whereabouts: row.whereabouts,
        go_between: row.go_between_name.map(|name| GoBetween {
            name,
            phone: row.go_between_phone,
        }),
        language: row
            .language
            .map(|language| language.parse())
            .transpose()
            .map_err(|_| unreadable("language"))?,
        current_services: row.current_services,
        transitioned_from: row.transitioned_from,
    })
}
