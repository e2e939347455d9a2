//! The `idempotencyKey` of a mutation's input.

use async_graphql::{Context, InputType, Value};

use super::{ApiError, ContextExt};
use crate::idempotency::{IdempotencyKey, KEY_LIMIT};

/// The key of an input, with the fingerprint of everything else in it.
pub fn idempotency_key(
    ctx: &Context<'_>,
    mutation: &'static str,
    key: Option<&String>,
    input: &impl InputType,
) -> Result<Option<IdempotencyKey>, ApiError> {
    let Some(key) = key else { return Ok(None) };
    if key.trim().is_empty() || key.len() > KEY_LIMIT {
        return Err(ApiError::bad_input(format!(
            "idempotencyKey must have 1 to {KEY_LIMIT} bytes; a random UUID is a good one"
        )));
    }
    let mut value = input.to_value();
    if let Value::Object(fields) = &mut value {
        fields.shift_remove("idempotencyKey");
    }
    let fingerprint = ctx
        .services()?
        .fingerprints
        .of(value.to_string().as_bytes());
    Ok(Some(IdempotencyKey {
        mutation,
        key: key.clone(),
        fingerprint,
    }))
}
