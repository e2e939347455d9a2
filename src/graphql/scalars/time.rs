use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, SecondsFormat, Utc};

use crate::clock::to_micros;

/// What four digits write, in UTC: all that sorts as text, and that both databases keep.
const YEARS: RangeInclusive<i32> = 1..=9999;

/// An instant in RFC 3339, written in UTC, such as `2026-11-22T16:30:00Z`. Read with any offset
/// and cut to microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// An instant in RFC 3339, written in UTC, such as `2026-11-22T16:30:00Z`. Read with any offset
/// and cut to microseconds.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        chrono::DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|instant| Self(to_micros(instant.to_utc())))
            .filter(|instant| YEARS.contains(&instant.0.year()))
            .ok_or_else(|| {
                InputValueError::custom(
                    "an instant is written in RFC 3339 with its offset, such as \
                     2026-11-22T16:30:00Z",
                )
            })
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

/// A calendar day in California, such as `2026-11-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub NaiveDate);

/// A calendar day in California, such as `2026-11-22`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        // The parser also takes one-digit months and days; one spelling is enough.
        text.parse::<NaiveDate>()
            .ok()
            .filter(|day| day.to_string() == *text && YEARS.contains(&day.year()))
            .map(Self)
            .ok_or_else(|| {
                InputValueError::custom("a day is written year-month-day, such as 2026-11-22")
            })
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Option<DateTime> {
        DateTime::parse(Value::from(text)).ok()
    }

    #[test]
    fn instants_are_read_with_any_offset_and_written_in_utc() {
        let utc = instant("2026-11-22T16:30:00Z").unwrap();
        assert_eq!(instant("2026-11-22T08:30:00-08:00"), Some(utc));
        assert_eq!(utc.to_value(), Value::from("2026-11-22T16:30:00Z"));
        let fine = instant("2026-11-22T16:30:00.123456789Z").unwrap();
        assert_eq!(fine.to_value(), Value::from("2026-11-22T16:30:00.123456Z"));
        let leap = instant("2026-11-22T16:29:60Z").unwrap();
        assert_eq!(leap.to_value(), Value::from("2026-11-22T16:30:00Z"));
        for wrong in [
            "2026-11-22",
            "2026-11-22T16:30:00",
            "2026-13-01T00:00:00Z",
            "0000-12-31T23:59:59Z",
            "9999-12-31T23:59:59-00:01",
            "now",
        ] {
            assert!(instant(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_day_has_one_spelling() {
        let day = |text: &str| Date::parse(Value::from(text)).ok();
        let date = day("2026-02-28").unwrap();
        assert_eq!(date.to_value(), Value::from("2026-02-28"));
        for wrong in [
            "2026-2-28",
            "2026-02-29",
            "02/28/2026",
            " 2026-02-28",
            "2026-02-28T00:00:00Z",
            "0000-12-31",
            "-0001-01-01",
            "+10000-01-01",
        ] {
            assert!(day(wrong).is_none(), "{wrong}");
        }
    }
}
