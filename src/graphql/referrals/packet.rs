use std::borrow::Cow;

use async_graphql::{Context, Enum, Object};

use super::assignment::Assignment;
use super::intake::{IntakeKey, NeedsKey, SocialNeed};
use super::referral::Referral;
use crate::graphql::directory::{BillingCode, Plan, PlanKey, Service};
use crate::graphql::members::{EnrolmentsKey, Member};
use crate::graphql::{ApiError, ContextExt};
use crate::reference::Reference;
use crate::referrals;

/// What is missing to serve a member and to be paid for it.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketGap {
    /// Neither an address nor where the member is found.
    Address,
    /// No phone, and nobody who knows where the member is.
    Phone,
    /// No diagnosis code; an invoice names one to five, and codes of social needs will do.
    Diagnosis,
    /// Whether the member is enrolled is not recorded.
    Enrolment,
}

/// What the assigned provider needs to confirm eligibility, serve and bill, and nothing more
/// (provider terms of the state). For that provider while it has the assignment, and for the plan.
pub struct Packet {
    assignment: referrals::Assignment,
    referral: referrals::Referral,
    member: Member,
}

impl Packet {
    /// The packet of an assignment, for who sees its member and what the referral is about.
    pub(super) async fn of(
        ctx: &Context<'_>,
        assignment: &Assignment,
    ) -> Result<Option<Self>, ApiError> {
        let referral = assignment.referral(ctx).await?.map(Cow::into_owned);
        let member = assignment.member(ctx).await?.map(Cow::into_owned);
        let inner = assignment.inner();
        let actor = ctx.op()?.actor();
        let is_party = actor.belongs_to(inner.provider) || actor.works_for_plan(inner.plan);
        Ok(match (referral, member) {
            (Some(referral), Some(member)) if is_party && !referral.inner().is_withheld => {
                Some(Self {
                    assignment: inner.clone(),
                    referral: referral.inner().clone(),
                    member,
                })
            }
            _ => None,
        })
    }

    async fn intake(&self, ctx: &Context<'_>) -> Result<Option<referrals::Intake>, ApiError> {
        match self.referral.intake {
            Some(intake) => Ok(ctx.loaders()?.load(IntakeKey(intake)).await?),
            None => Ok(None),
        }
    }
}

/// What the assigned provider needs to confirm eligibility, serve and bill, and nothing more
/// (provider terms of the state). For that provider while it has the assignment, and for the plan.
#[Object]
impl Packet {
    /// The referral that it is about.
    async fn referral(&self) -> Referral {
        Referral::new(self.referral.clone())
    }

    /// The member: who they are, whether they are enrolled, how they are reached and in which
    /// language, who speaks for them, and the populations and programmes to which they belong.
    async fn member(&self) -> &Member {
        &self.member
    }

    /// The plan that pays.
    async fn payer(&self, ctx: &Context<'_>) -> Result<Plan, ApiError> {
        let found = ctx.loaders()?.load(PlanKey(self.assignment.plan)).await?;
        found.map(Plan).ok_or_else(ApiError::not_found)
    }

    /// What is to be done.
    async fn service(&self) -> Service {
        Service(Reference::embedded().service(self.referral.service))
    }

    /// Procedure codes with their modifiers, as of today: the modifier is part of the code.
    async fn billing_codes(&self, ctx: &Context<'_>) -> Result<Vec<BillingCode>, ApiError> {
        let on = ctx.op()?.today();
        let service = Reference::embedded().service(self.referral.service);
        Ok(service
            .billing_codes_on(on)
            .map(BillingCode::from)
            .collect())
    }

    /// Diagnosis codes for the invoice: those of the social needs that the referral names.
    async fn diagnoses(&self, ctx: &Context<'_>) -> Result<Vec<SocialNeed>, ApiError> {
        let codes = ctx.loaders()?.load(NeedsKey(self.referral.id)).await?;
        let codes = codes.unwrap_or_default();
        Ok(codes
            .iter()
            .filter_map(|code| SocialNeed::of(code))
            .collect())
    }

    /// What is needed, in the words of whoever referred.
    async fn needs(&self) -> Option<&str> {
        self.referral.needs.as_deref()
    }

    /// What the person gets already, in the words of whoever referred.
    async fn current_services(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        let intake = self.intake(ctx).await?;
        Ok(intake.and_then(|intake| intake.current_services))
    }

    /// What is missing to serve the member and to be paid; ask the plan for it.
    async fn missing(&self, ctx: &Context<'_>) -> Result<Vec<PacketGap>, ApiError> {
        let member = &self.member.0;
        let intake = self.intake(ctx).await?;
        let codes = ctx.loaders()?.load(NeedsKey(self.referral.id)).await?;
        let spans = ctx.loaders()?.load(EnrolmentsKey(member.id)).await?;
        let has_place = member.address.is_some() || member.whereabouts.is_some();
        let is_known = intake.is_some_and(|intake| intake.go_between.is_some())
            || member
                .safe_contact
                .as_ref()
                .is_some_and(|safe| safe.go_between.is_some());
        let gaps = [
            (PacketGap::Address, !has_place),
            (PacketGap::Phone, member.phone.is_none() && !is_known),
            (
                PacketGap::Diagnosis,
                codes.is_none_or(|codes| codes.is_empty()),
            ),
            (
                PacketGap::Enrolment,
                spans.is_none_or(|spans| spans.is_empty()),
            ),
        ];
        let missing = gaps.into_iter().filter(|(_, is_missing)| *is_missing);
        Ok(missing.map(|(gap, _)| gap).collect())
    }
}
