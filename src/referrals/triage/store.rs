//! What is read for it: one statement for any number of referrals.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::plan_service;
use entity::types::{OrganizationId, ReferralId, ReferralStatus};
use sea_orm::{ColumnTrait, Condition, FromQueryResult};

use super::rules::{Facts, Finding, Other, Sorted, findings};
use crate::access::Actor;
use crate::db::{Reader, id_list, statements};
use crate::error::StoreError;
use crate::members;
use crate::reference::{OtherProgram, Reference};
use crate::referrals::model::Referral;
use crate::referrals::rules::place;

#[derive(FromQueryResult)]
struct Row {
    referral_id: ReferralId,
    has_died: bool,
    is_enrolment_known: bool,
    is_enrolled: bool,
    program: Option<String>,
    other_id: Option<ReferralId>,
    other_received_at: Option<DateTime<Utc>>,
    other_status: Option<ReferralStatus>,
    other_assigned_to: Option<OrganizationId>,
}

/// What speaks against assigning these referrals, by what is known of their members. The caller
/// has read the referrals through the row filter, for a plan that may assign them; restricted ones
/// beside them are left out for who does not see those.
pub(in crate::referrals) async fn triage_in(
    reader: &Reader,
    referrals: &[&Referral],
) -> Result<HashMap<ReferralId, Vec<Finding>>, StoreError> {
    let sees_restricted = match reader.actor() {
        Actor::Person(person) => person.sees_restricted(),
        Actor::System => true,
        Actor::Anonymous => false,
    };
    let today = reader.op().today();
    let ids = id_list(referrals.iter().map(|referral| referral.id.0));
    let asked = [ids.into(), today.into(), sees_restricted.into()];
    let rows: Vec<Row> = reader.sql(&statements::routing::TRIAGE, asked).await?;
    let mut facts: HashMap<ReferralId, Facts> = HashMap::new();
    for row in rows {
        let facts = facts.entry(row.referral_id).or_default();
        facts.has_died |= row.has_died;
        facts.is_enrolment_known |= row.is_enrolment_known;
        facts.is_enrolled |= row.is_enrolled;
        let program = row.program.map(|code| code.parse::<OtherProgram>());
        let unreadable = |_| StoreError::Corrupt("member_program.program".to_owned());
        if let Some(program) = program.transpose().map_err(unreadable)?
            && !facts.programs.contains(&program)
        {
            facts.programs.push(program);
        }
        if let (Some(id), Some(received_at), Some(status)) =
            (row.other_id, row.other_received_at, row.other_status)
            && !facts.others.iter().any(|other| other.id == id)
        {
            facts.others.push(Other {
                id,
                received_at,
                status,
                assigned_to: row.other_assigned_to,
            });
        }
    }
    let known = referrals.iter().filter_map(|referral| {
        let sorted = Sorted {
            id: referral.id,
            received_at: referral.received_at,
            service: referral.service,
            today,
        };
        let facts = facts.get(&referral.id)?;
        Some((referral.id, findings(&sorted, facts, Reference::embedded())))
    });
    Ok(known.collect())
}

/// Those of the referrals whose service their plan offers today in a county where it is needed.
pub(super) async fn offered_in(
    reader: &Reader,
    referrals: &[&Referral],
    reference: &Reference,
) -> Result<HashSet<ReferralId>, StoreError> {
    let members =
        members::store::member_by_ids(reader, referrals.iter().filter_map(|one| one.member));
    let members: HashMap<_, _> = members
        .await?
        .into_iter()
        .map(|one| (one.id, one))
        .collect();
    let today = reader.op().today();
    let plans: HashSet<OrganizationId> = referrals.iter().map(|one| one.plan).collect();
    let services: HashSet<&str> = referrals.iter().map(|one| one.service.as_str()).collect();
    let rows = reader
        .select::<plan_service::Entity>()
        .filter(plan_service::Column::PlanId.is_in(plans))
        .filter(plan_service::Column::Service.is_in(services))
        .filter(plan_service::Column::FromOn.lte(today))
        .filter(
            Condition::any()
                .add(plan_service::Column::UntilOn.is_null())
                .add(plan_service::Column::UntilOn.gte(today)),
        )
        .all()
        .await?;
    let is_offered = |referral: &&&Referral| {
        let member = referral.member.and_then(|member| members.get(&member));
        let Some(member) = member else {
            return false;
        };
        let place = place(
            (referral.county, referral.zip),
            (member.county, member.zip),
            reference,
        );
        rows.iter().any(|row| {
            let county = place
                .counties
                .iter()
                .any(|one| one.as_str() == row.county_fips);
            row.plan_id == referral.plan && row.service == referral.service.as_str() && county
        })
    };
    Ok(referrals
        .iter()
        .filter(is_offered)
        .map(|one| one.id)
        .collect())
}
