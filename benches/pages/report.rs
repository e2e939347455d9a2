//! What was measured, as a Markdown table.

use std::fmt::Write as _;

use crate::cases::Case;
use crate::measure::Sample;

/// One line of the table.
pub struct Line {
    /// What was asked.
    pub case: Case,
    /// By the product.
    pub ours: Sample,
    /// By the floor.
    pub floor: Sample,
    /// Statements of one request of ours; only PostgreSQL counts them.
    pub statements: Option<i64>,
    /// The ratio to reach.
    pub aim: f64,
}

const HEADING: &str = "\
| | statements | CPU µs/request | floor | **ratio** | aim | requests/s | floor | ratio | p50 ms | floor | p99 ms | floor |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
";

/// The table of all lines.
pub fn table(lines: &[Line]) -> String {
    let mut table = HEADING.to_owned();
    for line in lines {
        let (ours, floor) = (line.ours, line.floor);
        let statements = line
            .statements
            .map_or_else(|| "–".to_owned(), |count| count.to_string());
        // Writing to a string does not fail.
        let _ = writeln!(
            table,
            "| {} | {statements} | {:.0} | {:.0} | **{:.2}** | {:.2} | {:.0} | {:.0} | {:.2} | \
             {:.2} | {:.2} | {:.2} | {:.2} |",
            line.case.name(),
            ours.processor_us,
            floor.processor_us,
            floor.processor_us / ours.processor_us,
            line.aim,
            ours.per_second,
            floor.per_second,
            ours.per_second / floor.per_second,
            ours.half_ms,
            floor.half_ms,
            ours.most_ms,
            floor.most_ms,
        );
    }
    table
}

/// A figure that has no floor beside it.
pub fn fact(name: &str, value: &str) -> String {
    format!("- {name}: {value}")
}
