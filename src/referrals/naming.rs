//! The provider-direct route: whoever refers names a contracted provider. It sees the referral at
//! once, finds out whether the member qualifies, and asks the plan; the plan's yes is the
//! assignment (S0, domain notes section 11). What it does before that neither starts nor meets the
//! outreach duty.
//!
//! ```text
//! NAMED ── asks the plan ──→ ASKED ──┐
//!   └──── passes ──→ PASSED ←────────┤
//!   └──── the plan decides ──────────┴──→ ENDED (assigned to it or another, or closed)
//! ```
//! An answer is due within the hours of the plan's policy on the day on which it began to be waited
//! for: the provider's since it was named, the plan's since it was asked. Nothing happens by itself
//! when it is late; the plan finds it (`ReferralOrder::AnswerDue`).

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::early_contact;
use entity::types::{EarlyContactId, EventKind, Naming, OrganizationId, ReferralId};
use sea_orm::{ColumnTrait, IntoActiveModel, Order};

use super::act::{Opened, Opening, open_in};
use super::error::{
    EarlyContactRefusal, PassNamingRefusal, ReferralError, RequestAssignmentRefusal,
};
use super::input::{RecordOutreach, Step};
use super::model::{EarlyContact, Referral};
use super::state::Act;
use super::{Referrals, rules};
use crate::access::Action;
use crate::audit;
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::policies;
use crate::reference::ServiceCode;
use crate::refusal::Refusal;

const ANSWER: (Action, Act) = (Action::NamingAnswer, Act::AnswerNaming);

impl Referrals {
    /// Records that the named provider was in touch with the person, or tried to be.
    pub async fn record_early_contact(
        &self,
        op: &OpCtx,
        contact: &RecordOutreach,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<EarlyContactRefusal>> {
        let id = contact.referral;
        let act = audit::Act::on("recordEarlyContact", id);
        self.db
            .act(op, act, |tx| async move {
                let checked = rules::check_attempt(contact, tx.now()).map_err(Failure::Refused)?;
                let Opening::Open(mut open) = open_in(&tx, id, ANSWER, step).await? else {
                    return Ok(id);
                };
                let provider = named(&open, EarlyContactRefusal::NotNamed)?;
                if contact.made_at < open.referral.received_at {
                    return Err(Failure::Refused(vec![Refusal::at(
                        EarlyContactRefusal::BeforeReferral,
                        &["madeAt"],
                        "This lies before the referral came in; check date, time and zone.",
                    )]));
                }
                let row = early_contact::Model {
                    id: EarlyContactId(tx.op().new_id()),
                    referral_id: id,
                    plan_id: open.referral.plan,
                    provider_id: provider,
                    made_at: contact.made_at,
                    recorded_at: tx.now(),
                    recorded_by: tx.actor().as_person().ok_or(Failure::Denied)?.account,
                    method: contact.method,
                    outcome: contact.outcome,
                    minutes: checked.minutes,
                    note: checked.note,
                };
                tx.insert(row.into_active_model()).await?;
                open.log_at(EventKind::EarlyContactRecorded, contact.made_at, None);
                open.apply(&tx).await?;
                Ok(id)
            })
            .await
    }

    /// The named provider says that the member qualifies, and asks the plan for the referral.
    pub async fn request_assignment(
        &self,
        op: &OpCtx,
        id: ReferralId,
        note: Option<&str>,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<RequestAssignmentRefusal>> {
        let act = audit::Act::on("requestAssignment", id);
        self.db
            .act(op, act, |tx| async move {
                let note = rules::check_note(note, &["note"]).map_err(Failure::Refused)?;
                let Opening::Open(mut open) = open_in(&tx, id, ANSWER, step).await? else {
                    return Ok(id);
                };
                let provider = named(&open, RequestAssignmentRefusal::NotNamed)?;
                if open.referral.named == Some((provider, Naming::Asked)) {
                    return Err(Failure::Refused(vec![Refusal::new(
                        RequestAssignmentRefusal::AskedAlready,
                        "The plan was asked for this referral already; wait for its answer.",
                    )]));
                }
                open.referral.named = Some((provider, Naming::Asked));
                let of = (open.referral.plan, open.referral.service);
                open.referral.answer_due_at = Some(answer_due_in(&tx, of).await?);
                open.log(EventKind::AssignmentRequested, None);
                open.because("QUALIFIES", note.as_deref());
                open.apply(&tx).await?;
                Ok(id)
            })
            .await
    }

    /// The named provider does not take it: the plan looks for another.
    pub async fn pass_naming(
        &self,
        op: &OpCtx,
        id: ReferralId,
        reason: &str,
        step: &Step,
    ) -> Result<ReferralId, ReferralError<PassNamingRefusal>> {
        self.db
            .act(op, audit::Act::on("passNaming", id), |tx| async move {
                let reason = rules::check_why(reason, &["reason"]).map_err(Failure::Refused)?;
                let Opening::Open(mut open) = open_in(&tx, id, ANSWER, step).await? else {
                    return Ok(id);
                };
                let provider = named(&open, PassNamingRefusal::NotNamed)?;
                open.log(EventKind::NamingPassed, None);
                open.because("PASSED", Some(&reason));
                open.referral.named = Some((provider, Naming::Passed));
                // It was the wish of whoever referred; the member may still have another.
                open.referral.chosen_provider = open
                    .referral
                    .chosen_provider
                    .filter(|chosen| *chosen != provider);
                // Once it has passed, its row filter hides the referral.
                let tx = tx.acting_as_system("who passes a referral no longer sees it");
                open.apply(&tx).await?;
                Ok(id)
            })
            .await
    }

    /// Contacts from before the assignment by referral, earliest first.
    pub async fn early_contacts_of(
        &self,
        op: &OpCtx,
        referrals: impl IntoIterator<Item = ReferralId>,
    ) -> Result<HashMap<ReferralId, Vec<EarlyContact>>, StoreError> {
        let reader = self.db.read(op);
        let rows = reader
            .select::<early_contact::Entity>()
            .filter(early_contact::Column::ReferralId.is_in(referrals))
            .order_by(early_contact::Column::MadeAt, Order::Asc)
            .order_by(early_contact::Column::Id, Order::Asc)
            .all()
            .await?;
        let mut found: HashMap<ReferralId, Vec<EarlyContact>> = HashMap::new();
        for row in rows {
            found
                .entry(row.referral_id)
                .or_default()
                .push(EarlyContact {
                    id: row.id,
                    provider: row.provider_id,
                    made_at: row.made_at,
                    recorded_at: row.recorded_at,
                    method: row.method,
                    outcome: row.outcome,
                    minutes: row.minutes,
                    note: row.note,
                });
        }
        Ok(found)
    }
}

/// The provider whose answer is waited for.
fn named<C>(open: &Opened, code: C) -> Result<OrganizationId, ReferralError<C>> {
    open.referral.waits_for().ok_or_else(|| {
        Failure::Refused(vec![Refusal::new(
            code,
            "No provider is named for this referral, or its answer is not waited for any more.",
        )])
    })
}

/// Until when an answer that is waited for from now on is expected, by the plan's policy of today.
pub(super) async fn answer_due_in(
    tx: &Tx,
    of: (OrganizationId, ServiceCode),
) -> Result<DateTime<Utc>, StoreError> {
    let policy = policies::store::policy_on(tx, of, tx.op().today()).await?;
    Ok(tx.now() + TimeDelta::hours(i64::from(policy.naming_hours)))
}

/// Once the plan has decided, or the loop is closed, nobody waits for the named provider.
pub(super) fn end_if_decided(before: &Referral, after: &mut Referral) {
    if after.named_and_open().is_none() {
        after.answer_due_at = None;
    }
    if let (Some(provider), None) = (before.waits_for(), after.waits_for())
        && after.named != Some((provider, Naming::Passed))
    {
        after.named = Some((provider, Naming::Ended));
    }
}
