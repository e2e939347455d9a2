//! What opening a restricted member takes.

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
    let reason = checks.text(&["reason"], text::required(&wish.reason, REASON_LIMIT));
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
}
