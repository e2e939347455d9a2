//! What people may type into the acts. Pure: all mistakes at once, nothing changed.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{OutreachMethod, Restriction};

use super::error::{
    CloseRefusal, CreateRefusal, DeclineRefusal, OutreachRefusal, RecordConsentRefusal,
};
use super::model::{
    CloseReferral, Contact, DeclineReason, NewConsent, NewReferral, RecordOutreach, ReferralPerson,
};
use crate::members::Cin;
use crate::members::rules::{LINE_LIMIT, NAME_LIMIT, NOTE_LIMIT, is_birth_date, known_zip};
use crate::providers::coverage::Place;
use crate::reference::{ClosingParty, ClosureReason, CountyFips, Reference, ZipCode};
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// A referral whose every field passed.
#[derive(Debug, Clone)]
pub(super) struct CheckedReferral {
    pub(super) person: ReferralPerson,
    pub(super) county: Option<CountyFips>,
    pub(super) zip: Option<ZipCode>,
    pub(super) needs: Option<String>,
    pub(super) contact: Contact,
    /// What may be disclosed, and when that was said.
    pub(super) consent: Option<(String, NaiveDate)>,
}

/// Checks a new referral.
pub(super) fn check_new(
    new: &NewReferral,
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
    if !reference.service(new.service).is_available_on(today) {
        checks.refuse(Refusal::at(
            Code::ServiceNotAvailable,
            &["service"],
            "This service is not available today; see `services` for its dates.",
        ));
    }
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
pub(super) fn check_consent(
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

/// Where the service is needed: what the referral says, else where the member lives.
pub(super) fn place(
    referral: (Option<CountyFips>, Option<ZipCode>),
    member: (CountyFips, Option<ZipCode>),
    reference: &Reference,
) -> Place {
    match referral {
        (Some(county), zip) => Place {
            counties: vec![county],
            zip,
        },
        (None, Some(zip)) => {
            let counties = reference
                .zip(zip)
                .map_or_else(Vec::new, |zip| zip.counties.clone());
            Place {
                counties,
                zip: Some(zip),
            }
        }
        (None, None) => Place {
            counties: vec![member.0],
            zip: member.1,
        },
    }
}

/// An attempt whose every field passed.
#[derive(Debug, Clone)]
pub(super) struct CheckedAttempt {
    pub(super) minutes: i32,
    pub(super) note: Option<String>,
}

/// Checks an attempt against the present and the start of the assignment. Minutes are rounded up,
/// and a letter counts as one minute (S0).
pub(super) fn check_attempt(
    attempt: &RecordOutreach,
    now: DateTime<Utc>,
) -> Result<CheckedAttempt, Refusals<OutreachRefusal>> {
    use OutreachRefusal as Code;
    let mut checks = Checks::default();
    if attempt.made_at > now {
        checks.refuse(Refusal::at(
            Code::InFuture,
            &["madeAt"],
            "An attempt is recorded after it was made; check date, time and zone.",
        ));
    }
    let minutes = whole_minutes(attempt.minutes, attempt.method);
    if minutes.is_none() {
        checks.refuse(Refusal::at(
            Code::InvalidMinutes,
            &["minutes"],
            "Minutes lie between 0 and 1440.",
        ));
    }
    let note = checks.text(
        &["note"],
        text::optional(attempt.note.as_deref(), NOTE_LIMIT),
    );
    checks.done()?;
    Ok(CheckedAttempt {
        minutes: minutes.unwrap_or(1),
        note: note.flatten(),
    })
}

fn whole_minutes(minutes: f64, method: OutreachMethod) -> Option<i32> {
    if !(0.0..=1440.0).contains(&minutes) {
        return None;
    }
    if method == OutreachMethod::Mail {
        return Some(1);
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1440")]
    let whole = minutes.ceil() as i32;
    Some(whole.max(1))
}

/// Checks the text of a decline: only the catch-all reason must be explained.
pub(super) fn check_decline(
    reason: DeclineReason,
    note: Option<&str>,
) -> Result<Option<String>, Refusals<DeclineRefusal>> {
    let mut checks = Checks::default();
    let note = checks
        .text(&["note"], text::optional(note, NOTE_LIMIT))
        .flatten();
    if reason == DeclineReason::Other && note.is_none() {
        checks.refuse(Refusal::at(
            DeclineRefusal::Required,
            &["note"],
            "Say in the note why; OTHER alone does not help the plan.",
        ));
    }
    checks.done()?;
    Ok(note)
}

/// Checks a closure: *Services received* comes of starting the service, and the catch-all reason
/// must be explained.
pub(super) fn check_close(
    close: &CloseReferral,
    party: ClosingParty,
    reference: &Reference,
    today: NaiveDate,
) -> Result<Option<String>, Refusals<CloseRefusal>> {
    let mut checks = Checks::default();
    if close.reason == ClosureReason::ServicesReceived {
        checks.refuse(Refusal::at(
            CloseRefusal::ReasonNotOpen,
            &["reason"],
            "A loop closes as SERVICES_RECEIVED when the provider starts the service: use startService.",
        ));
    } else if !reference
        .closure_reason(close.reason)
        .is_open_to(party, today)
    {
        checks.refuse(Refusal::at(
            CloseRefusal::ReasonNotOpen,
            &["reason"],
            "Your organization cannot close a loop with this reason today; choose another.",
        ));
    }
    let note = checks
        .text(&["note"], text::optional(close.note.as_deref(), NOTE_LIMIT))
        .flatten();
    if close.reason == ClosureReason::Other && note.is_none() {
        checks.refuse(Refusal::at(
            CloseRefusal::Required,
            &["note"],
            "Say in the note why; OTHER alone does not tell anyone.",
        ));
    }
    checks.done()?;
    Ok(note)
}

fn given(typed: Option<&str>) -> Option<&str> {
    typed.map(str::trim).filter(|typed| !typed.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::types::{OrganizationId, OutreachOutcome, ReferralId, Urgency};
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
            restriction: None,
            consent: None,
        }
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
        let refusals = check_new(&new, Reference::embedded(), today()).unwrap_err();
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
        let refusals = check_new(&nobody, Reference::embedded(), today()).unwrap_err();
        assert_eq!(refusals[0].code, CreateRefusal::BirthDateOrCinRequired);
        let by_cin = NewReferral {
            birth_on: None,
            cin: Some("91234567A".into()),
            ..new_referral()
        };
        assert!(check_new(&by_cin, Reference::embedded(), today()).is_ok());
    }

    #[test]
    fn minutes_are_rounded_up_and_a_letter_is_one_minute() {
        for (minutes, method, kept) in [
            (0.0, OutreachMethod::Telephone, Some(1)),
            (1.0, OutreachMethod::Telephone, Some(1)),
            (12.01, OutreachMethod::InPerson, Some(13)),
            (30.0, OutreachMethod::Mail, Some(1)),
            (1440.0, OutreachMethod::Video, Some(1440)),
            (1440.5, OutreachMethod::Video, None),
            (-1.0, OutreachMethod::Mail, None),
            (f64::NAN, OutreachMethod::Text, None),
            (f64::INFINITY, OutreachMethod::Text, None),
        ] {
            assert_eq!(whole_minutes(minutes, method), kept, "{minutes} {method:?}");
        }
    }

    #[test]
    fn an_attempt_now_is_fine_and_a_microsecond_later_is_not() {
        let now = DateTime::UNIX_EPOCH + chrono::Duration::days(1);
        let attempt = |made_at| RecordOutreach {
            referral: ReferralId(Uuid::nil()),
            made_at,
            method: OutreachMethod::Telephone,
            outcome: OutreachOutcome::NoAnswer,
            minutes: 2.0,
            note: None,
        };
        assert!(check_attempt(&attempt(now), now).is_ok());
        let late = check_attempt(&attempt(now + chrono::Duration::microseconds(1)), now);
        assert_eq!(late.unwrap_err()[0].code, OutreachRefusal::InFuture);
    }

    #[test]
    fn a_loop_is_not_closed_as_served_by_hand() {
        let close = CloseReferral {
            referral: ReferralId(Uuid::nil()),
            reason: ClosureReason::ServicesReceived,
            note: None,
        };
        let refused = check_close(
            &close,
            ClosingParty::Provider,
            Reference::embedded(),
            today(),
        );
        assert_eq!(refused.unwrap_err()[0].code, CloseRefusal::ReasonNotOpen);
        let other = CloseReferral {
            reason: ClosureReason::Other,
            ..close
        };
        let refused = check_close(&other, ClosingParty::Plan, Reference::embedded(), today());
        assert_eq!(refused.unwrap_err()[0].code, CloseRefusal::Required);
    }
}
