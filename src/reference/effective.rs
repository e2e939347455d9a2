//! When a fact is in force.

use chrono::NaiveDate;

/// A span of whole days in California. Both ends are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effective {
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force; `None` while no end is known.
    pub until: Option<NaiveDate>,
}

impl Effective {
    /// Whether the fact is in force on `date`.
    #[must_use]
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.from <= date && self.until.is_none_or(|last| date <= last)
    }

    /// Whether some day lies in both spans.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.covers(other.from) || other.covers(self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, day).unwrap()
    }

    #[test]
    fn both_ends_are_included() {
        let span = Effective {
            from: day(10),
            until: Some(day(20)),
        };
        for (date, expected) in [(9, false), (10, true), (20, true), (21, false)] {
            assert_eq!(span.covers(day(date)), expected, "January {date}");
        }
    }

    #[test]
    fn without_an_end_it_lasts() {
        let span = Effective {
            from: day(10),
            until: None,
        };
        assert!(!span.covers(day(9)));
        assert!(span.covers(NaiveDate::MAX));
    }

    #[test]
    fn spans_overlap_when_they_share_a_day() {
        let first = Effective {
            from: day(10),
            until: Some(day(20)),
        };
        for (from, expected) in [(9, true), (10, true), (20, true), (21, false)] {
            let second = Effective {
                from: day(from),
                until: None,
            };
            assert_eq!(first.overlaps(&second), expected, "January {from}");
            assert_eq!(second.overlaps(&first), expected, "January {from}");
        }
    }
}
