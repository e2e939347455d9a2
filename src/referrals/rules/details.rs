//! What a referrer types beyond the least. What is there must be right; what is not there is
//! listed as missing and refuses nothing.

use chrono::NaiveDate;
use entity::types::{Agreement, OrganizationKind, SourceKind};

use super::given;
use crate::members::rules::{LINE_LIMIT, NAME_LIMIT, NOTE_LIMIT};
use crate::reference::{LanguageCode, Reference, ServiceCode};
use crate::referrals::details::{GoBetween, Intake};
use crate::referrals::error::CreateRefusal as Code;
use crate::referrals::input::{NewFax, NewIntake, NewReferral};
use crate::refusal::{Checks, Refusal};
use crate::text;

/// Most services of one intake.
const SERVICES: usize = 15;
/// Most social needs of one referral.
const NEEDS: usize = 25;

/// The services of an intake, each once, in the order they were typed.
pub(super) fn services(
    new: &NewReferral,
    reference: &Reference,
    today: NaiveDate,
    checks: &mut Checks<Code>,
) -> Vec<ServiceCode> {
    let mut services = vec![new.service];
    for service in &new.also {
        if services.contains(service) {
            checks.refuse(Refusal::at(
                Code::ServiceTwice,
                &["alsoServices"],
                "A service is named twice; name each once.",
            ));
            break;
        }
        services.push(*service);
    }
    if services.len() > SERVICES {
        checks.refuse(Refusal::at(
            Code::TooLong,
            &["alsoServices"],
            format!("One intake carries at most {SERVICES} services."),
        ));
    }
    if services
        .iter()
        .any(|service| !reference.service(*service).is_available_on(today))
    {
        checks.refuse(Refusal::at(
            Code::ServiceNotAvailable,
            &["service"],
            "This service is not available today; see `services` for its dates.",
        ));
    }
    services
}

/// The codes of social needs, each once.
pub(super) fn social_needs(
    new: &NewReferral,
    reference: &Reference,
    checks: &mut Checks<Code>,
) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for typed in &new.social_needs {
        let code = typed.trim().to_uppercase();
        if reference.social_need(&code).is_none() {
            checks.refuse(Refusal::at(
                Code::UnknownSocialNeed,
                &["socialNeeds"],
                "A social need is an ICD-10-CM code from Z55 to Z65 with its point, such as Z59.01.",
            ));
            break;
        }
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    if codes.len() > NEEDS {
        checks.refuse(Refusal::at(
            Code::TooLong,
            &["socialNeeds"],
            format!("One referral names at most {NEEDS} social needs."),
        ));
    }
    codes
}

/// A day by which the service is needed is not over.
pub(super) fn needed_by(new: &NewReferral, today: NaiveDate, checks: &mut Checks<Code>) {
    if new.needed_by.is_some_and(|day| day < today) {
        checks.refuse(Refusal::at(
            Code::InvalidNeededBy,
            &["neededBy"],
            "This day is over; name the day by which the service is needed, or leave it out.",
        ));
    }
}

/// Number and day of an agreement on faxes: electronic notices are the rule (domain notes, section
/// 1.1), so it is written down by the plan that agreed, for a source without an account.
pub(super) fn fax(
    new: Option<&NewFax>,
    kind: OrganizationKind,
    today: NaiveDate,
    checks: &mut Checks<Code>,
) -> Option<(String, NaiveDate)> {
    let new = new?;
    if kind != OrganizationKind::Plan {
        checks.refuse(Refusal::at(
            Code::InvalidFax,
            &["contact", "fax"],
            "Your organization is told in its mailbox; leave the fax out.",
        ));
    }
    if new.agreed_on > today {
        checks.refuse(Refusal::at(
            Code::InvalidFax,
            &["contact", "fax", "agreedOn"],
            "Give the day on which it was agreed, today or before.",
        ));
    }
    let number = checks.take(text::phone(&new.number).ok_or(()), |()| {
        Refusal::at(
            Code::InvalidPhone,
            &["contact", "fax", "number"],
            "Give ten digits, or + and the country code; leave the fax out if there is none.",
        )
    })?;
    Some((number, new.agreed_on))
}

/// The rest of the form.
pub(super) fn intake(new: &NewIntake, kind: OrganizationKind, checks: &mut Checks<Code>) -> Intake {
    let mut line = |path, typed: &Option<String>, limit| {
        checks
            .text(path, text::optional(typed.as_deref(), limit))
            .flatten()
    };
    let source_address = line(&["source", "address"], &new.source_address, LINE_LIMIT);
    let street = line(&["person", "street"], &new.street, LINE_LIMIT);
    let city = line(&["person", "city"], &new.city, NAME_LIMIT);
    let whereabouts = line(&["person", "whereabouts"], &new.whereabouts, NOTE_LIMIT);
    let current_services = line(&["currentServices"], &new.current_services, NOTE_LIMIT);
    let name = line(
        &["person", "goBetween", "name"],
        &new.go_between_name,
        NAME_LIMIT,
    );
    let phone = given(new.go_between_phone.as_deref()).and_then(|typed| {
        checks.take(text::phone(typed).ok_or(()), |()| {
            Refusal::at(
                Code::InvalidPhone,
                &["person", "goBetween", "phone"],
                "Give ten digits, or + and the country code; leave it out if there is no phone.",
            )
        })
    });
    let source_npi = given(new.source_npi.as_deref()).and_then(|typed| {
        checks.take(typed.parse(), |_: crate::providers::NpiError| {
            Refusal::at(
                Code::InvalidNpi,
                &["source", "npi"],
                "An NPI has ten digits, the last of which checks the others; leave it out if there \
                 is none.",
            )
        })
    });
    let language = given(new.language.as_deref()).and_then(|typed| {
        checks.take(typed.parse::<LanguageCode>(), |_| {
            Refusal::at(
                Code::UnknownLanguage,
                &["person", "language"],
                "A language is a code such as es or vi; see the directory's languages.",
            )
        })
    });
    Intake {
        source: new.source.unwrap_or(match kind {
            OrganizationKind::Plan => SourceKind::Plan,
            OrganizationKind::Provider
            | OrganizationKind::Referrer
            | OrganizationKind::State
            | OrganizationKind::Operator => SourceKind::Other,
        }),
        relationship: new.relationship,
        source_npi,
        source_address,
        agrees: new.agrees.unwrap_or(Agreement::Unknown),
        is_attested: new.is_attested,
        has_no_phone: new.has_no_phone,
        has_no_address: new.has_no_address,
        street,
        city,
        whereabouts,
        go_between: name.map(|name| GoBetween { name, phone }),
        language,
        current_services,
        transitioned_from: new.transitioned_from,
        fax: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Refusals;

    fn check(new: &NewIntake) -> (Intake, Refusals<Code>) {
        let mut checks = Checks::default();
        let intake = intake(new, OrganizationKind::Referrer, &mut checks);
        (intake, checks.done().err().unwrap_or_default())
    }

    #[test]
    fn what_is_not_there_refuses_nothing() {
        let (intake, refusals) = check(&NewIntake::default());
        assert_eq!(refusals, []);
        assert_eq!(intake.source, SourceKind::Other);
        assert_eq!(intake.agrees, Agreement::Unknown);
    }

    #[test]
    fn what_is_there_must_be_right_and_all_mistakes_are_named_at_once() {
        use Code::{InvalidNpi, InvalidPhone, TooLong, UnknownLanguage};
        let new = NewIntake {
            source_npi: Some("1234567898".to_owned()),
            language: Some("zz".to_owned()),
            go_between_name: Some("Robin Fennel".to_owned()),
            go_between_phone: Some("12".to_owned()),
            street: Some("x".repeat(LINE_LIMIT + 1)),
            ..NewIntake::default()
        };
        let (_, refusals) = check(&new);
        let codes: Vec<_> = refusals.iter().map(|refusal| refusal.code).collect();
        assert_eq!(codes, [TooLong, InvalidPhone, InvalidNpi, UnknownLanguage]);
    }
}
