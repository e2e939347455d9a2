//! How people and organizations are reached.

use std::fmt;
use std::str::FromStr;

/// A telephone number in E.164: a plus sign and 8 to 15 digits, the first of them not 0, such as
/// `+15305550100`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

/// The text is not a telephone number in E.164.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a phone number is + and 8 to 15 digits with the country first, such as +15305550100")]
pub struct MalformedPhone;

impl Phone {
    /// The plus sign and the digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = MalformedPhone;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('+').ok_or(MalformedPhone)?;
        let is_number = (8..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        if is_number {
            Ok(Self(text.to_owned()))
        } else {
            Err(MalformedPhone)
        }
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Phone {
    /// A member's number is personal data, so no log shows one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_e164_is_a_phone_number() {
        for good in ["+15305550100", "+12345678", "+123456789012345"] {
            assert_eq!(good.parse::<Phone>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "+",
            "15305550100",
            "+1 530 555 0100",
            "+05305550100",
            "+1234567",
            "+1234567890123456",
            "+1530555010a",
            "+١٥٣٠٥٥٥٠١٠٠",
        ] {
            assert_eq!(bad.parse::<Phone>(), Err(MalformedPhone), "{bad:?}");
        }
    }

    #[test]
    fn a_number_is_not_shown_by_debug() {
        let phone: Phone = "+15305550100".parse().unwrap();
        assert!(!format!("{phone:?}").contains("530"));
    }
}
