use super::*;
use crate::reference::{PopulationOfFocus, Reference};

const SUMMER_2026: &str = "2026-07-01";

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The outcome as text: `MET`, `NOT MET: codes` (with `?` where only recalled criteria decide), or
/// `UNKNOWN: codes`.
fn outcome(service: ServiceCode, on: &str, yes: &str, no: &str) -> String {
    let criteria = Reference::embedded().criteria(service, date(on));
    let mut answers = BTreeMap::new();
    for (codes, answer) in [(yes, Answer::Yes), (no, Answer::No)] {
        for code in codes.split_whitespace() {
            let is_asked = criteria.iter().any(|criterion| criterion.code == code);
            assert!(is_asked, "{service} does not ask {code} on {on}");
            answers.insert(code.to_owned(), answer);
        }
    }
    let codes = |criteria: Vec<&Criterion>| {
        let codes: Vec<&str> = criteria.iter().map(|one| one.code.as_str()).collect();
        codes.join(" ")
    };
    match met(&criteria, &answers) {
        Eligibility::Met => "MET".to_owned(),
        Eligibility::NotMet {
            refuted,
            is_confirmed,
        } => {
            let mark = if is_confirmed { "" } else { "?" };
            format!("NOT MET{mark}: {}", codes(refuted))
        }
        Eligibility::Unknown { missing } => format!("UNKNOWN: {}", codes(missing)),
    }
}

#[test]
fn each_service_is_met_by_what_its_terms_ask() {
    use ServiceCode as S;
    let cases = [
        (S::Ecm, "SHELTER COMPLEX_NEED"),
        (S::Ecm, "DOUBLED_UP_UNDER_21 UNDER_21"),
        (S::Ecm, "ED_VISITS"),
        (S::Ecm, "CHILD_STAYS"),
        (S::Ecm, "SUBSTANCE_USE_DISORDER"),
        (S::Ecm, "RELEASE_WITHIN_12_MONTHS QUALIFYING_NEED"),
        (S::Ecm, "ADULT_IN_COMMUNITY AT_RISK_OF_LONG_TERM_CARE"),
        (S::Ecm, "ADULT_IN_NURSING_FACILITY MOVES_TO_COMMUNITY"),
        (S::Ecm, "IN_CCS NEEDS_BEYOND_CCS"),
        (S::Ecm, "IN_CHILD_WELFARE"),
        (S::Ecm, "PREGNANT_OR_POSTPARTUM BIRTH_DISPARITY"),
        (S::HousingNavigation, "AT_RISK_OF_HOMELESSNESS"),
        (S::HousingDeposits, "HOUSING_SUPPORT_PLAN COORDINATED_ENTRY"),
        (S::HousingTenancy, "WAS_HOMELESS HOUSED"),
        (
            S::ShortTermHousing,
            "NO_RESIDENCE HIGH_NEED LEAVES_HOSPITAL",
        ),
        (S::RecuperativeCare, "UNSTABLE_HOUSING NEEDS_STABILITY"),
        (
            S::Respite,
            "LIVES_IN_COMMUNITY DEPENDS_ON_CAREGIVER CAREGIVER_NEEDS_RELIEF",
        ),
        (S::Respite, "FOSTER_CARE"),
        (S::DayHabilitation, "HOUSED_WITHIN_24_MONTHS"),
        (S::AssistedLivingTransition, "FACILITY_60_DAYS WILLING SAFE"),
        (
            S::AssistedLivingTransition,
            "NURSING_LEVEL_OF_CARE STAYS_OUT",
        ),
        (
            S::CommunityTransition,
            "NURSING_LEVEL_OF_CARE FACILITY_60_DAYS INTERESTED SAFE_WITH_SUPPORTS",
        ),
        (S::PersonalCare, "APPROVED_FOR_IHSS IHSS_AT_MAXIMUM"),
        (S::HomeModifications, "AT_RISK_OF_NURSING_FACILITY"),
        (S::Meals, "DIABETES"),
        (
            S::SoberingCenter,
            "ADULT INTOXICATED CONSCIOUS COOPERATIVE NON_VIOLENT",
        ),
        (S::AsthmaRemediation, "CONTROL_TEST"),
        (
            S::TransitionalRent,
            "BEHAVIORAL_NEED HOUSING_SUPPORT_PLAN HOMELESS LEAVES_CUSTODY",
        ),
    ];
    for (service, yes) in cases {
        assert_eq!(
            outcome(service, SUMMER_2026, yes, ""),
            "MET",
            "{service} {yes}"
        );
        for without in yes.split_whitespace() {
            let rest: Vec<&str> = yes.split_whitespace().filter(|c| *c != without).collect();
            let left = outcome(service, SUMMER_2026, &rest.join(" "), "");
            assert!(
                left.starts_with("UNKNOWN: ") && left.contains(without),
                "{left}"
            );
        }
    }
    for &service in ServiceCode::ALL {
        assert!(
            cases.iter().any(|(tested, _)| *tested == service),
            "{service}"
        );
    }
}

#[test]
fn no_service_is_met_by_a_no_to_everything() {
    for &service in ServiceCode::ALL {
        let criteria = Reference::embedded().criteria(service, date(SUMMER_2026));
        let all: Vec<&str> = criteria.iter().map(|one| one.code.as_str()).collect();
        let refuted = outcome(service, SUMMER_2026, "", &all.join(" "));
        let recalled = criteria.iter().all(|criterion| !criterion.is_confirmed);
        let mark = if recalled { "NOT MET?: " } else { "NOT MET" };
        assert!(refuted.starts_with(mark), "{service}: {refuted}");
    }
}

#[test]
fn only_what_can_still_decide_is_missing() {
    use ServiceCode::{HousingDeposits, PersonalCare, TransitionalRent};
    let on = SUMMER_2026;
    assert_eq!(
        outcome(PersonalCare, on, "APPROVED_FOR_IHSS", "IHSS_WAITING"),
        "UNKNOWN: IHSS_REASSESSMENT IHSS_AT_MAXIMUM SHORT_NEED_WITHOUT_IHSS \
         HCBA_WAITING_WITHOUT_IHSS"
    );
    assert_eq!(
        outcome(HousingDeposits, on, "COORDINATED_ENTRY", ""),
        "UNKNOWN: HOUSING_SUPPORT_PLAN"
    );
    assert_eq!(
        outcome(
            HousingDeposits,
            on,
            "HOUSING_SUPPORT_PLAN",
            "SERIOUS_CONDITION"
        ),
        "UNKNOWN: COORDINATED_ENTRY TRANSITIONAL_RENT_ELIGIBLE"
    );
    assert_eq!(
        outcome(TransitionalRent, on, "HOMELESS", "BEHAVIORAL_NEED"),
        "NOT MET: BEHAVIORAL_NEED"
    );
}

#[test]
fn a_no_that_rests_on_recalled_criteria_says_so() {
    let service = ServiceCode::AssistedLivingTransition;
    assert_eq!(
        outcome(service, SUMMER_2026, "SAFE", "WILLING STAYS_OUT"),
        "NOT MET?: STAYS_OUT WILLING"
    );
}

/// The terms of housing deposits changed with Transitional Rent.
#[test]
fn the_day_decides_which_criteria_are_asked() {
    let service = ServiceCode::HousingDeposits;
    let yes = "HOMELESS SERIOUS_CONDITION";
    assert_eq!(outcome(service, "2025-06-30", yes, ""), "MET");
    assert_eq!(
        outcome(service, "2025-07-01", yes, ""),
        "UNKNOWN: HOUSING_SUPPORT_PLAN"
    );
    assert_eq!(
        outcome(service, "2025-06-30", "RECEIVED_NAVIGATION", ""),
        "MET"
    );
}

#[test]
fn care_management_asks_for_each_population_from_the_day_it_began() {
    let reference = Reference::embedded();
    for &population in PopulationOfFocus::ALL {
        let first = reference.population(population).go_live;
        for (on, is_asked) in [(first, true), (first.pred_opt().unwrap(), false)] {
            let criteria = reference.criteria(ServiceCode::Ecm, on);
            let asks = |one: &&Criterion| one.path.as_deref() == Some(population.as_str());
            assert_eq!(criteria.iter().any(asks), is_asked, "{population} {on}");
        }
    }
    let paths = reference.criteria(ServiceCode::Ecm, date(SUMMER_2026));
    for criterion in paths {
        let path = criterion.path.as_deref().unwrap();
        assert!(path.parse::<PopulationOfFocus>().is_ok(), "{path}");
    }
}

#[test]
fn what_is_recalled_is_not_confirmed() {
    for criterion in load().unwrap() {
        let is_recalled = criterion.source == "R";
        assert_eq!(criterion.is_confirmed, !is_recalled, "{}", criterion.code);
    }
}
