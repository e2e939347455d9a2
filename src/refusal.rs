//! Refusals that the business expects: typed, all mistakes at once, each saying what to do next.

use std::borrow::Cow;

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

/// Codes of faults in typed text, which every use case that takes text has.
pub trait TextCodes {
    /// A field that must say something is blank.
    fn required() -> Self;
    /// A field is longer than it takes.
    fn too_long() -> Self;
}

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
