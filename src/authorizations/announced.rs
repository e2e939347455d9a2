//! A reduction is told ahead: until its day all goes on as it was. Fewer days hold by themselves when
//! they come; fewer units and less money are announced, and hold from a day on. Pure.

use chrono::NaiveDate;

use super::model::Grant;

/// What a reduction leaves from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announced {
    /// Units; `None` where none are counted.
    pub units: Option<i32>,
    /// Amount in cents; `None` where no money is authorized.
    pub cents: Option<i64>,
    /// First day on which it holds.
    pub from_on: NaiveDate,
}

impl Announced {
    /// What is granted from then on. What was used until then stays granted.
    #[must_use]
    pub(crate) fn after(self, grant: Grant, (units, cents): (i32, i64)) -> Grant {
        Grant {
            units: self.units.map(|left| left.max(units)),
            cents: self.cents.map(|left| left.max(cents)),
            ..grant
        }
    }
}

/// What is granted today where less is to hold from a day on, and what is announced.
#[must_use]
pub(crate) fn split(
    had: Grant,
    less: Grant,
    (from_on, today): (NaiveDate, NaiveDate),
) -> (Grant, Option<Announced>) {
    let Grant { units, cents, .. } = less;
    if from_on <= today || (units, cents) == (had.units, had.cents) {
        return (less, None);
    }
    let meanwhile = Grant {
        units: had.units,
        cents: had.cents,
        ..less
    };
    let announced = Announced {
        units,
        cents,
        from_on,
    };
    (meanwhile, Some(announced))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn grant(units: Option<i32>, cents: Option<i64>, until_on: &str) -> Grant {
        Grant {
            units,
            cents,
            from_on: day("2026-11-01"),
            until_on: day(until_on),
        }
    }

    #[test]
    fn fewer_days_hold_by_themselves_and_all_else_from_its_day_on() {
        let had = grant(Some(30), None, "2027-01-31");
        let holds_on = day("2026-12-03");
        let told = (holds_on, day("2026-11-23"));
        let shorter = grant(Some(30), None, "2026-12-15");
        assert_eq!(split(had, shorter, told), (shorter, None));
        let fewer = grant(Some(10), None, "2027-01-31");
        assert_eq!(split(had, fewer, (holds_on, holds_on)), (fewer, None));

        let (meanwhile, announced) = split(had, grant(Some(10), None, "2026-12-15"), told);
        assert_eq!(meanwhile, shorter);
        let announced = announced.unwrap();
        assert_eq!((announced.units, announced.from_on), (Some(10), holds_on));
        for (used, left) in [(0, 10), (10, 10), (12, 12)] {
            let after = announced.after(meanwhile, (used, 0));
            assert_eq!(after, grant(Some(left), None, "2026-12-15"));
        }

        let money = grant(None, Some(500_000), "2027-01-31");
        let (meanwhile, announced) = split(money, grant(None, Some(200_000), "2027-01-31"), told);
        assert_eq!(meanwhile, money);
        let after = announced.unwrap().after(money, (0, 300_000));
        assert_eq!(after, grant(None, Some(300_000), "2027-01-31"));
    }
}
