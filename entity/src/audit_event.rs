//! One entry of the audit trail: who did, tried or read what, and how it ended. Never edited, and
//! deleted only by the operator's retention: triggers see to it.

use crate::types::{AccountId, AuditOutcome, OrganizationId};
use sea_orm::entity::prelude::*;

/// One entry of the audit trail: ids and codes only, no personal data, no free text.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    /// Its key; ids of one instance grow with time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose chain it is part of: the actor's organization; all zeros for nobody and the server.
    pub organization_id: OrganizationId,
    /// The person who acted.
    pub account_id: Option<AccountId>,
    /// When the operation began.
    pub occurred_at: DateTimeUtc,
    /// What was asked for: a field of the schema's roots, or several with commas between them.
    pub operation: String,
    /// What kind of record it was about.
    pub object_kind: Option<String>,
    /// Which one.
    pub object_id: Option<Uuid>,
    /// The plan that answers for the people concerned.
    pub plan_id: Option<OrganizationId>,
    /// The members concerned: their ids, 16 bytes each, one after the other, in order.
    pub subjects: Vec<u8>,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The code of a refusal.
    pub detail: Option<String>,
    /// Names the request in the server's log.
    pub request_id: String,
    /// Where the request came from.
    pub address: Option<String>,
    /// Its place in the chain of its organization, from 1 on; none until it is sealed.
    pub seal_seq: Option<i64>,
    /// Keyed hash over the one before and this row.
    pub seal_mac: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
