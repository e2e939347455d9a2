//! The table of the area, and what a task's text is made of.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::types::{
    IntakeId, MemberId, OrganizationId, ReferralId, TaskAbout, TaskId, TaskKind, TaskState,
};
use entity::{intake, provider, referral, task};
use sea_orm::{ActiveEnum, ColumnTrait, Condition, Order};
use uuid::Uuid;

use super::letters::{Kept, letters_of};
use super::model::{
    CompleteTask, Desk, FaxAgreement, Letter, Prepared, Task, TaskEnding, TaskFilter,
};
use super::rules::desk::{self, News};
use super::rules::{self, Said};
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Scoped, Tx};
use crate::error::{Failure, StoreError};
use crate::members::{self, Member};
use crate::organizations::{Organization, organizations_by_ids};
use crate::reference::{Reference, ServiceCode};

const DUE: &str = "tasks";

/// A page of tasks, the first due first, as they are kept.
pub(super) async fn list(
    reader: &Reader,
    filter: &TaskFilter,
    page: &PageRequest,
) -> Result<Page<task::Model>, Failure<CursorError>> {
    let after: Option<(NaiveDate, Uuid)> = page.after(DUE).map_err(Failure::Refused)?;
    let page = scope(reader, filter)
        .filter_if(after, |(due_on, id)| {
            let due = task::Column::DueOn;
            let same = Condition::all()
                .add(due.eq(due_on))
                .add(task::Column::Id.gt(id));
            Condition::any().add(due.gt(due_on)).add(same)
        })
        .order_by(task::Column::DueOn, Order::Asc)
        .order_by(task::Column::Id, Order::Asc)
        .page(page, |row| Cursor::encode(DUE, &(row.due_on, row.id.0)))
        .await?;
    Ok(page)
}

/// How many there are.
pub(super) async fn count(reader: &Reader, filter: &TaskFilter) -> Result<u64, StoreError> {
    scope(reader, filter).count().await
}

fn scope<'a>(reader: &'a Reader, filter: &TaskFilter) -> Scoped<'a, task::Entity> {
    let states = filter.states.clone().unwrap_or(vec![TaskState::Open]);
    reader
        .select::<task::Entity>()
        .filter(task::Column::State.is_in(states))
        .filter_if(filter.kind, |kind| task::Column::Kind.eq(kind).into())
        .filter_if(filter.due_until, |day| task::Column::DueOn.lte(day).into())
        .filter_if(filter.referral, |referral| {
            task::Column::ReferralId.eq(referral).into()
        })
}

/// The task of that id, if the actor may see it.
pub(super) async fn task_by_id(
    reader: &Reader,
    id: TaskId,
) -> Result<Option<task::Model>, StoreError> {
    reader
        .select::<task::Entity>()
        .filter(task::Column::Id.eq(id))
        .one()
        .await
}

/// Whether the member was told before who serves this referral.
pub(super) async fn was_told_in(reader: &Reader, referral: ReferralId) -> Result<bool, StoreError> {
    let told = reader
        .select::<task::Entity>()
        .filter(task::Column::ReferralId.eq(referral))
        .filter(task::Column::Kind.eq(TaskKind::MemberNotice))
        .filter(task::Column::State.eq(TaskState::Done))
        .filter(task::Column::ProviderId.is_not_null())
        .count()
        .await?;
    Ok(told > 0)
}

/// The tasks with what is needed to do them: four statements, however many they are, and one more
/// where whoever referred is told.
pub(super) async fn prepared(
    reader: &Reader,
    rows: Vec<task::Model>,
    reference: &Reference,
) -> Result<Vec<Task>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let around = Around::read(reader, &rows).await?;
    rows.into_iter()
        .map(|row| around.complete(row, reference))
        .collect()
}

/// What stands around some tasks.
struct Around {
    referrals: HashMap<ReferralId, referral::Model>,
    /// By the record that a task names: the one to work with.
    members: HashMap<MemberId, Member>,
    providers: HashMap<OrganizationId, provider::Model>,
    plans: HashMap<OrganizationId, Organization>,
    /// Where it came from, of those of which whoever referred is told.
    intakes: HashMap<IntakeId, intake::Model>,
    /// By task: what is sent word for word.
    letters: HashMap<TaskId, Kept>,
}

impl Around {
    async fn read(reader: &Reader, rows: &[task::Model]) -> Result<Self, StoreError> {
        let referrals = reader
            .select::<referral::Entity>()
            .filter(referral::Column::Id.is_in(rows.iter().filter_map(|row| row.referral_id)))
            .all()
            .await?;
        let members = rows.iter().filter_map(|row| row.member_id);
        let members = members::merge::current(reader, members).await?;
        let named = rows.iter().filter_map(|row| row.provider_id);
        let providers = reader
            .select::<provider::Entity>()
            .filter(provider::Column::Id.is_in(named))
            .all()
            .await?;
        let plans: Vec<_> = rows.iter().map(|row| row.plan_id).collect();
        let plans = organizations_by_ids(reader, plans).await?;
        let referrals: HashMap<_, _> = referrals.into_iter().map(|row| (row.id, row)).collect();
        let told: Vec<IntakeId> = rows
            .iter()
            .filter(|row| row.kind == TaskKind::ReferrerNotice)
            .filter_map(|row| referrals.get(&row.referral_id?)?.intake_id)
            .collect();
        let intakes = if told.is_empty() {
            Vec::new()
        } else {
            let came_in = reader.select::<intake::Entity>();
            came_in.filter(intake::Column::Id.is_in(told)).all().await?
        };
        let letters = letters_of(reader, rows).await?;
        Ok(Self {
            letters,
            referrals,
            members,
            providers: providers.into_iter().map(|row| (row.id, row)).collect(),
            plans: plans.into_iter().map(|row| (row.id, row)).collect(),
            intakes: intakes.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    /// Name and phone of the provider that a task names.
    fn provider(&self, row: &task::Model) -> Option<(&str, &str)> {
        let provider = self.providers.get(&row.provider_id?)?;
        Some((&provider.name, &provider.phone))
    }

    /// Name of the plan, and its phone where it is known.
    fn plan(&self, row: &task::Model) -> (&str, Option<&str>) {
        let plan = self.plans.get(&row.plan_id);
        plan.map_or(("", None), |one| (&one.name, one.phone.as_deref()))
    }

    fn for_member(
        &self,
        row: &task::Model,
        referral: &referral::Model,
        reference: &Reference,
    ) -> Result<Prepared, StoreError> {
        let Some(member) = row.member_id.and_then(|id| self.members.get(&id)) else {
            return Ok(Prepared::default());
        };
        let said = Said {
            about: row.about,
            service: service_of(referral)?,
            is_restricted: referral.restriction.is_some(),
            provider: self.provider(row),
            plan: self.plan(row),
        };
        Ok(rules::prepared(member, &said, reference))
    }

    /// What is written goes out word for word; where and how, the member's record says.
    fn as_written(&self, row: &task::Model) -> Prepared {
        let member = row.member_id.and_then(|id| self.members.get(&id));
        match (member, self.letters.get(&row.id)) {
            (Some(member), Some((letter, _))) => rules::prepared_as(member, letter.clone()),
            _ => Prepared::default(),
        }
    }

    fn for_desk(
        &self,
        row: &task::Model,
        referral: &referral::Model,
        reference: &Reference,
    ) -> Result<Prepared, StoreError> {
        let intake = referral.intake_id.and_then(|id| self.intakes.get(&id));
        let person = format!(
            "{} {}",
            referral.person_first_name, referral.person_last_name
        );
        let service = service_of(referral)?;
        let is_open = referral.restriction.is_none();
        let closure = referral.closure_reason.as_deref();
        let closure = closure.filter(|_| row.about == TaskAbout::Closed);
        let news = News {
            about: row.about,
            number: &referral.number,
            received_at: referral.received_at,
            what: is_open.then_some((service, person.as_str())),
            provider: self.provider(row).filter(|_| is_open),
            closure: closure
                .map(str::parse)
                .transpose()
                .map_err(|_| StoreError::Corrupt("referral.closure_reason".to_owned()))?,
            plan: self.plan(row),
        };
        let desk = Desk {
            name: referral.contact_name.clone(),
            reach: referral.contact_reach.clone(),
            address: intake.and_then(|intake| intake.source_address.clone()),
            fax: intake.and_then(fax_of),
        };
        Ok(desk::prepared(desk, &news, reference))
    }

    fn complete(&self, row: task::Model, reference: &Reference) -> Result<Task, StoreError> {
        let referral = row.referral_id.and_then(|id| self.referrals.get(&id));
        let is_restricted = match self.letters.get(&row.id) {
            Some((_, is_restricted)) => *is_restricted,
            None => referral.is_none_or(|referral| referral.restriction.is_some()),
        };
        let prepared = match (referral, row.kind) {
            (_, TaskKind::ActionNotice | TaskKind::AppealAnswer) => self.as_written(&row),
            (Some(referral), TaskKind::MemberNotice) => {
                self.for_member(&row, referral, reference)?
            }
            (Some(referral), TaskKind::ReferrerNotice) => {
                self.for_desk(&row, referral, reference)?
            }
            // Out of the reader's sight.
            (None, _) => Prepared::default(),
        };
        let prepared = as_sent(prepared, &row);
        let done = row.done_at.zip(row.done_way);
        Ok(Task {
            id: row.id,
            plan: row.plan_id,
            kind: row.kind,
            about: row.about,
            referral: row.referral_id,
            assignment: row.assignment_id,
            provider: row.provider_id,
            member: row.member_id,
            state: row.state,
            due_on: row.due_on,
            made_at: row.made_at,
            ending: row.ended_at.map(|ended_at| TaskEnding {
                ended_at,
                ended_by: row.ended_by,
                done,
                reason: row.reason,
            }),
            prepared,
            is_restricted,
        })
    }
}

fn service_of(referral: &referral::Model) -> Result<ServiceCode, StoreError> {
    let service = referral.service.parse();
    service.map_err(|_| StoreError::Corrupt("referral.service".to_owned()))
}

/// The agreement on faxes that came in with a referral.
pub(crate) fn fax_of(intake: &intake::Model) -> Option<FaxAgreement> {
    Some(FaxAgreement {
        number: intake.fax_number.clone()?,
        agreed_on: intake.fax_agreed_on?,
        recorded_by: intake.fax_recorded_by?,
    })
}

/// Of a task that was done the text stays as it was.
fn as_sent(prepared: Prepared, row: &task::Model) -> Prepared {
    let (Some(subject), Some(body)) = (&row.sent_subject, &row.sent_body) else {
        return prepared;
    };
    let letter = prepared.letter.map(|letter| Letter {
        subject: subject.clone(),
        body: body.clone(),
        ..letter
    });
    Prepared { letter, ..prepared }
}

/// Writes that a task was done, with the text as it was sent; false where it is no longer open.
pub(super) async fn complete(
    tx: &Tx,
    done: &CompleteTask,
    letter: Option<&Letter>,
) -> Result<bool, StoreError> {
    let by = tx.actor().as_person().map(|person| person.account);
    let changed = tx
        .update_where::<task::Entity>()
        .filter(task::Column::Id.eq(done.task))
        .filter(task::Column::State.eq(TaskState::Open))
        .set(task::Column::State, TaskState::Done.into_value())
        .set(task::Column::EndedAt, tx.now())
        .set(task::Column::EndedBy, by)
        .set(task::Column::DoneAt, done.done_at)
        .set(task::Column::DoneWay, done.way.into_value())
        .set(
            task::Column::SentSubject,
            letter.map(|letter| letter.subject.as_str()),
        )
        .set(
            task::Column::SentBody,
            letter.map(|letter| letter.body.as_str()),
        )
        .run()
        .await?;
    Ok(changed == 1)
}

/// Writes that a task was called off; false where it is no longer open.
pub(super) async fn cancel(tx: &Tx, id: TaskId, reason: &str) -> Result<bool, StoreError> {
    let by = tx.actor().as_person().map(|person| person.account);
    let changed = tx
        .update_where::<task::Entity>()
        .filter(task::Column::Id.eq(id))
        .filter(task::Column::State.eq(TaskState::Open))
        .set(task::Column::State, TaskState::Cancelled.into_value())
        .set(task::Column::EndedAt, tx.now())
        .set(task::Column::EndedBy, by)
        .set(task::Column::Reason, reason)
        .run()
        .await?;
    Ok(changed == 1)
}
