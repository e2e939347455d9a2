//! Made and called off with the events of a referral, in their transaction.

use chrono::{Duration, NaiveDate};
use entity::task;
use entity::types::{
    AssignmentId, AuthorizationId, MemberId, OrganizationId, ReferralId, TaskAbout, TaskId,
    TaskKind, TaskState,
};
use sea_orm::IntoActiveModel;

use super::store;
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;
use crate::members;
use crate::policies;
use crate::reference::ServiceCode;

/// A notice that a member, or whoever referred, is to get.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewNotice {
    /// About what: an assignment, which may turn out to be a change of provider, or a closure.
    pub(crate) about: TaskAbout,
    /// Of which referral, and the number of the event on its timeline.
    pub(crate) event: (ReferralId, i32),
    /// Plan and service: they decide by when.
    pub(crate) of: (OrganizationId, ServiceCode),
    /// About whom, where the plan knows who it is.
    pub(crate) member: Option<MemberId>,
    /// The provider and its assignment, where it tells of one.
    pub(crate) provider: Option<(OrganizationId, AssignmentId)>,
    /// Days until they are to be told, where the act has read the policy, and has made sure that the
    /// member lives and may be contacted.
    pub(crate) notify_days: Option<i32>,
}

/// Makes the task to tell the member: none for somebody who must not be contacted or has died, and
/// no second one for the same event.
pub(crate) async fn prepare_in(tx: &Tx, new: &NewNotice) -> Result<(), StoreError> {
    let system = tx.as_system("a member is told whoever acted");
    let days = match new.notify_days {
        Some(days) => days,
        None if !may_be_told(&system, new).await? => return Ok(()),
        None => {
            let policy = policies::store::policy_on(tx, new.of, tx.op().today()).await?;
            policy.notify_member_days
        }
    };
    let mut new = *new;
    if new.about == TaskAbout::Assigned && store::was_told_in(&system, new.event.0).await? {
        new.about = TaskAbout::ProviderChanged;
    }
    insert_in(tx, &new, TaskKind::MemberNotice, days).await
}

/// Makes the task to tell whoever referred, whoever it is about.
pub(crate) async fn prepare_news_in(tx: &Tx, new: &NewNotice) -> Result<(), StoreError> {
    let policy = policies::store::policy_on(tx, new.of, tx.op().today()).await?;
    let days = policy.notify_referrer_days;
    insert_in(tx, new, TaskKind::ReferrerNotice, days).await
}

async fn insert_in(tx: &Tx, new: &NewNotice, kind: TaskKind, days: i32) -> Result<(), StoreError> {
    let (referral, event_seq) = new.event;
    let row = task::Model {
        id: TaskId(tx.op().new_id()),
        plan_id: new.of.0,
        kind,
        about: new.about,
        referral_id: Some(referral),
        event_seq: Some(event_seq),
        authorization_id: None,
        action_number: None,
        appeal_number: None,
        assignment_id: new.provider.map(|(_, assignment)| assignment),
        provider_id: new.provider.map(|(provider, _)| provider),
        member_id: new.member,
        state: TaskState::Open,
        due_on: due_on(tx.op().today(), days),
        made_at: tx.now(),
        ended_at: None,
        ended_by: None,
        done_at: None,
        done_way: None,
        reason: None,
        sent_subject: None,
        sent_body: None,
    };
    tx.insert_if_absent(row.into_active_model()).await?;
    Ok(())
}

/// What is sent word for word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    /// The notice of action of that number.
    Notice(i32),
    /// The answer to the appeal or grievance of that number.
    Answer(i32),
}

/// A letter of an authorization that is to be sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewLetter {
    /// Of which authorization, and which letter.
    pub(crate) letter: (AuthorizationId, Sent),
    /// Whose.
    pub(crate) plan: OrganizationId,
    /// To whom.
    pub(crate) member: MemberId,
    /// Of which referral, if of one.
    pub(crate) referral: Option<ReferralId>,
    /// Day by which it is sent.
    pub(crate) due_on: NaiveDate,
}

/// Makes the task to send a notice of action, or an answer: none for somebody who must not be contacted
/// or has died. Unlike what is told of a loop, no later event calls it off.
pub(crate) async fn prepare_letter_in(tx: &Tx, new: &NewLetter) -> Result<(), StoreError> {
    let system = tx.as_system("a member is told whoever acted");
    // Before the task, in the order of whoever sets that they must not be contacted.
    members::store::member_hold(tx, new.member).await?;
    if !may_be_contacted(&system, new.member).await?
        || members::merge::has_died(&system, new.member).await?
    {
        return Ok(());
    }
    let (authorization, sent) = new.letter;
    let (kind, about, action_number, appeal_number) = match sent {
        Sent::Notice(number) => (
            TaskKind::ActionNotice,
            TaskAbout::Action,
            Some(number),
            None,
        ),
        Sent::Answer(number) => (
            TaskKind::AppealAnswer,
            TaskAbout::Appeal,
            None,
            Some(number),
        ),
    };
    let row = task::Model {
        id: TaskId(tx.op().new_id()),
        plan_id: new.plan,
        kind,
        about,
        referral_id: new.referral,
        event_seq: None,
        authorization_id: Some(authorization),
        action_number,
        appeal_number,
        assignment_id: None,
        provider_id: None,
        member_id: Some(new.member),
        state: TaskState::Open,
        due_on: new.due_on,
        made_at: tx.now(),
        ended_at: None,
        ended_by: None,
        done_at: None,
        done_way: None,
        reason: None,
        sent_subject: None,
        sent_body: None,
    };
    tx.insert(row.into_active_model()).await
}

/// Whether the member may be told: the plan knows who it is, they may be contacted, and live.
async fn may_be_told(system: &Reader, new: &NewNotice) -> Result<bool, StoreError> {
    let Some(id) = new.member else {
        return Ok(false);
    };
    if !may_be_contacted(system, id).await? {
        return Ok(false);
    }
    // The dead are not assigned (`referrals::triage`); loops that they had close.
    Ok(new.about != TaskAbout::Closed || !members::merge::has_died(system, id).await?)
}

async fn may_be_contacted(system: &Reader, id: MemberId) -> Result<bool, StoreError> {
    let Some(member) = members::store::member_by_id(system, id).await? else {
        return Ok(false);
    };
    // How they are contacted stands in the record to work with.
    let member = members::merge::kept_of(system, member).await?;
    let safe = member.safe_contact.as_ref();
    Ok(safe.is_none_or(|safe| safe.no_contact_since.is_none()))
}

fn due_on(today: NaiveDate, days: i32) -> NaiveDate {
    today
        .checked_add_signed(Duration::days(i64::from(days)))
        .unwrap_or(today)
}

/// Calls off what somebody was to be told of a referral: a later event says something else.
pub(crate) async fn call_off_in(
    tx: &Tx,
    referral: ReferralId,
    kind: TaskKind,
) -> Result<(), StoreError> {
    let values = [referral.into(), tx.now().into(), kind.code().into()];
    tx.change(&statements::tasks::CALL_OFF, values).await?;
    Ok(())
}

/// Calls off what the person of these records was to be told, of whatever referral: they died, or
/// must not be contacted from now on.
pub(crate) async fn call_off_members_in(tx: &Tx, records: &[MemberId]) -> Result<(), StoreError> {
    for record in records {
        let values = [(*record).into(), tx.now().into()];
        tx.change(&statements::tasks::CALL_OFF_MEMBER, values)
            .await?;
    }
    Ok(())
}
