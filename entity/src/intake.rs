//! What came in with a referral, or with several for one person, beyond the least.

use crate::types::{
    AccountId, Agreement, IntakeId, OrganizationId, Relationship, SourceKind, TransitionedFrom,
};
use sea_orm::entity::prelude::*;

/// What came in with a referral, or with several for one person, beyond the least.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "intake")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IntakeId,
    /// The plan it goes to, repeated for the row filter.
    pub plan_id: OrganizationId,
    /// What kind of source it comes from.
    pub source: SourceKind,
    /// How whoever referred stands to the person.
    pub relationship: Option<Relationship>,
    /// NPI of the source, if it has one.
    pub source_npi: Option<String>,
    /// Address of the source.
    pub source_address: Option<String>,
    /// Whether the person agrees to be referred.
    pub agrees: Agreement,
    /// Whoever referred says that it is accurate and verified.
    pub is_attested: bool,
    /// The person has no phone.
    pub has_no_phone: bool,
    /// The person has no address.
    pub has_no_address: bool,
    /// Street of the person.
    pub street: Option<String>,
    /// City of the person.
    pub city: Option<String>,
    /// Where the person is found.
    pub whereabouts: Option<String>,
    /// Who knows where the person is: name.
    pub go_between_name: Option<String>,
    /// Who knows where the person is: phone.
    pub go_between_phone: Option<String>,
    /// Language code of the person.
    pub language: Option<String>,
    /// What the person gets already.
    pub current_services: Option<String>,
    /// The programme that ended, from which the person comes.
    pub transitioned_from: Option<TransitionedFrom>,
    /// Where faxes for the source go, if both sides agreed on faxes.
    pub fax_number: Option<String>,
    /// When they agreed.
    pub fax_agreed_on: Option<Date>,
    /// Who wrote that down.
    pub fax_recorded_by: Option<AccountId>,
}

impl ActiveModelBehavior for ActiveModel {}
