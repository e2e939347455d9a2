//! A request on its way: the plan asks for more, it is completed, the plan takes more time, it is
//! taken back.

use entity::types::{
    AuthorizationEventKind, AuthorizationId, AuthorizationStatus, EventKind, NoticeKind, ReferralId,
};

use super::answers::{criteria, is_complete};
use super::{presume, steps};
use crate::access::{Action, authorize};
use crate::audit;
use crate::authorizations::action::{rules::delay_prepared_at, store as actions};
use crate::authorizations::rules::{check_answers, check_attachments, check_text};
use crate::authorizations::{
    AnswerQuestion, AnswerRefusal, AskRefusal, Authorization, AuthorizationCodes, Decided, Details,
    ExtendRefusal, WithdrawAuthorizationRefusal, clock, store as authorizations,
};
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::idempotency::done_before_in;
use crate::members::{self, person::Person, person::person_of};
use crate::notices::NoticeDraft;
use crate::op::OpCtx;
use crate::policies::{AuthorizationPolicy, authorization_store};
use crate::reference::ServiceCode;
use crate::referrals::act::Opened;
use crate::referrals::error::ReferralError;
use crate::referrals::input::Step;
use crate::referrals::model::{Assignment, Referral};
use crate::referrals::state::{self, Act};
use crate::referrals::{ActSource, Referrals, store};
use crate::refusal::Refusal;

/// A locked authorization that the actor may act on, with its referral.
pub(super) struct OpenAuthorization {
    pub(super) of: Authorization,
    pub(super) version: i32,
    pub(super) details: Details,
    pub(super) referral: Option<(Referral, Option<Assignment>)>,
    pub(super) policy: AuthorizationPolicy,
    /// Whom it is for, over all records; where it is to be decided.
    pub(super) person: Option<Person>,
}

/// Opens an authorization for an act, or says that it was carried out before under the same key.
pub(super) async fn open_in<C: AuthorizationCodes>(
    tx: &Tx,
    id: AuthorizationId,
    action: Action,
    step: &Step,
) -> Result<Option<OpenAuthorization>, ReferralError<C>> {
    if done_before_in(tx, step.key.as_ref(), id.0, C::key_reused())
        .await?
        .is_some()
    {
        return Ok(None);
    }
    let seen = authorizations::authorization_by_id(tx, id)
        .await?
        .ok_or(Failure::NotFound)?;
    // The referral first, as everywhere.
    let referral = match seen.referral {
        Some(referral) => {
            store::referral_lock(tx, referral).await?;
            let system = tx.as_system("a decision is told in the referral, whoever sees it");
            let referral = store::referral_by_id(&system, referral)
                .await?
                .ok_or(Failure::NotFound)?;
            let live = store::assignment_live(tx, referral.id).await?;
            Some((referral, live))
        }
        None => None,
    };
    // A limit spans what all plans granted to the person: whoever decides holds all their records.
    let mut person = None;
    if let (Action::AuthorizationDecide | Action::AppealDecide, Some(member)) =
        (action, seen.member)
    {
        let found = person_of(tx, member).await?;
        for record in found.all_ids() {
            members::store::member_lock(tx, record).await?;
        }
        person = Some(found);
    }
    // Whoever is written to is held before what it is about, as whoever decides holds them.
    if let (Action::AppealFile, Some(member)) = (action, seen.member) {
        members::store::member_hold(tx, member).await?;
    }
    authorizations::authorization_lock(tx, id).await?;
    let of = authorizations::authorization_by_id(tx, id)
        .await?
        .ok_or(Failure::NotFound)?;
    tx.concerns(of.plan, of.member);
    authorize(tx.actor(), action, &of)?;
    if step
        .expected_version
        .is_some_and(|expected| expected != of.version)
    {
        return Err(Failure::Refused(vec![Refusal::at(
            C::stale(),
            &["expectedVersion"],
            format!(
                "The authorization changed in the meantime: it is {} at version {}. Look at it \
                 again, then decide.",
                of.status.code(),
                of.version
            ),
        )]));
    }
    let details = authorizations::details_of(tx, &[id]).await?.remove(&id);
    let county = of.county;
    let terms = (of.plan, of.service, county);
    let asked_on = crate::clock::day_of(of.asked.at);
    let mut policy = authorization_store::authorization_policy_on(tx, terms, asked_on).await?;
    if policy.from_on.is_none() {
        // It came in before the plan's first policy, and that made it wait.
        let today = tx.op().today();
        policy = authorization_store::authorization_policy_on(tx, terms, today).await?;
    }
    Ok(Some(OpenAuthorization {
        version: of.version,
        of,
        details: details.unwrap_or_default(),
        referral,
        policy,
        person,
    }))
}

impl OpenAuthorization {
    /// Only what waits for a decision can be completed, extended or taken back.
    pub(super) fn pending<C: AuthorizationCodes>(self) -> Result<Self, ReferralError<C>> {
        if self.of.status == AuthorizationStatus::Pending {
            return Ok(self);
        }
        Err(Failure::Refused(vec![Refusal::new(
            C::wrong_state(),
            format!(
                "The authorization is {}: it waits for nothing any more. Ask anew \
                 (requestAuthorization).",
                self.of.status.code()
            ),
        )]))
    }

    /// Adds to its history.
    pub(super) async fn log_in(
        &mut self,
        tx: &Tx,
        kind: AuthorizationEventKind,
        why: (Option<&str>, Option<&str>),
    ) -> Result<(), StoreError> {
        authorizations::event_insert(tx, &mut self.of, kind, why).await
    }

    /// Winds the clock anew, writes what changed, and plans the steps that are still to come.
    /// Where that happens in time on the day of its limit, nothing is delayed.
    pub(super) async fn apply_in(&mut self, tx: &Tx) -> Result<(), StoreError> {
        recall_in(tx, &self.of).await?;
        if self.of.status == AuthorizationStatus::Pending {
            let holidays = authorization_store::holidays_of(tx, self.of.plan).await?;
            let calendar = clock::calendar(&holidays);
            clock::wind(&mut self.of, &self.details.questions, &calendar);
        } else {
            self.of.due_at = None;
        }
        self.of.version += 1;
        authorizations::authorization_apply(tx, self.version, &self.of).await?;
        steps::plan_in(tx, &self.of, &self.policy).await
    }

    /// Tells who asked and who is to serve, but not whoever acts. Whoever
    /// served at a sobering visit hears only what is asked of them: a visit is no part of a loop (DHCS
    /// closed-loop referral FAQ), and says itself how it is paid.
    pub(super) fn tell(&self, tx: &Tx, kind: NoticeKind) {
        let mut told = vec![tx.actor().organization().unwrap_or(self.of.plan)];
        let is_visit = self.of.referral.is_none() && self.of.service == ServiceCode::SoberingCenter;
        let is_told = !is_visit || kind == NoticeKind::InformationNeeded;
        let others = [Some(self.of.asked.by), self.of.provider];
        let others = others.map(|other| other.filter(|_| is_told));
        let parties = [Some(self.of.plan)].into_iter().chain(others);
        for organization in parties.flatten() {
            if told.contains(&organization) {
                continue;
            }
            told.push(organization);
            tx.queue(NoticeDraft {
                organization,
                kind,
                referral: self.of.referral,
                assignment: None,
                member: self.of.member.filter(|_| self.of.referral.is_none()),
                is_for_lead: false,
                occurred_at: tx.now(),
            });
        }
    }

    /// What happened, in the referral's timeline, and told to those who hear of it; the loop moves as
    /// `act` says. Without a referral, who asked and who is to serve are told.
    pub(super) async fn follow_in(
        &self,
        tx: &Tx,
        act: Option<Act>,
        (event, notice): (EventKind, NoticeKind),
        reason: &str,
    ) -> Result<(), StoreError> {
        let Some((referral, live)) = &self.referral else {
            self.tell(tx, notice);
            return Ok(());
        };
        let system = tx.acting_as_system("a decision moves the loop, whoever sees it");
        let mut open = Opened::noting(&system, referral.clone());
        open.by = tx.actor().organization();
        if let Some(act) = act {
            let stands = live.as_ref().map(|live| live.status);
            let next = state::step(act, ActSource::Live, referral.status, stands);
            if let Ok(next) = next {
                open.move_to(next.referral);
            }
        }
        open.log(event, live.as_ref());
        open.because(reason, None);
        open.apply(&system).await
    }
}

/// A notice of delay that was prepared is none, if its limit has not passed.
async fn recall_in(tx: &Tx, of: &Authorization) -> Result<(), StoreError> {
    let Some(due_at) = of.deadline() else {
        return Ok(());
    };
    if delay_prepared_at(due_at) <= tx.now() && tx.now() <= due_at {
        actions::delay_recall(tx, of.id).await?;
    }
    Ok(())
}

/// The loop is closed without a service: what was asked for it is not decided any more.
pub(in crate::referrals) async fn call_off_in(
    tx: &Tx,
    referral: ReferralId,
) -> Result<(), StoreError> {
    let system = tx.acting_as_system("what a loop waited for ends with it, whoever closes it");
    match authorizations::pending_of(&system, referral).await? {
        Some(of) => Box::pin(withdraw_in(tx, of, "LOOP_CLOSED")).await,
        None => Ok(()),
    }
}

/// What waits is not decided any more, for the reason of that code; whoever sets it off.
pub(super) async fn withdraw_in(
    tx: &Tx,
    mut of: Authorization,
    reason: &'static str,
) -> Result<(), StoreError> {
    let system = tx.acting_as_system("what ends with something else ends, whoever ends that");
    authorizations::authorization_lock(&system, of.id).await?;
    let (version, had) = (of.version, of.granted);
    of.status = AuthorizationStatus::Withdrawn;
    of.granted = presume::stays(&of, tx.op().today());
    of.due_at = None;
    of.version += 1;
    of.decided = Some(Decided {
        at: tx.now(),
        by: None,
        reason: None,
        note: None,
    });
    let kind = AuthorizationEventKind::Withdrawn;
    authorizations::event_insert(tx, &mut of, kind, (Some(reason), None)).await?;
    recall_in(tx, &of).await?;
    authorizations::authorization_apply(&system, version, &of).await?;
    presume::end_in(tx, &of, had).await?;
    steps::cancel_in(tx, of.id).await
}

impl Referrals {
    /// The plan needs to know more before it decides. Whether its clock stops meanwhile is what its
    /// policy said when it was asked.
    pub async fn request_more_information(
        &self,
        op: &OpCtx,
        (id, question): (AuthorizationId, &str),
        step: &Step,
    ) -> Result<AuthorizationId, ReferralError<AskRefusal>> {
        let act = audit::Act::on("requestMoreInformation", id);
        self.db
            .act(op, act, |tx| async move {
                let question = check_text(question, &["question"]).map_err(Failure::Refused)?;
                let action = Action::AuthorizationDecide;
                let Some(open) = open_in::<AskRefusal>(&tx, id, action, step).await? else {
                    return Ok(id);
                };
                let mut open = open.pending()?;
                let questions = &open.details.questions;
                if questions.iter().any(|one| one.answer.is_none()) {
                    return Err(Failure::Refused(vec![Refusal::new(
                        AskRefusal::AskedAlready,
                        "An earlier question waits for its answer; wait for it, or decide.",
                    )]));
                }
                let position = i32::try_from(questions.len()).unwrap_or(i32::MAX - 1) + 1;
                authorizations::question_insert(&tx, id, position, &question).await?;
                open.details
                    .questions
                    .push(crate::authorizations::Question {
                        question: question.clone(),
                        asked_at: tx.now(),
                        answer: None,
                    });
                let kind = AuthorizationEventKind::InformationAsked;
                open.log_in(&tx, kind, (None, Some(&question))).await?;
                open.apply_in(&tx).await?;
                open.tell(&tx, NoticeKind::InformationNeeded);
                Ok(id)
            })
            .await
    }

    /// Completes a request: answers the plan's question, criteria that were open, names documents. By
    /// whoever asked or is to serve, and by the plan.
    pub async fn complete_authorization(
        &self,
        op: &OpCtx,
        more: &AnswerQuestion,
        step: &Step,
    ) -> Result<AuthorizationId, ReferralError<AnswerRefusal>> {
        let id = more.authorization;
        let act = audit::Act::on("completeAuthorization", id);
        self.db
            .act(op, act, |tx| async move {
                let action = Action::AuthorizationRequest;
                let Some(open) = open_in::<AnswerRefusal>(&tx, id, action, step).await? else {
                    return Ok(id);
                };
                let mut open = open.pending()?;
                self.complete_in(&tx, &mut open, more).await?;
                open.apply_in(&tx).await?;
                open.tell(&tx, NoticeKind::AuthorizationChanged);
                Ok(id)
            })
            .await
    }

    async fn complete_in(
        &self,
        tx: &Tx,
        open: &mut OpenAuthorization,
        more: &AnswerQuestion,
    ) -> Result<(), ReferralError<AnswerRefusal>> {
        let id = open.of.id;
        let asked_on = crate::clock::day_of(open.of.asked.at);
        let known = self.reference.criteria(open.of.service, asked_on);
        let known: Vec<&str> = known.iter().map(|one| one.code.as_str()).collect();
        let unknown = || AnswerRefusal::UnknownCriterion;
        let answers = check_answers(&more.answers, &known, unknown).map_err(Failure::Refused)?;
        let there = open.details.attachments.len();
        let attachments = check_attachments(&more.attachments, there, AnswerRefusal::TooMany)
            .map_err(Failure::Refused)?;
        let is_asked = open
            .details
            .questions
            .iter()
            .any(|one| one.answer.is_none());
        let answer = match &more.answer {
            Some(answer) if is_asked => {
                Some(check_text(answer, &["answer"]).map_err(Failure::Refused)?)
            }
            _ => None,
        };
        if answer.is_none() && answers.is_empty() && attachments.is_empty() {
            return Err(Failure::Refused(vec![Refusal::new(
                AnswerRefusal::NothingAsked,
                "Nothing was asked that this answers. Give answers to criteria, documents, or the \
                 answer to the plan's question.",
            )]));
        }
        let answered = criteria(&answers, tx);
        authorizations::criteria_set(tx, id, &answered).await?;
        let known = |code: &str| answered.iter().any(|one| one.code == code);
        open.details.criteria.retain(|one| !known(&one.code));
        open.details.criteria.extend(answered);
        authorizations::attachments_add(tx, id, there, &attachments).await?;
        if let Some(answer) = &answer {
            authorizations::question_answer(tx, id, answer).await?;
            for one in &mut open.details.questions {
                one.answer.get_or_insert_with(|| (answer.clone(), tx.now()));
            }
        }
        if open.of.information_at.is_none() && is_complete(self.reference, &open.of, &open.details)
        {
            open.of.information_at = Some(tx.now());
        }
        let kind = AuthorizationEventKind::InformationReceived;
        open.log_in(tx, kind, (None, answer.as_deref())).await?;
        Ok(())
    }

    /// The plan takes more time, with a reason that whoever asked reads.
    pub async fn extend_authorization(
        &self,
        op: &OpCtx,
        (id, reason): (AuthorizationId, &str),
        step: &Step,
    ) -> Result<AuthorizationId, ReferralError<ExtendRefusal>> {
        let act = audit::Act::on("extendAuthorization", id);
        self.db
            .act(op, act, |tx| async move {
                let reason = check_text(reason, &["reason"]).map_err(Failure::Refused)?;
                let action = Action::AuthorizationDecide;
                let Some(open) = open_in::<ExtendRefusal>(&tx, id, action, step).await? else {
                    return Ok(id);
                };
                let mut open = open.pending()?;
                let refused =
                    |code, message| Err(Failure::Refused(vec![Refusal::new(code, message)]));
                if open.of.extended.is_some() {
                    return refused(
                        ExtendRefusal::ExtendedAlready,
                        "It was extended before, and is extended once. Decide it now.",
                    );
                }
                if open.of.limits.extension_days == 0 {
                    return refused(
                        ExtendRefusal::NotExtendable,
                        "A request of this kind is not extended. Decide it now.",
                    );
                }
                if open.of.due_at.is_some_and(|due_at| due_at < tx.now()) {
                    return refused(
                        ExtendRefusal::TooLate,
                        "The limit has passed, and time is taken before it. Decide it now.",
                    );
                }
                open.of.extended = Some((tx.now(), reason.clone()));
                let kind = AuthorizationEventKind::Extended;
                open.log_in(&tx, kind, (None, Some(&reason))).await?;
                open.apply_in(&tx).await?;
                open.tell(&tx, NoticeKind::AuthorizationChanged);
                Ok(id)
            })
            .await
    }

    /// Whoever asked takes the request back.
    pub async fn withdraw_authorization(
        &self,
        op: &OpCtx,
        (id, reason): (AuthorizationId, &str),
        step: &Step,
    ) -> Result<AuthorizationId, ReferralError<WithdrawAuthorizationRefusal>> {
        let act = audit::Act::on("withdrawAuthorization", id);
        self.db
            .act(op, act, |tx| async move {
                let reason = check_text(reason, &["reason"]).map_err(Failure::Refused)?;
                let action = Action::AuthorizationRequest;
                let open = open_in::<WithdrawAuthorizationRefusal>(&tx, id, action, step).await?;
                let Some(open) = open else {
                    return Ok(id);
                };
                let mut open = open.pending()?;
                let had = open.of.granted;
                open.of.status = AuthorizationStatus::Withdrawn;
                open.of.granted = presume::stays(&open.of, tx.op().today());
                open.of.decided = Some(Decided {
                    at: tx.now(),
                    by: tx.actor().as_person().map(|person| person.account),
                    reason: None,
                    note: Some(reason.clone()),
                });
                let kind = AuthorizationEventKind::Withdrawn;
                open.log_in(&tx, kind, (None, Some(&reason))).await?;
                open.apply_in(&tx).await?;
                presume::end_in(&tx, &open.of, had).await?;
                let told = (
                    EventKind::AuthorizationChanged,
                    NoticeKind::AuthorizationChanged,
                );
                open.follow_in(&tx, Some(Act::Authorize), told, "WITHDRAWN")
                    .await?;
                Ok(id)
            })
            .await
    }
}
