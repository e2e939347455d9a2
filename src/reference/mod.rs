//! Reference: the public facts that every other area leans on.
//!
//! ```text
//! data/*.csv ──compiled in──▶ Reference::embedded() ──▶ members, providers, referrals, the API
//! ```
//!
//! Words
//! - **County**: one of the 58 of California, named by its federal code ([`CountyFips`]).
//! - **ZIP code**: suggests one or two counties and never decides one ([`ZipCode`], [`Zip`]).
//! - **Service**: what a member is referred to: Enhanced Care Management (ECM) or one of the
//!   In Lieu of Services (ILOS), called Community Supports since 2022 ([`ServiceCode`]).
//! - **Billing code**: a procedure code *with its modifiers* that reports a service in a span of
//!   dates ([`BillingCode`]).
//! - **Criterion**: one question about the member that a request for a service answers
//!   ([`Criterion`], [`Eligibility`]).
//! - **Limit**: how much of a service a member may have ([`ServiceLimit`]).
//! - **Decision reason**: why a request was decided as it was ([`DecisionReason`]).
//! - **Population of focus**: whom ECM is for ([`PopulationOfFocus`]).
//! - **Closure reason**: why a referral loop was closed ([`ClosureReason`]).
//! - **Discontinuation reason**: why a service ended ([`DiscontinuationReason`]).
//!
//! What holds everywhere
//! - The facts are compiled in, read once and never change while the program runs. There is no
//!   database and no clock: dates are arguments.
//! - Sources and licences stand in `data/README.md`; a fact that no text confirmed says so.
//! - A code has one spelling for the API, the database and the files, and parsing is strict.
//!
//! Start with [`Reference`]; each concept has a file of its own.

mod action_notice;
mod billing;
mod closure;
mod county;
mod criteria;
mod decision_reason;
mod discontinuation;
mod effective;
mod language;
mod member_notice;
mod other_program;
mod place_of_service;
mod plan_network;
mod point;
mod population;
mod procedure;
mod service;
mod service_limit;
mod social_need;
mod table;
mod text;
mod zip;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;

pub use action_notice::{ActionText, ActionWords};
pub use billing::{AskedBilling, BillingCode, BillingProblem, BillingUnit};
pub use closure::{ClosingParty, ClosureReason, ClosureReasonFact};
pub use county::{County, CountyFips, CountyFipsError};
pub use criteria::{Answer, Combine, Criterion, Eligibility};
pub use decision_reason::{DecisionReason, DecisionReasonFact, ReasonedDecision};
pub use discontinuation::{DiscontinuationFact, DiscontinuationReason};
pub use effective::Effective;
pub use language::{Language, LanguageCode, LanguageCodeError};
pub use member_notice::{MemberNoticeText, NoticeText};
pub use other_program::{OtherProgram, OtherProgramFact};
pub use place_of_service::{PlaceOfService, UnknownPlaceOfService};
pub use point::Point;
pub use population::{PopulationFact, PopulationOfFocus};
pub use procedure::{ProcedureCode, ProcedureCodeError};
pub use service::{Program, Service, ServiceCode, UsualAuthorization};
pub use service_limit::{
    LimitAuthority, LimitException, LimitKind, LimitTerms, SecondGrant, ServiceLimit,
    limits_in_force,
};
pub use social_need::SocialNeed;
pub use table::LoadError;
pub use text::UnknownCode;
pub use zip::{MalformedZipCode, Zip, ZipCode};

/// All reference data, loaded and cross-checked.
///
/// Lookups by a closed code always succeed: loading has proved that every code has its fact.
#[derive(Debug)]
pub struct Reference {
    counties: Vec<County>,
    zips: BTreeMap<ZipCode, Zip>,
    services: Vec<Service>,
    criteria: Vec<Criterion>,
    service_limits: Vec<ServiceLimit>,
    decision_reasons: Vec<DecisionReasonFact>,
    closure_reasons: Vec<ClosureReasonFact>,
    discontinuation_reasons: Vec<DiscontinuationFact>,
    populations: Vec<PopulationFact>,
    other_programs: Vec<OtherProgramFact>,
    languages: Vec<Language>,
    notice_texts: Vec<member_notice::MemberNoticeText>,
    action_texts: Vec<action_notice::ActionPart>,
    service_names: Vec<member_notice::ServiceName>,
    plan_network: Vec<Vec<String>>,
    social_needs: BTreeMap<String, SocialNeed>,
    places_of_service: Vec<PlaceOfService>,
}

impl Reference {
    /// The data compiled into the program, read at the first call.
    ///
    /// # Panics
    ///
    /// When a data file contradicts itself. The files cannot change after the build, so the tests
    /// of this area rule it out.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Reference> = LazyLock::new(|| {
            Reference::load().unwrap_or_else(|error| panic!("embedded reference data: {error}"))
        });
        &EMBEDDED
    }

    fn load() -> Result<Self, LoadError> {
        let counties = county::load()?;
        Ok(Self {
            plan_network: plan_network::load(&counties)?,
            counties,
            zips: zip::load()?,
            services: service::load()?,
            criteria: criteria::load()?,
            service_limits: service_limit::load()?,
            decision_reasons: decision_reason::load()?,
            closure_reasons: closure::load()?,
            discontinuation_reasons: discontinuation::load()?,
            populations: population::load()?,
            other_programs: other_program::load()?,
            languages: language::load()?,
            notice_texts: member_notice::load_texts()?,
            action_texts: action_notice::load()?,
            service_names: member_notice::load_names()?,
            social_needs: social_need::load()?,
            places_of_service: place_of_service::load()?,
        })
    }

    /// All counties in alphabetical order, which is also the order of their codes.
    #[must_use]
    pub fn counties(&self) -> &[County] {
        &self.counties
    }

    /// The county with this code.
    #[must_use]
    pub fn county(&self, fips: CountyFips) -> &County {
        &self.counties[fips.index()]
    }

    /// Names of the plans that served the county **in 2021**, as printed then; empty for Yuba.
    #[must_use]
    pub fn plans_in(&self, fips: CountyFips) -> &[String] {
        &self.plan_network[fips.index()]
    }

    /// What is known about a ZIP code; `None` for one that is new, or not of California.
    #[must_use]
    pub fn zip(&self, zip: ZipCode) -> Option<&Zip> {
        self.zips.get(&zip)
    }

    /// The ZIP codes that lie, perhaps in part, in the county; ascending.
    pub fn zips_in(&self, fips: CountyFips) -> impl Iterator<Item = &Zip> {
        self.zips
            .values()
            .filter(move |zip| zip.counties.contains(&fips))
    }

    /// All services, ECM first, then the Community Supports in the state's order.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The service with this code.
    #[must_use]
    pub fn service(&self, code: ServiceCode) -> &Service {
        &self.services[code as usize]
    }

    /// What `procedure` reports when the service was given on `date`: nothing, one service, or
    /// several that share an outreach code.
    ///
    /// Telehealth may be added to any code. A code that has its own form for telehealth is found
    /// in that form, any other in its form for services in person.
    #[must_use]
    pub fn billing_codes_for(
        &self,
        procedure: &ProcedureCode,
        date: NaiveDate,
    ) -> Vec<&BillingCode> {
        let exactly = |wanted: &ProcedureCode| -> Vec<&BillingCode> {
            self.services
                .iter()
                .flat_map(|service| service.billing_codes_on(date))
                .filter(|code| code.procedure == *wanted)
                .collect()
        };
        let found = exactly(procedure);
        if found.is_empty() && procedure.is_telehealth() {
            exactly(&procedure.in_person())
        } else {
            found
        }
    }

    /// What a request for the service answers on `date`, in file order.
    #[must_use]
    pub fn criteria(&self, service: ServiceCode, date: NaiveDate) -> Vec<&Criterion> {
        let criteria = self.criteria.iter();
        criteria
            .filter(|one| one.service == service && one.effective.covers(date))
            .collect()
    }

    /// What the answers to those criteria come to; one that is missing counts as unknown.
    #[must_use]
    pub fn eligibility(
        &self,
        service: ServiceCode,
        date: NaiveDate,
        answers: &BTreeMap<String, Answer>,
    ) -> Eligibility<'_> {
        criteria::met(&self.criteria(service, date), answers)
    }

    /// The limits of all services that hold where a plan has set none, past and future ones too.
    #[must_use]
    pub fn service_limits(&self) -> &[ServiceLimit] {
        &self.service_limits
    }

    /// All reasons for decisions on authorization.
    #[must_use]
    pub fn decision_reasons(&self) -> &[DecisionReasonFact] {
        &self.decision_reasons
    }

    /// What is known about such a reason.
    #[must_use]
    pub fn decision_reason(&self, reason: DecisionReason) -> &DecisionReasonFact {
        &self.decision_reasons[reason as usize]
    }

    /// All closure reasons, in the state's order.
    #[must_use]
    pub fn closure_reasons(&self) -> &[ClosureReasonFact] {
        &self.closure_reasons
    }

    /// What is known about a closure reason.
    #[must_use]
    pub fn closure_reason(&self, reason: ClosureReason) -> &ClosureReasonFact {
        &self.closure_reasons[reason as usize]
    }

    /// What is known about a reason to end a service.
    #[must_use]
    pub fn discontinuation_reason(&self, reason: DiscontinuationReason) -> &DiscontinuationFact {
        &self.discontinuation_reasons[reason as usize]
    }

    /// All populations of focus.
    #[must_use]
    pub fn populations(&self) -> &[PopulationFact] {
        &self.populations
    }

    /// What is known about a population of focus.
    #[must_use]
    pub fn population(&self, population: PopulationOfFocus) -> &PopulationFact {
        &self.populations[population as usize]
    }

    /// All programmes that coordinate a member's care already.
    #[must_use]
    pub fn other_programs(&self) -> &[OtherProgramFact] {
        &self.other_programs
    }

    /// What is known about such a programme.
    #[must_use]
    pub fn other_program(&self, program: OtherProgram) -> &OtherProgramFact {
        &self.other_programs[program as usize]
    }

    /// All languages by code.
    #[must_use]
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// The language with this code; `None` only for a code of another set of reference data.
    #[must_use]
    pub fn language(&self, code: LanguageCode) -> Option<&Language> {
        let position = self
            .languages
            .binary_search_by_key(&code, |language| language.code);
        position.ok().map(|position| &self.languages[position])
    }

    /// What a member is told, in that language, or in English where there is no text in it.
    #[must_use]
    pub fn notice_text(&self, notice: NoticeText, language: LanguageCode) -> &MemberNoticeText {
        member_notice::text_in(&self.notice_texts, notice, language)
    }

    /// The words of a notice of action in that language, or in English where there are none in it.
    #[must_use]
    pub fn action_words(&self, language: LanguageCode) -> ActionWords<'_> {
        action_notice::words_in(&self.action_texts, language)
    }

    /// What a service is called within a sentence of that language, or of English.
    #[must_use]
    pub fn service_name(&self, service: ServiceCode, language: LanguageCode) -> &str {
        member_notice::name_in(&self.service_names, service, language)
    }

    /// The social needs that a referral or an invoice may name, by code.
    pub fn social_needs(&self) -> impl Iterator<Item = &SocialNeed> {
        self.social_needs.values()
    }

    /// The social need with this ICD-10-CM code, written with its point: `Z59.01`.
    #[must_use]
    pub fn social_need(&self, code: &str) -> Option<&SocialNeed> {
        self.social_needs.get(code)
    }

    /// All place of service codes, ascending.
    #[must_use]
    pub fn places_of_service(&self) -> &[PlaceOfService] {
        &self.places_of_service
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_loads_and_agrees_with_the_others() {
        let reference = Reference::load().unwrap();
        assert_eq!(reference.counties().len(), 58);
        for county in reference.counties() {
            assert_eq!(reference.county(county.fips), county);
            assert!(
                reference.zips_in(county.fips).count() > 0,
                "{}",
                county.name
            );
        }
        for language in reference.languages() {
            assert_eq!(reference.language(language.code), Some(language));
            assert_eq!(language.code.as_str().parse(), Ok(language.code));
        }
    }

    #[test]
    fn every_closed_code_has_its_own_fact() {
        let reference = Reference::embedded();
        for &code in ServiceCode::ALL {
            assert_eq!(reference.service(code).code, code);
        }
        for &reason in ClosureReason::ALL {
            assert_eq!(reference.closure_reason(reason).reason, reason);
        }
        for &reason in DecisionReason::ALL {
            assert_eq!(reference.decision_reason(reason).reason, reason);
        }
        for &population in PopulationOfFocus::ALL {
            assert_eq!(reference.population(population).population, population);
        }
        for &program in OtherProgram::ALL {
            assert_eq!(reference.other_program(program).program, program);
        }
    }

    #[test]
    fn an_unknown_zip_is_not_a_malformed_one() {
        let reference = Reference::embedded();
        let unknown: ZipCode = "90000".parse().unwrap();
        assert!(unknown.is_californian() && reference.zip(unknown).is_none());
        assert_eq!("9000".parse::<ZipCode>(), Err(MalformedZipCode));
    }

    #[test]
    fn a_zip_in_two_counties_is_found_from_both() {
        let reference = Reference::embedded();
        let truckee: ZipCode = "96162".parse().unwrap();
        for fips in ["06057", "06061"] {
            let fips: CountyFips = fips.parse().unwrap();
            assert!(
                reference.zips_in(fips).any(|zip| zip.zip == truckee),
                "{fips}"
            );
        }
    }

    /// The nearest of its counties counts: for a few GeoNames names the wrong one. San Bernardino,
    /// the widest county, reaches almost 200 km from its middle.
    #[test]
    fn zips_lie_near_one_of_their_counties() {
        let reference = Reference::embedded();
        for county in reference.counties() {
            for zip in reference.zips_in(county.fips) {
                let nearest = zip
                    .counties
                    .iter()
                    .map(|&fips| reference.county(fips).centroid.distance_km(zip.location))
                    .fold(f64::INFINITY, f64::min);
                assert!(nearest < 200.0, "{} {}: {nearest} km", zip.zip, zip.place);
            }
        }
    }
}
