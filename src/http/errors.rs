//! Errors as they leave: each with a code and the request's id, and nothing that was not meant to
//! be read outside.

use async_graphql::{ErrorExtensionValues, ServerError};

use super::RequestId;

/// The codes that the edge itself puts on errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// The request, its document or its variables are wrong.
    BadUserInput,
    /// The document is larger or more complex than allowed.
    CostExceeded,
    /// Something failed that the program did not foresee.
    Internal,
    /// There is nothing at this path.
    NotFound,
    /// A query ran longer than allowed.
    Timeout,
    /// The token is not good.
    Unauthenticated,
}

impl Code {
    fn as_str(self) -> &'static str {
        match self {
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::CostExceeded => "COST_EXCEEDED",
            Self::Internal => "INTERNAL",
            Self::NotFound => "NOT_FOUND",
            Self::Timeout => "TIMEOUT",
            Self::Unauthenticated => "UNAUTHENTICATED",
        }
    }

    /// An error with this code and no place in the document.
    pub(super) fn error(self, message: impl Into<String>) -> ServerError {
        let mut error = ServerError::new(message, None);
        self.mark(&mut error);
        error
    }

    fn mark(self, error: &mut ServerError) {
        extensions(error).set("code", self.as_str());
    }
}

pub(super) const INTERNAL_ERROR: &str = "internal error";

/// How a message of async-graphql begins that is about an argument or a variable. Such errors arise
/// while fields are resolved, without a code of their own.
const INPUT_ERRORS: [&str; 4] = [
    "Failed to parse \"",
    "Expected input type \"",
    "Invalid value for argument \"",
    "Variable ",
];

/// How a message of async-graphql begins that is about one of the schema's limits.
const COST_ERRORS: [&str; 4] = [
    "Query is too complex.",
    "Query is nested too deep.",
    "The recursion depth of the query",
    "The number of directives on the field",
];

/// Completes an error that arose in a field. One that the program did not give a code is either
/// about input, or unforeseen: then its text may hold anything, so it does not leave.
pub(super) fn settle_field_error(error: &mut ServerError, id: &RequestId) {
    if !has_code(error) {
        if starts_with_any(&error.message, &INPUT_ERRORS) {
            Code::BadUserInput.mark(error);
            withhold_what_was_sent(error);
        } else {
            // The text is left out of the log as well: it may hold a member's data.
            tracing::error!(request_id = %id, path = ?error.path, "a field failed without a code");
            INTERNAL_ERROR.clone_into(&mut error.message);
            Code::Internal.mark(error);
        }
    }
    name_request(error, id);
}

pub(super) fn settle_request_error(error: &mut ServerError, id: &RequestId) {
    if !has_code(error) {
        let code = if starts_with_any(&error.message, &COST_ERRORS) {
            Code::CostExceeded
        } else {
            Code::BadUserInput
        };
        code.mark(error);
        withhold_what_was_sent(error);
    }
    name_request(error, id);
}

/// Takes out of a message of async-graphql what it repeats of the request: clients write messages
/// to their logs, and a value in the wrong place may be a name or a password. Where it stands is
/// told by the place and the path of the error.
fn withhold_what_was_sent(error: &mut ServerError) {
    let message = error.message.as_str();
    let cut = |at: &str, instead: &str| {
        let (kept, _) = message.split_once(at)?;
        Some(format!("{kept}{instead}"))
    };
    let kept = match message.strip_prefix(" --> ") {
        // A syntax error: its place, lines of the document, and what was expected there.
        Some(syntax) => {
            let ends = syntax.lines().next().zip(syntax.lines().last());
            ends.map(|(place, why)| {
                format!("syntax error at {place}: {}", why.trim_matches([' ', '=']))
            })
        }
        None => cut(", found ", ", found something else.")
            .or_else(|| cut("does not contain value ", "does not contain this value."))
            .or_else(|| cut("does not contain the value ", "does not contain this value")),
    };
    if let Some(kept) = kept {
        error.message = kept;
    }
}

fn starts_with_any(message: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|start| message.starts_with(start))
}

fn has_code(error: &ServerError) -> bool {
    error
        .extensions
        .as_ref()
        .is_some_and(|extensions| extensions.get("code").is_some())
}

pub(super) fn name_request(error: &mut ServerError, id: &RequestId) {
    extensions(error).set("requestId", id.as_str());
}

fn extensions(error: &mut ServerError) -> &mut ErrorExtensionValues {
    error.extensions.get_or_insert_default()
}

#[cfg(test)]
mod tests {
    use async_graphql::{PathSegment, Value};

    use super::*;

    fn id() -> RequestId {
        RequestId::new("0191")
    }

    fn code(error: &ServerError) -> &Value {
        error.extensions.as_ref().unwrap().get("code").unwrap()
    }

    fn in_field(message: &str) -> ServerError {
        ServerError::new(message, None).with_path(vec![PathSegment::Field("member".into())])
    }

    #[test]
    fn an_unforeseen_error_keeps_its_text_inside() {
        let mut error = in_field("UNIQUE constraint failed: member.cin");
        settle_field_error(&mut error, &id());
        assert_eq!(error.message, "internal error");
        assert_eq!(code(&error), &Value::from("INTERNAL"));
    }

    #[test]
    fn an_error_about_an_argument_is_the_clients() {
        let mut error = in_field("Failed to parse \"Int\": not a number");
        settle_field_error(&mut error, &id());
        assert_eq!(code(&error), &Value::from("BAD_USER_INPUT"));
    }

    #[test]
    fn what_was_sent_is_not_repeated() {
        for (said, kept) in [
            (
                r#"Expected input type "Int", found "Xiomara, found "."#,
                r#"Expected input type "Int", found something else."#,
            ),
            (
                r#"Invalid value for argument "code", enumeration type "ServiceCode" does not contain the value "XIOMARA""#,
                r#"Invalid value for argument "code", enumeration type "ServiceCode" does not contain this value"#,
            ),
            (
                " --> 1:9\n  |\n1 | { name: Xiomara\n  |         ^---\n  |\n  = expected value",
                "syntax error at 1:9: expected value",
            ),
            (
                "Unknown field \"x\" on type \"Query\".",
                "Unknown field \"x\" on type \"Query\".",
            ),
        ] {
            let mut error = ServerError::new(said, None);
            settle_request_error(&mut error, &id());
            assert_eq!(error.message, kept);
        }
    }

    #[test]
    fn a_code_given_by_the_product_is_kept() {
        let mut error = in_field("not yours");
        extensions(&mut error).set("code", "FORBIDDEN");
        settle_field_error(&mut error, &id());
        assert_eq!(error.message, "not yours");
        assert_eq!(code(&error), &Value::from("FORBIDDEN"));
    }

    #[test]
    fn the_schemas_limits_are_about_cost() {
        let mut error = ServerError::new("Query is too complex.", None);
        settle_request_error(&mut error, &id());
        assert_eq!(code(&error), &Value::from("COST_EXCEEDED"));
    }
}
