use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use super::types::{Mailbox, NoticeKind};
use crate::graphql::scalars::MailboxCursor;
use crate::graphql::{ApiError, ContextExt, Settle, UserError};
use crate::notices;

/// What to acknowledge. The first acknowledgement of a notice counts.
#[derive(InputObject)]
pub struct AcknowledgeNoticesInput {
    /// Everything up to and including this place.
    up_to: MailboxCursor,
    /// Only these kinds: those that this client could see; all when left out.
    kinds: Option<Vec<NoticeKind>>,
}

/// Why an acknowledgement was refused.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcknowledgeNoticesErrorCode {
    /// The cursor belongs to another organization's mailbox.
    OtherMailbox,
    /// The cursor is from before the database was restored from a backup.
    OtherEpoch,
    /// The cursor is ahead of the mailbox.
    Ahead,
}

/// What came of an acknowledgement.
#[derive(SimpleObject)]
pub struct AcknowledgeNoticesPayload {
    /// Notices acknowledged by this act; null when it was refused.
    acknowledged: Option<i32>,
    /// The mailbox after it; null when it was refused.
    mailbox: Option<Mailbox>,
    /// Why it was refused; empty when it was not.
    user_errors: Vec<UserError<AcknowledgeNoticesErrorCode>>,
}

/// Acts on the mailbox.
#[derive(Default)]
pub struct NoticeMutation;

#[Object]
impl NoticeMutation {
    /// Say that notices were seen by a person or taken over by a system. Without a cursor, streams
    /// start from the oldest notice that nobody acknowledged.
    async fn acknowledge_notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which notices.")] input: AcknowledgeNoticesInput,
    ) -> Result<AcknowledgeNoticesPayload, ApiError> {
        let op = ctx.signed_in()?;
        let kinds = input
            .kinds
            .map(|kinds| kinds.into_iter().map(Into::into).collect());
        let notices = &ctx.services()?.notices;
        let outcome = notices
            .acknowledge(op, input.up_to.0, kinds)
            .await
            .settle()?;
        Ok(match outcome {
            Ok(done) => AcknowledgeNoticesPayload {
                acknowledged: Some(i32::try_from(done.count).unwrap_or(i32::MAX)),
                mailbox: Some(done.mailbox.into()),
                user_errors: Vec::new(),
            },
            Err(refusal) => AcknowledgeNoticesPayload {
                acknowledged: None,
                mailbox: None,
                user_errors: vec![refused(refusal)?.at("upTo")],
            },
        })
    }
}

fn refused(
    refusal: notices::MailboxCursorError,
) -> Result<UserError<AcknowledgeNoticesErrorCode>, ApiError> {
    let code = match refusal {
        notices::MailboxCursorError::OtherMailbox => AcknowledgeNoticesErrorCode::OtherMailbox,
        notices::MailboxCursorError::OtherEpoch => AcknowledgeNoticesErrorCode::OtherEpoch,
        notices::MailboxCursorError::Ahead => AcknowledgeNoticesErrorCode::Ahead,
        // The scalar has refused it before.
        notices::MailboxCursorError::Malformed => {
            return Err(ApiError::bad_input(refusal.to_string()));
        }
    };
    Ok(UserError::new(code, refusal.to_string()))
}
