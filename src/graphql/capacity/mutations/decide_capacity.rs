use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::capacity;
use crate::graphql::capacity::payload::PoolPayload;
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::scalars::Date;
use crate::graphql::{ApiError, ContextExt, NodeKind};

/// What your plan says of a proposal.
#[derive(InputObject)]
pub struct DecideCapacityInput {
    /// Id of a `CapacityProposal` to your plan.
    proposal_id: ID,
    /// Yes or no.
    accept: bool,
    /// Why, at most 500 letters; needed for a no.
    reason: Option<String>,
    /// First day of what is agreed, in California: today or later; today if left out.
    from_on: Option<Date>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a proposal was not decided.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "capacity::DecideCapacityRefusal")]
pub enum DecideCapacityErrorCode {
    /// To decline takes a reason.
    Required,
    /// The reason is too long.
    TooLong,
    /// The first day lies in the past.
    InPast,
    /// It is decided, or the provider has said something else since.
    WrongState,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// See the field.
#[derive(Default)]
pub struct DecideCapacity;

#[Object]
impl DecideCapacity {
    /// Agree to a provider's proposal or decline it; the provider is told. A yes that holds from
    /// today raises the pool at once; one for a later day lets the provider raise it then. For the
    /// plan's network managers.
    async fn decide_capacity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Proposal and decision.")] input: DecideCapacityInput,
    ) -> Result<PoolPayload<DecideCapacityErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "decideCapacity", key, &input)?;
        let proposal = NodeKind::CapacityProposal.parse(&input.proposal_id)?;
        let decision = capacity::Decision {
            proposal: capacity::CapacityProposalId(proposal),
            is_accepted: input.accept,
            reason: input.reason,
            from: input.from_on.map(|from| from.0),
        };
        let capacity = &ctx.services()?.capacity;
        let outcome = capacity.decide(op, &decision, key.as_ref()).await;
        PoolPayload::from_outcome(ctx, None, outcome).await
    }
}
