//! What opening a restricted member takes.

use std::collections::HashSet;

use chrono::TimeDelta;

use super::error::BreakGlassRefusal as Code;
use super::model::{BreakGlass, Whom};
use crate::members::Cin;
use crate::refusal::{Checks, Refusal, Refusals};
use crate::text;

/// How long a member stays open.
pub(super) const OPEN_FOR: TimeDelta = TimeDelta::hours(1);
/// Longest reason, in letters.
const REASON_LIMIT: usize = 500;
/// Fewest letters and digits of a reason, and how many of them must differ. Who reads it decides
/// whether it was a good one; this only keeps out `x`, `........` and `aaaaaaaaaa`.
const REASON_LETTERS: (usize, usize) = (10, 5);

/// A wish that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedWish {
    /// The CIN, where one was given.
    pub(super) cin: Option<Cin>,
    pub(super) reason: String,
}

/// Checks a wish to open a member.
pub(super) fn check(wish: &BreakGlass) -> Result<CheckedWish, Refusals<Code>> {
    let mut checks = Checks::default();
    let reason = checks
        .text(&["reason"], text::required(&wish.reason, REASON_LIMIT))
        .and_then(|reason| {
            let told = says_something(&reason).then_some(reason);
            checks.take(told.ok_or(()), |()| {
                Refusal::at(
                    Code::SaysNothing,
                    &["reason"],
                    "Say in a few words why it cannot wait; your plan's privacy officers read it.",
                )
            })
        });
    let cin = match &wish.whom {
        Whom::Of(_) => None,
        Whom::Cin(typed) => checks.take(typed.parse::<Cin>(), |error| {
            Refusal::at(Code::InvalidCin, &["cin"], format!("{error}."))
        }),
    };
    checks.done()?;
    Ok(CheckedWish {
        cin,
        reason: reason.unwrap_or_default(),
    })
}

fn says_something(reason: &str) -> bool {
    let letters: Vec<char> = reason
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let different: HashSet<&char> = letters.iter().collect();
    letters.len() >= REASON_LETTERS.0 && different.len() >= REASON_LETTERS.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(cin: &str, reason: &str) -> BreakGlass {
        BreakGlass {
            whom: Whom::Cin(cin.to_owned()),
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn a_reason_is_required_and_all_mistakes_are_told() {
        let codes = |wish: &BreakGlass| -> Vec<Code> {
            let refusals = check(wish).expect_err("refused");
            refusals.into_iter().map(|refusal| refusal.code).collect()
        };
        assert_eq!(codes(&wish("1", " ")), [Code::Required, Code::InvalidCin]);
        assert_eq!(codes(&wish("91234567A", &"x".repeat(501))), [Code::TooLong]);
        assert!(check(&wish("91234567A", "called the nurse line")).is_ok());
    }

    #[test]
    fn a_reason_says_something() {
        for reason in [
            "x",
            "to be sure",
            "..........",
            "aaaaaaaaaaaa",
            "AAAA aaaa AAAA",
            "abababababab",
            "1111111111",
            "she fell \u{200b}\u{200b}\u{200b}\u{200b}\u{200b}",
        ] {
            let refusals = check(&wish("91234567A", reason)).expect_err(reason);
            assert_eq!(refusals[0].code, Code::SaysNothing, "{reason}");
        }
        for reason in [
            "in labour now",
            "  escribió que se cayó ",
            "她在急诊室里找不到她的药单",
        ] {
            assert!(check(&wish("91234567A", reason)).is_ok(), "{reason}");
        }
    }
}
