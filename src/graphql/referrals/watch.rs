use async_graphql::{Context, ID, Subscription};
use futures_util::stream::{self, Stream};

use super::referral::Referral;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::referrals::ReferralId;

/// State watches of the loop.
#[derive(Default)]
pub struct ReferralSubscription;

#[Subscription]
impl ReferralSubscription {
    /// One referral: as it is now, then on every change. The latest state wins; nothing is
    /// replayed. Ends when the viewer's access to it ends.
    async fn referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<impl Stream<Item = Result<Referral, ApiError>> + use<>, ApiError> {
        ctx.signed_in()?;
        let operation = ctx.operation()?.clone();
        let id = ReferralId(NodeKind::Referral.parse(&id)?);
        let services = operation.services().clone();
        // Listen first: what changes between the two is then seen twice rather than never.
        let seen = services.referrals.by_id(operation.op(), id).await?;
        let seen = seen.ok_or_else(ApiError::not_found)?;
        let mut changes = services.referral_watch.listen(id, seen.last_event_seq);
        changes.mark_changed();
        Ok(stream::unfold(
            Some((operation, changes)),
            move |state| async move {
                let (operation, mut changes) = state?;
                changes.changed().await.ok()?;
                let services = operation.services();
                match services.referrals.by_id(&operation.fresh(), id).await {
                    Ok(Some(referral)) => {
                        Some((Ok(Referral(referral)), Some((operation, changes))))
                    }
                    Ok(None) => None,
                    Err(error) => Some((Err(error.into()), None)),
                }
            },
        ))
    }
}
