//! Procedure codes with their modifiers, as claims and invoices carry them.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::text::ShortText;

/// The modifier that says "by telehealth".
const TELEHEALTH: &str = "GQ";

/// A claim line has room for this many modifiers.
const MAX_MODIFIERS: usize = 4;

/// A HCPCS code with its modifiers, such as `S5165 U6` or `G9012 U2 GQ`.
///
/// The modifiers are part of the meaning: `S5165 U6` is a home modification and `S5165 U5` asthma
/// remediation. So nothing in the program looks up the HCPCS code alone. The order of modifiers
/// means nothing; two values are equal whatever the order they were written in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProcedureCode {
    hcpcs: ShortText<5>,
    modifiers: BTreeSet<ShortText<2>>,
    is_telehealth: bool,
}

/// Why a text is not a procedure code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProcedureCodeError {
    /// The first word is not a letter and four digits.
    #[error("a procedure code starts with a letter and four digits, such as S5165")]
    Hcpcs,
    /// A further word is not two capitals or digits, stands twice, or is one too many.
    #[error("after the code come up to four different modifiers of two characters, such as U6")]
    Modifiers,
}

impl ProcedureCode {
    /// The letter and four digits without the modifiers: to print in its own column, never to
    /// look anything up.
    #[must_use]
    pub fn hcpcs(&self) -> &str {
        self.hcpcs.as_str()
    }

    /// The modifiers, the one for telehealth last.
    pub fn modifiers(&self) -> impl Iterator<Item = &str> {
        let telehealth = self.is_telehealth.then_some(TELEHEALTH);
        self.modifiers
            .iter()
            .map(ShortText::as_str)
            .chain(telehealth)
    }

    /// Whether the service was given by telephone or over the net.
    #[must_use]
    pub fn is_telehealth(&self) -> bool {
        self.is_telehealth
    }

    /// The same code without the telehealth modifier.
    #[must_use]
    pub fn in_person(&self) -> Self {
        Self {
            is_telehealth: false,
            ..self.clone()
        }
    }
}

impl FromStr for ProcedureCode {
    type Err = ProcedureCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut words = text.split(' ');
        let hcpcs = words
            .next()
            .and_then(hcpcs)
            .ok_or(ProcedureCodeError::Hcpcs)?;
        let mut code = Self {
            hcpcs,
            modifiers: BTreeSet::new(),
            is_telehealth: false,
        };
        for (count, word) in (1..).zip(words) {
            let is_new = if word == TELEHEALTH {
                !std::mem::replace(&mut code.is_telehealth, true)
            } else {
                modifier(word).is_some_and(|modifier| code.modifiers.insert(modifier))
            };
            if !is_new || count > MAX_MODIFIERS {
                return Err(ProcedureCodeError::Modifiers);
            }
        }
        Ok(code)
    }
}

fn hcpcs(word: &str) -> Option<ShortText<5>> {
    let code = ShortText::new(word, u8::is_ascii_alphanumeric)?;
    let (letter, digits) = word.split_at_checked(1)?;
    let is_code = letter.bytes().all(|byte| byte.is_ascii_uppercase())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(code)
}

fn modifier(word: &str) -> Option<ShortText<2>> {
    ShortText::new(word, |byte| {
        byte.is_ascii_uppercase() || byte.is_ascii_digit()
    })
}

impl fmt::Display for ProcedureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.hcpcs())?;
        self.modifiers()
            .try_for_each(|modifier| write!(f, " {modifier}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ProcedureCode {
        text.parse().unwrap()
    }

    #[test]
    fn telehealth_is_printed_last_and_order_means_nothing() {
        assert_eq!(code("G9012 GQ U2").to_string(), "G9012 U2 GQ");
        assert_eq!(code("G9012 GQ U2"), code("G9012 U2 GQ"));
        assert_ne!(code("S5165 U5"), code("S5165 U6"));
        assert_eq!(code("G9012 U2 GQ").in_person(), code("G9012 U2"));
    }

    #[test]
    fn malformed_codes_say_which_part_is_wrong() {
        use ProcedureCodeError::{Hcpcs, Modifiers};
        let cases = [
            ("", Hcpcs),
            ("s5165", Hcpcs),
            ("55165", Hcpcs),
            ("S516", Hcpcs),
            ("S51655", Hcpcs),
            ("SS165", Hcpcs),
            (" S5165", Hcpcs),
            ("S5165 ", Modifiers),
            ("S5165 u6", Modifiers),
            ("S5165 U66", Modifiers),
            ("S5165 U6 U6", Modifiers),
            ("S5165 GQ GQ", Modifiers),
            ("S5165 U1 U2 U3 U4 U5", Modifiers),
        ];
        for (text, expected) in cases {
            assert_eq!(ProcedureCode::from_str(text), Err(expected), "{text:?}");
        }
        assert_eq!(code("S5165 U1 U2 U3 GQ").modifiers().count(), 4);
    }
}
