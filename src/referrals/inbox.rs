//! The inbox of a provider, and the work list of a plan: open assignments, due soonest first.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::types::{AssignmentStatus, MemberId, OrganizationKind};
use entity::{assignment, member, referral};
use sea_orm::{ColumnTrait, Condition, DbErr, FromQueryResult, Order, QueryResult};
use uuid::Uuid;

use super::Referrals;
use super::model::{Assignment, Referral};
use super::queries::{InstantKey, referrals_by_ids};
use super::store::{assignment_from_row, referral_from_row};
use crate::access::{Actor, VisibleTo};
use crate::db::{
    Columns, Cursor, CursorError, Page, PageRequest, Reader, Scoped, Sql, statements, take,
};
use crate::error::{Failure, StoreError};
use crate::members::{self, Member};
use crate::op::OpCtx;

pub(super) const DUE: &str = "assignments/due";

/// Which assignments to list: open ones unless a status is asked for.
#[derive(Debug, Clone, Default)]
pub struct AssignmentFilter {
    /// In any of these states.
    pub statuses: Option<Vec<AssignmentStatus>>,
}

/// What of an assignment's surroundings is wanted with it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Its referral.
    pub referral: bool,
    /// Its member.
    pub member: bool,
}

/// An assignment with what was wanted of its surroundings.
#[derive(Debug, Clone)]
pub struct AssignmentWithReferral {
    /// The assignment.
    pub assignment: Assignment,
    /// Its referral, if wanted and still visible.
    pub referral: Option<Referral>,
    /// Its member, if wanted and still visible.
    pub member: Option<Member>,
}

impl Referrals {
    /// The work list of a provider or plan: open assignments, due soonest first; where nothing is
    /// owed any more, last.
    pub async fn assignments(
        &self,
        op: &OpCtx,
        filter: &AssignmentFilter,
        page: &PageRequest,
        wanted: Wanted,
    ) -> Result<Page<AssignmentWithReferral>, Failure<CursorError>> {
        let after: Option<InstantKey> = page.after(DUE).map_err(Failure::Refused)?;
        let reader = self.db.read(op);
        if filter.statuses.is_none()
            && wanted.referral
            && wanted.member
            && let Some(sql) = INBOX.of(op.actor())
        {
            return Ok(inbox(&reader, sql, after, page, None).await?);
        }
        let page = assignment_scope(&reader, filter)
            .filter_if(after, |(at, id)| {
                let due = assignment::Column::NextDueAt;
                let same = Condition::all()
                    .add(due.eq(at))
                    .add(assignment::Column::Id.gt(id));
                Condition::any().add(due.gt(at)).add(same)
            })
            .order_by(assignment::Column::NextDueAt, Order::Asc)
            .order_by(assignment::Column::Id, Order::Asc)
            .page(page, |row| {
                Cursor::encode(DUE, &(row.next_due_at, row.id.0))
            })
            .await?;
        let page = page.map(|row| assignment_from_row(&row));
        Ok(with_surroundings(&reader, page, wanted).await?)
    }

    /// How many assignments match.
    pub async fn assignment_count(
        &self,
        op: &OpCtx,
        filter: &AssignmentFilter,
    ) -> Result<u64, StoreError> {
        assignment_scope(&self.db.read(op), filter).count().await
    }
}

pub(super) fn assignment_scope<'a>(
    reader: &'a Reader,
    filter: &AssignmentFilter,
) -> Scoped<'a, assignment::Entity> {
    let scope =
        reader
            .select::<assignment::Entity>()
            .filter_if(reader.actor().as_person(), |person| match person.kind {
                // The row filter says which plans' rows; a prime plan's list has its delegates' too.
                OrganizationKind::Plan if person.standing.delegates.is_empty() => {
                    assignment::Column::PlanId.eq(person.organization).into()
                }
                OrganizationKind::Plan => Condition::all(),
                // Others have no work list; the row filter leaves a referrer those of its own.
                OrganizationKind::Provider
                | OrganizationKind::Referrer
                | OrganizationKind::State
                | OrganizationKind::Operator => assignment::Column::ProviderId
                    .eq(person.organization)
                    .into(),
            });
    match &filter.statuses {
        Some(statuses) => scope.filter(assignment::Column::Status.is_in(statuses.iter().copied())),
        None => scope.filter(assignment::Column::EndedAt.is_null()),
    }
}

/// A list in one statement for each kind of reader whose row filter is a plain predicate.
pub(super) struct HotStatements {
    /// For who works a provider's assignments.
    pub(super) provider: &'static Sql,
    /// For who works a plan's cases and sees what is restricted.
    pub(super) plan: &'static Sql,
    /// For who works a plan's cases and does not.
    pub(super) open_plan: &'static Sql,
}

const INBOX: HotStatements = HotStatements {
    provider: &statements::PROVIDER_INBOX,
    plan: &statements::PLAN_INBOX,
    open_plan: &statements::OPEN_PLAN_INBOX,
};

impl HotStatements {
    /// The statement whose predicate is this person's row filter, if there is one: for who works a
    /// provider's assignments or one plan's cases. All others take the general way.
    pub(super) fn of(&self, actor: &Actor) -> Option<&'static Sql> {
        let person = actor.as_person()?;
        let standing = &person.standing;
        if person.works_assignments() {
            Some(self.provider)
        } else if !person.works_cases() || !standing.delegates.is_empty() {
            None
        } else if person.sees_restricted() {
            Some(self.plan)
        } else if standing.opened.is_empty() {
            Some(self.open_plan)
        } else {
            None
        }
    }
}

/// The hot list in one statement: what is open, with referral and member; what is due before
/// `until`, if the statement asks for that.
pub(super) async fn inbox(
    reader: &Reader,
    sql: &Sql,
    after: Option<InstantKey>,
    page: &PageRequest,
    until: Option<DateTime<Utc>>,
) -> Result<Page<AssignmentWithReferral>, StoreError> {
    let Some(person) = reader.actor().as_person() else {
        return Ok(Page::trim(page, Vec::new(), |_| Cursor::encode(DUE, &())));
    };
    let (at, id) = after.unwrap_or((DateTime::UNIX_EPOCH, Uuid::nil()));
    let values = [
        person.organization.into(),
        at.into(),
        id.into(),
        page.limit().into(),
    ];
    let values = values.into_iter().chain(until.map(Into::into));
    let rows: Vec<InboxRow> = reader.sql(sql, values).await?;
    let page = Page::trim(page, rows, |row| {
        Cursor::encode(DUE, &(row.assignment.next_due_at, row.assignment.id.0))
    });
    let assignments = page.items.iter().map(|(_, row)| &row.assignment);
    reader.shows_all(assignments.filter_map(assignment::Entity::about));
    let merged = page.items.iter().map(|(_, row)| &row.member);
    let merged = merged.filter(|member| member.merged_into.is_some());
    let merged: Vec<MemberId> = merged.map(|member| member.id).collect();
    // One more statement, and only where a record was merged.
    let mut kept = if merged.is_empty() {
        HashMap::new()
    } else {
        members::merge::current(reader, merged).await?
    };
    page.try_map(|row| {
        let member = match kept.remove(&row.member.id) {
            Some(kept) => kept,
            None => members::store::from_row(row.member)?,
        };
        Ok(AssignmentWithReferral {
            assignment: assignment_from_row(&row.assignment),
            referral: Some(referral_from_row(row.referral)?.seen_by(reader.actor())),
            member: Some(member),
        })
    })
}

/// One row of the inbox: three tables side by side.
struct InboxRow {
    assignment: assignment::Model,
    referral: referral::Model,
    member: member::Model,
}

impl FromQueryResult for InboxRow {
    #[expect(clippy::too_many_lines, reason = "one line for each column")]
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let mut columns = Columns::of(row);
        Ok(Self {
            assignment: take!(
                &mut columns,
                "a_",
                assignment::Model {
                    id,
                    referral_id,
                    plan_id,
                    provider_id,
                    member_id,
                    pool_id,
                    status,
                    slot,
                    assigned_at,
                    assigned_by,
                    accepted_at,
                    outreach_due_at,
                    first_attempt_at,
                    next_due_at,
                    service_started_at,
                    ended_at,
                    end_reason,
                    is_restricted,
                    discontinuation_reason,
                    moved_to,
                    decline_reason,
                    is_disputed,
                    follow_up_attempts,
                    follow_up_until,
                    excused_at,
                    excused_by,
                    excuse,
                    held_until,
                    authorization_id,
                    is_unpayable,
                }
            ),
            referral: take!(
                &mut columns,
                "r_",
                referral::Model {
                    id,
                    number,
                    plan_id,
                    referrer_id,
                    referred_by,
                    contact_name,
                    contact_reach,
                    service,
                    urgency,
                    county_fips,
                    zip,
                    person_first_name,
                    person_last_name,
                    person_birth_on,
                    person_cin,
                    person_phone,
                    needs,
                    member_id,
                    status,
                    version,
                    last_event_seq,
                    received_at,
                    status_changed_at,
                    closure_reason,
                    closure_note,
                    closed_at,
                    assigned_to,
                    restriction,
                    is_hidden,
                    consent_revoked_at,
                    follows_id,
                    intake_id,
                    needed_by,
                    chosen_provider_id,
                    named_provider_id,
                    naming,
                    answer_due_at,
                    is_declined,
                    closed_loop_at,
                }
            ),
            member: take!(
                &mut columns,
                "m_",
                member::Model {
                    id,
                    plan_id,
                    cin,
                    first_name,
                    last_name,
                    name_key,
                    birth_on,
                    phone,
                    language,
                    street,
                    city,
                    zip,
                    county_fips,
                    whereabouts,
                    version,
                    created_at,
                    restricted_at,
                    no_contact_since,
                    contact_channel,
                    contact_from,
                    contact_until,
                    contact_no_voicemail,
                    go_between_name,
                    go_between_phone,
                    contact_note,
                    contact_set_at,
                    is_interpreter_needed,
                    alternative_format,
                    address_from_on,
                    merged_into,
                    is_keyed,
                }
            ),
        })
    }
}

pub(super) async fn with_surroundings(
    reader: &Reader,
    page: Page<Assignment>,
    wanted: Wanted,
) -> Result<Page<AssignmentWithReferral>, StoreError> {
    let assignments = || page.items.iter().map(|(_, assignment)| assignment);
    let mut referrals = HashMap::new();
    if wanted.referral {
        let found = referrals_by_ids(reader, assignments().map(|one| one.referral)).await?;
        referrals.extend(found.into_iter().map(|referral| (referral.id, referral)));
    }
    let mut members = HashMap::new();
    if wanted.member {
        let ids = assignments().map(|one| one.member);
        members = members::merge::current(reader, ids).await?;
    }
    Ok(page.map(|assignment| AssignmentWithReferral {
        referral: referrals.get(&assignment.referral).cloned(),
        member: members.get(&assignment.member).cloned(),
        assignment,
    }))
}
