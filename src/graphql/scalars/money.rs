use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// An amount in US dollars with two digits for the cents, such as `"5000.00"`. A text, so that no
/// client rounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(
    /// Cents.
    pub i64,
);

/// An amount in US dollars with two digits for the cents, such as `"5000.00"`. A text, so that no
/// client rounds it.
#[Scalar]
impl ScalarType for Money {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        cents(text).map(Self).ok_or_else(|| {
            InputValueError::custom(
                "an amount is written in dollars with two digits for the cents, such as 5000.00",
            )
        })
    }

    fn to_value(&self) -> Value {
        let (sign, cents) = if self.0 < 0 {
            ("-", -self.0)
        } else {
            ("", self.0)
        };
        Value::String(format!("{sign}{}.{:02}", cents / 100, cents % 100))
    }
}

/// At most thirteen digits of dollars: no sum of them leaves 64 bits.
fn cents(text: &str) -> Option<i64> {
    let (dollars, cents) = text.split_once('.')?;
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_one_spelling = !dollars.is_empty()
        && dollars.len() <= 13
        && (dollars == "0" || !dollars.starts_with('0'))
        && cents.len() == 2;
    if !is_one_spelling || !are_digits(dollars) || !are_digits(cents) {
        return None;
    }
    Some(dollars.parse::<i64>().ok()? * 100 + cents.parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_one_spelling() {
        for (text, read) in [
            ("0.00", Some(0)),
            ("0.05", Some(5)),
            ("5000.00", Some(500_000)),
            ("9999999999999.99", Some(999_999_999_999_999)),
            ("99999999999999.99", None),
            ("05.00", None),
            ("5", None),
            ("5.0", None),
            ("5.000", None),
            ("-5.00", None),
            ("5,00", None),
            (".50", None),
            ("٥.٠٠", None),
        ] {
            assert_eq!(cents(text), read, "{text}");
            if let Some(read) = read {
                assert_eq!(Money(read).to_value(), Value::String(text.to_owned()));
            }
        }
        assert_eq!(Money(-5).to_value(), Value::String("-0.05".to_owned()));
    }
}
