//! What was measured, as Markdown tables.

use std::fmt::Write as _;

use crate::cases::Case;
use crate::looks::Look;
use crate::measure::Sample;

/// One line of the table.
pub struct Line {
    /// What was asked.
    pub case: Case,
    /// By the product.
    pub ours: Sample,
    /// How long one waits who asks alone, in ms: one of ten waits less.
    pub alone_ms: f64,
    /// By the floor, where there is one.
    pub floor: Option<Sample>,
    /// Statements of one request of ours; only PostgreSQL counts them.
    pub statements: Option<i64>,
    /// The ratio to reach.
    pub aim: Option<f64>,
}

/// All that one size gave.
pub struct Measured {
    /// Referrals with a past.
    pub size: u64,
    /// What clients ask.
    pub lines: Vec<Line>,
    /// What the worker asks.
    pub looks: Vec<Look>,
}

const HEADING: &str = "\
| | statements | CPU µs/request | floor | **ratio** | aim | requests/s | floor | ratio | p50 ms | floor | p99 ms | floor |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
";

/// The table of all lines.
pub fn table(lines: &[Line]) -> String {
    let mut table = HEADING.to_owned();
    for line in lines {
        let ours = line.ours;
        let of_floor = |figure: fn(&Sample) -> f64, digits: usize| {
            let figure = line.floor.as_ref().map(figure);
            figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.digits$}"))
        };
        let ratio = |ratio: fn(&Sample, &Sample) -> f64| {
            let ratio = line.floor.as_ref().map(|floor| ratio(&line.ours, floor));
            ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"))
        };
        let statements = line
            .statements
            .map_or_else(|| "–".to_owned(), |count| count.to_string());
        let aim = line
            .aim
            .map_or_else(|| "–".to_owned(), |aim| format!("{aim:.2}"));
        // Writing to a string does not fail.
        let _ = writeln!(
            table,
            "| {} | {statements} | {:.0} | {} | **{}** | {aim} | {:.0} | {} | {} | {:.2} | {} | \
             {:.2} | {} |",
            line.case.name(),
            ours.processor_us,
            of_floor(|floor| floor.processor_us, 0),
            ratio(|ours, floor| floor.processor_us / ours.processor_us),
            ours.per_second,
            of_floor(|floor| floor.per_second, 0),
            ratio(|ours, floor| ours.per_second / floor.per_second),
            ours.half_ms,
            of_floor(|floor| floor.half_ms, 2),
            ours.most_ms,
            of_floor(|floor| floor.most_ms, 2),
        );
    }
    table
}

/// What became of each case as history grew: the time of one, size by size, and the last beside the
/// first. Requests count by the time that one takes alone, the database's part included.
pub fn growth(all: &[Measured]) -> String {
    let Some(first) = all.first() else {
        return String::new();
    };
    let mut rows: Vec<(&str, Vec<f64>)> = Vec::new();
    for line in &first.lines {
        rows.push((
            line.case.name(),
            of_all(all, |one| {
                let mut lines = one.lines.iter();
                lines.find(|of| of.case == line.case).map(|of| of.alone_ms)
            }),
        ));
    }
    for look in &first.looks {
        rows.push((
            look.name,
            of_all(all, |one| {
                let mut looks = one.looks.iter();
                looks
                    .find(|of| of.name == look.name)
                    .map(|of| of.milliseconds)
            }),
        ));
    }
    let sizes = row(all.iter().map(|one| one.size.to_string()));
    let rules = "---|".repeat(all.len());
    let mut table = format!("| ms |{sizes} growth |\n|---|{rules}---|\n");
    for (name, times) in rows {
        let growth = match (times.first(), times.last()) {
            (Some(first), Some(last)) => last / first,
            _ => f64::NAN,
        };
        let times = row(times.iter().map(|time| format!("{time:.2}")));
        let _ = writeln!(table, "| {name} |{times} **{growth:.2}** |");
    }
    table
}

/// Cells of a table, each closed by its bar.
fn row(cells: impl Iterator<Item = String>) -> String {
    cells.fold(String::new(), |row, cell| row + " " + &cell + " |")
}

fn of_all(all: &[Measured], figure: impl Fn(&Measured) -> Option<f64>) -> Vec<f64> {
    all.iter().filter_map(figure).collect()
}

/// A figure that has no floor beside it.
pub fn fact(name: &str, value: &str) -> String {
    format!("- {name}: {value}")
}
