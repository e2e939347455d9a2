//! Refusals that the business expects: typed, all mistakes at once, each saying what to do next.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;

use crate::text::TextFault;

/// One reason why an act was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal<C> {
    /// What a program looks at.
    pub code: C,
    /// What a person reads: what was wrong and what to do next. No personal data.
    pub message: Cow<'static, str>,
    /// The input field it is about; empty when it is about the act itself.
    pub path: &'static [&'static str],
}

/// All reasons of one refused act; never empty.
pub type Refusals<C> = Vec<Refusal<C>>;

impl<C> Refusal<C> {
    /// About the act itself.
    pub fn new(code: C, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            path: &[],
        }
    }

    /// About one input field.
    pub fn at(
        code: C,
        path: &'static [&'static str],
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            code,
            message: message.into(),
            path,
        }
    }
}

/// Refusals that have a code for the audit trail.
pub trait Reason {
    /// The code of the first, as clients see it: `AT_CAPACITY`.
    fn code(&self) -> Option<String>;
}

impl<C: fmt::Debug> Reason for Refusals<C> {
    fn code(&self) -> Option<String> {
        self.first().map(|refusal| code_of(&refusal.code))
    }
}

impl Reason for Infallible {
    fn code(&self) -> Option<String> {
        match *self {}
    }
}

/// The name of an enum's variant as a code. What a variant carries is not part of it.
pub fn code_of(variant: &impl fmt::Debug) -> String {
    let text = format!("{variant:?}");
    let end = text.find(|letter: char| !letter.is_alphanumeric());
    let name = &text[..end.unwrap_or(text.len())];
    let mut code = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.extend(letter.to_uppercase());
    }
    code
}

/// Codes of faults in typed text, which every use case that takes text has.
pub trait TextCodes {
    /// A field that must say something is blank.
    fn required() -> Self;
    /// A field is longer than it takes.
    fn too_long() -> Self;
}

/// Gives refusals their `Required` and `TooLong` as [`TextCodes`].
macro_rules! text_codes {
    ($($name:ident),+ $(,)?) => {$(
        impl $crate::refusal::TextCodes for $name {
            fn required() -> Self {
                Self::Required
            }
            fn too_long() -> Self {
                Self::TooLong
            }
        }
    )+};
}
pub(crate) use text_codes;

/// Collects all mistakes of an input before anything is refused.
#[derive(Debug)]
pub struct Checks<C> {
    refusals: Refusals<C>,
}

impl<C> Default for Checks<C> {
    fn default() -> Self {
        Self {
            refusals: Vec::new(),
        }
    }
}

impl<C> Checks<C> {
    /// Notes a mistake.
    pub fn refuse(&mut self, refusal: Refusal<C>) {
        self.refusals.push(refusal);
    }

    /// The value, or a note of the mistake.
    pub fn take<T, E>(
        &mut self,
        result: Result<T, E>,
        refusal: impl FnOnce(E) -> Refusal<C>,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(refusal(error));
                None
            }
        }
    }

    /// The text, or a note that it is blank or too long.
    pub fn text<T>(
        &mut self,
        path: &'static [&'static str],
        result: Result<T, TextFault>,
    ) -> Option<T>
    where
        C: TextCodes,
    {
        self.take(result, |fault| match fault {
            TextFault::Blank => Refusal::at(C::required(), path, "This field must not be blank."),
            TextFault::TooLong { limit } => Refusal::at(
                C::too_long(),
                path,
                format!("This field takes at most {limit} letters; shorten it."),
            ),
        })
    }

    /// All mistakes, or that there are none.
    pub fn done(self) -> Result<(), Refusals<C>> {
        if self.refusals.is_empty() {
            Ok(())
        } else {
            Err(self.refusals)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    #[expect(dead_code, reason = "what is carried must not show")]
    enum Code {
        AtCapacity,
        Taken(&'static str),
        Stale { by: &'static str },
    }

    #[test]
    fn a_code_is_a_name_and_nothing_that_it_carries() {
        assert_eq!(code_of(&Code::AtCapacity), "AT_CAPACITY");
        assert_eq!(code_of(&Code::Taken("Ortega")), "TAKEN");
        assert_eq!(code_of(&Code::Stale { by: "Ortega" }), "STALE");
    }
}
