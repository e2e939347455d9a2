//! The words of the area.

use chrono::{DateTime, NaiveDate, Utc};
pub use entity::types::{AlternativeFormat, ContactChannel, PhoneKind};
use entity::types::{MemberId, OrganizationId};

use super::Cin;
use super::keys::{SoughtName, SoughtPhone};
use crate::reference::{CountyFips, LanguageCode, ZipCode};

/// A plan's member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Key.
    pub id: MemberId,
    /// Whose member.
    pub plan: OrganizationId,
    /// Client index number.
    pub cin: Cin,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Birth date.
    pub birth_on: NaiveDate,
    /// E.164; none for many.
    pub phone: Option<String>,
    /// Preferred language.
    pub language: LanguageCode,
    /// Where the member lives, if they have an address.
    pub address: Option<MemberAddress>,
    /// ZIP code of the address or of where the member stays.
    pub zip: Option<ZipCode>,
    /// County of residence: decides which plans and offerings there are.
    pub county: CountyFips,
    /// Where to find a member without an address.
    pub whereabouts: Option<String>,
    /// When registered.
    pub created_at: DateTime<Utc>,
    /// Since when only those whom the plan named see the member.
    pub restricted_at: Option<DateTime<Utc>>,
    /// How the member may be contacted without harm, where that was said.
    pub safe_contact: Option<SafeContact>,
    /// Whether an interpreter is needed.
    pub is_interpreter_needed: bool,
    /// How the member reads, where print does not do.
    pub alternative_format: Option<AlternativeFormat>,
    /// First day at the present address; `None`: since before it was recorded.
    pub address_from_on: Option<NaiveDate>,
    /// The record to work with instead: both are one person.
    pub merged_into: Option<MemberId>,
    /// Counts changes.
    pub version: i32,
}

/// Where a member lived or stayed before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerAddress {
    /// First day; `None`: since before it was recorded.
    pub from_on: Option<NaiveDate>,
    /// Last day.
    pub until_on: NaiveDate,
    /// Street and city, if there was an address.
    pub address: Option<MemberAddress>,
    /// ZIP code.
    pub zip: Option<ZipCode>,
    /// County of residence.
    pub county: CountyFips,
    /// Where the person was found without an address.
    pub whereabouts: Option<String>,
}

/// One of a member's phones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberPhone {
    /// E.164.
    pub number: String,
    /// Whose or where it is; `None`: not said.
    pub kind: Option<PhoneKind>,
}

/// How a member may be contacted without harm. It always reaches the assigned provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafeContact {
    /// Since when the member must not be contacted at all. It stops assignment until the plan has
    /// settled it.
    pub no_contact_since: Option<DateTime<Utc>>,
    /// The only safe way.
    pub channel: Option<ContactChannel>,
    /// The only safe hours.
    pub hours: Option<SafeHours>,
    /// Whether a voicemail would do harm.
    pub no_voicemail: bool,
    /// Who passes messages on.
    pub go_between: Option<GoBetween>,
    /// Anything else that keeps contact safe.
    pub note: Option<String>,
    /// When this was last set.
    pub set_at: DateTime<Utc>,
}

/// Hours of a day in California, in minutes after midnight; they may span midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SafeHours {
    /// From this minute.
    pub from: i32,
    /// Until this minute.
    pub until: i32,
}

/// Somebody who passes messages on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoBetween {
    /// Name.
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
}

/// Street and city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberAddress {
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
}

/// What a plan types to register a member; checked by the rules, all mistakes at once.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// Client index number, 9 or 14 characters.
    pub cin: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Birth date.
    pub birth_on: NaiveDate,
    /// Phone, if there is one.
    pub phone: Option<String>,
    /// Preferred language; English when left out.
    pub language: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// City.
    pub city: Option<String>,
    /// ZIP code.
    pub zip: Option<String>,
    /// County; the ZIP code's when left out and the ZIP lies in one county.
    pub county: Option<String>,
    /// Where to find a member without an address.
    pub whereabouts: Option<String>,
}

/// Which members to list: all of it together, the closest first.
#[derive(Debug, Clone, Default)]
pub struct MemberFilter {
    /// Exactly this CIN.
    pub cin: Option<Cin>,
    /// Words of the name, in any order, begun or misspelled.
    pub name: Option<SoughtName>,
    /// This birth date; last those with day and month swapped.
    pub birth_on: Option<NaiveDate>,
    /// This phone, or one that ends with these seven digits.
    pub phone: Option<SoughtPhone>,
}
