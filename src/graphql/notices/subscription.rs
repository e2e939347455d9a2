use async_graphql::{Context, Subscription};
use futures_util::stream::{self, Stream};

use super::types::{MailboxItem, NoticeKind};
use crate::graphql::error::TRY_AGAIN;
use crate::graphql::scalars::MailboxCursor;
use crate::graphql::{ApiError, ContextExt, Operation, Settle};
use crate::notices;

/// What a provider follows: what comes to it, and what is taken from it.
const ASSIGNMENT_KINDS: [notices::NoticeKind; 3] = [
    notices::NoticeKind::ReferralAssigned,
    notices::NoticeKind::LoopClosed,
    notices::NoticeKind::AssignmentEnded,
];

/// Live mailboxes.
#[derive(Default)]
pub struct NoticeSubscription;

#[Subscription]
impl NoticeSubscription {
    /// A provider's assignments: new ones, and those that the plan ended or closed. The backlog
    /// first, then a mark, then live; nothing is lost over a dropped connection when the client
    /// subscribes again after the last cursor it saw.
    async fn assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Start after this cursor; from the oldest unacknowledged when left out.")]
        after: Option<MailboxCursor>,
    ) -> Result<impl Stream<Item = Result<MailboxItem, ApiError>> + use<>, ApiError> {
        follow(
            ctx.operation()?.clone(),
            after,
            Some(ASSIGNMENT_KINDS.to_vec()),
        )
        .await
    }

    /// Everything in the mailbox of the viewer's organization. The backlog first, then a mark,
    /// then live.
    async fn notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Start after this cursor; from the oldest unacknowledged when left out.")]
        after: Option<MailboxCursor>,
        #[graphql(desc = "Only these kinds; all when left out.")] kinds: Option<Vec<NoticeKind>>,
    ) -> Result<impl Stream<Item = Result<MailboxItem, ApiError>> + use<>, ApiError> {
        let kinds = kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
        follow(ctx.operation()?.clone(), after, kinds).await
    }
}

async fn follow(
    operation: Operation,
    after: Option<MailboxCursor>,
    kinds: Option<Vec<notices::NoticeKind>>,
) -> Result<impl Stream<Item = Result<MailboxItem, ApiError>> + use<>, ApiError> {
    if operation.op().actor().as_person().is_none() {
        return Err(ApiError::unauthenticated());
    }
    let after = after.map(|cursor| cursor.0);
    let notices = &operation.services().notices;
    let stream = notices
        .subscribe(operation.op(), after, kinds)
        .await
        .settle_query()?;
    Ok(stream::unfold(
        Some((stream, operation)),
        |state| async move {
            let (mut stream, operation) = state?;
            match stream.next(&|| operation.fresh()).await? {
                Ok(item) => Some((Ok(item.into()), Some((stream, operation)))),
                // The client cannot tell an end from an error on a stream: the socket says try again.
                Err(error) => Some((Err(ApiError::from(error).closing(TRY_AGAIN)), None)),
            }
        },
    ))
}
