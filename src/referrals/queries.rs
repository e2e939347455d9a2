//! Reading the loop: lookups, lists, timeline. Everything goes through the row filter, and what
//! comes out is what this actor may know ([`Referral::seen_by`]).

use std::collections::HashMap;
use std::hash::Hash;

use chrono::{DateTime, Utc};
use entity::types::{AssignmentId, EventKind, MemberId, ReferralId, ReferralStatus};
use entity::{assignment, hand_off, outreach_attempt, referral, referral_event};
use sea_orm::{ColumnTrait, Condition, Order};
use uuid::Uuid;

use super::model::{Assignment, Attempt, HandOff, Referral, ReferralEvent, ReferralFilter};
use super::store::{
    assignment_from_row, attempt_from_row, event_from_row, hand_off_from_row, referral_from_row,
};
use super::{Referrals, number};
use crate::access::{Actor, Person, of_plans, referrals_in_full, untold};
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Scoped};
use crate::error::{Failure, StoreError};
use crate::members;
use crate::op::OpCtx;

const NEWEST: &str = "referrals/newest";
const OLDEST: &str = "referrals/oldest";
const ANSWER_DUE: &str = "referrals/answer-due";
const TIMELINE: &str = "timeline";

/// A place in a list that is ordered by an instant.
pub(super) type InstantKey = (DateTime<Utc>, Uuid);

/// A referral of a list.
#[derive(Debug, Clone)]
pub struct ListedReferral {
    /// The referral.
    pub referral: Referral,
    /// Every provider that was asked, in order, if that was wanted.
    pub assignments: Option<Vec<Assignment>>,
}

/// Order of a list of referrals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReferralOrder {
    /// Latest received first.
    #[default]
    Newest,
    /// Longest waiting first.
    Oldest,
    /// Those that wait for the answer of a named provider, or then of the plan, and no others: the
    /// one that is due first, or has been longest, first.
    AnswerDue,
}

impl ReferralOrder {
    /// Name of the list, what it goes by, and in which direction.
    const fn terms(self) -> (&'static str, referral::Column, Order) {
        match self {
            Self::Newest => (NEWEST, referral::Column::ReceivedAt, Order::Desc),
            Self::Oldest => (OLDEST, referral::Column::ReceivedAt, Order::Asc),
            Self::AnswerDue => (ANSWER_DUE, referral::Column::AnswerDueAt, Order::Asc),
        }
    }

    fn of(self, row: &referral::Model) -> DateTime<Utc> {
        match self {
            Self::Newest | Self::Oldest => row.received_at,
            Self::AnswerDue => row.answer_due_at.unwrap_or(row.received_at),
        }
    }
}

impl Referrals {
    /// A referral that the actor may see.
    pub async fn by_id(&self, op: &OpCtx, id: ReferralId) -> Result<Option<Referral>, StoreError> {
        Ok(self.by_ids(op, [id]).await?.into_iter().next())
    }

    /// The referrals of those ids that the actor may see, in no order.
    pub async fn by_ids(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = ReferralId>,
    ) -> Result<Vec<Referral>, StoreError> {
        referrals_by_ids(&self.db.read(op), ids).await
    }

    /// A page of the referrals that the actor may see, on demand with who was asked: one more
    /// statement whatever its size.
    pub async fn list(
        &self,
        op: &OpCtx,
        filter: &ReferralFilter,
        order: ReferralOrder,
        page: &PageRequest,
        with_assignments: bool,
    ) -> Result<Page<ListedReferral>, Failure<CursorError>> {
        let (list, by, direction) = order.terms();
        let only = (order == ReferralOrder::AnswerDue).then_some(());
        let after: Option<InstantKey> = page.after(list).map_err(Failure::Refused)?;
        let reader = self.db.read(op);
        let records = records_in(&reader, filter).await?;
        let page = referral_scope(&reader, filter, records)
            .filter_if(only, |()| answer_waited_for(op.actor()))
            .filter_if(after, |(at, id)| {
                let id_column = referral::Column::Id;
                let (beyond, beyond_id) = match order {
                    ReferralOrder::Newest => (by.lt(at), id_column.lt(id)),
                    ReferralOrder::Oldest | ReferralOrder::AnswerDue => {
                        (by.gt(at), id_column.gt(id))
                    }
                };
                let same = Condition::all().add(by.eq(at)).add(beyond_id);
                Condition::any().add(beyond).add(same)
            })
            .order_by(by, direction.clone())
            .order_by(referral::Column::Id, direction)
            .page(page, |row| Cursor::encode(list, &(order.of(row), row.id.0)))
            .await?;
        let mut asked = if with_assignments {
            let ids = page.items.iter().map(|(_, row)| row.id);
            Some(self.assignments_of(op, ids).await?)
        } else {
            None
        };
        Ok(page.try_map(|row| {
            let referral = referral_from_row(row)?.seen_by(op.actor());
            let assignments = asked
                .as_mut()
                .map(|asked| asked.remove(&referral.id).unwrap_or_default());
            Ok::<_, StoreError>(ListedReferral {
                referral,
                assignments,
            })
        })?)
    }

    /// How many referrals the actor may see.
    pub async fn count(&self, op: &OpCtx, filter: &ReferralFilter) -> Result<u64, StoreError> {
        let reader = self.db.read(op);
        let records = records_in(&reader, filter).await?;
        referral_scope(&reader, filter, records).count().await
    }

    /// The assignments of those ids that the actor may see, in no order.
    pub async fn assignments_by_ids(
        &self,
        op: &OpCtx,
        ids: impl IntoIterator<Item = AssignmentId>,
    ) -> Result<Vec<Assignment>, StoreError> {
        let reader = self.db.read(op);
        let rows = reader
            .select::<assignment::Entity>()
            .filter(assignment::Column::Id.is_in(ids))
            .all()
            .await?;
        Ok(rows.iter().map(assignment_from_row).collect())
    }

    /// The referrals of one intake: that one and those beside it.
    pub async fn of_one_intake(
        &self,
        op: &OpCtx,
        id: ReferralId,
    ) -> Result<Vec<Referral>, StoreError> {
        let reader = self.db.read(op);
        let intake = self
            .by_id(op, id)
            .await?
            .and_then(|referral| referral.intake);
        let rows = reader
            .select::<referral::Entity>()
            .filter(match intake {
                Some(intake) => referral::Column::IntakeId.eq(intake),
                None => referral::Column::Id.eq(id),
            })
            .all()
            .await?;
        rows.into_iter()
            .map(|row| Ok(referral_from_row(row)?.seen_by(op.actor())))
            .collect()
    }

    /// What follows from referrals, earliest first, by the one that is followed.
    pub async fn followers(
        &self,
        op: &OpCtx,
        of: impl IntoIterator<Item = ReferralId>,
    ) -> Result<HashMap<ReferralId, Vec<Referral>>, StoreError> {
        let reader = self.db.read(op);
        let rows = reader
            .select::<referral::Entity>()
            .filter(referral::Column::FollowsId.is_in(of))
            .order_by(referral::Column::ReceivedAt, Order::Asc)
            .order_by(referral::Column::Id, Order::Asc)
            .all()
            .await?;
        let mut followers = Vec::with_capacity(rows.len());
        for row in rows {
            let referral = referral_from_row(row)?.seen_by(op.actor());
            followers.extend(referral.follows.map(|followed| (followed, referral)));
        }
        Ok(grouped(followers.into_iter()))
    }

    /// Every provider that was asked, in order, by referral.
    pub async fn assignments_of(
        &self,
        op: &OpCtx,
        referrals: impl IntoIterator<Item = ReferralId>,
    ) -> Result<HashMap<ReferralId, Vec<Assignment>>, StoreError> {
        let reader = self.db.read(op);
        let rows = reader
            .select::<assignment::Entity>()
            .filter(assignment::Column::ReferralId.is_in(referrals))
            .order_by(assignment::Column::AssignedAt, Order::Asc)
            .order_by(assignment::Column::Id, Order::Asc)
            .all()
            .await?;
        Ok(grouped(rows.iter().map(|row| {
            let assignment = assignment_from_row(row);
            (assignment.referral, assignment)
        })))
    }

    /// Attempts by assignment, earliest first.
    pub async fn attempts_of(
        &self,
        op: &OpCtx,
        assignments: impl IntoIterator<Item = AssignmentId>,
    ) -> Result<HashMap<AssignmentId, Vec<Attempt>>, StoreError> {
        let reader = self.db.read(op);
        let rows = reader
            .select::<outreach_attempt::Entity>()
            .filter(outreach_attempt::Column::AssignmentId.is_in(assignments))
            .order_by(outreach_attempt::Column::MadeAt, Order::Asc)
            .order_by(outreach_attempt::Column::Id, Order::Asc)
            .all()
            .await?;
        Ok(grouped(rows.into_iter().map(|row| {
            let attempt = attempt_from_row(row);
            (attempt.assignment, attempt)
        })))
    }

    /// Hand-offs by assignment, earliest first.
    pub async fn hand_offs_of(
        &self,
        op: &OpCtx,
        assignments: impl IntoIterator<Item = AssignmentId>,
    ) -> Result<HashMap<AssignmentId, Vec<HandOff>>, StoreError> {
        let reader = self.db.read(op);
        let rows = reader
            .select::<hand_off::Entity>()
            .filter(hand_off::Column::AssignmentId.is_in(assignments))
            .order_by(hand_off::Column::MadeAt, Order::Asc)
            .order_by(hand_off::Column::Id, Order::Asc)
            .all()
            .await?;
        Ok(grouped(rows.into_iter().map(|row| {
            let hand_off = hand_off_from_row(row);
            (hand_off.assignment, hand_off)
        })))
    }

    /// A page of a referral's timeline, in order.
    pub async fn timeline(
        &self,
        op: &OpCtx,
        of: &Referral,
        page: &PageRequest,
    ) -> Result<Page<ReferralEvent>, Failure<CursorError>> {
        let after: Option<i32> = page.after(TIMELINE).map_err(Failure::Refused)?;
        let reader = self.db.read(op);
        let page = event_scope(&reader, of)
            .filter_if(after, |seq| referral_event::Column::Seq.gt(seq).into())
            .order_by(referral_event::Column::Seq, Order::Asc)
            .page(page, |row| Cursor::encode(TIMELINE, &row.seq))
            .await?;
        Ok(page.map(|row| event_from_row(row).seen_by(op.actor(), of)))
    }

    /// How many entries the actor sees on a timeline.
    pub async fn timeline_count(&self, op: &OpCtx, of: &Referral) -> Result<u64, StoreError> {
        event_scope(&self.db.read(op), of).count().await
    }
}

/// What belongs to one record, side by side, in the order it came.
fn grouped<K: Eq + Hash, V>(rows: impl Iterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in rows {
        groups.entry(key).or_default().push(value);
    }
    groups
}

impl ReferralEvent {
    /// Names of people and notes stay inside their organization and the plan; why a provider
    /// declined is not for the next one.
    fn seen_by(mut self, actor: &Actor, of: &Referral) -> Self {
        if actor.works_for_plan(of.plan) {
            return self;
        }
        if !actor.belongs_to(self.organization) {
            self.account = None;
            self.note = None;
            // That the plan gave one may tell of another referral.
            if self.kind == EventKind::Assigned {
                self.reason = None;
            }
            // The plan may have entered a decline on the provider's behalf.
            let is_plans = self.organization == of.plan && self.kind != EventKind::Declined;
            if !actor.belongs_to(of.referrer) && !is_plans {
                self.reason = None;
            }
        }
        self
    }
}

/// The timeline that the actor may know: only the plan hears of the match at intake, for it tells
/// whether the CIN that was given exists.
fn event_scope<'a>(reader: &'a Reader, of: &Referral) -> Scoped<'a, referral_event::Entity> {
    let for_all = Condition::all().add(referral_event::Column::Kind.ne(EventKind::MemberConfirmed));
    reader
        .select::<referral_event::Entity>()
        .filter(referral_event::Column::ReferralId.eq(of.id))
        .filter_if(
            (!reader.actor().works_for_plan(of.plan)).then_some(for_all),
            |for_all| for_all,
        )
}

/// All records of the person whom a filter asks for: a referral stays with the record it came for.
/// Only the plan may ask by member; to others it would tell whom a referral matched, and they find
/// nothing.
async fn records_in(
    reader: &Reader,
    filter: &ReferralFilter,
) -> Result<Option<Vec<MemberId>>, StoreError> {
    let Some(member) = filter.member else {
        return Ok(None);
    };
    let person = reader.actor().as_person();
    if person.is_some_and(Person::works_cases) {
        Ok(Some(members::merge::records_of(reader, member).await?))
    } else {
        Ok(Some(Vec::new()))
    }
}

fn referral_scope<'a>(
    reader: &'a Reader,
    filter: &ReferralFilter,
    records: Option<Vec<MemberId>>,
) -> Scoped<'a, referral::Entity> {
    let plan = reader
        .actor()
        .as_person()
        .filter(|person| person.works_cases());
    let is_plan = plan.is_some();
    // What a restricted referral is about must not be told by whether a filter finds it.
    let asks_what = filter.services.is_some() || filter.member.is_some();
    let statuses = filter
        .statuses
        .as_ref()
        .map(|statuses| masked(statuses, is_plan));
    let until = filter.answer_due_until;
    reader
        .select::<referral::Entity>()
        // Said once more, so that the planner takes the plan's index and not the row filter's OR.
        .filter_if(plan, |person| of_plans(referral::Column::PlanId, person))
        .filter_if(asks_what.then(|| reader.actor()), referrals_in_full)
        .filter_if(statuses, |statuses| {
            referral::Column::Status.is_in(statuses).into()
        })
        .filter_if(filter.naming.as_ref(), |naming| {
            let rows = referral::Column::Naming.is_in(naming.iter().copied());
            let rows = knowing_who_is_named(reader.actor()).add(rows);
            let provider = reader.actor().as_person();
            match provider.filter(|person| person.works_assignments()) {
                Some(person) => rows.add(referral::Column::NamedProviderId.eq(person.organization)),
                None => rows,
            }
        })
        .filter_if(until, |until| {
            answer_waited_for(reader.actor()).add(referral::Column::AnswerDueAt.lte(until))
        })
        .filter_if(filter.services.as_ref(), |services| {
            referral::Column::Service
                .is_in(services.iter().map(|service| service.as_str()))
                .into()
        })
        .filter_if(records, |records| {
            referral::Column::MemberId.is_in(records).into()
        })
        .filter_if(filter.number.as_deref(), |typed| {
            // A number with a slip in it is no number, and finds nothing.
            referral::Column::Number
                .eq(number::parse(typed).unwrap_or_default())
                .into()
        })
}

/// Referrals of which the actor may know who was named for them ([`Referral::seen_by`]): all to those who
/// work a plan's cases, to others those that their organization referred or is named for.
fn knowing_who_is_named(actor: &Actor) -> Condition {
    match actor.as_person().filter(|person| !person.works_cases()) {
        Some(person) => Condition::all().add(
            Condition::any()
                .add(referral::Column::ReferrerId.eq(person.organization))
                .add(referral::Column::NamedProviderId.eq(person.organization)),
        ),
        None => Condition::all(),
    }
}

/// An answer is waited for. Once it is restricted a referral is the plan's alone to give, and it
/// must not be told that somebody was named; nor must whoever referred learn that it is.
fn answer_waited_for(actor: &Actor) -> Condition {
    let mut open = Condition::any().add(referral::Column::Restriction.is_null());
    if let Some(person) = actor.as_person().filter(|person| !person.works_cases()) {
        let own = referral::Column::ReferrerId.eq(person.organization);
        open = open.add(untold().add(own));
    }
    knowing_who_is_named(actor)
        .add(referral::Column::AnswerDueAt.is_not_null())
        .add(open)
}

/// To everyone but the plan READY and `AWAITING_AUTHORIZATION` show as RECEIVED, so they are found
/// together or not at all.
fn masked(statuses: &[ReferralStatus], is_plan: bool) -> Vec<ReferralStatus> {
    let mut statuses = statuses.to_vec();
    if !is_plan {
        let known = [ReferralStatus::Ready, ReferralStatus::AwaitingAuthorization];
        statuses.retain(|status| !known.contains(status));
        if statuses.contains(&ReferralStatus::Received) {
            statuses.extend(known);
        }
    }
    statuses
}

pub(super) async fn referrals_by_ids(
    reader: &Reader,
    ids: impl IntoIterator<Item = ReferralId>,
) -> Result<Vec<Referral>, StoreError> {
    let rows = reader
        .select::<referral::Entity>()
        .filter(referral::Column::Id.is_in(ids))
        .all()
        .await?;
    rows.into_iter()
        .map(|row| Ok(referral_from_row(row)?.seen_by(reader.actor())))
        .collect()
}
