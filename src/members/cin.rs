//! The client index number.

use std::fmt;
use std::str::FromStr;

/// A client index number: a 9, seven digits, and one letter that is not B, I, J, K, L, O, P, Q,
/// R or S. Permanent for the person. Source: domain notes, section 7 (Los Angeles County DMH,
/// RMD Bulletin NGA 12-041).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cin(String);

/// Not a client index number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a CIN is a 9, seven digits and a letter other than B, I to L and O to S, for example 90000000A; \
     of the 14 characters on a benefits card it is the first 9"
)]
pub struct InvalidCin;

impl Cin {
    /// The nine characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Cin {
    type Err = InvalidCin;

    /// Takes nine characters, or the fourteen of a benefits identification card, in any case,
    /// with spaces or hyphens.
    fn from_str(text: &str) -> Result<Self, InvalidCin> {
        let typed: String = text
            .chars()
            .filter(|letter| !matches!(letter, ' ' | '-'))
            .map(|letter| letter.to_ascii_uppercase())
            .collect();
        let card_digits = typed.get(9..).ok_or(InvalidCin)?;
        if !matches!(typed.len(), 9 | 14) || !card_digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidCin);
        }
        let cin = &typed.as_bytes()[..9];
        let is_known = cin[0] == b'9'
            && cin[1..8].iter().all(u8::is_ascii_digit)
            && matches!(cin[8], b'A' | b'C'..=b'H' | b'M' | b'N' | b'T'..=b'Z');
        if is_known {
            Ok(Self(typed[..9].to_owned()))
        } else {
            Err(InvalidCin)
        }
    }
}

impl fmt::Display for Cin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Never the number itself: logs must not hold it.
impl fmt::Debug for Cin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cin(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_forms_are_taken() {
        for (typed, kept) in [
            ("91234567A", Some("91234567A")),
            ("9123-4567 a", Some("91234567A")),
            ("91234567A21365", Some("91234567A")),
            ("91234567B", None),
            ("91234567I", None),
            ("91234567S", None),
            ("91234567Z", Some("91234567Z")),
            ("81234567A", None),
            ("9123456A", None),
            ("91234567A2136", None),
            ("91234567A2136X", None),
            ("9é234567A", None),
            ("", None),
        ] {
            let parsed = typed.parse::<Cin>().ok();
            assert_eq!(parsed.as_ref().map(Cin::as_str), kept, "{typed}");
        }
    }

    #[test]
    fn a_cin_is_never_printed_by_accident() {
        let cin: Cin = "91234567A".parse().unwrap();
        assert!(!format!("{cin:?}").contains("9123"));
    }
}
