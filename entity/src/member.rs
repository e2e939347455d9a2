//! A plan's member.

use crate::types::{AlternativeFormat, ContactChannel, MemberId, OrganizationId};
use sea_orm::entity::prelude::*;

/// A plan's member.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    /// Key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MemberId,
    /// Whose member.
    pub plan_id: OrganizationId,
    /// Client index number, 9 characters; unique within the plan.
    pub cin: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Folded "last first", for matching and sorting.
    pub name_key: String,
    /// Birth date.
    pub birth_on: Date,
    /// E.164; none for many.
    pub phone: Option<String>,
    /// Preferred language, ISO 639.
    pub language: String,
    /// Street, when there is one.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// ZIP code.
    pub zip: Option<String>,
    /// County of residence.
    pub county_fips: String,
    /// Where to find a person without an address.
    pub whereabouts: Option<String>,
    /// Counts changes.
    pub version: i32,
    /// When registered.
    pub created_at: DateTimeUtc,
    /// Since when only those whom the plan named see the member.
    pub restricted_at: Option<DateTimeUtc>,
    /// Since when the member must not be contacted at all.
    pub no_contact_since: Option<DateTimeUtc>,
    /// The only safe way to reach the member.
    pub contact_channel: Option<ContactChannel>,
    /// Safe hours: from, in minutes after midnight in California.
    pub contact_from: Option<i32>,
    /// Safe hours: until.
    pub contact_until: Option<i32>,
    /// Whether a voicemail would do harm.
    pub contact_no_voicemail: bool,
    /// Who passes messages on.
    pub go_between_name: Option<String>,
    /// Their phone, E.164.
    pub go_between_phone: Option<String>,
    /// Anything else that keeps contact safe.
    pub contact_note: Option<String>,
    /// When these rules were last set; null where there are none.
    pub contact_set_at: Option<DateTimeUtc>,
    /// Whether an interpreter is needed.
    pub is_interpreter_needed: bool,
    /// How the member reads, where print does not do.
    pub alternative_format: Option<AlternativeFormat>,
    /// First day at the present address; null: since before it was recorded.
    pub address_from_on: Option<Date>,
    /// The record to work with instead: both are one person.
    pub merged_into: Option<MemberId>,
    /// Whether `member_key` has the member's keys.
    pub is_keyed: bool,
}

impl ActiveModelBehavior for ActiveModel {}
