//! The closed sets of the directory as clients see them. `remote` makes a forgotten value a
//! compile error; a test holds their names to the codes of the data files.

use async_graphql::Enum;

use crate::{providers, reference};

/// The programme a service belongs to.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reference::Program")]
pub enum Program {
    /// Enhanced Care Management: a benefit of every Medi-Cal managed care plan.
    Ecm,
    /// In Lieu of Services, called Community Supports since 2022.
    Ilos,
}

/// A service that a member can be referred to.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reference::ServiceCode")]
pub enum ServiceCode {
    /// Enhanced Care Management: a lead care manager for members with the greatest needs.
    Ecm,
    /// Housing Transition Navigation Services: help to find and get a home.
    HousingNavigation,
    /// Housing Deposits: one-time costs of moving in.
    HousingDeposits,
    /// Housing Tenancy and Sustaining Services: help to keep a home.
    HousingTenancy,
    /// Short-Term Post-Hospitalization Housing.
    ShortTermHousing,
    /// Recuperative Care, or medical respite.
    RecuperativeCare,
    /// Respite for unpaid caregivers.
    Respite,
    /// Day Habilitation Programs.
    DayHabilitation,
    /// Assisted Living Facility Transitions.
    AssistedLivingTransition,
    /// Community or Home Transition Services, from a nursing facility.
    CommunityTransition,
    /// Personal Care and Homemaker Services.
    PersonalCare,
    /// Environmental Accessibility Adaptations, or home modifications.
    HomeModifications,
    /// Medically tailored meals and medically supportive food.
    Meals,
    /// Sobering Centers: at once and for less than 24 hours.
    SoberingCenter,
    /// Asthma Remediation: changes to a home that make attacks rarer.
    AsthmaRemediation,
    /// Transitional Rent, since 1 July 2025.
    TransitionalRent,
}

/// How plans usually authorize a service. Each plan decides for itself.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reference::UsualAuthorization")]
pub enum UsualAuthorization {
    /// Before the service.
    Prior,
    /// After the service, which cannot wait.
    Retrospective,
    /// Not at all.
    None,
}

/// What one unit of a billing code counts.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reference::BillingUnit")]
pub enum BillingUnit {
    /// A day.
    PerDiem,
    /// Fifteen minutes.
    QuarterHour,
    /// A month.
    PerMonth,
    /// A whole service, however long it takes.
    PerService,
    /// A meal.
    PerMeal,
    /// A visit.
    PerVisit,
    /// An attempt to reach the member, whether or not it succeeds.
    PerAttempt,
    /// A payment made once.
    OneTime,
}

/// A population of focus: whom Enhanced Care Management is for. Nine today; the documents of 2021
/// count seven.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reference::PopulationOfFocus")]
pub enum PopulationOfFocus {
    /// Individuals and families experiencing homelessness.
    ExperiencingHomelessness,
    /// At risk for avoidable hospital or emergency department use.
    AvoidableHospitalOrEdUse,
    /// Serious mental illness or substance use disorder.
    SmiOrSud,
    /// Leaving jail, prison or a youth facility.
    TransitioningFromIncarceration,
    /// Adults in the community at risk of long-term care in an institution.
    AtRiskOfInstitutionalization,
    /// Adult nursing facility residents moving to the community.
    NursingFacilityToCommunity,
    /// Children in California Children's Services with needs beyond its condition.
    CcsWithAdditionalNeeds,
    /// Children and youth involved in child welfare.
    ChildWelfare,
    /// Pregnant and postpartum people affected by racial and ethnic disparities.
    BirthEquity,
}

/// A programme that coordinates a member's care already; some exclude a service.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "reference::OtherProgram")]
pub enum OtherProgram {
    /// Program of All-Inclusive Care for the Elderly.
    Pace,
    /// Fully Integrated Dual Eligible Special Needs Plan.
    FideSnp,
    /// Cal `MediConnect`.
    CalMediconnect,
    /// Dual Eligible Special Needs Plan.
    DSnp,
    /// Hospice care.
    Hospice,
    /// Home and community-based services waiver.
    HcbsWaiver,
    /// Multipurpose Senior Services Program.
    Mssp,
}

/// How a provider's phone is answered. The state's terms ask for an answer or a recording around
/// the clock.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "providers::PhoneLine")]
pub enum PhoneLine {
    /// A person answers around the clock.
    Staffed,
    /// Voicemail records around the clock.
    Voicemail,
    /// Answered in office hours only.
    OfficeHours,
}

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType;

    use super::*;

    /// The names that clients use, in order.
    fn names<E: EnumType>() -> Vec<&'static str> {
        E::items().iter().map(|item| item.name).collect()
    }

    macro_rules! assert_codes {
        ($($name:ident),+) => {$(
            let codes: Vec<&str> = reference::$name::ALL.iter().map(|code| code.as_str()).collect();
            assert_eq!(names::<$name>(), codes);
        )+};
    }

    #[test]
    fn clients_and_data_files_use_the_same_codes() {
        assert_codes!(
            Program,
            ServiceCode,
            UsualAuthorization,
            BillingUnit,
            PopulationOfFocus
        );
        let codes: Vec<&str> = providers::PhoneLine::ALL
            .iter()
            .map(|code| code.code())
            .collect();
        assert_eq!(names::<PhoneLine>(), codes);
    }
}
