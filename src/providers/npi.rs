//! National Provider Identifiers.

use std::fmt;
use std::str::FromStr;

/// A National Provider Identifier: ten digits, of which the last checks the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Npi([u8; 10]);

/// Why a text is not an NPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NpiError {
    /// Not ten digits of which the first is 1 or 2.
    #[error("an NPI is ten digits and starts with 1 or 2")]
    Malformed,
    /// A digit is wrong, or two are swapped.
    #[error("the NPI's check digit does not fit: a digit is wrong or two are swapped")]
    CheckDigit,
}

/// What the prefix 80840 (health, United States) adds to the sum of the check: the number that is
/// checked is the whole card number of ISO 7812, of which an NPI is the end.
const PREFIX_SUM: u32 = 24;

impl Npi {
    /// The ten digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Digits by construction, so the default is never taken.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Npi {
    type Err = NpiError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: [u8; 10] = text
            .as_bytes()
            .try_into()
            .map_err(|_| NpiError::Malformed)?;
        if !digits.iter().all(u8::is_ascii_digit) || !matches!(digits[0], b'1' | b'2') {
            return Err(NpiError::Malformed);
        }
        if (PREFIX_SUM + luhn_sum(&digits)).is_multiple_of(10) {
            Ok(Self(digits))
        } else {
            Err(NpiError::CheckDigit)
        }
    }
}

/// Luhn's sum: every second digit from the right counts twice, and tens count as ones.
fn luhn_sum(digits: &[u8; 10]) -> u32 {
    digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            match place % 2 {
                0 => digit,
                _ => digit * 2 / 10 + digit * 2 % 10,
            }
        })
        .sum()
}

impl fmt::Display for Npi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_checked() {
        // The example that the rule's own text works through.
        assert_eq!("1234567893".parse::<Npi>().unwrap().as_str(), "1234567893");
        for last in "012456789".chars() {
            let text = format!("123456789{last}");
            assert_eq!(text.parse::<Npi>(), Err(NpiError::CheckDigit), "{text}");
        }
        assert_eq!("1243567893".parse::<Npi>(), Err(NpiError::CheckDigit));
    }

    #[test]
    fn only_ten_digits_from_1_or_2_are_an_npi() {
        for text in [
            "",
            "123456789",
            "12345678933",
            "3234567893",
            "12345 7893",
            "12345678९",
        ] {
            assert_eq!(text.parse::<Npi>(), Err(NpiError::Malformed), "{text:?}");
        }
    }
}
