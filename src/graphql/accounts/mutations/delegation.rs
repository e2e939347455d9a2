use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::graphql::accounts::payload::DelegationPayload;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::identity::accounts;
use crate::organizations::OrganizationId;

/// To whom to offer.
#[derive(InputObject)]
pub struct OfferDelegationInput {
    /// The plan that is to work for yours.
    plan_id: ID,
}

/// Why a delegation was not offered.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::OfferDelegationRefusal")]
pub enum OfferDelegationErrorCode {
    /// A plan does not delegate to itself.
    SamePlan,
    /// One of them is part of another delegation: delegation has one step.
    Chain,
    /// The plan works for yours already.
    AlreadyDelegated,
}

/// Whose offer to accept.
#[derive(InputObject)]
pub struct AcceptDelegationInput {
    /// The prime plan, as `delegation { offeredBy }` names it.
    prime_id: ID,
}

/// Why a delegation was not accepted.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::AcceptDelegationRefusal")]
pub enum AcceptDelegationErrorCode {
    /// That plan offers yours nothing, or not any more.
    NotOffered,
    /// One of them is part of another delegation: delegation has one step.
    Chain,
    /// Your plan works for another one.
    AlreadyDelegated,
}

/// With whom to end it.
#[derive(InputObject)]
pub struct EndDelegationInput {
    /// The other plan, whichever of the two works for which.
    plan_id: ID,
}

/// Why nothing was ended.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::EndDelegationRefusal")]
pub enum EndDelegationErrorCode {
    /// There is neither a delegation nor an offer between the two plans.
    NothingToEnd,
}

/// How two plans agree that one works for the other.
#[derive(Default)]
pub struct Delegate;

#[Object]
impl Delegate {
    /// Offer another plan to delegate members and network to it. Nothing changes before it accepts,
    /// and only the last offer to a plan stands. Its mailbox gets `DELEGATION_OFFERED`. For the
    /// prime plan's administrators.
    async fn offer_delegation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To whom to offer.")] input: OfferDelegationInput,
    ) -> Result<DelegationPayload<OfferDelegationErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let plan = plan_id(&input.plan_id)?;
        let accounts = &ctx.services()?.accounts;
        DelegationPayload::from_outcome(accounts.offer_delegation(op, plan).await)
    }

    /// Accept what a prime plan offered: within seconds its coordinators, reviewers and privacy
    /// officers see what your plan has, as their own, and do nothing with it. Its mailbox gets
    /// `DELEGATION_ACCEPTED`. For the administrators of the plan to which it was offered.
    async fn accept_delegation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose offer to accept.")] input: AcceptDelegationInput,
    ) -> Result<DelegationPayload<AcceptDelegationErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let prime = plan_id(&input.prime_id)?;
        let accounts = &ctx.services()?.accounts;
        DelegationPayload::from_outcome(accounts.accept_delegation(op, prime).await)
    }

    /// End the delegation between your plan and another, take your offer back, or refuse theirs.
    /// The prime plan sees nothing more within seconds. The other mailbox gets `DELEGATION_ENDED`.
    /// For the administrators of both plans.
    async fn end_delegation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "With whom to end it.")] input: EndDelegationInput,
    ) -> Result<DelegationPayload<EndDelegationErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let plan = plan_id(&input.plan_id)?;
        let accounts = &ctx.services()?.accounts;
        DelegationPayload::from_outcome(accounts.end_delegation(op, plan).await)
    }
}

fn plan_id(id: &ID) -> Result<OrganizationId, ApiError> {
    Ok(OrganizationId(NodeKind::Plan.parse(id)?))
}
