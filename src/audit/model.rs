//! The words of the audit trail.

use chrono::{DateTime, Utc};
use entity::audit_event;
use entity::types::{
    AccountId, AssignmentId, AuditOutcome, AuthorizationId, MemberId, OrganizationId, ReferralId,
    VisitId,
};
use uuid::Uuid;

/// The chain of those who belong to no organization: nobody in particular, and the server.
pub const SERVERS_OWN: OrganizationId = OrganizationId(Uuid::nil());

/// What a person sets out to do, as the audit names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// The mutation, as the schema names it: `assignReferral`.
    pub operation: &'static str,
    /// The record it is about, if there is one already.
    pub object: Option<Object>,
    /// Who it is, where nobody is signed in yet.
    pub by: Option<(OrganizationId, AccountId)>,
}

impl Act {
    /// An act that makes something new, or is about no record.
    #[must_use]
    pub const fn new(operation: &'static str) -> Self {
        Self {
            operation,
            object: None,
            by: None,
        }
    }

    /// An act on a record, which may not exist.
    #[must_use]
    pub fn on(operation: &'static str, object: impl Into<Object>) -> Self {
        Self {
            operation,
            object: Some(object.into()),
            by: None,
        }
    }

    /// The same by that person, who is not signed in yet: a sign-in, or a reset of a password.
    #[must_use]
    pub const fn by(self, organization: OrganizationId, account: AccountId) -> Self {
        Self {
            by: Some((organization, account)),
            ..self
        }
    }
}

/// A record that an act is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// Its key.
    pub id: Uuid,
}

macro_rules! object_kinds {
    ($($(#[$doc:meta])* $kind:ident($id:ty) = $code:literal),+ $(,)?) => {
        /// What kinds of records acts are about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ObjectKind {
            $($(#[$doc])* $kind,)+
        }

        impl ObjectKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The code that the trail keeps.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$kind => $code,)+
                }
            }

            /// The kind of that code; `None` for one of a newer program.
            #[must_use]
            pub fn of_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.code() == code)
            }
        }

        $(impl From<$id> for Object {
            fn from(id: $id) -> Self {
                Self {
                    kind: ObjectKind::$kind,
                    id: id.0,
                }
            }
        })+
    };
}

object_kinds! {
    /// A person's sign-in.
    Account(AccountId) = "ACCOUNT",
    /// One provider's turn at a referral.
    Assignment(AssignmentId) = "ASSIGNMENT",
    /// A plan's decision to pay for a service, or the wish for one.
    Authorization(AuthorizationId) = "AUTHORIZATION",
    /// A plan's member.
    Member(MemberId) = "MEMBER",
    /// An organization, or its mailbox.
    Organization(OrganizationId) = "ORGANIZATION",
    /// A referral.
    Referral(ReferralId) = "REFERRAL",
    /// A stay at a sobering center.
    Visit(VisitId) = "VISIT",
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub to: Option<DateTime<Utc>>,
}

/// An entry of the trail as people read it. Whom it concerns is not part of it: that is asked for
/// by member, and by nobody else than who guards the plan's privacy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Key.
    pub id: Uuid,
    /// When the operation began.
    pub occurred_at: DateTime<Utc>,
    /// The organization of who acted, or in which the command line did; `None` for nobody in
    /// particular.
    pub organization: Option<OrganizationId>,
    /// Who acted.
    pub account: Option<AccountId>,
    /// What was asked for.
    pub operation: String,
    /// The record it was about; `None` also for a kind that a newer program knows.
    pub object: Option<Object>,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The code of a refusal.
    pub detail: Option<String>,
    /// Names the request in the server's log.
    pub request_id: String,
    /// Where the request came from.
    pub address: Option<String>,
}

impl From<audit_event::Model> for AuditEvent {
    fn from(row: audit_event::Model) -> Self {
        let organization = row.organization_id;
        let kind = row.object_kind.as_deref().and_then(ObjectKind::of_code);
        Self {
            id: row.id,
            occurred_at: row.occurred_at,
            organization: Some(organization).filter(|organization| *organization != SERVERS_OWN),
            account: row.account_id,
            operation: row.operation,
            object: kind
                .zip(row.object_id)
                .map(|(kind, id)| Object { kind, id }),
            outcome: row.outcome,
            detail: row.detail,
            request_id: row.request_id,
            address: row.address,
        }
    }
}
