use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use super::types::{Holiday, HolidayInput};
use crate::graphql::idempotency::idempotency_key;
use crate::graphql::{ApiError, ContextExt, Settle, UserError};
use crate::policies;

/// The coming days on which your plan's calendar differs from that of the state's offices: all of
/// them. Read `holidays` first and send back what is to stay.
#[derive(InputObject)]
pub struct SetHolidaysInput {
    /// The days, at most 366; none: from today on the calendar is that of the state's offices.
    days: Vec<HolidayInput>,
    /// So that a retry is not a repeat: 1 to 128 bytes, kept for 7 days.
    idempotency_key: Option<String>,
}

/// Why the days were not set.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "policies::SetHolidaysRefusal")]
pub enum SetHolidaysErrorCode {
    /// A day lies in the past: what was due by it stays as it was.
    InPast,
    /// A day stands there twice.
    Repeated,
    /// A name is missing or too long.
    InvalidName,
    /// Too many days at once.
    TooMany,
    /// The idempotency key was used for another input.
    IdempotencyKeyReused,
}

/// What came of it.
#[derive(SimpleObject)]
pub struct SetHolidaysPayload {
    /// The days as they are now, those that have passed as well; null when none were set.
    holidays: Option<Vec<Holiday>>,
    /// Why they were not set; empty when they were.
    user_errors: Vec<UserError<SetHolidaysErrorCode>>,
}

/// Sets the days of a calendar.
#[derive(Default)]
pub struct SetHolidays;

#[Object]
impl SetHolidays {
    /// Say on which coming days your plan is closed, or open though the state's offices are not. It
    /// moves clocks of requests that come in from now on; what is due already stays due. For the
    /// plan's network managers.
    async fn set_holidays(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The coming days.")] input: SetHolidaysInput,
    ) -> Result<SetHolidaysPayload, ApiError> {
        let op = ctx.signed_in()?;
        let key = input.idempotency_key.as_ref();
        let key = idempotency_key(ctx, "setHolidays", key, &input)?;
        let days: Vec<policies::Holiday> = input.days.into_iter().map(Into::into).collect();
        let policies = &ctx.services()?.policies;
        let outcome = policies.set_holidays(op, &days, key.as_ref()).await;
        Ok(match outcome.settle()? {
            Ok(days) => SetHolidaysPayload {
                holidays: Some(days.into_iter().map(Holiday::from).collect()),
                user_errors: Vec::new(),
            },
            Err(refusals) => SetHolidaysPayload {
                holidays: None,
                user_errors: refusals.into_iter().map(UserError::of).collect(),
            },
        })
    }
}
