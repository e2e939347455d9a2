use async_graphql::{Context, Enum, ID, InputObject, Object};

use crate::graphql::accounts::payload::{AccountPayload, account_id};
use crate::graphql::directory::ServiceCode;
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::{ApiError, ContextExt};
use crate::identity::accounts;
use crate::reference;

/// Who may decide against what is asked, and for which services.
#[derive(InputObject)]
pub struct MarkReviewerInput {
    /// The account: a reviewer of one's own plan, and not oneself.
    account_id: ID,
    /// All the services for which the reviewer is competent from now on, at least one; left out: all
    /// services, those to come as well.
    services: Option<Vec<ServiceCode>>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why a reviewer was not marked.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::MarkReviewerRefusal")]
pub enum MarkReviewerErrorCode {
    /// The person does not review for the plan; give them the role first.
    NotReviewer,
    /// No service was named: leave the list out for all, or unmark the reviewer.
    NoService,
    /// Nobody marks themselves; another administrator does.
    OwnCompetence,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Who may no longer decide against what is asked.
#[derive(InputObject)]
pub struct UnmarkReviewerInput {
    /// The account, of one's own plan.
    account_id: ID,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why the mark was not taken from a reviewer.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "accounts::UnmarkReviewerRefusal")]
pub enum UnmarkReviewerErrorCode {
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// Saying who is competent to review.
#[derive(Default)]
pub struct Review;

#[Object]
impl Review {
    /// Mark one of your plan's reviewers competent for these services and no others: only who is may
    /// deny, modify, reduce or terminate. It lasts until it is taken back, or the person reviews no
    /// longer. For the plan's administrators.
    async fn mark_reviewer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is competent, and for what.")] input: MarkReviewerInput,
    ) -> Result<AccountPayload<MarkReviewerErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "markReviewer", key, &input)?;
        let id = account_id(&input.account_id)?;
        let services: Option<Vec<reference::ServiceCode>> = input
            .services
            .map(|services| services.into_iter().map(Into::into).collect());
        let accounts = &ctx.services()?.accounts;
        let outcome = accounts
            .mark_reviewer(op, id, services.as_deref(), key.as_ref())
            .await;
        AccountPayload::from_outcome(outcome)
    }

    /// Take back that somebody is competent: from now on they approve as asked, or leave the
    /// decision to others. What they decided stands. For the plan's administrators.
    async fn unmark_reviewer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is competent no longer.")] input: UnmarkReviewerInput,
    ) -> Result<AccountPayload<UnmarkReviewerErrorCode>, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "unmarkReviewer", key, &input)?;
        let id = account_id(&input.account_id)?;
        let accounts = &ctx.services()?.accounts;
        let outcome = accounts.unmark_reviewer(op, id, key.as_ref()).await;
        AccountPayload::from_outcome(outcome)
    }
}
