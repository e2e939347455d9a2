//! The words of the directory.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::types::{OfferingId, OrganizationId, PhoneLine, PoolId};

use super::npi::Npi;
use crate::capacity::Capacity;
use crate::contact::Phone;
use crate::organizations::Organization;
use crate::reference::{CountyFips, LanguageCode, PopulationOfFocus, ServiceCode, ZipCode};

/// A provider's entry in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// The organization.
    pub id: OrganizationId,
    /// Name to show.
    pub name: String,
    /// National Provider Identifier; community organizations may have none.
    pub npi: Option<Npi>,
    /// For referrals.
    pub phone: Phone,
    /// How the phone is answered.
    pub phone_line: PhoneLine,
    /// Of the office.
    pub address: Address,
    /// In which it serves, by code.
    pub languages: Vec<LanguageCode>,
    /// Whom it serves in Enhanced Care Management.
    pub populations: Vec<PopulationOfFocus>,
    /// Its offerings in force today by service, if they were [`Wanted`].
    pub offerings: Option<Vec<Arc<Offering>>>,
}

/// A postal address in California.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Number and street.
    pub street: String,
    /// City.
    pub city: String,
    /// ZIP code.
    pub zip: ZipCode,
    /// County.
    pub county: CountyFips,
}

/// A service that a provider offers in an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offering {
    /// Key.
    pub id: OfferingId,
    /// Who offers.
    pub provider: OrganizationId,
    /// What.
    pub service: ServiceCode,
    /// On which places it draws.
    pub pool: PoolId,
    /// The counties of its area, by code: it covers each of them, or ZIP codes in it.
    pub counties: Vec<CountyFips>,
    /// First day.
    pub from: NaiveDate,
    /// Last day, if it has one.
    pub until: Option<NaiveDate>,
    /// How much room its pool has, as far as the reader may know.
    pub capacity: Capacity,
    /// The plans that pay for it today, by name, if they were [`Wanted`].
    pub plans: Option<Vec<Arc<Organization>>>,
}

/// In which order providers are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderOrder {
    /// By the status of the best matching offering, the most room first; then by name.
    Availability,
    /// By name.
    Name,
}

/// What to read ahead for each provider of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Offerings with their capacity.
    pub offerings: bool,
    /// The plans that pay for them.
    pub plans: bool,
}
