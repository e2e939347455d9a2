//! What all acts on a member have in common: the lock, the right, the version, the state.

use chrono::NaiveDate;
use entity::types::{AccountId, MemberId};

use super::{Member, Members, merge, store};
use crate::access::{Action, authorize};
use crate::audit;
use crate::db::Tx;
use crate::error::Failure;
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::op::OpCtx;
use crate::refusal::{Refusal, Refusals};

/// What an act carries beside its input.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// The version that the client decided on.
    pub expected_version: Option<i32>,
    /// So that a retry is not a repeat.
    pub key: Option<IdempotencyKey>,
}

/// Why an act on a member did not happen.
pub type MemberError<C> = Failure<Refusals<C>>;

/// Refusals that every act on a member has.
pub trait MemberCodes: Clone + Send + Sync + std::fmt::Debug + 'static {
    /// The member changed since the client read it.
    fn stale() -> Self;
    /// The record was merged into another.
    fn merged() -> Self;
    /// The member died.
    fn deceased() -> Self;
    /// The idempotency key was used for another input.
    fn key_reused() -> Self;
}

macro_rules! member_refusals {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            /// A field that must say something is blank.
            Required,
            /// A field is longer than it takes.
            TooLong,
            /// The member changed since the client read it; the current record comes along.
            Stale,
            /// The record was merged into another; that one is worked with.
            Merged,
            /// The member died; only a correction of that can follow.
            Deceased,
            /// The idempotency key was used for another input.
            IdempotencyKeyReused,
            $($(#[$vdoc])* $variant,)*
        }

        impl $crate::members::act::MemberCodes for $name {
            fn stale() -> Self {
                Self::Stale
            }
            fn merged() -> Self {
                Self::Merged
            }
            fn deceased() -> Self {
                Self::Deceased
            }
            fn key_reused() -> Self {
                Self::IdempotencyKeyReused
            }
        }

        impl $crate::refusal::TextCodes for $name {
            fn required() -> Self {
                Self::Required
            }
            fn too_long() -> Self {
                Self::TooLong
            }
        }
    )+};
}
pub(super) use member_refusals;

/// Whom an act needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Somebody who lives, as far as the plan knows.
    Living,
    /// Anybody: what is said of the dead, and corrections.
    Anybody,
    /// A record that was merged into another.
    Merged,
}

/// An act on a member.
pub(super) struct On {
    pub(super) operation: &'static str,
    pub(super) member: MemberId,
    pub(super) action: Action,
    pub(super) needs: Needs,
}

/// A member that is locked, and who acts.
pub(super) struct Opened {
    pub(super) member: Member,
    pub(super) by: AccountId,
    pub(super) today: NaiveDate,
}

impl Members {
    /// Carries out an act on a member in one transaction: the record is locked first and read
    /// second, and is a new version after.
    pub(super) async fn act_on<C, F, Fut>(
        &self,
        op: &OpCtx,
        on: &On,
        step: &Step,
        work: F,
    ) -> Result<MemberId, MemberError<C>>
    where
        C: MemberCodes,
        F: Fn(Tx, Opened) -> Fut + Send + Sync,
        Fut: Future<Output = Result<(), MemberError<C>>> + Send,
    {
        let work = &work;
        let act = audit::Act::on(on.operation, on.member);
        self.db
            .act(op, act, |tx| async move {
                if !was_done_in::<C>(&tx, on.member, step).await? {
                    let opened = open_in(&tx, on, step).await?;
                    work(tx.clone(), opened).await?;
                    store::member_touch(&tx, on.member).await?;
                }
                Ok(on.member)
            })
            .await
    }
}

/// Whether an act was carried out before under the same key, which is claimed else.
pub(crate) async fn was_done_in<C: MemberCodes>(
    tx: &Tx,
    id: MemberId,
    step: &Step,
) -> Result<bool, MemberError<C>> {
    let done = done_before_in(tx, step.key.as_ref(), id.0, C::key_reused()).await?;
    Ok(done.is_some())
}

/// Opens a member for an act.
pub(super) async fn open_in<C: MemberCodes>(
    tx: &Tx,
    on: &On,
    step: &Step,
) -> Result<Opened, MemberError<C>> {
    let id = on.member;
    let member = locked_in(tx, id, on.action).await?;
    let by = tx.actor().as_person().ok_or(Failure::Denied)?.account;
    if let Some(refusal) = stale(&member, step.expected_version) {
        return Err(Failure::Refused(vec![refusal]));
    }
    if member.merged_into.is_some() && on.needs != Needs::Merged {
        return Err(Failure::Refused(vec![Refusal::new(
            C::merged(),
            "This record was merged into another of the same person; work with that one.",
        )]));
    }
    if on.needs == Needs::Living && merge::has_died(tx, id).await? {
        return Err(Failure::Refused(vec![Refusal::new(
            C::deceased(),
            "The member died, so the record stays as it is. If that is a mistake, correct the life \
             event first.",
        )]));
    }
    let today = tx.op().today();
    Ok(Opened { member, by, today })
}

/// A member, locked, for an actor who may do that to it.
pub(super) async fn locked_in<C>(
    tx: &Tx,
    id: MemberId,
    action: Action,
) -> Result<Member, MemberError<C>> {
    store::member_lock(tx, id).await?;
    let member = store::member_by_id(tx, id)
        .await?
        .ok_or(Failure::NotFound)?;
    tx.concerns(member.plan, Some(id));
    authorize(tx.actor(), action, &member)?;
    Ok(member)
}

fn stale<C: MemberCodes>(member: &Member, expected: Option<i32>) -> Option<Refusal<C>> {
    let is_stale = expected.is_some_and(|expected| expected != member.version);
    is_stale.then(|| {
        Refusal::at(
            C::stale(),
            &["expectedVersion"],
            format!(
                "The member changed in the meantime: it is at version {}. Look at it again, then \
                 decide.",
                member.version
            ),
        )
    })
}
