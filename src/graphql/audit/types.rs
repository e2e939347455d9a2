use async_graphql::{Context, Enum, ID, Object};

use crate::audit::{self, ObjectKind};
use crate::graphql::organizations::{Organization, person_name};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, NodeKind};

/// How an act or a reading ended.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "audit::AuditOutcome")]
pub enum AuditOutcome {
    /// Carried out. A retry that found it done counts as well.
    Done,
    /// Shown to a person.
    Read,
    /// Visible, but not the actor's to do or to ask.
    Denied,
    /// No such record for the actor.
    NotFound,
    /// Against a rule; `detail` is the code of the refusal.
    Refused,
    /// The server failed.
    Failed,
}

/// One entry of the audit trail.
pub struct AuditEvent(pub audit::AuditEvent);

/// One entry of the audit trail: who did, tried or read what, and how it ended. It is never edited.
#[Object]
impl AuditEvent {
    /// Names the entry.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// When the operation began.
    async fn occurred_at(&self) -> DateTime {
        DateTime(self.0.occurred_at)
    }

    /// The organization of the person who acted, or to whose people the server's command line did
    /// it; null where nobody in particular acted.
    async fn organization(&self, ctx: &Context<'_>) -> Result<Option<Organization>, ApiError> {
        match self.0.organization {
            Some(id) => Organization::load(ctx, id).await.map(Some),
            None => Ok(None),
        }
    }

    /// The account of the person who acted; null for the command line, and where nobody was signed
    /// in.
    async fn account_id(&self) -> Option<ID> {
        self.0
            .account
            .map(|account| NodeKind::Account.encode(account.0))
    }

    /// The name of the person who acted, as it is now.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        match self.0.account {
            Some(account) => person_name(ctx, account).await,
            None => Ok(None),
        }
    }

    /// What was asked for: the mutation, or the root fields of a query or subscription, with commas
    /// between them where there are several.
    async fn operation(&self) -> &str {
        &self.0.operation
    }

    /// What kind of record an act was about, such as `REFERRAL`; null for readings.
    async fn object_kind(&self) -> Option<&'static str> {
        self.0.object.map(|object| object.kind.code())
    }

    /// The record an act was about, which may not exist. To ask for it takes the same rights as ever.
    async fn object_id(&self) -> Option<ID> {
        let object = self.0.object?;
        Some(match object.kind {
            ObjectKind::Authorization => NodeKind::Authorization.encode(object.id),
            ObjectKind::Visit => NodeKind::Visit.encode(object.id),
            ObjectKind::Assignment => NodeKind::Assignment.encode(object.id),
            ObjectKind::Member => NodeKind::Member.encode(object.id),
            ObjectKind::Referral => NodeKind::Referral.encode(object.id),
            ObjectKind::Account => NodeKind::Account.encode(object.id),
            ObjectKind::Organization => ID(object.id.to_string()),
        })
    }

    /// How it ended.
    async fn outcome(&self) -> AuditOutcome {
        self.0.outcome.into()
    }

    /// Code of the refusal, such as `AT_CAPACITY`; null where there was none.
    async fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// The request, as its answer and the server's log name it. One request can leave several
    /// entries.
    async fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// Network address of the client; null where it is not known.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }
}
