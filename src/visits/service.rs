//! The acts: one method, one transaction.

use entity::types::{
    MemberId, OrganizationId, OrganizationKind, VisitId, VisitPayment, VisitStatus,
};

use super::error::{
    ActCodes, CompleteVisitRefusal, ConfirmVisitMemberRefusal, RecordVisitRefusal, VisitError,
    VoidVisitRefusal,
};
use super::input::{CompleteVisit, NewVisit};
use super::model::{Visit, Voided};
use super::rules::{CheckedVisit, check_new, complete, is_over_limit, payment_of};
use super::{SERVICE, Visits, overlap, store};
use crate::access::{Action, authorize, authorize_here};
use crate::audit::Act;
use crate::clock::{day_of, to_micros};
use crate::db::Tx;
use crate::error::{Failure, StoreError};
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::members::{self, Member};
use crate::op::OpCtx;
use crate::organizations;
use crate::policies::{authorization_store, may_presume};
use crate::reference::CountyFips;
use crate::referrals::visit_authorizing::{VisitAsked, Way, ask_in, way_of, withdraw_in};
use crate::referrals::{Step, number};
use crate::refusal::{Checks, Refusal};
use crate::text;

/// Longest reason, in letters.
const REASON_LIMIT: usize = 500;

impl Visits {
    /// Records a visit, whoever the person is: at once, with or without a name.
    pub async fn record(
        &self,
        op: &OpCtx,
        new: &NewVisit,
        key: Option<&IdempotencyKey>,
    ) -> Result<VisitId, VisitError<RecordVisitRefusal>> {
        self.db
            .act(op, Act::new("recordVisit"), |tx| async move {
                authorize_here(tx.actor(), Action::VisitRecord)?;
                let person = tx.actor().as_person().ok_or(Failure::Denied)?.clone();
                let id = VisitId(tx.op().new_id());
                let reused = RecordVisitRefusal::IdempotencyKeyReused;
                if let Some(id) = done_before_in(&tx, key, id.0, reused).await? {
                    tx.is_about(VisitId(id));
                    return Ok(VisitId(id));
                }
                let (checked, county) = self.check_in(&tx, new, person.organization).await?;
                let mut visit = Visit {
                    id,
                    number: number::new(tx.op().entropy()),
                    provider: person.organization,
                    plan: new.plan,
                    member: None,
                    county,
                    brought_by: new.brought_by,
                    status: stands(new.left_at.is_some()),
                    payment: VisitPayment::PlanUnknown,
                    version: 1,
                    arrived_at: to_micros(new.arrived_at),
                    left_at: new.left_at.map(to_micros),
                    person: checked.person,
                    comment: checked.comment,
                    sent_at: new.plan.map(|_| tx.now()),
                    authorization: None,
                    is_restricted: false,
                    recorded_at: tx.now(),
                    recorded_by: person.account,
                    voided: None,
                };
                tx.is_about(id);
                overlap::check_in(&tx, &visit).await?;
                identify_in(&tx, &mut visit).await?;
                self.pay_in(&tx, &mut visit).await?;
                store::visit_insert(&tx, &visit).await?;
                Ok(id)
            })
            .await
    }

    /// What was typed and where it was, or all that is wrong with it.
    async fn check_in(
        &self,
        tx: &Tx,
        new: &NewVisit,
        provider: OrganizationId,
    ) -> Result<(CheckedVisit, CountyFips), VisitError<RecordVisitRefusal>> {
        let mut refusals = Vec::new();
        let checked = check_new(new, self.reference, tx.now())
            .map_err(|mistakes| refusals.extend(mistakes))
            .ok();
        if let Some(plan) = new.plan
            && !is_plan_in(tx, plan).await?
        {
            refusals.push(Refusal::at(
                RecordVisitRefusal::UnknownPlan,
                &["planId"],
                NO_PLAN,
            ));
        }
        let counties = store::counties_of(tx, provider, day_of(new.arrived_at)).await?;
        let county = county_of(new.county.as_deref(), &counties)
            .map_err(|refusal| refusals.extend(refusal))
            .ok();
        checked
            .zip(county)
            .filter(|_| refusals.is_empty())
            .ok_or(Failure::Refused(refusals))
    }

    /// Says of a visit what was not known: when the person left, which plan answers for them, who
    /// they are.
    pub async fn complete(
        &self,
        op: &OpCtx,
        more: &CompleteVisit,
        step: &Step,
    ) -> Result<VisitId, VisitError<CompleteVisitRefusal>> {
        let id = more.visit;
        self.db
            .act(op, Act::on("completeVisit", id), |tx| async move {
                let opened = open_in::<CompleteVisitRefusal>(&tx, id, Action::VisitRecord, step);
                let Some(before) = opened.await? else {
                    return Ok(id);
                };
                let mut visit = before.clone();
                let checked = complete(&mut visit, more, tx.now());
                let mut refusals = checked.err().unwrap_or_default();
                if let Some(plan) = more.plan
                    && !is_plan_in(&tx, plan).await?
                {
                    let code = CompleteVisitRefusal::UnknownPlan;
                    refusals.push(Refusal::at(code, &["planId"], NO_PLAN));
                }
                if !refusals.is_empty() {
                    return Err(Failure::Refused(refusals));
                }
                if visit == before {
                    return Ok(id);
                }
                overlap::check_in(&tx, &visit).await?;
                if visit.plan.is_some()
                    && (visit.plan != before.plan || visit.person != before.person)
                {
                    visit.sent_at = Some(tx.now());
                }
                visit.status = stands(visit.left_at.is_some());
                visit.version += 1;
                identify_in(&tx, &mut visit).await?;
                self.pay_in(&tx, &mut visit).await?;
                store::visit_apply(&tx, &visit).await?;
                Ok(id)
            })
            .await
    }

    /// The plan says which of its members a visit was of. The provider does not see that it did.
    pub async fn confirm_member(
        &self,
        op: &OpCtx,
        (id, member): (VisitId, MemberId),
        step: &Step,
    ) -> Result<VisitId, VisitError<ConfirmVisitMemberRefusal>> {
        self.db
            .act(op, Act::on("confirmVisitMember", id), |tx| async move {
                let action = Action::VisitConfirmMember;
                let opened = open_in::<ConfirmVisitMemberRefusal>(&tx, id, action, step);
                let Some(mut visit) = opened.await? else {
                    return Ok(id);
                };
                if visit.member.is_some() {
                    return Err(Failure::Refused(vec![Refusal::new(
                        ConfirmVisitMemberRefusal::WrongState,
                        "The member is known. If it is another one, ask the provider to void the \
                         visit and record it anew.",
                    )]));
                }
                members::store::member_hold(&tx, member).await?;
                let found = members::store::member_by_id(&tx, member).await?;
                let found = found.filter(|found| Some(found.plan) == visit.plan);
                let Some(found) = found else {
                    return Err(Failure::Refused(vec![Refusal::at(
                        ConfirmVisitMemberRefusal::UnknownMember,
                        &["memberId"],
                        "Your plan has no such member; register the person first, then confirm.",
                    )]));
                };
                let kept = members::merge::kept_of(&tx, found).await?;
                members::store::member_hold(&tx, kept.id).await?;
                known_as(&tx, &mut visit, &kept);
                self.pay_in(&tx, &mut visit).await?;
                store::visit_apply(&tx, &visit).await?;
                Ok(id)
            })
            .await
    }

    /// Takes a visit back that was recorded by mistake. It stays, with the reason; what the plan was
    /// asked for it is asked no more.
    pub async fn void(
        &self,
        op: &OpCtx,
        (id, reason): (VisitId, &str),
        step: &Step,
    ) -> Result<VisitId, VisitError<VoidVisitRefusal>> {
        self.db
            .act(op, Act::on("voidVisit", id), |tx| async move {
                let mut checks = Checks::default();
                let reason = checks.text(&["reason"], text::required(reason, REASON_LIMIT));
                checks.done().map_err(Failure::Refused)?;
                let opened = open_in::<VoidVisitRefusal>(&tx, id, Action::VisitRecord, step);
                let Some(mut visit) = opened.await? else {
                    return Ok(id);
                };
                visit.status = VisitStatus::Void;
                visit.version += 1;
                visit.voided = Some(Voided {
                    at: tx.now(),
                    by: tx.actor().as_person().map(|person| person.account),
                    reason: reason.unwrap_or_default(),
                });
                if let Some(authorization) = visit.authorization {
                    withdraw_in(&tx, authorization, "VISIT_VOID").await?;
                }
                store::visit_apply(&tx, &visit).await?;
                Ok(id)
            })
            .await
    }

    /// How the plan pays, by its policy of the day of the arrival; and it is asked where it wants to
    /// be and knows who it was.
    async fn pay_in(&self, tx: &Tx, visit: &mut Visit) -> Result<(), StoreError> {
        let is_over = is_over_limit(self.reference, visit.arrived_at, visit.left_at);
        let came_on = day_of(visit.arrived_at);
        let (Some(plan), Some(sent_at)) = (visit.plan, visit.sent_at) else {
            visit.payment = payment_of(None, is_over);
            return Ok(());
        };
        let of = (plan, SERVICE, Some(visit.county));
        let policy = authorization_store::authorization_policy_on(tx, of, came_on).await?;
        let is_named = may_presume(tx, (plan, visit.provider, SERVICE), came_on).await?;
        let way = way_of(&policy, is_named, (came_on, day_of(sent_at)));
        visit.payment = payment_of(Some(way), is_over);
        match (visit.payment, way, visit.member, visit.authorization) {
            (_, Way::Ask(kind), Some(member), None) if !is_over => {
                let asked = VisitAsked {
                    plan,
                    member,
                    is_restricted: visit.is_restricted,
                    provider: visit.provider,
                    account: visit.recorded_by,
                    service: SERVICE,
                    county: visit.county,
                    from_on: came_on,
                    // Under 24 hours end on the next day at the latest.
                    until_on: visit
                        .left_at
                        .map(day_of)
                        .or_else(|| came_on.succ_opt())
                        .unwrap_or(came_on),
                    told_on: day_of(sent_at),
                    // Alike whether the match was silent or the plan's; but nobody can decide on
                    // somebody whom the provider did not name.
                    asked_at: if visit.person.is_unnamed() {
                        tx.now()
                    } else {
                        sent_at
                    },
                };
                let asked = ask_in(tx, &asked, (policy, kind)).await?;
                visit.authorization = Some(asked);
                Ok(())
            }
            (VisitPayment::OverLimit, _, _, Some(authorization)) => {
                withdraw_in(tx, authorization, "VISIT_OVER_LIMIT").await
            }
            _ => Ok(()),
        }
    }
}

const NO_PLAN: &str = "There is no such plan here; see `plans`. Leave it out where nobody knows \
                       which plan answers for the person.";

/// Where a visit was: the county that is named, or the only one in which the provider serves. The
/// rules have refused one that cannot be read.
fn county_of(
    typed: Option<&str>,
    offered: &[CountyFips],
) -> Result<CountyFips, Option<Refusal<RecordVisitRefusal>>> {
    let typed = typed.map(str::trim).filter(|typed| !typed.is_empty());
    match (typed.map(str::parse::<CountyFips>), offered) {
        (_, []) => Err(Some(Refusal::new(
            RecordVisitRefusal::NotOffered,
            "Your organization does not offer a sobering center on that day, so it records no \
             visits to one. What it offers stands in `providers`.",
        ))),
        (None, [only]) => Ok(*only),
        (None, _) => Err(Some(Refusal::at(
            RecordVisitRefusal::Required,
            &["county"],
            "Say in which county, for your organization serves in several.",
        ))),
        (Some(Err(_)), _) => Err(None),
        (Some(Ok(county)), offered) if offered.contains(&county) => Ok(county),
        (Some(Ok(_)), _) => Err(Some(Refusal::at(
            RecordVisitRefusal::NotOffered,
            &["county"],
            "Your organization does not offer a sobering center in that county on that day.",
        ))),
    }
}

async fn is_plan_in(tx: &Tx, plan: OrganizationId) -> Result<bool, StoreError> {
    Ok(organizations::kind_in(tx, plan).await? == Some(OrganizationKind::Plan))
}

const fn stands(has_left: bool) -> VisitStatus {
    if has_left {
        VisitStatus::Left
    } else {
        VisitStatus::Present
    }
}

/// Opens a visit for an act, or says that it was carried out before under the same key.
async fn open_in<C: ActCodes>(
    tx: &Tx,
    id: VisitId,
    action: Action,
    step: &Step,
) -> Result<Option<Visit>, VisitError<C>> {
    let done = done_before_in(tx, step.key.as_ref(), id.0, C::key_reused()).await?;
    if done.is_some() {
        return Ok(None);
    }
    store::visit_lock(tx, id).await?;
    let visit = store::visit_by_id(tx, id).await?;
    let visit = visit.ok_or(Failure::NotFound)?;
    if let Some(plan) = visit.plan {
        tx.concerns(plan, visit.member);
    }
    authorize(tx.actor(), action, &visit)?;
    if step
        .expected_version
        .is_some_and(|expected| expected != visit.version)
    {
        return Err(Failure::Refused(vec![Refusal::at(
            C::stale(),
            &["expectedVersion"],
            "The visit changed in the meantime. Look at it again, then go on.",
        )]));
    }
    if visit.status == VisitStatus::Void {
        return Err(Failure::Refused(vec![Refusal::new(
            C::wrong_state(),
            "The visit is void: it was recorded by mistake. Record the right one (recordVisit).",
        )]));
    }
    Ok(Some(visit))
}

/// Whom the plan knows for certain by what the provider typed. Looks with the server's eyes: the
/// provider may not, and gets the same answer either way.
async fn identify_in(tx: &Tx, visit: &mut Visit) -> Result<(), StoreError> {
    let Some(plan) = visit.plan else {
        return Ok(());
    };
    tx.concerns(plan, visit.member);
    let (None, Some(cin), Some(last_name)) =
        (visit.member, &visit.person.cin, &visit.person.last_name)
    else {
        return Ok(());
    };
    let reader = tx.as_system("a visit matches members that the provider may not see");
    let found = members::store::member_by_cin(&reader, plan, cin.as_str()).await?;
    let birth_on = visit.person.birth_on;
    let certain =
        |one: &Member| members::rules::is_certain_match(one, Some(cin), last_name, birth_on);
    let Some(found) = found.filter(certain) else {
        return Ok(());
    };
    let kept = members::merge::kept_of(&reader, found).await?;
    // Whoever restricts the member waits for this visit, or this one for them.
    members::store::member_hold(tx, kept.id).await?;
    if let Some(kept) = members::store::member_by_id(&reader, kept.id).await? {
        known_as(tx, visit, &kept);
    }
    Ok(())
}

fn known_as(tx: &Tx, visit: &mut Visit, member: &Member) {
    tx.concerns(member.plan, Some(member.id));
    visit.member = Some(member.id);
    visit.is_restricted = member.restricted_at.is_some();
}
