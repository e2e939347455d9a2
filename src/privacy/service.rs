//! The use cases of the area.

use std::convert::Infallible;

use entity::types::{BrokenGlassId, NoticeKind};

use super::error::{BreakGlassError, BreakGlassRefusal as Code, SetPolicyError, SetPolicyRefusal};
use super::model::{BreakGlass, BrokenGlass, OpenedMember, PrivacyPolicy, Whom};
use super::{Standings, rules, store};
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::{CursorError, Db, Page, PageRequest, Tx};
use crate::error::{Failure, StoreError};
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::members::{self, MemberId};
use crate::notices::NoticeDraft;
use crate::op::OpCtx;
use crate::refusal::Refusal;

/// Why a policy was not read or set.
pub type PolicyError = Failure<Infallible>;

/// The privacy service. Cheap to clone.
#[derive(Clone)]
pub struct Privacy {
    db: Db,
    standings: Standings,
}

impl Privacy {
    /// Works on `db`; what it changes is known to `standings` at once.
    #[must_use]
    pub fn new(db: Db, standings: Standings) -> Self {
        Self { db, standings }
    }

    /// The policy of the actor's plan.
    pub async fn policy(&self, op: &OpCtx) -> Result<PrivacyPolicy, PolicyError> {
        authorize_here(op.actor(), Action::PrivacyConfigure)?;
        let plan = op.actor().organization().ok_or(Failure::Denied)?;
        Ok(store::policy_of(&self.db.read(op), plan).await?)
    }

    /// Sets the policy of the actor's plan. It holds for all its restricted referrals at once.
    pub async fn set_policy(
        &self,
        op: &OpCtx,
        policy: PrivacyPolicy,
        key: Option<&IdempotencyKey>,
    ) -> Result<PrivacyPolicy, SetPolicyError> {
        let (plan, policy) = self
            .db
            .act(op, Act::new("setPrivacyPolicy"), |tx| async move {
                authorize_here(tx.actor(), Action::PrivacyConfigure)?;
                let person = tx.actor().as_person().ok_or(Failure::Denied)?;
                let plan = person.organization;
                tx.is_about(plan);
                let reused = SetPolicyRefusal::IdempotencyKeyReused;
                let policy = if done_before_in(&tx, key, plan.0, reused).await?.is_some() {
                    store::policy_of(&tx, plan).await?
                } else {
                    store::policy_set(&tx, plan, policy, person.account).await?;
                    policy
                };
                Ok::<_, SetPolicyError>((plan, policy))
            })
            .await?;
        self.standings.set_policy(plan, policy);
        Ok(policy)
    }

    /// Opens a restricted member, and all that is restricted about them, to the actor for an hour.
    /// The plan's privacy officers get a notice.
    pub async fn break_glass(
        &self,
        op: &OpCtx,
        wish: &BreakGlass,
        key: Option<&IdempotencyKey>,
    ) -> Result<OpenedMember, BreakGlassError> {
        let glass = self
            .db
            .act(op, Act::new("breakGlass"), |tx| async move {
                authorize_here(tx.actor(), Action::GlassBreak)?;
                let person = tx.actor().as_person().ok_or(Failure::Denied)?;
                let checked = rules::check(wish).map_err(Failure::Refused)?;
                let id = BrokenGlassId(tx.op().new_id());
                let reused = Code::IdempotencyKeyReused;
                if let Some(id) = done_before_in(&tx, key, id.0, reused).await? {
                    let done = store::glass_by_id(&tx, BrokenGlassId(id)).await?;
                    return done.ok_or(Failure::NotFound);
                }
                let glass = BrokenGlass {
                    id,
                    plan: person.organization,
                    member: restricted_member(&tx, wish, &checked).await?,
                    account: person.account,
                    reason: checked.reason,
                    broken_at: tx.now(),
                    expires_at: tx.now() + rules::OPEN_FOR,
                };
                tx.is_about(glass.member);
                tx.concerns(glass.plan, Some(glass.member));
                store::glass_insert(&tx, &glass).await?;
                tx.queue(NoticeDraft {
                    organization: glass.plan,
                    kind: NoticeKind::GlassBroken,
                    referral: None,
                    assignment: None,
                    member: Some(glass.member),
                    is_for_lead: false,
                    occurred_at: glass.broken_at,
                });
                Ok::<_, BreakGlassError>(glass)
            })
            .await?;
        let opened = OpenedMember {
            member: glass.member,
            expires_at: glass.expires_at,
        };
        self.standings.open(glass.account, opened);
        Ok(opened)
    }

    /// How often something was opened, as far as the actor may know.
    pub async fn broken_glass_count(&self, op: &OpCtx) -> Result<u64, StoreError> {
        store::glass_count(&self.db.read(op)).await
    }

    /// A page of what was opened: to a privacy officer all of the plan's, to others their own.
    pub async fn broken_glass(
        &self,
        op: &OpCtx,
        page: &PageRequest,
    ) -> Result<Page<BrokenGlass>, Failure<CursorError>> {
        authorize_here(op.actor(), Action::GlassBreak)
            .or_else(|_| authorize_here(op.actor(), Action::PrivacyConfigure))?;
        store::glass_list(&self.db.read(op), page)
            .await?
            .map_err(Failure::Refused)
    }
}

/// The restricted member that a wish means. Looks with the server's eyes: what the actor may not
/// see is what they want to open. They learn no more than the plan's register tells them anyway.
async fn restricted_member(
    tx: &Tx,
    wish: &BreakGlass,
    checked: &rules::CheckedWish,
) -> Result<MemberId, BreakGlassError> {
    let plan = tx.actor().organization().ok_or(Failure::Denied)?;
    let reader = tx.as_system("breaking the glass begins with what is not visible yet");
    match (&wish.whom, &checked.cin) {
        (Whom::Of(referral), _) => {
            let (member, is_restricted) = store::member_behind(tx, *referral)
                .await?
                .ok_or(Failure::NotFound)?;
            let member = member.ok_or_else(|| {
                refused(
                    Code::UnknownMember,
                    &["referralId"],
                    "This referral has no member yet; your privacy officer can confirm one.",
                )
            })?;
            let known = members::store::member_by_id(&reader, member).await?;
            // A referral that was made elsewhere is not the plan's to open.
            if known.is_none_or(|known| known.plan != plan) {
                return Err(Failure::NotFound);
            }
            is_restricted
                .then_some(member)
                .ok_or_else(|| not_restricted(&["referralId"]))
        }
        (Whom::Cin(_), Some(cin)) => {
            let member = members::store::member_by_cin(&reader, plan, cin.as_str())
                .await?
                .ok_or_else(|| {
                    refused(
                        Code::UnknownMember,
                        &["cin"],
                        "Your plan has no member with this CIN; check it on the card.",
                    )
                })?;
            let is_restricted = member.restricted_at.is_some()
                || store::has_restricted_referral(&reader, member.id).await?;
            is_restricted
                .then_some(member.id)
                .ok_or_else(|| not_restricted(&["cin"]))
        }
        (Whom::Cin(_), None) => Err(StoreError::Corrupt("an unchecked wish".to_owned()).into()),
    }
}

fn not_restricted(path: &'static [&'static str]) -> BreakGlassError {
    refused(
        Code::NotRestricted,
        path,
        "Nothing about this member is restricted: you see the record without this.",
    )
}

fn refused(code: Code, path: &'static [&'static str], message: &'static str) -> BreakGlassError {
    Failure::Refused(vec![Refusal::at(code, path, message)])
}
