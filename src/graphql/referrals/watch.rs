use async_graphql::{Context, ID, Subscription};
use futures_util::stream::{self, Stream};
use tokio::sync::watch;

use super::referral::Referral;
use crate::graphql::error::TRY_AGAIN;
use crate::graphql::{ApiError, ContextExt, NodeKind, Operation};
use crate::referrals::{self, ReferralId};

/// State watches of the loop.
#[derive(Default)]
pub struct ReferralSubscription;

#[Subscription]
impl ReferralSubscription {
    /// One referral: as it is now, then whenever it changed for the viewer. The latest state wins;
    /// nothing is replayed. Ends when the viewer's access to it ends.
    async fn referral(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Result<impl Stream<Item = Result<Referral, ApiError>> + use<>, ApiError> {
        let op = ctx.signed_in()?;
        let operation = ctx.operation()?.clone();
        let id = ReferralId(NodeKind::Referral.parse(&id)?);
        // Listen first: what changes between the two is then seen twice rather than never.
        let mut changes = operation.services().referral_watch.listen(id);
        changes.mark_changed();
        if operation
            .services()
            .referrals
            .by_id(op, id)
            .await?
            .is_none()
        {
            return Err(ApiError::not_found());
        }
        let watch = Watch {
            operation,
            id,
            changes,
            shown: None,
        };
        Ok(stream::unfold(Some(watch), |watch| async move {
            let mut watch = watch?;
            match watch.next().await {
                Ok(Some(referral)) => Some((Ok(Referral::new(referral)), Some(watch))),
                Ok(None) => None,
                Err(error) => Some((Err(error.closing(TRY_AGAIN)), None)),
            }
        }))
    }
}

/// One viewer's watch of one referral.
struct Watch {
    operation: Operation,
    id: ReferralId,
    changes: watch::Receiver<i64>,
    shown: Option<referrals::Referral>,
}

impl Watch {
    /// The next state that differs for this viewer. What only others may know must not show, not
    /// even as an item that repeats the one before: it would tell that something happened.
    async fn next(&mut self) -> Result<Option<referrals::Referral>, ApiError> {
        loop {
            if self.changes.changed().await.is_err() {
                return Ok(None);
            }
            let op = self.operation.fresh();
            let now = self
                .operation
                .services()
                .referrals
                .by_id(&op, self.id)
                .await?;
            if now.is_none() || now != self.shown {
                self.shown.clone_from(&now);
                return Ok(now);
            }
        }
    }
}
