//! What a signed-in person may do with the mailbox of their organization.

use std::collections::HashMap;

use entity::types::{AssignmentId, NoticeKind, OrganizationId};

use super::model::{
    Acknowledged, MailboxCursor, MailboxCursorError, MailboxEnd, MailboxPosition, Notice,
};
use super::{Deliveries, Feed, NoticeDelivery, Subscription, store};
use crate::access::{Action, Actor, authorize_here};
use crate::audit::Act;
use crate::db::{Db, Reader};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;

/// The mailbox of the actor's organization, for whose work it is to read it.
fn own_mailbox<R>(actor: &Actor) -> Result<OrganizationId, Failure<R>> {
    let reader = actor.as_person().filter(|person| person.reads_mailbox());
    Ok(reader.ok_or(Failure::Denied)?.organization)
}

/// Why a mailbox was not read or acknowledged.
pub type MailboxError = Failure<MailboxCursorError>;

/// A page of a mailbox.
#[derive(Debug, Clone)]
pub struct NoticePage {
    /// The place the page starts after.
    pub start: MailboxCursor,
    /// The notices, oldest first.
    pub notices: Vec<Notice>,
    /// Is there more?
    pub has_next: bool,
}

/// The mailbox service. Cheap to clone.
#[derive(Clone)]
pub struct Notices {
    db: Db,
    feed: Feed,
    deliveries: Deliveries,
}

impl Notices {
    /// Reads and acknowledges through `db`; live notices come from `feed`.
    #[must_use]
    pub fn new(db: Db, feed: Feed, deliveries: Deliveries) -> Self {
        Self {
            db,
            feed,
            deliveries,
        }
    }

    /// Where the mailbox of the actor's organization stands.
    pub async fn position(&self, op: &OpCtx) -> Result<MailboxPosition, MailboxError> {
        let organization = own_mailbox(op.actor())?;
        position_of(&self.db.read(op), organization).await
    }

    /// A page of notices after a cursor, or from the oldest unacknowledged, oldest first. Handing
    /// it out counts as delivery.
    pub async fn list(
        &self,
        op: &OpCtx,
        after: Option<MailboxCursor>,
        kinds: Option<&[NoticeKind]>,
        first: u64,
    ) -> Result<NoticePage, MailboxError> {
        let organization = own_mailbox(op.actor())?;
        let reader = self.db.read(op);
        let end = end_of(&reader, organization).await?;
        if let Some(cursor) = &after {
            cursor.check(&end).map_err(Failure::Refused)?;
        }
        let seq = after.map(|cursor| cursor.seq);
        let mut notices = store::list(&reader, organization, seq, kinds, first + 1).await?;
        let start = match (after, notices.first()) {
            (Some(cursor), _) => cursor,
            (None, Some(first)) => end.cursor(first.seq - 1),
            (None, None) => position_of(&reader, organization).await?.start(),
        };
        let wanted = usize::try_from(first).unwrap_or(usize::MAX);
        let has_next = notices.len() > wanted;
        notices.truncate(wanted);
        for notice in notices
            .iter()
            .filter(|notice| notice.delivery.delivered_at.is_none())
        {
            self.deliveries.note(organization, notice.seq, op.now());
        }
        Ok(NoticePage {
            start,
            notices,
            has_next,
        })
    }

    /// Opens a live stream: backlog first, then live, nothing lost.
    pub async fn subscribe(
        &self,
        op: &OpCtx,
        after: Option<MailboxCursor>,
        kinds: Option<Vec<NoticeKind>>,
    ) -> Result<Subscription, MailboxError> {
        let organization = own_mailbox(op.actor())?;
        // Before anything is read: what comes in from here on is seen at least once.
        let live = self.feed.register(organization);
        let reader = self.db.read(op);
        let after = match after {
            Some(cursor) => {
                let end = end_of(&reader, organization).await?;
                cursor.check(&end).map_err(Failure::Refused)?;
                cursor
            }
            None => position_of(&reader, organization).await?.start(),
        };
        Ok(Subscription::start(
            self.db.clone(),
            self.feed.clone(),
            self.deliveries.clone(),
            live,
            op.actor(),
            after,
            kinds,
        ))
    }

    /// Acknowledges all notices up to a cursor, or those of some kinds. The first time counts.
    pub async fn acknowledge(
        &self,
        op: &OpCtx,
        up_to: MailboxCursor,
        kinds: Option<Vec<NoticeKind>>,
    ) -> Result<Acknowledged, MailboxError> {
        let mailbox = op.actor().organization();
        let act = Act {
            object: mailbox.map(Into::into),
            ..Act::new("acknowledgeNotices")
        };
        self.db
            .act(op, act, |tx| {
                let kinds = kinds.clone();
                async move {
                    authorize_here(tx.actor(), Action::NoticeAcknowledge)?;
                    let person = tx.actor().as_person().ok_or(Failure::Denied)?.clone();
                    let end = end_of(&tx, person.organization).await?;
                    up_to.check(&end).map_err(Failure::Refused)?;
                    let count = store::acknowledge(
                        &tx,
                        person.organization,
                        person.account,
                        up_to.seq,
                        kinds.as_deref(),
                    )
                    .await?;
                    let mailbox = position_of(&tx, person.organization).await?;
                    Ok(Acknowledged { count, mailbox })
                }
            })
            .await
    }

    /// How the assignment notices of these assignments fared, for plan and provider.
    pub async fn deliveries(
        &self,
        op: &OpCtx,
        assignments: Vec<AssignmentId>,
    ) -> Result<HashMap<(AssignmentId, OrganizationId), NoticeDelivery>, StoreError> {
        let notices = store::assignment_deliveries(&self.db.read(op), assignments).await?;
        Ok(notices
            .into_iter()
            .filter_map(|notice| Some(((notice.assignment?, notice.organization), notice.delivery)))
            .collect())
    }
}

async fn end_of(reader: &Reader, organization: OrganizationId) -> Result<MailboxEnd, MailboxError> {
    store::end(reader, organization)
        .await?
        .ok_or(Failure::NotFound)
}

async fn position_of(
    reader: &Reader,
    organization: OrganizationId,
) -> Result<MailboxPosition, MailboxError> {
    // The end first: what comes between the two reads is not acknowledged.
    let end = end_of(reader, organization).await?;
    let oldest = store::oldest_unacknowledged(reader, organization).await?;
    Ok(MailboxPosition {
        end,
        acknowledged_through: oldest.map_or(end.last_seq, |seq| seq - 1),
    })
}
