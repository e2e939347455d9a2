//! What people may type into the acts. Pure: all mistakes at once, nothing changed.

use chrono::NaiveDate;
use entity::types::{OrganizationKind, Restriction};

use super::{details, given};
use crate::members::Cin;
use crate::members::rules::{LINE_LIMIT, NAME_LIMIT, NOTE_LIMIT, is_birth_date, known_zip};
use crate::reference::{CountyFips, Reference, ServiceCode, ZipCode};
use crate::referrals::details::Intake;
use crate::referrals::error::{CreateRefusal, RecordConsentRefusal};
use crate::referrals::input::{NewConsent, NewReferral};
use crate::referrals::model::{Contact, ReferralPerson};
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// A referral whose every field passed.
#[derive(Debug, Clone)]
pub(in crate::referrals) struct CheckedReferral {
    pub(in crate::referrals) person: ReferralPerson,
    pub(in crate::referrals) county: Option<CountyFips>,
    pub(in crate::referrals) zip: Option<ZipCode>,
    pub(in crate::referrals) needs: Option<String>,
    pub(in crate::referrals) contact: Contact,
    /// What may be disclosed, and when that was said.
    pub(in crate::referrals) consent: Option<(String, NaiveDate)>,
    /// What is asked for: a referral of its own for each.
    pub(in crate::referrals) services: Vec<ServiceCode>,
    /// ICD-10-CM codes.
    pub(in crate::referrals) social_needs: Vec<String>,
    /// The rest of the form.
    pub(in crate::referrals) intake: Intake,
    /// Number and day of an agreement on faxes.
    pub(in crate::referrals) fax: Option<(String, NaiveDate)>,
}

/// Checks a new referral.
pub(in crate::referrals) fn check_new(
    new: &NewReferral,
    kind: OrganizationKind,
    reference: &Reference,
    today: NaiveDate,
) -> Result<CheckedReferral, Refusals<CreateRefusal>> {
    use CreateRefusal as Code;
    let mut checks = Checks::default();
    let first_name = checks.text(
        &["person", "firstName"],
        text::required(&new.first_name, NAME_LIMIT),
    );
    let last_name = checks.text(
        &["person", "lastName"],
        text::required(&new.last_name, NAME_LIMIT),
    );
    if new
        .birth_on
        .is_some_and(|birth_on| !is_birth_date(birth_on, today))
    {
        checks.refuse(Refusal::at(
            Code::InvalidBirthDate,
            &["person", "birthOn"],
            "A birth date lies between 1890 and today; check the year.",
        ));
    }
    let cin = given(new.cin.as_deref()).and_then(|typed| {
        checks.take(typed.parse::<Cin>(), |error| {
            Refusal::at(
                Code::InvalidCin,
                &["person", "cin"],
                format!("Check the CIN: {error}."),
            )
        })
    });
    if new.birth_on.is_none() && given(new.cin.as_deref()).is_none() {
        checks.refuse(Refusal::at(
            Code::BirthDateOrCinRequired,
            &["person", "birthOn"],
            "Give the birth date or the CIN, so that the plan can tell who it is.",
        ));
    }
    let phone = given(new.phone.as_deref()).and_then(|typed| {
        checks.take(text::phone(typed).ok_or(()), |()| {
            Refusal::at(
                Code::InvalidPhone,
                &["person", "phone"],
                "Give ten digits, or + and the country code; leave it out if there is no phone.",
            )
        })
    });
    let county = given(new.county.as_deref()).and_then(|typed| {
        checks.take(typed.parse::<CountyFips>(), |error| {
            Refusal::at(
                Code::UnknownCounty,
                &["county"],
                format!("Check the county: {error}."),
            )
        })
    });
    let zip = given(new.zip.as_deref()).and_then(|typed| {
        checks.take(known_zip(typed, reference), |message| {
            Refusal::at(Code::UnknownZip, &["zip"], message)
        })
    });
    let needs = checks.text(&["needs"], text::optional(new.needs.as_deref(), NOTE_LIMIT));
    let name = checks.text(
        &["contact", "name"],
        text::required(&new.contact_name, NAME_LIMIT),
    );
    let reach = checks.text(
        &["contact", "reach"],
        text::required(&new.contact_reach, LINE_LIMIT),
    );
    let services = details::services(new, reference, today, &mut checks);
    let social_needs = details::social_needs(new, reference, &mut checks);
    details::needed_by(new, today, &mut checks);
    let intake = details::intake(&new.intake, kind, &mut checks);
    let fax = details::fax(new.fax.as_ref(), kind, today, &mut checks);
    let consent = consent_of(new, today, &mut checks);
    checks.done()?;
    // Every `None` left a refusal, so this is only how the types are told.
    let (Some(first_name), Some(last_name), Some(name), Some(reach)) =
        (first_name, last_name, name, reach)
    else {
        return Err(Vec::new());
    };
    Ok(CheckedReferral {
        consent,
        person: ReferralPerson {
            first_name,
            last_name,
            birth_on: new.birth_on,
            cin,
            phone,
        },
        county,
        zip,
        needs: needs.flatten(),
        contact: Contact { name, reach },
        services,
        social_needs,
        intake,
        fax,
    })
}

/// Longest scope of a consent, in letters.
const SCOPE_LIMIT: usize = 1_000;

/// The consent that comes with a referral: required for records under 42 CFR Part 2, and asked
/// for nothing else.
fn consent_of(
    new: &NewReferral,
    today: NaiveDate,
    checks: &mut Checks<CreateRefusal>,
) -> Option<(String, NaiveDate)> {
    let is_part_2 = new.restriction == Some(Restriction::Part2);
    match &new.consent {
        None if is_part_2 => {
            checks.refuse(Refusal::at(
                CreateRefusal::ConsentRequired,
                &["consent"],
                "Records under 42 CFR Part 2 come with the person's consent: its scope and date.",
            ));
            None
        }
        None => None,
        Some(_) if !is_part_2 => {
            checks.refuse(Refusal::at(
                CreateRefusal::InvalidConsent,
                &["consent"],
                "A consent is asked for only with the restriction PART_2; leave it out.",
            ));
            None
        }
        Some(consent) => {
            if consent.given_on > today {
                checks.refuse(Refusal::at(
                    CreateRefusal::InvalidConsent,
                    &["consent", "givenOn"],
                    "A consent is not given in the future; check the date.",
                ));
            }
            let scope = checks.text(
                &["consent", "scope"],
                text::required(&consent.scope, SCOPE_LIMIT),
            )?;
            Some((scope, consent.given_on))
        }
    }
}

/// Checks a consent that is written down later.
pub(in crate::referrals) fn check_consent(
    new: &NewConsent,
    today: NaiveDate,
) -> Result<(String, NaiveDate), Refusals<RecordConsentRefusal>> {
    let mut checks = Checks::default();
    let scope = checks.text(&["scope"], text::required(&new.scope, SCOPE_LIMIT));
    if new.given_on > today {
        checks.refuse(Refusal::at(
            RecordConsentRefusal::InvalidDate,
            &["givenOn"],
            "A consent is not given in the future; check the date.",
        ));
    }
    checks.done()?;
    Ok((scope.unwrap_or_default(), new.given_on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::referrals::input::NewIntake;
    use entity::types::{OrganizationId, Urgency};
    use uuid::Uuid;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }

    fn new_referral() -> NewReferral {
        NewReferral {
            plan: OrganizationId(Uuid::nil()),
            service: crate::reference::ServiceCode::Meals,
            urgency: Urgency::Routine,
            first_name: "Ana".into(),
            last_name: "Sample".into(),
            birth_on: NaiveDate::from_ymd_opt(1980, 2, 3),
            cin: None,
            phone: None,
            county: Some("06007".into()),
            zip: None,
            needs: None,
            contact_name: "Front desk".into(),
            contact_reach: "desk@clinic.example".into(),
            fax: None,
            restriction: None,
            consent: None,
            also: Vec::new(),
            follows: None,
            needed_by: None,
            chosen_provider: None,
            named_provider: None,
            social_needs: Vec::new(),
            intake: NewIntake::default(),
        }
    }

    fn check(new: &NewReferral) -> Result<CheckedReferral, Refusals<CreateRefusal>> {
        check_new(
            new,
            OrganizationKind::Referrer,
            Reference::embedded(),
            today(),
        )
    }

    #[test]
    fn one_intake_carries_several_services_each_once() {
        use crate::reference::ServiceCode::{Meals, Respite};
        use CreateRefusal::{InvalidNeededBy, UnknownSocialNeed};
        let several = |also: &[ServiceCode]| NewReferral {
            also: also.to_vec(),
            ..new_referral()
        };
        assert_eq!(
            check(&several(&[Respite])).unwrap().services,
            [Meals, Respite]
        );
        let refused = check(&several(&[Respite, Meals])).unwrap_err();
        assert_eq!(refused[0].code, CreateRefusal::ServiceTwice);
        let wrong = NewReferral {
            social_needs: vec!["z59.02".to_owned(), "E11.9".to_owned()],
            needed_by: today().pred_opt(),
            ..new_referral()
        };
        let codes: Vec<_> = check(&wrong)
            .unwrap_err()
            .iter()
            .map(|refusal| refusal.code)
            .collect();
        assert_eq!(codes, [UnknownSocialNeed, InvalidNeededBy]);
    }

    #[test]
    fn all_mistakes_are_named_at_once() {
        let new = NewReferral {
            first_name: " ".into(),
            birth_on: None,
            cin: Some("123".into()),
            phone: Some("12".into()),
            county: Some("06002".into()),
            zip: Some("9600".into()),
            contact_reach: "x".repeat(LINE_LIMIT + 1),
            ..new_referral()
        };
        let refusals = check(&new).unwrap_err();
        let codes: Vec<_> = refusals.iter().map(|refusal| refusal.code).collect();
        assert_eq!(
            codes,
            [
                CreateRefusal::Required,
                CreateRefusal::InvalidCin,
                CreateRefusal::InvalidPhone,
                CreateRefusal::UnknownCounty,
                CreateRefusal::UnknownZip,
                CreateRefusal::TooLong,
            ]
        );
    }

    #[test]
    fn a_birth_date_or_a_cin_must_say_who_it_is() {
        let nobody = NewReferral {
            birth_on: None,
            cin: Some(" ".into()),
            ..new_referral()
        };
        let refusals = check(&nobody).unwrap_err();
        assert_eq!(refusals[0].code, CreateRefusal::BirthDateOrCinRequired);
        let by_cin = NewReferral {
            birth_on: None,
            cin: Some("91234567A".into()),
            ..new_referral()
        };
        assert!(check(&by_cin).is_ok());
    }
}
