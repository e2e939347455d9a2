use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};

use super::types::{Mailbox, MailboxItem, NoticeKind};
use crate::graphql::connection::{list_cost, page_size};
use crate::graphql::scalars::MailboxCursor;
use crate::graphql::{ApiError, ContextExt, Settle};

/// A page of a mailbox, for clients that poll.
#[derive(SimpleObject)]
pub struct NoticePage {
    /// The notices after the cursor, oldest first.
    items: Vec<MailboxItem>,
    /// Where to go on: the cursor of the last item, or the one that was given.
    cursor: MailboxCursor,
    /// Whether there is more after this page now.
    has_next_page: bool,
}

/// Reads of the mailbox.
#[derive(Default)]
pub struct NoticeQuery;

#[Object]
impl NoticeQuery {
    /// Where the mailbox of the viewer's organization stands.
    async fn mailbox(&self, ctx: &Context<'_>) -> Result<Mailbox, ApiError> {
        let op = ctx.signed_in()?;
        Ok(ctx
            .services()?
            .notices
            .position(op)
            .await
            .settle_query()?
            .into())
    }

    /// The same mailbox as the subscription `notices`, over plain HTTP. Handing a notice out
    /// counts as its delivery.
    #[graphql(complexity = "list_cost(first, child_complexity)")]
    async fn notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Start after this cursor; from the oldest unacknowledged when left out.")]
        after: Option<MailboxCursor>,
        #[graphql(desc = "Only these kinds; all when left out.")] kinds: Option<Vec<NoticeKind>>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
    ) -> Result<NoticePage, ApiError> {
        let op = ctx.signed_in()?;
        let wanted = page_size(first)?;
        let kinds: Option<Vec<_>> = kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
        let after = after.map(|cursor| cursor.0);
        let notices = &ctx.services()?.notices;
        let page = notices
            .list(op, after, kinds.as_deref(), wanted)
            .await
            .settle_query()?;
        let mut cursor = page.start;
        let items = page.notices.into_iter().map(|notice| {
            let follows = cursor;
            cursor.seq = notice.seq;
            MailboxItem::new(cursor, follows, Some(Arc::new(notice)))
        });
        let items = items.collect();
        Ok(NoticePage {
            items,
            cursor: MailboxCursor(cursor),
            has_next_page: page.has_next,
        })
    }
}
