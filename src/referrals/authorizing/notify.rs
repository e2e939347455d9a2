//! The member hears in writing what they do not get: the notice is prepared in the transaction of the
//! decision, and when the plan lets its time pass.

use chrono::NaiveDate;
use entity::types::{
    ActionKind, AuthorizationEventKind, AuthorizationId, AuthorizationStatus, MemberId,
};

use crate::authorizations::action::rules::{after, effective_on, send_by};
use crate::authorizations::action::store as actions;
use crate::authorizations::action::text::{Facts, write};
use crate::authorizations::{Authorization, Grant, NoticeOfAction, store as authorizations};
use crate::clock::day_of;
use crate::db::Tx;
use crate::error::StoreError;
use crate::members::{self, Member};
use crate::organizations::{Organization, organizations_by_ids};
use crate::policies::{AuthorizationPolicy, authorization_store};
use crate::reference::{DecisionReason, Reference};
use crate::referrals::store as referrals;
use crate::tasks::{self, NewLetter, Sent};

/// What the plan did, or left undone.
pub(super) struct Action<'a> {
    pub(super) kind: ActionKind,
    /// What it took away from: where the authorization stood, and what was granted.
    pub(super) had: Option<(AuthorizationStatus, Grant)>,
    pub(super) reason: DecisionReason,
    pub(super) note: Option<&'a str>,
    /// The day on which it would have had to answer, where it did not.
    pub(super) lapsed_on: Option<NaiveDate>,
}

/// Whom a plan writes to of an authorization, and what of it may be named.
pub(super) struct Addressee {
    /// The record to work with.
    pub(super) member: Member,
    /// The plan, where it is known.
    plan: Option<Organization>,
    /// Neither service nor reason is named.
    pub(super) is_restricted: bool,
}

impl Addressee {
    /// Name of the plan, and its phone where it is known.
    pub(super) fn plan(&self) -> (&str, Option<&str>) {
        let plan = self.plan.as_ref();
        plan.map_or(("", None), |plan| (&plan.name, plan.phone.as_deref()))
    }
}

/// Whom a letter of an authorization goes to, whoever acts.
pub(super) async fn addressee_in(
    tx: &Tx,
    (of, member): (&Authorization, MemberId),
) -> Result<Option<Addressee>, StoreError> {
    let system = tx.as_system("a member is told whoever acted");
    let Some(member) = members::store::member_by_id(&system, member).await? else {
        return Ok(None);
    };
    let member = members::merge::kept_of(&system, member).await?;
    let mut plans = organizations_by_ids(&system, vec![of.plan]).await?;
    let referral = match of.referral {
        Some(referral) => referrals::referral_by_id(&system, referral).await?,
        None => None,
    };
    let is_restricted = referral.is_some_and(|referral| referral.restriction.is_some());
    Ok(Some(Addressee {
        member,
        plan: plans.pop(),
        is_restricted: of.is_restricted || is_restricted,
    }))
}

/// Prepares the notice, and the task to send it. Where the plan has not said which member it is,
/// nobody is known who could be told. The caller writes the authorization, whose history goes on.
pub(super) async fn notify_in(
    tx: &Tx,
    of: &mut Authorization,
    policy: &AuthorizationPolicy,
    action: Action<'_>,
) -> Result<(), StoreError> {
    let Some(member_id) = of.member else {
        return Ok(());
    };
    let Some(to) = addressee_in(tx, (of, member_id)).await? else {
        return Ok(());
    };
    let system = tx.as_system("a member is told whoever acted");
    let member = &to.member;
    let today = tx.op().today();
    let had = action.had.map(|(_, had)| had);
    let ahead = (today, policy.notice_ahead_days);
    let effective_on = action
        .lapsed_on
        .unwrap_or_else(|| effective_on(action.kind, (had, &*of), ahead));
    let appeal_days = u64::try_from(policy.appeal_days).unwrap_or_default();
    let facts = Facts {
        kind: action.kind,
        is_restricted: to.is_restricted,
        member: (&member.first_name, &member.last_name),
        plan: to.plan(),
        number: &of.number,
        service: of.service,
        asked: of.asked.grant(),
        had,
        granted: of.foreseen(),
        reason: action.reason,
        note: action.note,
        effective_on,
        appeal_by: after(today, appeal_days),
        policy,
    };
    let written = write(&facts, member.language, Reference::embedded());
    let before = actions::notices_of(&system, [of.id]).await?.len();
    let notice = NoticeOfAction {
        authorization: of.id,
        number: i32::try_from(before).unwrap_or(i32::MAX - 1) + 1,
        kind: action.kind,
        prepared_at: tx.now(),
        effective_on,
        appeal_by: facts.appeal_by,
        language: member.language,
        subject: written.subject,
        body: written.body,
        needs_translation: written.needs_translation,
        recalled_at: None,
        had: action.had,
    };
    actions::notice_insert(tx, &notice, (of.plan, member_id)).await?;
    let kind = AuthorizationEventKind::NoticePrepared;
    authorizations::event_insert(tx, of, kind, (Some(action.kind.code()), None)).await?;
    let new = NewLetter {
        letter: (of.id, Sent::Notice(notice.number)),
        plan: of.plan,
        member: member_id,
        referral: of.referral,
        due_on: send_by(action.kind, today),
    };
    tasks::prepare_letter_in(tx, &new).await
}

/// The plan's time ends today, or has ended: the notice of delay is prepared, once.
pub(super) async fn lapse_in(tx: &Tx, id: AuthorizationId) -> Result<(), StoreError> {
    authorizations::authorization_lock(tx, id).await?;
    let Some(mut of) = authorizations::authorization_by_id(tx, id).await? else {
        return Ok(());
    };
    let Some(due_at) = of
        .due_at
        .filter(|_| of.status == AuthorizationStatus::Pending)
    else {
        return Ok(());
    };
    let earlier = actions::notices_of(tx, [id]).await?;
    let is_told = |one: &NoticeOfAction| one.kind == ActionKind::Delay && one.recalled_at.is_none();
    if earlier.iter().any(is_told) {
        return Ok(());
    }
    let terms = (of.plan, of.service, of.county);
    let asked_on = day_of(of.asked.at);
    let policy = authorization_store::authorization_policy_on(tx, terms, asked_on).await?;
    let version = of.version;
    let action = Action {
        kind: ActionKind::Delay,
        had: None,
        reason: DecisionReason::TimeLapsed,
        note: None,
        lapsed_on: Some(day_of(due_at)),
    };
    notify_in(tx, &mut of, &policy, action).await?;
    authorizations::authorization_apply(tx, version, &of).await
}
