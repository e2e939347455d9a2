//! Refusals that the business expects, typed in the schema: `payload.userErrors`.

use std::borrow::Cow;

use async_graphql::{OutputType, SimpleObject, TypeName};

use crate::refusal::Refusal;

/// Why an act was not done, and what to do next.
#[derive(SimpleObject, Debug, Clone, PartialEq, Eq)]
#[graphql(name_type)]
pub struct UserError<C: OutputType> {
    /// What was refused, for programs: branch on this, not on the message.
    pub code: C,
    /// What to do next, for people, in English.
    pub message: Cow<'static, str>,
    /// Where in the arguments the mistake is, outermost first, such as `["input", "phone"]`; empty
    /// when it is about none of them alone.
    pub path: Vec<Cow<'static, str>>,
}

/// Named after its codes: the errors with an `AcceptReferralErrorCode` are `AcceptReferralUserError`.
impl<C: OutputType> TypeName for UserError<C> {
    fn type_name() -> Cow<'static, str> {
        let codes = C::type_name();
        let act = codes.strip_suffix("ErrorCode").unwrap_or(&codes);
        Cow::Owned(format!("{act}UserError"))
    }
}

impl<C: OutputType> UserError<C> {
    /// A refusal of the act as a whole.
    pub fn new(code: C, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            path: Vec::new(),
        }
    }

    /// The refusal of a use case, with the code that clients know it by.
    pub fn of<R>(refusal: Refusal<R>) -> Self
    where
        C: From<R>,
    {
        let about_input = if refusal.path.is_empty() {
            None
        } else {
            Some("input")
        };
        let path = about_input.into_iter().chain(refusal.path.iter().copied());
        Self {
            code: refusal.code.into(),
            message: refusal.message,
            path: path.map(Cow::Borrowed).collect(),
        }
    }

    /// The mistake is in this field of the input.
    #[must_use]
    pub fn at(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.path = vec!["input".into(), field.into()];
        self
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::Enum;

    use super::*;

    #[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
    enum AcceptReferralErrorCode {
        AtCapacity,
    }

    #[test]
    fn its_name_follows_from_its_codes() {
        assert_eq!(
            <UserError<AcceptReferralErrorCode> as TypeName>::type_name(),
            "AcceptReferralUserError"
        );
        let error = UserError::new(AcceptReferralErrorCode::AtCapacity, "no room").at("referralId");
        assert_eq!(error.path, ["input", "referralId"]);
    }
}
