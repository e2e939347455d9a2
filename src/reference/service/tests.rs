use super::ServiceCode::{
    AsthmaRemediation, CommunityTransition, Ecm, HomeModifications, HousingDeposits,
    HousingNavigation, HousingTenancy, RecuperativeCare, ShortTermHousing, SoberingCenter,
    TransitionalRent,
};
use super::*;
use crate::reference::Reference;
use crate::reference::procedure::ProcedureCode;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn billed_by(procedure: &str, on: &str) -> Vec<ServiceCode> {
    let procedure: ProcedureCode = procedure.parse().unwrap();
    let codes = Reference::embedded().billing_codes_for(&procedure, date(on));
    codes.iter().map(|code| code.service).collect()
}

fn codes_where(holds: impl Fn(&Service) -> bool) -> Vec<ServiceCode> {
    let services = load().unwrap();
    services
        .iter()
        .filter(|service| holds(service))
        .map(|service| service.code)
        .collect()
}

#[test]
fn codes_read_as_they_print() {
    assert_eq!(ServiceCode::ALL.len(), 16);
    for &code in ServiceCode::ALL {
        assert_eq!(code.as_str().parse(), Ok(code));
    }
    let error = "meals".parse::<ServiceCode>().unwrap_err().to_string();
    assert!(
        error.starts_with("not a service code; use one of ECM, HOUSING_NAVIGATION"),
        "{error}"
    );
}

/// A 2021 document prints both nursing-facility services under one bullet and so seems to have 13.
#[test]
fn fourteen_community_supports_before_transitional_rent_and_fifteen_with_it() {
    let services = load().unwrap();
    let cases = [
        ("2021-12-31", 0),
        ("2022-01-01", 14),
        ("2025-06-30", 14),
        ("2025-07-01", 15),
    ];
    for (on, expected) in cases {
        let offered = services.iter().filter(|service| {
            service.program == Program::Ilos && service.is_available_on(date(on))
        });
        assert_eq!(offered.count(), expected, "{on}");
    }
    let numbers: Vec<u8> = services
        .iter()
        .filter_map(|service| service.number)
        .collect();
    assert_eq!(numbers, (1..=15).collect::<Vec<u8>>());
}

#[test]
fn transitional_rent_is_mandatory_half_a_year_after_it_began() {
    let services = load().unwrap();
    let rent = &services[TransitionalRent as usize];
    assert!(rent.is_available_on(date("2025-12-31")) && !rent.is_mandatory_on(date("2025-12-31")));
    assert!(rent.is_mandatory_on(date("2026-01-01")));
    let mandatory = codes_where(|service| service.is_mandatory_on(date("2026-01-01")));
    assert_eq!(mandatory, [Ecm, TransitionalRent]);
}

#[test]
fn duties_differ_for_care_management_and_sobering_centers_only() {
    assert_eq!(
        codes_where(|service| !service.has_outreach_duty),
        [Ecm, SoberingCenter]
    );
    assert_eq!(
        codes_where(|service| !service.is_closed_loop_tracked),
        [SoberingCenter]
    );
    let not_prior = |service: &Service| service.usual_authorization != UsualAuthorization::Prior;
    assert_eq!(codes_where(not_prior), [Ecm, SoberingCenter]);
}

#[test]
fn three_services_share_the_room_and_board_limit() {
    let sharing = codes_where(|service| service.is_room_and_board);
    assert_eq!(
        sharing,
        [ShortTermHousing, RecuperativeCare, TransitionalRent]
    );
}

#[test]
fn s5165_is_home_modification_or_asthma_remediation_by_its_modifier() {
    assert_eq!(billed_by("S5165 U6", "2026-03-01"), [HomeModifications]);
    assert_eq!(billed_by("S5165 U5", "2026-03-01"), [AsthmaRemediation]);
    assert_eq!(billed_by("S5165", "2026-03-01"), []);
}

#[test]
fn h0044_has_four_meanings() {
    let meanings = [
        ("H0044 U2", HousingDeposits, "2022-01-01"),
        ("H0044 U3", ShortTermHousing, "2022-01-01"),
        ("H0044 U5", CommunityTransition, "2026-01-01"),
        ("H0044 U6", TransitionalRent, "2025-07-01"),
    ];
    for (procedure, service, from) in meanings {
        let eve = date(from).pred_opt().unwrap().to_string();
        assert_eq!(billed_by(procedure, from), [service], "{procedure}");
        assert_eq!(billed_by(procedure, &eve), [], "{procedure} the day before");
    }
}

#[test]
fn codes_added_in_2026_are_not_there_before() {
    let services = load().unwrap();
    let meals = &services[ServiceCode::Meals as usize];
    assert_eq!(meals.billing_codes_on(date("2025-12-31")).count(), 3);
    assert_eq!(meals.billing_codes_on(date("2026-01-01")).count(), 10);
}

#[test]
fn one_outreach_code_reports_three_housing_services() {
    let housing = [HousingNavigation, HousingDeposits, HousingTenancy];
    assert_eq!(billed_by("T1016 U8", "2026-01-01"), housing);
    assert_eq!(billed_by("T1016 GQ U8", "2026-01-01"), housing);
}

#[test]
fn telehealth_may_be_added_to_any_code() {
    assert_eq!(
        billed_by("H2014 U6 GQ", "2026-01-01"),
        [ServiceCode::DayHabilitation]
    );
    // Care management has codes of its own for it, which win.
    let telehealth: ProcedureCode = "G9012 U2 GQ".parse().unwrap();
    let codes = Reference::embedded().billing_codes_for(&telehealth, date("2026-01-01"));
    assert_eq!(codes.len(), 1);
    assert!(codes[0].procedure.is_telehealth());
}

#[test]
fn the_amount_is_reported_where_the_unit_says_nothing() {
    let reporting =
        codes_where(|service| service.billing_codes.iter().any(|code| code.reports_amount));
    assert_eq!(
        reporting,
        [HousingDeposits, HomeModifications, AsthmaRemediation]
    );
}
