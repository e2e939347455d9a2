//! A reviewer decides. Approval moves the loop on; where a named provider asked, it is the assignment.

use chrono::NaiveDate;
use entity::types::{
    AuthorizationEntryKind, AuthorizationEventKind, AuthorizationId, AuthorizationStatus,
    EventKind, Naming, NoticeKind, ReferralStatus,
};

use super::assigned::{assign_in, not_assignable};
use super::complete::{OpenAuthorization, open_in};
use super::draw::draw_for_running_in;
use super::limits::{check_exception, fits_in};
use super::notify::{Action, notify_in};
use super::presume;
use super::visit::draw_for_visit_in;
use crate::access;
use crate::audit;
use crate::authorizations::action::rules::{kind_of, takes_away};
use crate::authorizations::action::store as actions;
use crate::authorizations::appeals::store as appeals;
use crate::authorizations::granting::{Granting, check_decision};
use crate::authorizations::rules::TEXT;
use crate::authorizations::{
    Authorization, DecideAuthorization, DecideRefusal, Decided, Decision, Grant, GrantedException,
    ledger, state, store as authorizations,
};
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::reference::{ClosureReason, DecisionReason, Reference};
use crate::referrals::act::Opened;
use crate::referrals::error::ReferralError;
use crate::referrals::input::Step;
use crate::referrals::model::Closure;
use crate::referrals::state::{self as referral_state, Act};
use crate::referrals::{ActSource, Referrals};
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

type DecideError = ReferralError<DecideRefusal>;

/// What was typed, checked.
struct Checked {
    granting: Granting,
    reason: Option<String>,
    note: Option<String>,
    exception: Option<GrantedException>,
}

impl Referrals {
    /// Decides on an authorization, or changes what was granted. For reviewers of the plan; whatever
    /// gives less takes one who was marked competent, and a second where the plan wants one.
    pub async fn decide_authorization(
        &self,
        op: &OpCtx,
        decide: &DecideAuthorization,
        step: &Step,
    ) -> Result<AuthorizationId, DecideError> {
        let id = decide.authorization;
        let act = audit::Act::on("decideAuthorization", id);
        self.db
            .act(op, act, |tx| async move {
                let action = access::Action::AuthorizationDecide;
                let Some(open) = open_in::<DecideRefusal>(&tx, id, action, step).await? else {
                    return Ok(id);
                };
                let next = self.may_decide_in(&tx, &open.of, decide.decision).await?;
                let checked = self.check(&tx, &open, decide)?;
                let is_adverse = state::is_adverse(decide.decision);
                let grants = matches!(decide.decision, Decision::Approve | Decision::Modify);
                if let Some(grant) = checked.granting.grant.filter(|_| grants) {
                    let beyond = (checked.exception.as_ref(), DecideRefusal::LimitReached);
                    fits_in(&tx, &open, grant, beyond).await?;
                }
                if is_adverse && open.policy.needs_second_reviewer && open.of.proposed.is_none() {
                    propose_in(&tx, open, next, &checked).await?;
                    return Ok(id);
                }
                // On the heap: an approval may assign, and that is deep.
                Box::pin(self.decide_in(&tx, open, (decide.decision, next), checked)).await?;
                Ok(id)
            })
            .await
    }

    /// Who may decide that, and where it leads.
    async fn may_decide_in(
        &self,
        tx: &Tx,
        of: &Authorization,
        decision: Decision,
    ) -> Result<AuthorizationStatus, DecideError> {
        let Some(next) = state::decided(of.status, decision) else {
            return Err(refused(
                DecideRefusal::WrongState,
                state::out_of_order(of.status, decision),
            ));
        };
        let is_decided = of.status != AuthorizationStatus::Pending;
        if is_decided && appeals::is_open(tx, of.id).await? {
            return Err(refused(
                DecideRefusal::AppealOpen,
                "An appeal against what was decided is open; decide it first (decideAppeal).",
            ));
        }
        let account = tx.actor().as_person().map(|person| person.account);
        if of.asked.account.is_some() && of.asked.account == account {
            return Err(refused(
                DecideRefusal::OwnRequest,
                "Whoever asked does not decide; a colleague does.",
            ));
        }
        if of.proposed.is_some_and(|(_, first)| Some(first) == account) {
            return Err(refused(
                DecideRefusal::SecondReviewer,
                "You decided on this first. Your plan wants a second reviewer for it; a colleague \
                 decides now.",
            ));
        }
        if state::is_adverse(decision) && !authorizations::is_competent(tx, of.service).await? {
            return Err(refused(
                DecideRefusal::NotCompetent,
                "To deny, modify, reduce or terminate takes a reviewer who is marked competent for \
                 the service (markReviewer). Approve it, or leave it to one who is.",
            ));
        }
        Ok(next)
    }

    fn check(
        &self,
        tx: &Tx,
        open: &OpenAuthorization,
        decide: &DecideAuthorization,
    ) -> Result<Checked, DecideError> {
        let of = &open.of;
        let today = tx.op().today();
        let mut refusals: Refusals<DecideRefusal> = Vec::new();
        if of.member.is_none() && decide.decision != Decision::Deny {
            refusals.push(Refusal::new(
                DecideRefusal::MemberUnconfirmed,
                "Your plan has not said which member this is. Confirm the member (confirmMember), \
                 then decide.",
            ));
        }
        let ahead = (today, open.policy.notice_ahead_days);
        let granting = check_decision(decide, of, ahead)
            .map_err(|mistakes| refusals.extend(mistakes))
            .unwrap_or_default();
        let mut checks = Checks::default();
        let note = text::optional(decide.note.as_deref(), TEXT);
        let note = checks.text(&["note"], note).flatten();
        refusals.extend(checks.done().err().unwrap_or_default());
        let reason = self
            .check_reason((decide, today), note.is_some())
            .map_err(|refusal| refusals.push(refusal))
            .unwrap_or_default();
        let exception = check_exception(decide.exception.as_ref())
            .map_err(|mistakes| refusals.extend(mistakes))
            .unwrap_or_default();
        if refusals.is_empty() {
            Ok(Checked {
                granting,
                reason,
                note,
                exception,
            })
        } else {
            Err(Failure::Refused(refusals))
        }
    }

    /// Whatever is not simply granted has a reason of the list, and words beside it.
    fn check_reason(
        &self,
        (decide, today): (&DecideAuthorization, NaiveDate),
        has_note: bool,
    ) -> Result<Option<String>, Refusal<DecideRefusal>> {
        let fitting = fitting(self.reference, decide.decision, today);
        if fitting.is_empty() {
            return Ok(None);
        }
        let known = decide
            .reason
            .as_deref()
            .filter(|typed| fitting.contains(typed));
        let Some(known) = known else {
            return Err(Refusal::at(
                DecideRefusal::UnknownReason,
                &["reason"],
                format!("Give a reason for it, one of {}.", fitting.join(", ")),
            ));
        };
        if !has_note {
            return Err(Refusal::at(
                DecideRefusal::Required,
                &["note"],
                "Say in words why, so that the member understands it.",
            ));
        }
        Ok(Some(known.to_owned()))
    }

    async fn decide_in(
        &self,
        tx: &Tx,
        mut open: OpenAuthorization,
        (decision, next): (Decision, AuthorizationStatus),
        checked: Checked,
    ) -> Result<(), DecideError> {
        let (had, stood) = (open.of.granted, open.of.status);
        let taken_from = match kind_of(decision).filter(|kind| takes_away(*kind)) {
            Some(_) => taken_from_in(tx, &open.of).await?,
            None => None,
        };
        open.of.announced = checked.granting.announced;
        open.of.status = next;
        open.of.proposed = None;
        open.of.unclipped_until_on = None;
        open.of.granted = match decision {
            // What is void never counted, and what it was stays readable.
            Decision::Void => had,
            Decision::Deny => presume::stays(&open.of, tx.op().today()),
            Decision::Approve | Decision::Modify | Decision::Reduce | Decision::Terminate => {
                checked.granting.grant
            }
        };
        open.of.decided = Some(Decided {
            at: tx.now(),
            by: tx.actor().as_person().map(|person| person.account),
            reason: checked.reason.clone(),
            note: checked.note.clone(),
        });
        if checked.exception.is_some() {
            open.of.exception = checked.exception;
        }
        let why = (checked.reason.as_deref(), checked.note.as_deref());
        open.log_in(tx, state::event_of(decision), why).await?;
        if let Some(kind) = kind_of(decision) {
            let reason = checked.reason.as_deref().and_then(|code| code.parse().ok());
            let action = Action {
                kind,
                had: taken_from,
                reason: reason.unwrap_or(DecisionReason::Other),
                note: checked.note.as_deref(),
                lapsed_on: None,
            };
            notify_in(tx, &mut open.of, &open.policy, action).await?;
        }
        open.apply_in(tx).await?;
        enter_in(tx, (&open.of, had), decision).await?;
        let reason = checked.reason.as_deref().unwrap_or(next.code());
        match decision {
            Decision::Approve | Decision::Modify => {
                Box::pin(self.authorized_in(tx, open, reason)).await
            }
            Decision::Deny => not_authorized_in(tx, open, reason).await,
            Decision::Reduce | Decision::Terminate | Decision::Void => {
                let told = (
                    EventKind::AuthorizationChanged,
                    NoticeKind::AuthorizationChanged,
                );
                // What waited for it waits no longer.
                let waited = stood == AuthorizationStatus::Pending;
                let act = waited.then_some(Act::Authorize);
                Ok(open.follow_in(tx, act, told, next.code()).await?)
            }
        }
    }

    /// The loop moves on: what waited is ready, and goes to the provider that asked for it. A service
    /// that runs without an authorization draws on this one.
    pub(super) async fn authorized_in(
        &self,
        tx: &Tx,
        open: OpenAuthorization,
        reason: &str,
    ) -> Result<(), DecideError> {
        let told = (EventKind::Authorized, NoticeKind::Authorized);
        open.follow_in(tx, Some(Act::Authorize), told, reason)
            .await?;
        let Some((before, live)) = &open.referral else {
            return Ok(draw_for_visit_in(tx, &open.of).await?);
        };
        if let Some(live) = live {
            return Ok(draw_for_running_in(tx, before, live).await?);
        }
        match (before.waits_for(), before.named) {
            // On the provider-direct route the plan's yes is the assignment (S0; domain notes,
            // section 11).
            (Some(provider), Some((_, Naming::Asked))) => {
                let by = tx.actor().organization();
                Box::pin(assign_in(self, tx, (before.id, provider), by))
                    .await
                    .map_err(|failure| {
                        not_assignable(
                            failure,
                            DecideRefusal::NotAssignable,
                            "Approval is the assignment to the provider that asked, and that \
                             cannot be made",
                            "To give it to another, the named provider passes it (passNaming).",
                        )
                    })
            }
            _ => Ok(()),
        }
    }
}

/// What a decision takes away from. What was announced and has not come never held: the decision takes
/// its place.
async fn taken_from_in(
    tx: &Tx,
    of: &Authorization,
) -> Result<Option<(AuthorizationStatus, Grant)>, StoreError> {
    if of.announced.is_none() {
        return Ok(of.granted.map(|had| (of.status, had)));
    }
    let notices = actions::notices_of(tx, [of.id]).await?;
    Ok(notices.iter().rev().find_map(|notice| notice.had))
}

/// A first reviewer decided; a second one has to.
async fn propose_in(
    tx: &Tx,
    mut open: OpenAuthorization,
    next: AuthorizationStatus,
    checked: &Checked,
) -> Result<(), DecideError> {
    let person = tx.actor().as_person().ok_or(Failure::Denied)?.account;
    open.of.proposed = Some((next, person));
    let why = (checked.reason.as_deref(), checked.note.as_deref());
    open.log_in(tx, AuthorizationEventKind::Proposed, why)
        .await?;
    Ok(open.apply_in(tx).await?)
}

/// Whoever referred hears why; the loop closes where the plan set so, and nobody has the referral.
async fn not_authorized_in(
    tx: &Tx,
    open: OpenAuthorization,
    reason: &str,
) -> Result<(), DecideError> {
    let Some((referral, live)) = &open.referral else {
        open.tell(tx, NoticeKind::NotAuthorized);
        return Ok(());
    };
    let system = tx.acting_as_system("a decision moves the loop, whoever sees it");
    let mut opened = Opened::noting(&system, referral.clone());
    opened.by = tx.actor().organization();
    opened.log(EventKind::NotAuthorized, live.as_ref());
    opened.because(reason, None);
    if live.is_none() {
        let act = if open.policy.denial_closes {
            Act::Deny
        } else {
            Act::Authorize
        };
        if let Ok(next) = referral_state::step(act, ActSource::Live, referral.status, None) {
            opened.move_to(next.referral);
            if next.referral == ReferralStatus::Closed {
                let closed = ClosureReason::Other;
                opened.referral.closure = Some(Closure {
                    reason: closed,
                    note: Some("Not authorized.".to_owned()),
                    closed_at: opened.at,
                });
                opened.log(EventKind::Closed, None);
                opened.because(closed.as_str(), None);
            }
        }
    }
    Ok(opened.apply(&system).await?)
}

/// The ledger says what is granted now, and by how much that differs.
async fn enter_in(
    tx: &Tx,
    (of, had): (&Authorization, Option<Grant>),
    decision: Decision,
) -> Result<(), StoreError> {
    let kind = match decision {
        Decision::Approve | Decision::Modify => AuthorizationEntryKind::Granted,
        // What is announced is entered on its day.
        Decision::Reduce if of.granted == had => return Ok(()),
        Decision::Reduce => AuthorizationEntryKind::Reduced,
        Decision::Terminate => AuthorizationEntryKind::Terminated,
        Decision::Void if had.is_some() => AuthorizationEntryKind::Voided,
        // What was presumed ends; nothing was granted else.
        Decision::Deny if had.is_some() => AuthorizationEntryKind::Terminated,
        Decision::Deny | Decision::Void => return Ok(()),
    };
    ledger::grant_in(tx, of.id, kind, ledger::change(had, of.granted)).await
}

/// The reasons that a decision may have on a day; none where it needs none.
fn fitting(reference: &Reference, decision: Decision, on: NaiveDate) -> Vec<&str> {
    use crate::reference::ReasonedDecision as Kind;
    let kind = match decision {
        Decision::Approve => return Vec::new(),
        Decision::Modify => Kind::ApprovedAsModified,
        Decision::Deny => Kind::Denied,
        Decision::Reduce => Kind::Reduced,
        Decision::Terminate => Kind::Terminated,
        Decision::Void => Kind::Void,
    };
    reference
        .decision_reasons()
        .iter()
        .filter(|fact| fact.fits(kind, on))
        .map(|fact| fact.reason.as_str())
        .collect()
}

fn refused(code: DecideRefusal, message: impl Into<std::borrow::Cow<'static, str>>) -> DecideError {
    Failure::Refused(vec![Refusal::new(code, message)])
}
