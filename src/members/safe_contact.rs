//! How a member may be contacted without harm: set by the plan, always shown to the assigned
//! provider. "No contact" stops assignment until the plan has settled it.

use chrono::{NaiveTime, Timelike};
use entity::types::{ContactChannel, MemberId};

use super::model::{GoBetween, SafeContact, SafeHours};
use super::rules::{NAME_LIMIT, NOTE_LIMIT};
use super::{merge, store};
use crate::access::{Action, authorize};
use crate::db::Tx;
use crate::error::Failure;
use crate::refusal::{Checks, Refusal, Refusals, text_codes};
use crate::text;

/// Rules as they are typed; they replace those before.
#[derive(Debug, Clone, Default)]
pub struct NewSafeContact {
    /// The member must not be contacted at all.
    pub no_contact: bool,
    /// The only safe way.
    pub channel: Option<ContactChannel>,
    /// Safe hours: from, such as `09:00`.
    pub from: Option<String>,
    /// Safe hours: until.
    pub until: Option<String>,
    /// A voicemail would do harm.
    pub no_voicemail: bool,
    /// Who passes messages on: name.
    pub go_between_name: Option<String>,
    /// Who passes messages on: phone.
    pub go_between_phone: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// Why the rules were not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SafeContactRefusal {
    /// A field that must say something is blank.
    Required,
    /// A field is longer than it takes.
    TooLong,
    /// Not a time of day, or only one of the two.
    InvalidHours,
    /// Not a phone number.
    InvalidPhone,
    /// The record was merged into another; that one is worked with.
    Merged,
    /// The member died.
    Deceased,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

text_codes!(SafeContactRefusal);

/// Why the rules were not set.
pub type SafeContactError = Failure<Refusals<SafeContactRefusal>>;

/// Sets how a member may be contacted without harm; says whether they may be contacted at all. What
/// they were to be told is called off where the tasks are, in the same transaction
/// (`referrals::life`).
pub(crate) async fn set_in(
    tx: &Tx,
    id: MemberId,
    new: &NewSafeContact,
) -> Result<bool, SafeContactError> {
    let checked = check(new).map_err(Failure::Refused)?;
    store::member_lock(tx, id).await?;
    let member = store::member_by_id(tx, id)
        .await?
        .ok_or(Failure::NotFound)?;
    tx.concerns(member.plan, Some(id));
    authorize(tx.actor(), Action::SafeContactSet, &member)?;
    if member.merged_into.is_some() {
        return Err(Failure::Refused(vec![Refusal::at(
            SafeContactRefusal::Merged,
            &["memberId"],
            "This record was merged into another of the same person; set it there.",
        )]));
    }
    if merge::has_died(tx, id).await? {
        return Err(Failure::Refused(vec![Refusal::at(
            SafeContactRefusal::Deceased,
            &["memberId"],
            "The member died, so the record stays as it is. If that is a mistake, correct the life \
             event first.",
        )]));
    }
    let before = member.safe_contact.and_then(|safe| safe.no_contact_since);
    let safe = SafeContact {
        no_contact_since: new.no_contact.then(|| before.unwrap_or(tx.now())),
        set_at: tx.now(),
        ..checked
    };
    store::safe_contact_set(tx, id, &safe).await?;
    Ok(!new.no_contact)
}

/// Checks what was typed; the instants are set when it is written.
fn check(new: &NewSafeContact) -> Result<SafeContact, Refusals<SafeContactRefusal>> {
    use SafeContactRefusal as Code;
    let mut checks = Checks::default();
    let hours = match (given(new.from.as_ref()), given(new.until.as_ref())) {
        (None, None) => None,
        (Some(from), Some(until)) => match (minute(from), minute(until)) {
            (Some(from), Some(until)) if from != until => Some(SafeHours { from, until }),
            _ => refuse_hours(&mut checks),
        },
        _ => refuse_hours(&mut checks),
    };
    let name = checks
        .text(
            &["goBetweenName"],
            text::optional(new.go_between_name.as_deref(), NAME_LIMIT),
        )
        .flatten();
    let phone = given(new.go_between_phone.as_ref()).and_then(|typed| {
        checks.take(text::phone(typed).ok_or(()), |()| {
            Refusal::at(
                Code::InvalidPhone,
                &["goBetweenPhone"],
                "Give ten digits, or + and the country code; leave it out if there is no phone.",
            )
        })
    });
    if phone.is_some() && name.is_none() {
        checks.refuse(Refusal::at(
            Code::Required,
            &["goBetweenName"],
            "Say who answers at the go-between's phone.",
        ));
    }
    let note = checks
        .text(&["note"], text::optional(new.note.as_deref(), NOTE_LIMIT))
        .flatten();
    checks.done()?;
    Ok(SafeContact {
        channel: new.channel,
        hours,
        no_voicemail: new.no_voicemail,
        go_between: name.map(|name| GoBetween { name, phone }),
        note,
        ..SafeContact::default()
    })
}

fn refuse_hours(checks: &mut Checks<SafeContactRefusal>) -> Option<SafeHours> {
    checks.refuse(Refusal::at(
        SafeContactRefusal::InvalidHours,
        &["from"],
        "Give both ends of the safe hours as times of day, such as 09:00 and 17:30, or neither.",
    ));
    None
}

/// The minute of the day.
fn minute(typed: &str) -> Option<i32> {
    let time = NaiveTime::parse_from_str(typed, "%H:%M").ok()?;
    i32::try_from(time.hour() * 60 + time.minute()).ok()
}

fn given(typed: Option<&String>) -> Option<&str> {
    typed
        .map(|typed| typed.trim())
        .filter(|typed| !typed.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(new: &NewSafeContact) -> Vec<SafeContactRefusal> {
        match check(new) {
            Ok(_) => Vec::new(),
            Err(refusals) => refusals.into_iter().map(|refusal| refusal.code).collect(),
        }
    }

    #[test]
    fn hours_have_two_ends_and_may_span_midnight() {
        let hours = |from: &str, until: &str| NewSafeContact {
            from: Some(from.to_owned()),
            until: Some(until.to_owned()),
            ..NewSafeContact::default()
        };
        let checked = check(&hours("22:30", "06:00")).unwrap();
        assert_eq!(
            checked.hours,
            Some(SafeHours {
                from: 1350,
                until: 360
            })
        );
        for (from, until) in [
            ("9", "10:00"),
            ("09:00", ""),
            ("24:00", "01:00"),
            ("08:00", "08:00"),
        ] {
            assert_eq!(
                codes(&hours(from, until)),
                [SafeContactRefusal::InvalidHours]
            );
        }
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let new = NewSafeContact {
            from: Some("soon".to_owned()),
            go_between_phone: Some("+15305550100".to_owned()),
            note: Some("x".repeat(NOTE_LIMIT + 1)),
            ..NewSafeContact::default()
        };
        assert_eq!(
            codes(&new),
            [
                SafeContactRefusal::InvalidHours,
                SafeContactRefusal::Required,
                SafeContactRefusal::TooLong
            ]
        );
    }
}
