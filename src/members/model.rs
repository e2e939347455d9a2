//! The words of the area.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{MemberId, OrganizationId};

use super::Cin;
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

/// Which members to list.
#[derive(Debug, Clone, Default)]
pub struct MemberFilter {
    /// Exactly this CIN.
    pub cin: Option<Cin>,
    /// Family name, or "family given", from its beginning; folded.
    pub name: Option<String>,
    /// Exactly this birth date.
    pub birth_on: Option<NaiveDate>,
}
