//! What all acts on an existing referral share: claim the key, lock, read, authorize, check the
//! version; and at the end write what changed, with its timeline and its notices.

use chrono::{DateTime, Utc};
use entity::types::{ActSource, EventKind, OrganizationId, ReferralId, ReferralStatus};

use super::audience::{Around, Happening, tell_in};
use super::authorizing;
use super::error::{ActCodes, ReferralError};
use super::input::Step;
use super::model::{Assignment, Referral};
use super::naming;
use super::sight::InHands;
use super::state::{self, Act, Next};
use super::store::{self, CONFIRMATION_SEQ, NewEvent};
use super::waitlist::stop_waiting_in;
use crate::access::{Action, authorize};
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::idempotency::done_before_in;
use crate::reference::ClosureReason;
use crate::refusal::Refusal;

/// How an act begins.
pub(super) enum Opening {
    /// It was carried out before under the same key.
    Done,
    /// It may go on with these.
    Open(Box<Opened>),
}

/// A locked referral that the actor may act on.
pub(super) struct Opened {
    pub(super) referral: Referral,
    pub(super) live: Option<Assignment>,
    pub(super) next: Next,
    /// The instant of the act: never before the last change, even if it waited for the lock
    /// behind an operation that started later.
    pub(super) at: DateTime<Utc>,
    /// Where the act came from.
    pub(super) source: ActSource,
    /// Whose act it is: they are not told of it.
    pub(super) by: Option<OrganizationId>,
    /// Days until the member is to be told of it, where the act has looked that up and made sure that
    /// the member may be contacted.
    pub(super) notify_days: Option<i32>,
    before: Referral,
    events: Vec<NewEvent>,
    happenings: Vec<Happening>,
}

/// A referral and its live assignment, for an actor who may do that to it.
///
/// Locks first and reads second: after a wait, the row filter must not see rows as they were
/// before it (a provider whose assignment has just ended).
pub(super) async fn locked_in<C>(
    tx: &Tx,
    id: ReferralId,
    action: Action,
) -> Result<(Referral, Option<Assignment>), ReferralError<C>> {
    store::referral_lock(tx, id).await?;
    let referral = store::referral_by_id(tx, id)
        .await?
        .ok_or(Failure::NotFound)?;
    tx.concerns(referral.plan, referral.member);
    let live = store::assignment_live(tx, id).await?;
    authorize(
        tx.actor(),
        action,
        &InHands {
            referral: &referral,
            live: live.as_ref(),
        },
    )?;
    Ok((referral, live))
}

/// Opens a referral for an act that moves it on.
pub(super) async fn open_in<C: ActCodes>(
    tx: &Tx,
    id: ReferralId,
    (action, act): (Action, Act),
    step: &Step,
) -> Result<Opening, ReferralError<C>> {
    if done_before_in(tx, step.key.as_ref(), id.0, C::key_reused())
        .await?
        .is_some()
    {
        return Ok(Opening::Done);
    }
    let (referral, live) = locked_in(tx, id, action).await?;
    if step
        .expected_version
        .is_some_and(|expected| expected != referral.version)
    {
        return Err(Failure::Refused(vec![Refusal::at(
            C::stale(),
            &["expectedVersion"],
            format!(
                "The referral changed in the meantime: it is {} at version {}. Look at it again, \
                 then decide.",
                referral.status.code(),
                referral.version
            ),
        )]));
    }
    let source = source_of(tx, act, &referral, live.as_ref());
    let stands = live.as_ref().map(|live| live.status);
    let next = state::step(act, source, referral.status, stands).map_err(|refused| {
        Failure::Refused(vec![Refusal::new(C::wrong_state(), refused.message())])
    })?;
    let at = tx.now().max(referral.status_changed_at);
    let before = referral.clone();
    Ok(Opening::Open(Box::new(Opened {
        referral,
        live,
        next,
        at,
        source,
        by: tx.actor().organization(),
        notify_days: None,
        before,
        events: Vec::new(),
        happenings: Vec::new(),
    })))
}

/// Opens a locked referral for what follows by itself, read with the server's eyes. `decide` says
/// which act it is, by the assignment that lives.
pub(super) async fn opened_in(
    system: &Tx,
    id: ReferralId,
    decide: impl FnOnce(Option<&Assignment>) -> Act,
) -> Result<Opened, StoreError> {
    let referral = store::referral_by_id(system, id)
        .await?
        .ok_or_else(|| StoreError::Corrupt("a locked referral is there".to_owned()))?;
    let live = store::assignment_live(system, id).await?;
    let stands = live.as_ref().map(|live| live.status);
    let source = ActSource::Live;
    let next = state::step(decide(live.as_ref()), source, referral.status, stands)
        .map_err(|refused| StoreError::Corrupt(refused.message()))?;
    Ok(Opened {
        live,
        next,
        ..Opened::noting(system, referral)
    })
}

/// What is the provider's to do, and the plan enters, is done on the provider's behalf.
fn source_of(tx: &Tx, act: Act, referral: &Referral, live: Option<&Assignment>) -> ActSource {
    let whose = live.map(|live| live.provider).or(referral.waits_for());
    let is_own = whose.is_some_and(|provider| tx.actor().belongs_to(provider));
    if act.is_the_providers() && !is_own && tx.actor().belongs_to(referral.plan) {
        ActSource::OnBehalf
    } else {
        ActSource::Live
    }
}

impl Opened {
    /// A locked referral whose timeline gets an entry that moves nothing.
    pub(super) fn noting(tx: &Tx, referral: Referral) -> Self {
        Self {
            next: Next {
                referral: referral.status,
                assignment: None,
            },
            at: tx.now().max(referral.status_changed_at),
            source: ActSource::Live,
            live: None,
            by: tx.actor().organization(),
            notify_days: None,
            before: referral.clone(),
            referral,
            events: Vec::new(),
            happenings: Vec::new(),
        }
    }

    /// Moves the loop on, if the act does.
    pub(super) fn move_to(&mut self, status: ReferralStatus) {
        if self.referral.status != status {
            self.referral.status = status;
            self.referral.status_changed_at = self.at;
            self.referral.version += 1;
        }
    }

    /// Adds an entry to the timeline, of which its audience is told.
    pub(super) fn log(&mut self, kind: EventKind, about: Option<&Assignment>) {
        self.log_at(kind, self.at, about);
        self.tell(kind, about);
    }

    /// Adds an entry that the server makes of its own accord in the middle of somebody's act: all of
    /// its audience is told, whoever acts.
    pub(super) fn log_by_server(&mut self, kind: EventKind, about: Option<&Assignment>) {
        self.log(kind, about);
        if let Some(event) = self.events.last_mut() {
            event.by_server = true;
            event.source = ActSource::Live;
        }
        if let Some(happening) = self.happenings.last_mut() {
            happening.is_by_server = true;
        }
    }

    /// Adds an entry to the timeline without telling anyone.
    pub(super) fn log_at(
        &mut self,
        kind: EventKind,
        occurred_at: DateTime<Utc>,
        about: Option<&Assignment>,
    ) {
        self.referral.last_event_seq += 1;
        self.events.push(NewEvent {
            seq: self.referral.last_event_seq,
            kind,
            occurred_at,
            assignment: about.map(|assignment| assignment.id),
            reason: None,
            note: None,
            by_server: false,
            source: self.source,
        });
    }

    /// Adds the confirmation of the member, in the place that every timeline keeps for it: a
    /// number of its own would show its absence to those who must not know of it.
    pub(super) fn log_confirmation(&mut self) {
        self.events.push(NewEvent {
            seq: CONFIRMATION_SEQ,
            kind: EventKind::MemberConfirmed,
            occurred_at: self.at,
            assignment: None,
            reason: None,
            note: None,
            by_server: false,
            source: self.source,
        });
    }

    /// Gives the last entry its reason code, and the text beside it.
    pub(super) fn because(&mut self, reason: &str, note: Option<&str>) {
        if let Some(event) = self.events.last_mut() {
            event.reason = Some(reason.to_owned());
            event.note = note.map(str::to_owned);
        }
    }

    /// The audience of that event is told, when all of it is written.
    pub(super) fn tell(&mut self, event: EventKind, about: Option<&Assignment>) {
        self.happenings.push(Happening {
            event,
            seq: self.referral.last_event_seq,
            about: about.map(|assignment| (assignment.provider, assignment.id)),
            at: self.at,
            is_by_server: false,
        });
    }

    /// Writes the referral and its timeline, and queues their notices; assignments are the caller's.
    /// The referral comes first: once an assignment has ended, its provider's row filter hides it.
    pub(super) async fn apply(mut self, tx: &Tx) -> Result<(), StoreError> {
        let waited = self.before.status == ReferralStatus::Waitlisted;
        if waited && self.referral.status != ReferralStatus::Waitlisted {
            let is_served = self.referral.status == ReferralStatus::Assigned;
            stop_waiting_in(tx, self.referral.id, (self.at, is_served)).await?;
        }
        if self.before.closed_loop_status() != self.referral.closed_loop_status() {
            self.referral.closed_loop_at = Some(self.at);
        }
        let around = Around {
            by: self.by,
            named: self.before.waits_for(),
            notify_days: self.notify_days,
        };
        naming::end_if_decided(&self.before, &mut self.referral);
        let closed = self.referral.closure.as_ref();
        let is_over = closed.is_some_and(|now| now.reason != ClosureReason::ServicesReceived);
        if is_over && self.before.closure.is_none() {
            authorizing::call_off_in(tx, self.referral.id).await?;
        }
        store::referral_apply(tx, &self.before, &self.referral).await?;
        store::events_insert(tx, &self.referral, self.events).await?;
        tell_in(tx, &self.referral, around, &self.happenings).await
    }
}
