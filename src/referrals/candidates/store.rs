//! What is read for the order, and what of it is kept with an assignment.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::types::{AssignmentEnd, AssignmentId, OrganizationId, PoolId};
use entity::{assignment, assignment_candidate};
use sea_orm::{ColumnTrait, FromQueryResult, IntoActiveModel, Order};

use super::rules::{Answer, Candidate, CoveringPool, Exclusion, Facts, rank};
use crate::capacity::PoolFigures;
use crate::db::{Reader, Sql, Tx, statements};
use crate::error::StoreError;
use crate::members::Member;
use crate::reference::{Reference, ZipCode};
use crate::referrals::model::Referral;
use crate::referrals::reasons::DeclineReason;
use crate::referrals::rules::place;
use crate::referrals::store::assignment_from_row;

/// How many of those that were thought of are kept with an assignment: a page of what was shown.
pub(in crate::referrals) const KEPT: usize = 10;

/// Who could be meant.
pub(in crate::referrals) struct Candidates {
    /// In order.
    pub(in crate::referrals) list: Vec<Candidate>,
    /// The plan offers the service there that day.
    pub(in crate::referrals) is_offered: bool,
}

impl Candidates {
    /// Those that could be assigned.
    pub(in crate::referrals) fn included(&self) -> impl Iterator<Item = &Candidate> {
        self.list.iter().filter(|one| one.is_included())
    }
}

#[derive(FromQueryResult)]
#[expect(clippy::struct_excessive_bools, reason = "columns, each true or not")]
struct Row {
    provider_id: OrganizationId,
    zip: String,
    is_offered: bool,
    is_contracted: bool,
    speaks_language: bool,
    serves_population: bool,
    last_assigned_at: Option<DateTime<Utc>>,
    pool_id: Option<PoolId>,
    capacity: Option<i32>,
    held: Option<i32>,
    active: Option<i32>,
    is_paused: Option<bool>,
    updated_at: Option<DateTime<Utc>>,
    prefers_own: Option<bool>,
    share_cap: Option<i32>,
    share_held: Option<i32>,
    share_active: Option<i32>,
    share_agreed: Option<i32>,
}

/// Who could be meant by a referral, for the record of its member that is worked with: all that offer
/// the service in the place, and as many of those that are contracted for it elsewhere as it takes to
/// have the first `wanted` right. A plan has contracts all over the state, and who could be assigned
/// comes first, so mostly the place is enough.
///
/// The directory is public and the share is the plan's own; how each answered before is read with the
/// server's eyes, for the plan that decides.
pub(in crate::referrals) async fn candidates_in(
    reader: &Reader,
    (referral, member): (&Referral, &Member),
    reference: &Reference,
    wanted: usize,
) -> Result<Candidates, StoreError> {
    let answers = answers(reader, referral).await?;
    let there = &statements::routing::CANDIDATES_THERE;
    let of = (referral, member, reference);
    let found = ranked(reader, there, of, &answers).await?;
    if found.included().take(wanted).count() == wanted {
        return Ok(found);
    }
    ranked(reader, &statements::routing::CANDIDATES, of, &answers).await
}

async fn ranked(
    reader: &Reader,
    sql: &Sql,
    (referral, member, reference): (&Referral, &Member, &Reference),
    answers: &HashMap<OrganizationId, Answer>,
) -> Result<Candidates, StoreError> {
    let place = place(
        (referral.county, referral.zip),
        (member.county, member.zip),
        reference,
    );
    let county = |index: usize| {
        let county = place.counties.get(index);
        county.map_or_else(String::new, ToString::to_string)
    };
    let rows: Vec<Row> = reader
        .sql(
            sql,
            [
                referral.plan.into(),
                referral.service.as_str().into(),
                county(0).into(),
                county(1).into(),
                place
                    .zip
                    .map_or_else(String::new, |zip| zip.to_string())
                    .into(),
                reader.op().today().into(),
                member.language.to_string().into(),
                member.id.into(),
            ],
        )
        .await?;
    let is_offered = rows.first().is_some_and(|row| row.is_offered);
    let mut facts: Vec<Facts> = Vec::new();
    for row in rows {
        if facts
            .last()
            .is_none_or(|last| last.provider != row.provider_id)
        {
            facts.push(Facts {
                provider: row.provider_id,
                is_contracted: row.is_contracted,
                pools: Vec::new(),
                is_chosen: referral.chosen_provider == Some(row.provider_id),
                speaks_language: row.speaks_language,
                serves_population: row.serves_population,
                is_preferred: false,
                last_assigned_at: row.last_assigned_at,
                distance_km: distance(place.zip.or(member.zip), &row.zip, reference),
                answer: answers.get(&row.provider_id).copied(),
            });
        }
        if let (Some(facts), Some(pool)) = (facts.last_mut(), pool_of(&row)) {
            facts.is_preferred |=
                row.prefers_own == Some(true) && referral.referrer == row.provider_id;
            if !facts.pools.contains(&pool) {
                facts.pools.push(pool);
            }
        }
    }
    Ok(Candidates {
        list: rank(facts),
        is_offered,
    })
}

fn pool_of(row: &Row) -> Option<CoveringPool> {
    let figures = PoolFigures {
        capacity: row.capacity?,
        held: row.held?,
        active: row.active?,
        is_paused: row.is_paused?,
        updated_at: row.updated_at?,
    };
    let taken = row.share_held.zip(row.share_active);
    // At most the cap, and at most what plan and provider agreed on.
    let most = [row.share_cap, row.share_agreed]
        .into_iter()
        .flatten()
        .min();
    let share_left = taken.map(|(held, active)| match most {
        Some(most) => most - held - active,
        None => figures.free(),
    });
    Some(CoveringPool {
        id: row.pool_id?,
        figures,
        share_left,
    })
}

/// Between the middles of two ZIP codes.
fn distance(from: Option<ZipCode>, to: &str, reference: &Reference) -> Option<i32> {
    let from = reference.zip(from?)?;
    let to = reference.zip(to.parse().ok()?)?;
    let km = from.location.distance_km(to.location).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "California is 1,300 km long"
    )]
    let km = km as i32;
    Some(km)
}

/// How those who had this referral before declined it, the last time each.
async fn answers(
    reader: &Reader,
    referral: &Referral,
) -> Result<HashMap<OrganizationId, Answer>, StoreError> {
    let rows = reader
        .as_system("who declined decides who is asked next, also where that is withheld")
        .select::<assignment::Entity>()
        .filter(assignment::Column::ReferralId.eq(referral.id))
        .filter(assignment::Column::EndReason.eq(AssignmentEnd::Declined))
        .order_by(assignment::Column::AssignedAt, Order::Asc)
        .all()
        .await?;
    let mut answers = HashMap::new();
    for assignment in rows.iter().map(assignment_from_row) {
        let Some((at, _)) = assignment.ended else {
            continue;
        };
        let answer = match (assignment.decline, assignment.is_disputed) {
            (Some(DeclineReason::AtCapacity), true) => Answer::Disputed { at },
            (Some(DeclineReason::AtCapacity), false) => Answer::WasFull,
            _ => Answer::Declined,
        };
        answers.insert(assignment.provider, answer);
    }
    Ok(answers)
}

/// Keeps who was thought of: the first ones, and the one that got it.
pub(in crate::referrals) async fn considered_insert(
    tx: &Tx,
    assignment: AssignmentId,
    candidates: &[Candidate],
    assigned: OrganizationId,
) -> Result<(), StoreError> {
    let kept = candidates
        .iter()
        .enumerate()
        .filter(|(at, candidate)| *at < KEPT || candidate.provider == assigned)
        .map(|(_, candidate)| {
            let codes: Vec<_> = candidate.exclusions.iter().map(|one| one.code()).collect();
            assignment_candidate::Model {
                assignment_id: assignment,
                rank: candidate.rank,
                provider_id: candidate.provider,
                exclusions: codes.join(","),
                is_chosen: candidate.is_chosen,
                speaks_language: candidate.speaks_language,
                is_preferred: candidate.is_preferred,
                free_places: candidate.free_places,
                last_assigned_at: candidate.last_assigned_at,
                distance_km: candidate.distance_km,
            }
            .into_active_model()
        });
    tx.insert_all(kept.collect()).await
}

pub(super) async fn considered(
    reader: &Reader,
    assignments: impl IntoIterator<Item = AssignmentId>,
) -> Result<HashMap<AssignmentId, Vec<Candidate>>, StoreError> {
    let rows = reader
        .select::<assignment_candidate::Entity>()
        .filter(assignment_candidate::Column::AssignmentId.is_in(assignments))
        .order_by(assignment_candidate::Column::Rank, Order::Asc)
        .all()
        .await?;
    let mut considered: HashMap<AssignmentId, Vec<Candidate>> = HashMap::new();
    for row in rows {
        let codes = row.exclusions.split(',');
        considered
            .entry(row.assignment_id)
            .or_default()
            .push(Candidate {
                provider: row.provider_id,
                rank: row.rank,
                exclusions: codes.filter_map(Exclusion::from_code).collect(),
                is_chosen: row.is_chosen,
                speaks_language: row.speaks_language,
                is_preferred: row.is_preferred,
                free_places: row.free_places,
                last_assigned_at: row.last_assigned_at,
                distance_km: row.distance_km,
                pools: Vec::new(),
            });
    }
    Ok(considered)
}
