//! What a registration must look like, and when evidence says that two records are one person.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::types::{MemberId, OrganizationId};

use super::error::RegisterMemberRefusal as Code;
use super::model::{MemberAddress, NewMember};
use super::{Cin, Member};
use crate::reference::{CountyFips, LanguageCode, Reference, ZipCode};
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text::{self, fold};

/// Longest name.
pub const NAME_LIMIT: usize = 80;
/// Longest line of an address.
pub const LINE_LIMIT: usize = 120;
/// Longest free text.
pub const NOTE_LIMIT: usize = 2000;

/// A registration that passed all checks.
#[derive(Debug, Clone)]
pub struct CheckedMember {
    pub(super) cin: Cin,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) birth_on: NaiveDate,
    pub(super) phone: Option<String>,
    pub(super) language: LanguageCode,
    pub(super) address: Option<MemberAddress>,
    pub(super) zip: Option<ZipCode>,
    pub(super) county: CountyFips,
    pub(super) whereabouts: Option<String>,
}

impl CheckedMember {
    /// The member that the registration makes.
    pub(super) fn into_member(
        self,
        id: MemberId,
        plan: OrganizationId,
        now: DateTime<Utc>,
    ) -> Member {
        Member {
            id,
            plan,
            cin: self.cin,
            first_name: self.first_name,
            last_name: self.last_name,
            birth_on: self.birth_on,
            phone: self.phone,
            language: self.language,
            address: self.address,
            zip: self.zip,
            county: self.county,
            whereabouts: self.whereabouts,
            created_at: now,
            restricted_at: None,
            safe_contact: None,
            is_interpreter_needed: false,
            alternative_format: None,
            address_from_on: None,
            merged_into: None,
            version: 1,
        }
    }
}

/// Checks what was typed; all mistakes at once.
pub fn check(
    new: &NewMember,
    reference: &Reference,
    today: NaiveDate,
) -> Result<CheckedMember, Refusals<Code>> {
    let mut checks = Checks::default();
    let cin = checks.take(new.cin.parse::<Cin>(), |error| {
        Refusal::at(
            Code::InvalidCin,
            &["cin"],
            format!("Check the CIN: {error}."),
        )
    });
    let first_name = checks.text(&["firstName"], text::required(&new.first_name, NAME_LIMIT));
    let last_name = checks.text(&["lastName"], text::required(&new.last_name, NAME_LIMIT));
    if !is_birth_date(new.birth_on, today) {
        checks.refuse(Refusal::at(
            Code::InvalidBirthDate,
            &["birthOn"],
            "A birth date lies between 1890 and today; check the year.",
        ));
    }
    let phone = new
        .phone
        .as_deref()
        .filter(|typed| !typed.trim().is_empty())
        .map(|typed| {
            checks.take(text::phone(typed).ok_or(()), |()| {
            Refusal::at(
                Code::InvalidPhone,
                &["phone"],
                "Give ten digits, or + and the country code; leave it out if there is no phone.",
            )
        })
        });
    let language = checks.take(
        new.language
            .as_deref()
            .unwrap_or("en")
            .parse::<LanguageCode>(),
        |error| {
            Refusal::at(
                Code::UnknownLanguage,
                &["language"],
                format!("Unknown language: {error}."),
            )
        },
    );
    let street = checks.text(
        &["street"],
        text::optional(new.street.as_deref(), LINE_LIMIT),
    );
    let city = checks.text(&["city"], text::optional(new.city.as_deref(), LINE_LIMIT));
    let whereabouts = checks.text(
        &["whereabouts"],
        text::optional(new.whereabouts.as_deref(), NOTE_LIMIT),
    );
    let zip = new
        .zip
        .as_deref()
        .filter(|typed| !typed.trim().is_empty())
        .map(|typed| {
            checks.take(known_zip(typed, reference), |message| {
                Refusal::at(Code::UnknownZip, &["zip"], message)
            })
        });
    let county = checks.take(
        residence(new.county.as_deref(), zip.flatten(), reference),
        |message| Refusal::at(Code::UnknownCounty, &["county"], message),
    );
    checks.done()?;
    // Every `None` left a refusal, so this is only how the types are told.
    let (Some(cin), Some(first_name), Some(last_name), Some(language), Some(county)) =
        (cin, first_name, last_name, language, county)
    else {
        return Err(Vec::new());
    };
    Ok(CheckedMember {
        cin,
        first_name,
        last_name,
        birth_on: new.birth_on,
        phone: phone.flatten(),
        language,
        address: street.flatten().map(|street| MemberAddress {
            street,
            city: city.flatten().unwrap_or_default(),
        }),
        zip: zip.flatten(),
        county,
        whereabouts: whereabouts.flatten(),
    })
}

/// A ZIP code that the reference data knows; else what to tell the person who typed it.
pub fn known_zip(typed: &str, reference: &Reference) -> Result<ZipCode, String> {
    let zip: ZipCode = typed
        .trim()
        .parse()
        .map_err(|error| format!("Check the ZIP code: {error}."))?;
    match reference.zip(zip) {
        Some(_) => Ok(zip),
        None => {
            Err("This ZIP code is not one of California's; check it or give the county.".into())
        }
    }
}

/// The county that was named, or the one the ZIP code lies in.
pub(super) fn residence(
    county: Option<&str>,
    zip: Option<ZipCode>,
    reference: &Reference,
) -> Result<CountyFips, String> {
    match (county.map(str::trim).filter(|typed| !typed.is_empty()), zip) {
        (Some(typed), _) => typed
            .parse()
            .map_err(|error| format!("Check the county: {error}.")),
        (None, Some(zip)) => match reference.zip(zip).map(|zip| zip.counties.as_slice()) {
            Some([county]) => Ok(*county),
            _ => Err("This ZIP code lies in several counties; name the county.".into()),
        },
        (None, None) => Err("Name the county of residence, or a ZIP code.".into()),
    }
}

/// Could a living person have been born on that day?
#[must_use]
pub fn is_birth_date(birth_on: NaiveDate, today: NaiveDate) -> bool {
    NaiveDate::from_ymd_opt(1890, 1, 1).is_some_and(|first| birth_on >= first) && birth_on <= today
}

/// The day with day and month swapped, as people who write dates the other way mean it; `None` if
/// that is no other day.
#[must_use]
pub fn swapped(day: NaiveDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(day.year(), day.day(), day.month()).filter(|other| *other != day)
}

/// The key that names are matched and sorted by.
#[must_use]
pub fn name_key(last_name: &str, first_name: &str) -> String {
    fold(&format!("{last_name} {first_name}"))
}

/// Is the evidence certain that the person a referrer named is this member? The CIN must agree,
/// and the birth date, and the family name: one of them alone may be a slip or a relative.
#[must_use]
pub fn is_certain_match(
    member: &Member,
    cin: Option<&Cin>,
    last_name: &str,
    birth_on: Option<NaiveDate>,
) -> bool {
    cin == Some(&member.cin)
        && birth_on == Some(member.birth_on)
        && fold(last_name) == fold(&member.last_name)
}

/// Somebody to try rules on.
#[cfg(test)]
pub(super) fn sample(first: &str, last: &str, born: &str) -> Member {
    let id = uuid::Uuid::from_u128;
    Member {
        id: MemberId(id(1)),
        plan: OrganizationId(id(2)),
        cin: "90000000A".parse().unwrap(),
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        birth_on: born.parse().unwrap(),
        phone: None,
        language: "en".parse().unwrap(),
        address: None,
        zip: None,
        county: "06007".parse().unwrap(),
        created_at: "2026-11-23T17:00:00Z".parse().unwrap(),
        whereabouts: None,
        restricted_at: None,
        safe_contact: None,
        is_interpreter_needed: false,
        alternative_format: None,
        address_from_on: None,
        merged_into: None,
        version: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_swapped_where_that_is_another_day() {
        for (day, other) in [
            ("1980-03-04", Some("1980-04-03")),
            ("1980-03-03", None),
            ("1980-03-13", None),
            ("1980-12-01", Some("1980-01-12")),
        ] {
            let other = other.map(|other| other.parse().unwrap());
            assert_eq!(swapped(day.parse().unwrap()), other, "{day}");
        }
    }
}
