//! Days, sizes and counts as they stand within a letter to a member, and how its places are filled.
//! Pure.

use chrono::{Datelike, NaiveDate};

use super::model::Grant;
use crate::reference::{ActionText, ActionWords};

/// A text in the member's language, or in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) needs_translation: bool,
}

/// A template with its places filled, in one pass: what people typed may hold braces.
pub(crate) fn fill(template: &str, said: impl Fn(&str) -> String) -> String {
    let mut filled = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((place, behind)) = after.split_once('}') else {
            break;
        };
        filled.push_str(before);
        filled.push_str(&said(place));
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

/// Units, money and days, as within a sentence.
pub(crate) fn size(grant: Grant, words: &ActionWords<'_>) -> String {
    let units = grant.units.map(|units| {
        let forms = (ActionText::OneUnit, ActionText::Units);
        counted(units, forms, words)
    });
    let amount = grant.cents.map(|cents| {
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        words.body(ActionText::Amount).replace("{amount}", &amount)
    });
    let span = words
        .body(ActionText::Span)
        .replace("{from}", &day(grant.from_on, words))
        .replace("{until}", &day(grant.until_on, words));
    let parts = [units, amount, Some(span)].into_iter().flatten();
    parts.collect::<Vec<_>>().join(", ")
}

/// A date.
pub(crate) fn day(day: NaiveDate, words: &ActionWords<'_>) -> String {
    words
        .body(ActionText::Day)
        .replace("{month}", words.month(day.month0()))
        .replace("{day}", &day.day().to_string())
        .replace("{year}", &day.year().to_string())
}

/// So many days.
pub(crate) fn days(count: i32, words: &ActionWords<'_>) -> String {
    counted(count, (ActionText::OneDay, ActionText::Days), words)
}

/// So many hours.
pub(crate) fn hours(count: i32, words: &ActionWords<'_>) -> String {
    counted(count, (ActionText::OneHour, ActionText::Hours), words)
}

/// One of something, or any other number: the forms that English and Spanish have.
fn counted(count: i32, (one, many): (ActionText, ActionText), words: &ActionWords<'_>) -> String {
    let form = words.body(if count == 1 { one } else { many });
    form.replace("{count}", &count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Reference;

    #[test]
    fn one_is_one_and_all_else_is_many_in_both_languages() {
        for (language, one, many) in [
            (
                "en",
                ["1 unit", "1 day", "1 hour"],
                ["units", "days", "hours"],
            ),
            (
                "es",
                ["1 unidad", "1 día", "1 hora"],
                ["unidades", "días", "horas"],
            ),
        ] {
            let words = Reference::embedded().action_words(language.parse().unwrap());
            let all = |count: i32| {
                let of = Grant {
                    units: Some(count),
                    cents: None,
                    from_on: NaiveDate::default(),
                    until_on: NaiveDate::default(),
                };
                let units = size(of, &words);
                let units = units.split(',').next().unwrap_or_default().to_owned();
                [units, days(count, &words), hours(count, &words)]
            };
            assert_eq!(all(1), one.map(str::to_owned));
            for count in [0, 2, 11, 21] {
                assert_eq!(all(count), many.map(|form| format!("{count} {form}")));
            }
        }
    }

    #[test]
    fn what_people_typed_is_not_filled_again() {
        let filled = fill("{a}, {b} and {", |place| match place {
            "a" => "{b}".to_owned(),
            _ => "two".to_owned(),
        });
        assert_eq!(filled, "{b}, two and {");
    }
}
